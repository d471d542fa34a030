"""The labels of an edition read backwards: which value stands beside or below each of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count, groupby

from ptgen.core.layout.form import Band, CellSpec
from ptgen.core.layout.grid import Placed, place
from ptgen.core.layout.model import Layout
from ptgen.core.prose.context import YEAR_NAMES

_UNIT = r"(?:人民币|单位:)?(?:万元|亿元|元|%|人|个|盖章|公章|必填|选填)"
_LEAD = re.compile(r"^(?:[(]?[一二三四五六七八九十\d]{1,2}[)、.](?!\d)|其中:|[*★#])+")
_TAIL = re.compile(rf"(?:\({_UNIT}\)|\([^()]*\d{{4}}年[^()]*\)|:|(?<=[\u4e00-\u9fff])\d)+$")
_YEARLY = re.compile(r"^20\d\d年度?")
_FRAME = re.compile(r"[年月日至到\W]")  # what dates and years are put together with
_BRACES = str.maketrans("{}｛｝", "()()")
_HOLE = re.compile(r"\{\{\s*(.*?)\s*\}\}")


@lru_cache(maxsize=4096)
def squeezed(text: str) -> str:
    """The text as labels are compared: half width, without any blank."""
    return "".join(unicodedata.normalize("NFKC", text).replace("\u200b", "").split())


def plain_label(text: str) -> str:
    """A text that an edition may print as it is: it computes nothing, and all of it is seen."""
    seen = (one for one in text.translate(_BRACES) if one.isprintable() or one.isspace())
    return "\n".join(line.strip() for line in "".join(seen).strip().splitlines())


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A label without number, unit, colon and 其中: ``一、项目资金（元）：`` is ``项目资金``."""
    text = squeezed(text)
    return _YEARLY.sub("年度", _TAIL.sub("", _LEAD.sub("", text))) or text


def unique(stem: str, taken: Collection[str]) -> str:
    """The name, with the first number behind it that makes it one that is not taken."""
    names = (f"{stem}{number}" for number in count(2))
    return stem if stem not in taken else next(one for one in names if one not in taken)


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell that holds a value: how ``layout.yaml`` names its content, and the name."""

    kind: str  # 值, 金额, 正文, 比例; 标签 for a text with {{ }}
    key: str


@dataclass(frozen=True, slots=True)
class Template:
    """A label with ``{{ }}``: what it looks like when printed, and what stands in the holes."""

    text: str
    pattern: re.Pattern[str]
    keys: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Template:
        """The template of a label."""
        literal = _HOLE.split(text)
        keys = tuple(literal[1::2])
        holes = (r"(\d{4})" if _is_year(key) else "(.*?)" for key in keys)
        pieces = [re.escape(squeezed(piece)) for piece in literal[::2]]
        pattern = "".join(piece + next(holes, "") for piece in pieces)
        return cls(text, re.compile(pattern, re.DOTALL), keys)

    @property
    def only_years(self) -> bool:
        """Whether nothing but years are put in: a label all the same."""
        return all(map(_is_year, self.keys))

    def found(self, text: str) -> tuple[tuple[str, str], ...] | None:
        """The values in a text that was printed so; ``None`` when it was not."""
        match = self.pattern.fullmatch(squeezed(text))
        return None if match is None else tuple(zip(self.keys, match.groups(), strict=True))


def _is_year(expression: str) -> bool:
    return expression.split(" ", maxsplit=1)[0] in YEAR_NAMES


@dataclass(slots=True)
class LabelEntry:
    """What belongs to one label of a form."""

    right: list[Slot] = field(default_factory=list)
    below: Slot | None = None


@dataclass(frozen=True, slots=True)
class ListColumns:
    """A part of an edition that repeats a row: its columns by their heads."""

    source: str  # 绩效指标 or 预算
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All labels of an edition. The same label may stand in several places of a form."""

    name: str
    layout: Layout | None
    entries: Mapping[str, list[LabelEntry]]
    templates: tuple[Template, ...]
    lists: tuple[ListColumns, ...]

    def known(self, text: str) -> str | None:
        """The label as the edition has it; ``None`` when it has no such label."""
        plain = squeezed(text)
        for one in (plain, bare(text)):
            if one in self.entries:
                return one
        return next((one.text for one in self.templates if one.pattern.fullmatch(plain)), None)

    def template(self, text: str) -> Template | None:
        """The template by which a text that holds values was printed."""
        holding = (one for one in self.templates if not one.only_years)
        return next((one for one in holding if one.found(text) is not None), None)


