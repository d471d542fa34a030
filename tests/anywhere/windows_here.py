"""Runs ptgen as if this were Windows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHIM = Path(__file__).parent / "windows"


def environment(**further: str) -> dict[str, str]:
    """That of a process that starts as if this were Windows; without coverage, which needs more."""
    kept = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    paths = os.pathsep.join((str(SHIM), str(ROOT)))
    return {**kept, "PYTHONPATH": paths, **further}


def ptgen(*words: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command, done."""
    return subprocess.run(
        [sys.executable, "-m", "ptgen", *words],
        cwd=cwd,
        env=environment(**variables),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=120,
    )
