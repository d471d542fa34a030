"""ptgen as a process of its own: how it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_START = "import sys; sys.argv = ['ptgen', *{words!r}]\nfrom ptgen.cli import command\n"


def started(words: list[str], code: str) -> subprocess.CompletedProcess[str]:
    """``ptgen`` with the words, after some code."""
    whole = _START.format(words=words) + code + "\ncommand()"
    return subprocess.run(
        [sys.executable, "-c", whole], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize(
    ("words", "status"), [(["--version"], 0), (["check", "no-such-file"], 2), (["nonsense"], 2)]
)
def test_the_status_is_that_of_the_command(words: list[str], status: int) -> None:
    done = started(words, "")
    assert done.returncode == status
    assert bool(done.stderr) == bool(status)


def test_what_waits_for_the_end_is_done() -> None:
    done = started(["--version"], "import atexit; atexit.register(print, 'at the end')")
    assert done.stdout.splitlines()[-1] == "at the end"
    assert done.returncode == 0


def test_another_thread_is_waited_for() -> None:
    code = (
        "import threading\n"
        "told = threading.Event()\n"
        "def late():\n"
        "    threading.main_thread().join()\n"
        "    print('late', flush=True)\n"
        "threading.Thread(target=late).start()"
    )
    assert started(["--version"], code).stdout.splitlines()[-1] == "late"
