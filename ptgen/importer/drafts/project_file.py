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
from ptgen.importer.drafts.yaml_text import Flow, Noted, Value, noted
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


@dataclass(slots=True)
class Draft:
    """The keys of a project file to be, in the edition of its form, and what has no key."""

    reading: ProjectReading
    layout: Layout
    keys: dict[str, Value] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unplaced: list[FoundText] = field(default_factory=list)
    left_out: int = 0  # names of persons and telephone numbers

    @property
    def whole(self) -> FoundField | None:
        """项目资金总额 on the form."""
        return amounts_on(self.reading.form).get(WHOLE)

    @property
    def applied(self) -> FoundField | None:
        """年度资金申请总额 on the form, else the whole."""
        return amounts_on(self.reading.form).get(ANNUAL) or self.whole

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

    def add_fields(self, form: FormReading) -> None:
        """The fields of a form that are no amounts which ptgen computes."""
        for one in form.fields:
            own = one.key in self.layout.fields
            if one.key == "项目名称":
                self.keys[one.key] = noted(self.reading.name, one.doubt)
            elif own or (one.key in PROJECT_KEYS and one.amount is None):
                written = one.written if own else self._without_persons(one.written)
                if written or one.key in _DAYS:
                    self.keys.setdefault(one.key, noted(written or None, one.doubt))
            elif one.amount is None:
                self.add_unplaced([replace(one.value, text=f"{one.label}：{one.value.text}")])

    def add_goals(self, form: FormReading) -> None:
        """The goals; that of the year says so where it is that of the project."""
        for one in form.goals:
            text = "\n".join(line.strip() for line in one.written.split("\n") if line.strip())
            if text:
                self.keys[one.key] = noted(self._without_persons(text), one.doubt)
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


def draft_of(reading: ProjectReading, layout: Layout, year: int) -> Draft:
    """The draft of a project's file."""
    form, narrative = reading.form, reading.narrative
    draft = Draft(reading, layout, {"项目名称": reading.name})
    chapters = draft.chapters(narrative)
    if form is None or narrative is None:
        kind = DocumentKind.FORM if narrative is None else DocumentKind.NARRATIVE
        draft.keys["文书"] = Flow([kind.value])
    if form is not None:
        draft.add_fields(form)
        draft.add_goals(form)
        draft.keys["绩效指标"] = _indicators(form.indicators, layout)
        draft.add_unplaced(form.unplaced)
        draft.left_out += form.left_out
    if narrative is not None:
        draft.add_prose(chapters)
    draft.keys["文书标题"] = _titles(reading, layout)
    draft.keys |= budget_keys(reading.name, year, form, chapters)
    draft.keys["资金来源"] = funding_of(form, layout, chapters)
    draft.keys = {key: inert(one) for key, one in draft.keys.items() if one not in ({}, [], ())}
    return draft


def _titles(reading: ProjectReading, layout: Layout) -> Value:
    """The titles that are not the edition's."""
    own: dict[str, Value] = {}
    for kind, found, usual in (
        (DocumentKind.NARRATIVE, reading.narrative, layout.narrative.title),
        (DocumentKind.FORM, reading.form, layout.form.title),
    ):
        title = without_blanks(found.title) if found else ""
        if title not in ("", usual):
            own[kind.value] = title
    return own


def _indicators(found: Sequence[FoundIndicator], layout: Layout) -> Value:
    """The indicators by their groups; one whose name is there already gets a number."""
    tree: dict[str, dict[str, dict[str, Value]]] = {}
    for one in found:
        first, second = (*one.levels, "", "")[:2]
        doubts = [one.doubt, *(value.doubt for value in one.values)]
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
        group[name] = noted(made, *doubts)
    return tree


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
