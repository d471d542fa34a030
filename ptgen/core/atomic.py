"""Write files whole or not at all, and hold the output folder while a build writes."""

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from io import BufferedReader
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ptgen.core.errors import PtgenError
from ptgen.core.held_folder import HeldFolder, held
from ptgen.core.system import WINDOWS, is_portable, lock

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
        with held(path.parent, make=True) as folder:
            folder.put(path.name, data)
    except OSError as failure:
        raise not_written(path, failure) from failure


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """A file as ptgen writes them, to be read; raises :class:`OSError`.

    A link is none, wherever on the way it lies, nor are devices, pipes and what is bigger than any of ours.
    """
    with held(path.parent) as folder:
        handle = folder.open(path.name, os.O_RDONLY)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        yield file


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


def remove(path: Path) -> None:
    """Remove a file that may be gone already; raises :class:`OutputError`."""
    try:
        with contextlib.suppress(FileNotFoundError), held(path.parent) as folder:
            folder.remove(path.name)
    except OSError as failure:
        raise not_written(path, failure) from failure


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


# Windows says the same of both.
_NO_RIGHT: Final = "没有写权限" + ("，或者文件正在别的程序里打开着，请先关闭" if WINDOWS else "")
_REASONS: Final[Mapping[int, str]] = MappingProxyType(
    {
        errno.ENOENT: "没有这个文件或文件夹",
        errno.ENOSPC: "磁盘已满",
        errno.EDQUOT: "超出磁盘配额",
        errno.EFBIG: "超出文件大小的限制",
        errno.EIO: "磁盘读写出错",
        errno.EROFS: "文件系统是只读的",
        errno.EACCES: _NO_RIGHT,
        errno.EPERM: _NO_RIGHT,
        errno.ENAMETOOLONG: "文件名太长",
        errno.ELOOP: "那里是链接，请删去",
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


def not_written(path: Path, failure: OSError) -> OutputError:
    """Why a file could not be written, with the link that is in the way if there is one."""
    if failure.errno == errno.ELOOP and failure.filename:
        return OutputError(f"写不了 {_seen(path)}：{_seen(Path(failure.filename))} 是链接，请删去")
    return OutputError(f"写不了 {_seen(path)}：{reason(failure)}")


def require_no_link(path: Path) -> None:
    """Raise :class:`OutputError` where a link lies on the way to a file."""
    try:
        with contextlib.suppress(FileNotFoundError), held(path.parent):
            pass
    except OSError as failure:
        raise not_written(path, failure) from failure


def _seen(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def remove_unfinished(out: Path, places: Iterable[str]) -> None:
    """Remove the unfinished files that a killed run left in folders below an output folder.

    Only for the build that writes there: those of another one are still in use.
    """
    for place in sorted(set(places)):
        with contextlib.suppress(OSError), held(out / place) as folder:
            for name in filter(_UNFINISHED.fullmatch, folder.names()):
                with contextlib.suppress(OSError):
                    if not folder.is_link(name):
                        folder.remove(name)


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
    busy = f"另一个 ptgen build 正在写 {_seen(out)}，请等它结束"
    require_portable(out)
    with contextlib.ExitStack() as stack:
        try:
            folder = stack.enter_context(held(out, make=True))
        except OSError as failure:
            raise not_written(out, failure) from failure
        stack.enter_context(_locked(folder, _LOCK, busy, shared=bool(mark)))
        if mark:
            stack.enter_context(_locked(folder, marked(_LOCK, mark), busy))
        yield


@contextlib.contextmanager
def _locked(folder: HeldFolder, name: str, busy: str, *, shared: bool = False) -> Iterator[None]:
    """Hold a lock; raises :class:`OutputError` with ``busy`` where another process has it."""
    try:
        handle = folder.open(name, os.O_RDWR | os.O_CREAT)
    except OSError as failure:
        raise not_written(folder.path, failure) from failure
    try:
        try:
            lock(handle, shared=shared)
        except BlockingIOError as failure:
            raise OutputError(busy) from failure
        except OSError as failure:
            said = f"锁不住 {_seen(folder.path)}：{reason(failure)}，请换一个文件夹"
            raise OutputError(said) from failure
        yield
    finally:
        os.close(handle)
