"""Processes are run whole, in turn, and what each of them took is kept."""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import Watched, adopt, left_behind, watching

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds by the clock, MiB of its largest process, what it printed and left.

    ``cpu`` is the processor time of all its processes; ``watched`` what they took over time, if
    that was asked for.
    """

    seconds: float
    cpu: float
    memory: float
    printed: str
    files: dict[str, int]
    watched: Watched = field(default_factory=Watched)


@dataclass(frozen=True, slots=True)
class Case:
    """Something to be run: its name, and its command for a fresh output folder."""

    name: str
    command: Callable[[Path], Sequence[str | Path]]


def always(command: Sequence[str | Path]) -> Callable[[Path], Sequence[str | Path]]:
    """The command of a case that writes elsewhere or nothing."""
    return lambda _: command


@dataclass(slots=True)
class Samples:
    """The runs of each case."""

    runs: dict[str, list[Run]] = field(default_factory=dict)

    def median(self, name: str) -> float:
        """The median time in seconds."""
        return statistics.median(run.seconds for run in self.runs[name])

    def spread(self, name: str) -> str:
        """The least and the longest time in seconds."""
        times = [run.seconds for run in self.runs[name]]
        return f"{min(times):.2f}–{max(times):.2f}"

    def memory(self, name: str) -> float:
        """The most that its largest process took, in MiB."""
        return max(run.memory for run in self.runs[name])

    def size(self, name: str, suffix: str) -> int:
        """The bytes of all files of a kind that one run left."""
        (sizes, *_) = (run.files for run in self.runs[name])
        return sizes.get(suffix, 0)


def run(case: Case, *, watch: bool = False) -> Run:
    """Run it once in an output folder that is thrown away; raises when it fails."""
    before = adopt()
    with tempfile.TemporaryDirectory(prefix="ptgen-bench-") as folder:
        out = Path(folder) / "out"
        printed = Path(folder) / "printed"
        with printed.open("wb") as target:
            start = time.perf_counter()
            process = subprocess.Popen(
                [str(word) for word in case.command(out)],
                cwd=ROOT,
                stdout=target,
                stderr=subprocess.STDOUT,
            )
            with watching(process.pid) if watch else contextlib.nullcontext(Watched()) as seen:
                # wait4 tells of this child alone, with all that it has waited for.
                _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
        cpu, memory = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
        for more, size in left_behind(before):
            cpu, memory = cpu + more, max(memory, size)
        text = printed.read_text("utf-8", "replace")
        if process.returncode:
            raise RuntimeError(f"{case.name}: exit status {process.returncode}\n{text}")
        sizes: dict[str, int] = {}
        for path in out.rglob("*"):
            # Linked files and the profile of a program are no documents.
            if path.is_file() and not any(
                part.startswith(".") for part in path.relative_to(out).parts
            ):
                sizes[path.suffix] = sizes.get(path.suffix, 0) + path.stat().st_size
        return Run(seconds, cpu, memory, text, sizes, seen)


def alternate(cases: Sequence[Case], rounds: int, say: Callable[[str], None]) -> Samples:
    """Every case once a round, in turn forwards and backwards, so that noise meets all alike."""
    samples = Samples({case.name: [] for case in cases})
    for number in range(rounds):
        for case in cases if number % 2 == 0 else reversed(cases):
            done = run(case)
            samples.runs[case.name].append(done)
            say(f"{case.name}: {done.seconds:.2f} s")
    return samples


def libreoffice() -> str | None:
    """The program, where it is installed."""
    return shutil.which("soffice")
