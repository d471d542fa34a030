"""Limits of time and memory for drawing a template, and whose fault it is when it fails.

What a template may say is bounded before it is drawn (:mod:`ptgen.render.template`). A style
sheet is not: ten letters can demand a billion columns (:mod:`ptgen.core.limits`).

Where a failure was raised tells whether it is the template's or a bug of ptgen, not its type. What
a user writes in a template runs in Jinja, in docxtpl and python-docx, in WeasyPrint and the
libraries below it; what ptgen itself does wrong is raised in its own code, or in a library that it
calls for itself (lxml, zipfile).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb
from types import FrameType
from typing import Final

import ptgen
from ptgen.core.filesystem import is_builtin_template
from ptgen.core.limits import TooBigError, TooLongError, watched
from ptgen.render.errors import RenderError, TemplateError

SECONDS: Final = 60.0
"""Of processor time for one document; the longest published one takes half a second."""
MEMORY: Final = 1536 * 2**20
"""Bytes that drawing may add to the process; a document of 50 pages takes 100 MB."""

_TOO_BIG: Final = f"排版占用的内存超过 {MEMORY >> 20} MB；请检查尺寸、列数和循环"
_TOO_LONG: Final = f"排版超过 {SECONDS:g} 秒；请检查尺寸、列数和循环"
_OWN: Final = str(Path(ptgen.__file__).resolve().parent)
_DRAWING: Final = re.compile(
    r"[/\\](?:jinja2|markupsafe|docxtpl|docx|weasyprint|tinycss2|tinyhtml5|cssselect2|pydyf|pyphen"
    r"|PIL|fontTools)"
    r"[/\\][^/\\].*\.py$"
)
_LAST: Final = 60
"""Frames of a recursion in which all that takes part in it is met."""


@contextmanager
def bounded(source: Path) -> Iterator[None]:
    """Raise :class:`TemplateError` for ``source`` when what is inside takes too much, or fails.

    What draws a template of the user's and fails is the template's fault; in one of ours it is a
    bug and shows as one, and so does what ptgen's own code raises (:func:`is_bug`).
    """
    try:
        with watched(SECONDS, MEMORY):
            yield
    except TooLongError as stop:
        raise TemplateError(source, None, _TOO_LONG) from stop
    except (TooBigError, MemoryError) as stop:
        raise TemplateError(source, None, _TOO_BIG) from stop
    except RenderError:
        raise
    except Exception as failure:
        if is_bug(failure, source) or is_builtin_template(source):
            raise
        message = f"排版程序处理不了它（{type(failure).__name__}）；请写得简单些"
        raise TemplateError(source, None, message) from failure


def is_bug(failure: BaseException, template: Path) -> bool:
    """Return whether ptgen raised ``failure``, and not what draws the ``template``."""
    # The innermost last; those of other libraries are their callers'.
    frames = (_owner(frame, str(template)) for frame, _ in walk_tb(failure.__traceback__))
    owners = list(filter(None, frames))
    if isinstance(failure, RecursionError):
        # Where it ends is chance: a template that is nested too deep recurs in what draws it.
        return "template" not in owners[-_LAST:]
    return bool(owners) and owners[-1] == "ptgen"


def line_in(failure: BaseException, file: str) -> int | None:
    """Return the line of a file, as Jinja names it, at which a failure was raised."""
    lines = [
        line for frame, line in walk_tb(failure.__traceback__) if frame.f_code.co_filename == file
    ]
    return lines[-1] if lines else None


def _owner(frame: FrameType, template: str) -> str:
    """Return whose code a frame runs; nothing for that of other libraries."""
    name = frame.f_code.co_filename
    if name in ("<template>", template):
        return "template"
    if name.startswith(_OWN) and name.endswith(".py"):
        return "ptgen"
    return "template" if _DRAWING.search(name) else ""
