"""Stage compare: git, read only: revisions, trees, objects and what the working tree changed.

The ``git`` executable is asked; no checkout, no hook, no filter for display, no lock, no pager.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from ptgen.source.decode import MAX_BYTES

# What could run a program of the repository's choosing, or change what git prints.
_HARDENED = (
    "--no-pager",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.quotePath=false"),
    *("-c", "diff.ignoreSubmodules=all"),
    *("-c", "diff.orderFile=/dev/null"),
    *("-c", "diff.renameLimit=1000"),
)
_DIFF = ("--raw", "-z", "-M", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--no-relative")
_REGULAR = ("100644", "100755")
_SHALLOW = "这是浅克隆，取不到那段历史。请先运行 git fetch --unshallow（或 git fetch --deepen=100）；在 GitHub Actions 里给 actions/checkout 写 fetch-depth: 0"


class GitError(Exception):
    """Why git cannot say what was asked, in Chinese, with what to do."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository: where git runs, and what it can do.

    ``here`` is the top of the working tree, or where the repository was asked for when there is
    none (then ``top`` is ``None``). ``prefix`` is the current folder below the top, with a slash
    behind it, or empty.
    """

    here: Path
    top: Path | None
    prefix: str
    shallow: bool

    def run(self, *arguments: str) -> bytes:
        """The output of a git command; :class:`GitError` when it fails."""
        done = _run(self.here, arguments)
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise GitError(f"git {arguments[0]} 没有成功：{said[-1] if said else '没有说明'}")
        return done.stdout

    def resolve(self, revision: str) -> str | None:
        """The full name of a revision's commit; ``None`` when there is none."""
        if not revision or revision.startswith("-"):
            return None
        done = _run(self.here, ("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"))
        return done.stdout.decode().strip() if done.returncode == 0 else None

    def commit(self, revision: str) -> str:
        """The full name of a revision's commit."""
        found = self.resolve(revision)
        if found is None:
            raise GitError(f"没有版本“{revision}”。{self._remedy(revision)}")
        return found

    def merge_base(self, one: str, other: str) -> str:
        """The best common ancestor of two commits."""
        done = _run(self.here, ("merge-base", one, other))
        if done.returncode == 0 and done.stdout.strip():
            return done.stdout.decode().split()[0]
        if self.shallow:
            raise GitError(f"找不到两个版本的共同祖先。{_SHALLOW}")
        raise GitError("两个版本没有共同祖先。要直接比较两端，请写 旧版本..新版本")

    def tree(self, commit: str, folders: Sequence[str]) -> dict[str, str]:
        """The regular files below the folders (``""`` is all): path → object name."""
        listing = self.run("ls-tree", "-r", "-z", "--full-tree", commit, "--", *places(folders))
        found = {}
        for entry in _records(listing):
            about, _, path = entry.partition("\t")
            mode, _, name = about.split(" ")
            if mode in _REGULAR:
                found[path] = name
        return found

    def renames(self, old: str, new: str, folders: Sequence[str]) -> dict[str, str]:
        """What git thinks was renamed between two commits: old path → new path."""
        raw = self.run("diff", *_DIFF, old, new, "--", *places(folders))
        return {one.path: one.new_path for one in _raw(raw) if one.new_path}

    def working_tree(
        self, commit: str, folders: Sequence[str]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """The files of the working tree as :meth:`tree` gives them, and renames since ``commit``.

        A file that is not as in the commit has its own path as its name, which no object has.
        Files that git ignores are left out.
        """
        found = self.tree(commit, folders)
        renames = {}
        for one in _raw(self.run("diff", *_DIFF, commit, "--", *places(folders))):
            found.pop(one.path, None)
            now = one.new_path or one.path
            if one.mode in _REGULAR:
                found[now] = f"./{now}"
            if one.new_path:
                renames[one.path] = one.new_path
        others = ("ls-files", "-z", "--others", "--exclude-standard")
        for path in _records(self.run(*others, "--", *places(folders))):
            if self.top is not None and not (self.top / path).is_symlink():
                found[path] = f"./{path}"
        return found, renames

    def _remedy(self, revision: str) -> str:
        if self.resolve(f"origin/{revision}") is not None:
            return f"是不是 origin/{revision}？"
        return _SHALLOW if self.shallow else "请核对分支、标签或提交的名字"


def open_repository(here: Path) -> Repository:
    """The repository that a folder is in."""
    asked = ("rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix")
    done = _run(here, asked)
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace")
        if "dubious ownership" in said:
            raise GitError(
                "git 不信任这个仓库（属于别的用户）。请运行 git config --global --add safe.directory 仓库路径"
            )
        raise GitError("这里不是 git 仓库。比较两个文件夹请用 --no-git 旧文件夹 新文件夹")
    # A name that is not UTF-8 is shown with its bytes; such a file cannot be read from the disk.
    inside, shallow, prefix, *_ = done.stdout.decode("utf-8", "backslashreplace").split("\n")
    top = None
    if inside == "true":
        shown = _run(here, ("rev-parse", "--show-toplevel")).stdout
        top = Path(os.fsdecode(shown).removesuffix("\n"))
    return Repository(top or here, top, prefix, shallow == "true")


class Objects:
    """The contents of objects, from one ``git cat-file`` for all; close it after use."""

    def __init__(self, repository: Repository) -> None:
        self._process = subprocess.Popen(  # noqa: S603 arguments are ours
            ("git", *_HARDENED, "cat-file", "--batch"),  # noqa: S607 the git that the user has
            cwd=repository.here,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process.wait()

    def read(self, name: str) -> bytes | None:
        """At most one byte more than a file may have, as from a disk."""
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        if pipe_in is None or pipe_out is None:
            return None
        pipe_in.write(f"{name}\n".encode())
        pipe_in.flush()
        about = pipe_out.readline().decode("utf-8", "replace").split()
        if len(about) != 3:
            return None
        size = int(about[2])
        data = pipe_out.read(min(size, MAX_BYTES + 1))
        left = size - len(data) + 1  # a line break ends each object
        while left > 0:
            skipped = len(pipe_out.read(min(left, 1 << 20)))
            if skipped == 0:
                return None
            left -= skipped
        return data if about[1] == "blob" else None


@dataclass(frozen=True, slots=True)
class _Raw:
    mode: str
    path: str
    new_path: str | None


def _raw(output: bytes) -> Iterator[_Raw]:
    records = _records(output)
    for about in records:
        _, mode, _, _, status = about.split(" ")
        path = next(records)
        yield _Raw(mode, path, next(records) if status[0] in "RC" else None)


def _records(output: bytes) -> Iterator[str]:
    return iter(output.decode("utf-8", "backslashreplace").split("\0")[:-1])


def places(folders: Sequence[str]) -> tuple[str, ...]:
    """The arguments that narrow a command to folders; none when one of them is all."""
    return () if "" in folders else tuple(folders)


def _run(here: Path, arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 arguments are ours, revisions are checked
            ("git", *_HARDENED, *arguments),  # noqa: S607 the git that the user has
            cwd=here,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as failure:
        raise GitError(
            "没有找到 git，请先安装；比较两个文件夹请用 --no-git 旧文件夹 新文件夹"
        ) from failure


def _environment() -> Mapping[str, str]:
    """The user's environment, less what would run programs or change the output."""
    dropped = ("GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_TRACE", "GIT_PAGER", "PAGER")
    kept = {key: value for key, value in os.environ.items() if key not in dropped}
    ours = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}
    return {**kept, **ours}
