"""The pages: each looks up what its address names among the projects that were read.

No name in an address is ever joined to a path: what is not among them is not there.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import quote

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from ptgen.build.documents import Task
from ptgen.build.manifest import FORMATS, formats_of
from ptgen.check.catalogue import CATALOGUE
from ptgen.check.explanations import page_of as rule_page
from ptgen.compare.git.commands import GitError
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.errors import PtgenError
from ptgen.core.loader import Loaded
from ptgen.core.model.project import DocumentKind
from ptgen.report.changes import html as changes_html
from ptgen.report.changes.html import changes_body
from ptgen.report.findings.text import summary
from ptgen.serve import links
from ptgen.serve.downloads import MEDIA_TYPES, DownloadQueue
from ptgen.serve.page_templates import PageTemplates
from ptgen.serve.security import SHEET_POLICY
from ptgen.serve.snapshot import LatestSnapshot, ProjectsSnapshot
from ptgen.serve.views.overview import (
    annual_sums,
    budgeted,
    by_file,
    folder_files,
    folders_of,
    source_lines,
)
from ptgen.serve.views.preview import preview_of
from ptgen.serve.views.preview_html import faces_css
from ptgen.serve.views.project import chart_of, facts_of, totals_of
from ptgen.serve.views.revisions import changes_since, choices

_STATIC: Final = Path(__file__).parent / "static"
_STATIC_FILES: Final = {
    "serve.css": _STATIC / "serve.css",
    "live.js": _STATIC / "live.js",
    "icon.svg": _STATIC / "icon.svg",
    "changes.js": Path(changes_html.__file__).with_name("changes.js"),
}
_STATIC_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Endpoints:
    """The pages; those that are not ``async`` run in threads."""

    def __init__(self, latest: LatestSnapshot, templates: PageTemplates) -> None:
        self._latest = latest
        self._templates = templates
        self._downloads = DownloadQueue()

    @property
    def routes(self) -> list[Route]:
        """The pages by their addresses."""
        return [
            Route("/", self.overview),
            Route("/findings", self.findings),
            Route("/source", self.source),
            Route("/changes", self.changes),
            Route("/rules/{code}", self.rule),
            Route("/projects/{key:path}", self.project),
            Route("/documents/{kind}/{key:path}", self.document),
            Route("/sheets/{kind}/{key:path}", self.sheet),
            Route("/downloads/{kind}.{style}/{key:path}", self.download),
            Route("/folders/{name}.{style}", self.folder_download),
            Route("/static/{name}", self.static),
        ]

    @cached_property
    def _faces(self) -> str:
        return faces_css()

    def overview(self, request: Request) -> Response:  # noqa: ARG002 every page gets it
        """All units and projects."""
        snapshot = self._latest.current()
        contents = budgeted(snapshot.projects.values())
        return self._templates.page(
            "overview.html",
            snapshot,
            folders=folders_of(snapshot),
            sums=annual_sums(contents),
            left_out=len(snapshot.projects) - len(contents),
        )

    def project(self, request: Request) -> Response:
        """One project."""
        snapshot = self._latest.current()
        loaded = _project(request, snapshot)
        budget = loaded.content if loaded.sound else None
        content = snapshot.content(loaded)
        kinds = () if content is None else content.project.documents
        return self._templates.page(
            "project.html",
            snapshot,
            loaded=loaded,
            facts=facts_of(loaded),
            amounts=() if budget is None else totals_of(budget),
            chart=None if budget is None else chart_of(budget),
            previews=[preview_of(kind, loaded, snapshot, self._faces) for kind in kinds],
            kinds=kinds,
        )

    def document(self, request: Request) -> Response:
        """One document of a project by itself, kept up to date."""
        snapshot = self._latest.current()
        loaded, kind = _project(request, snapshot), _kind(request)
        preview = preview_of(kind, loaded, snapshot, self._faces)
        return self._templates.page(
            "document.html", snapshot, kind=kind, preview=preview, loaded=loaded
        )

    def sheet(self, request: Request) -> Response:
        """The document that a page frames; what it is made of comes from users."""
        snapshot = self._latest.current()
        kind, loaded = _kind(request), _project(request, snapshot)
        preview = preview_of(kind, loaded, snapshot, self._faces)
        if preview is None or not preview.html:
            raise HTTPException(404)
        return HTMLResponse(preview.html, headers={"content-security-policy": SHEET_POLICY})

    def findings(self, request: Request) -> Response:  # noqa: ARG002 every page gets it
        """All findings."""
        snapshot = self._latest.current()
        found = snapshot.findings
        return self._templates.page(
            "findings.html", snapshot, files=by_file(found), summary=summary(found)
        )

    def source(self, request: Request) -> Response:
        """A file that was read, with the findings at their lines."""
        snapshot = self._latest.current()
        path = request.query_params.get("file", "")
        lines = source_lines(path, snapshot)
        if lines is None:
            raise HTTPException(404)
        return self._templates.page("source.html", snapshot, path=path, lines=lines)

    def rule(self, request: Request) -> Response:
        """What a rule means."""
        code = request.path_params["code"]
        if code not in CATALOGUE:
            raise HTTPException(404)
        return self._templates.page("rule.html", title=CATALOGUE[code].name, text=rule_page(code))

    def changes(self, request: Request) -> Response:
        """The change against a revision, once one is chosen."""
        snapshot = self._latest.current()
        revision = request.query_params.get("revision", "").strip()
        body, failure = None, ""
        if revision:
            try:
                body = changes_body(changes_since(revision, snapshot.places))
            except GitError as wrong:
                failure = str(wrong)
        return self._templates.page(
            "changes.html",
            snapshot,
            status=400 if failure else 200,
            revision=revision,
            choices=choices(snapshot.places),
            body=body,
            failure=failure,
        )

    async def download(self, request: Request) -> Response:
        """A document of a project as a file."""
        snapshot = await to_thread.run_sync(self._latest.current)
        loaded = _project(request, snapshot)
        kind, style = _kind(request), request.path_params["style"]
        content = snapshot.content(loaded)
        if content is None:
            return self._not_made(snapshot, snapshot.findings_of(loaded))
        if kind not in content.project.documents or style not in formats_of(kind, FORMATS):
            raise HTTPException(404)
        task = Task((loaded.file,), ((kind.value, style),))
        return await self._file(task, f"{loaded.file.stem}-{kind.value}.{style}", snapshot)

    async def folder_download(self, request: Request) -> Response:
        """A file of a whole folder."""
        snapshot = await to_thread.run_sync(self._latest.current)
        folder = request.query_params.get("folder", "")
        document, style = request.path_params["name"], request.path_params["style"]
        name = f"{document}.{style}"
        projects = snapshot.folders.get(folder, ())
        if not projects or name not in dict(folder_files(folder, snapshot)):
            raise HTTPException(404)
        task = Task(tuple(one.file for one in projects), ((document, style),), whole=True)
        full_name = f"{folder.replace('/', '-')}-{name}".lstrip("-")
        return await self._file(task, full_name, snapshot)

    async def _file(self, task: Task, name: str, snapshot: ProjectsSnapshot) -> Response:
        ((_, style),) = task.kinds
        try:
            made = await self._downloads.make(task, snapshot.disk)
        except PtgenError as failure:
            return self._not_made(snapshot, failure=str(failure))
        if not isinstance(made, bytes):
            return self._not_made(snapshot, made)
        # The plain name is for what cannot read the other; a browser shows the other.
        plain = f'attachment; filename="document.{style}"'
        headers = {"content-disposition": f"{plain}; filename*=UTF-8''{quote(name)}"}
        return Response(made, media_type=MEDIA_TYPES[style], headers=headers)

    def _not_made(
        self, snapshot: ProjectsSnapshot, found: tuple[Diagnostic, ...] = (), failure: str = ""
    ) -> Response:
        return self._templates.page(
            "not_made.html", snapshot, status=409, live=False, found=found, failure=failure
        )

    async def static(self, request: Request) -> Response:
        """One of our own files."""
        file = _STATIC_FILES.get(request.path_params["name"])
        if file is None:
            raise HTTPException(404)
        return FileResponse(file, media_type=_STATIC_TYPES[file.suffix])


def _kind(request: Request) -> DocumentKind:
    kind = links.KINDS.get(request.path_params["kind"])
    if kind is None:
        raise HTTPException(404)
    return kind


def _project(request: Request, snapshot: ProjectsSnapshot) -> Loaded:
    """The project that an address names; otherwise there is no such page."""
    loaded = snapshot.projects.get(request.path_params["key"])
    if loaded is None:
        raise HTTPException(404)
    return loaded
