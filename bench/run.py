"""``make bench``: makes its projects, measures ptgen and its peers on them, writes RESULTS.md.

``python -m bench.run [--quick] [--projects N] [--many N] [--out FILE]``; ``--quick`` takes a minute
and is for seeing that all of it runs: its figures say nothing. ``--many`` is how many projects show
how time and memory grow, 5,000 unless told; a tenth of them, or 200, are what they are held against.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from bench.cases import Input, builds, starts, warm
from bench.generate import generate
from bench.live import measure_live
from bench.machine import machine, versions
from bench.measure import Samples, alternate
from bench.reading import Reading, measure_reading
from bench.report import Results, report
from bench.scale import measure_scale
from bench.values import write_values

RESULTS = Path(__file__).with_name("RESULTS.md")


@dataclass(frozen=True, slots=True)
class Size:
    """How many projects a batch and a warm process have, how many are checked; and rounds.

    ``few`` and ``many`` show how time grows, ``bound`` are in one volume, ``served`` are pages.
    """

    batch: int
    warm: int
    checked: int
    rounds: int
    batch_rounds: int
    few: int
    many: int
    bound: int
    served: int


FULL = Size(48, 12, 1000, 5, 3, 500, 5000, 200, 3400)
QUICK = Size(4, 3, 20, 1, 1, 4, 12, 4, 20)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="small and once")
    parser.add_argument("--projects", type=int, help="projects of the batch")
    parser.add_argument("--many", type=int, help="projects that show how time and memory grow")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    size = QUICK if options.quick else FULL
    if options.many:
        size = replace(size, many=options.many, few=max(options.many // 10, min(options.many, 200)))
    results = measure(size, options.projects or size.batch, os.cpu_count() or 1)
    options.out.write_text(report(results), "utf-8")
    print(f"written: {options.out}")


def measure(size: Size, batch: int, jobs: int) -> Results:
    """All figures, from the shortest to the longest."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="ptgen-bench-") as name:
        folder = Path(name)
        one, few, many = (
            _given(folder / kind, count)
            for kind, count in (("one", 1), ("few", size.warm), ("many", batch))
        )
        checked = generate(folder / "checked", size.checked).folder
        served = generate(folder / "served", size.served).folder
        live = measure_live(checked, served, size.rounds, _say)
        reading: Reading = measure_reading(checked)
        start_up: Samples = alternate(starts(one), size.rounds, _say)
        cold = alternate(builds(one, 1), size.rounds, _say)
        running = alternate(warm(few), size.rounds, _say)
        whole = alternate(builds(many, jobs), size.batch_rounds, _say)
        scale = measure_scale(folder, size.few, size.many, size.bound, jobs, _say)
    return Results(
        machine(), versions(), reading, start_up, cold, running, whole, scale, live, batch, jobs,
        size.rounds, size.batch_rounds, time.monotonic() - began,
    )  # fmt: skip


def _given(folder: Path, count: int) -> Input:
    written = generate(folder, count)
    write_values(written.folder, folder / "values")
    return Input(written.folder, folder / "values")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
