"""Check what is open: a file by itself at once, its folder when there is time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from itertools import groupby
from pathlib import Path, PurePosixPath

from ptgen.check.config import CONFIG_FILE, Configured, config_of, configured, standards_file
from ptgen.check.engine import context_of, examine, findings_in
from ptgen.core.diagnostics import Diagnostic, in_order
from ptgen.core.filesystem import (
    LAYOUT_FILE,
    PROJECTS,
    DiskFiles,
    builtin_templates,
    discover,
    disk_files,
    is_in_repository,
    is_there,
    project_file,
    project_root,
    read_bytes,
    shown,
)
from ptgen.core.loader import UNIT_FILE, EditedFiles, Loaded, Loader, ProjectFile
from ptgen.core.model.units.standards import STANDARDS_FILE
from ptgen.core.source.nodes import Mapping as Nodes
from ptgen.core.source.parse import Source, read
from ptgen.lsp.buffers import Buffer

Buffers = Mapping[str, Buffer]
_OURS = re.compile(r"^(?:项目名称|预算|绩效指标|版式|汇编)\s*[:：]", re.MULTILINE)
_NAMELESS = "—"
_UNREADABLE_LINES = 4  # more are not taken out of a text


class FileKind(Enum):
    """Which of the files that people write."""

    PROJECT = auto()
    UNIT = auto()
    LAYOUT = auto()
    STANDARDS = auto()
    CONFIG = auto()


def kind_of(buffer: Buffer) -> FileKind | None:
    """What a file is by its name and place, or by what it holds.

    People keep other things below a folder named ``projects`` too: ours has a ptgen.toml beside it,
    or the file a unit.yaml.
    """
    path = Path(buffer.path).absolute()
    by_name = {CONFIG_FILE: FileKind.CONFIG, STANDARDS_FILE: FileKind.STANDARDS}
    if path.name in by_name:
        return by_name[path.name]
    if path.name == LAYOUT_FILE and path.parent.parent.name == "templates":
        return FileKind.LAYOUT
    if path.suffix.lower() not in (".yaml", ".yml"):
        return None
    root = project_root(path)
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    signs = (root.parent / CONFIG_FILE, path.with_name(UNIT_FILE))
    placed = root.name == PROJECTS and not hidden and any(map(is_there, signs))
    if not placed and not _OURS.search(buffer.text):
        return None
    return FileKind.UNIT if path.name == UNIT_FILE else FileKind.PROJECT


@dataclass(frozen=True, slots=True)
class Analysis:
    """A file by itself.

    ``root`` are its nodes, as far as it can be read; ``loaded`` is the project, of a unit or an
    edition one that uses it; ``findings`` are those in this file.
    """

    buffer: Buffer
    kind: FileKind
    buffers: Buffers
    files: EditedFiles
    root: Nodes | None = None
    loaded: Loaded | None = None
    findings: tuple[Diagnostic, ...] = ()


def analysis_of(buffer: Buffer, buffers: Buffers) -> Analysis | None:
    """What is known of a file without looking at others of its kind; ``None`` of others' files."""
    kind = kind_of(buffer)
    if kind is None:
        return None
    path = Path(buffer.path)
    files = EditedFiles(_disk(path, kind), _data(buffers))
    config = _configured(path, buffers)
    root, loaded, found = None, None, list(config.diagnostics)
    other = buffer
    if kind is not FileKind.CONFIG:
        root, other = readable(buffer)
    if kind not in (FileKind.CONFIG, FileKind.STANDARDS):
        file, wrong, files = _project(path, kind, files)
        found.extend(wrong)
        loaded = Loader(files).load(file)
        # A file that is no project for a check is not looked into.
        found.extend(() if wrong else examine((loaded,), config.settings, {file.folder}).findings)
        if other is not buffer:
            files = replace(files, data={**files.data, buffer.path: other.data})
            loaded = Loader(files).load(file)
    inside = in_order(one for one in found if one.span.path == buffer.path)
    return Analysis(buffer, kind, buffers, files, root, loaded, inside)


def _data(buffers: Buffers) -> dict[str, bytes]:
    return {path: buffer.data for path, buffer in buffers.items()}


def readable(buffer: Buffer) -> tuple[Nodes | None, Buffer]:
    """The nodes of a text, and the text without the lines that keep it from being read."""
    source = read(buffer.data, buffer.path)
    for _ in range(_UNREADABLE_LINES):
        root, wrong = source.nodes, _unreadable_at(source)
        if root is not None or wrong is None:
            return root, buffer
        # The reader often stops behind what it cannot read.
        filled = [row for row, line in enumerate(buffer.lines[:wrong]) if line.strip()][-2:]
        tries = [_without_line(buffer, row) for row in reversed(filled)] or [buffer]
        read_again = [(one, read(one.data, one.path)) for one in tries]
        buffer, source = max(read_again, key=lambda pair: _readable_to(pair[1]))
    return source.nodes, buffer


def _without_line(buffer: Buffer, row: int) -> Buffer:
    lines = [line if at != row else "" for at, line in enumerate(buffer.lines)]
    return replace(buffer, text="\n".join(lines))


def _unreadable_at(source: Source) -> int | None:
    """The first line that cannot be read."""
    return next((one.span.line for one in source.diagnostics if one.code == "PT001"), None)


