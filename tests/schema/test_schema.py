"""The committed schemas are what ``ptgen schema`` prints, and agree with what ptgen reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from ptgen.cli.about.schema import KINDS, schema_text
from ptgen.core.filesystem import builtin_templates
from ptgen.core.model.shapes import Json
from tests.golden import run_ptgen
from tests.projects import PROJECT, UNIT

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schema_is_fresh(kind: str) -> None:
    path = ROOT / "schema" / f"{kind}.schema.json"
    assert path.read_text("utf-8") == schema_text(kind), f"run: ptgen schema {kind} > {path.name}"


def properties(schema: Json, place: str = "") -> Iterator[tuple[str, dict[str, Json]]]:
    """Every property of a schema with its place."""
    if isinstance(schema, dict):
        inner = schema.get("properties")
        named = inner.items() if isinstance(inner, dict) else ()
        yield from ((f"{place}/{name}", one) for name, one in named if isinstance(one, dict))
        for key, one in schema.items():
            yield from properties(one, f"{place}/{key}" if key != "properties" else place)
    elif isinstance(schema, list):
        for one in schema:
            yield from properties(one, place)


@pytest.mark.parametrize("kind", ["project", "unit", "layout", "standards"])
def test_every_property_is_explained_in_chinese_with_an_example(kind: str) -> None:
    schema = json.loads(schema_text(kind))
    Draft202012Validator.check_schema(schema)
    found = [
        (place, one)
        for place, one in properties(schema)
        if not place.endswith(("/if/明细", "/then/测算", "/else/测算"))
    ]
    assert len(found) > (6 if kind == "standards" else 30)
    for place, one in found:
        for key in ("title", "description"):
            assert not str(one.get(key) or "a").isascii(), (place, key)
        assert one.get("examples"), place


@pytest.mark.parametrize("kind", ["project", "unit", "layout", "standards"])
def test_no_english_of_the_code_is_in_a_schema(kind: str) -> None:
    described = re.findall(r'"(?:description|title)": "(.)', schema_text(kind))
    assert described
    assert [first for first in described if first.isascii() and first not in "“pP"] == []


def test_the_examples_of_a_schema_are_accepted() -> None:
    for kind in ("project", "unit", "layout"):
        schema = json.loads(schema_text(kind))
        for place, one in properties(schema):
            if "/if/" in place or "/then/" in place or "/else/" in place:
                continue
            part = {"$defs": schema["$defs"], **one}
            examples = one["examples"]
            assert isinstance(examples, list)
            for example in examples:
                assert Draft202012Validator(part).is_valid(example), (place, example)


def test_enumerations_and_groups_are_offered() -> None:
    schema = json.loads(schema_text("project"))
    assert schema["$defs"]["Method"]["enum"] == ["测算", "估算", "按实结算", "预留", "核减"]
    groups = schema["properties"]["绩效指标"]["properties"]
    assert "数量指标" in groups["产出指标"]["properties"]
    assert "经济成本指标" in groups["成本指标"]["properties"]


def test_own_editions_are_in_the_schema_of_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "templates" / "own"
    folder.mkdir(parents=True)
    text = "继承: shanghai-district-2022\n名称: 甲\n字段: {负责科室: {示例: 信息科}}\n"
    (folder / "layout.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    status, out, _ = run_ptgen(["schema"], capsys)
    assert status == 0
    assert json.loads(out)["properties"]["负责科室"]["examples"] == ["信息科"]


def complaints(kind: str, text: str) -> list[str]:
    """What an editor would underline: YAML as an editor types it, dates as texts."""
    yaml = YAML(typ="safe", pure=True)
    value = json.loads(json.dumps(yaml.load(text), default=str, ensure_ascii=False))
    validator = Draft202012Validator(json.loads(schema_text(kind)))
    return [error.json_path for error in validator.iter_errors(value)]


def test_good_files_are_accepted() -> None:
    assert complaints("project", PROJECT) == []
    assert complaints("unit", UNIT) == []
    for path in builtin_templates().glob("*/layout.yaml"):
        assert complaints("layout", path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("项目名称:", "项目名成:", "$"),
        ("测算: 10万元", "明细: 10万元", "$['预算'][0]['明细']"),
        ("测算: 10万元", "方式: 估计", "$['预算'][0]['方式']"),
        ("维护设备数量: ≥26台", "维护设备数量: {指标值: 3, 权数: 1}", "$['绩效指标']['产出指标']"),
    ],
)
def test_wrong_files_are_refused(old: str, new: str, place: str) -> None:
    assert any(path.startswith(place) for path in complaints("project", PROJECT.replace(old, new)))
