"""Which lines a test runs and what it costs, each file of tests measured once."""

from __future__ import annotations

import ast
import json
import operator
import os
from functools import cache
from itertools import takewhile
from pathlib import Path

import coverage
from drawing import ROOT, Mutant, digest, places_digest, sources
from forks import Run, forked, pytest_run

KEPT = ROOT / ".cache" / "mutants"
ENOUGH = 60.0  # seconds of tests that a mutant meets at most
TESTS = (
    "build/test_cache.py",
    "build/test_cache_key.py",
    "build/test_incremental.py",
    "check",
    "cli/review/test_diff.py",
    "compare",
    "core/budget",
    "core/formula",
    "core/model",
    "core/test_money.py",
    "render/test_limits.py",
    "render/test_xlsx.py",
    "report/changes",
    "view",
)


@cache
def file_digest(path: str) -> str:
    """The state of a file of tests."""
    return digest(path, (ROOT / path).read_text("utf-8"))


def measured_at(path: str) -> Path:
    """Where the measurement of a file of tests is kept."""
    return KEPT / f"{digest(file_digest(path), places_digest())}.json"


def test_files() -> list[str]:
    """The files of tests."""
    tops = [ROOT / "tests" / name for name in TESTS]
    paths = [path for top in tops for path in ([top] if top.suffix else top.rglob("test_*.py"))]
    return sorted({path.relative_to(ROOT).as_posix() for path in paths})


@cache
def tests_digest() -> str:
    """The state of all tests."""
    return digest(*map(file_digest, test_files()))


def measure(path: str, slot: Path) -> int:
    """Run a file of tests; keep which pass, their cost and the lines that they run."""

    def work() -> int:
        folder = slot / "tree"
        names = [str(folder / one.relative_to(ROOT)) for one in sources()]
        measurer = coverage.Coverage(
            data_file=None, config_file=False, include=names, concurrency=["thread"]
        )
        run = Run(None, measurer)
        measurer.start()
        pytest_run(run, [path])
        measurer.stop()
        data = measurer.get_data()
        lines: dict[str, dict[str, list[int]]] = {}
        for name in data.measured_files():
            short = Path(name).relative_to(folder).as_posix()
            for line, tests in data.contexts_by_lineno(name).items():
                for test in tests:
                    lines.setdefault(test, {}).setdefault(short, []).append(line)
        found = {
            test: [cost, lines.get(test, {})]
            for test, cost in run.cost.items()
            if test not in run.failed
        }
        keep(measured_at(path), json.dumps(found))
        keep(KEPT / "failing" / path.replace("/", "."), "\n".join(run.failed))
        return 0

    return forked(slot, 1200, work)


def keep(path: Path, text: str) -> None:
    """Write a file at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}")
    new.write_text(text, "utf-8")
    new.replace(path)


def _in_function(mutant: Mutant) -> bool:
    tree = ast.parse((ROOT / mutant.path).read_text("utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return any(one.body[0].lineno <= mutant.line <= (one.end_lineno or 0) for one in functions)


class Tests:
    """What is measured of the tests."""

    def __init__(self) -> None:
        self.cost: dict[str, float] = {}
        self.by_line: dict[str, dict[int, set[str]]] = {}
        for path in test_files():
            if not measured_at(path).exists():
                continue
            for test, (cost, lines) in json.loads(measured_at(path).read_text("utf-8")).items():
                self.cost[test] = cost
                for name, numbers in lines.items():
                    for number in numbers:
                        self.by_line.setdefault(name, {}).setdefault(number, set()).add(test)

    def of(self, mutant: Mutant) -> list[str]:
        """The tests that run the line, or a line of the module; the nearest first, then the quickest."""
        lines = self.by_line.get(mutant.path, {})
        own = found = lines.get(mutant.line, set()) if _in_function(mutant) else set()
        if not own:  # run when the module is imported, by whoever is the first
            found = set().union(*lines.values())
        files: dict[str, list[str]] = {}
        for test in found:
            files.setdefault(test.partition("::")[0], []).append(test)
        place = Path(mutant.path).with_suffix("").parts[1:]

        def order(path: str) -> tuple[bool, int, float]:
            parts = path.removesuffix(".py").replace("test_", "").split("/")[1:]
            near = sum(1 for _ in takewhile(bool, map(operator.eq, place, parts)))
            return (
                own.isdisjoint(files[path]),
                -near,
                sum(self.cost[test] for test in files[path]) / len(files[path]),
            )

        chosen, left = [], ENOUGH
        for path in sorted(files, key=order):
            share = left / 2  # some for other files
            for test in sorted(
                files[path], key=lambda test: (test not in own, self.cost[test], test)
            ):
                if share < self.cost[test]:
                    break
                share -= self.cost[test]
                left -= self.cost[test]
                chosen.append(test)
        return chosen
