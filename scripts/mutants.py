"""Change single places of the code and see whether a test notices: ``make mutants``.

The changes are those of cosmic-ray's operators; which are tried is drawn with a seed. A first run
of the tests measures which of them run each line, so that each mutant meets those tests alone.
Writes docs/mutants.md. Takes about an hour on two cores.
"""

from __future__ import annotations

import ast
import concurrent.futures
import itertools
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import coverage

try:
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names
except ImportError:
    # Not locked: something that it needs comes as source alone.
    raise SystemExit("请先安装：.venv/bin/python -m pip install cosmic-ray==8.7.0") from None

ROOT = Path(__file__).resolve().parents[1]
SEED, COUNT, JOBS, MOST_TESTS, SECONDS = 20261122, 300, 2, 60, 120
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
TESTS = ("build", "check", "cli", "compare", "core", "edit", "hostile", "render", "report", "view")
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


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one file."""

    path: str
    line: int
    operator: str
    text: str


def sources() -> Iterator[Path]:
    """The modules whose lines are changed."""
    for place in PLACES:
        path = ROOT / "ptgen" / place
        yield from [path] if path.suffix else sorted(path.rglob("*.py"))


def places_of(path: Path) -> Iterator[tuple[Path, str, int, int]]:
    """Where a module can be changed: the path, an operator, which of its places, the line."""
    nodes = list(ast_nodes(get_ast(path.read_text("utf-8"))))
    for name in sorted(operator_names()):
        if any(part in name for part in _LEFT_OUT):
            continue
        operator = get_operator(name)()
        starts = (start for node in nodes for start, _ in operator.mutation_positions(node))
        yield from ((path, name, number, start[0]) for number, start in enumerate(starts))


def drawn() -> Iterator[Mutant]:
    """Mutants in an order of chance, one a line; none that leaves what runs as it was."""
    places = [place for path in sources() for place in places_of(path)]
    random.Random(SEED).shuffle(places)  # noqa: S311 no secret
    seen: set[tuple[Path, int]] = set()
    for path, name, number, line in places:
        source = path.read_text("utf-8")
        text = mutate_code(source, get_operator(name)(), number)
        if text is None or (path, line) in seen or _same(source, text):
            continue
        seen.add((path, line))
        yield Mutant(path.relative_to(ROOT).as_posix(), line, name.removeprefix("core/"), text)


def _same(before: str, after: str) -> bool:
    """Whether a change leaves what runs as it was: it stands in an annotation."""

    def stripped(text: str) -> str:
        tree = ast.parse(text)
        for node in ast.walk(tree):
            for field in ("annotation", "returns"):
                if hasattr(node, field):
                    setattr(node, field, None if field == "returns" else ast.Constant(None))
        return ast.dump(tree)

    try:
        return stripped(before) == stripped(after)
    except SyntaxError:
        return True


def tests_by_line() -> coverage.CoverageData:
    """Which tests run which lines."""
    folder = Path(tempfile.mkdtemp(prefix="ptgen-mutants-"))
    tests = [f"tests/{name}" for name in TESTS]
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(JOBS), "--cov", "--cov-context=test"]
    environment = {**os.environ, "COVERAGE_FILE": str(folder / "coverage"), "CI": "1"}
    subprocess.run(
        [*command, "--cov-report=", "--no-cov-on-fail", *tests],
        cwd=ROOT, env=environment, check=True,
    )  # fmt: skip
    data = coverage.CoverageData(str(folder / "coverage"))
    data.read()
    return data


def tests_of(mutant: Mutant, data: coverage.CoverageData) -> list[str]:
    """The tests that run the line, those of the module's own folder first."""
    contexts = data.contexts_by_lineno(mutant.path) or data.contexts_by_lineno(
        str(ROOT / mutant.path)
    )
    found = {one.partition("|")[0] for one in contexts.get(mutant.line, []) if one}
    near = Path(mutant.path).parent.as_posix().replace("ptgen/", "tests/", 1)
    return sorted(found, key=lambda test: (not test.startswith(near), test))[:MOST_TESTS]


def tree() -> Path:
    """A copy of what the tests need, in which a module can be exchanged."""
    folder = Path(tempfile.mkdtemp(prefix="ptgen-mutants-"))
    for name in ("ptgen", "tests", "templates", "projects", "schema", "docs", "scripts"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def killed(mutant: Mutant, tests: list[str], folder: Path) -> bool:
    """Whether a test fails on a mutant, or never ends."""
    if not tests:
        return False
    path = folder / mutant.path
    whole = path.read_text("utf-8")
    path.write_text(mutant.text, "utf-8")
    environment = {
        **os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "CI": "1"
    }  # fmt: skip
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
            cwd=folder, env=environment, check=False, capture_output=True, timeout=SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_text(whole, "utf-8")
    return done.returncode != 0


def page(tried: list[tuple[Mutant, bool]]) -> str:
    """docs/mutants.md."""
    survived = [mutant for mutant, dead in tried if not dead]
    share = 100 * (len(tried) - len(survived)) / len(tried)
    lines = [
        "# 测试能发现多少改错的地方",
        "",
        (
            "`make mutants` 在计算金额、算式、规则、比较、成文、缓存和限度的代码里按随机数改一处"
            "（`<` 改成 `<=`、数加一、条件取反……），看测试会不会失败。"
        ),
        "",
        f"种子 {SEED}，改了 {len(tried)} 处，测试发现 {len(tried) - len(survived)} 处（{share:.0f} %）。",
        "没有发现的：",
        "",
        "| 文件 | 行 | 改法 |",
        "| --- | --- | --- |",
        *(f"| `{one.path}` | {one.line} | {one.operator} |" for one in survived),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Draw the mutants, try them and write the page."""
    chosen = tuple(itertools.islice(drawn(), COUNT))
    data = tests_by_line()
    folders = [tree() for _ in range(JOBS)]

    def tried(part: int) -> list[tuple[Mutant, bool]]:
        found = []
        for mutant in chosen[part::JOBS]:
            dead = killed(mutant, tests_of(mutant, data), folders[part])
            sys.stdout.write(f"{mutant.path}:{mutant.line} {mutant.operator} {dead}\n")
            sys.stdout.flush()
            found.append((mutant, dead))
        return found

    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        results = [one for part in pool.map(tried, range(JOBS)) for one in part]
    results.sort(key=lambda one: (one[0].path, one[0].line, one[0].operator))
    (ROOT / "docs" / "mutants.md").write_text(page(results), "utf-8")
    for folder in folders:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
