"""Stage output: the files of a folder as they would be after ``ptgen fmt``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ptgen.core.layout.load import LayoutFile
from ptgen.core.loader import UNIT_FILE, Files, ProjectFile
from ptgen.core.source.parse import read
from ptgen.edit.formatter.run import declared_keys, formatted


def unit_of(file: ProjectFile) -> ProjectFile:
    """The unit's file beside a project's, as a file of its own."""
    return ProjectFile(file.unit_path, file.folder, Path(UNIT_FILE).stem)


@dataclass(frozen=True, slots=True)
class Canonical:
    """Files of which those in ``texts`` are spelled in the one way, so that they can be cut."""

    files: Files
    texts: Mapping[str, str]
    declared: tuple[str, ...]

    @classmethod
    def of(cls, disk: Files, files: Iterable[ProjectFile]) -> Canonical:
        """The projects' files and their units', as far as they can be read."""
        declared = declared_keys(disk)
        texts = {}
        wanted = tuple(files)
        for file in dict.fromkeys((*(unit_of(file) for file in wanted), *wanted)):
            data = disk.read(file.path)
            if data is not None and read(data, file.path).root is not None:
                text = data.decode("utf-8")
                texts[file.path] = formatted(text, file, disk, declared).text
        return cls(disk, texts, declared)

    def spelled(self, text: str, file: ProjectFile) -> str:
        """A new text of a file, in the one way."""
        return formatted(text, file, self, self.declared).text

    def read(self, path: str) -> bytes | None:
        """The canonical text, or what the disk has."""
        text = self.texts.get(path)
        return self.files.read(path) if text is None else text.encode()

    def layout(self, name: str) -> LayoutFile | None:
        """As on the disk."""
        return self.files.layout(name)

    def layouts(self) -> tuple[str, ...]:
        """As on the disk."""
        return self.files.layouts()
