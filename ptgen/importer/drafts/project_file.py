"""Turn what was found of a project into the keys of its file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

from ptgen.core.layout.model import Layout
from ptgen.core.model.edition_keys import SAME_GOAL
from ptgen.core.model.project import PROJECT_KEYS, DocumentKind
from ptgen.importer.drafts.budget import (
    ANNUAL,
    ARRANGEMENT,
    WHOLE,
    amounts_on,
    budget_keys,
    funding_of,
    texts_of_chapter,
)
from ptgen.importer.drafts.yaml_text import Flow, Noted, Value
from ptgen.importer.narrative.item_tables import tables_in
from ptgen.importer.narrative.outline import Block
from ptgen.importer.narrative.prose import prose_of
from ptgen.importer.private import without_persons
from ptgen.importer.reading import (
    FormReading,
    FoundField,
    FoundIndicator,
    FoundText,
    NarrativeReading,
    ProjectReading,
)
from ptgen.read.document import SourceParagraph, without_blanks

_DAYS = ("计划开始日期", "计划完成日期")
_DAY = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
_COMPUTES = re.compile(r"\{[{%#]|｛")
_BRACES = str.maketrans("{}｛｝", "〔〕〔〕")
_SHORT = 200  # characters of what has no key and becomes a comment
_Chapters = Mapping[str, Sequence[Block]]


@dataclass(frozen=True, slots=True)
class Draft:
    """The keys of a project file to be; ``applied`` and ``whole`` are the amounts on its form."""

    reading: ProjectReading
    layout: Layout
    keys: dict[str, Value]
    applied: FoundField | None
    whole: FoundField | None
    notes: tuple[str, ...] = ()
    unplaced: tuple[FoundText, ...] = ()
    left_out: int = 0  # names of persons and telephone numbers


def draft_of(reading: ProjectReading, layout: Layout, year: int) -> Draft:
    """The keys of a project's file, in the edition with which its form fits."""
    form, narrative = reading.form, reading.narrative
    writer = _Writer(layout)
    chapters = writer.chapters(narrative)
    if form is None or narrative is None:
        kind = DocumentKind.FORM if narrative is None else DocumentKind.NARRATIVE
        writer.keys["文书"] = Flow([kind.value])
    if form is not None:
        writer.add_fields(form, reading.name)
        writer.add_goals(form)
        writer.keys["绩效指标"] = _indicators(form.indicators, layout)
        writer.add_unplaced(form.unplaced)
        writer.left_out += form.left_out
    if narrative is not None:
        writer.add_prose(chapters)
    writer.keys |= {"文书标题": _titles(reading, layout)}
    writer.keys |= budget_keys(reading.name, year, form, chapters)
    writer.keys["资金来源"] = funding_of(form, layout, chapters)
    amounts = amounts_on(form)
    keys: dict[str, Value] = {"项目名称": reading.name, **writer.keys}
    return Draft(
        reading,
        layout,
        {key: inert(one) for key, one in keys.items() if one not in ({}, [], ())},
        amounts.get(ANNUAL) or amounts.get(WHOLE),
        amounts.get(WHOLE),
        tuple(writer.notes),
        tuple(writer.unplaced),
        writer.left_out,
    )


