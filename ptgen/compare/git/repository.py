"""Read a git repository: revisions, trees and the files of the working tree.

Those are hashed here: git would pass them through filters, which are programs.
"""

import contextlib
import hashlib
import os
import secrets
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Self

from ptgen.compare.git.commands import NO_GIT, GitError, command, environment, run_git
from ptgen.core.filesystem import read_bytes
from ptgen.core.source.decode import MAX_BYTES

# By which a user says where the repository is.
_TOLD: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE"})
_REGULAR: Final = ("100644", "100755")
_READ: Final = ".yaml"
"""How the names of the files end that are compared."""
_SHALLOW: Final = "这是浅克隆，取不到那段历史。请先运行 git fetch --unshallow（或 git fetch --deepen=100）；在 GitHub Actions 里给 actions/checkout 写 fetch-depth: 0"
_PARTIAL: Final = "这是部分克隆（partial clone），要比较的内容不全在本机，ptgen 不连接网络。请先运行 git fetch --refetch --no-filter，再重新运行"
_BROKEN: Final = "仓库里缺少要比较的内容，可能已损坏。请运行 git fsck 查看"


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
        done = run_git(self.here, *arguments)
        if done.returncode != 0:
            if self._partial:
                raise GitError(_PARTIAL)
            complaint = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise GitError(
                f"git {arguments[0]} 没有成功：{complaint[-1] if complaint else '没有说明'}"
            )
        return done.stdout

    def resolve(self, revision: str) -> str | None:
        """The full name of a revision's commit; ``None`` when there is none."""
        if not revision or revision.startswith("-"):
            return None
        done = run_git(self.here, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        return done.stdout.decode().strip() if done.returncode == 0 else None

    def commit(self, revision: str) -> str:
        """The full name of a revision's commit."""
        found = self.resolve(revision)
        if found is None:
            raise GitError(f"没有版本“{revision}”。{self._remedy(revision)}")
        return found

    def merge_base(self, one: str, other: str) -> str:
        """The best common ancestor of two commits."""
        done = run_git(self.here, "merge-base", one, other)
        if done.returncode == 0 and done.stdout.strip():
            return done.stdout.decode().split()[0]
        if self.shallow:
            raise GitError(f"找不到两个版本的共同祖先。{_SHALLOW}")
        raise GitError("两个版本没有共同祖先。要直接比较两端，请写 旧版本..新版本")

    def tree(self, commit: str, folders: Sequence[str]) -> dict[str, str]:
        """The regular files below the folders (``""`` is all): path → object name."""
        listing = self.run("ls-tree", "-r", "-z", "--full-tree", commit, "--", *pathspecs(folders))
        found = {}
        for entry in _records(listing):
            about, _, path = entry.partition("\t")
            mode, _, name = about.split(" ")
            if mode in _REGULAR:
                found[path] = name
        return found

    def working_tree(self, commit: str, folders: Sequence[str]) -> dict[str, str]:
        """The files of the working tree as :meth:`tree` gives them, those that are compared.

        A content that the commit has not has the file's own path as its name, which no object has;
        line ends of Windows make no difference. Files that git ignores are left out, and links.
        """
        known = {*self.tree(commit, folders).values()}
        flags = ("ls-files", "-z", "-t", "--stage", "--cached", "--others", "--exclude-standard")
        found, read = {}, _reader(self.top or self.here)
        for record in _records(self.run(*flags, "--", *pathspecs(folders))):
            tag, _, rest = record.partition(" ")
            about, _, path = ("", "", rest) if tag == "?" else rest.partition("\t")
            if not path.endswith(_READ):
                continue
            data = read(path)
            if data is not None:
                names = (name for name in _object_names(data, len(commit)) if name in known)
                found[path] = next(names, f"./{path}")
            elif tag == "S" and about.startswith(_REGULAR):  # a sparse checkout leaves it out
                found[path] = about.split(" ")[1]
        return found

    def missing(self) -> GitError:
        """Why an object is not there."""
        return GitError(_PARTIAL if self._partial else _BROKEN)

    @property
    def _partial(self) -> bool:
        settings = r"^(extensions\.partialclone|remote\..*\.promisor)$"
        return run_git(self.here, "config", "--get-regexp", settings).returncode == 0

    def _remedy(self, revision: str) -> str:
        if self.resolve(f"origin/{revision}") is not None:
            return f"是不是 origin/{revision}？"
        return _SHALLOW if self.shallow else "请核对分支、标签或提交的名字"


def open_repository(here: Path) -> Repository:
    """The repository that a folder is in.

    git is asked beside the nearest ``.git``: on its own way up from ``here`` it would take for a
    repository whatever folder looks like a bare one, which a stranger may have put there.
    """
    beside = None
    if not _TOLD & os.environ.keys():
        here = here.resolve()
        beside = next(filter(_has_git, (here, *here.parents)), None)
        if beside is None:
            bare = "裸仓库请写明在哪里：GIT_DIR=文件夹 ptgen diff 旧版本..新版本"
            raise GitError(f"这里不是 git 仓库。{NO_GIT}；{bare}")
    at = beside or here
    flags = ("inside-work-tree", "bare-repository", "shallow-repository")
    done = run_git(at, "rev-parse", *(f"--is-{one}" for one in flags), "--show-prefix")
    if done.returncode != 0:
        raise GitError(_refusal(done.stderr.decode("utf-8", "replace")))
    # A name that is not UTF-8 is shown with its bytes; such a file cannot be read from the disk.
    inside, bare, shallow, prefix, *_ = done.stdout.decode("utf-8", "backslashreplace").split("\n")
    top = None
    if inside == "true":
        shown = run_git(at, "rev-parse", "--show-toplevel").stdout
        top = Path(os.fsdecode(shown).removesuffix("\n"))
    if beside is not None:
        if top != beside and bare != "true":
            raise GitError(
                "这个仓库的设置 core.worktree 说文件不在 .git 旁边。"
                "请写明在哪里：GIT_DIR=文件夹 GIT_WORK_TREE=文件夹 ptgen diff"
            )
        prefix = "" if here == beside else f"{here.relative_to(beside).as_posix()}/"
    return Repository(top or at, top, prefix, shallow == "true")


def _has_git(folder: Path) -> bool:
    there = folder / ".git"
    return there.is_file() or os.path.lexists(there / "HEAD")


def _refusal(complaint: str) -> str:
    if "dubious ownership" in complaint:
        return "git 不信任这个仓库（属于别的用户）。请运行 git config --global --add safe.directory 仓库路径"
    return f"这里不是 git 仓库。{NO_GIT}"


def _reader(top: Path) -> Callable[[str], bytes | None]:
    """Reads regular files by their path below a working tree; as for git, none is behind a link."""

    @cache
    def linked(folder: Path) -> bool:
        return folder.resolve() != folder

    def read(path: str) -> bytes | None:
        file = top / path
        return None if linked(file.parent) or file.is_symlink() else read_bytes(file)

    return read


def _object_names(data: bytes, length: int) -> Iterator[str]:
    """The names, so long, of the object that a file is: as it is, and with line ends of Unix."""
    kind = "sha256" if length == 64 else "sha1"
    for content in (data, data.replace(b"\r\n", b"\n")):
        whole = b"blob %d\0" % len(content) + content
        yield hashlib.new(kind, whole, usedforsecurity=False).hexdigest()


def _records(output: bytes) -> Iterator[str]:
    return iter(output.decode("utf-8", "backslashreplace").split("\0")[:-1])


def pathspecs(folders: Sequence[str]) -> tuple[str, ...]:
    """The arguments that narrow a command to folders; none when one of them is all."""
    return () if "" in folders else tuple(folders)


class Objects:
    """The contents of objects, from one ``git cat-file`` for all; close it after use."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._process = subprocess.Popen(  # noqa: S603 arguments are ours
            command("cat-file", "--batch"),
            cwd=repository.here,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        with self._process:
            pass  # leaving it closes the pipes and waits

    def read(self, name: str) -> bytes | None:
        """At most one byte more than a file may have, as from a disk; ``None`` for no file.

        Raises :class:`GitError` when the object is not there.
        """
        # An object may say that it is longer than it is; git then answers less than it announced.
        # What it says of a name that nothing has comes after all of the answer.
        end = f"ptgen-{secrets.token_hex(16)}"
        head, _, rest = self._answer(f"{name}\n{end}\n", f"{end} missing\n".encode()).partition(
            b"\n"
        )
        about = head.decode("utf-8", "replace").split()
        if len(about) != 3 or not about[2].isdecimal():
            raise self._repository.missing()
        size = int(about[2])
        whole = len(rest) == size + 1 if size <= MAX_BYTES else len(rest) > MAX_BYTES
        if not whole:
            raise self._repository.missing()
        return rest[: min(size, MAX_BYTES + 1)] if about[1] == "blob" else None

    def _answer(self, question: str, end: bytes) -> bytes:
        """What git says up to its answer ``end``, but of an object no more than a file may have."""
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        if pipe_in is None or pipe_out is None:
            return b""
        with contextlib.suppress(BrokenPipeError):  # git has given up: it answers no more
            pipe_in.write(question.encode())
            pipe_in.flush()
        kept = tail = b""
        while not tail.endswith(end) and (more := os.read(pipe_out.fileno(), 1 << 16)):
            room = MAX_BYTES + 200 - len(kept)
            kept += more[:room]
            tail = (tail + more)[-len(end) :]
        return kept.removesuffix(end)
