"""Find amounts and formulas in a sentence, with what ptgen's own grammar makes of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ptgen.check.prose_amounts.words import half_width
from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.money import to_fen

NUMBER = r"(?:\d{1,3}(?:,\d{3})++(?:\.\d++)?|\d++(?:\.\d++)?)"
_SCALE = r"(?:\s*+(?:万亿|亿|万|%))?+"
_LETTER = r"(?:(?![xX])[^\W\d_]|[㎡²³])"
_MEASURE = (
    r"个?(?:人次|人天|人月|台次|平方米|平方|公里|小时|课时|学时|季度|立方米|[人次场期回趟批轮届班位名员"
    r"户家本份册套张篇件页台部辆只把支块条根组路座栋幢处所间㎡米吨天日周月季年顿餐盒箱瓶袋节门项"
    r"艘架盏株棵亩度桶双顶副枚点站街镇村幅面车人])"
)
# No part can match in two ways, so that time grows with the length alone.
_TERM = (
    rf"[(（]*+{NUMBER}{_SCALE}(?:\s*+{_LETTER}{{1,8}}+)?+(?:\s*+/\s*+{_LETTER}{{1,8}}+)*+[)）]*+"
)
_TIMES = r"\s*+[*xX×✕·]\s*+"
_OPERATOR = r"\s*+[*+\-xX×✕·/÷－–—]\s*+"
_RESULT = (
    rf"\s*+=\s*+(?P<about>约)?(?P<result>{NUMBER})\s*+(?P<scale>万亿|亿|万)?+\s*+(?P<yuan>元)?+"
)
_FIRST = r"(?<![\d.,A-Za-z*×])"
_CHAIN = re.compile(rf"{_FIRST}(?P<formula>{_TERM}(?:{_OPERATOR}{_TERM})++){_RESULT}")
_PRODUCT = re.compile(rf"{_FIRST}(?P<formula>{_TERM}(?:{_TIMES}{_TERM})++)")
_GOES_ON = re.compile(rf"\d{_SCALE}\s*+元?(?:{_MEASURE})?(?:\s*+/\s*+{_MEASURE})*+([^\W\d_]*)$")
_SINGLE = re.compile(
    rf"{_FIRST}(?P<formula>{NUMBER}\s*(?:(?:万亿|亿|万)\s*元?|元)(?:\s*/\s*{_MEASURE})*)"
    r"(?!\s*[人份次个户件张册本余多名条台套亩株吨字])"
)
_BARE = re.compile(rf"{_FIRST}(?P<formula>{NUMBER})(?=\s*(?:[。；;，,（(]|$))")
_TOTAL = re.compile(r"(?:[共计]|合计|总计|小计|总额|统筹使用)(?:需|约|为|是|[:：\s])*$")
_JOINED_UNITS = re.compile(r"(/[^\W\d_]{1,4})[·.](?=[^\W\d_])")  # 元/人·次


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """An amount at ``[start:end]``: the formula as a project file has it, and what is printed.

    ``formula`` is empty where the grammar does not read what is printed; ``printed`` is in 元.
    """

    formula: str
    value: Decimal | None
    printed: Decimal
    single: bool
    about: bool
    start: int
    end: int


def amounts_of(text: str) -> tuple[FoundAmount, ...]:
    """The amounts of a :func:`folded` text, in order; a formula with its result is one.

    A number without a unit is one where 共 stands before it, in 元.
    """
    found: list[FoundAmount] = []
    for pattern in (_CHAIN, _PRODUCT, _SINGLE, _BARE):
        for match in pattern.finditer(text):
            free = all(match.end() <= one.start or one.end <= match.start() for one in found)
            if free and (pattern is not _BARE or _TOTAL.search(text[: match.start()])):
                amount = _amount(text, match)
                if amount is not None:
                    found.append(amount)
    return tuple(sorted(found, key=lambda one: one.start))


def folded(text: str) -> str:
    """The text in half width, without dots inside of units and signs that are not seen."""
    text = half_width(text).replace("．", ".").replace("\u200b", "")
    text = re.sub(rf"[¥￥]\s*({NUMBER})(?!\s*[万亿元\d.,])", r"\1元", text)
    return _JOINED_UNITS.sub(r"\1", re.sub(r"[¥￥]", "", text))


def _amount(text: str, match: re.Match[str]) -> FoundAmount | None:
    said = match.groupdict()
    result = said.get("result")
    before, written, behind = _balanced(match["formula"])
    if result is None:  # 12个月的费用: the words go on
        more = _GOES_ON.search(written)
        cut = len(more[1]) if more else 0
        written, behind = written[: len(written) - cut], behind + cut
    formula = re.sub(r"\s*[xX✕]\s*(?=[\d(（])", "*", written)  # signs that the grammar knows
    formula = re.sub(r"[–—－]", "-", formula).strip()
    read = parse(formula)
    value = to_fen(read.value) if isinstance(read, Formula) else None
    single = isinstance(read, Formula) and read.single
    printed = value
    if result is not None:
        whole = parse(f"{result}{match['scale'] or ''}元")
        known = match["scale"] or match["yuan"] or value
        printed = to_fen(whole.value) if isinstance(whole, Formula) and known else None
    elif value is None or value <= 0 or not (set("元万亿") & set(formula) or single):
        printed = None  # 3*4 is no money, 20人*50元/人 is
    if printed is None:
        return None
    start, end = match.start() + before, match.end() - (0 if result else behind)
    around = re.search(r"约\s*$", text[:start]), re.match(r"\s*(?:左右|上下)", text[end:])
    about = any((said.get("about"), *around))
    formula = formula if value is not None else ""
    return FoundAmount(formula, value, printed, single, about, start, end)


def _balanced(formula: str) -> tuple[int, str, int]:
    """A formula without brackets around all of it or without their pair, and how many are cut."""
    start, end = 0, len(formula)
    while re.fullmatch(r"[(（][^()（）]*[)）]", formula[start:end]):
        start, end = start + 1, end - 1
    depth = sum((one in "(（") - (one in ")）") for one in formula[start:end])
    while depth > 0 and formula[start] in "(（":
        start, depth = start + 1, depth - 1
    while depth < 0 and formula[end - 1] in ")）":
        end, depth = end - 1, depth + 1
    return start, formula[start:end], len(formula) - end


def is_total(text: str, amount: FoundAmount) -> bool:
    """Whether 共, 合计 or the like stands before an amount."""
    return _TOTAL.search(re.sub(r"约\s*$", "", text[: amount.start])) is not None
