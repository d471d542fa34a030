"""The texts that an editor has open, as the rest of ptgen reads files.

The protocol counts lines from 0 and columns in UTF-16 units, or what was agreed on; ptgen counts
both from 1, columns in characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lsprotocol.types import Position, Range, TextEdit
from pygls.workspace import PositionCodec

from ptgen.core.diagnostics import Span
from ptgen.core.filesystem import read_bytes, shown
from ptgen.core.source.edits import LINE_END, Edit

_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030")


def range_of(span: Span, lines: Sequence[str], codec: PositionCodec) -> Range:
    """A span of a file with these lines, for the client."""
    # A mark of the byte order is no character for ptgen.
    marked = lines[0].startswith("\ufeff")
    first, last = (
        Position(line - 1, column - 1 + (marked and line == 1))
        for line, column in ((span.line, span.column), (span.end_line, span.end_column))
    )
    return codec.range_to_client_units(lines, Range(first, last))


@dataclass(frozen=True)
class Buffer:
    """An open text; ``path`` is as findings name it. Each change makes another one.

    ``codec`` tells how the client counts columns. ``encoding`` is that of the file on the disk, in
    which the editor will save it again.
    """

    uri: str
    path: str
    version: int | None
    text: str
    codec: PositionCodec
    encoding: str = "utf-8"

    @classmethod
    def opened(
        cls, uri: str, version: int | None, text: str, codec: PositionCodec
    ) -> Buffer | None:
        """The text of a file; ``None`` for what is no file."""
        path = path_of(uri)
        if path is None:
            return None
        return cls(uri, shown(path), version, _whole(text), codec).as_saved()

    def as_saved(self) -> Buffer:
        """The text with the encoding that its file on the disk has now."""
        data = read_bytes(Path(self.path)) or b""
        fitting = (one for one in _ENCODINGS if self._encoded(one) == data)
        return replace(self, encoding=next(fitting, "utf-8"))

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

    def changed(self, where: Range | None, text: str) -> Buffer:
        """The buffer with a text in place of a range, or of all."""
        if where is None:
            return replace(self, text=_whole(text))
        places = (self.place(place) for place in (where.start, where.end))
        first, last = sorted(self._starts[line] + column for line, column in places)
        return replace(self, text=_whole(self.text[:first] + text + self.text[last:]))

    def place(self, position: Position) -> tuple[int, int]:
        """A place of the client as 0-based line and column in characters, inside of the text."""
        if position.line >= len(self.lines):
            return len(self.lines) - 1, len(self.lines[-1])
        line, at = self.lines[position.line], 0
        for index, character in enumerate(line):
            if at >= position.character:
                return position.line, index
            at += self.codec.client_num_units(character)
        return position.line, len(line)

    def range(self, span: Span) -> Range:
        """A span of the text, for the client."""
        return range_of(span, self.lines, self.codec)

    def text_edits(self, edits: Iterable[Edit]) -> list[TextEdit]:
        """Edits of the text, for the client."""
        return [TextEdit(self.range(one.span), one.text) for one in edits]

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return (0, *(match.end() for match in LINE_END.finditer(self.text)))


def _whole(text: str) -> str:
    """The text as it is saved: halves of a pair that came apart become one, or U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def path_of(uri: str) -> Path | None:
    """The path of a file's address; ``None`` for any other address."""
    try:
        uri.encode()
        parts = urlsplit(uri)
    except ValueError:  # of half a letter, or of a host that is none
        return None
    path = unquote(parts.path, errors="surrogateescape")
    return Path(path) if parts.scheme == "file" and path and "\0" not in path else None
