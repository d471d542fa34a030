"""Files on the disk: which are projects, and the bytes of what they need."""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ptgen.core.diagnostics import Diagnostic, Span, error, in_order
from ptgen.core.errors import PtgenError
from ptgen.core.held_folder import held
from ptgen.core.layout.load import NAME, LayoutFile
from ptgen.core.loader import UNIT_FILE, ProjectFile
from ptgen.core.model.units.standards import STANDARDS_FILE
from ptgen.core.source.decode import MAX_BYTES, hidden_letter
from ptgen.core.system import is_portable

PROJECTS = "projects"
LAYOUT_FILE = "layout.yaml"


def builtin_templates() -> Path:
    """The templates that travel with ptgen: inside the wheel, or beside a checkout's package."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def is_builtin_template(path: Path) -> bool:
    """Whether a template is ptgen's own."""
    return path.resolve().is_relative_to(builtin_templates().resolve())


@dataclass(frozen=True, slots=True)
class DiskFiles:
    """Files of the working tree; ``templates`` are searched in order, the built-in ones last."""

    templates: tuple[Path, ...]

    def read(self, path: str) -> bytes | None:
        """At most one byte more than a file may have: the source stage tells that it is too big.

        ``None`` also for what a link finds outside of the projects.
        """
        file = Path(path)
        return read_bytes(file) if is_inside(file, project_root(file)) else None

    def layout(self, name: str) -> LayoutFile | None:
        """The first folder's ``layout.yaml`` of that name."""
        for folder in self.templates:
            path = folder / name / LAYOUT_FILE
            data = read_bytes(path) if is_inside(path, folder) else None
            if data is not None:
                return LayoutFile(shown(path), data)
        return None

    def layouts(self) -> tuple[str, ...]:
        """All editions of all folders."""
        found = {
            path.parent.name
            for folder in self.templates
            for path in folder.glob(f"*/{LAYOUT_FILE}")
            if NAME.fullmatch(path.parent.name)
        }
        return tuple(sorted(found))


def disk_files(paths: Iterable[Path]) -> DiskFiles:
    """Files with the templates beside the ``projects/`` of each path, then the built-in ones.

    Raises :class:`~ptgen.core.errors.PtgenError` where a link finds projects or templates elsewhere.
    """
    roots = [project_root(path) for path in paths]
    builtin = builtin_templates()
    own = [root.parent / "templates" for root in roots]
    folders = [
        folder for folder in own if _is_folder(folder) and folder.resolve() != builtin.resolve()
    ]
    for folder in (*roots, *folders):
        require_in_repository(folder)
    return DiskFiles((*dict.fromkeys(folders), builtin))


def project_root(path: Path) -> Path:
    """The innermost folder named ``projects`` on the way to a path, else the folder itself."""
    whole = _whole(path)
    for folder in (whole, *whole.parents):
        if folder.name == PROJECTS:
            return folder
    return whole if _is_folder(whole) else whole.parent


def shown(path: Path) -> str:
    """The path as people read it: relative to the current folder where it lies below."""
    whole = _whole(path)
    here = Path.cwd()
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()


def _whole(path: Path) -> Path:
    """Absolute and without ``..``, so that one file has one name."""
    return Path(os.path.normpath(path.absolute()))


def discover(paths: Iterable[Path]) -> tuple[tuple[ProjectFile, ...], tuple[Diagnostic, ...]]:
    """The project files at and below the paths, each once, in the order of their keys."""
    files: dict[str, ProjectFile] = {}
    found: list[Diagnostic] = []
    for path in paths:
        if not is_there(path):
            found.append(_unreadable(path, "没有这个文件或文件夹", "请核对路径"))
            continue
        root = project_root(path)
        for folder, names in _yaml_files(path, found):
            if not names:
                continue
            # Once for all its files: a Path for each of thousands takes its time.
            place, own = PurePosixPath(shown(folder)), _below(folder, root)
            inside, unit = is_inside(folder, root), folder / UNIT_FILE
            of_unit = _unfit(unit, own, root) if unit.is_symlink() else None
            for name in names:
                wrong = _unfit(folder / name, own, root, inside=inside) or of_unit
                if wrong is None:
                    shown_path = (place / name).as_posix()
                    stem = name.removesuffix(".yaml")
                    files.setdefault(shown_path, ProjectFile(shown_path, own, stem))
                else:
                    found.append(wrong)
    return tuple(sorted(files.values(), key=lambda file: file.key)), in_order(found)


def partial_folders(paths: Iterable[Path], files: Iterable[ProjectFile]) -> frozenset[str]:
    """The folders of which only single files were named: not all their projects are at hand."""
    named = {_whole(path) for path in paths if not _is_folder(path)}
    some = files if named else ()
    return frozenset(file.folder for file in some if _whole(Path(file.path)) in named)


def broken_folders(found: Iterable[Diagnostic], files: Iterable[ProjectFile]) -> frozenset[str]:
    """The folders with a file beside their projects that :func:`discover` would not take."""
    beside = {PurePosixPath(one.span.path).parent for one in found}
    return frozenset(file.folder for file in files if PurePosixPath(file.path).parent in beside)


