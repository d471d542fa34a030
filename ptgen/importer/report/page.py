"""The source and what is built of it side by side, as one page without a script."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from ptgen.core.filesystem import read_bytes, shown
from ptgen.importer.comparison import ComparedText, Likeness
from ptgen.importer.plan import ComparedDocument, ImportPlan, PlannedProject
from ptgen.importer.private import without_persons
from ptgen.importer.report.outcome import differences, left_over, told
from ptgen.read.pdf.pdfium import page_pictures
from ptgen.read.read import MAX_BYTES
from ptgen.report.escape import visible_value

_HERE = Path(__file__).parent
_TONES = {Likeness.SAME: "same", Likeness.SPELLED: "spelled", Likeness.NEW: "spelled"}
_MOST_PAGES = 40  # pictures in one report


def report_html(plan: ImportPlan) -> str:
    """The page, with a picture of each page of a PDF."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, finalize=visible_value, trim_blocks=True
    )
    style = (_HERE / "report.css").read_text("utf-8").strip()
    pictures = _pictures(plan)
    return environment.from_string((_HERE / "report.html").read_text("utf-8")).render(
        style=Markup(style),  # noqa: S704 our own file
        style_hash=b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        total=told(plan.compared),
        reasons=plan.reasons,
        left=tuple(left_over(plan)),
        differing=[
            {"name": project.draft.reading.name, **_row(one, said)}
            for project in plan.projects
            for one, said in differences(project)
        ],
        projects=[_project(project, pictures) for project in plan.projects],
    )


def _project(project: PlannedProject, pictures: dict[tuple[Path, int], str]) -> dict[str, object]:
    made = {id(one): said for one, said in differences(project)}
    return {
        "name": project.draft.reading.name,
        "path": shown(project.path),
        "told": told(one for each in project.documents for one in each.texts) or "生成不了文书",
        "documents": [_document(each, made, pictures) for each in project.documents],
    }


def _document(
    compared: ComparedDocument, made: dict[int, str], pictures: dict[tuple[Path, int], str]
) -> dict[str, object]:
    path = compared.source.path
    pages = [number for number in _pages(compared) if (path, number) in pictures]
    return {
        "kind": compared.kind.value,
        "source": path.name,
        "pages": [{"number": number, "data": pictures[path, number]} for number in pages],
        "rows": [_row(one, made.get(id(one), "")) for one in compared.texts],
    }


def _row(one: ComparedText, said: str) -> dict[str, str]:
    return {
        "place": str(one.place or ""),
        "source": " ".join(without_persons(one.source)[0].split()),
        "built": " ".join(one.built.split()),
        "result": f"{one.likeness.value}：{said}" if said else one.likeness.value,
        "tone": _TONES.get(one.likeness, "other"),
    }


def _pages(compared: ComparedDocument) -> list[int]:
    return sorted({one.place.page for one in compared.texts if one.place and one.place.page})


def _pictures(plan: ImportPlan) -> dict[tuple[Path, int], str]:
    """The pages of the PDF files that something was read from, by file and number."""
    wanted: dict[Path, set[int]] = {}
    for project in plan.projects:
        for one in project.documents:
            if one.source.kind == "pdf":
                wanted.setdefault(one.source.path, set()).update(_pages(one))
    found: dict[tuple[Path, int], str] = {}
    for document in plan.documents:
        numbers = sorted(wanted.get(document.path, ()))[: _MOST_PAGES - len(found)]
        data = read_bytes(document.path, MAX_BYTES) if numbers else None
        drawn = page_pictures(data, numbers) if data else None
        found |= {(document.path, at): one for at, one in zip(numbers, drawn or (), strict=False)}
    return found
