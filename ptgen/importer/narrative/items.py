"""Read the lines of a budget from the sentences that a narrative says them in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.money import ZERO, plain, to_fen, total
from ptgen.importer.narrative.amounts import FoundAmount, amounts_of, folded, is_total
from ptgen.importer.narrative.outline import Numbered, Part
from ptgen.importer.narrative.years import leads_up, split, without_parts, years_said
from ptgen.read.document import SourceParagraph

_BREAKS = re.compile(r"[，,。；;：:]")
_ASIDE = re.compile(
    r"（[^（）]*(?:（[^（）]*）[^（）]*)*）|\([^()]*\)|（[^（）()]*\)|\([^（）()]*）"
)
_ACTUAL = re.compile(r"[，,]?\s*(?:按|据)(?:照)?实(?:际)?(?:结算|支付|报销|列支)|[，,]?\s*实报实销")
_LEADING = re.compile(
    r"^(?:[一二三四五六七八九十]是|其中|主要包括|主要用于|包括|用于|含|以及|另有|另|及|和|与|、|[\s，,。；;：:])+"
)
_TRAILING = re.compile(
    r"(?:(?:预算|所需|申请|安排)(?:资金|经费|费用|金额)?|资金|金额|[共合总小]计|共|计|约|需|为|预留|核减|"
    r"[\s，,。；;：:、])+$"
)
_SUMS = re.compile(
    r"^(?:以上|上述|全部|各项|费用|本项目?|项目|共)*(?:合计|共计|总计|小计|共|总额)?$|"
    r"^(?:以上|上述).*(?:合计|共计|总计)|^(?:资金来源|季度用款计划|项目资金总额|年度资金申请总额)"
)
_NEAR = 10  # details that differ by no more than a tenth of the sum are a slip of the pen


@dataclass(frozen=True, slots=True)
class NarrativeItem:
    """A line of the budget; ``printed`` is the amount that the text gives for it."""

    name: str
    formula: str = ""
    computed: Decimal = ZERO
    printed: Decimal | None = None
    method: str = ""
    years: tuple[tuple[int, str], ...] = ()
    remark: str = ""
    note: str = ""
    items: tuple[NarrativeItem, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def amount(self) -> Decimal:
        """What ptgen computes of it."""
        inner = [-one.amount if one.method == "核减" else one.amount for one in self.items]
        return total(inner) if inner else self.computed


def items_of(parts: Sequence[Part], year: int) -> tuple[NarrativeItem, ...]:
    """The items of a numbered list, and those below them; none where no list has amounts."""
    numbered = [_numbered(part, year) for part in parts if isinstance(part, Numbered)]
    return tuple(one for one in numbered if one is not None)


def items_of_clauses(texts: Sequence[str], year: int, whole: Decimal) -> tuple[NarrativeItem, ...]:
    """The items of sentences without a list, where they come to a known amount, and only then."""
    clauses = [part for text in texts for part in re.split(r"[；;。\n]", folded(text))]
    found = [one for text in clauses for one in _in_clause(text, year) if one.amount != whole]
    items = [_with_years(one, year) for one in found if one.name and not _SUMS.match(one.name)]
    fits = len(items) > 1 and total([one.amount for one in items]) == whole
    return tuple(items) if fits else ()


def _in_clause(text: str, year: int) -> tuple[NarrativeItem, ...]:
    """The items of a clause: several where it has several names with amounts."""
    item = _line(text, year, inside=True)
    parts = _line(f"，{text}", year)
    several = parts is not None and len(parts.items) > 1
    return parts.items if parts and several else (item,) if item else ()


def quarters_of(text: str) -> tuple[str, ...]:
    """The amounts of a plan by quarters, where it names all four."""
    found: dict[str, str] = {}
    text = folded(text)
    for amount in amounts_of(text):
        named = re.search(r"第?([一二三四])季度[^一二三四\d]{0,8}$", text[: amount.start])
        if named and amount.single:
            found.setdefault(named[1], amount.formula)
    return tuple(found[sign] for sign in "一二三四") if len(found) == 4 else ()


def _numbered(part: Numbered, year: int) -> NarrativeItem | None:
    head = _line(part.text, year) or _without_amount(folded(part.text), year)
    if not head.name or _SUMS.match(head.name):
        return None
    notes, below, silent = [head.note] if head.note else [], [], False
    years = list(head.years)
    for one in part.inner:
        found = None
        if isinstance(one, Numbered):
            found = _numbered(one, year)
            silent |= found is None
        elif isinstance(one, SourceParagraph):
            found = _line(one.text, year)
            if found is None and not _SUMS.match(text := folded(one.text).strip()):
                notes.append(_stripped(text))
                years += years_said(text, year)
        if found is not None and found.name and not _SUMS.match(found.name):
            below.append(found)
    if below and (not silent or head.printed is None):
        head = replace(head, items=tuple(below), formula="")
    method = head.method or ("按实结算" if _ACTUAL.search(folded(part.text)) else "")
    if not head.items and any(_ACTUAL.search(note) for note in notes):
        method, notes = "按实结算", [one for one in notes if _stripped(_ACTUAL.sub("", one))]
    if not head.items and not head.formula:
        return None
    head = replace(head, note="；".join(notes), method="" if head.items else method)
    return _with_years(replace(head, years=tuple(years)), year)


def _without_amount(text: str, year: int) -> NarrativeItem:
    name = _head(text, ())
    note = _stripped(text[len(name) :])
    return NarrativeItem(_cleaned(name), note=note, years=years_said(text, year))


@dataclass(frozen=True, slots=True)
class _Piece:
    """An amount of a line: what it is called, whether it is a sum, the words in brackets behind."""

    amount: FoundAmount
    name: str
    lead: str
    sums: bool
    aside: str
    end: int


def _line(text: str, year: int, *, inside: bool = False) -> NarrativeItem | None:
    """The item of one line or sentence; ``None`` where it gives no amount.

    ``inside``: a sentence, whose name stands before its last colon.
    """
    text = folded(text).strip()
    amounts = amounts_of(text)
    asides = [one for one in _ASIDE.finditer(text) if not any(_within(one, at) for at in amounts)]
    outer = [
        one
        for one in amounts
        if not any(aside.start() < one.start < aside.end() for aside in asides)
        and not leads_up(text[: one.start])
    ]
    if not outer:
        return None
    head = "" if inside else _head(text[: outer[0].start], asides)
    pieces = tuple(_pieces(text, outer, asides, len(head)))
    name = _cleaned(head) if head else pieces[0].name
    item = _made(name, [replace(one, name="") if inside else one for one in pieces])
    note = _note(text, head or name, pieces, item)
    return replace(item, note=note, years=years_said(text, year))


def _within(aside: re.Match[str], amount: FoundAmount) -> bool:
    return amount.start <= aside.start() and aside.end() <= amount.end


def _head(lead: str, asides: Sequence[re.Match[str]]) -> str:
    """What stands before the first comma or colon that is not in brackets."""
    marks = [mark.start() for mark in _BREAKS.finditer(lead)]
    free = (at for at in marks if not any(one.start() < at < one.end() for one in asides))
    return lead[: next(free, None)]


def _pieces(
    text: str, outer: Sequence[FoundAmount], asides: Sequence[re.Match[str]], at: int
) -> Iterator[_Piece]:
    for amount in outer:
        lead = text[at : amount.start]
        behind = re.match(r"\s*(?:左右|上下)?\s*", text[amount.end :])
        end = amount.end + (behind.end() if behind else 0)
        aside = next((one for one in asides if one.start() == end), None)
        remark = aside.group()[1:-1] if aside and not re.search(r"20\d\d", aside.group()) else ""
        end = aside.end() if aside and remark else end
        name = _called(lead)
        unnamed = not name or name.endswith("等") or _SUMS.match(name) is not None
        sums = unnamed and is_total(text, amount)
        yield _Piece(amount, name, lead, sums, remark, end)
        at = end


def _called(lead: str) -> str:
    """The name before an amount: of several clauses the last, or what its colon follows."""
    clause = re.split(r"[。；;]", lead.rstrip("。；;，,：: "))[-1]
    before, _, behind = clause.replace(":", "：").rpartition("：")
    titled = _cleaned(before.split("：")[-1])
    return titled or _cleaned(re.split(r"[，,]", _TRAILING.sub("", behind))[-1])


def _cleaned(name: str) -> str:
    name = _TRAILING.sub("", _LEADING.sub("", name))
    return re.sub(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])", "", name)


def _made(name: str, pieces: Sequence[_Piece]) -> NarrativeItem:
    """One item of the amounts of a line: with details where they make up its sum."""
    named = [one for one in pieces if one.name and not one.sums]
    own = [one for one in pieces if not one.name or one.sums]
    details = tuple(_detail(one) for one in named)
    inner = total([one.amount for one in details])
    whole = next((one for one in own if one.sums), own[0] if own else None)
    printed = None if whole is None else _scaled(whole.amount, inner)
    slip = printed is not None and len(named) > 1 and abs(inner - printed) * _NEAR <= printed
    if len(named) > 1 and (printed is None or slip):
        return NarrativeItem(name, printed=printed, items=details)
    chains = [one for one in (*own, *named[:1]) if not one.amount.single]
    chosen = chains[-1] if chains else (whole or named[0])
    if printed is None or (chosen in own and not chosen.sums):
        printed = chosen.amount.printed
    item = replace(_detail(chosen), name=name, printed=printed)
    price = [one for one in own if one is not chosen and chains and "/" in one.amount.formula]
    return replace(item, remark=price[0].amount.formula) if price and not item.remark else item


def _detail(piece: _Piece) -> NarrativeItem:
    amount, lead = piece.amount, re.sub(r"约\s*$", "", piece.lead).rstrip()
    method = "估算" if amount.about else ""
    method = next((word for word in ("预留", "核减") if lead.endswith(word)), method)
    formula = amount.formula or f"{plain(amount.printed)}元"
    doubts = () if amount.formula else ("算式读不懂，写的是印出的金额",)
    if amount.single and re.search(r"/(?!年)", formula):
        doubts = ("原文只有单价",)
    computed = amount.printed if amount.value is None else amount.value
    item = NarrativeItem(piece.name, formula, computed, amount.printed, method, doubts=doubts)
    inside = parse(piece.aside)
    made = isinstance(inside, Formula) and not inside.single and to_fen(inside.value) == computed
    return replace(item, formula=piece.aside) if made else replace(item, remark=piece.aside)


def _scaled(amount: FoundAmount, inner: Decimal) -> Decimal:
    """What is printed as the sum; 共13439 of details in 万 is in 万 too."""
    bare = amount.formula.replace(".", "").replace(",", "").isdigit()
    return amount.printed * 10000 if bare and amount.printed * 10000 == inner else amount.printed


def _note(text: str, head: str, pieces: Sequence[_Piece], item: NarrativeItem) -> str:
    """What a line says beyond its name, its amount and how that is made up."""
    at, left = text.find(head) + len(head), []
    for piece in pieces:
        amount = piece.amount
        if item.items or amount.formula == item.formula or amount.printed == item.printed:
            left.append("" if piece.name and item.items else text[at : amount.start])
            at = piece.end
    left.append(text[at:])
    if item.method or not item.items:
        left = [_ACTUAL.sub("", one) for one in left]
    said = map(without_parts, left)
    return "；".join(filter(None, (_stripped(_TRAILING.sub("", one)) for one in said)))


def _stripped(text: str) -> str:
    text = text.strip("，,。；;：:、 \t\n")
    whole = re.fullmatch(r"[（(]([^（）()]*)[)）]", text)
    return whole[1].strip("，,。；; ") if whole else text


def _with_years(item: NarrativeItem, year: int) -> NarrativeItem:
    """The item with a part for each year that it is split over, which add up to it."""
    years, doubt = split(item.amount, dict(item.years), year)
    return replace(item, years=years, doubts=(*item.doubts, *([doubt] if doubt else [])))
