"""Changes of two texts of projects, as the stages before make them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ptgen.compare.changes import Changes, ProjectChange
from ptgen.compare.compare import changes_of, paired
from ptgen.core.filesystem import DiskFiles, builtin_templates
from ptgen.core.layout.load import LayoutFile
from ptgen.core.loader import Loaded, Loader, ProjectFile
from tests.projects import PROJECT, UNIT, with_budget

PATH = "projects/unit/01.yaml"


@cache
def _builtin() -> DiskFiles:
    return DiskFiles((builtin_templates(),))


@dataclass(frozen=True, slots=True)
class Texts:
    """Files from texts, with the built-in editions."""

    texts: dict[str, str]

    def read(self, path: str) -> bytes | None:
        text = self.texts.get(path)
        return None if text is None else text.encode()

    def layout(self, name: str) -> LayoutFile | None:
        return _builtin().layout(name)

    def layouts(self) -> tuple[str, ...]:
        return _builtin().layouts()


def loaded(text: str, path: str = PATH, unit: str = UNIT) -> Loaded:
    """A project from its text."""
    folder, _, name = path.removeprefix("projects/").rpartition("/")
    files = Texts({path: text, f"projects/{folder}/unit.yaml": unit})
    return Loader(files).load(ProjectFile(path, folder, name.removesuffix(".yaml")))


def sound(text: str, path: str = PATH) -> Loaded:
    """A project that must be sound."""
    made = loaded(text, path)
    assert made.sound, made.diagnostics
    return made


def changes(old: dict[str, str], new: dict[str, str]) -> Changes:
    """The changes between two sets of projects by path."""
    pairs = [
        (
            loaded(old[path], path) if path in old else None,
            loaded(new[path], path) if path in new else None,
        )
        for path in sorted({*old, *new})
        if old.get(path) != new.get(path)
    ]
    return changes_of(paired(pairs), ("旧", "新"))


def change(old: str, new: str) -> ProjectChange:
    """The one change between two texts of one project."""
    (found,) = changes({PATH: old}, {PATH: new}).projects
    return found


def budget_change(old: str, new: str) -> ProjectChange:
    """The change between two budgets of the same project."""
    return change(with_budget(old), with_budget(new))


__all__ = ["PATH", "PROJECT", "budget_change", "change", "changes", "loaded", "sound"]
