"""The names that cells, labels and titles of an edition may use; unknown ones are findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ptgen.core.budget.named import AMOUNT_NAMES
from ptgen.core.diagnostics import Diagnostic, error, nearest
from ptgen.core.layout.form import Band, CellSpec
from ptgen.core.layout.labels import labels
from ptgen.core.layout.model import Layout
from ptgen.core.model.project import EDITION_KEYS
from ptgen.core.prose.context import FIELD_NAMES
from ptgen.core.prose.expand import expand
from ptgen.core.prose.values import Context
from ptgen.core.source.nodes import Loc, Mapping, Scalar, find, key_span, scalars, start, value_span

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

# These reach no document: they tell people about the edition and its keys.
_FOR_PEOPLE = ("名称", "来源")
_FIELDS, _OF_FIELDS = ("字段", "指标字段"), ("说明", "示例")


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
class _Checker:
    layout: Layout
    root: Mapping

    @property
    def _values(self) -> tuple[str, ...]:
        return (*FIELD_NAMES, *AMOUNT_NAMES, *GOALS, *self.layout.fields)

    @property
    def _context(self) -> Context:
        texts: dict[str, str | Decimal] = dict.fromkeys((*FIELD_NAMES, *self.layout.fields), "")
        return texts | dict.fromkeys(AMOUNT_NAMES, Decimal(0))

    def band(self, loc: Loc, band: Band) -> Iterator[Diagnostic]:
        for key, rows in (("行", band.rows), ("表头", band.head)):
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    yield from self.cell((*loc, key, number, column), cell, self._values)
        each = (*INDICATOR_NAMES, *self.layout.indicator_fields, *self._values)
        for column, cell in enumerate(band.each or ()):
            yield from self.cell((*loc, "每项", column), cell, each, grouped=True)

    def cell(
        self, loc: Loc, cell: CellSpec, values: tuple[str, ...], *, grouped: bool = False
    ) -> Iterator[Diagnostic]:
        written = (cell.label, cell.value, cell.amount, cell.text, cell.group)
        if sum(content is not None for content in written) != 1:
            at = start(find(self.root, loc))
            hint = "标签、值、金额、正文、分组 只写一样"
            yield error("PT121", at, "这一格写的内容不是正好一样", hint)
            return
        if cell.amount is not None:
            yield from self._name((*loc, "金额"), cell.amount, AMOUNT_NAMES)
        elif cell.group is not None:
            if not grouped:
                span = key_span(self.root, (*loc, "分组"))
                yield error("PT121", span, "“分组”只能写在“每项”里", "请改写为标签或值")
        elif cell.label is None:
            key = "值" if cell.value is not None else "正文"
            yield from self._name((*loc, key), cell.value or cell.text or "", values)

    def _name(self, loc: Loc, name: str, known: tuple[str, ...]) -> Iterator[Diagnostic]:
        if name in known:
            return
        listed = f"可用的有：{'、'.join(known)}；别的名称先写进“字段”或“指标字段”"
        near = nearest(name, known)
        hint = f"是不是“{near}”？" if near else listed
        yield error("PT121", value_span(self.root, loc), f"没有叫“{name}”的数据", hint)

    def text(self, loc: Loc, text: str) -> Iterator[Diagnostic]:
        """The faults of a label with ``{{ }}``."""
        for fault in expand(text, self._context).faults:
            node = find(self.root, loc)
            span = value_span(self.root, loc)
            if isinstance(node, Scalar) and node.text == text:
                span = node.place(fault.start, fault.end)
            yield error("PT121", span, fault.message, fault.hint)
