"""Values become pages, by the templates in ``html/``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from starlette.responses import HTMLResponse

import ptgen
from ptgen.report.escape import visible

_HERE: Final = Path(__file__).parent


class Printer:
    """Prints pages; every text of unknown origin is escaped, and what hides in it is shown."""

    def __init__(self) -> None:
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(_HERE / "html"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_shown,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["ptgen_version"] = ptgen.__version__

    def page(
        self, name: str, stamp: str = "", /, status: int = 200, **values: object
    ) -> HTMLResponse:
        """A page; with a ``stamp`` it renews itself when files are saved."""
        template = self._environment.get_template(name)
        return HTMLResponse(template.render(stamp=stamp, **values), status)

    def refusal(self, status: int, title: str, text: str) -> HTMLResponse:
        """A page that says why there is none."""
        return self.page("refusal.html", status=status, title=title, text=text)


def _shown(value: object) -> object:
    # Only texts: markup is ours, and numbers hide nothing.
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
