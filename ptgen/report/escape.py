"""Text of unknown origin becomes text that a terminal cannot misread."""

from __future__ import annotations

import unicodedata

from markupsafe import Markup

# Control and format characters, lone surrogates, characters for private use, separators of lines.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible(text: str) -> str:
    """The text with every character that is not drawn written as ``<U+001B>``, a tab as ``→``."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_drawn(letter) for letter in text)


def visible_value(value: object) -> object:
    """What a template prints: :func:`visible` if it is text, but markup and numbers as they are."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _drawn(letter: str) -> str:
    if letter == "\t":
        return "→"
    if unicodedata.category(letter) in _HIDDEN:
        return f"<U+{ord(letter):04X}>"
    return letter
