"""What an amount in a sentence is said of: a line of the budget, a year, a quarter, a fund."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction

from ptgen.check.rules.amounts.amount_words import WrittenAmount, amounts_in
from ptgen.check.rules.amounts.known_amounts import KnownAmount, KnownAmounts
from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.money import ZERO

_LOOK_BACK = 400  # characters: no sentence is longer, and every amount looks back
_CLAIM_LENGTH = 40  # the words that claim an amount, right before it
_SENTENCE_END = re.compile(r"[。；;！？\n]")
_CLAUSE_END = re.compile(r"[，,、。；;！？\n（）()]")
_CLAIM = re.compile(
    r"(?:(?<![公一])共计?|合计|总计|小计|总额|总金额|"
    r"预算(?:安排|申请|资金|金额|经费|总额|数|合计)*|"
    r"申请(?:财政|预算|资金|金额|经费|拨款|总额)*|"
    r"安排(?:财政|预算|建设|专项|资金|金额|经费|拨款|总额)*|"
    r"资金总额|所需(?:资金|经费)|需要?(?:资金|经费)|预留|完成投资)"
    r"(?:(?:共|需|为|是|计|约|近|人民币|资金|经费|[:：\s])*)$"
)
# What may stand between a name and its amount.
_LINK = re.compile(
    r"(?:（[^（）\n]{0,40}）|\([^()\n]{0,40}\)|[，,：:\s\-—“”]|合计|共计|总计|小计|共|计|约|近|预算|申请|"
    r"安排|需要?|所需|金额|总额|资金|经费|费用|为|是|的|达|列支|支出|支付|投入|财政|项目|人民币|预留|"
    r"本年度?|当年|全年|每年|年度|(?:19|20)\d\d年度?)*"
)
_QUARTER_LINK = re.compile(r"(?:用款|资金|经费|支出|预算|计划|安排|支付|拨付|使用|金额|申请|需|[为是：:，,约共计\s])*")
_HALF = re.compile(r"([上下])半年")
_START = re.compile(r"(?:^|[。；;：:！？\n\0]|其中)[\s（(]*(?:\d{1,2}|[一二三四五六七八九十]{1,2})?[.、．）)]?\s*$")
_EACH = re.compile(r"分别(?:为|是|安排|需|约|计)*")
_JOINED = re.compile(r"\s*(?:、|和|及|与|以及|，)\s*")
_AMOUNTS_JOINED = re.compile(r"[\s、，,和及与]|以及")
_WORD_BEFORE = re.compile(r"[\u4e00-\u9fff]$")
_BOUNDARY = re.compile(r"(?:[，,。；;：:、（(）)\s\0\d用于含括年和及与的中付为安排其将购置])$")
_LONG_NAME = 5
_QUARTER = re.compile(r"(?<![前至到、])第?([一二三四1-4])季度(?![末前])")
_QUARTERS = "一二三四"
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\s*(?:年|[.\-/]\d))")
_THIS_YEAR = re.compile(r"本年|今年|当年(?!财政)")
_FUNDS: Sequence[tuple[re.Pattern[str], frozenset[str]]] = (
    (re.compile(r"(?:上年)?结转资金|上年结转"), frozenset({"上年结转资金"})),
    (re.compile(r"其他资金|自筹资金"), frozenset({"其他资金", "其他资金总额"})),
    (
        re.compile(r"财政拨款|财政资金"),
        frozenset({"当年财政拨款", "当年财政资金", "财政资金", "年度资金申请总额"}),
    ),
    (re.compile(r"年度资金申请总额"), frozenset({"年度资金申请总额"})),
    (re.compile(r"项目资金总额"), frozenset({"项目资金总额", "全周期资金总额"})),
)
_PLAIN_FUNDS = frozenset(names for _, names in _FUNDS if "财政资金" not in names)
_OTHER_TIME = re.compile(
    r"上年(?!结转)|上一年|去年|往年|以往|历年|前年|次年|明年|下年|下一年|同期|原先|原来|此前|累计|已"
)
_OTHER_KIND = re.compile(
    r"限额|限价|标准|定额|起付|注册资|产值|营业|税收|收入|捐赠|奖金|罚款|罚金|违约|保证金|上限|下限"
)
_OTHER_SUM = re.compile(r"合同(?:总?金额|总?价|总额|款|(?=共))|中标|成交|签约|概算|估算总|批复")
_INVESTED = re.compile(r"总投资|投资总额|总投入|项目总额|总成本")
_SINGLE = re.compile(r"每(?!年)|单价|平均|人均|户均|均价|各(?!项|类|级|科)|以上按|按照?\d+元")
_OTHER_AFTER = re.compile(
    r"^\s*(?:以上|以下|以外|起|不等|[-~—–至到]|[*+×÷]|/(?!年)|[的]?(?:标准|单价))"
)
_OTHER_BEFORE = re.compile(
    r"(?:(?<!不)超过?|不足|不低于|不少于|至少|最低|(?<!不)高于|低于|[-~—–至到*/+×÷])\s*$"
)
_LIMIT_BEFORE = re.compile(r"(?:不超过?|不高于|至多|最高|最多)\s*$")
_LIMIT_AFTER = re.compile(r"^\s*(?:以内|之内)")
_ABOUT_BEFORE = re.compile(r"(?:约|近|大概|估计)\s*$")
_ABOUT_AFTER = re.compile(r"^\s*(?:左右|上下|余|多)")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_EXPRESSION_LENGTH = 80
_ABBREVIATED = re.compile(r"[\u4e00-\u9fff]{2,7}费$")


class Said(Enum):
    """How plainly a sentence says whose amount it gives."""

    PLAINLY = auto()
    """Nothing else can be meant: it has to be one of the candidates."""
    CLAIMED = auto()
    """It is the project's, so that something in the project has to come to it."""
    PERHAPS = auto()
    """It may be something else: only what is all but equal to an amount is a mistake."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An amount with the known amounts that it may be, and ``shares`` that are named beside it.

    ``computed`` is what the expression before an equals sign comes to.
    """

    amount: WrittenAmount
    said: Said
    candidates: tuple[KnownAmount, ...]
    inexact: bool = False
    shares: tuple[Decimal, ...] = ()
    computed: Fraction | None = None


