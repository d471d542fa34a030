"""Stage layout: the chain of ``layout.yaml`` files becomes one Layout, or findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from ptgen.diagnostics import Diagnostic, Span, error, nearest
from ptgen.layout.grid import place
from ptgen.layout.model import (
    AmountFormat,
    Band,
    CellSpec,
    FieldSpec,
    FormLayout,
    Layout,
    NarrativeLayout,
    Paper,
    ValueFormat,
    WeightScheme,
)
from ptgen.layout.names import unknown_names
from ptgen.model.project import PROJECT_KEYS
from ptgen.model.words import explained
from ptgen.source.nodes import (
    Loc,
    Mapping,
    Scalar,
    find,
    key_span,
    merged,
    plain,
    start,
    value_span,
)
from ptgen.source.parse import Source, read

MAX_CHAIN = 16
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_MODELS: dict[str, type[BaseModel]] = {
    "": Layout,
    "金额": AmountFormat,
    "指标值": ValueFormat,
    "经费情况说明": NarrativeLayout,
    "绩效目标表": FormLayout,
    "纸张": Paper,
    "权重": WeightScheme,
    "字段": FieldSpec,
    "指标字段": FieldSpec,
    "段": Band,
    "行": CellSpec,
    "表头": CellSpec,
    "每项": CellSpec,
}


@dataclass(frozen=True, slots=True)
class LayoutFile:
    """The bytes of a ``layout.yaml`` and the path by which findings name it."""

    path: str
    data: bytes


ReadLayout = Callable[[str], LayoutFile | None]


@dataclass(frozen=True, slots=True)
class LoadedLayout:
    """An edition with the files that it was made from; ``layout`` is ``None`` when it is wrong."""

    layout: Layout | None
    sources: tuple[Source, ...]
    diagnostics: tuple[Diagnostic, ...]


def load(name: str, read_layout: ReadLayout) -> LoadedLayout | None:
    """The edition of that name with all that it extends; ``None`` when there is none."""
    chain: list[Source] = []
    found: list[Diagnostic] = []
    root: Mapping | None = None
    wanted: str | None = name
    names: list[str] = []
    at = Span.at(name)
    while wanted is not None:
        file = read_layout(wanted) if NAME.fullmatch(wanted) else None
        if file is None:
            if not chain:
                return None
            found.append(error("PT104", at, f"没有版式“{wanted}”", "请核对“继承”的版式名"))
            break
        if wanted in names or len(chain) >= MAX_CHAIN:
            circle = " → ".join([*names, wanted])
            found.append(error("PT104", at, f"“继承”成了圈：{circle}", "删去其中一处“继承”"))
            break
        names.append(wanted)
        source = read(file.data, file.path)
        chain.append(source)
        found.extend(source.diagnostics)
        if source.root is None:
            break
        root = source.root if root is None else merged(root, source.root)
        wanted, at = _extends(source.root)
    if found or root is None:
        return LoadedLayout(None, tuple(chain), tuple(found))
    layout, wrong = _validated(root)
    return LoadedLayout(layout, tuple(chain), wrong)


def _extends(root: Mapping) -> tuple[str | None, Span]:
    entry = root.get("继承")
    if entry is None or not isinstance(entry.value, Scalar) or entry.value.blank:
        return None, root.span
    return entry.value.text.strip(), entry.value.span


def _validated(root: Mapping) -> tuple[Layout | None, tuple[Diagnostic, ...]]:
    try:
        layout = Layout.model_validate(plain(root))
    except ValidationError as failure:
        return None, tuple(explained(failure, root, _MODELS))
    found = (
        *_grid_faults(layout, root),
        *_unknown_names(layout, root),
        *unknown_names(layout, root),
    )
    return (None if found else layout), found


def _grid_faults(layout: Layout, root: Mapping) -> Iterator[Diagnostic]:
    for name, band in layout.form.bands.items():
        loc: Loc = ("绩效目标表", "段", name)
        if band.each is not None and len(band.each) != len(band.widths):
            message = f"“每项”有 {len(band.each)} 格，列宽有 {len(band.widths)} 列"
            yield error("PT121", key_span(root, (*loc, "每项")), message, "每一列都要写一格")
        for key, rows in (("行", band.rows), ("表头", band.head)):
            fault = place(rows, len(band.widths)).fault
            if fault is not None:
                span = start(find(root, (*loc, key, fault.row, fault.column)))
                yield error("PT121", span, fault.message, fault.hint)


def _unknown_names(layout: Layout, root: Mapping) -> Iterator[Diagnostic]:
    known = (*PROJECT_KEYS, *layout.fields)
    for index, key in enumerate(layout.required):
        if key not in known:
            near = nearest(key, known)
            hint = f"是不是“{near}”？" if near else "只能写项目的键"
            yield error("PT121", value_span(root, ("必填", index)), f"不认识的键“{key}”", hint)
    for index, name in enumerate(layout.form.order):
        if name not in layout.form.bands:
            span = value_span(root, ("绩效目标表", "段顺序", index))
            yield error(
                "PT121", span, f"没有叫“{name}”的段", f"现有：{'、'.join(layout.form.bands)}"
            )
