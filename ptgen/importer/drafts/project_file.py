"""Turn what was found of a project into the keys of its file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar, cast

from ptgen.core.layout.model import Layout
from ptgen.core.model.edition_keys import SAME_GOAL
from ptgen.core.model.project import PROJECT_KEYS, DocumentKind
from ptgen.core.money import FEN, ZERO, in_wan, plain
from ptgen.importer.drafts.yaml_text import Flow, Noted, ToFill, Value
from ptgen.importer.narrative.amounts import amounts_of, folded
from ptgen.importer.narrative.item_tables import items_in, tables_in
from ptgen.importer.narrative.items import NarrativeItem, items_of_clauses, quarters_of
from ptgen.importer.narrative.outline import Block
from ptgen.importer.narrative.prose import prose_of
from ptgen.importer.private import without_persons
from ptgen.importer.reading import (
    FormReading,
    FoundField,
    FoundIndicator,
    FoundItem,
    FoundSection,
    FoundText,
    NarrativeReading,
    ProjectReading,
)
from ptgen.read.document import SourceParagraph

ARRANGEMENT = "年度预算安排"
_WHOLE, _ANNUAL = "项目资金总额", "年度资金申请总额"
_DAYS = ("计划开始日期", "计划完成日期")
_DAY = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
_ITEM_AMOUNTS = ("测算", "金额", "本年申请")
_COMPUTES = re.compile(r"\{[{%#]|｛")
_BRACES = str.maketrans("{}｛｝", "〔〕〔〕")
_SHORT = 200  # characters of what has no key and becomes a comment


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


@dataclass(slots=True)
class _Writer:
    """Collects the keys of one project."""

    reading: ProjectReading
    layout: Layout
    year: int
    keys: dict[str, Value] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unplaced: list[FoundText] = field(default_factory=list)
    left_out: int = 0

    def draft(self) -> Draft:
        form, narrative = self.reading.form, self.reading.narrative
        amounts = {one.key: one for one in form.fields if one.amount is not None} if form else {}
        applied = amounts.get(_ANNUAL) or amounts.get(_WHOLE)
        whole = amounts.get(_WHOLE)
        self.keys["项目名称"] = self.reading.name
        if form is None or narrative is None:
            kind = DocumentKind.FORM if narrative is None else DocumentKind.NARRATIVE
            self.keys["文书"] = Flow([kind.value])
        if form is not None:
            self._fields(form)
        if narrative is not None:
            self._prose(narrative)
        self._titles()
        items = self._items(whole or applied)
        self.keys["预算"] = items
        if form is not None:
            self._funding(amounts)
            self._goals(form)
            self.keys["绩效指标"] = self._indicators(form.indicators)
            self._unplaced(form.unplaced)
            self.left_out += form.left_out
        self.keys = {key: inert(one) for key, one in self.keys.items() if one not in ({}, [], ())}
        return Draft(
            self.reading,
            self.layout,
            self.keys,
            applied,
            whole,
            tuple(self.notes),
            tuple(self.unplaced),
            self.left_out,
        )

    def _fields(self, form: FormReading) -> None:
        known = {*PROJECT_KEYS, *self.layout.fields}
        for one in form.fields:
            if one.key in known and (one.amount is None or one.key in self.layout.fields):
                if one.written or one.key in _DAYS:
                    written = self._without_persons(one.written, one.key) or None
                    self.keys.setdefault(one.key, _noted(written, one.doubt))
                if one.key == "项目名称":
                    self.keys[one.key] = _noted(self.reading.name, one.doubt)
            elif one.amount is None:
                self._unplaced((FoundText(f"{one.label}：{one.value.text}", one.value.place),))

    def _without_persons(self, text: str, key: str = "") -> str:
        if key in self.layout.fields:
            return text
        text, count = without_persons(text)
        self.left_out += count
        return text

    def _prose(self, narrative: NarrativeReading) -> None:
        blocks: dict[str, tuple[Block, ...]] = {}
        headings: dict[str, Value] = {}
        usual = self.layout.narrative.sections
        for section in narrative.sections:
            if section.key not in usual:
                self._unplaced((FoundText(_text_of(section), section.place),))
                continue
            blocks[section.key] = (*blocks.get(section.key, ()), *section.blocks)
            if section.heading != usual[section.key]:
                headings[section.key] = section.heading
        for key, inside in blocks.items():
            kept = tuple(map(self._block, inside))
            tables = tables_in(kept) if key == ARRANGEMENT else ()
            made = {id(block) for table in tables if table.own for block in table.blocks}
            prose = prose_of(key, [one for one in kept if id(one) not in made])
            if prose:
                self.keys[key] = cast("Value", prose)
        self.keys["章节标题"] = headings
        self._days(blocks.get("实施周期", ()))
        given = tables_in(blocks.get(ARRANGEMENT, ()))
        if not any(one.of_items for one in given):
            self.keys["预算明细表"] = "否"
        yearly = any(one.own and not one.of_items for one in given)
        if yearly != self.layout.narrative.yearly:
            self.keys["分年支出计划表"] = "是" if yearly else "否"
        self._unplaced(narrative.unplaced)

    def _days(self, blocks: Sequence[Block]) -> None:
        """The days that a period names, where the form has none or only years."""
        text = "".join(one.text for one in blocks if isinstance(one, SourceParagraph))
        days = _DAY.findall(text)
        open_days = [key for key in _DAYS if isinstance(self.keys.get(key, Noted("", ())), Noted)]
        if len(days) == 2 and len(open_days) == 2:
            for key, (year, month, day) in zip(_DAYS, days, strict=True):
                self.keys[key] = f"{year}-{int(month):02}-{int(day):02}"

    def _block(self, block: Block) -> Block:
        if isinstance(block, SourceParagraph):
            return replace(block, text=self._without_persons(block.text))
        return block

    def _titles(self) -> None:
        own: dict[str, Value] = {}
        form, narrative = self.reading.form, self.reading.narrative
        for kind, title, usual in (
            (DocumentKind.NARRATIVE, narrative and narrative.title, self.layout.narrative.title),
            (DocumentKind.FORM, form and form.title, self.layout.form.title),
        ):
            if title and "".join(title.split()) != usual:
                own[kind.value] = "".join(title.split())
        self.keys["文书标题"] = own

    def _items(self, whole: FoundField | None) -> Value:
        form, narrative = self.reading.form, self.reading.narrative
        sections = {one.key: one.blocks for one in narrative.sections} if narrative else {}
        arranged = sections.get(ARRANGEMENT, ())
        found = items_in(arranged, self.year)
        amount = whole.amount if whole is not None and whole.amount is not None else ZERO
        for key in (ARRANGEMENT, "实施方案", "项目概述"):
            texts = self._texts(key)
            found = found or items_of_clauses(texts, self.year, amount)
            if key == ARRANGEMENT and (quarters := quarters_of("\n".join(texts))):
                self.keys["季度用款计划"] = Flow(list(quarters))
        if found:
            return [_item(one) for one in found]
        if form is not None and (rows := [one for one in form.items if not one.total]):
            return self._form_items(rows)
        return [self._only(amount)]

    def _form_items(self, rows: Sequence[FoundItem]) -> Value:
        """The rows of a table of the budget inside a form, those of a group below it."""
        groups: dict[str, list[Value]] = {}
        items: list[Value] = []
        for row in rows:
            keys: dict[str, Value] = {"名称": row.name.text}
            for one in row.values:
                written = _noted(one.written, one.doubt)
                if one.key in _ITEM_AMOUNTS:
                    keys.setdefault("测算", written)
                else:
                    keys[one.key] = written
            made = Noted(keys, (row.doubt,)) if row.doubt else keys
            if row.group and row.group != row.name.text:
                if row.group not in groups:
                    groups[row.group] = []
                    items.append({"名称": row.group, "明细": groups[row.group]})
                groups[row.group].append(made)
            else:
                items.append(made)
        return items

    def _only(self, amount: Decimal) -> Value:
        """A form alone has one item with the total."""
        annual = next(
            (
                one.amount
                for one in (self.reading.form.fields if self.reading.form else ())
                if one.key == _ANNUAL
            ),
            None,
        )
        formula: Value = written_amount(amount) if amount else ToFill("1元")
        keys: dict[str, Value] = {"名称": self.reading.name, "测算": formula}
        notes: tuple[str, ...] = () if amount else ("原文没有金额",)
        if annual is not None and ZERO < annual < amount:
            rest = f"{written_amount(amount - annual)}"
            keys["分年"] = Flow({str(self.year): written_amount(annual), str(self.year + 1): rest})
            notes = (f"原文没有写余下的金额在哪一年，暂写{self.year + 1}年",)
        return Noted(keys, notes) if notes else keys

    def _funding(self, amounts: Mapping[str, FoundField]) -> None:
        """The funds of the form, and of a sentence on them: that is exact, the form may round."""
        kinds = ("上年结转资金", "其他资金", *self.layout.funding)
        found = {key: amounts[key] for key in kinds if key in amounts and amounts[key].amount}
        funds = {key: written_amount(one.amount or ZERO) for key, one in found.items()}
        said = [folded(text) for text in self._texts(ARRANGEMENT) if text.startswith("资金来源")]
        for text in said:
            for one in amounts_of(text):
                key = next((kind for kind in kinds if text[: one.start].endswith(kind)), "")
                form = found.get(key)
                # Printed parts are rounded to add up: by less than one in the last place.
                near = form is None or abs(one.printed - (form.amount or ZERO)) < 2 * precision(
                    form
                )
                if key and near:
                    funds[key] = one.formula
        doubts = tuple(one.doubt for one in found.values() if one.doubt)
        if funds:
            self.keys["资金来源"] = (
                Noted(Flow(dict(funds)), doubts) if doubts else Flow(dict(funds))
            )

    def _texts(self, key: str) -> list[str]:
        """The paragraphs of a chapter."""
        narrative = self.reading.narrative
        sections = narrative.sections if narrative else ()
        blocks = [block for one in sections if one.key == key for block in one.blocks]
        return [block.text for block in blocks if isinstance(block, SourceParagraph)]

    def _goals(self, form: FormReading) -> None:
        for one in form.goals:
            text = "\n".join(line.strip() for line in one.written.split("\n") if line.strip())
            if text:
                self.keys[one.key] = _noted(self._without_persons(text), one.doubt)
        annual, whole = (self.keys.get(key) for key in ("年度总体目标", "项目总目标"))
        if annual is not None and annual == whole:
            self.keys["年度总体目标"] = SAME_GOAL

    def _indicators(self, found: Sequence[FoundIndicator]) -> Value:
        tree: dict[str, dict[str, dict[str, Value]]] = {}
        for one in found:
            first, second = (*one.levels, "", "")[:2]
            doubts = [one.doubt] if one.doubt else []
            doubts += [value.doubt for value in one.values if value.doubt]
            unnamed = not first and bool(second) and "" in self.layout.dictionary
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

    def _unplaced(self, found: Sequence[FoundText]) -> None:
        for one in found:
            self.unplaced.append(one)
            text, count = without_persons(one.text)
            self.left_out += count
            if 0 < len(text) <= _SHORT:
                self.notes.append(f"原文还有（{one.place}）：{text}")


def draft_of(reading: ProjectReading, layout: Layout, year: int) -> Draft:
    """The keys of a project's file, in the edition with which its form fits."""
    return _Writer(reading, layout, year).draft()


