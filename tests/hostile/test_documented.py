from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def test_every_test_that_the_page_names_is_there() -> None:
    named = _NAMED.findall((ROOT / "docs" / "security.md").read_text("utf-8"))
    assert len(named) > 40
    gone = [(path, name) for path, name in named if name not in _tests_in(path)]
    assert gone == []


def _tests_in(path: str) -> set[str]:
    """The names of a module's tests, and the empty name for the module itself."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {"", *(one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))}
