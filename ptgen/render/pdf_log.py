"""Stage render: what WeasyPrint and fontTools only log becomes an error of ours."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ptgen.render.errors import GlyphError, MissingGlyph, RenderError, TemplateError

_LOGGERS: Final = ("weasyprint", "fontTools")
_NO_GLYPH: Final = re.compile(r"\.notdef glyph rendered .*\(U\+([0-9A-F]+)\)", re.DOTALL)
_PLACE: Final = re.compile(r" at (\d+):(\d+)")
_AROUND: Final = 8  # characters shown on each side of one that no font has


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def strict(source: Path, texts: Iterable[str] = ()) -> Iterator[None]:
    """Raise when something inside is logged at warning or above.

    A character without a glyph is a :class:`GlyphError` with its place in ``texts``; all else
    that WeasyPrint complains of stands in ``source`` and is a :class:`TemplateError`.
    """
    collector = _Collector()
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(collector)
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(collector)
            logger.setLevel(level)
    if collector.records:
        raise _error(collector.records, source, texts)


def _error(records: list[logging.LogRecord], source: Path, texts: Iterable[str]) -> RenderError:
    messages = list(dict.fromkeys(record.getMessage() for record in records))
    found = [_NO_GLYPH.search(message) for message in messages]
    characters = [chr(int(match[1], 16)) for match in found if match]
    if characters:
        return GlyphError(missing_glyphs(characters, texts))
    place = _PLACE.search(messages[0])
    line = int(place[1]) if place else None
    return TemplateError(source, line, "；".join(messages))


def missing_glyphs(characters: Iterable[str], texts: Iterable[str]) -> Iterator[MissingGlyph]:
    """Each character with the words around its first place in ``texts``."""
    known = tuple(texts)
    for character in characters:
        text = next((text for text in known if character in text), "")
        at = text.find(character)
        around = text[max(at - _AROUND, 0) : at + _AROUND + 1] if text else ""
        yield MissingGlyph(character, " ".join(around.split()))
