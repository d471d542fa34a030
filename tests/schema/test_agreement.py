"""An editor that reads our schemas and ptgen refuse the same files.

What a schema cannot say is listed with its reason: rules about amounts, names and other files.
A key or value of the wrong kind (PT002, PT102, and PT101 of the model) is refused by both.
"""

from __future__ import annotations

import copy
import functools
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ptgen.check.catalogue import CATALOGUE, CHECKED
from ptgen.cli.about.schema import schema_text
from ptgen.core.filesystem import DiskFiles, builtin_templates
from ptgen.core.layout.load import LayoutFile, load
from ptgen.core.model.fields import Declared
from ptgen.core.model.read import read_project
from ptgen.core.model.shapes import Json
from ptgen.core.source.parse import read
from tests.projects import PROJECT, UNIT

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "tests" / "gallery"
EXAMPLES = sorted((ROOT / "projects").rglob("*.yaml"))

# Errors of the format: the file is no YAML, or a key or a value is none that ptgen knows.
FORMAT = {"PT001", "PT002", "PT003", "PT004", "PT005", "PT007", "PT102"}
# Errors that a schema cannot express, and why.
BEYOND = {
    "PT006": "标签和引用是 YAML 的写法，读成数据以后看不见",
    "PT008": "注释、锚点和换行读成数据以后看不见",
    "PT012": "在 ptgen.toml 里",
    "PT014": "注释读成数据以后看不见",
    "PT101": "版式要求哪些键，值可能在 unit.yaml 里",
    "PT103": "名称由算出的数据决定",
    "PT104": "有哪些版式由文件夹决定",
    "PT105": "比较两个日期",
    "PT107": "比较两个文件",
    "PT108": "比较两个文件",
    "PT111": "文字里的算式",
    "PT121": "格子合不合，名称有没有，由整个版式决定",
    "PT201": "算式的文法有括号",
    "PT202": "算式的意义",
    "PT204": "要算出金额",
    "PT205": "要加起来",
    "PT206": "要算出金额",
    "PT207": "要算出金额",
    "PT212": "要算出金额",
    "PT301": "指标体系由版式决定，版式可能在 unit.yaml 里",
    "PT302": "占位的字不胜枚举",
    "PT303": "同一个指标可以写在两处",
    "PT313": "要加起来",
    "PT315": "没有写完的写法不胜枚举",
    "PT401": "文字的内容",
    "PT402": "文字的内容",
    "PT603": "规定可能在 unit.yaml 里，上一级写了的算数",
}


@functools.cache
def validator(kind: str, place: Path | None = None) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema_text(kind, [] if place is None else [place])))


def accepts(path: Path) -> bool:
    """Whether an editor underlines nothing: YAML as an editor types it, days as texts."""
    kind = {"unit.yaml": "unit", "layout.yaml": "layout", "标准.yaml": "standards"}.get(
        path.name, "project"
    )
    try:
        value = YAML(typ="safe", pure=True).load(path.read_bytes().decode("utf-8"))
    except (YAMLError, UnicodeDecodeError):
        return False
    typed = json.loads(json.dumps(value, default=str, ensure_ascii=False))
    own = path.parent if path.parent.name == "projects" else None
    return bool(validator(kind, own).is_valid(typed))


def accepts_value(kind: str, value: Json) -> bool:
    return bool(validator(kind).is_valid(value))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_examples_are_accepted(path: Path) -> None:
    assert accepts(path)


@pytest.mark.parametrize("path", sorted(builtin_templates().glob("*/layout.yaml")), ids=str)
def test_the_editions_are_accepted(path: Path) -> None:
    assert accepts(path)


def test_every_error_of_check_is_of_one_class() -> None:
    errors = {code for code in CHECKED if CATALOGUE[code].severity == "error"}
    assert set() == FORMAT & set(BEYOND)
    assert errors == FORMAT | set(BEYOND)


@pytest.mark.parametrize("code", CHECKED)
def test_the_gallery_is_refused_where_the_format_is_wrong(code: str) -> None:
    single = GALLERY / f"{code}.yaml"
    files = [single] if single.is_file() else sorted((GALLERY / code).rglob("*.yaml"))
    wrong = [path for path in files if not accepts(path)]
    assert bool(wrong) == (code in FORMAT), wrong


