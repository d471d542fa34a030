"""Check an edition beyond the types of its values: grids, keys, the order of bands."""

from collections import Counter
from collections.abc import Collection, Iterator

from ptgen.core.budget.named import AMOUNT_NAMES, whole_of
from ptgen.core.diagnostics import Diagnostic, error, suggestion
from ptgen.core.layout.form import MERGE_LEFT, MERGE_UP, Band
from ptgen.core.layout.grid import place
from ptgen.core.layout.model import Layout
from ptgen.core.layout.references import ITEM_AMOUNTS, ITEM_TEXTS
from ptgen.core.model.fields import FieldKind
from ptgen.core.model.indicator import DETAIL_KEYS
from ptgen.core.model.line import ITEM_KEYS
from ptgen.core.model.project import FUNDING_KEYS, PROJECT_KEYS, PROSE_KEYS
from ptgen.core.prose.context import FIELD_NAMES
from ptgen.core.source.nodes import Loc, Mapping, find, key_span, start, value_span

_OF_LINES = ("层级", "合计行", "合计在前")
_OPERATORS = ("=", "≥", "≤", ">", "<")


def layout_faults(layout: Layout, root: Mapping) -> Iterator[Diagnostic]:
    """PT121 for grids that are none, and for keys that nothing reads, at their places."""
    for name, band in layout.form.bands.items():
        yield from _band_faults(("绩效目标表", "段", name), band, root)
    yield from _field_faults(layout, root)
    known = (*PROJECT_KEYS, *layout.fields)
    for index, key in enumerate(layout.required):
        if key not in known:
            span = value_span(root, ("必填", index))
            hint = f"{suggestion(key, known)}；去掉了的键，也要重写“必填”"
            yield error("PT121", span, f"不认识的键“{key}”", hint)
    yield from _unknown_keys(root, ("经费情况说明", "章节"), layout.narrative.sections, PROSE_KEYS)
    yield from _unknown_keys(root, ("指标值", "符号"), layout.value.operators, _OPERATORS)
    yield from _order_faults(layout, root)


def _unknown_keys(
    root: Mapping, loc: Loc, keys: Collection[str], known: tuple[str, ...]
) -> Iterator[Diagnostic]:
    for key in keys:
        if key not in known:
            span = key_span(root, (*loc, key))
            yield error("PT121", span, f"不认识的键“{key}”", suggestion(key, known))


def _band_faults(loc: Loc, band: Band, root: Mapping) -> Iterator[Diagnostic]:
    total = () if band.total is None else (band.total,)
    for key, rows in (("行", band.rows), ("表头", band.head), ("合计行", total)):
        fault = place(rows, len(band.widths)).fault
        if fault is not None:
            at = (fault.column,) if rows is total else (fault.row, fault.column)
            yield error("PT121", start(find(root, (*loc, key, *at))), fault.message, fault.hint)
    cells = band.each or ()
    if band.each is not None and len(cells) != len(band.widths):
        message = f"“每项”有 {len(cells)} 格，列宽有 {len(band.widths)} 列"
        yield error("PT121", key_span(root, (*loc, "每项")), message, "每一列都要写一格")
    for key in _OF_LINES if band.source != "预算" or band.each is None else ():
        if find(root, loc) is not find(root, (*loc, key)):
            hint = "在这一段写“取自: 预算”和“每项”，或删去这一行"
            yield error("PT121", key_span(root, (*loc, key)), f"“{key}”只用于预算各项的一段", hint)
    if band.source == "预算" and band.empty_groups:
        span = key_span(root, (*loc, "空组"))
        yield error("PT121", span, "“空组”只用于绩效指标的一段", "请删去这一行")
    for column, cell in enumerate(cells):
        if cell.label in (MERGE_UP, MERGE_LEFT):
            span = start(find(root, (*loc, "每项", column)))
            hint = "同样的文字自己会合并；指标的分组写 {分组: 一级指标}"
            yield error("PT121", span, f"“每项”里不能写“{cell.label}”", hint)


def _field_faults(layout: Layout, root: Mapping) -> Iterator[Diagnostic]:
    project = (*PROJECT_KEYS, *FIELD_NAMES)
    kinds = [name for kind in layout.funding for name in (kind, whole_of(kind))]
    amounts = {
        **dict.fromkeys(kinds, "是资金种类的名称"),
        **dict.fromkeys(AMOUNT_NAMES, "由程序计算，不能自己写"),
    }
    of_items = {**dict.fromkeys(layout.fields, "在“字段”里已经有了"), **amounts}
    for key, specs, taken in (
        ("字段", layout.fields, project),
        ("指标字段", layout.indicator_fields, DETAIL_KEYS),
        ("预算字段", layout.item_fields, (*ITEM_KEYS, *ITEM_AMOUNTS, *ITEM_TEXTS)),
        ("资金种类", dict.fromkeys(layout.funding), (*project, *FUNDING_KEYS, *AMOUNT_NAMES)),
    ):
        for name, spec in specs.items():
            span = key_span(root, (key, name))
            if name in taken:
                yield error("PT121", span, f"“{name}”本来就有", f"从“{key}”里删去")
            if spec is None:
                continue
            known = of_items if key == "预算字段" else amounts
            if (key == "字段" or spec.money) and name in known:
                yield error("PT121", span, f"“{name}”{known[name]}", "换一个名称")
            if spec.kind is FieldKind.CHOICE and not spec.choices:
                yield error("PT121", span, f"“{name}”没有写有哪些选项", "加上 选项: [甲, 乙]")


def _order_faults(layout: Layout, root: Mapping) -> Iterator[Diagnostic]:
    times = Counter(layout.form.order)
    for index, name in enumerate(layout.form.order):
        span = value_span(root, ("绩效目标表", "段顺序", index))
        if name not in layout.form.bands:
            hint = f"现有：{'、'.join(layout.form.bands)}"
            yield error("PT121", span, f"没有叫“{name}”的段", hint)
        elif times[name] > 1:
            yield error("PT121", span, f"段“{name}”写了不止一次", "每段只写一次")
