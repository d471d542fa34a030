"""Stage output: the text of a new project file: every key with what it means and an example.

In come the name, the edition and what the unit's file gives already; what the keys mean comes
from the models and the edition, so that it cannot grow stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ptgen.core.layout.model import Layout
from ptgen.core.model.line import LineItem
from ptgen.core.model.project import PROJECT_KEYS, PROSE_KEYS, DocumentKind, Project
from ptgen.core.source.nodes import Mapping, Plain, plain
from ptgen.edit.formatter.order import key_order
from ptgen.edit.formatter.spelling import spelled
from ptgen.edit.rollover.review_comments import EXAMPLE
from ptgen.edit.scaffold.sample_indicators import indicator_lines
from ptgen.edit.scaffold.yaml_writer import Example, about, example_of, in_block, in_line, of_year

_HEAD = (
    "# 带“待填写”的都是示例：换成本项目的内容，再删去这个注释；没填完只能生成草稿。",
    "# 以“# 键:”开头的行是可以不写的键，去掉“# ”就起作用，用不到的可以整行删去。",
)
_WRITTEN_BY_MOST = (
    "计划开始日期",
    "计划完成日期",
    "项目概述",
    "立项依据",
    "实施主体",
    "实施方案",
    "项目总目标",
    "年度总体目标",
)
_GROUPS = ("项目概述", "预算", "项目总目标")
_ITEM_OPTIONS = ("方式", "分年", "说明", "备注", "核定金额")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new project is made from.

    ``given`` is the unit's file; ``edition`` the name of ``layout``; ``schema`` the path of the
    schema from the file's folder, where there is one.
    """

    name: str
    year: int
    edition: str
    layout: Layout
    given: Mapping
    schema: str | None


def draft(wanted: Wanted) -> str:
    """The text; ``ptgen fmt`` makes it canonical."""
    return "\n".join(_lines(wanted)) + "\n"


def modeline(schema: str) -> str:
    """The first line by which an editor's language server finds the schema."""
    return f"# yaml-language-server: $schema={schema}"


def _lines(wanted: Wanted) -> Iterator[str]:
    if wanted.schema is not None:
        yield modeline(wanted.schema)
    yield from _HEAD
    yield ""
    for key in key_order([field.key for field in wanted.layout.declared.project]):
        if key in _GROUPS:
            yield ""
        if key == "项目名称":
            yield f"# {about(Project, key)}"
            yield f"{key}: {spelled(wanted.name)}"
        elif key == "预算":
            yield f"# {about(Project, key)}"
            yield from _budget(wanted.year)
        elif key == "绩效指标":
            yield f"# {about(Project, key)}"
            yield f"{key}:"
            yield from indicator_lines(wanted.layout)
        elif key in PROJECT_KEYS or key in wanted.layout.fields:
            yield from _key(key, wanted)


def _key(key: str, wanted: Wanted) -> Iterator[str]:
    explained, example = _explained(key, wanted)
    entry = wanted.given.get(key)
    given: Plain = None if entry is None else plain(entry.value)
    if given is not None:
        yield f"# {key}: {in_line(_example(given))}  # unit.yaml 已经写了，本项目不同时才写"
    elif _is_needed(key, wanted):
        yield f"# {explained}"
        yield from in_block(key, example, EXAMPLE)
    else:
        yield f"# {key}: {in_line(example)}  # {explained}"


def _explained(key: str, wanted: Wanted) -> tuple[str, Example]:
    field = wanted.layout.fields.get(key)
    if field is not None:
        listed = f"；可选：{'、'.join(field.choices)}" if field.choices else ""
        return f"{field.description or key}{listed}", field.example
    if key == "版式":
        return about(Project, key), wanted.edition
    return about(Project, key), of_year(example_of(Project, key), wanted.year)


def _is_needed(key: str, wanted: Wanted) -> bool:
    documents = wanted.given.get("文书")
    if (
        key in PROSE_KEYS
        and documents is not None
        and DocumentKind.NARRATIVE not in (plain(documents.value) or ())
    ):
        return False
    return key in ("年度", "版式", *wanted.layout.required, *_WRITTEN_BY_MOST)


def _budget(year: int) -> Iterator[str]:
    """Two items, one with a formula and one with items of its own."""
    first, second = (str(name) for name in _examples("名称"))
    yield "预算:"
    yield f"  # 名称：{about(LineItem, '名称')}"
    yield f"  # 测算：{about(LineItem, '测算')}"
    yield f"  - 名称: {first}{EXAMPLE}"
    yield f"    测算: {in_line(example_of(LineItem, '测算'))}{EXAMPLE}"
    for key in _ITEM_OPTIONS:
        example = of_year(example_of(LineItem, key), year)
        yield f"    # {key}: {in_line(example)}  # {about(LineItem, key)}"
    yield f"  # 明细：{about(LineItem, '明细')}"
    yield f"  - 名称: {second}{EXAMPLE}"
    yield from in_block("明细", example_of(LineItem, "明细"), EXAMPLE, "    ")


def _examples(key: str) -> tuple[Example, ...]:
    field = next(field for field in LineItem.model_fields.values() if field.alias == key)
    return tuple(field.examples or ())[:2]


def _example(value: Plain) -> Example:
    if isinstance(value, list):
        return [_example(item) for item in value]
    if isinstance(value, dict):
        return {key: _example(item) for key, item in value.items()}
    return value or ""
