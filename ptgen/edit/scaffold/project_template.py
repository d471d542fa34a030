"""Write the text of a new project file: every key with what it means and an example.

What the keys mean comes from the models and the edition, so that it cannot grow stale.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from ptgen.core.layout.model import Layout, Need, WeightScheme
from ptgen.core.model.indicator import EXAMPLES, OTHER_EXAMPLE
from ptgen.core.model.line import LineItem
from ptgen.core.model.project import PROJECT_KEYS, PROSE_KEYS, DocumentKind, Project
from ptgen.core.source import nodes
from ptgen.core.source.nodes import Plain, plain
from ptgen.edit.formatter.order import key_order
from ptgen.edit.formatter.spelling import spelled
from ptgen.edit.scaffold.yaml_writer import Example, about, examples, in_block, in_line, of_year
from ptgen.edit.text_edits import EXAMPLE

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
_ITEM_OPTIONS = ("方式", "分年", "说明", "备注", "核定金额", "经济分类", "政府采购", "标准依据")


@dataclass(frozen=True, slots=True)
class ProjectTemplate:
    """What a new project is made from.

    ``given`` is the unit's file; ``edition`` the name of ``layout``; ``schema`` the path of the
    schema from the file's folder, where there is one; ``defaults`` the keys that the edition
    writes for its projects.
    """

    name: str
    year: int
    edition: str
    layout: Layout
    given: nodes.Mapping
    schema: str | None
    defaults: nodes.Mapping

    def text(self) -> str:
        """The text; ``ptgen fmt`` makes it canonical."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        if self.schema is not None:
            yield modeline(self.schema)
        yield from _HEAD
        yield ""
        for key in key_order(tuple(self.layout.fields)):
            if key in _GROUPS:
                yield ""
            if key in ("项目名称", "预算", "绩效指标"):
                yield f"# {about(Project, key)}"
            if key == "项目名称":
                yield f"{key}: {spelled(self.name)}"
            elif key == "预算":
                yield from _budget(self.year, self.layout)
            elif key == "绩效指标":
                yield f"{key}:"
                yield from indicator_lines(self.layout)
            elif key in PROJECT_KEYS or key in self.layout.fields:
                yield from self._key(key)

    def _key(self, key: str) -> Iterator[str]:
        explained, example = self._explained(key)
        for place, written in (("unit.yaml ", self.given), ("版式", self.defaults)):
            entry = written.get(key)
            given: Plain = None if entry is None else plain(entry.value)
            if given is not None:
                yield f"# {key}: {in_line(_example(given))}  # {place}已经写了，本项目不同时才写"
                return
        if self._is_needed(key):
            yield f"# {explained}"
            yield from in_block(key, example, EXAMPLE)
        else:
            yield f"# {key}: {in_line(example)}  # {explained}"

    def _explained(self, key: str) -> tuple[str, Example]:
        field = self.layout.fields.get(key)
        if field is not None:
            listed = f"；可选：{'、'.join(field.choices)}" if field.choices else ""
            return f"{field.description or key}{listed}", field.example
        if key == "资金来源" and self.layout.funding:
            own: dict[str, Example] = dict.fromkeys(self.layout.funding, "1万元")
            kinds = {"上年结转资金": "1000元", **own, "其他资金": "2万元"}
            return f"{'、'.join(kinds)}，其余是当年财政拨款", kinds
        if key == "版式":
            return about(Project, key), self.edition
        return about(Project, key), of_year(examples(Project, key)[0], self.year)

    def _is_needed(self, key: str) -> bool:
        documents = self.given.get("文书")
        if (
            key in PROSE_KEYS
            and documents is not None
            and DocumentKind.NARRATIVE not in (plain(documents.value) or ())
        ):
            return False
        return key in ("年度", "版式", *self.layout.required, *_WRITTEN_BY_MOST)


def modeline(schema: str) -> str:
    """The first line by which an editor's language server finds the schema."""
    return f"# yaml-language-server: $schema={schema}"


