"""Stage output: the versions of what shapes the bytes of documents."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

import ptgen

_SHAPING = (
    "docxtpl",
    "fonttools",
    "jinja2",
    "lxml",
    "pydyf",
    "python-docx",
    "uharfbuzz",
    "weasyprint",
    "xlsxwriter",
)


def versions() -> dict[str, str]:
    """Name and version of ptgen and of the libraries that draw."""
    found = {"ptgen": ptgen.__version__}
    for name in _SHAPING:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
