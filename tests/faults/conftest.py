"""Scenarios for faults: small projects, what was built of them before and what should come."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from ptgen.cli.main import main
from tests.projects import PROJECT, UNIT, write_project

ROOT = Path(__file__).parents[2]
ONE_FORM = "文书: [绩效目标表]\n"
AMOUNTS = ("10万元", "20万元", "30万元")
VOLUME = "汇编: {标题: 汇编}\n"


def ptgen(
    *arguments: str, cwd: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own; no traceback is ever right."""
    done = subprocess.run(
        [sys.executable, "-m", "ptgen", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def ptgen_here(folder: Path, *arguments: str) -> int:
    """The command in this process, in a second less; its status."""
    with contextlib.chdir(folder), pytest.raises(SystemExit) as stop:
        main(arguments)
    assert isinstance(stop.value.code, int)
    return stop.value.code


def write(
    folder: Path, number: int, *, unit: str = "", project: str = "", amount: str = ""
) -> None:
    """Project ``number`` with keys added to it and to its unit, and perhaps another amount."""
    text = PROJECT.replace("设备运行", f"设备{number}运行").replace("10万元", amount or "10万元")
    write_project(folder, text + project, UNIT + unit, f"{number:02}")


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Whether ``make faults`` asks for everything."""
    return bool(request.config.getoption("--faults"))