WHOLE: Json = json.loads(
    json.dumps(YAML(typ="safe", pure=True).load(UNIT + PROJECT), default=str)
) | {
    "文书": ["绩效目标表"],
    "文书标题": {"绩效目标表": "甲"},
    "立项依据": {"文件依据": ["甲", ["乙", {"丙": "丁"}]]},
    "资金来源": {"上年结转资金": "1元", "其他资金": {"2022": "1元", "2023年": 2}},
    "季度用款计划": ["1元", 2, 3, 4],
    "预算": [
        {"名称": "甲", "测算": "1元", "分年": {"2022": "50%", "2023": "50%"}, "方式": "估算"},
        {"名称": "乙", "明细": [{"名称": "丙", "测算": 3}], "备注": "丁", "经济分类": 30227},
    ],
    "绩效指标": {"产出指标": {"数量指标": {"台数": {"指标值": "≥1台", "权重": 10}, "次数": 3}}},
}
VALUES: st.SearchStrategy[Json] = st.sampled_from(
    [
        None, True, 5, 2.5, "70", "70.5", "0", 71, 0, -1, "字", "", " ", "2022", "2022年", "1800", "2022-02-28", "2023-02-29",
        "2024-02-29", "2022-2-1", "是", "估算", "绩效目标表", [], {}, ["字"], ["字", None], [[]], {"甲": "乙"},
        {"甲": None}, {"2022": "1"}, {"2022": ""}, {"22": "1"}, {"名称": "字", "测算": "1"}, {"名称": "字"},
        [{"名称": "字", "测算": "1"}], [{"名称": "字", "测算": "1", "明细": []}],
        ["绩效目标表", "绩效目标表"], ["1", "2", "3", "4"], ["1", "2", "3"], ["1", "2", "3", "4", "5"],
        [[[[[["深"]]]]]], [[[[[[["深"]]]]]]],
    ]
)  # fmt: skip
KEYS = st.sampled_from(
    ["项目概述", "明细", "测算", "权重", "绩效标准", "项目性质", "错键", "2024", "核定金额"]
)


def places(value: Json) -> list[tuple[str | int, ...]]:
    """The paths of everything in a value."""
    found: list[tuple[str | int, ...]] = []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += [(key,), *((key, *rest) for rest in places(inner))]
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += [(index,), *((index, *rest) for rest in places(inner))]
    return found


def changed(value: Json, place: tuple[str | int, ...], new: Json, key: str | None) -> Json:
    """The value with something else at a place, or with a key more beside it."""
    made = copy.deepcopy(value)
    inner = made
    for step in place[:-1]:
        assert isinstance(inner, dict | list)
        inner = inner[step]  # type: ignore[index]  # the path is of this value
    if isinstance(inner, dict):
        inner[str(place[-1]) if key is None else key] = new
    elif isinstance(inner, list):
        inner[int(place[-1])] = new
    return made


@functools.cache
def all_fields() -> Declared:
    """The keys of all editions, which are known to the schema too."""
    files = DiskFiles((builtin_templates(),))
    loaded = [load(name, files.layout) for name in files.layouts()]
    editions = [one.layout for one in loaded if one is not None and one.layout]
    return Declared(
        {key: spec for one in editions for key, spec in one.fields.items()},
        {key: spec for one in editions for key, spec in one.indicator_fields.items()},
    )


def project_is_refused(value: Json) -> bool:
    """Whether the model refuses."""
    root = read(json.dumps(value, ensure_ascii=False).encode(), "a.yaml").root
    assert root is not None
    return bool(read_project(root, all_fields())[1])


@settings(
    max_examples=200, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(st.sampled_from(places(WHOLE)), VALUES, st.none() | KEYS)
def test_the_schema_and_the_model_refuse_the_same_projects(
    place: tuple[str | int, ...], new: Json, key: str | None
) -> None:
    value = changed(WHOLE, place, new, key)
    assert accepts_value("project", value) == (not project_is_refused(value)), (place, new, key)


LAYOUT: Json = json.loads(
    json.dumps(YAML(typ="safe", pure=True).load(
        (builtin_templates() / "shanghai-district-2022" / "layout.yaml").read_text("utf-8")
    ))
) | {"继承": "base"}  # fmt: skip


def layout_is_refused(value: Json) -> bool:
    """Whether the model of an edition refuses, its missing parts and its names left aside."""
    data = json.dumps(value, ensure_ascii=False).encode()
    base = (builtin_templates() / "shanghai-district-2022" / "layout.yaml").read_bytes()

    def files(name: str) -> LayoutFile | None:
        return LayoutFile(name, data if name == "own" else base)

    loaded = load("own", files)
    assert loaded is not None
    return any(found.code in ("PT002", "PT102") for found in loaded.diagnostics)


# What a blank key takes away is told by the edition that is extended: no schema knows that.
WITHOUT_BLANKS = VALUES.filter(
    lambda value: not isinstance(value, dict) or None not in value.values()
)


@settings(
    max_examples=120, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(st.sampled_from(places(LAYOUT)), WITHOUT_BLANKS)
def test_the_schema_and_the_model_refuse_the_same_editions(
    place: tuple[str | int, ...], new: Json
) -> None:
    value = changed(LAYOUT, place, new, None)
    assert accepts_value("layout", value) == (not layout_is_refused(value)), (place, new)


def test_a_change_is_seen() -> None:
    assert not project_is_refused(WHOLE)
    assert accepts_value("project", WHOLE)
    wrong = changed(WHOLE, ("年度",), "1800", None)
    assert project_is_refused(wrong)
    assert not accepts_value("project", wrong)
