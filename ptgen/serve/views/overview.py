"""Stage serve: all units and projects with their totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ptgen.build.manifest import SUMMARY, VOLUME
from ptgen.core.loader import Content, Loaded
from ptgen.core.model.project import DocumentKind
from ptgen.core.model.unit import VOLUME_KEY
from ptgen.core.money import by_year, grouped
from ptgen.serve import links
from ptgen.serve.snapshot import Reading
from ptgen.serve.views.composition import Composition, composition
from ptgen.serve.views.findings import counts


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project; amounts in 元, empty where they cannot be computed."""

    name: str
    key: str
    href: str
    year: str
    annual: str
    total: str
    findings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder of projects, most often a unit's of a year."""

    id: str
    name: str
    unit: str
    projects: tuple[ProjectRow, ...]
    sums: tuple[tuple[str, str, str], ...]
    """A label, 年度资金申请总额 and 项目资金总额: one, or one for each year where there are several."""
    left_out: int
    """Projects whose amounts are unknown, and so in no sum."""
    chart: Composition | None
    files: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything."""

    folders: tuple[FolderRow, ...]
    projects: int
    sums: tuple[tuple[str, str], ...]
    """年度资金申请总额 of each year, with the year."""
    left_out: int
    findings: tuple[tuple[str, str], ...]


def overview_of(reading: Reading) -> Overview:
    """All folders with their projects."""
    folders = reading.folders
    loaded = reading.projects.values()
    known = [content for one in loaded if (content := _budgeted(one)) is not None]
    return Overview(
        folders=tuple(
            _folder(number, name, projects, reading)
            for number, (name, projects) in enumerate(folders.items(), 1)
        ),
        projects=len(reading.projects),
        sums=tuple((f"{year}年", grouped(amount)) for year, amount in _annual(known)),
        left_out=len(reading.projects) - len(known),
        findings=counts(reading.findings),
    )


def _budgeted(loaded: Loaded) -> Content | None:
    """A project whose amounts hold."""
    return loaded.content if loaded.sound else None


def _annual(contents: Sequence[Content]) -> tuple[tuple[int, Decimal], ...]:
    return by_year((one.project.year, one.budget.annual) for one in contents)


def _sums(contents: Sequence[Content]) -> tuple[tuple[str, str, str], ...]:
    totals = dict(by_year((one.project.year, one.budget.total) for one in contents))
    annual = _annual(contents)
    return tuple(
        (f"{year}年合计" if len(annual) > 1 else "合计", grouped(amount), grouped(totals[year]))
        for year, amount in annual
    )


def _folder(number: int, name: str, projects: Sequence[Loaded], reading: Reading) -> FolderRow:
    contents = [(one, content) for one in projects if (content := _budgeted(one)) is not None]
    parts = [
        (content.project.name, links.project(one.file.key), content.budget.annual)
        for one, content in contents
    ]
    sums = _sums([content for _, content in contents])
    units = {content.project.implementer or "" for _, content in contents}
    return FolderRow(
        id=f"folder-{number}",
        name=name or "（根）",
        unit=units.pop() if len(units) == 1 else "",
        projects=tuple(_project(one, reading) for one in projects),
        sums=sums,
        left_out=len(projects) - len(contents),
        chart=composition(parts) if len(parts) > 1 == len(sums) else None,
        files=folder_files(name, reading),
    )


def _project(loaded: Loaded, reading: Reading) -> ProjectRow:
    content = _budgeted(loaded)
    return ProjectRow(
        name=name_of(loaded),
        key=loaded.file.key,
        href=links.project(loaded.file.key),
        year=f"{loaded.content.project.year}" if loaded.content else "",
        annual="" if content is None else grouped(content.budget.annual),
        total="" if content is None else grouped(content.budget.total),
        findings=counts(reading.findings_by_path.get(loaded.file.path, ())),
    )


def name_of(loaded: Loaded) -> str:
    """The project's name, or its file's where it has none that can be read."""
    if loaded.content is not None:
        return loaded.content.project.name
    return loaded.draft.project.name if loaded.draft is not None else loaded.file.stem


def folder_files(folder: str, reading: Reading) -> tuple[Link, ...]:
    """What can be made of a whole folder, none of whose projects has an error."""
    projects = reading.folders[folder]
    if folder in reading.partial or any(reading.content(one) is None for one in projects):
        return ()
    files = [(SUMMARY, "xlsx")]
    unit = projects[0].file.unit_path
    if any(
        source.path == unit and source.root is not None and source.root.get(VOLUME_KEY) is not None
        for source in projects[0].sources
    ):
        files += [(VOLUME, "docx"), (VOLUME, "pdf")]
    return tuple(
        Link(f"{name}.{style}", links.folder_download(name, style, folder)) for name, style in files
    )


def project_files(loaded: Loaded, reading: Reading) -> tuple[Link, ...]:
    """The files that can be made of a project without errors."""
    content = reading.content(loaded)
    if content is None:
        return ()
    return tuple(
        Link(f"{kind.value}.{style}", links.download(kind, style, loaded.file.key))
        for kind in content.project.documents
        for style in styles_of(kind)
    )


def styles_of(kind: DocumentKind) -> tuple[str, ...]:
    """The formats of a document: a table is also a workbook."""
    return ("docx", "pdf", "xlsx") if kind is DocumentKind.FORM else ("docx", "pdf")
