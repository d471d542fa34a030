"""The pages about rules are what the rules, the gallery and the examples say today."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def _script() -> ModuleType:
    path = ROOT / "scripts" / "make_rule_docs.py"
    spec = spec_from_file_location("make_rule_docs", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["rules.md", "gallery.md", "contradictions.md"])
def test_a_page_is_fresh(name: str) -> None:
    fresh = _script().pages()[name]
    stale = (ROOT / "docs" / name).read_text("utf-8")
    assert fresh == stale, "run: python scripts/make_rule_docs.py"


def test_the_examples_hold_the_known_contradictions() -> None:
    page = (ROOT / "docs" / "contradictions.md").read_text("utf-8")
    for known in (
        "核定金额 451600 元，算出的本项金额是 451264 元",
        "核定金额 576000 元，算出的年度金额是 661900 元",
        "核定金额 40000 元，算出的本项金额是 39000 元",
        "核定金额 25000 元，算出的本项金额是 24840 元",
        "核定金额 250000 元，算出的本项金额是 240000 元",
        "核定金额 2793072.2 元，算出的年度金额是 103033072.2 元",
    ):
        assert known in page
