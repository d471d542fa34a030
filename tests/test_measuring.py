"""Coverage that is paused and goes on has seen every line outside, and none inside."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MEASURED = """\
def inner(call, number):
    found = call(number)
    if found:
        return found
    return 2

def some(call):
    for number in range(3):
        yield call(number)

def use(call, library):
    try:
        return sum(some(call)) + inner(call, 1) + inner(call, 0) + library()
    finally:
        call = None

def library():
    return 1
"""
MEASURING = """\
import contextlib, coverage, json, sys
from tests.measuring import untraced

def paused(function):
    def run(*given):
        with untraced():
            return function(*given)
    return run

pause = paused if sys.argv[1] == "paused" else lambda function: function
measured = coverage.Coverage(data_file=None, config_file=False, branch=True)
measured.start()
import project
project.use(pause(lambda number: number), pause(project.library))
measured.stop()
(name,) = (one for one in measured.get_data().measured_files() if one.endswith("project.py"))
print(json.dumps(sorted(measured.get_data().arcs(name))))
"""


def arcs(folder: Path, how: str) -> set[tuple[int, int]]:
    """The pairs of lines of which one was run after the other; negative: into or out of a function."""
    (folder / "project.py").write_text(MEASURED, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", MEASURING, how],
        env={"PYTHONPATH": f"{folder}:{ROOT}"},
        check=True,
        capture_output=True,
        text=True,
    )
    return {(one, other) for one, other in json.loads(done.stdout)}


@pytest.mark.unmeasured
def test_a_pause_loses_what_is_inside_and_nothing_else(tmp_path: Path) -> None:
    library = MEASURED.splitlines().index("    return 1") + 1
    inside = {one for one in arcs(tmp_path, "whole") if library in map(abs, one)}
    assert inside
    assert arcs(tmp_path, "paused") == arcs(tmp_path, "whole") - inside
