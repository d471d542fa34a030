"""The texts that an editor has open, as the rest of ptgen reads files.

The protocol counts lines from 0 and columns in UTF-16 units, or what was agreed on; ptgen counts
both from 1, columns in characters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from lsprotocol.types import Position, PositionEncodingKind, Range

from ptgen.core.diagnostics import Span
from ptgen.core.filesystem import read_bytes, shown
from ptgen.core.layout.load import LayoutFile
from ptgen.core.loader import Files
from ptgen.core.source.edits import LINE_END

_CODECS = {
    PositionEncodingKind.Utf8: ("utf-8", 1),
    PositionEncodingKind.Utf16: ("utf-16-le", 2),
    PositionEncodingKind.Utf32: ("utf-32-le", 4),
}
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030")


@dataclass(frozen=True, slots=True)
class ColumnUnits:
    """How the client counts columns."""

    encoding: PositionEncodingKind | str = PositionEncodingKind.Utf16

    def units(self, text: str) -> int:
        """How long a text is for the client."""
        codec, size = _CODECS[PositionEncodingKind(self.encoding)]
        return len(text.encode(codec, "surrogatepass")) // size

    def characters(self, line: str, units: int) -> int:
        """How many characters of a line stand before a column of the client; all where it ends."""
        at = 0
        for index, character in enumerate(line):
            if at >= units:
                return index
            at += self.units(character)
        return len(line)

    def range(self, span: Span, lines: Sequence[str]) -> Range:
        """A span of a file with these lines, for the client."""
        return Range(
            self._position(span.line, span.column, lines),
            self._position(span.end_line, span.end_column, lines),
        )

    def _position(self, line: int, column: int, lines: Sequence[str]) -> Position:
        if line > len(lines):
            return Position(len(lines), 0)
        # A mark of the byte order is no character for ptgen.
        marked = line == 1 and lines[0].startswith("\ufeff")
        return Position(line - 1, self.units(lines[line - 1][: column - 1 + marked]))


@dataclass(frozen=True)
class Buffer:
    """An open text; ``path`` is as findings name it. Each change makes another one.

    ``encoding`` is that of the file on the disk, in which the editor will save it again.
    """

    uri: str
    path: str
    version: int | None
    text: str
    encoding: str = "utf-8"

    @classmethod
    def opened(cls, uri: str, version: int | None, text: str) -> Buffer | None:
        """The text of a file; ``None`` for what is no file."""
        path = path_of(uri)
        if path is None:
            return None
        return cls(uri, shown(path), version, _whole(text)).as_saved()

    def as_saved(self) -> Buffer:
        """The text with the encoding that its file on the disk has now."""
        data = read_bytes(Path(self.path)) or b""
        fitting = (one for one in _ENCODINGS if self._encoded(one) == data)
        return replace(self, encoding=next(fitting, "utf-8"))

    def as_version(self, version: int | None) -> Buffer:
        """The text under the number by which the client knows it."""
        return replace(self, version=version)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines, without their ends."""
        return tuple(LINE_END.split(self.text))

    @cached_property
    def data(self) -> bytes:
        """The bytes of the file once it is saved."""
        return self._encoded(self.encoding) or self.text.encode()

    def _encoded(self, encoding: str) -> bytes:
        try:
            return self.text.encode(encoding)
        except UnicodeEncodeError:
            return b""

    @property
    def line_end(self) -> str:
        """How its first line ends."""
        found = LINE_END.search(self.text)
        return found.group() if found else "\n"

    def changed(self, where: Range | None, text: str, columns: ColumnUnits) -> Buffer:
        """The buffer with a text in place of a range, or of all."""
        if where is None:
            return replace(self, text=_whole(text))
        first, last = (self._offset(place, columns) for place in (where.start, where.end))
        first, last = min(first, last), max(first, last)
        return replace(self, text=_whole(self.text[:first] + text + self.text[last:]))

    def place(self, position: Position, columns: ColumnUnits) -> tuple[int, int]:
        """A place of the client as 0-based line and column in characters, inside of the text."""
        line = min(position.line, len(self.lines) - 1)
        units = position.character if line == position.line else len(self.text)
        return line, columns.characters(self.lines[line], units)

    def _offset(self, position: Position, columns: ColumnUnits) -> int:
        line, column = self.place(position, columns)
        return self._starts[line] + column

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return (0, *(match.end() for match in LINE_END.finditer(self.text)))


def _whole(text: str) -> str:
    """The text as it is saved: halves of a pair that came apart become one, or U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def path_of(uri: str) -> Path | None:
    """The path of a file's address; ``None`` for any other address."""
    try:
        parts = urlsplit(uri)
    except ValueError:  # of a host that is none
        return None
    path = unquote(parts.path, errors="surrogateescape")
    return Path(path) if parts.scheme == "file" and path and "\0" not in path else None


def uri_of(path: str) -> str:
    """The address of a file by its path as it is shown."""
    return "file://" + quote(Path(path).absolute().as_posix(), errors="surrogateescape")


@dataclass(frozen=True, slots=True)
class BufferedFiles:
    """The files of a disk, with what is open in their place.

    ``made`` are the bytes of files that are nowhere: they let a unit or an edition be looked at
    for which there is no project yet.
    """

    disk: Files
    buffers: Mapping[str, Buffer]
    made: Mapping[str, bytes] = field(default_factory=dict)

    def read(self, path: str) -> bytes | None:
        """The open text, else what the disk has."""
        if path in self.made:
            return self.made[path]
        buffer = self.buffers.get(path)
        return self.disk.read(path) if buffer is None else buffer.data

    def layout(self, name: str) -> LayoutFile | None:
        """The open text of its file, else what the disk has."""
        found = self.disk.layout(name)
        buffer = None if found is None else self.buffers.get(found.path)
        return found if found is None or buffer is None else LayoutFile(found.path, buffer.data)

    def layouts(self) -> tuple[str, ...]:
        """As on the disk."""
        return self.disk.layouts()
