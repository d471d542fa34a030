"""The documents of a project as sheets, or the findings that keep them away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ptgen.build.documents import findings_of
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.loader import Content, Loaded
from ptgen.core.model.project import DocumentKind
from ptgen.render.errors import TemplateError
from ptgen.serve import links
from ptgen.serve.snapshot import Reading
from ptgen.serve.views.findings import Row, rows_of
from ptgen.serve.views.overview import Link, styles_of
from ptgen.serve.views.sheet import Sheet, sheet_of
from ptgen.view.document import Document
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of

_MAKERS: Final[dict[DocumentKind, Callable[[Content], Document]]] = {
    DocumentKind.NARRATIVE: narrative_of,
    DocumentKind.FORM: form_of,
}


@dataclass(frozen=True, slots=True)
class Preview:
    """A document on a project's page: where its sheet is, or why there is none."""

    id: str
    title: str
    href: str
    sheet: str
    rows: tuple[Row, ...]
    files: tuple[Link, ...]


def previews_of(loaded: Loaded, reading: Reading, faces: str) -> tuple[Preview, ...]:
    """The project's documents; none when it has errors."""
    content = reading.content(loaded)
    kinds = () if content is None else content.project.documents
    return tuple(
        preview
        for kind in kinds
        if (preview := preview_of(kind, loaded, reading, faces)) is not None
    )


def preview_of(kind: DocumentKind, loaded: Loaded, reading: Reading, faces: str) -> Preview | None:
    """One document; ``None`` as for :func:`sheet_for`."""
    key = loaded.file.key
    made = sheet_for(kind, loaded, reading, faces)
    if made is None:
        return None
    name, href = links.SLUGS[kind], links.document(kind, key)
    if not isinstance(made, Sheet):
        return Preview(name, kind.value, href, "", rows_of(made, reading), ())
    sheet = links.sheet(kind, key, made.version)
    files = (Link(style.upper(), links.download(kind, style, key)) for style in styles_of(kind))
    return Preview(name, kind.value, href, sheet, (), tuple(files))


def sheet_for(
    kind: DocumentKind, loaded: Loaded, reading: Reading, faces: str
) -> Sheet | tuple[Diagnostic, ...] | None:
    """A document's sheet, or what is wrong with its template.

    ``None`` when the project has errors or does not make this document.
    """
    content = reading.content(loaded)
    if content is None or kind not in content.project.documents:
        return None
    try:
        return sheet_of(_MAKERS[kind](content), reading.disk.templates, faces)
    except TemplateError as failure:
        return tuple(findings_of(failure, loaded.root, loaded.file.path))
