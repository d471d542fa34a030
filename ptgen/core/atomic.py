"""Write files whole or not at all, and hold the output folder while a build writes."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from io import BufferedReader
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ptgen.core.errors import PtgenError
from ptgen.core.system import NO_LINK, WINDOWS, is_portable, lock, replace

PREFIX, SUFFIX = ".ptgen-", ".tmp"
MOST_BYTES: Final = 512 * 2**20
"""Of a file that ptgen wrote: far more than any has."""
_UNFINISHED: Final = re.compile(r"\.ptgen-(?:[a-z0-9_]{8}|[0-9a-f]{16})\.tmp")
_LOCK = ".ptgen.lock"


class OutputError(PtgenError):
    """A file cannot be written."""


def write(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` in one step: readers see the former file or the new one.

    Raises :class:`OutputError` when the disk is full, read-only or the name too long.
    """
    require_portable(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(SUFFIX, PREFIX, path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            replace(Path(name), path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as failure:
        raise OutputError(f"写不了 {path}：{reason(failure)}") from failure


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """A file as ptgen writes them, to be read; raises :class:`OSError`.

    A link is none, nor are devices, pipes and what is bigger than any of ours.
    """
    with open(path, "rb", opener=_without_following) as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        yield file


def _without_following(path: str, flags: int) -> int:
    if not NO_LINK and Path(path).is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
    return os.open(path, flags | NO_LINK)


def read(path: Path) -> bytes:
    """All of a file as ptgen writes them; raises :class:`OSError`."""
    with opened(path) as file:
        return file.read(MOST_BYTES)


def holds(path: Path, data: bytes) -> bool:
    """Whether a file has this content already."""
    try:
        with opened(path) as file:
            return os.fstat(file.fileno()).st_size == len(data) and file.read(len(data)) == data
    except OSError:
        return False


def require_portable(path: Path) -> None:
    """Raise :class:`OutputError` where a file, or a folder that it needs, has no name for Windows.

    It holds on every system: what is made on one is copied to another.
    """
    for place in (path, *path.parents):
        if not is_portable(place.name):
            raise OutputError(f"“{place.name}”在 Windows 上不能用作文件名，请换一个名字")
        with contextlib.suppress(OSError):  # whoever makes it says what is wrong
            if place.parent.exists():
                return


def is_inside(path: Path, out: Path) -> bool:
    """Whether no link leads a file out of the output folder."""
    return path.parent.resolve().is_relative_to(out.resolve())


def require_inside(path: Path, out: Path) -> None:
    """Raise :class:`OutputError` where a link leads a file out of the output folder."""
    if not is_inside(path, out):
        raise OutputError(f"{path.parent} 是指向 {out} 以外的链接，请删去")


# Windows says the same of both.
_NO_RIGHT: Final = "没有写权限" + ("，或者文件正在别的程序里打开着，请先关闭" if WINDOWS else "")
_REASONS: Final[Mapping[int, str]] = MappingProxyType(
    {
        errno.ENOSPC: "磁盘已满",
        errno.EDQUOT: "超出磁盘配额",
        errno.EFBIG: "超出文件大小的限制",
        errno.EIO: "磁盘读写出错",
        errno.EROFS: "文件系统是只读的",
        errno.EACCES: _NO_RIGHT,
        errno.EPERM: _NO_RIGHT,
        errno.ENAMETOOLONG: "文件名太长",
        errno.ENOTDIR: "路径中有一段不是文件夹",
        errno.EISDIR: "那里已有同名的文件夹",
        errno.EMFILE: "同时打开的文件太多",
        errno.ENOMEM: "内存不够",
        errno.EAGAIN: "进程太多或内存不够",
    }
)


def reason(failure: OSError) -> str:
    """Why the system refused, in Chinese where it is one of the usual causes."""
    number = failure.errno or 0
    return _REASONS.get(number) or f"系统错误 {errno.errorcode.get(number, number)}"


def remove_unfinished(out: Path, places: Iterable[str]) -> None:
    """Remove the unfinished files that a killed run left in folders below an output folder.

    Only for the build that writes there: those of another one are still in use.
    """
    for place in sorted(set(places)):
        with contextlib.suppress(OSError), os.scandir(out / place) as found:
            for one in found:
                path = Path(one.path)
                if (
                    _UNFINISHED.fullmatch(one.name)
                    and one.is_file(follow_symlinks=False)
                    and is_inside(path, out)
                ):
                    path.unlink(missing_ok=True)


def marked(name: str, mark: str) -> str:
    """The name of a file of a build, with the mark of its shard if there is one."""
    stem, dot, end = name.rpartition(".")
    return f"{stem}{mark}{dot}{end}"


@contextlib.contextmanager
def locked(out: Path, mark: str = "") -> Iterator[None]:
    """Hold the output folder: two builds at once would write over each other.

    With the ``mark`` of a shard others hold it too, each with its own mark. Raises
    :class:`OutputError` when another build holds it.
    """
    with contextlib.ExitStack() as stack:
        require_portable(out)
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as failure:
            raise OutputError(f"写不了 {out}：{reason(failure)}") from failure
        held = f"另一个 ptgen build 正在写 {out}，请等它结束"
        stack.enter_context(_held(out / _LOCK, held, shared=bool(mark)))
        if mark:
            stack.enter_context(_held(out / marked(_LOCK, mark), held))
        yield


@contextlib.contextmanager
def _held(file: Path, held: str, *, shared: bool = False) -> Iterator[None]:
    """Hold a lock; raises :class:`OutputError` with ``held`` where another process has it."""
    try:
        handle = _without_following(str(file), os.O_RDWR | os.O_CREAT)
    except OSError as failure:
        raise OutputError(f"写不了 {file.parent}：{reason(failure)}") from failure
    try:
        try:
            lock(handle, shared=shared)
        except BlockingIOError as failure:
            raise OutputError(held) from failure
        except OSError as failure:
            said = f"锁不住 {file.parent}：{reason(failure)}，请换一个文件夹"
            raise OutputError(said) from failure
        yield
    finally:
        os.close(handle)
