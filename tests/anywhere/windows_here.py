"""Runs ptgen as if this were Windows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHIM = Path(__file__).parent / "windows"


def environment(**further: str) -> dict[str, str]:
    """That of a process that starts as if this were Windows; without coverage, which needs more."""
    kept = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    paths = os.pathsep.join((str(SHIM), str(ROOT)))
    return {**kept, "PYTHONPATH": paths, **further}


_RUN_ALL = """
import contextlib, io, json, os, sys, traceback
from ptgen.cli import main
done = []
for folder, words in json.load(sys.stdin):
    os.chdir(folder)
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    status = 99
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            main(words)
        except SystemExit as ended:
            status = ended.code
        except BaseException:
            traceback.print_exc()
    out.flush()
    done.append((status, out.buffer.getvalue().decode()))
print(json.dumps(done))
"""


def run_all(commands: Sequence[tuple[Path, Sequence[str]]]) -> tuple[tuple[int, str], ...]:
    """The status and output of commands, each in its folder, one after the other."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN_ALL],
        input=json.dumps([(str(folder), list(words)) for folder, words in commands]),
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return tuple((status, said) for status, said in json.loads(done.stdout))


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
