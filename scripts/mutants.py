"""Change single places of the code and see whether a test notices: ``make mutants``.

The changes are those of cosmic-ray's operators; which are tried is drawn with a seed. Each file of
tests is run once to measure which lines its tests run and how long they take, so that a mutant
meets the tests of its own line, those nearest to it first. What is found is kept in
.cache/mutants/ as it comes: a run that was ended goes on where it stood, and a mutant is tried
again only when its module or the tests have changed. Writes docs/mutants.md.

Each run is a fork of this process, which has imported the libraries and nothing of ptgen.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import importlib
import json
import operator
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from itertools import islice, takewhile
from pathlib import Path
from typing import TypeVar

import coverage
import pytest
from hypothesis import Phase, settings

try:
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names
except ImportError:
    # Not locked: something that it needs comes as source alone.
    raise SystemExit("请先安装：.venv/bin/python -m pip install cosmic-ray==8.7.0") from None

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".cache" / "mutants"
EQUAL = ROOT / "scripts" / "equal_mutants.toml"
SEED, COUNT, JOBS = 20261122, 300, 2
ENOUGH = 20.0  # seconds of tests that a mutant meets at most
WALL = 900.0  # seconds after which a run that waits is ended
PLACES = (
    "core/money.py",
    "core/budget",
    "core/formula",
    "core/model/limits.py",
    "check/rules",
    "compare",
    "view",
    "build/cache.py",
    "build/cache_key.py",
    "render/limits.py",
)
TESTS = (
    "build/test_cache.py",
    "build/test_incremental.py",
    "check",
    "compare",
    "core/budget",
    "core/formula",
    "core/model",
    "core/test_money.py",
    "render/test_limits.py",
    "view",
)
LIBRARIES = (
    "docx docxtpl fontTools.ttLib hypothesis jinja2 lxml.etree openpyxl pydantic rich ruamel.yaml "
    "typer typer.testing weasyprint xlsxwriter markdown_it"
)
# Unions stand in annotations, which nothing evaluates; decorators are no places of logic.
_LEFT_OUT = (
    "ReplaceBinaryOperator_BitOr",
    "RemoveDecorator",
    "Pow",
    "Shift",
    "BitAnd",
    "BitXor",
    "Variable",
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one file."""

    path: str
    line: int
    operator: str
    source: str
    text: str

    @property
    def key(self) -> str:
        """What it is told from others by."""
        return digest(self.path, self.text)


