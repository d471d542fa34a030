"""Run tests in forks of this process, which has imported the libraries and nothing of ptgen."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import TypeVar

import coverage
import pytest
from drawing import ROOT
from hypothesis import Phase, settings

JOBS = int(os.environ.get("JOBS", "2"))
WALL = 900.0  # seconds after which a run that waits is ended
T = TypeVar("T")


class Run:
    """A pytest plugin: the wanted tests in their order, what each costs, and which failed."""

    def __init__(self, wanted: list[str] | None, measure: coverage.Coverage | None = None) -> None:
        self.wanted, self.measure = wanted, measure
        self.cost: dict[str, float] = {}
        self.failed: list[str] = []

    def pytest_configure(self) -> None:
        """Look for one failing example: the smallest is not needed."""
        settings.register_profile(
            "mutants", settings(), phases=(Phase.explicit, Phase.generate), print_blob=False
        )
        settings.load_profile("mutants")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave the wanted tests, in their order."""
        if self.wanted is not None:
            place = {name: number for number, name in enumerate(self.wanted)}
            items[:] = sorted(
                (item for item in items if item.nodeid in place),
                key=lambda item: place[item.nodeid],
            )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Measure a test."""
        if self.measure:
            self.measure.switch_context(item.nodeid)
        before = sum(os.times()[:4])
        try:
            return (yield)
        finally:
            self.cost[item.nodeid] = round(sum(os.times()[:4]) - before, 3)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what failed, or was skipped."""
        if not report.passed:
            self.failed.append(report.nodeid)


def pytest_run(run: Run, files: Iterable[str], *more: str) -> int:
    """Run tests in this process."""
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", *more]
    return int(
        pytest.main([*options, "-W", "ignore::pytest.PytestAssertRewriteWarning", *files], [run])
    )


def forked(slot: Path, seconds: float, work: Callable[[], int]) -> int:
    """Do something in a fork that stands in a tree; its process."""
    process = os.fork()
    if process:
        return process
    status = 70
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        os.chdir(slot / "tree")
        sys.path[0] = str(slot / "tree")
        temporary = slot / "tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        os.environ |= {"PYTHONPATH": sys.path[0], "CI": "1", "TMPDIR": str(temporary)}
        tempfile.tempdir, sys.dont_write_bytecode = None, False
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
        resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
        output = os.open(slot / "output", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        status = work()
    finally:
        os._exit(status)


def in_turn(
    work: Iterable[T], start: Callable[[T, Path], int], done: Callable[[T, Path, int], None]
) -> None:
    """Start work in forks, as many at once as there are slots, and hear how each ended."""
    folder = Path(tempfile.mkdtemp(prefix="ptgen-mutants-"))
    free, busy = [], {}
    for number in range(JOBS):
        free.append(folder / str(number))
        tree(free[-1] / "tree")
    waiting = iter(work)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # ends what was started
    try:
        while True:
            while free and (one := next(waiting, None)) is not None:
                slot = free.pop()
                busy[start(one, slot)] = (one, slot, time.monotonic())
            if not busy:
                return
            process, status = os.waitpid(-1, os.WNOHANG)
            for one, (_, _, since) in busy.items():
                if time.monotonic() - since > WALL:
                    _end(one)
            if process == 0:
                time.sleep(0.05)
            elif process in busy:
                _end(process)  # what it started
                what, slot, _ = busy.pop(process)
                done(what, slot, os.waitstatus_to_exitcode(status))
                free.append(slot)
    finally:
        for one in busy:
            _end(one)
        shutil.rmtree(folder, ignore_errors=True)


def _end(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)


def tree(folder: Path) -> None:
    """A copy of this checkout, in which a module can be exchanged."""
    command = ("git", "ls-files", "-co", "--exclude-standard", "-z")
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    for name in listed.stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    # Compared by content: a mutant may be as long and as old as what stood there.
    modes = ("--invalidation-mode", "checked-hash")
    subprocess.run((sys.executable, "-m", "compileall", "-q", *modes, folder / "ptgen"), check=True)
