"""Colours for a terminal."""

from __future__ import annotations

import os
from typing import TextIO


def wants_color(stream: TextIO) -> bool:
    """Whether a stream is a terminal whose user did not refuse colours (https://no-color.org)."""
    return stream.isatty() and "NO_COLOR" not in os.environ


def styled(text: str, style: str, *, color: bool) -> str:
    """The text in a style, which is the number of an escape sequence; plain without ``color``."""
    return f"\x1b[{style}m{text}\x1b[0m" if color and style and text else text
