"""Which lines of the budget a text names, before an amount, behind it, or at a sentence's start."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from ptgen.check.prose_amounts.known import KnownAmounts
from ptgen.check.prose_amounts.words import amounts_in

LOOK_BACK = 400
"""Characters: no sentence is longer, and every amount looks back."""
SENTENCE_END = re.compile(r"[。；;！？\n]")
LINK = re.compile(
    r"(?:（[^（）\n]{0,40}）|\([^()\n]{0,40}\)|[，,：:\s\-—“”]|合计|共计|总计|小计|共|计|约|近|预算|申请|"
    r"安排|需要?|所需|金额|总额|资金|经费|费用|为|是|的|达|列支|支出|支付|投入|财政|项目|人民币|预留|"
    r"本年度?|当年|全年|每年|固定|年度|(?:19|20)\d\d年度?)*+"
)
"""What may stand between a name and its amount."""

_START = re.compile(
    r"(?:^|[。；;：:！？\n\0]|其中)[\s（(]*(?:\d{1,2}|[一二三四五六七八九十]{1,2})?[.、．）)]?\s*$"
)
_EACH = re.compile(r"分别(?:为|是|安排|需|约|计)*+")
_JOINED = re.compile(r"\s*(?:、|和|及|与|以及|，)\s*")
_AMOUNTS_JOINED = re.compile(r"[\s、，,和及与]|以及")
_BEHIND = re.compile(r"(?:的|用于|作为|为)?")
_GOES_ON = re.compile(r"(?![和及等])[\u4e00-\u9fff]|[：:]")
_WORD = re.compile(r"[\u4e00-\u9fff]")
_BOUNDARY = frozenset("用于含括年和及与的中付为安排其将购置")
_LONG_NAME = 5
_SHORT_BEFORE = re.compile(
    r"(?:^|[，,、；;：:（(\s]|其中|包括|含|和|及|年)([\u4e00-\u9fff]{2,7}费)(?:[共约计为是需]|固定)*+$"
)
_SHORT_BEHIND = re.compile(r"的?([\u4e00-\u9fff]{2,7}?费)")


@dataclass(frozen=True, slots=True)
class Mention:
    """The name of a line at ``[start:end]`` of a text."""

    start: int
    end: int
    item: str


class LineMentions:
    """The mentions in one text."""

    def __init__(self, text: str, known: KnownAmounts) -> None:
        self._text = text
        self._items = tuple(dict.fromkeys(known.aliases.values()))
        names = sorted(known.aliases, key=len, reverse=True)
        found = re.finditer("|".join(map(re.escape, names)), text) if names else iter(())
        self._mentions = [Mention(*one.span(), known.aliases[one.group()]) for one in found]
        self._ends = [one.end for one in self._mentions]

    def before(self, end: int) -> tuple[str, ...]:
        """The lines whose names lead up to a place; several where they are joined."""
        before = self._within(end - LOOK_BACK, end)
        if not before:
            return ()
        last = before.pop()
        gap = self._text[last.end : end]
        each = _EACH.search(gap)
        if not LINK.fullmatch(gap[: each.start()] if each else gap) or not self._whole(last):
            return ()
        names = [last]
        while before and _JOINED.fullmatch(self._text[before[-1].end : names[0].start]):
            names.insert(0, before.pop())
        if each:
            return _counted_off(gap[each.end() :], names)
        # A和B，申请10万元: not what B comes to, where more is said before.
        if re.search("[，,]", gap) and not self._at_start(names[0]):
            return ()
        return tuple(one.item for one in names)

    def behind(self, at: int) -> tuple[str, ...]:
        """The lines named right behind an amount: 50万元用于设备购置, 3万元的咨询费."""
        match = _BEHIND.match(self._text, at)
        end = match.end() if match else at
        names: list[str] = []
        for mention in self._mentions[bisect_right(self._ends, at) :]:
            between = self._text[end : mention.start]
            if mention.start < end or not (_JOINED.fullmatch(between) if names else not between):
                break
            names.append(mention.item)
            end = mention.end
        # 3万元咨询费服务外包: the name goes on.
        return () if _GOES_ON.match(self._text, end) else tuple(names)

    def topic(self, at: int) -> str:
        """The line that a sentence begins with, where no other amount stands between."""
        start = max(at - LOOK_BACK, 0)
        start = at - len(SENTENCE_END.split(self._text[start:at])[-1])
        first = next((one for one in self._within(start, at) if start <= one.start), None)
        if first is None or not self._at_start(first):
            return ""
        return "" if any(amounts_in(self._text[first.end : at])) else first.item

    def shortened(self, start: int, end: int) -> str:
        """The only line that 建安费 before an amount, or 咨询费 behind it, may be short for."""
        before = _SHORT_BEFORE.search(self._text, max(start - 20, 0), start)
        behind = _SHORT_BEHIND.match(self._text, end)
        for word in [match[1] for match in (before, behind) if match]:
            fitting = [one for one in self._items if one.endswith(word) or _shortens(word, one)]
            if len(fitting) == 1:
                return fitting[0]
        return ""

    def last_end(self, at: int) -> int:
        """Where the last mention up to a place ends; 0 where there is none."""
        index = bisect_right(self._ends, at)
        return self._ends[index - 1] if index else 0

    def _within(self, start: int, end: int) -> list[Mention]:
        first = bisect_right(self._ends, start)
        return self._mentions[first : bisect_right(self._ends, end)]

    def _at_start(self, mention: Mention) -> bool:
        start = max(mention.start - LOOK_BACK, 0)
        return _START.search(self._text[start : mention.start]) is not None

    def _whole(self, mention: Mention) -> bool:
        """Whether a name is no part of a longer word, which short names may be."""
        before = self._text[max(mention.start - 1, 0) : mention.start]
        long = mention.end - mention.start >= _LONG_NAME
        if long or before in _BOUNDARY or not _WORD.match(before):
            return True
        return self.last_end(mention.start) == mention.start


def _counted_off(amounts: str, names: list[Mention]) -> tuple[str, ...]:
    """A、B分别为1万元、2万元: the line of the amount that these amounts lead up to."""
    found = tuple(amounts_in(amounts))
    for amount in reversed(found):
        amounts = amounts[: amount.start] + amounts[amount.end :]
    if _AMOUNTS_JOINED.sub("", amounts) or len(found) >= len(names):
        return ()
    return (names[len(found)].item,)


def _shortens(word: str, name: str) -> bool:
    """Whether a word is a name with letters left out, begun by the same letter."""
    rest = iter(name)
    return len(word) < len(name) and word[0] == name[0] and all(letter in rest for letter in word)
