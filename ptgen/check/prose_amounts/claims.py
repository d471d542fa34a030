"""What an amount in a sentence is said of: a line of the budget, a year, a quarter, a fund."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction
from itertools import islice

from ptgen.check.prose_amounts.known import KnownAmount, KnownAmounts
from ptgen.check.prose_amounts.mentions import LINK, LOOK_BACK, SENTENCE_END, LineMentions
from ptgen.check.prose_amounts.words import WrittenAmount, amounts_in
from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.money import total

_MOST_AMOUNTS = 2000  # of one text: nobody writes more, and all of them would take long
_CLAIM_LENGTH = 40  # the words that claim an amount, right before it
_CLAUSE_END = re.compile(r"[，,、。；;！？\n（）()]")
_CLAIM = re.compile(
    r"(?:(?<![公一])共计?|合计|总计|小计|总额|总金额|"
    r"预算(?:安排|申请|资金|金额|经费|总额|数|合计)*|"
    r"申请(?:财政|预算|资金|金额|经费|拨款|总额)*|"
    r"安排(?:财政|预算|建设|专项|资金|金额|经费|拨款|总额)*|"
    r"资金总额|所需(?:资金|经费)|需要?(?:资金|经费)|预留|完成投资)"
    r"(?:(?:共|需|为|是|计|约|近|人民币|资金|经费|[:：\s])*)$"
)
_QUARTER_LINK = re.compile(
    r"(?:用款|资金|经费|支出|预算|计划|安排|支付|拨付|使用|金额|申请|需|[为是：:，,约共计\s])*+"
)
_QUARTER = re.compile(r"(?<![前至到、])第?([一二三四1-4])季度(?![末前])|([上下])半年")
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
_OTHER_TIME = re.compile(
    r"上年(?!结转)|上一年|去年|往年|以往|历年|前年|次年|明年|下年|下一年|同期|原先|原来|此前|累计|已"
)
_OTHER_KIND = re.compile(
    r"每(?!年)|单价|平均|人均|户均|均价|各(?!项|类|级|科)|以上按|按照?\d+元|"
    r"限额|限价|标准|定额|起付|注册资|产值|营业|税收|收入|捐赠|奖金|罚款|罚金|违约|保证金|上限|下限|"
    r"实际|执行|决算|节约|节省|节余|结余|增加|减少|压减|核减额|送审"
)
_ELSEWHERE = re.compile(r"参照|同类|类似")
_OTHER_SUM = re.compile(r"合同(?:总?金额|总?价|总额|款|(?=共))|中标|成交|签约|概算|估算总|批复")
_INVESTED = re.compile(r"总投资|投资总额|总投入|项目总额|总成本")
_OTHER_AFTER = re.compile(
    r"\s*(?:以上|以下|以外|起|不等|[-~—–至到]|[*+×÷]|/(?!年)|[的]?(?:标准|单价))"
)
_OTHER_BEFORE = re.compile(
    r"(?:(?<!不)超过?|不足|不低于|不少于|至少|最低|(?<!不)高于|低于|[-~—–至到*/+×÷])\s*$"
)
_LIMIT_BEFORE = re.compile(r"(?:不超过?|不高于|至多|最高|最多)\s*$")
_LIMIT_AFTER = re.compile(r"\s*(?:以内|之内)")
_ABOUT_BEFORE = re.compile(r"(?:约|近|大概|估计)\s*$")
_ABOUT_AFTER = re.compile(r"\s*(?:左右|上下|余|多)")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_EXPRESSION_LENGTH = 80


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
    mentions = LineMentions(text, known)
    for amount in islice(amounts_in(text), _MOST_AMOUNTS):
        place = _Place.of(text, amount)
        if not place.elsewhere:
            claim = _Reader(text, place, known, mentions).claim()
            if claim is not None:
                yield claim


@dataclass(frozen=True, slots=True)
class _Place:
    """An amount with the words around it: of its sentence and clause those before it."""

    amount: WrittenAmount
    sentence: str
    clause: str
    after: str

    @classmethod
    def of(cls, text: str, amount: WrittenAmount) -> _Place:
        before = text[max(amount.start - LOOK_BACK, 0) : amount.start]
        after = SENTENCE_END.split(text[amount.end : amount.end + LOOK_BACK])[0]
        return cls(amount, SENTENCE_END.split(before)[-1], _CLAUSE_END.split(before)[-1], after)

    @property
    def elsewhere(self) -> bool:
        """Whether the words say that it is a price, a limit, or something else's amount."""
        return bool(
            _OTHER_AFTER.match(self.after)
            or _OTHER_BEFORE.search(self.clause)
            or _OTHER_KIND.search(self.clause)
            or _ELSEWHERE.search(self.sentence)
        )

    @property
    def inexact(self) -> bool:
        """Whether it is called approximate."""
        about = _ABOUT_BEFORE.search(self.clause) or _ABOUT_AFTER.match(self.after)
        return about is not None or "余" in self.amount.text

    @property
    def limit(self) -> bool:
        """Whether it is what something must not go beyond."""
        return bool(_LIMIT_BEFORE.search(self.clause) or _LIMIT_AFTER.match(self.after))

    @property
    def year(self) -> int | None:
        """The year that is named last, in the clause or else in the sentence."""
        named = _YEAR.findall(self.clause) or _YEAR.findall(self.sentence)
        return int(named[-1]) if named and not _THIS_YEAR.search(self.clause) else None

    @property
    def shares(self) -> tuple[Decimal, ...]:
        """The percentages of the sentence."""
        found = _SHARE.findall(self.sentence + self.after)
        return tuple(Decimal(share[:12]) / 100 for share in found[:20])


