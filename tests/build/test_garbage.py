"""When garbage is collected, and that a process which drew ends as it should."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

from ptgen.build.garbage import collected_late

ROOT = Path(__file__).parents[2]


def test_garbage_is_collected_as_before_when_the_drawing_is_done() -> None:
    usual = gc.get_threshold()
    with collected_late():
        assert gc.get_threshold() > usual
        assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == usual
    assert gc.get_freeze_count() == 0


def test_a_command_that_drew_ends_well(tmp_path: Path) -> None:
    projects = ROOT / "projects" / "multi-year-2026"
    command: list[str | Path] = [sys.executable, "-m", "ptgen", "build", projects]
    command += ["--out", tmp_path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
