"""Pages, made by the templates in ``html/``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from starlette.responses import HTMLResponse

import ptgen
from ptgen.build.manifest import FORMATS, formats_of
from ptgen.check.catalogue import CATALOGUE
from ptgen.check.explanations import SEVERITIES
from ptgen.core.money import grouped
from ptgen.report.escape import visible_value
from ptgen.serve import links
from ptgen.serve.snapshot import ProjectsSnapshot
from ptgen.serve.views.overview import counts
from ptgen.serve.views.project import approved_of, years_of

_NAMES: Final = {
    "CATALOGUE": CATALOGUE,
    "FORMATS": FORMATS,
    "SEVERITIES": SEVERITIES,
    "counts": counts,
    "links": links,
    "ptgen_version": ptgen.__version__,
    "formats_of": formats_of,
    "approved_of": approved_of,
    "years_of": years_of,
}
"""What every template may name."""


_TEMPLATES: Final = ImmutableSandboxedEnvironment(
    loader=FileSystemLoader(Path(__file__).parent / "html"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=visible_value,
    trim_blocks=True,
    lstrip_blocks=True,
)
"""Every text of unknown origin is escaped, and what hides in it is shown."""
_TEMPLATES.globals |= _NAMES
_TEMPLATES.filters["grouped"] = grouped


def page(
    name: str,
    snapshot: ProjectsSnapshot | None = None,
    /,
    status: int = 200,
    *,
    live: bool = True,
    **values: object,
) -> HTMLResponse:
    """A page; a ``live`` one of a snapshot renews itself when files are saved."""
    stamp = snapshot.stamp if snapshot is not None and live else ""
    template = _TEMPLATES.get_template(name)
    return HTMLResponse(template.render(stamp=stamp, snapshot=snapshot, **values), status)


def refusal(status: int, title: str, text: str) -> HTMLResponse:
    """A page that says why there is none."""
    return page("refusal.html", status=status, title=title, text=text)
