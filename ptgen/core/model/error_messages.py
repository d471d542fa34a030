"""Turn pydantic's error types into findings in Chinese. Its own sentences are not used."""

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Mapping as Named
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from ptgen.core.diagnostics import Diagnostic, Span, error, nearest, suggestion
from ptgen.core.model.keys import keys_of
from ptgen.core.model.project import Project
from ptgen.core.source.nodes import (
    Loc,
    Mapping,
    Node,
    Scalar,
    Sequence,
    find,
    key_span,
    start,
    value_span,
)

_OF_KEYS = ("dict_type", "model_type")
_TYPES = {
    "string_type": ("应为文字", "写在冒号后面的同一行，或用“|”另起一段"),
    **dict.fromkeys(("tuple_type", "list_type"), ("应为列表", "每项另起一行，以“- ”开头")),
    **dict.fromkeys(_OF_KEYS, ("应为“键: 值”的组合", "每行写“键: 值”，冒号用半角并在后面空一格")),
    "string_too_short": ("不能是空的", "请填写"),
    "too_short": ("项数不够", "至少要有一项"),
    "too_long": ("项数太多", "请核对项数"),
    "day": ("不是日期", "写成 2022-01-01"),
    "no_such_day": ("不是日期：{said}", "请核对日期"),
    "year": ("不是年份", "写四位数字，如 2022"),
    "by_year": ("应按年份写", "例如 {2022: 50%, 2023: 50%}"),
    "by_year_twice": ("里一个年份写了两次", "“2022”和“2022年”是同一年，只留一个"),
    "twice": ("里有重复的", "每种只写一次"),
    "prose_empty": ("不能是空的", "请填写，或删去这一行"),
    "prose_depth": ("层次太多", "最多五层"),
    "amount_format": ("不是金额的样子", "写成 250万、2500000元、2,500,000.00 或 250.00万元"),
    "day_format": ("不是日期的样子", "写成 2026/1/1、2026-01-01、2026年1月1日 或 2026年1月"),
    "string_too_long": ("太长", "请写短些"),
    "rows": ("没有行", "一行写一个列表，第一行是表头：- [批次, 时间]"),
    "rows_row": ("应为一行的各格", "写成 [第一批, 4月]，最多 20 格，格里只写文字"),
    "rows_ragged": ("有 {said}", "每一行的格数要相同，没有内容的格写成 ''"),
    "rows_key": ("不能写在表格里", "表格里可以写 标题、列宽、行"),
    "rows_widths": ("写得不对", "写 {columns} 个大于零的数，每列一个"),
    "bool_parsing": ("应为 是 或 否", "写“是”或“否”"),
    "enclosing": ("只能用在 pdf/a-3u 里", "加上“PDF格式: pdf/a-3u”，或删去这一行"),
    "int_parsing": ("应为整数", "只写数字"),
    "decimals": ("应为小数的位数", "写 0 到 6，或“去零”“原样”"),
    "money_unit": ("不是读得懂的金额单位", "金额的单位写 元、万元 或 亿元"),
    "greater_than": ("超出了范围", "要大于 {gt}"),
    "greater_than_equal": ("超出了范围", "不能小于 {ge}"),
    "less_than": ("超出了范围", "要小于 {lt}"),
    "less_than_equal": ("超出了范围", "不能大于 {le}"),
    **dict.fromkeys(
        ("decimal_parsing", "float_parsing", "finite_number"), ("应为数字", "只写数字")
    ),
    "string_pattern_mismatch": ("写得不对", "请对照格式说明改正"),
}
# Other ways to write a day and a year.
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_YEAR = re.compile(r"((?:19|20|21)\d{2})\s*年?度?")
OF_A_LINE = "这一项"
"""How a message begins that is about a whole line of the budget."""
_WHOLE = {
    "item_both": ("既有“测算”又有“明细”", "只留一个：有明细时金额由明细相加"),
    "item_neither": ("没有“测算”也没有“明细”", "写算式“测算: 50万元”，或列出“明细”"),
}


