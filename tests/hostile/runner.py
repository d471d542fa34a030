"""Runs ptgen in processes of their own, each with a limit of memory, and says what each took.

``python -m tests.hostile.runner`` reads a line of JSON for each run and answers with one: the
process imports ptgen once and forks for each run, so that a run takes its own time only.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

# What the process has before it begins is part of it.
MEMORY = 1024 * 2**20
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Run:
    """How a run ended, what it printed (the beginning of it), and what it took."""

    status: int
    out: str
    megabytes: int
    seconds: float

    @property
    def told(self) -> str:
        """The last line."""
        return self.out.strip().rpartition("\n")[2]


class Runner:
    """Asks a process that forks; close it after use."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.runner"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            text=True,
        )

    def run(self, folder: Path, *arguments: str) -> Run:
        """One command in a folder."""
        asked, answered = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answered is not None
        asked.write(json.dumps([str(folder), *arguments]) + "\n")
        asked.flush()
        status, out, megabytes, seconds = json.loads(answered.readline())
        return Run(status, out, megabytes, seconds)

    def close(self) -> None:
        """End the process."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()


def _serve() -> None:

    for line in sys.stdin:
        folder, *arguments = json.loads(line)
        with tempfile.TemporaryFile() as kept:
            child = os.fork()
            if child == 0:
                _one(folder, arguments, kept.fileno())
            _, status, took = os.wait4(child, 0)
            kept.seek(0)
            out = kept.read(20_000).decode("utf-8", "replace")
            kept.seek(max(kept.seek(0, os.SEEK_END) - 2000, 0))
            end = kept.read().decode("utf-8", "replace")
        answer = (
            os.waitstatus_to_exitcode(status),
            out + end,
            took.ru_maxrss >> 10,
            took.ru_utime + took.ru_stime,
        )
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _one(folder: str, arguments: list[str], kept: int) -> None:
    from ptgen.cli.main import main

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    os.dup2(kept, 1)
    os.dup2(kept, 2)
    os.chdir(folder)
    try:
        main(arguments)
    except SystemExit as stop:
        sys.stdout.flush()
        os._exit(stop.code if isinstance(stop.code, int) else 3)
    except BaseException:  # noqa: BLE001  what ends in a traceback is what the tests look for
        import traceback

        traceback.print_exc()
        sys.stderr.flush()
        os._exit(4)


if __name__ == "__main__":
    _serve()
