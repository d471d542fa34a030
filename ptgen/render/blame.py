"""A failure while a template is drawn is the template's, or a bug of ptgen.

Where it was raised tells, not its type. What a user writes in a template runs in Jinja, in docxtpl
and python-docx, in WeasyPrint and the libraries below it; what ptgen itself does wrong is raised in
its own code, or in a library that it calls for itself (lxml, zipfile).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from traceback import walk_tb
from types import FrameType
from typing import Final

import ptgen

_OWN: Final = str(Path(ptgen.__file__).resolve().parent)
_DRAWING: Final = re.compile(
    r"[/\\](?:jinja2|markupsafe|docxtpl|docx|weasyprint|tinycss2|tinyhtml5|cssselect2|pydyf|pyphen"
    r"|PIL|fontTools)"
    r"[/\\][^/\\].*\.py$"
)
_LAST: Final = 60
"""Frames of a recursion in which all that takes part in it is met."""


def is_bug(failure: BaseException, template: Path) -> bool:
    """Return whether ptgen raised ``failure``, and not what draws the ``template``."""
    owners = list(_owners(failure, str(template)))
    if isinstance(failure, RecursionError):
        # Where it ends is chance: a template that is nested too deep recurs in what draws it.
        return "template" not in owners[-_LAST:]
    return bool(owners) and owners[-1] == "ptgen"


def line_in(failure: BaseException, file: str) -> int | None:
    """Return the line of a file, as Jinja names it, at which a failure was raised."""
    lines = [line for frame, line in walk_tb(failure.__traceback__) if _file(frame) == file]
    return lines[-1] if lines else None


def _file(frame: FrameType) -> str:
    return frame.f_code.co_filename


def _owners(failure: BaseException, template: str) -> Iterator[str]:
    """Whose the frames are, the innermost last; those of other libraries are their callers'."""
    for frame, _ in walk_tb(failure.__traceback__):
        if owner := _owner(frame, template):
            yield owner


def _owner(frame: FrameType, template: str) -> str:
    name = _file(frame)
    if name in ("<template>", template):
        return "template"
    if name.startswith(_OWN) and name.endswith(".py"):
        return "ptgen"
    return "template" if _DRAWING.search(name) else ""
