"""The table of docs/scale.md says what its figures give."""

from __future__ import annotations

from pathlib import Path
from runpy import run_path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "scale.md"


def renewed(page: str) -> str:
    made = run_path(str(ROOT / "scripts" / "make_scale.py"))["renewed"](page)
    assert isinstance(made, str)
    return made


def test_the_table_is_fresh() -> None:
    page = PAGE.read_text("utf-8")
    assert renewed(page) == page


def test_another_figure_makes_another_table() -> None:
    page = PAGE.read_text("utf-8")
    other = page.replace("| 输出 | ", "| 输出 | 9")
    assert other != page
    assert renewed(other) != other


def test_a_page_without_figures_is_told() -> None:
    with pytest.raises(ValueError, match="no figures"):
        renewed("# 用几台机器生成\n")


def test_the_workflow_has_as_many_shards_as_it_says() -> None:
    path = ROOT / "docs" / "ci" / "github-shards.yml"
    jobs = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))["jobs"]
    numbers = jobs["shard"]["strategy"]["matrix"]["shard"]
    assert numbers == list(range(1, len(numbers) + 1))
    commands = [step["run"] for step in jobs["shard"]["steps"] if "run" in step]
    shard = "--shard ${{ matrix.shard }}/" + str(len(numbers))
    assert any(shard in command for command in commands)
    assert jobs["merge"]["needs"] == "shard"
