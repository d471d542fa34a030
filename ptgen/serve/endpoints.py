"""A request becomes the page it asks for, looked up among the projects that were read.

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

from ptgen.check.catalogue import CATALOGUE
from ptgen.check.explanations import page_of as rule_page
from ptgen.compare.git.commands import GitError
from ptgen.core.loader import Loaded
from ptgen.core.model.project import DocumentKind
from ptgen.report.changes import html as changes_html
from ptgen.report.changes.html import changes_body
from ptgen.report.findings.text import summary
from ptgen.serve import links
from ptgen.serve.downloads import MEDIA_TYPES, Made, Wanted, Workshop
from ptgen.serve.page_templates import Printer
from ptgen.serve.security import SHEET_POLICY
from ptgen.serve.snapshot import Library, Reading
from ptgen.serve.views.findings import by_file, rows_of, source_lines
from ptgen.serve.views.overview import folder_files, name_of, overview_of, styles_of
from ptgen.serve.views.preview import preview_of, sheet_for
from ptgen.serve.views.project import shown_project
from ptgen.serve.views.revisions import changes_since, choices
from ptgen.serve.views.sheet import Sheet, faces_css

_STATIC: Final = Path(__file__).parent / "static"
_SORT: Final = Path(changes_html.__file__).with_name("changes.js")
STATIC_FILES: Final = {
    "serve.css": (_STATIC / "serve.css", "text/css"),
    "live.js": (_STATIC / "live.js", "text/javascript"),
    "icon.svg": (_STATIC / "icon.svg", "image/svg+xml"),
    "changes.js": (_SORT, "text/javascript"),
}


class Site:
    """The pages; those that are not ``async`` run in threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._workshop = Workshop()
        self._printer = Printer()

    @cached_property
    def _faces(self) -> str:
        return faces_css()

    def overview(self, request: Request) -> Response:  # noqa: ARG002 every page gets it
        """All units and projects."""
        reading = self._library.current()
        return self._printer.page("overview.html", reading.stamp, overview=overview_of(reading))

    def project(self, request: Request) -> Response:
        """One project."""
        reading = self._library.current()
        shown = shown_project(_project(request, reading), reading, self._faces)
        return self._printer.page("project.html", reading.stamp, project=shown)

    def document(self, request: Request) -> Response:
        """One document of a project by itself, kept up to date."""
        reading = self._library.current()
        loaded = _project(request, reading)
        kind = _kind(request)
        preview = preview_of(kind, loaded, reading, self._faces)
        return self._printer.page(
            "document.html",
            reading.stamp,
            kind=kind.value,
            preview=preview,
            rows=rows_of(reading.findings_of(loaded), reading),
            name=name_of(loaded),
            back=links.project(loaded.file.key),
        )

    def sheet(self, request: Request) -> Response:
        """The sheet that a page frames; what it is made of comes from users."""
        reading = self._library.current()
        kind = _kind(request)
        sheet = sheet_for(kind, _project(request, reading), reading, self._faces)
        if not isinstance(sheet, Sheet):
            raise HTTPException(404)
        return HTMLResponse(sheet.html, headers={"content-security-policy": SHEET_POLICY})

    def findings(self, request: Request) -> Response:  # noqa: ARG002 every page gets it
        """All findings."""
        reading = self._library.current()
        return self._printer.page(
            "findings.html",
            reading.stamp,
            files=by_file(reading.findings, reading),
            summary=summary(reading.findings),
        )

    def source(self, request: Request) -> Response:
        """A file that was read, with the findings at their lines."""
        reading = self._library.current()
        path = request.query_params.get("file", "")
        lines = source_lines(path, reading)
        if lines is None:
            raise HTTPException(404)
        return self._printer.page("source.html", reading.stamp, path=path, lines=lines)

    def rule(self, request: Request) -> Response:
        """What a rule means."""
        code = request.path_params["code"]
        if code not in CATALOGUE:
            raise HTTPException(404)
        return self._printer.page("rule.html", title=CATALOGUE[code].name, text=rule_page(code))

    def changes(self, request: Request) -> Response:
        """The change against a revision, once one is chosen."""
        reading = self._library.current()
        revision = request.query_params.get("revision", "").strip()
        body, failure = None, ""
        if revision:
            try:
                body = changes_body(changes_since(revision, reading.places))
            except GitError as wrong:
                failure = str(wrong)
        return self._printer.page(
            "changes.html",
            reading.stamp,
            status=400 if failure else 200,
            revision=revision,
            choices=choices(reading.places),
            link=links.changes,
            body=body,
            failure=failure,
        )

    async def download(self, request: Request) -> Response:
        """A document of a project as a file."""
        reading = await to_thread.run_sync(self._library.current)
        loaded = _project(request, reading)
        kind, style = _kind(request), request.path_params["style"]
        content = reading.content(loaded)
        if content is None:
            return self._not_made(Made(None, reading.findings_of(loaded)), reading)
        if kind not in content.project.documents or style not in styles_of(kind):
            raise HTTPException(404)
        wanted = Wanted((loaded.file,), False, kind.value, style)
        made = await self._workshop.make(wanted, reading.disk)
        return self._answer(made, f"{loaded.file.stem}-{kind.value}.{style}", reading)

    async def folder_download(self, request: Request) -> Response:
        """A file of a whole folder."""
        reading = await to_thread.run_sync(self._library.current)
        folder = request.query_params.get("folder", "")
        name = f"{request.path_params['name']}.{request.path_params['style']}"
        projects = reading.folders.get(folder, ())
        if not projects or name not in {file.text for file in folder_files(folder, reading)}:
            raise HTTPException(404)
        files = tuple(one.file for one in projects)
        wanted = Wanted(files, True, request.path_params["name"], request.path_params["style"])
        made = await self._workshop.make(wanted, reading.disk)
        return self._answer(made, f"{folder.replace('/', '-')}-{name}".lstrip("-"), reading)

    def _answer(self, made: Made, name: str, reading: Reading) -> Response:
        if made.data is None:
            return self._not_made(made, reading)
        style = name.rpartition(".")[2]
        # The plain name is for what cannot read the other; a browser shows the other.
        disposition = f"attachment; filename=\"document.{style}\"; filename*=UTF-8''{quote(name)}"
        headers = {"content-disposition": disposition}
        return Response(made.data, media_type=MEDIA_TYPES[style], headers=headers)

    def _not_made(self, made: Made, reading: Reading) -> Response:
        rows = rows_of(made.findings, reading)
        return self._printer.page("not_made.html", status=409, rows=rows, failure=made.failure)

    async def static(self, request: Request) -> Response:
        """One of our own files."""
        found = STATIC_FILES.get(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        return FileResponse(found[0], media_type=found[1])


def _kind(request: Request) -> DocumentKind:
    kind = links.KINDS.get(request.path_params["kind"])
    if kind is None:
        raise HTTPException(404)
    return kind


def _project(request: Request, reading: Reading) -> Loaded:
    """The project that an address names; otherwise there is no such page."""
    loaded = reading.projects.get(request.path_params["key"])
    if loaded is None:
        raise HTTPException(404)
    return loaded
