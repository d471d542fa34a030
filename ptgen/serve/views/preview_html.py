"""A document on the screen: the HTML of its PDF, with a style for screens.

A browser needs no page breaks, and draws with the fonts that it finds on its own machine.
"""

from __future__ import annotations

import re
import threading
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from ptgen.read.package import MAX_BYTES
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.errors import MachineError
from ptgen.render.fonts.installed import installed_faces
from ptgen.render.fonts.roles import FontSet, Role, choose
from ptgen.render.look.fit import fitted
from ptgen.render.look.model import Look
from ptgen.render.pdf.weasyprint.html_table import TableWriter
from ptgen.render.pdf.weasyprint.html_template import load_template, read_text
from ptgen.render.pdf.weasyprint.look_css import follows_word, look_css
from ptgen.render.pdf.weasyprint.page_breaks import Breaks
from ptgen.render.template_folders import Folders, read_template
from ptgen.view.document import Document, Form, Page

_SCREEN: Final = Path(__file__).parents[1] / "static" / "sheet.css"
_DOCTYPE: Final = re.compile(r"<!doctype[^>]*>", re.IGNORECASE)
# A browser greets the server of a frame before it asks the policy whether it may.
_CONNECTS: Final = re.compile(
    r"<(?=(?:applet|embed|fencedframe|frame|frameset|iframe|link|object|portal)\b)", re.IGNORECASE
)


def preview_html(document: Document, templates: tuple[Path, ...], faces: str) -> str:
    """A whole HTML page; ``faces`` is the style sheet that names the fonts of all roles.

    Raises :class:`~ptgen.render.errors.TemplateError`.
    """
    folders = Folders(templates)
    name = "form.html" if isinstance(document, Form) else "narrative.html"
    tables = TableWriter(Breaks())
    sheet = read_text(folders / "print.css")
    look = _look(document, templates) if follows_word(sheet) else None
    if look is not None:
        document = fitted(document, look.page)
    html = load_template(folders / name).fill(document, tables)
    styles = (
        faces,
        "" if look is None else look_css(look, ()),
        sheet,
        tables.css(),
        _SCREEN.read_text("utf-8"),
        _paper(document.page),
    )
    # Inside <style> only "</" could end the style sheet; in CSS the backslash changes nothing.
    css = "\n".join(styles).replace("</", "<\\/")
    head = (
        '<!DOCTYPE html><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{css}</style>"
    )
    # Renamed they are elements that no browser knows.
    return head + _CONNECTS.sub("<x-", _DOCTYPE.sub("", html, count=1))


def _look(document: Document, templates: tuple[Path, ...]) -> Look:
    """The look of a Word template, which is read again when it has changed."""
    folders = Folders(templates)
    names = ("narrative.docx", "form.docx")
    state = tuple(read_template(folders / name, MAX_BYTES) for name in names)
    with _ALONE:
        return _word(templates, state).look(document)


_ALONE: Final = threading.Lock()  # a template is filled in place


@lru_cache(maxsize=1)
def _word(
    templates: tuple[Path, ...],
    state: tuple[bytes, ...],  # noqa: ARG001 tells them apart
) -> WordRenderer:
    return WordRenderer(Folders(templates))


def _paper(page: Page) -> str:
    margins = f"{page.top:g}mm {page.right:g}mm {page.bottom:g}mm {page.left:g}mm"
    return (
        f"@media screen and (min-width: 48rem) {{ body {{ width: {page.width:g}mm; "
        f"min-height: {page.height:g}mm; padding: {margins} }} }}\n"
        f"@page {{ size: {page.width:g}mm {page.height:g}mm; margin: {margins} }}"
    )


def faces_css() -> str:
    """The fonts of this machine by role; where it lacks some, what any browser has."""
    try:
        fonts = choose(installed_faces())
    except MachineError:
        names = (
            f"--{role}: {'sans-serif' if role is Role.HEADING else 'serif'}; "
            f"--{role}-粗细: {700 if role in (Role.TITLE, Role.STRONG) else 400};"
            for role in Role
        )
        return f":root {{ {' '.join(names)} }}"
    return fonts.css() + "".join(_only_han(fonts))


machine_faces = cache(faces_css)


def _only_han(fonts: FontSet) -> list[str]:
    """The faces of which letters and digits are not to be used, as the PDF does without them."""
    return [
        f'@font-face {{ font-family: {role.css_families[0]!r}; src: local("{role.face}"), '
        f'local("{role.only_han.stem}"); unicode-range: U+80-10FFFF }}\n'
        for role in fonts.roles
        if role.only_han is not None
    ]
