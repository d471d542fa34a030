"""The documents of a project as a browser shows them, or the findings that keep them away."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ptgen.build.documents import document_of, findings_of
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.loader import Loaded
from ptgen.core.model.project import DocumentKind
from ptgen.render.errors import TemplateError
from ptgen.serve.snapshot import ProjectsSnapshot
from ptgen.serve.views.preview_html import preview_html


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


def preview_of(
    kind: DocumentKind, loaded: Loaded, snapshot: ProjectsSnapshot, faces: str
) -> Preview | None:
    """One document; ``None`` when the project has errors or does not make it.

    For ``faces`` see :func:`~ptgen.serve.views.preview_html.preview_html`.
    """
    content = snapshot.content(loaded)
    if content is None or kind not in content.project.documents:
        return None
    try:
        html = preview_html(document_of(kind, content), snapshot.disk.templates, faces)
    except TemplateError as failure:
        return Preview(kind, "", tuple(findings_of(failure, loaded.root, loaded.file.path)))
    return Preview(kind, html)