_Meant = tuple[Said, tuple[KnownAmount, ...]]


@dataclass(frozen=True, slots=True)
class _Reader:
    text: str
    place: _Place
    known: KnownAmounts
    mentions: LineMentions

    def claim(self) -> Claim | None:
        """What the amount is said of; ``None`` when it is plainly none of the project's."""
        place, known = self.place, self.known
        end, computed = self._expression()
        lines = self._lines(end)
        meant = lines or self._quarter() or self._fund()
        here = place.year in known.years and _YEAR.search(place.clause) is not None
        if meant is None and place.year is not None and place.year not in known.years:
            return None
        if _OTHER_TIME.search(place.clause) and not here and (meant is None or lines):
            return None
        if meant is None:
            meant = self._whole(here) or self._loosely(end) or (Said.PERHAPS, known.all)
        said, candidates = meant
        # Beside a line or a year, only the clause says that it is a contract's.
        doubtful = place.clause if here or meant[1] is not known.all else place.sentence
        if place.limit or _OTHER_SUM.search(doubtful):
            said = Said.PERHAPS
        elif _INVESTED.search(place.clause) and not lines:
            said = Said.CLAIMED if known.budget.several_years else Said.PERHAPS
        elif computed is not None and said is Said.PERHAPS:
            said = Said.CLAIMED
        candidates = candidates or known.all
        return Claim(place.amount, said, candidates, place.inexact, place.shares, computed)

    def _expression(self) -> tuple[int, Fraction | None]:
        """Where the expression before an equals sign begins, and what it comes to."""
        start = self.place.amount.start
        if not self.place.clause.rstrip().endswith("="):
            return start, None
        end = self.text.rindex("=", 0, start)
        first = max(end - _EXPRESSION_LENGTH, start - len(self.place.sentence))
        first = max(first, self.mentions.last_end(end))
        for match in re.finditer(r"(?<![\d.])[(（]?\d", self.text[first:end]):
            at = first + match.start()
            formula = parse(self.text[at:end])
            if isinstance(formula, Formula) and not formula.single:
                return at, formula.value
        return start, None

    def _lines(self, end: int) -> _Meant | None:
        """The lines that are named right before or behind the amount."""
        names = self.mentions.before(end) or self.mentions.behind(self.place.amount.end)
        if not names:
            return None
        topic = self.mentions.topic(end)
        own = self._of_lines(names)
        return Said.PLAINLY, own if topic in names else (*own, *self._of_lines((topic,)))

    def _of_lines(self, names: Sequence[str]) -> tuple[KnownAmount, ...]:
        """The amounts of lines, in the year that is named with them, and of several their sum."""
        found = [one for one in self.known.all if one.item and one.item in names]
        year = _YEAR.findall(self.place.sentence[-20:])
        of_year = tuple(one for one in found if year and one.year == int(year[-1]))
        if len(names) > 1:
            wholes = {one.item: one.value for one in reversed(found) if one.name == f"“{one.item}”"}
            found.append(KnownAmount("、".join(names), total(list(wholes.values()))))
        return of_year or tuple(found)

    def _quarter(self) -> _Meant | None:
        """The quarter or half year that the clause names."""
        planned = self.known.budget.quarters
        named = list(_QUARTER.finditer(self.place.clause)) if planned else []
        if not named:
            return None
        digit, half = named[-1].groups()
        plain = _QUARTER_LINK.fullmatch(self.place.clause[named[-1].end() :])
        said = Said.PLAINLY if plain else Said.CLAIMED
        if half:
            parts = planned[:2] if half == "上" else planned[2:]
            return said, (KnownAmount(f"季度用款计划{half}半年", total(parts)),)
        number = _QUARTERS.index(digit) + 1 if digit in _QUARTERS else int(digit)
        return said, tuple(one for one in self.known.all if one.quarter == number)

    def _fund(self) -> _Meant | None:
        """The funds of the form whose name leads up to the amount."""
        start = self.place.amount.start
        lead = self.text[max(start - _CLAIM_LENGTH, 0) : start]
        for pattern, names in _FUNDS:
            found = list(pattern.finditer(lead))
            if found and LINK.fullmatch(lead[found[-1].end() :]):
                said = Said.CLAIMED if "财政资金" in names else Said.PLAINLY
                return said, tuple(one for one in self.known.all if one.fund in names)
        return None

    def _whole(self, here: bool) -> _Meant | None:
        """What words such as 共, 申请 and 安排 claim for the project, or for the year named."""
        place, known = self.place, self.known
        if not _CLAIM.search(place.clause[-_CLAIM_LENGTH:]):
            return None
        if not here or _THIS_YEAR.search(place.clause):
            return Said.CLAIMED, known.all
        said = Said.CLAIMED if place.year == known.year else Said.PLAINLY
        return said, tuple(one for one in known.all if one.year == place.year)

    def _loosely(self, end: int) -> _Meant | None:
        """The line that a shorter word means, or that the sentence is about."""
        place = self.place
        short = self.mentions.shortened(end, place.amount.end)
        alone = not any(amounts_in(place.sentence)) and not any(amounts_in(place.after))
        name = short or (self.mentions.topic(end) if alone else "")
        return (Said.CLAIMED, self._of_lines((name,))) if name else None