def digest(*parts: str) -> str:
    """A short name for texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def sources() -> Iterator[Path]:
    """The modules whose lines are changed."""
    for place in PLACES:
        path = ROOT / "ptgen" / place
        yield from [path] if path.suffix else sorted(path.rglob("*.py"))


def drawn() -> Iterator[Mutant]:
    """Mutants in an order of chance, one a line; none that leaves what runs as it was.

    The order comes from the text of each line, so that a change elsewhere leaves it alone.
    """
    places = []
    for path in sources():
        text = path.read_text("utf-8")
        lines, nodes = text.splitlines(), list(ast_nodes(get_ast(text)))
        for name in sorted(operator_names()):
            if any(part in name for part in _LEFT_OUT):
                continue
            one = get_operator(name)()
            found = [at for node in nodes for at in one.mutation_positions(node)]
            for number, ((line, column), _) in enumerate(found):
                order = digest(str(SEED), path.name, lines[line - 1], str(column), name)
                places.append((order, path, name, number, line))
    seen: set[tuple[Path, int]] = set()
    for _, path, name, number, line in sorted(places):
        source = path.read_text("utf-8")
        if (path, line) in seen:
            continue
        text = mutate_code(source, get_operator(name)(), number)
        if text is None or _same(source, text):
            continue
        seen.add((path, line))
        words = source.splitlines()[line - 1].strip()
        yield Mutant(
            path.relative_to(ROOT).as_posix(), line, name.removeprefix("core/"), words, text
        )


def chosen() -> list[Mutant]:
    """The mutants that are tried; drawing them takes a while."""
    path = KEPT / f"drawn-{digest(places_digest(), str(SEED), str(COUNT))}.json"
    if not path.exists():
        keep(path, json.dumps([asdict(one) for one in islice(drawn(), COUNT)], ensure_ascii=False))
    return [Mutant(**one) for one in json.loads(path.read_text("utf-8"))]


def _same(before: str, after: str) -> bool:
    """Whether a change leaves what runs as it was: it stands in what only type checkers read."""

    def stripped(text: str) -> str:
        tree = ast.parse(text)
        for node in ast.walk(tree):
            for field in ("annotation", "returns"):
                if hasattr(node, field):
                    setattr(node, field, None if field == "returns" else ast.Constant(None))
            if isinstance(node, ast.ClassDef):
                node.decorator_list = []
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
                node.test = ast.Constant(None)
        return ast.dump(tree)

    try:
        return stripped(before) == stripped(after)
    except SyntaxError:
        return True


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
        tempfile.tempdir = None
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
        resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
        output = os.open(slot / "output", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        status = work()
    finally:
        os._exit(status)


def pytest_run(run: Run, files: Iterable[str], *more: str) -> int:
    """Run tests in this process."""
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:cov", "-p", "no:xdist", *more]
    return int(
        pytest.main([*options, "-W", "ignore::pytest.PytestAssertRewriteWarning", *files], [run])
    )


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


@cache
def places_digest() -> str:
    """What the lines of a measurement belong to."""
    return digest(*(path.read_text("utf-8") for path in sources()))


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
        """The tests that run the line, else the module; the nearest first, then the quickest."""
        lines = self.by_line.get(mutant.path, {})
        found = lines.get(mutant.line) or set().union(*lines.values())
        files: dict[str, list[str]] = {}
        for test in found:
            files.setdefault(test.partition("::")[0], []).append(test)
        place = Path(mutant.path).with_suffix("").parts[1:]

        def order(path: str) -> tuple[int, float]:
            parts = path.removesuffix(".py").replace("test_", "").split("/")[1:]
            near = sum(1 for _ in takewhile(bool, map(operator.eq, place, parts)))
            return -near, sum(self.cost[test] for test in files[path]) / len(files[path])

        chosen, left = [], ENOUGH
        for path in sorted(files, key=order):
            share = left / 2  # some for other files
            for test in sorted(files[path], key=lambda test: (self.cost[test], test)):
                if share < self.cost[test]:
                    break
                share -= self.cost[test]
                left -= self.cost[test]
                chosen.append(test)
        return chosen


def tests_digest() -> str:
    """The state of all tests."""
    return digest(*map(file_digest, test_files()))


class Results:
    """How mutants fared, kept as it comes."""

    def __init__(self) -> None:
        self.path = KEPT / "results.jsonl"
        KEPT.mkdir(parents=True, exist_ok=True)
        self.found: dict[str, dict[str, str]] = {}
        if self.path.exists():
            for line in self.path.read_text("utf-8").splitlines():
                with contextlib.suppress(ValueError):
                    one = json.loads(line)
                    self.found[one["key"]] = one

    def of(self, mutant: Mutant) -> dict[str, str] | None:
        """What is known: a kill while its test is as it was, a survival while all tests are."""
        one = self.found.get(mutant.key)
        if one is None:
            return None
        killer = ROOT / one["by"].partition("::")[0]
        state = file_digest(one["by"].partition("::")[0]) if killer.is_file() else tests_digest()
        return one if one["state"] == state else None

    def add(self, mutant: Mutant, how: str, by: str) -> None:
        """Keep one."""
        path = by.partition("::")[0]
        state = file_digest(path) if path else tests_digest()
        one = {"key": mutant.key, "how": how, "by": by, "state": state}
        self.found[mutant.key] = one
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(one, ensure_ascii=False) + "\n")


def try_all(mutants: list[Mutant], tests: Tests, results: Results) -> None:
    """Let mutants meet their tests."""

    def start(mutant: Mutant, slot: Path) -> int:
        chosen = tests.of(mutant)
        (slot / "tree" / mutant.path).write_text(mutant.text, "utf-8")
        (slot / "failed").unlink(missing_ok=True)

        def work() -> int:
            run = Run(chosen)
            files = list(dict.fromkeys(test.partition("::")[0] for test in chosen))
            status = pytest_run(run, files, "-x") if chosen else 5
            (slot / "failed").write_text("".join(run.failed[:1]) or "".join(files[:1]), "utf-8")
            return status

        return forked(slot, 20 + 4 * sum(tests.cost[test] for test in chosen), work)

    def done(mutant: Mutant, slot: Path, status: int) -> None:
        shutil.copy(ROOT / mutant.path, slot / "tree" / mutant.path)
        failed = slot / "failed"
        if status in (1, 2):
            how, by = "killed", failed.read_text("utf-8")
        elif status < 0:
            how, by = "stopped", (tests.of(mutant) or [""])[0].partition("::")[0]
        elif status in (0, 5):
            how, by = "survived", ""
        else:
            raise SystemExit(
                f"{mutant.path}:{mutant.line}: {status}\n{(slot / 'output').read_text('utf-8')}"
            )
        results.add(mutant, how, by)
        sys.stdout.write(f"{how} {mutant.path}:{mutant.line} {mutant.operator} {by}\n")
        sys.stdout.flush()

    in_turn((one for one in mutants if results.of(one) is None), start, done)


def reasons() -> dict[tuple[str, str, str], str]:
    """Why a mutant says the same as the code."""
    if not EQUAL.exists():
        return {}
    found = tomllib.loads(EQUAL.read_text("utf-8"))["equal"]
    return {(one["path"], one["line"], one["operator"]): one["why"] for one in found}


def page(mutants: list[Mutant], results: Results) -> str:
    """docs/mutants.md."""
    how = [(one, (results.of(one) or {"how": ""})["how"]) for one in mutants]
    left = sorted(
        (one for one, word in how if word == "survived"), key=lambda one: (one.path, one.line)
    )
    stopped = sum(word == "stopped" for _, word in how)
    dead = len(mutants) - len(left)
    why = reasons()
    lines = [
        "# 测试能发现多少改错的地方",
        "",
        (
            "`make mutants` 在计算金额、预算、算式、规则、比较、成文、缓存和限度的代码里按随机数改一处"
            "（`<` 改成 `<=`、数加一、条件取反……），看测试会不会失败。类型标注和类的装饰不算。"
        ),
        "",
        (
            f"种子 {SEED}，改了 {len(mutants)} 处，测试发现 {dead} 处"
            f"（{100 * dead / len(mutants):.1f} %），其中 {stopped} 处是程序不再结束、被时间限度终止的。"
        ),
        "",
        "没有发现的，和为什么：",
        "",
        "| 文件 | 原来的一行 | 改法 | 为什么没有发现 |",
        "| --- | --- | --- | --- |",
    ]
    for one in left:
        said = why.get((one.path, one.source, one.operator), "还没有测试")
        words = one.source.replace("|", "\\|")
        lines.append(f"| `{one.path}` | `{words}` | {one.operator} | {said} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Draw the mutants, try them and write the page."""
    mutants = chosen()
    for name in LIBRARIES.split():
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    files = [path for path in test_files() if not measured_at(path).exists()]

    def measured(path: str, slot: Path, status: int) -> None:
        sys.stdout.write(f"measured {path} {status}\n")
        sys.stdout.flush()
        if not measured_at(path).exists():
            sys.stdout.write((slot / "output").read_text("utf-8", "replace")[-2000:])

    in_turn(files, measure, measured)
    results = Results()
    try_all(mutants, Tests(), results)
    (ROOT / "docs" / "mutants.md").write_text(page(mutants, results), "utf-8")


if __name__ == "__main__":
    main()
