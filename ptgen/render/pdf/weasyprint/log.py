"""What WeasyPrint and the libraries under it only log becomes an error of ours."""

from __future__ import annotations

import ctypes
import logging
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from logging.handlers import BufferingHandler
from pathlib import Path
from typing import Final

from ptgen.render.errors import GlyphError, RenderError, TemplateError
from ptgen.render.limits import bounded
from ptgen.render.native_libraries import GLIB, loaded
from ptgen.render.pdf.glyphs import missing_glyphs

_LOGGERS: Final = ("weasyprint", "fontTools")
_NO_GLYPH: Final = re.compile(r"\.notdef glyph rendered .*\(U\+([0-9A-F]+)\)", re.DOTALL)
_PLACE: Final = re.compile(r" at (\d+):(\d+)")
_LIBRARIES: Final = logging.getLogger("weasyprint.libraries")
_NOT_THE_TEMPLATES: Final = (_LIBRARIES.name, "fontTools", "fontTools.subset")


@contextmanager
def strict(source: Path, texts: Iterable[str] = ()) -> Iterator[None]:
    """Raise when something inside is logged at warning or above, or takes too much.

    A character without a glyph is a :class:`GlyphError` with its place in ``texts``; all else
    that WeasyPrint complains of stands in ``source`` and is a :class:`TemplateError`.
    """
    collector = BufferingHandler(sys.maxsize)
    collector.setLevel(logging.WARNING)
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(collector)
        logger.setLevel(logging.WARNING)
    try:
        with bounded(source):
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(collector)
            logger.setLevel(level)
    if collector.buffer:
        raise _error(collector.buffer, source, texts)


def _error(records: list[logging.LogRecord], source: Path, texts: Iterable[str]) -> RenderError:
    messages = list(dict.fromkeys(record.getMessage() for record in records))
    found = [_NO_GLYPH.search(message) for message in messages]
    characters = [chr(int(match[1], 16)) for match in found if match]
    if characters:
        return GlyphError(missing_glyphs(characters, texts))
    if all(record.name in _NOT_THE_TEMPLATES for record in records):
        return RenderError(f"排版 PDF 的程序库报告了问题：{'；'.join(messages)}。")
    place = _PLACE.search(messages[0])
    line = int(place[1]) if place else None
    return TemplateError(source, line, "；".join(messages))


_WARNING_OR_WORSE: Final = 4 | 8 | 16  # G_LOG_LEVEL_ERROR, _CRITICAL and _WARNING


def _hear(domain: bytes | None, level: int, message: bytes | None, data: object) -> None:
    del data  # part of GLib's signature
    if level & _WARNING_OR_WORSE:
        told = (message or b"").decode(errors="replace")
        _LIBRARIES.warning("%s: %s", (domain or b"").decode(errors="replace"), told)


# GLib keeps the address only, so it must last as long as the process.
_HANDLER: Final = ctypes.CFUNCTYPE(
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p
)(_hear)


def hear_libraries() -> None:
    """Bring the warnings of GLib and Pango, which go to the terminal, into Python's log."""
    if (glib := loaded(GLIB)) is not None:
        glib.g_log_set_default_handler(_HANDLER, None)
