"""Stage render: final strings become text that Word can hold."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

_FORBIDDEN: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text without characters that XML 1.0 forbids (section 2.2), each replaced by U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def visible(value: object) -> object:
    """What a template prints for ``value``: strings are cleaned and escaped, breaks kept.

    XML that is ready (``Markup``) passes, numbers and the like are left to Jinja.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    xml = str(escape(clean(value)))
    for character, element in (("\n", "w:br"), ("\t", "w:tab")):
        xml = xml.replace(character, f'</w:t><{element}/><w:t xml:space="preserve">')
    return Markup(xml)  # noqa: S704 - escaped above
