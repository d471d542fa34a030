"""Names in the package: one class, one name."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "ptgen"


def repeated(texts: list[str]) -> list[str]:
    """The names of classes that are defined more than once in some modules."""
    nodes = (node for text in texts for node in ast.walk(ast.parse(text)))
    counts = Counter(node.name for node in nodes if isinstance(node, ast.ClassDef))
    return sorted(name for name, count in counts.items() if count > 1)


def test_no_class_name_exists_twice() -> None:
    modules = sorted(PACKAGE.rglob("*.py"))
    assert len(modules) > 100
    assert repeated([path.read_text("utf-8") for path in modules]) == []


def test_a_name_that_exists_twice_is_seen() -> None:
    assert repeated(["class A: pass", "class B:\n    class A: pass"]) == ["A"]
