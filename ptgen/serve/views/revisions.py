"""The change of the projects since a git revision that a user names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from ptgen.compare.git.commands import GitError
from ptgen.compare.git.repository import Objects, Repository, open_repository
from ptgen.compare.git.snapshots import read_range, scopes, snapshots
from ptgen.compare.review import Review, review, settings_at
from ptgen.core.filesystem import project_root

_LONGEST: Final = 200
_RECENT: Final = 12
_DEFAULTS: Final = ("main", "master")


class Choices(NamedTuple):
    """What a user may want to compare with: branches and tags, and the latest commits.

    A commit is its short name, its day and its subject.
    """

    names: tuple[str, ...] = ()
    commits: tuple[tuple[str, ...], ...] = ()


def changes_since(revision: str, places: Sequence[Path]) -> Review:
    """The changes since a revision (``main``), or between two (``a..b``).

    Raises :class:`~ptgen.compare.git.commands.GitError` for what is no revision.
    """
    if not revision.isprintable() or not revision.strip() or len(revision) > _LONGEST:
        raise GitError("这不是版本的名字。请写分支、标签或提交，如 main、HEAD~1")
    compared = read_range(revision)
    repository = open_repository(_folder(places))
    within = scopes(repository, tuple(str(place.absolute()) for place in places))
    with Objects(repository) as objects:
        sides = snapshots(repository, objects, compared, within)
        return review(*sides, settings_at(places, repository.top))


def not_committed(places: Sequence[Path]) -> tuple[Review | None, str]:
    """What is not committed, else what the commits of this branch bring; and in words, which.

    Raises :class:`~ptgen.compare.git.commands.GitError` where there is no commit to compare with.
    """
    now = changes_since("HEAD", places)
    if not now.changes.none:
        return now, "还没有提交的改动：现在的文件和上次提交相比。"
    repository = open_repository(_folder(places))
    names = ("origin/HEAD", *_DEFAULTS)
    trunk = next((name for name in names if repository.resolve(name) is not None), None)
    if trunk is None:
        return None, "没有还没提交的改动。"
    branch = repository.run("rev-parse", "--abbrev-ref", trunk).decode("utf-8", "replace").strip()
    head, base = repository.commit("HEAD"), repository.commit(trunk)
    since = None if repository.merge_base(base, head) == head else changes_since(trunk, places)
    if since is not None and not since.changes.none:
        return since, f"没有还没提交的改动。下面是这个分支从 {branch} 分出以后提交的改动。"
    return None, f"没有还没提交的改动，也没有比 {branch} 多的改动。"


def choices(places: Sequence[Path]) -> Choices:
    """The latest commits, the branches and the tags; none where there is no repository."""
    try:
        repository = open_repository(_folder(places))
        return Choices(_names(repository), _commits(repository))
    except GitError:
        return Choices()


def _folder(places: Sequence[Path]) -> Path:
    root = project_root(places[0])
    return root if root.is_dir() else Path.cwd()


def _commits(repository: Repository) -> tuple[tuple[str, ...], ...]:
    if repository.resolve("HEAD") is None:
        return ()
    form = "--format=%h%x00%cs%x00%s"
    logged = repository.run("log", "--no-show-signature", "--no-color", f"-{_RECENT}", form)
    rows = (line.split("\0") for line in logged.decode("utf-8", "replace").split("\n"))
    return tuple(tuple(row) for row in rows if len(row) == 3)


def _names(repository: Repository) -> tuple[str, ...]:
    places = ("refs/heads", "refs/tags", "refs/remotes")
    listed = repository.run("for-each-ref", "--format=%(refname:short)", *places)
    return tuple(listed.decode("utf-8", "replace").splitlines())