def is_there(path: Path) -> bool:
    """Whether something is at a path; not so at one that no system could have."""
    try:
        return path.exists()
    except OSError:
        return False


def _is_folder(path: Path) -> bool:
    return is_there(path) and path.is_dir()


def _yaml_files(path: Path, found: list[Diagnostic]) -> Iterator[tuple[Path, list[str]]]:
    """The files below a path by their folders; a unit file stands for the projects beside it."""

    def report(failure: OSError) -> None:
        found.append(_unreadable(Path(failure.filename), "文件夹读不到", "请核对文件夹的权限"))

    deep = _is_folder(path)
    if not deep and path.name != UNIT_FILE:
        yield path.parent, [path.name]
        return
    for folder, folders, names in os.walk(path if deep else path.parent, onerror=report):
        if not deep:
            folders.clear()
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield (
            Path(folder),
            [
                name
                for name in sorted(names)
                if name.lower().endswith((".yaml", ".yml"))
                and not name.startswith(".")
                and name not in (UNIT_FILE, STANDARDS_FILE)
            ],
        )


def _below(folder: Path, root: Path) -> str:
    """The path of a folder below the root; empty for the root itself, or where that is a file."""
    whole = _whole(folder)
    path = whole.relative_to(root).as_posix() if whole.is_relative_to(root) else "."
    return "" if path == "." else path


def _unfit(file: Path, folder: str, root: Path, *, inside: bool = False) -> Diagnostic | None:
    """Why a file is not read; one of a folder that is ``inside`` can leave it by a link only."""
    name = f"{folder}/{file.name}".lstrip("/")
    try:
        name.encode()
    except UnicodeEncodeError:
        return _unreadable(file, "文件名不是 UTF-8 编码", "请改名")
    hidden = hidden_letter(name) or next(
        (f"U+{ord(one):04X}" for one in name if one in "\n\r\t"), None
    )
    if hidden:
        return _unreadable(file, f"文件名里有不可见的字符（{hidden}）", "请改名")
    if (part := _unportable(name)) is not None:
        return _unreadable(file, f"“{part}”不能用作文件名（在 Windows 上，或以“.”开头）", "请改名")
    if file.suffix != ".yaml":
        return _unreadable(file, "文件名不以 .yaml 结尾", f"请改名为 {file.stem}.yaml")
    if not (inside and not file.is_symlink()) and not is_inside(file, root):
        return _unreadable(file, "链接指向了文件夹以外，或成了圈", "请把文件放到项目文件夹里")
    return None


def _unportable(name: str) -> str | None:
    """A part of a relative path that is no name on Windows, or one that hides; documents get it."""
    for part in name.split("/"):
        stem = part.removesuffix(".yaml")
        if stem.startswith((".", " ")) or not is_portable(stem):
            return part
    return None


def _unreadable(path: Path, message: str, hint: str) -> Diagnostic:
    name = os.fsencode(shown(path)).decode("utf-8", "replace")
    return error("PT004", Span.at(name), message, hint)


def is_inside(path: Path, folder: Path) -> bool:
    """Whether a path leads into a folder, links followed; not so for links in a circle."""
    try:
        end = path.resolve()
        # From Python 3.13 on a circle raises nothing: what it ends in is still a link.
        return not end.is_symlink() and end.is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def is_in_repository(path: Path) -> bool:
    """Whether a path leads, links followed, into its repository: the nearest with ``.git``.

    Without a repository it must not leave its own folder.
    """
    whole = _whole(path)
    found = (one for one in whole.parents if is_there(one / ".git"))
    return is_inside(path, next(found, whole.parent))


def require_in_repository(folder: Path) -> None:
    """Raise :class:`~ptgen.core.errors.PtgenError` for a folder that a link finds elsewhere."""
    if is_in_repository(folder):
        return
    why = "是指向仓库以外的链接，或成了圈；请写明实际的文件夹，或换成文件夹"
    try:
        folder.lstat()
    except OSError as failure:
        why = "文件名太长" if failure.errno == errno.ENAMETOOLONG else why
    raise PtgenError(f"{shown(folder)} {why}")


def project_file(path: Path) -> ProjectFile:
    """The project file that a path is or would be."""
    file = _whole(path)
    return ProjectFile(shown(file), _below(file.parent, project_root(path.parent)), file.stem)


def read_bytes(path: Path, most: int = MAX_BYTES) -> bytes | None:
    """At most ``most`` bytes of a regular file and one more, which says that there are more.

    ``None`` when it is not there, not readable or a device.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return None
            return file.read(most + 1)
    except OSError:
        return None


def write_bytes(path: Path, data: bytes) -> None:
    """Put new content into a file that is there, in one step, with its rights as they are.

    Raises ``OSError``.
    """
    target = path.resolve()
    with held(target.parent) as folder:
        folder.put(target.name, data, stat.S_IMODE(target.lstat().st_mode))


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
