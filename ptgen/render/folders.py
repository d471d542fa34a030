"""Stage render: where templates are found: a user's own file stands before the built-in one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class Templates(Protocol):
    """A place of templates: a folder, or several of which the first that has a file gives it."""

    def __truediv__(self, name: str, /) -> Path:
        """The path of a template by its file name."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Several folders; the last one has every template."""

    folders: tuple[Path, ...]

    def __truediv__(self, name: str, /) -> Path:
        """The first file of that name, in the order of the folders."""
        paths = [folder / name for folder in self.folders]
        return next((path for path in paths if path.is_file()), paths[-1])
