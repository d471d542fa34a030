"""Stage workspace, on a disk: which files are projects, and the bytes of what they need."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ptgen.diagnostics import Diagnostic, Span, error
from ptgen.layout.load import LayoutFile
from ptgen.source.decode import MAX_BYTES
from ptgen.workspace import UNIT_FILE, ProjectFile

PROJECTS = "projects"
LAYOUT_FILE = "layout.yaml"


def builtin_templates() -> Path:
    """The templates that travel with ptgen: inside the wheel, or beside a checkout's package."""
    package = Path(__file__).resolve().parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


@dataclass(frozen=True, slots=True)
class DiskFiles:
    """Files of the working tree; ``templates`` are searched in order, the built-in ones last."""

    templates: tuple[Path, ...]

    def read(self, path: str) -> bytes | None:
        """At most one byte more than a file may have: the source stage tells that it is too big."""
        return read_bytes(Path(path))

    def layout(self, name: str) -> LayoutFile | None:
        """The first folder's ``layout.yaml`` of that name."""
        for folder in self.templates:
            path = folder / name / LAYOUT_FILE
            data = read_bytes(path)
            if data is not None:
                return LayoutFile(shown(path), data)
        return None

    def layouts(self) -> tuple[str, ...]:
        """All editions of all folders."""
        found = {
            path.parent.name
            for folder in self.templates
            for path in folder.glob(f"*/{LAYOUT_FILE}")
        }
        return tuple(sorted(found))


def disk_files(paths: Iterable[Path]) -> DiskFiles:
    """Files with the templates beside the ``projects/`` of each path, then the built-in ones."""
    own = [project_root(path).parent / "templates" for path in paths]
    builtin = builtin_templates()
    folders = [
        folder for folder in own if folder.is_dir() and folder.resolve() != builtin.resolve()
    ]
    return DiskFiles((*dict.fromkeys(folders), builtin))


def project_root(path: Path) -> Path:
    """The innermost folder named ``projects`` on the way to a path, else the folder itself."""
    whole = path.absolute()
    for folder in (whole, *whole.parents):
        if folder.name == PROJECTS:
            return folder
    return whole if whole.is_dir() else whole.parent


def shown(path: Path) -> str:
    """The path as people read it: relative to the current folder where it lies below."""
    whole = path.absolute()
    here = Path.cwd()
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()


def discover(paths: Iterable[Path]) -> tuple[tuple[ProjectFile, ...], tuple[Diagnostic, ...]]:
    """The project files at and below the paths, each once, in the order of their keys."""
    files: dict[str, ProjectFile] = {}
    found: list[Diagnostic] = []
    for path in paths:
        if not path.exists():
            found.append(error("PT004", Span.at(shown(path)), "没有这个文件或文件夹", "请核对路径"))
            continue
        root = project_root(path)
        for file in _yaml_files(path):
            wrong = _unfit(file, root)
            if wrong is None:
                made = _project_file(file, root)
                files.setdefault(made.path, made)
            else:
                found.append(wrong)
    return tuple(sorted(files.values(), key=lambda file: file.key)), tuple(found)


def partial_folders(paths: Iterable[Path], files: Iterable[ProjectFile]) -> frozenset[str]:
    """The folders of which only single files were named: not all their projects are at hand."""
    named = {path.absolute() for path in paths if not path.is_dir()}
    return frozenset(file.folder for file in files if Path(file.path).absolute() in named)


def _yaml_files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith((".yaml", ".yml")) and not name.startswith(".") and name != UNIT_FILE:
                yield Path(folder) / name


def _unfit(file: Path, root: Path) -> Diagnostic | None:
    at = Span.at(shown(file))
    if file.suffix != ".yaml":
        return error("PT004", at, "文件名不以 .yaml 结尾", f"请改名为 {file.stem}.yaml")
    if not file.resolve().is_relative_to(root.resolve()):
        return error("PT004", at, "链接指向了文件夹以外", "请把文件放到项目文件夹里")
    return None


def _project_file(file: Path, root: Path) -> ProjectFile:
    folder = file.absolute().parent.relative_to(root).as_posix()
    return ProjectFile(shown(file), "" if folder == "." else folder, file.stem)


def read_bytes(path: Path) -> bytes | None:
    """The bytes of a regular file; ``None`` when it is not there, not readable or a device."""
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return None
            return file.read(MAX_BYTES + 1)
    except OSError:
        return None


def write_bytes(path: Path, data: bytes) -> None:
    """Put new content into a file that is there, in one step, with its rights as they are.

    Raises ``OSError``.
    """
    target = path.resolve()
    handle, name = tempfile.mkstemp(".tmp", ".ptgen-", target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        shutil.copymode(target, name)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
