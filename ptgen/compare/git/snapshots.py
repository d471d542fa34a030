"""Two git revisions, or one and the working tree, as snapshots."""

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ptgen.compare.git.commands import GitError
from ptgen.compare.git.repository import Objects, Repository
from ptgen.compare.snapshot import Snapshot, is_below
from ptgen.core.filesystem import LAYOUT_FILE, PROJECTS, DiskFiles, builtin_templates
from ptgen.core.layout.load import LayoutFile
from ptgen.core.loader import UNIT_FILE, ProjectFile
from ptgen.core.model.units.standards import STANDARDS_FILE

_BESIDE = (UNIT_FILE, STANDARDS_FILE)

TEMPLATES = "templates"
WORKING_TREE = "工作区"


@dataclass(frozen=True, slots=True)
class Range:
    """What to compare: ``base``, or where it and ``head`` parted; no ``head`` is what is now."""

    base: str
    head: str | None
    parted: bool


def read_range(text: str) -> Range:
    """``main`` (where main and HEAD parted), ``a..b`` (the two), ``a...b`` (where they parted).

    Raises :class:`~ptgen.compare.git.commands.GitError` for what git would take for an option.
    """
    if text.startswith("-"):
        raise GitError(f"版本不能以 - 开头：{text}")
    for dots, parted in (("...", True), ("..", False)):
        base, found, head = text.partition(dots)
        if found:
            return Range(base or "HEAD", head or "HEAD", parted)
    return Range(text, None, True)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which projects: those below ``path``, named by their place below ``root``."""

    root: str
    path: str

    @property
    def templates(self) -> str:
        """The folder of editions beside the root."""
        return posixpath.join(posixpath.dirname(self.root), TEMPLATES)

    def project(self, path: str) -> ProjectFile | None:
        """The project of a path; ``None`` when it is not one of this scope."""
        if not is_below(path, self.root) or not is_below(path, self.path):
            return None
        folder, _, name = path[len(self.root) :].lstrip("/").rpartition("/")
        parts = (*folder.split("/"), name)
        if name in _BESIDE or not name.endswith(".yaml") or any(p.startswith(".") for p in parts):
            return None
        return ProjectFile(path, folder, name.removesuffix(".yaml"))


def scopes(repository: Repository, paths: Sequence[str]) -> tuple[Scope, ...]:
    """The scopes of paths as a user types them, ``projects`` when there are none."""
    return tuple(_scope(_path_in(repository, path)) for path in paths or (PROJECTS,))


@dataclass(frozen=True, slots=True)
class GitFiles:
    """Files by their objects; those of the working tree that no object holds from the disk."""

    objects: Objects
    top: Path | None
    listing: Mapping[str, str]
    templates: tuple[str, ...]
    builtin: DiskFiles

    def read(self, path: str) -> bytes | None:
        """The bytes of a file by its path below the top of the repository."""
        name = self.listing.get(path)
        if name is None:
            return None
        if name.startswith("./"):
            return None if self.top is None else self.builtin.read(str(self.top / path))
        return self.objects.read(name)

    def layout(self, name: str) -> LayoutFile | None:
        """The edition in the repository, else the built-in one."""
        for folder in self.templates:
            path = f"{folder}/{name}/{LAYOUT_FILE}"
            data = self.read(path)
            if data is not None:
                return LayoutFile(path, data)
        return self.builtin.layout(name)

    def layouts(self) -> tuple[str, ...]:
        """All editions, those of the repository and the built-in ones."""
        return tuple(sorted({*self.own_layouts(), *self.builtin.layouts()}))

    def own_layouts(self) -> dict[str, str]:
        """The editions of the repository: name → what identifies the content."""
        found: dict[str, str] = {}
        for folder in self.templates:
            for path, blob in self.listing.items():
                parts = path.removeprefix(f"{folder}/").split("/")
                if is_below(path, folder) and len(parts) == 2 and parts[1] == LAYOUT_FILE:
                    found.setdefault(parts[0], blob)
        return found


def snapshots(
    repository: Repository, objects: Objects, revisions: Range, within: Sequence[Scope]
) -> tuple[Snapshot, Snapshot]:
    """Both states."""
    folders = tuple(
        dict.fromkeys(place for scope in within for place in (scope.root, scope.templates))
    )
    base = repository.commit(revisions.base)
    head = repository.commit(revisions.head or "HEAD")
    start = repository.merge_base(base, head) if revisions.parted else base
    old = repository.tree(start, folders)
    if revisions.head is None and repository.top is not None:
        new = repository.working_tree(start, folders)
        label = WORKING_TREE
    else:
        new = repository.tree(head, folders)
        label = f"{revisions.head or 'HEAD'}（{head[:7]}）"
    before = f"{revisions.base}（{start[:7]}）"
    if start != base:
        before = f"{revisions.base} 的分叉点（{start[:7]}）"
    first = _snapshot(before, repository, objects, old, within)
    second = _snapshot(label, repository, objects, new, within)
    if not first.projects and not second.projects:
        searched = "、".join(scope.path or "." for scope in within)
        raise GitError(f"两边的 {searched} 里都没有项目文件。请写项目所在的路径")
    return first, second


def _snapshot(
    label: str,
    repository: Repository,
    objects: Objects,
    listing: dict[str, str],
    within: Sequence[Scope],
) -> Snapshot:
    templates = tuple(dict.fromkeys(scope.templates for scope in within))
    builtin = DiskFiles((builtin_templates(),))
    files = GitFiles(objects, repository.top, listing, templates, builtin)
    projects: dict[str, ProjectFile] = {}
    for scope in within:
        for path in sorted(listing):
            found = scope.project(path)
            if found is not None:
                projects.setdefault(path, found)
    return Snapshot(label, files, projects, listing, files.own_layouts())


def _scope(path: str) -> Scope:
    parts = path.split("/")
    if PROJECTS in parts:
        last = len(parts) - 1 - parts[::-1].index(PROJECTS)
        return Scope("/".join(parts[: last + 1]), path)
    return Scope(posixpath.dirname(path) if path.endswith(".yaml") else path, path)


def _path_in(repository: Repository, path: str) -> str:
    """A path below the top of the repository, ``""`` for the top itself."""
    if Path(path).is_absolute():
        top = (repository.top or repository.here).resolve()
        whole = Path(path).resolve()
        if not whole.is_relative_to(top):
            raise GitError(f"{path} 不在这个仓库里")
        return "" if whole == top else whole.relative_to(top).as_posix()
    joined = posixpath.normpath(posixpath.join(repository.prefix, path))
    if joined == ".." or joined.startswith("../"):
        raise GitError(f"{path} 不在这个仓库里")
    return "" if joined == "." else joined