def claims(text: str, known: KnownAmounts) -> Iterator[Claim]:
    """The amounts of a text in half width that may be the project's."""
    reader = _Sentences(text, known)
    for amount in amounts_in(text):
        claim = reader.claim(amount)
        if claim is not None:
            yield claim


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    item: str


class _Sentences:
    def __init__(self, text: str, known: KnownAmounts) -> None:
        self._text = text
        self._known = known
        names = sorted(known.aliases, key=len, reverse=True)
        pattern = "|".join(re.escape(name) for name in names)
        found = re.finditer(pattern, text) if names else iter(())
        self._mentions = [_Mention(*one.span(), known.aliases[one.group()]) for one in found]

    def claim(self, amount: WrittenAmount) -> Claim | None:
        """What an amount is said of; ``None`` when it is plainly none of the project's."""
        text, known = self._text, self._known
        before = text[max(amount.start - _LOOK_BACK, 0) : amount.start]
        after = text[amount.end : amount.end + 20]
        sentence = _SENTENCE_END.split(before)[-1]
        clause = _CLAUSE_END.split(before)[-1]
        if _OTHER_AFTER.match(after) or _OTHER_BEFORE.search(clause):
            return None
        end = amount.start
        computed = None
        if clause.rstrip().endswith("="):
            end, computed = self._expression(amount.start, sentence)
        named = self._items_before(end) or self._items_after(amount.end, clause)
        # What stands before the name that is meant says nothing of the amount.
        if _SINGLE.search(clause) or _OTHER_KIND.search(clause):
            return None
        year = self._year(clause, sentence)
        inexact = bool(_ABOUT_BEFORE.search(clause) or _ABOUT_AFTER.match(after) or "余" in amount.text)
        said, candidates = Said.CLAIMED, known.all
        fund = self._fund(before)
        quarter = self._quarter(clause)
        here = _YEAR.search(clause) is not None and year in known.years
        if _OTHER_TIME.search(clause) and not here and not fund:
            return None
        if named:
            said, candidates = Said.PLAINLY, self._of_items(named, text[:end], amount)
        elif quarter:
            candidates, plain = quarter
            said = Said.PLAINLY if plain else Said.CLAIMED
        elif fund:
            candidates = tuple(one for one in known.all if one.fund in fund)
            said = Said.PLAINLY if fund in _PLAIN_FUNDS else Said.CLAIMED
        elif year is not None and year not in known.years:
            return None
        elif _CLAIM.search(clause[-_CLAIM_LENGTH:]):
            if here and not _THIS_YEAR.search(clause):
                candidates = tuple(one for one in known.all if one.year == year)
                said = Said.CLAIMED if year == known.year else Said.PLAINLY
        elif computed is None:
            said = Said.PERHAPS
        if _LIMIT_BEFORE.search(clause) or _LIMIT_AFTER.match(after):
            said = Said.PERHAPS
        doubtful = clause if here or fund or quarter else sentence
        if _OTHER_SUM.search(clause if named else doubtful):
            said = Said.PERHAPS
        elif _INVESTED.search(clause) and not named:
            said = Said.CLAIMED if known.budget.several_years else Said.PERHAPS
        whole = sentence + _SENTENCE_END.split(text[amount.end : amount.end + _LOOK_BACK])[0]
        shares = tuple(Decimal(share) / 100 for share in _SHARE.findall(whole))
        return Claim(amount, said, candidates or known.all, inexact, shares, computed)

    def _expression(self, start: int, sentence: str) -> tuple[int, Fraction | None]:
        """Where the expression before an equals sign begins, and what it comes to."""
        text = self._text
        end = text.rindex("=", 0, start)
        first = max(end - _EXPRESSION_LENGTH, start - len(sentence))
        last = [mention.end for mention in self._mentions if mention.end <= end]
        first = max([first, *last[-1:]])
        for match in re.finditer(r"(?<![\d.])[(（]?\d", text[first:end]):
            at = first + match.start()
            formula = parse(text[at:end])
            if isinstance(formula, Formula) and not formula.single:
                return at, formula.value
        return start, None

    def _items_before(self, end: int) -> tuple[str, ...]:
        """The lines whose names lead up to a place; several where they are joined."""
        before = [one for one in self._mentions if end - _LOOK_BACK <= one.start and one.end <= end]
        if not before:
            return self._abbreviated(end)
        last = before.pop()
        gap = self._text[last.end : end]
        each = _EACH.search(gap)
        lead = gap[: each.start()] if each else gap
        if not _LINK.fullmatch(lead) or not self._stands_alone(last):
            return self._abbreviated(end)
        names = [last]
        while before and _JOINED.fullmatch(self._text[before[-1].end : names[0].start]):
            names.insert(0, before.pop())
        if each:
            earlier = sum(1 for _ in amounts_in(gap[each.end() :]))
            rest = _AMOUNTS_JOINED.sub("", _blanked(gap[each.end() :]))
            fits = not rest and earlier < len(names)
            return (names[earlier].item,) if fits else ()
        # A和B，申请10万元: not what B comes to, where more is said before.
        if re.search("[，,]", gap) and not _START.search(self._text[: names[0].start]):
            return ()
        return tuple(one.item for one in names)

    def _items_after(self, at: int, clause: str) -> tuple[str, ...]:
        """The lines named right behind an amount: 50万元用于设备购置, 3万元的咨询费."""
        match = re.compile(r"\s*(?:的|用于|作为|为)?").match(self._text, at)
        start = match.end() if match else at
        names: list[str] = []
        for mention in self._mentions:
            if mention.start == start:
                names.append(mention.item)
            elif names and not _JOINED.fullmatch(self._text[start : mention.start]):
                break
            elif names:
                names.append(mention.item)
            if names:
                start = mention.end
        # 3万元咨询费服务外包: the name goes on.
        goes_on = re.compile(r"[\u4e00-\u9fff]").match(self._text, start)
        return () if goes_on and not re.compile(r"[和及等，]").match(self._text, start) else tuple(names)

    def _stands_alone(self, mention: _Mention) -> bool:
        """Whether a name is no part of a longer word, which short names may be."""
        before = self._text[max(mention.start - 1, 0) : mention.start]
        if mention.end - mention.start >= _LONG_NAME or not _WORD_BEFORE.search(before):
            return True
        ends = any(one.end == mention.start for one in self._mentions)
        return ends or _BOUNDARY.search(before) is not None

    def _abbreviated(self, end: int) -> tuple[str, ...]:
        """The only line whose name has the letters of 建安费 in this order."""
        match = _ABBREVIATED.search(self._text[max(end - 8, 0) : end].rstrip("为是共约：: "))
        for length in range(len(match.group()) if match else 0, 2, -1):
            word = match.group()[-length:] if match else ""
            fitting = {
                item for item in self._known.aliases.values() if _shortens(word, item)
            }
            if len(fitting) == 1:
                return tuple(fitting)
        return ()

    def _of_items(
        self, names: Sequence[str], before: str, amount: WrittenAmount
    ) -> tuple[KnownAmount, ...]:
        """The amounts of lines, in the year that is named between, and of several their sum."""
        found = [one for one in self._known.all if one.item in names]
        year = _YEAR.findall(_SENTENCE_END.split(before)[-1][-20:])
        of_year = [one for one in found if year and one.year == int(year[-1])]
        if len(names) > 1:
            wholes = {one.item: one.value for one in reversed(found) if one.name == f"“{one.item}”"}
            found.append(KnownAmount("、".join(reversed(names)), sum(wholes.values(), ZERO)))
        return tuple(of_year or found)

    def _quarter(self, clause: str) -> tuple[tuple[KnownAmount, ...], bool] | None:
        """The amount of the quarter that a clause names, and whether nothing stands between."""
        planned = self._known.budget.quarters
        half = _HALF.search(clause) if planned else None
        if half and _QUARTER_LINK.fullmatch(clause[half.end() :]):
            parts = planned[:2] if half[1] == "上" else planned[2:]
            return (KnownAmount(f"季度用款计划{half.group()}", sum(parts, ZERO)),), True
        found = list(_QUARTER.finditer(clause))
        if not found or not planned:
            return None
        digit = found[-1][1]
        number = _QUARTERS.index(digit) + 1 if digit in _QUARTERS else int(digit)
        plain = _QUARTER_LINK.fullmatch(clause[found[-1].end() :]) is not None
        return tuple(one for one in self._known.all if one.quarter == number), plain

    def _fund(self, before: str) -> frozenset[str]:
        """The funds of the form whose name leads up to the amount."""
        lead = before[-_CLAIM_LENGTH:]
        for pattern, names in _FUNDS:
            found = list(pattern.finditer(lead))
            if found and _LINK.fullmatch(lead[found[-1].end() :]):
                return names
        return frozenset()

    def _year(self, clause: str, sentence: str) -> int | None:
        named = _YEAR.findall(clause) or _YEAR.findall(sentence)
        return int(named[-1]) if named and not _THIS_YEAR.search(clause) else None


def _blanked(text: str) -> str:
    """The text without its amounts."""
    for amount in reversed(tuple(amounts_in(text))):
        text = text[: amount.start] + text[amount.end :]
    return text


def _shortens(word: str, name: str) -> bool:
    """Whether a word is a name with letters left out, begun and ended by the same letter."""
    rest = iter(name)
    return (
        len(word) < len(name)
        and word[0] == name[0]
        and all(letter in rest for letter in word)
    )
