"""Limits of time and memory for drawing a template, which is named when it is stopped.

What a template may say is bounded before it is drawn (:mod:`ptgen.render.template`). A style
sheet is not: ten letters can demand a billion columns (:mod:`ptgen.core.limits`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ptgen.core.filesystem import is_builtin_template
from ptgen.core.limits import TooBigError, TooLongError, watched
from ptgen.render.blame import is_bug
from ptgen.render.errors import RenderError, TemplateError

SECONDS: Final = 60.0
"""Of processor time for one document; the longest published one takes half a second."""
MEMORY: Final = 1536 * 2**20
"""Bytes that drawing may add to the process; a document of 50 pages takes 100 MB."""


@contextmanager
def bounded(source: Path) -> Iterator[None]:
    """Raise :class:`TemplateError` for ``source`` when what is inside takes too much, or fails.

    What draws a template of the user's and fails is the template's fault; in one of ours it is a
    bug and shows as one, and so does what ptgen's own code raises (:mod:`ptgen.render.blame`).
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


_TOO_BIG: Final = f"排版占用的内存超过 {MEMORY >> 20} MB；请检查尺寸、列数和循环"
_TOO_LONG: Final = f"排版超过 {SECONDS:g} 秒；请检查尺寸、列数和循环"