def _readable_to(source: Source) -> int:
    return _unreadable_at(source) or 0 if source.nodes is None else len(source.lines)


def _disk(path: Path, kind: FileKind) -> DiskFiles:
    """The files with the editions beside them; an edition comes first among those of its name."""
    if kind is not FileKind.LAYOUT:
        return disk_files([path])
    folder = path.absolute().parents[1]
    return DiskFiles((*((folder,) if is_in_repository(folder) else ()), builtin_templates()))


def _configured(path: Path, buffers: Buffers) -> Configured:
    def read_file(file: Path, most: int) -> bytes | None:
        buffer = buffers.get(shown(file))
        return read_bytes(file, most) if buffer is None else buffer.data[: most + 1]

    return configured((path,), read_file)


def _project(
    path: Path, kind: FileKind, files: EditedFiles
) -> tuple[ProjectFile, tuple[Diagnostic, ...], EditedFiles]:
    """The project by which a file is looked at, why it is none, and the files to load it from.

    Of a unit it is the first one; where there is none, as of an edition, one that is not there.
    """
    if kind is FileKind.PROJECT:
        found, wrong = discover([path]) if is_there(path) else ((), ())
        return (found[0] if found else project_file(path)), wrong, files
    text = ""
    folder = path.parent
    if kind is FileKind.LAYOUT:
        text = f"版式: {path.absolute().parent.name}\n"
        folder = path.absolute().parents[2] / PROJECTS / _NAMELESS
    else:
        others = (UNIT_FILE, STANDARDS_FILE)
        beside = sorted(one for one in folder.glob("[!.]*.yaml") if one.name not in others)
        if beside:
            return project_file(beside[0]), (), files
    file = project_file(folder / f"{_NAMELESS}.yaml")
    return file, (), replace(files, data={**files.data, file.path: text.encode()})


@dataclass(frozen=True, slots=True)
class FolderFindings:
    """All findings in the files of a folder and in those that it uses, with their lines."""

    findings: Mapping[str, tuple[Diagnostic, ...]]
    lines: Mapping[str, Sequence[str]]


Stamp = tuple[object, ...]
_Checked = tuple[Stamp, Loaded, tuple[Diagnostic, ...]]


@dataclass(slots=True)
class FolderChecker:
    """Checks the projects of a folder together; what has not changed is not read again.

    ``latest`` is what was last found; ``stale`` says that it may be otherwise by now.
    """

    folder: Path
    latest: FolderFindings = FolderFindings({}, {})
    stale: bool = True
    _shared: Stamp = ()
    _cache: dict[str, _Checked] = field(default_factory=dict)

    def check(self, buffers: Buffers, wanted: Callable[[], bool]) -> FolderFindings | None:
        """What is wrong; ``None`` once nobody wants to know any more."""
        own, disk = shown(self.folder), disk_files([self.folder])
        there, wrong = discover([self.folder])
        wrong = tuple(one for one in wrong if _folder_of(one.span.path) == own)
        paths = {file.path for file in there} | {one.span.path for one in wrong}
        new = (
            project_file(Path(path))
            for path in buffers.keys() - paths
            if kind_of(buffers[path]) is FileKind.PROJECT
        )
        files = [file for file in (*there, *new) if _folder_of(file.path) == own]
        config = _configured(self.folder, buffers)
        shared = _shared_stamp(self.folder, disk, buffers)
        if shared != self._shared:
            self._shared, self._cache = shared, {}
        loader = Loader(EditedFiles(disk, _data(buffers)))
        kept: dict[str, _Checked] = {}
        for file in sorted(files, key=lambda file: file.key):
            if not wanted():
                return None
            stamp = _stamp(Path(file.path), buffers)
            former = self._cache.get(file.path)
            if former is None or former[0] != stamp:
                loaded = loader.load(file)
                context = context_of(loaded, config.settings.of(file.path))
                former = stamp, loaded, findings_in(loaded, context)
            self._cache[file.path] = kept[file.path] = former
        self._cache = kept
        projects = tuple(loaded for _, loaded, _ in kept.values())
        known = {path: found for path, (_, _, found) in kept.items()}
        outcome = examine(projects, config.settings, known=known)
        found = in_order((*config.diagnostics, *wrong, *outcome.findings))
        lines: dict[str, Sequence[str]] = dict(config.lines)
        for project in projects:
            lines |= project.lines
        return FolderFindings(
            {path: tuple(some) for path, some in groupby(found, lambda one: one.span.path)}, lines
        )


def _folder_of(path: str) -> str:
    return PurePosixPath(path).parent.as_posix()


def _shared_stamp(folder: Path, disk: DiskFiles, buffers: Buffers) -> Stamp:
    """What changes when anything does that all projects of a folder are read with."""
    files = [folder / UNIT_FILE, config_of(folder), standards_file(folder)]
    files += [path for place in disk.templates for path in sorted(place.glob(f"*/{LAYOUT_FILE}"))]
    return tuple((path, _stamp(path, buffers)) for path in files if path is not None)


def _stamp(path: Path, buffers: Buffers) -> Stamp:
    """What changes when a file does."""
    buffer = buffers.get(shown(path))
    if buffer is not None:
        return buffer.text, buffer.encoding
    try:
        about = path.stat()
    except OSError:
        return ()
    return about.st_mtime_ns, about.st_size, about.st_ino
