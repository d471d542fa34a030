"""The names that cells, labels and titles of an edition may use; unknown ones are findings."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ptgen.core.budget.named import names_of
from ptgen.core.diagnostics import Diagnostic, FaultError, error, suggestion
from ptgen.core.layout.calculation import ExactNumber, Numbers, check
from ptgen.core.layout.form import Band, CellSpec
from ptgen.core.layout.formats import amount_format, is_day_format
from ptgen.core.layout.labels import DAY_NAMES, labels
from ptgen.core.layout.model import Layout
from ptgen.core.model.edition_keys import EDITION_KEYS
from ptgen.core.model.fields import FieldSpecs
from ptgen.core.model.project import PROSE_KEYS
from ptgen.core.prose.context import FIELD_NAMES, YEAR_NAMES
from ptgen.core.prose.expand import expand
from ptgen.core.prose.values import Context
from ptgen.core.source.nodes import (
    Loc,
    Mapping,
    Scalar,
    find,
    key_span,
    located,
    scalars,
    start,
    value_span,
)

GOALS = ("项目总目标", "年度总体目标")
INDICATOR_NAMES = (
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
    "指标性质",
    "指标数值",
    "计量单位",
    "权重",
    "说明",
)

ITEM_AMOUNTS = ("金额", "本年申请", "核定金额")
ITEM_TEXTS = ("序号", "项目", "名称", "测算依据", "方式", "说明", "备注", "一级项")
_GROUPS = {"绩效指标": ("一级指标", "二级指标"), "预算": ("一级项",)}

# These reach no document: they tell people about the edition and its keys.
_FOR_PEOPLE = ("名称", "来源")
_FIELDS, _OF_FIELDS = ("字段", "指标字段", "预算字段"), ("说明", "示例")


def unknown_names(layout: Layout, root: Mapping) -> Iterator[Diagnostic]:
    """What is named in the form and the narrative and is not there, at its place."""
    checker = _Checker(layout, root)
    for loc, text in labels(layout):
        yield from checker.text(loc, text)
    for name, band in layout.form.bands.items():
        yield from checker.band(("绩效目标表", "段", name), band)
    yield from _not_computed(layout, root)


def _not_computed(layout: Layout, root: Mapping) -> Iterator[Diagnostic]:
    """``{{ }}`` in what is no label: nothing computes it there."""
    computed = {id(find(root, loc)) for loc, _ in labels(layout)}
    for loc, scalar in scalars(root):
        if loc[0] in EDITION_KEYS:  # computed with the texts of each project
            continue
        for_people = loc[0] in _FOR_PEOPLE or (loc[0] in _FIELDS and loc[-1] in _OF_FIELDS)
        if "{{" in scalar.text and not for_people and id(scalar) not in computed:
            hint = "只有标题、章节、标签和绩效目标的句子里能写“{{ }}”，请写成文字"
            yield error("PT121", value_span(root, loc), "这里不能写“{{ }}”", hint)


@dataclass(frozen=True, slots=True)
class _Names:
    """What a cell may name as a value, compute with, and be grouped by."""

    values: tuple[str, ...]
    numbers: Numbers
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Checker:
    layout: Layout
    root: Mapping

    @property
    def _values(self) -> tuple[str, ...]:
        return (*FIELD_NAMES, *self._amounts, *GOALS, *PROSE_KEYS, *self.layout.fields)

    @property
    def _amounts(self) -> tuple[str, ...]:
        return names_of(self.layout.declared)

    def _numbers(self, fields: FieldSpecs, amounts: tuple[str, ...], first: int = 1) -> Numbers:
        """Some number for each name by which a cell may compute: each its own, none whole."""
        own = {key: int(bool(spec.money)) for key, spec in fields.items() if spec.numeric}
        powers = {**own, **dict.fromkeys(amounts, 1)}
        return {
            name: ExactNumber(value + Fraction(1, 7), money)
            for value, (name, money) in enumerate(powers.items(), first)
        }

    @property
    def _context(self) -> Context:
        texts: dict[str, str | int | Decimal] = dict.fromkeys(
            (*FIELD_NAMES, *self.layout.fields), ""
        )
        return texts | dict.fromkeys(YEAR_NAMES, 2000) | dict.fromkeys(self._amounts, Decimal(0))

    def band(self, loc: Loc, band: Band) -> Iterator[Diagnostic]:
        names = _Names(self._values, self._numbers(self.layout.fields, self._amounts))
        if band.source == "预算":
            first = len(names.numbers) + 1
            own = self._numbers(self.layout.item_fields, ITEM_AMOUNTS, first)
            values = (*ITEM_AMOUNTS, *ITEM_TEXTS, *self.layout.item_fields, *names.values)
            total = _Names(values, {**names.numbers, **own})
        else:
            values = (*INDICATOR_NAMES, *self.layout.indicator_fields, *names.values)
            total = _Names(values, names.numbers)
        each = replace(total, groups=_GROUPS[band.source])
        for at, cell in band.cells():
            known = {"每项": each, "合计行": total}.get(str(at[0]), names)
            yield from self.cell((*loc, *at), cell, known)

    def cell(self, loc: Loc, cell: CellSpec, names: _Names) -> Iterator[Diagnostic]:
        written = (cell.label, cell.value, cell.amount, cell.ratio, cell.text, cell.group)
        if sum(content is not None for content in written) != 1:
            at = start(find(self.root, loc))
            hint = "标签、值、金额、比例、正文、分组 只写一样"
            yield error("PT121", at, "这一格写的内容不是正好一样", hint)
            return
        yield from self._format(loc, cell)
        if cell.amount is not None or cell.ratio is not None:
            key = "比例" if cell.amount is None else "金额"
            yield from self._calculation((*loc, key), cell.amount or cell.ratio or "", names)
        elif cell.group is not None:
            if cell.group not in names.groups:
                span = key_span(self.root, (*loc, "分组"))
                message, hint = "“分组”只能写在“每项”里", "请改写为标签或值"
                if names.groups:
                    message = f"这一段不能按“{cell.group}”分组"
                    hint = f"可用的有：{'、'.join(names.groups)}"
                yield error("PT121", span, message, hint)
        elif cell.label is None:
            key = "值" if cell.value is not None else "正文"
            yield from self._name((*loc, key), cell.value or cell.text or "", names.values)

    def _format(self, loc: Loc, cell: CellSpec) -> Iterator[Diagnostic]:
        shown, where = cell.format, (*loc, "格式")
        day = cell.value in DAY_NAMES
        if shown and cell.amount is None and not day:
            message = "“格式”只用于金额和日期"
            yield error("PT121", key_span(self.root, where), message, "请删去")
        elif shown and not (is_day_format(shown) if day else amount_format(shown)):
            hint = "写成 2026/1/1 或 2026年1月1日" if day else "写成 250万 或 2,500,000.00"
            message = f"“{shown}”不是{'日期' if day else '金额'}的样子"
            yield error("PT121", value_span(self.root, where), message, hint)

    def _calculation(self, loc: Loc, source: str, names: _Names) -> Iterator[Diagnostic]:
        try:
            check(source, names.numbers, money=loc[-1] == "金额")
        except FaultError as failure:
            fault = replace(failure.fault, code="PT121")
            yield located(fault, self.root, loc)

    def _name(self, loc: Loc, name: str, known: tuple[str, ...]) -> Iterator[Diagnostic]:
        if name in known:
            return
        hint = suggestion(name, known, more="；别的名称先写进“字段”或“指标字段”")
        yield error("PT121", value_span(self.root, loc), f"没有叫“{name}”的数据", hint)

    def text(self, loc: Loc, text: str) -> Iterator[Diagnostic]:
        """The faults of a label with ``{{ }}``."""
        for fault in expand(text, self._context).faults:
            node = find(self.root, loc)
            span = value_span(self.root, loc)
            if isinstance(node, Scalar) and node.text == text:
                span = node.place(fault.start, fault.end)
            yield error("PT121", span, fault.message, fault.hint)