def explained(
    failure: ValidationError, root: Mapping, model: type[BaseModel] = Project
) -> Iterator[Diagnostic]:
    """The findings of a failed validation, each at its place in the file.

    ``model`` is what the file is read by: it gives the nearest known key and examples.
    """
    seen: set[Loc] = set()
    for detail in failure.errors(include_url=False, include_context=True, include_input=False):
        loc = real_loc((*detail["loc"], *detail.get("ctx", {}).get("at", ())), root)
        # A union says once for each of its members that none fits; a list of fixed length says
        # it for each entry that it lacks.
        if detail["type"] == "missing" and isinstance(detail["loc"][-1], int):
            loc = loc[:-1]
        repeated = detail["type"] != "missing" or isinstance(detail["loc"][-1], int)
        # A list whose entries are wrong is also said to be too short: pydantic drops them first.
        node = find(root, loc)
        short = detail["type"] == "too_short" and isinstance(node, Sequence) and bool(node.items)
        if short or (repeated and loc in seen):
            continue
        seen.add(loc)
        yield _explain(detail, loc, root, model)


def real_loc(loc: tuple[int | str, ...], root: Mapping) -> Loc:
    """The path without the steps that pydantic adds for unions and keys."""
    real: Loc = ()
    for step in loc:
        node = find(root, real)
        if isinstance(node, Mapping) and isinstance(step, str) and node.get(step) is None:
            continue
        if isinstance(node, Scalar):
            break
        if isinstance(node, Sequence) and isinstance(step, str):
            continue
        real = (*real, step)
    return real


def _explain(detail: ErrorDetails, loc: Loc, root: Mapping, model: type[BaseModel]) -> Diagnostic:
    kind = detail["type"]
    context = detail.get("ctx", {})
    if kind == "missing":
        return _missing(detail["loc"], root, model)
    if kind == "extra_forbidden":
        known = keys_of(_model_of(loc, model))
        hint = suggestion(str(loc[-1]), known, "可用的键")
        return error("PT002", key_span(root, loc), f"不认识的键“{loc[-1]}”", hint)
    if kind in _WHOLE:
        message, hint = _WHOLE[kind]
        return error("PT102", start(find(root, loc)), f"{OF_A_LINE}{message}", hint)
    if kind in ("enum", "literal_error"):
        return _enum(str(context.get("expected", "")), loc, root)
    said, hint = _TYPES.get(kind, ("写得不对", "请对照格式说明改正"))
    said, hint = _filled(said, context), _filled(hint, context)
    node = find(root, loc)
    if isinstance(node, Scalar) and node.blank:
        field = _field(loc, model)
        said, hint = "没有填写", "请填写，或删去这一行"
        if field is not None and field.is_required():
            hint = f"请填写，如“{loc[-1]}: {_example(loc, model)}”"
        elif field is None and kind == "model_type":
            hint = f"要增加，写成“{loc[-1]}: {{}}”；要去掉，继承的版式里没有同名的一项"
    elif kind in _OF_KEYS and isinstance(node, Scalar) and "：" in node.text:
        return _wide_colon(node, f"“{_name(loc)}”{said}")
    wrong = error("PT102", value_span(root, loc), f"“{_name(loc)}”{said}", hint)
    return _meant(wrong, node, kind)


def _wide_colon(node: Scalar, message: str) -> Diagnostic:
    """A key on a line of its own, where its colon is the only thing wrong."""
    at = node.text.index("：")
    span = node.place(at)
    hint = "键后面的冒号要用半角“:”并空一格"
    simple = node.style == "plain" and node.is_exact(span, 1) and node.text.count("：") == 1
    place, new = (span, ": ") if simple else (node.span, None)
    return error("PT102", place, message, hint, new)


