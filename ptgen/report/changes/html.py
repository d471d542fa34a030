"""Stage report: changes as one page that needs nothing else.

The page allows itself its own style and script only, by their digests (Content-Security-Policy).
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from ptgen.compare.changes import Changes
from ptgen.report.changes.page import page_of

_HERE = Path(__file__).parent


def changes_html(changes: Changes) -> str:
    """The page, ending in a line break."""
    style, script = _own("changes.css"), _own("changes.js")
    return _template().render(
        page=page_of(changes),
        style=Markup(style),  # noqa: S704 our own file
        script=Markup(script),  # noqa: S704 our own file
        style_hash=_digest(style),
        script_hash=_digest(script),
    )


def changes_body(changes: Changes) -> Markup:
    """What stands between the page's head and its script, for a page that has its own."""
    template = _template()
    parts = template.blocks["body"](template.new_context({"page": page_of(changes)}))
    return Markup("").join(map(Markup, parts))  # the template has escaped it


def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    return environment.from_string(_own("changes.html"))


def _own(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
