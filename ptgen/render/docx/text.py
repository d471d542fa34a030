"""Final strings as text that Word can hold."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

_FORBIDDEN: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Return the text with U+FFFD for each character that XML 1.0 forbids (section 2.2)."""
    return _FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def escaped(text: str) -> str:
    """Return the text as XML. It has no braces, in which docxtpl would find marks of its own."""
    return str(escape(clean(text))).replace("{", "&#123;").replace("}", "&#125;")


def visible(value: object) -> object:
    """Return what a template prints for ``value``: text is escaped, its breaks and tabs are kept.

    XML that is ready (``Markup``) passes, numbers and the like are left to Jinja.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    xml = escaped(value)
    for character, element in (("\n", "w:br"), ("\t", "w:tab")):
        xml = xml.replace(character, f'</w:t><{element}/><w:t xml:space="preserve">')
    return Markup(xml)  # noqa: S704 - escaped above
