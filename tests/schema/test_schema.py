"""The committed schemas are what ``ptgen schema`` prints, and agree with what ptgen reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from ptgen.cli.schema import KINDS, schema_text
from ptgen.disk import builtin_templates
from tests.projects import PROJECT, UNIT

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schema_is_fresh(kind: str) -> None:
    path = ROOT / "schema" / f"{kind}.schema.json"
    assert path.read_text("utf-8") == schema_text(kind), f"run: ptgen schema {kind} > {path.name}"


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
