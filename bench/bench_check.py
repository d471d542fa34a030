"""How long ``ptgen check`` takes, as ratios: ``python bench/bench_check.py [projects]``.

Against reading the same YAML with ruamel.yaml's C parser (``compose``), and against starting
Python, because machines differ and ratios do so less.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ruamel.yaml import YAML

from ptgen.disk import disk_files
from ptgen.layout.load import LayoutFile
from ptgen.rules.run import check
from ptgen.source.parse import read
from ptgen.workspace import Loader, ProjectFile

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "projects" / "songjiang-2022" / "01-equipment.yaml"
FOLDER = "projects/songjiang-2022"
ROUNDS = 3


class Copies:
    """Copies of an example, each with a name and amounts of its own."""

    def __init__(self, count: int) -> None:
        text = EXAMPLE.read_text("utf-8")
        self.unit = EXAMPLE.with_name("unit.yaml").read_bytes()
        self.disk = disk_files([ROOT / "projects"])
        self.texts = {
            f"{FOLDER}/{number:04}.yaml": text.replace("设备运行", f"设备{number}运行")
            .replace("7800元/部", f"{7800 + number}元/部")
            .replace("3000元/月", f"{3000 + number}元/月")
            for number in range(count)
        }
        self.data = {path: copy.encode() for path, copy in self.texts.items()}

    def read(self, path: str) -> bytes | None:
        """A copy, or the unit's file."""
        return self.unit if path.endswith("unit.yaml") else self.data.get(path)

    def layout(self, name: str) -> LayoutFile | None:
        """The layouts that travel with ptgen."""
        return self.disk.layout(name)

    def layouts(self) -> tuple[str, ...]:
        """Their names."""
        return self.disk.layouts()


def check_all(copies: Copies) -> None:
    """What ``ptgen check`` does between reading and printing."""
    loader = Loader(copies)
    check([loader.load(ProjectFile(path, FOLDER, Path(path).stem)) for path in copies.data])


def compose_all(copies: Copies) -> None:
    """Parse every copy to ruamel's nodes."""
    for text in copies.texts.values():
        YAML(typ="safe").compose(text)


def read_all(copies: Copies) -> None:
    """Parse every copy to the nodes of ptgen."""
    for path, data in copies.data.items():
        read(data, path)


def seconds(works: Sequence[Callable[[], object]]) -> list[float]:
    """Processor time of each: the least of a few rounds in turn, as noise only ever adds."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, taken in zip(works, times, strict=True):
            gc.collect()
            start = time.process_time()
            work()
            taken.append(time.process_time() - start)
    return [min(taken) for taken in times]


def start_up(arguments: list[str]) -> float:
    """The median time of a process from start to end."""
    times = []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=False)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    copies = Copies(count)
    gc.disable()
    compose, nodes, whole = seconds(
        (lambda: compose_all(copies), lambda: read_all(copies), lambda: check_all(copies))
    )
    python = start_up(["-c", "pass"])
    one = start_up(["-m", "ptgen", "check", f"{FOLDER}/04-training.yaml"])
    print(f"{count} projects of {EXAMPLE.name}")
    print(f"ruamel compose    {compose:6.2f} s  1.00")
    print(f"source stage      {nodes:6.2f} s  {nodes / compose:.2f}")
    print(f"check             {whole:6.2f} s  {whole / compose:.2f}")
    print(f"python -c pass    {python * 1000:6.0f} ms")
    print(f"check of one file {one * 1000:6.0f} ms")


if __name__ == "__main__":
    main()