@dataclass(slots=True)
class _Writer:
    """Collects the keys of one project, and what has no key."""

    layout: Layout
    keys: dict[str, Value] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unplaced: list[FoundText] = field(default_factory=list)
    left_out: int = 0

    def chapters(self, narrative: NarrativeReading | None) -> _Chapters:
        """The blocks of each chapter that the edition has, without persons."""
        blocks: dict[str, tuple[Block, ...]] = {}
        headings: dict[str, Value] = {}
        usual = self.layout.narrative.sections
        for section in narrative.sections if narrative else ():
            if section.key not in usual:
                texts = [one.text for one in section.blocks if isinstance(one, SourceParagraph)]
                text = " ".join([section.heading, *texts])
                self.add_unplaced([SourceParagraph(text, section.place)])
                continue
            kept = tuple(map(self._block, section.blocks))
            blocks[section.key] = (*blocks.get(section.key, ()), *kept)
            if section.heading != usual[section.key]:
                headings[section.key] = section.heading
        self.add_unplaced(narrative.unplaced if narrative else ())
        self.keys["章节标题"] = headings
        return blocks

    def add_prose(self, chapters: _Chapters) -> None:
        """The chapters; tables that ptgen draws from the items are left to it."""
        tables = list(tables_in(chapters.get(ARRANGEMENT, ())))
        made = {id(block) for table in tables if table.own for block in table.blocks}
        for key, inside in chapters.items():
            prose = prose_of(key, [one for one in inside if id(one) not in made])
            if prose:
                self.keys[key] = cast("Value", prose)
        if not any(one.of_items for one in tables):
            self.keys["预算明细表"] = "否"
        yearly = any(one.own and not one.of_items for one in tables)
        if yearly != self.layout.narrative.yearly:
            self.keys["分年支出计划表"] = "是" if yearly else "否"
        days = _DAY.findall("".join(texts_of_chapter(chapters, "实施周期")))
        open_days = [key for key in _DAYS if isinstance(self.keys.get(key, Noted("", ())), Noted)]
        if len(days) == len(open_days) == 2:  # the form has none, or only years
            for key, (year, month, day) in zip(_DAYS, days, strict=True):
                self.keys[key] = f"{year}-{int(month):02}-{int(day):02}"

    def add_fields(self, form: FormReading, name: str) -> None:
        """The fields of a form that are no amounts which ptgen computes."""
        known = {*PROJECT_KEYS, *self.layout.fields}
        for one in form.fields:
            if one.key == "项目名称":
                self.keys[one.key] = _noted(name, one.doubt)
            elif one.key in known and (one.amount is None or one.key in self.layout.fields):
                own = one.key in self.layout.fields
                written = one.written if own else self._without_persons(one.written)
                if written or one.key in _DAYS:
                    self.keys.setdefault(one.key, _noted(written or None, one.doubt))
            elif one.amount is None:
                self.add_unplaced([replace(one.value, text=f"{one.label}：{one.value.text}")])

    def add_goals(self, form: FormReading) -> None:
        """The goals; that of the year says so where it is that of the project."""
        for one in form.goals:
            text = "\n".join(line.strip() for line in one.written.split("\n") if line.strip())
            if text:
                self.keys[one.key] = _noted(self._without_persons(text), one.doubt)
        annual, whole = (self.keys.get(key) for key in ("年度总体目标", "项目总目标"))
        if annual is not None and annual == whole:
            self.keys["年度总体目标"] = SAME_GOAL

    def add_unplaced(self, found: Iterable[FoundText]) -> None:
        """What has no key: a comment where it is short."""
        for one in found:
            self.unplaced.append(one)
            text = self._without_persons(one.text)
            if 0 < len(text) <= _SHORT:
                self.notes.append(f"原文还有（{one.place}）：{text}")

    def _block(self, block: Block) -> Block:
        if isinstance(block, SourceParagraph):
            return replace(block, text=self._without_persons(block.text))
        return block

    def _without_persons(self, text: str) -> str:
        text, count = without_persons(text)
        self.left_out += count
        return text


def _titles(reading: ProjectReading, layout: Layout) -> Value:
    """The titles that are not the edition's."""
    titles = {
        DocumentKind.NARRATIVE: (reading.narrative, layout.narrative.title),
        DocumentKind.FORM: (reading.form, layout.form.title),
    }
    own = {
        kind.value: without_blanks(found.title)
        for kind, (found, usual) in titles.items()
        if found and without_blanks(found.title) not in ("", usual)
    }
    return dict[str, Value](own)


def _indicators(found: Sequence[FoundIndicator], layout: Layout) -> Value:
    """The indicators by their groups; one whose name is there already gets a number."""
    tree: dict[str, dict[str, dict[str, Value]]] = {}
    for one in found:
        first, second = (*one.levels, "", "")[:2]
        doubts = [doubt for doubt in (one.doubt, *(value.doubt for value in one.values)) if doubt]
        unnamed = not first and bool(second) and "" in layout.dictionary
        if not unnamed:
            if not first or not second:
                doubts.append("原文没有写这个指标属于哪一类")
            first, second = first or second or "未分类", second or first or "未分类"
        group = tree.setdefault(first, {}).setdefault(second, {})
        name, count = one.name.text, 1
        while name in group:
            count += 1
            name = f"{one.name.text}（{count}）"
        if count > 1:
            doubts.append("原文里这个名称写了不止一次")
        values = {value.key: value.written for value in one.values if value.written}
        alone = set(values) <= {"指标值"}
        made: Value = values.get("指标值", "") if alone else Flow(dict(values))
        group[name] = Noted(made, tuple(doubts)) if doubts else made
    return tree


def _noted(value: Value, doubt: str) -> Value:
    return Noted(value, (doubt,)) if doubt else value


_Kind = TypeVar("_Kind")


def inert(value: _Kind) -> _Kind:
    """The value without signs that would compute: ``{{ 项目名称 }}`` of a source is a text."""
    made: object = value
    if isinstance(value, str):
        made = value.translate(_BRACES) if _COMPUTES.search(value) else value
    elif isinstance(value, Noted):
        made = Noted(inert(value.value), value.notes)
    elif isinstance(value, Flow):
        made = Flow(inert(value.value))
    elif isinstance(value, Mapping):
        made = {inert(key): inert(one) for key, one in value.items()}
    elif isinstance(value, (list, tuple)):
        made = [inert(one) for one in value]
    return cast("_Kind", made)
