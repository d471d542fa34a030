"""Which single changes of the code are tried: operators of cosmic-ray, drawn with a seed."""

from __future__ import annotations

import ast
import hashlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

try:
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names
except ImportError:
    # Not locked: something that it needs comes as source alone.
    raise SystemExit("请先安装：.venv/bin/python -m pip install cosmic-ray==8.7.0") from None


ROOT = Path(__file__).resolve().parents[2]


SEED, COUNT = 20261122, 300


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


@cache
def places_digest() -> str:
    """What the lines of a measurement belong to."""
    return digest(*(path.read_text("utf-8") for path in sources()))


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


def _same(before: str, after: str) -> bool:
    """Whether a change stands in what only type checkers read, or is none that can be compiled."""

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

    with warnings.catch_warnings():
        warnings.simplefilter("error")  # x is 1, of which Python itself says that it is wrong
        try:
            compile(after, "", "exec")
        except SyntaxError:
            return True
    return stripped(before) == stripped(after)
