"""Find the projects, and read and check those of a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from os.path import split
from pathlib import Path

from ptgen.check.config import Configured, configured
from ptgen.check.engine import check
from ptgen.check.rules.fields import same_output
from ptgen.core.diagnostics import Diagnostic, has_errors
from ptgen.core.filesystem import (
    DiskFiles,
    discover,
    disk_files,
    is_builtin_template,
    partial_folders,
)
from ptgen.core.loader import Loaded, Loader, ProjectFile
from ptgen.core.model.units.standards import STANDARDS_FILE
from ptgen.core.model.units.unit import VOLUME_KEY
from ptgen.serve.snapshot import FolderSnapshot, ProjectRow


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known without reading projects: their files by folder, and what holds for all."""

    disk: DiskFiles
    loader: Loader
    config: Configured
    files: Mapping[str, tuple[ProjectFile, ...]]
    folders: Mapping[str, str]
    partial: frozenset[str]
    unreadable: tuple[Diagnostic, ...]
    clashing: tuple[Diagnostic, ...]

    def folder_of(self, path: str) -> str | None:
        """The folder of projects that a file belongs to; ``None`` for what holds for all."""
        place, name = split(path)
        return None if name == STANDARDS_FILE else self.folders.get(place)


def survey(places: tuple[Path, ...]) -> Survey:
    """Find the projects below the places."""
    found, unreadable = discover(places)
    files: dict[str, tuple[ProjectFile, ...]] = {}
    for file in found:
        files[file.folder] = (*files.get(file.folder, ()), file)
    disk = disk_files(places)
    return Survey(
        disk,
        Loader(disk),
        configured(places),
        files,
        {str(Path(some[0].path).absolute().parent): name for name, some in files.items()},
        partial_folders(places, found),
        unreadable,
        tuple(same_output.find_files(found)),
    )


def read_folder(name: str, known: Survey, state: object) -> FolderSnapshot:
    """Read and check the projects of a folder."""
    loader = known.loader.afresh()
    loaded = [loader.load(file) for file in known.files[name]]
    paths = {file.path for file in known.files[name]}
    clashing = [one for one in known.clashing if one.span.path in paths]
    found = check(loaded, known.config.settings, known.partial, clashing=clashing)
    unit = loader.unit(known.files[name][0].unit_path).source
    lines = dict(chain.from_iterable(one.lines.items() for one in loaded))
    return FolderSnapshot(
        tuple(_row(project, found) for project in loaded),
        state,
        found,
        {path: one for path, one in lines.items() if not is_builtin_template(Path(path))},
        unit is not None and unit.root is not None and unit.root.get(VOLUME_KEY) is not None,
    )


def _row(loaded: Loaded, found: Sequence[Diagnostic]) -> ProjectRow:
    """What lists show of a project; its findings are its own and the errors of other files."""
    path, paths = loaded.file.path, {loaded.file.path, *loaded.lines}
    mine = [one for one in found if one.span.path in paths]
    mine = [one for one in mine if one.span.path == path or has_errors((one,))]
    row = ProjectRow(loaded.file, loaded.file.stem, read=True, findings=tuple(mine))
    if loaded.project is not None:
        project = loaded.project
        row = replace(row, name=project.name, unit=project.implementer or "", year=project.year)
    if loaded.content is None or not loaded.sound:
        return row
    budget = loaded.content.budget
    return replace(row, annual=budget.annual, total=budget.total, complete=not has_errors(mine))
