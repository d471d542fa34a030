"""Stage render: final strings become text that Word can hold, and break where it may."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

BREAK: Final = "\u200b"
"""Zero width space: a line may end here."""

_FORBIDDEN: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONG_TOKEN: Final = re.compile(r"[!-~×÷]{13,}")
_AFTER_OPERATOR: Final = re.compile(r"(?<=[\d%)][*+=×÷])(?=[\d(])")


def clean(text: str) -> str:
    """The text without characters that XML 1.0 forbids (section 2.2), each replaced by U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def breakable(text: str) -> str:
    """The text with a break opportunity after each operator of a long calculation.

    Half-width tokens otherwise break nowhere: ``80*7800*10%=62400`` would leave half a line
    empty. Short tokens stay whole, and so do dates.
    """
    return _LONG_TOKEN.sub(lambda token: _AFTER_OPERATOR.sub(BREAK, token[0]), text)


def visible(value: object) -> object:
    """What a template prints for ``value``: strings are cleaned and escaped, breaks kept.

    XML that is ready (``Markup``) passes, numbers and the like are left to Jinja.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    xml = str(escape(breakable(clean(value))))
    for character, element in (("\n", "w:br"), ("\t", "w:tab")):
        xml = xml.replace(character, f'</w:t><{element}/><w:t xml:space="preserve">')
    return Markup(xml)  # noqa: S704 - escaped above
