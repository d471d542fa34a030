"""Write docs/keys.md from the models and docs/commands.md from the commands.

Run ``python scripts/make_reference.py``; a test says when the pages are stale.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from ptgen.cli.about.schema import schema_text
from ptgen.cli.main import COMMANDS, group
from ptgen.core.filesystem import disk_files
from ptgen.core.layout.load import load
from ptgen.core.layout.model import Layout
from ptgen.core.model.units.unit import UNIT_KEYS

ROOT = Path(__file__).resolve().parents[1]
_NOTE = "<!-- 由 scripts/make_reference.py 生成，请勿手改 -->\n"
Schema = Mapping[str, Any]
# The parts of a file by the name of their model: a heading, and where the part is written.
_PARTS = {
    "LineItem": ("预算的一项", "写在 `预算` 和 `明细` 下面，每项以 `- ` 开头。"),
    "Funding": ("资金来源", "写在 `资金来源` 下面。"),
    "Titles": ("文书标题", "写在 `文书标题` 下面。"),
    "OnePage": ("一页", "写在项目、`unit.yaml` 或版式的 `一页` 下面。"),
    "Detail": (
        "指标的长写法",
        "写在三级指标名称的后面，代替指标值，如 `{指标值: ≥85%, 权重: 10}`。",
    ),
    "Standard": ("标准的键", "写在 `标准.yaml` 的 `标准` 下面，一项标准一组。"),
    "Volume": ("汇编的键", "写在 `unit.yaml` 的 `汇编` 下面。"),
    "AmountFormat": ("版式的金额", "写在 `金额` 下面。"),
    "ValueFormat": ("版式的指标值", "写在 `指标值` 下面。"),
    "FieldSpec": ("版式增加的键", "写在 `字段`、`指标字段`、`预算字段` 下面，一个键一组。"),
    "NarrativeLayout": ("版式的经费情况说明", "写在 `经费情况说明` 下面。"),
    "FormLayout": ("版式的绩效目标表", "写在 `绩效目标表` 下面。"),
    "Paper": ("纸张", "写在 `绩效目标表` 的 `纸张` 下面。"),
    "Band": ("表的一段", "写在 `绩效目标表` 的 `段` 下面，一段一组。"),
    "CellSpec": (
        "表的一格",
        "写在 `行`、`表头`、`每项`、`合计行` 里；只印固定文字的格直接写文字。",
    ),
    "WeightScheme": ("权重", "写在版式的 `权重` 下面。"),
}
# Texts that YAML takes for something else without quotes, anywhere and inside of braces.
_SPECIAL = re.compile(r"[>|@%&*!`{\[#]|- ")
_IN_FLOW = re.compile(r"[,\[\]{}]|: ")
_OF_PROJECT = ("LineItem", "Funding", "Titles", "OnePage", "Detail")
_OF_LAYOUT = tuple(name for name in _PARTS if name not in {*_OF_PROJECT, "Volume", "Standard"})


def pages() -> dict[str, str]:
    """The text of each page by its path below docs/."""
    return {"keys.md": keys_page(), "commands.md": commands_page()}


def keys_page() -> str:
    """Every key of project files, unit.yaml and layout.yaml."""
    project, unit, layout, standards = (
        json.loads(schema_text(kind)) for kind in ("project", "unit", "layout", "standards")
    )
    layouts = _layouts()
    parts = [
        _NOTE,
        "# 键一览\n",
        "由程序里的数据模型生成，和 `ptgen schema` 给编辑器的是同一份内容。怎样写，见[项目文件的写法](format.md)。\n",
        "## 项目文件\n",
        (
            "`unit.yaml` 里也可以写这些键，供同一文件夹的项目共用；项目文件里写了的，以项目文件为准。"
            "“印在”里写版式的，只有那些版式印这个键；空着的，用来计算或设置。\n"
        ),
        _table(project, layouts),
    ]
    parts += [_part(project, name) for name in _OF_PROJECT]
    parts += ["## unit.yaml\n", "除了项目文件的键，还可以写：\n"]
    own = {**unit, "properties": {key: unit["properties"][key] for key in UNIT_KEYS}}
    parts += [_table(own), _part(unit, "Volume")]
    parts += ["## 标准.yaml\n", "怎样用，见[标准和科目](standards.md)。\n"]
    parts += [_part(standards, "Standard")]
    parts += [
        "## layout.yaml\n",
        "怎样写一个版式，见[写一个版式](layouts/own.md)。\n",
        _table(layout),
    ]
    parts += [_part(layout, name) for name in _OF_LAYOUT]
    return "\n".join(parts).rstrip() + "\n"


def _part(schema: Schema, name: str) -> str:
    heading, where = _PARTS[name]
    model = {"$defs": schema["$defs"], **schema["$defs"][name]}
    return f"### {heading}\n\n{where}\n\n{_table(model)}"


def _table(model: Schema, layouts: tuple[Layout, ...] = ()) -> str:
    printed = " 印在 |" if layouts else ""
    rule = " --- |" if layouts else ""
    lines = [
        f"| 键 | 写什么 | 种类 | 必写 | 例 |{printed}",
        f"| --- | --- | --- | --- | --- |{rule}",
    ]
    for key, value in model["properties"].items():
        cells = [
            f"`{key}`",
            value.get("description", ""),
            "；".join(dict.fromkeys(_kinds(value, model["$defs"]))),
            _needed(key, model, layouts),
            _examples(value),
        ]
        if layouts:
            cells.append(_printed(key, layouts))
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _kinds(value: Schema, models: Schema) -> Iterator[str]:  # noqa: PLR0912, C901 one a kind
    """What may be written, in words."""
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[-1]
        if name in _PARTS:
            yield f"[{_PARTS[name][0]}](#{_PARTS[name][0]})"
            return
        value = models[name]
    if "anyOf" in value:
        for one in value["anyOf"]:
            yield from _kinds(one, models)
        return
    if "enum" in value:
        told = [str(one) for one in value["enum"] if isinstance(one, str)]
        yield "是或否" if "是" in told else "选项：" + "、".join(told)
        return
    kinds = value.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    inner = value.get("items", {})
    message = value.get("patternErrorMessage", "")
    if inner.get("$ref", "").rsplit("/", 1)[-1].startswith("Prose"):
        yield "文字、列表或小标题"
    elif "array" in kinds:
        first = inner or value["prefixItems"][0]
        of = "、".join(dict.fromkeys(_kinds(first, models)))
        count = (
            f"{value['minItems']} 项" if value.get("minItems") == value.get("maxItems", 0) else ""
        )
        yield f"列表{count and '，' + count}：{of}"
    elif "object" in kinds:
        more = value.get("additionalProperties")
        of = "、".join(dict.fromkeys(_kinds(more, models))) if isinstance(more, dict) else ""
        name = "年份" if "propertyNames" in value else "名称"
        yield f"{name}: {of}" if of else "键: 值"
    elif "日期" in message:
        yield "日期"
    elif "四位" in message:
        yield "年份"
    elif "不能是空的" in message:
        yield "金额或算式"
    elif "string" in kinds and "boolean" in kinds:
        yield "文字"
    elif kinds and kinds != ["null"]:
        yield "数字"


def _needed(key: str, model: Schema, layouts: tuple[Layout, ...]) -> str:
    if key in model.get("required", ()):
        return "是"
    asking = [layout for layout in layouts if key in layout.required]
    if not asking:
        return ""
    return "是" if len(asking) == len(layouts) else "有的版式"


def _examples(value: Schema) -> str:
    told = [f"`{_flow(one)}`" for one in value.get("examples", ())]
    return "<br>".join(told[:3])


def _flow(value: object, *, inside: bool = False) -> str:
    """A value as one would write it in one line of YAML."""
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(
                f"{_flow(key, inside=True)}: {_flow(one, inside=True)}"
                for key, one in value.items()
            )
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_flow(one, inside=True) for one in value) + "]"
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value)
    return f'"{text}"' if _SPECIAL.match(text) or (inside and _IN_FLOW.search(text)) else text


def _layouts() -> tuple[Layout, ...]:
    files = disk_files([])
    loaded = (load(name, files.layout) for name in sorted(files.layouts()))
    return tuple(one.layout for one in loaded if one is not None and one.layout is not None)


def _printed(key: str, layouts: tuple[Layout, ...]) -> str:
    """The documents that print a key, with the editions where only some do."""
    told = []
    for document, part in (("经费情况说明", "narrative"), ("绩效目标表", "form")):
        names = [one.title for one in layouts if _holds(getattr(one, part).model_dump(), key)]
        if names:
            some = f"（{'、'.join(names)}）" if len(names) < len(layouts) else ""
            told.append(document + some)
    return "<br>".join(told)


def _holds(value: object, key: str) -> bool:
    if isinstance(value, dict):
        return any(_holds(one, key) for pair in value.items() for one in pair)
    if isinstance(value, list | tuple):
        return any(_holds(one, key) for one in value)
    return isinstance(value, str) and (value == key or f"{{{{ {key}" in value)


def commands_page() -> str:
    """Every command with its options."""
    parts = [
        _NOTE,
        "# 命令一览\n",
        "由程序的命令行生成，和 `ptgen 命令 --help` 是同一份内容。退出状态见[退出状态和清单](results.md)。\n",
        "| 命令 | 作用 |\n| --- | --- |",
    ]
    parts += [
        f"| [`ptgen {name}`](#ptgen-{name}) | {line} |" for name, (_, line) in COMMANDS.items()
    ]
    context = group.make_context("ptgen", ["--help"], resilient_parsing=True)
    for name in COMMANDS:
        command = group.get_command(context, name)
        if command is None:
            raise SystemExit(f"no command {name}")
        parts.append("\n" + _command(name, command, context))
    return "\n".join(parts).rstrip() + "\n"


def _command(name: str, command: click.Command, parent: click.Context) -> str:
    context = command.context_class(command, info_name=name, parent=parent)
    usage = " ".join(command.collect_usage_pieces(context)).replace("[OPTIONS]", "[选项]")
    lines = [f"## ptgen {name}", "", "```text", f"ptgen {name} {usage}".rstrip(), "```", ""]
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        text = paragraph.removeprefix("\b\n")
        block = text.splitlines()
        if len(block) > 1 and paragraph.startswith("\b"):
            lines += ["```text", *block, "```", ""]
        else:
            lines += [text.replace("\n", " "), ""]
    lines += ["| 选项 | 作用 | 默认 |", "| --- | --- | --- |"]
    for option in command.get_params(context):
        if isinstance(option, click.Option):
            lines.append(_option(option, context))
    if command.epilog:
        lines += ["", command.epilog.replace("<", "\\<")]
    return "\n".join(lines)


def _option(option: click.Option, context: click.Context) -> str:
    names = "、".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    value = "" if option.is_flag else f" `{option.make_metavar(context)}`"
    more = "，可写多次" if option.multiple else ""
    needed = "必写" if option.required else ""
    default = option.get_default(context)
    told = isinstance(default, str | int) and not isinstance(default, bool) and not option.required
    shown = f"`{default}`" if told and option.name != "help" else needed
    return f"| {_cell(names + value)} | {_cell((option.help or '') + more)} | {shown} |"


def main() -> None:
    """Write the pages."""
    for name, text in pages().items():
        (ROOT / "docs" / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