def _meant(wrong: Diagnostic, node: Node, kind: str) -> Diagnostic:
    """The finding with what the value was meant to be, where that is certain."""
    if not isinstance(node, Scalar) or node.span.line != node.span.end_line:
        return wrong
    text = unicodedata.normalize("NFKC", node.text).strip()
    inner = text[1:-1].strip() if text[:1] in "“‘" and text[-1:] in "”’" else text
    day = _DAY.fullmatch(inner) if kind == "day" else None
    year = _YEAR.fullmatch(inner) if kind == "year" else None
    meant = None
    if day is not None:
        with contextlib.suppress(ValueError):
            meant = date(*map(int, day.groups())).isoformat()
    elif year is not None:
        meant = year[1]
    if meant is None:
        return wrong
    return replace(wrong, hint=f"写成 {meant}", replacement=meant)


def _filled(text: str, context: Named[str, object]) -> str:
    """The text with what pydantic tells of the fault in place of its names in braces."""
    for name, value in context.items():
        limit = isinstance(value, (float, Decimal))
        shown = (f"{value:f}".rstrip("0").rstrip(".") or "0") if limit else str(value)
        text = text.replace(f"{{{name}}}", shown)
    return text


def _name(loc: Loc) -> str:
    names = [step for step in loc if isinstance(step, str)]
    if loc and isinstance(loc[-1], int):
        return f"{names[-1] if names else ''}第 {loc[-1] + 1} 项"
    return names[-1] if names else "文件"


def _missing(loc: tuple[int | str, ...], root: Mapping, model: type[BaseModel]) -> Diagnostic:
    key = loc[-1]
    if isinstance(key, int):
        return error("PT102", key_span(root, loc[:-1]), f"“{_name(loc[:-1])}”项数不够", "请补齐")
    span = start(find(root, loc[:-1]))
    if len(loc) == 1 and span.path != root.span.path:
        span = Span.at(root.span.path)  # all that is written comes from the unit's file
    return error("PT101", span, f"缺少“{key}”", f"请加上“{key}: {_example(loc, model)}”")


def _model_of(loc: Loc, model: type[BaseModel]) -> type[BaseModel]:
    """By which model the mapping is read that the last step of ``loc`` is a key of."""
    for step in loc[:-1]:
        field = _field((step,), model)
        model = (field and _model_in(field.annotation)) or model
    return model


def _model_in(kind: object) -> type[BaseModel] | None:
    """The model of a value, or of each of a list or mapping of them."""
    if isinstance(kind, type):
        return kind if issubclass(kind, BaseModel) else None
    inner = get_args(kind)
    if get_origin(kind) is dict:  # of a tree the keys further below are names
        inner = tuple(one for one in inner[1:] if isinstance(one, type))
    return next(filter(None, map(_model_in, inner)), None)


def _field(loc: Loc, model: type[BaseModel]) -> FieldInfo | None:
    """What the model says of the key that ``loc`` ends in."""
    fields = _model_of(loc, model).model_fields.values()
    return next((field for field in fields if loc and field.alias == loc[-1]), None)


def _example(loc: Loc, model: type[BaseModel]) -> str:
    """What may be written behind a key, where that is short."""
    field = _field(loc, model)
    examples = field.examples or () if field else ()
    return next((str(one) for one in examples if isinstance(one, (str, int))), "…")


def _enum(expected: str, loc: Loc, root: Mapping) -> Diagnostic:
    choices = [word.strip("' ") for word in expected.replace(" or ", ", ").split(",")]
    node = find(root, loc)
    text = node.text if isinstance(node, Scalar) else ""
    near = nearest(text, choices)
    hint = f"是不是“{near}”？" if near else ""
    listed = f"可用的值：{'、'.join(choices)}"
    bare = text.strip("“”‘’ \u3000")
    one_line = isinstance(node, Scalar) and node.span.line == node.span.end_line
    new = bare if bare in choices and one_line else None
    message = f"“{_name(loc)}”不能是“{text}”"
    return error("PT102", value_span(root, loc), message, hint + listed, new)