def written_amount(amount: Decimal) -> str:
    """``43万元``, ``2793072.2元``: in 万元 where that is shorter."""
    wan = f"{in_wan(amount)}万元"
    return wan if len(wan) < len(plain(amount)) + 2 else f"{plain(amount)}元"


def precision(found: FoundField) -> Decimal:
    """Half of what the last printed digit is worth; a 分 at least."""
    number = re.search(r"\d+(?:\.(\d+))?", found.value.text.replace(",", ""))
    if number is None or not found.amount:
        return FEN
    unit = abs(found.amount) / (Decimal(number[0]) or 1)
    return max(unit.scaleb(-len(number[1] or "")) / 2, FEN)


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


def _text_of(section: FoundSection) -> str:
    texts = [one.text for one in section.blocks if isinstance(one, SourceParagraph)]
    return " ".join([section.heading, *texts])


def _item(item: NarrativeItem) -> Value:
    """The keys of an item; what is printed and not what it comes to is 核定金额."""
    keys: dict[str, Value] = {"名称": item.name}
    if item.items:
        keys["明细"] = [_item(one) for one in item.items]
    else:
        keys["测算"] = item.formula
    if item.method:
        keys["方式"] = item.method
    if item.years:
        keys["分年"] = Flow({str(year): part for year, part in item.years})
    keys |= {key: text for key, text in (("说明", item.note), ("备注", item.remark)) if text}
    if "政府采购" in item.note and not re.search(r"(?:非|不)[^，；]{0,3}政府采购", item.note):
        keys["政府采购"] = "是"
    if item.printed is not None and item.printed != item.amount:
        keys["核定金额"] = written_amount(item.printed)
    if item.doubts:
        return Noted(keys, item.doubts)
    if (
        len(keys) <= 3
        and all(isinstance(one, str) for one in keys.values())
        and "核定金额" not in keys
    ):
        flow = Flow({key: str(one) for key, one in keys.items()})
        return flow if sum(map(len, map(str, keys.values()))) < 60 else keys
    return keys
