"""Reading and checking in this process, against ruamel.yaml's own C parser on the same text."""

from __future__ import annotations

import gc
import hashlib
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from bench.generate import long_project
from ptgen.check.engine import check
from ptgen.core.filesystem import discover, disk_files
from ptgen.core.loader import Loader
from ptgen.core.source.parse import read

LINES = 165
_TIMES = 21


@dataclass(frozen=True, slots=True)
class Reading:
    """Milliseconds: one file composed and read; and for each project of many."""

    compose_one: float
    read_one: float
    projects: int
    compose: float
    checked: float
    hashed: float


def measure_reading(projects: Path) -> Reading:
    """The medians of one long file, and the least of three rounds over all projects."""
    text = long_project(LINES)
    data = text.encode()
    one = in_turn((lambda: YAML(typ="safe").compose(text), lambda: read(data, "long.yaml")), _TIMES)
    files, _ = discover([projects])
    texts = [Path(file.path).read_text("utf-8") for file in files]

    def compose_all() -> None:
        for each in texts:
            YAML(typ="safe").compose(each)

    def check_all() -> None:
        loader = Loader(disk_files([projects]))
        check([loader.load(file) for file in files])

    def hash_all() -> None:
        for file in files:
            hashlib.sha256(Path(file.path).read_bytes()).hexdigest()

    whole = in_turn((compose_all, check_all, hash_all), 3)
    compose, checked, hashed = (min(times) / len(files) for times in whole)
    return Reading(
        statistics.median(one[0]), statistics.median(one[1]), len(files), compose, checked, hashed
    )


def in_turn(works: tuple[Callable[[], object], ...], rounds: int) -> list[list[float]]:
    """Milliseconds of each work in each round."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, times in zip(works, taken, strict=True):
            gc.collect()
            gc.disable()
            start = time.perf_counter()
            work()
            times.append((time.perf_counter() - start) * 1000)
            gc.enable()
    return taken