def vocabulary(name: str, layout: Layout) -> Vocabulary:
    """The labels of an edition."""
    reader = _LabelReader()
    form = layout.form
    for band in (form.bands[one] for one in form.order or form.bands):
        reader.read(place(band.rows, len(band.widths)).cells)
        for cell in place(band.head, len(band.widths)).cells:
            reader.name(cell.spec.label or "")
        if band.each is not None:
            for spec in band.each:
                reader.name(spec.label or "")
            reader.lists.append(_columns(band, band.each))
    return Vocabulary(name, layout, reader.entries, tuple(reader.templates), tuple(reader.lists))


def merged(parts: Iterable[Vocabulary], further: Mapping[str, tuple[Slot, ...]]) -> Vocabulary:
    """The labels of several editions and others: what an unknown form may say."""
    own = {label: [LabelEntry([slot]) for slot in slots] for label, slots in further.items()}
    entries = {label: slots for label, slots in own.items() if slots[1:]}
    templates: dict[str, Template] = {}
    for one in parts:
        for label, found in one.entries.items():
            told = any(entry.right or entry.below for entry in found)
            if told and not further.get(bare(label), ())[1:]:
                entries.setdefault(label, found)
                entries.setdefault(bare(label), found)
        templates |= {template.text: template for template in one.templates if template.only_years}
    entries = {**{text: [] for text in templates}, **own, **entries}
    return Vocabulary("", None, entries, tuple(templates.values()), ())


def _columns(band: Band, each: tuple[CellSpec, ...]) -> ListColumns:
    heads = place(band.head, len(band.widths)).cells
    keys: dict[str, str] = {}
    for at, spec in enumerate(each):
        over = [one for one in heads if one.column <= at < one.column + one.columns]
        head = squeezed("".join(one.spec.label or "" for one in over))
        if head and spec.label is None:
            keys[head] = spec.group or spec.value or spec.amount or spec.text or spec.ratio or ""
    return ListColumns(band.source, keys)


class _LabelReader:
    """Goes through the rows of bands and gives each value to its label."""

    def __init__(self) -> None:
        self.entries: dict[str, list[LabelEntry]] = {}
        self.templates: list[Template] = []
        self.lists: list[ListColumns] = []

    def read(self, cells: tuple[Placed, ...]) -> None:
        entries: dict[Placed, LabelEntry] = {}
        for _, row in groupby(sorted(cells, key=lambda one: one.row), lambda one: one.row):
            here: Placed | None = None
            for cell in row:
                slot = _slot(cell.spec, beside=here is not None and not entries[here].right)
                if slot is None:
                    here, entries[cell] = cell, LabelEntry()
                    self.name(cell.spec.label or "").append(entries[cell])
                    continue
                owner = here or _context(cells, cell)
                above = [one for one in cells if _is_above(one, cell) and one in entries]
                if slot.kind == "标签" and not Template.of(slot.key).only_years:
                    self.templates.append(Template.of(slot.key))
                if here is None and above and not entries[above[0]].right:
                    entries[above[0]].below = slot
                elif owner is not None:
                    entries[owner].right.append(slot)

    def name(self, label: str) -> list[LabelEntry]:
        """The places of a label, which is known from now on."""
        if "{{" in label:
            self.templates.append(Template.of(label))
        return self.entries.setdefault(label if "{{" in label else squeezed(label), [])


def _slot(spec: CellSpec, *, beside: bool) -> Slot | None:
    """What a cell holds; ``None`` for a label. A text with values beside a label is a value."""
    if spec.label is not None:
        template = Template.of(spec.label)
        alone = not _FRAME.sub("", "".join(_HOLE.split(spec.label)[::2]))
        return Slot("标签", spec.label) if template.keys and beside and alone else None
    kinds = (("值", spec.value), ("金额", spec.amount), ("正文", spec.text), ("比例", spec.ratio))
    return next((Slot(kind, key) for kind, key in kinds if key is not None), None)


def _context(cells: tuple[Placed, ...], cell: Placed) -> Placed | None:
    """The label that began further up and stands at the left of a cell."""
    left = [
        one
        for one in cells
        if one.spec.label and one.row < cell.row < one.row + one.rows and one.column < cell.column
    ]
    return max(left, key=lambda one: one.column, default=None)


def _is_above(one: Placed, cell: Placed) -> bool:
    return (
        one.spec.label is not None
        and one.row + one.rows == cell.row
        and one.column <= cell.column < one.column + one.columns
    )


def labels_of(found: Vocabulary) -> Iterator[str]:
    """The labels that a form of the edition shows."""
    yield from (label for label in found.entries if label)
    for one in found.lists:
        yield from one.keys
