"""The documents of a project as a browser shows them, or the findings that keep them away."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ptgen.build.documents import document_of, findings_of
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.filesystem import DiskFiles
from ptgen.core.model.project import DocumentKind
from ptgen.render.errors import TemplateError
from ptgen.serve.snapshot import ShownProject


@dataclass(frozen=True, slots=True)
class Preview:
    """A document as a whole HTML page, or what is wrong with its template."""

    kind: DocumentKind
    html: str
    findings: tuple[Diagnostic, ...] = ()

    @property
    def version(self) -> str:
        """What differs when the page does."""
        return hashlib.sha256(self.html.encode()).hexdigest()[:16]


def preview_of(kind: DocumentKind, shown: ShownProject, disk: DiskFiles) -> Preview | None:
    """One document; ``None`` when it cannot be made or the project does not want it."""
    # The list of projects need not wait for what draws documents.
    from ptgen.serve.views.preview_html import machine_faces, preview_html  # noqa: PLC0415

    good = shown.good
    if good is None or good.content is None or kind not in good.content.project.documents:
        return None
    try:
        html = preview_html(document_of(kind, good.content), disk.templates, machine_faces())
    except TemplateError as failure:
        return Preview(kind, "", tuple(findings_of(failure, good.root, good.file.path)))
    return Preview(kind, html)
