"""All units and projects with their totals, and the files that can be made of a folder.

Also findings by file and by line, and how many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final

from ptgen.build.manifest import SUMMARY, VOLUME
from ptgen.check.explanations import SEVERITIES
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.money import by_year, grouped
from ptgen.serve import links
from ptgen.serve.snapshot import ProjectRow, ProjectsSnapshot
from ptgen.serve.views.composition import Composition, composition
from ptgen.serve.views.search import Query

MOST: Final = 200
"""So many rows a page has at most."""


@dataclass(frozen=True, slots=True)
class FolderOverview:
    """A folder of projects, most often a unit's of a year, with those that were asked for.

    ``shown`` are those of the page. ``sums`` are a label, 年度资金申请总额 and 项目资金总额: one, or
    one for each year where there are several. Projects whose amounts are unknown are ``left_out``
    of them. ``files`` are names with addresses.
    """

    name: str
    unit: str
    rows: tuple[ProjectRow, ...]
    shown: tuple[ProjectRow, ...]
    sums: tuple[tuple[str, str, str], ...]
    findings: tuple[Diagnostic, ...]
    left_out: int
    files: tuple[tuple[str, str], ...]

    @property
    def chart(self) -> Composition | None:
        """What each project has of the sum, unless they are too many to tell apart."""
        parts = [
            (row.name, links.project(row.file.key), row.annual)
            for row in self.rows
            if row.annual is not None
        ]
        return composition(parts) if MOST >= len(parts) > 1 == len(self.sums) else None


@dataclass(frozen=True, slots=True)
class Overview:
    """The projects that were asked for, by folder, as much of them as page ``number`` has.

    Where there are many, ``units`` tells that only the folders are listed.
    """

    folders: tuple[FolderOverview, ...]
    rows: tuple[ProjectRow, ...]
    sums: Mapping[int, str]
    number: int
    pages: int
    units: bool

    @property
    def left_out(self) -> int:
        """How many projects' amounts are unknown."""
        return sum(row.annual is None for row in self.rows)


def overview(snapshot: ProjectsSnapshot, query: Query, number: int) -> Overview:
    """The projects that a query asks for."""
    rows = tuple(filter(query.matches, snapshot.rows.values()))
    by_folder = [
        (name, tuple(inside)) for name, inside in groupby(rows, key=lambda row: row.file.folder)
    ]
    units = len(rows) > MOST and len(by_folder) > 1
    pages = max(1, -(-len(by_folder if units else rows) // MOST))
    number = min(max(number, 1), pages)
    first = (number - 1) * MOST
    if units:
        by_folder = by_folder[first : first + MOST]
    page = {row.file.key for row in rows[first : first + MOST]}
    folders = (_folder(name, inside, () if units else page, snapshot) for name, inside in by_folder)
    listed = tuple(one for one in folders if units or one.shown)
    return Overview(listed, rows, annual_sums(rows), number, pages, units)


def annual_sums(rows: Iterable[ProjectRow]) -> dict[int, str]:
    """年度资金申请总额 by year."""
    return _sums((row.year, row.annual) for row in rows)


def _sums(parts: Iterable[tuple[int | None, Decimal | None]]) -> dict[int, str]:
    known = ((year, amount) for year, amount in parts if year is not None and amount is not None)
    return {year: grouped(amount) for year, amount in by_year(known)}


def folder_files(folder: str, snapshot: ProjectsSnapshot) -> tuple[tuple[str, str], ...]:
    """What can be made of a whole folder, none of whose projects has an error."""
    projects = snapshot.folders[folder]
    if folder in snapshot.partial or not all(row.complete for row in projects.rows):
        return ()
    files = [(SUMMARY, "xlsx")]
    if projects.volume:
        files += [(VOLUME, "docx"), (VOLUME, "pdf")]
    return tuple(
        (f"{name}.{style}", links.folder_download(name, style, folder)) for name, style in files
    )


def _folder(
    name: str, rows: tuple[ProjectRow, ...], page: Collection[str], snapshot: ProjectsSnapshot
) -> FolderOverview:
    annual, totals = annual_sums(rows), _sums((row.year, row.total) for row in rows)
    units = {row.unit for row in rows if row.unit}
    return FolderOverview(
        name=name or "（根）",
        unit=units.pop() if len(units) == 1 else "",
        rows=rows,
        shown=tuple(row for row in rows if row.file.key in page),
        sums=tuple(
            (f"{year}年合计" if len(annual) > 1 else "合计", amount, totals[year])
            for year, amount in annual.items()
        ),
        findings=tuple(one for row in rows for one in row.findings),
        left_out=sum(row.annual is None for row in rows),
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
    lines = snapshot.lines.get(path)
    if lines is None:
        return None
    by_line: dict[int, list[Diagnostic]] = {}
    for found in snapshot.findings_by_path.get(path, ()):
        by_line.setdefault(found.span.line, []).append(found)
    if lines and not lines[-1]:
        lines = lines[:-1]
    return tuple((text, tuple(by_line.get(number, ()))) for number, text in enumerate(lines, 1))


def counts(findings: Sequence[Diagnostic]) -> tuple[tuple[str, str], ...]:
    """``("error", "2 处错误")`` and so on, for each level that occurs."""
    found = Counter(one.severity for one in findings)
    words = ((level, word) for level, word in SEVERITIES.items() if found[level])
    return tuple((level.value, f"{found[level]} 处{word}") for level, word in words)