def _budget(year: int, layout: Layout) -> Iterator[str]:
    """Two items, one with a formula and one with items of its own."""
    first, second, *_ = (str(name) for name in examples(LineItem, "名称"))
    yield "预算:"
    yield f"  # 名称：{about(LineItem, '名称')}"
    yield f"  # 测算：{about(LineItem, '测算')}"
    yield f"  - 名称: {first}{EXAMPLE}"
    yield f"    测算: {in_line(examples(LineItem, '测算')[0])}{EXAMPLE}"
    for key in _ITEM_OPTIONS:
        example = of_year(examples(LineItem, key)[0], year)
        yield f"    # {key}: {in_line(example)}  # {about(LineItem, key)}"
    for key, field in layout.item_fields.items():
        yield f"    # {key}: {in_line(field.example)}  # {field.description or key}"
    yield f"  # 明细：{about(LineItem, '明细')}"
    yield f"  - 名称: {second}{EXAMPLE}"
    yield from in_block("明细", examples(LineItem, "明细")[0], EXAMPLE, "    ")


def _example(value: Plain) -> Example:
    if isinstance(value, list):
        return [_example(item) for item in value]
    if isinstance(value, dict):
        return {key: _example(item) for key, item in value.items()}
    return value or ""


Groups = Mapping[str, Mapping[str, Need]]

_USUAL: Groups = MappingProxyType(
    {
        "产出指标": {"数量指标": Need.REQUIRED, "质量指标": Need.REQUIRED},
        "效益指标": {"社会效益指标": Need.REQUIRED},
        "满意度指标": {"服务对象满意度指标": Need.REQUIRED},
    }
)
_BENEFIT, _CONTENT = "效益指标", "满意度指标"


def indicator_lines(layout: Layout) -> Iterator[str]:
    """The lines below ``绩效指标:``: the groups that are needed, the others as comments."""
    groups: Groups = layout.dictionary or _USUAL
    needed = _needed(groups)
    weights = _weights(layout.weights, needed)
    fields = {key: spec.example for key, spec in layout.indicator_fields.items()}
    if fields:
        long = in_line({"指标值": "≥85%", **fields})
        yield f"  # 指标的长写法：三级指标名称: {long}"
    for level1, inner in groups.items():
        yield f"  {'' if level1 in needed else '# '}{spelled(level1)}:"
        for level2 in inner:
            name, value = EXAMPLES.get(level2, OTHER_EXAMPLE)
            if level2 in needed.get(level1, ()):
                weight = weights.get((level1, level2))
                shown: Example = value if weight is None else {"指标值": value, "权重": weight}
                yield f"    {spelled(level2)}:"
                yield f"      {name}: {spelled(value) if weight is None else in_line(shown)}{EXAMPLE}"
            elif level1 in needed:
                yield f"    # {spelled(level2)}:"
                yield f"    #   {name}: {spelled(value)}"
            else:
                yield f"  #   {spelled(level2)}:"
                yield f"  #     {name}: {spelled(value)}"


def _needed(groups: Groups) -> dict[str, tuple[str, ...]]:
    """The groups that a project has to have, and one for benefit and for satisfaction."""
    needed = {
        level1: tuple(level2 for level2, need in inner.items() if need is Need.REQUIRED)
        for level1, inner in groups.items()
    }
    for level1, usual in ((_BENEFIT, "社会效益指标"), (_CONTENT, "服务对象满意度指标")):
        inner = groups.get(level1)
        if inner and not needed[level1]:
            needed[level1] = (usual if usual in inner else next(iter(inner)),)
    return {level1: inner for level1, inner in needed.items() if inner}


def _weights(
    scheme: WeightScheme | None, needed: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, str], str]:
    """Whole weights that add up as the edition says; empty where it has none."""
    if scheme is None:
        return {}
    groups = scheme.groups_for(tuple(needed))
    weights: dict[tuple[str, str], str] = {}
    if set(groups) == set(needed):
        for level1, inner in needed.items():
            weights |= _shared(groups[level1], [(level1, level2) for level2 in inner])
        return weights
    places = [(level1, level2) for level1, inner in needed.items() for level2 in inner]
    return _shared(scheme.total, places)


def _shared(whole: Decimal, places: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    part = whole // len(places)
    first = whole - part * (len(places) - 1)
    return {place: f"{part if index else first:f}" for index, place in enumerate(places)}
