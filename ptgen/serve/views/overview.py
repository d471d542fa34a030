"""All units and projects with their totals, and the files that can be made of a folder.

Also findings by file and by line, and how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ptgen.build.manifest import SUMMARY, VOLUME
from ptgen.check.explanations import SEVERITIES
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.loader import Content, Loaded
from ptgen.core.model.units.unit import VOLUME_KEY
from ptgen.core.money import by_year, grouped
from ptgen.serve import links
from ptgen.serve.snapshot import ProjectsSnapshot
from ptgen.serve.views.composition import Composition, composition


@dataclass(frozen=True, slots=True)
class FolderOverview:
    """A folder of projects, most often a unit's of a year.

    ``sums`` are a label, 年度资金申请总额 and 项目资金总额: one, or one for each year where there
    are several. Projects whose amounts are unknown are ``left_out`` of them. ``files`` are names
    with addresses.
    """

    name: str
    unit: str
    projects: tuple[Loaded, ...]
    sums: tuple[tuple[str, str, str], ...]
    left_out: int
    chart: Composition | None
    files: tuple[tuple[str, str], ...]


def folders_of(snapshot: ProjectsSnapshot) -> tuple[FolderOverview, ...]:
    """All folders with their projects."""
    return tuple(_folder(name, projects, snapshot) for name, projects in snapshot.folders.items())


def budgeted(projects: Iterable[Loaded]) -> tuple[Content, ...]:
    """The projects whose amounts hold."""
    return tuple(one.content for one in projects if one.content is not None and one.sound)


def annual_sums(contents: Iterable[Content]) -> dict[int, str]:
    """年度资金申请总额 by year."""
    sums = by_year((one.project.year, one.budget.annual) for one in contents)
    return {year: grouped(amount) for year, amount in sums}


def project_name(loaded: Loaded) -> str:
    """The project's name, or its file's where it has none that can be read."""
    return loaded.file.stem if loaded.project is None else loaded.project.name


def folder_files(folder: str, snapshot: ProjectsSnapshot) -> tuple[tuple[str, str], ...]:
    """What can be made of a whole folder, none of whose projects has an error."""
    projects = snapshot.folders[folder]
    if folder in snapshot.partial or any(snapshot.content(one) is None for one in projects):
        return ()
    files = [(SUMMARY, "xlsx")]
    unit = projects[0].file.unit_path
    if any(
        source.path == unit and source.root is not None and source.root.get(VOLUME_KEY) is not None
        for source in projects[0].sources
    ):
        files += [(VOLUME, "docx"), (VOLUME, "pdf")]
    return tuple(
        (f"{name}.{style}", links.folder_download(name, style, folder)) for name, style in files
    )


def _folder(name: str, projects: tuple[Loaded, ...], snapshot: ProjectsSnapshot) -> FolderOverview:
    contents = budgeted(projects)
    annual = annual_sums(contents)
    totals = dict(by_year((one.project.year, one.budget.total) for one in contents))
    parts = [
        (one.content.project.name, links.project(one.file.key), one.content.budget.annual)
        for one in projects
        if one.content is not None and one.sound
    ]
    units = {one.project.implementer or "" for one in contents}
    return FolderOverview(
        name=name or "（根）",
        unit=units.pop() if len(units) == 1 else "",
        projects=projects,
        sums=tuple(
            (f"{year}年合计" if len(annual) > 1 else "合计", amount, grouped(totals[year]))
            for year, amount in annual.items()
        ),
        left_out=len(projects) - len(contents),
        chart=composition(parts) if len(parts) > 1 == len(annual) else None,
        files=folder_files(name, snapshot),
    )


FindingsAt = tuple[str, tuple[Diagnostic, ...]]
"""A path, or a line of a file, with the findings there."""


def by_file(findings: Sequence[Diagnostic]) -> tuple[FindingsAt, ...]:
    """The findings by the path of their file."""
    groups = groupby(findings, key=lambda found: found.span.path)
    return tuple((path, tuple(group)) for path, group in groups)


def source_lines(path: str, snapshot: ProjectsSnapshot) -> tuple[FindingsAt, ...] | None:
    """A file's lines with the findings in each; ``None`` for a file that is not shown."""
    if path not in snapshot.lines:
        return None
    by_line: dict[int, list[Diagnostic]] = {}
    for found in snapshot.findings_by_path.get(path, ()):
        by_line.setdefault(found.span.line, []).append(found)
    lines = snapshot.lines[path]
    if lines and not lines[-1]:
        lines = lines[:-1]
    return tuple((text, tuple(by_line.get(number, ()))) for number, text in enumerate(lines, 1))


def counts(findings: Sequence[Diagnostic]) -> tuple[tuple[str, str], ...]:
    """``("error", "2 处错误")`` and so on, for each level that occurs."""
    numbers = {level: sum(one.severity is level for one in findings) for level in SEVERITIES}
    return tuple(
        (level.value, f"{number} 处{SEVERITIES[level]}")
        for level, number in numbers.items()
        if number
    )
