"""How ptgen fares with many projects: nothing changed, ten times as many, one volume of them."""

from __future__ import annotations

import hashlib
import json
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.generate import generate
from bench.measure import Case, Run, always, run

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Growth:
    """A build of so many projects: seconds; MiB of the largest worker early and late; parent."""

    projects: int
    seconds: float
    early: float
    late: float
    parent: float


@dataclass(frozen=True, slots=True)
class Scale:
    """Seconds, for ``unchanged`` projects and ``bound`` ones in a volume; and the growth."""

    unchanged: int
    reading: float
    nothing: float
    bound: int
    parts: float
    with_volume: float
    few: Growth
    many: Growth
    typst: Growth
    """Of ``unchanged`` projects by Typst."""
    manifest: float
    """KiB of memory that a project takes in a manifest that was read."""


def measure_scale(folder: Path, few: int, many: int, bound: int, jobs: int, say: Say) -> Scale:
    """All of it, with as many processes as asked for."""
    sizes = {}
    for count in (few, many):
        projects = generate(folder / f"grow-{count}", count).folder
        out = folder / f"out-{count}"
        built = run(_building(projects, out, jobs), watch=True)
        sizes[count] = _growth(count, built)
        say(f"{count} projects: {built.seconds:.0f} s")
    unchanged = generate(folder / "same", min(many, 2 * few)).folder
    reading, nothing = _unchanged(unchanged, folder / "out-same", jobs)
    typst = run(_building(unchanged, folder / "out-typst", jobs, "--engine", "typst"), watch=True)
    say(f"by Typst: {typst.seconds:.0f} s")
    say(f"nothing changed: {nothing:.2f} s, reading {reading:.2f} s")
    parts, whole = _volume(folder, bound)
    say(f"volume of {bound}: {whole - parts:.0f} s, its parts {parts:.0f} s")
    manifest = _manifest(folder / f"out-{many}" / "manifest.json", many)
    count = min(many, 2 * few)
    return Scale(
        count, reading, nothing, bound, parts, whole, sizes[few], sizes[many],
        _growth(count, typst), manifest,
    )  # fmt: skip


def _building(projects: Path, out: Path, jobs: int, *more: str) -> Case:
    words = ("build", projects, "--out", out, "-q", "-j", str(jobs), *more)
    return Case("ptgen build", always([sys.executable, "-m", "ptgen", *words]))


def _growth(count: int, built: Run) -> Growth:
    """Early is when a tenth is done: each worker has drawn its first documents then."""
    seen = built.watched
    tenth = max(len(seen.worker) // 10, 1)
    return Growth(
        count,
        built.seconds,
        max(seen.worker[: tenth + 1], default=0.0),
        max(seen.worker, default=0.0),
        max(seen.parent, default=0.0),
    )


def _unchanged(projects: Path, out: Path, jobs: int) -> tuple[float, float]:
    """Seconds to read and hash all that a build must look at; of a build with nothing to do."""
    again = _building(projects, out, jobs)
    run(again)
    hashing = Case("reading", always([sys.executable, "-m", "bench.scale", projects, out]))
    reading, nothing = [], []
    for _ in range(3):
        reading.append(float(json.loads(run(hashing).printed)))
        nothing.append(run(again).seconds)
    return statistics.median(reading), statistics.median(nothing)


def _volume(folder: Path, count: int) -> tuple[float, float]:
    """Seconds of one process for all projects of a unit, without and with their volume."""
    taken = []
    for volume in (False, True):
        name = "bound" if volume else "single"
        projects = generate(folder / name, count, per_folder=count, volume=volume).folder
        taken.append(run(_building(projects, folder / f"out-{name}", 1)).seconds)
        shutil.rmtree(folder / f"out-{name}")
    return taken[0], taken[1]


_READ = """
import sys, pathlib
from bench.processes import resident
from ptgen.build.cache import open_cache
import os
before = resident(os.getpid())
manifest = open_cache(pathlib.Path(sys.argv[1])).manifest
print(resident(os.getpid()) - before)
"""


def _manifest(path: Path, count: int) -> float:
    case = Case("manifest", always([sys.executable, "-c", _READ, path.parent]))
    return float(run(case).printed) * 1024 / count


def reading(*folders: Path) -> float:
    """Seconds to read and hash all files below the folders, in this process."""
    start = time.perf_counter()
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                hashlib.sha256(path.read_bytes()).hexdigest()
    return time.perf_counter() - start


if __name__ == "__main__":
    json.dump(reading(*map(Path, sys.argv[1:])), sys.stdout)
