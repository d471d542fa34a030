"""Whole commands over repositories in which anything may have happened to any file.

Each example damages a small repository with outputs and history, then runs a few commands on it:
none ends in a traceback or with another status than 0, 1 and 2, and none writes outside.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.conftest import Damaged
from tests.fuzz.damage import DAMAGES, Damage, state
from tests.fuzz.making import TIMES
from tests.golden import run_ptgen

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("check", "projects"),
    ("check", "--fix", "projects"),
    ("check", "--format", "github", "projects"),
    ("check", "--format", "sarif", "projects"),
    ("fmt", "projects"),
    ("build", "--format", "xlsx", "projects"),
    ("build", "--format", "docx,xlsx", "--force", "projects"),
    ("build", "--format", "pdf", "projects/unit/01.yaml"),
    ("diff", "HEAD~1..HEAD"),
    ("diff",),
    ("diff", "--fail-if", "growth>10%", "--format", "markdown", "HEAD~1"),
    ("diff", "--no-git", "projects", "."),
    ("export", "projects"),
    ("layouts", "projects"),
    ("init", "."),
    ("new", "某项目", "--unit", "projects/unit"),
    ("rollover", "projects/unit", "--to", "2023"),
    ("text", "projects/unit/01.yaml"),
    ("text", "build/unit/01/绩效目标表.docx"),
    ("templates", "--copy"),
    ("import", "build/unit/01", "--unit", "projects/unit"),
    ("import", "build/unit/02", "--unit", "projects/other", "--report", "report.html"),
)


@settings(
    max_examples=max(int(10 * TIMES), 1),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(DAMAGES, st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=4))
def test_any_repository(
    damaged_copy: Damaged,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    damages: list[Damage],
    commands: list[tuple[str, ...]],
) -> None:
    before = state(tmp_path / "outside")
    damaged_copy(damages)
    for command in commands:
        status, out, err = run_ptgen(list(command), capsys)
        assert status in (0, 1, 2), (command, out, err)
        assert "Traceback" not in err
        of_a_runner = "github" in command or command[-1] == "sarif"
        for line in () if of_a_runner else (out + err).splitlines():
            assert not line.lstrip().startswith("::error"), line
    assert state(tmp_path / "outside") == before
    assert {path.name for path in tmp_path.iterdir()} == {"inside", "outside"}
