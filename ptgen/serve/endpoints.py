"""The pages: each looks up what its address names among the projects that were read.

No name in an address is ever joined to a path: what is not among them is not there.
"""

from __future__ import annotations

from functools import partial
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
from ptgen.core.model.project import DocumentKind
from ptgen.report.changes import html as changes_html
from ptgen.report.changes.html import changes_body
from ptgen.report.findings.text import summary
from ptgen.serve import links
from ptgen.serve.downloads import MEDIA_TYPES, DownloadQueue
from ptgen.serve.latest import LatestSnapshot
from ptgen.serve.page_templates import page
from ptgen.serve.security import SHEET_POLICY
from ptgen.serve.snapshot import ProjectsSnapshot, ShownProject
from ptgen.serve.views.overview import MOST, by_file, folder_files, overview, source_lines
from ptgen.serve.views.preview import Preview, preview_of
from ptgen.serve.views.project import chart_of, facts_of, totals_of
from ptgen.serve.views.revisions import changes_since, choices, not_committed
from ptgen.serve.views.search import Query, finding_choices

_STATIC: Final = Path(__file__).parent / "static"
_STATIC_FILES: Final = {
    **{name: _STATIC / name for name in ("serve.css", "live.js", "icon.svg")},
    "changes.js": Path(changes_html.__file__).with_name("changes.js"),
}
_STATIC_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Endpoints:
    """The pages; those that are not ``async`` run in threads."""

    def __init__(self, latest: LatestSnapshot) -> None:
        self._latest = latest
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

    def overview(self, request: Request) -> Response:
        """All units and projects, or those that a query asks for."""
        snapshot, query = self._latest.current(), Query.of(request.query_params)
        return page(
            "overview.html",
            snapshot,
            query=query,
            overview=overview(snapshot, query, _number(request)),
            choices=finding_choices(snapshot.rows.values()),
            address=partial(_page_of, request),
        )

    def project(self, request: Request) -> Response:
        """One project."""
        snapshot, shown = self._project(request)
        best, content = shown.best, shown.content
        budget = best.content if best.sound else None
        kinds = () if content is None else content.project.documents
        return page(
            "project.html",
            snapshot,
            shown=shown,
            facts=facts_of(best),
            amounts=() if budget is None else totals_of(budget),
            chart=None if budget is None else chart_of(budget),
            previews=[preview_of(kind, shown, snapshot.disk) for kind in kinds],
            kinds=kinds,
        )

    def document(self, request: Request) -> Response:
        """One document of a project by itself, kept up to date."""
        snapshot, shown, kind, preview = self._preview(request)
        return page("document.html", snapshot, kind=kind, preview=preview, shown=shown)

    def sheet(self, request: Request) -> Response:
        """The document that a page frames; what it is made of comes from users."""
        *_, preview = self._preview(request)
        if preview is None or not preview.html:
            raise HTTPException(404)
        return HTMLResponse(preview.html, headers={"content-security-policy": SHEET_POLICY})

    def _preview(
        self, request: Request
    ) -> tuple[ProjectsSnapshot, ShownProject, DocumentKind, Preview | None]:
        (snapshot, shown), kind = self._project(request), _kind(request)
        return snapshot, shown, kind, preview_of(kind, shown, snapshot.disk)

    def _project(self, request: Request) -> tuple[ProjectsSnapshot, ShownProject]:
        """The project that an address names; otherwise there is no such page."""
        snapshot, shown = self._latest.project(request.path_params["key"])
        if shown is None:
            raise HTTPException(404)
        return snapshot, shown

    def findings(self, request: Request) -> Response:
        """All findings."""
        snapshot = self._latest.current()
        found, number = snapshot.findings, _number(request)
        return page(
            "findings.html",
            snapshot,
            files=by_file(found[(number - 1) * MOST : number * MOST]),
            summary=summary(found),
            number=number,
            pages=-(-len(found) // MOST),
            address=partial(_page_of, request),
        )

    def source(self, request: Request) -> Response:
        """A file that was read, with the findings at their lines."""
        snapshot = self._latest.current()
        path = request.query_params.get("file", "")
        lines = source_lines(path, snapshot)
        if lines is None:
            raise HTTPException(404)
        return page("source.html", snapshot, path=path, lines=lines)

    def rule(self, request: Request) -> Response:
        """What a rule means."""
        code = request.path_params["code"]
        if code not in CATALOGUE:
            raise HTTPException(404)
        return page("rule.html", title=CATALOGUE[code].name, text=rule_page(code))

    def changes(self, request: Request) -> Response:
        """The change against a revision; what is not committed, as long as none is chosen."""
        snapshot = self._latest.current()
        revision = request.query_params.get("revision", "").strip()
        review, said, failure = None, "", ""
        try:
            if revision:
                review = changes_since(revision, snapshot.places)
            else:
                review, said = not_committed(snapshot.places)
        except GitError as wrong:
            failure = str(wrong)
        return page(
            "changes.html",
            snapshot,
            status=400 if failure and revision else 200,
            revision=revision,
            choices=choices(snapshot.places),
            body=None if review is None else changes_body(review),
            said=said,
            failure=failure,
        )

    async def download(self, request: Request) -> Response:
        """A document of a project as a file."""
        snapshot, shown = await to_thread.run_sync(self._project, request)
        kind, style = _kind(request), request.path_params["style"]
        loaded, content = shown.now, shown.content
        if content is None or shown.kept:
            return self._not_made(snapshot, shown.findings)
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
        projects = snapshot.folders.get(folder)
        if projects is None or name not in dict(folder_files(folder, snapshot)):
            raise HTTPException(404)
        task = Task(tuple(row.file for row in projects.rows), ((document, style),), whole=True)
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
        return page("not_made.html", snapshot, status=409, live=False, found=found, failure=failure)

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


def _number(request: Request) -> int:
    """Which page of a list is asked for."""
    text = request.query_params.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1


def _page_of(request: Request, number: int) -> str:
    """The address of another page of the same list."""
    return str(request.url.include_query_params(page=number).replace(scheme="", netloc=""))
