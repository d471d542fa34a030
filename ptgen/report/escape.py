"""Text of unknown origin becomes text that a terminal cannot misread; colours for a terminal."""

from __future__ import annotations

import os
import re
import unicodedata
from typing import TextIO

from markupsafe import Markup

# Control and format characters, lone surrogates, characters for private use, separators of lines.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

_COMMAND = re.compile(r"^(\s*):(?=:)")


def visible(text: str) -> str:
    """The text with every character that is not drawn written as ``<U+001B>``, a tab as ``→``.

    What a runner of GitHub Actions or Azure Pipelines takes for a command stays text too:
    ``::`` where a line begins, ``##[`` anywhere.
    """
    if not text.isprintable():
        text = "".join(_drawn(letter) for letter in text)
    return _COMMAND.sub(r"\1<U+003A>", text.replace("##[", "##<U+005B>"))


def visible_value(value: object) -> object:
    """What a template prints: :func:`visible` if it is text, but markup and numbers as they are."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _drawn(letter: str) -> str:
    if letter == "\t":
        return "→"
    if unicodedata.category(letter) in _HIDDEN:
        return f"<U+{ord(letter):04X}>"
    return letter


def wants_color(stream: TextIO) -> bool:
    """Whether a stream is a terminal whose user did not refuse colours (https://no-color.org)."""
    return stream.isatty() and "NO_COLOR" not in os.environ


def styled(text: str, style: str, *, color: bool) -> str:
    """The text in a style, which is the number of an escape sequence; plain without ``color``."""
    return f"\x1b[{style}m{text}\x1b[0m" if color and style and text else text
