"""A folder held open while files are made in it: what takes its place meanwhile is not reached.

Where the system opens no folders (Windows) the way is looked at instead, step by step.
"""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ptgen.core import system

PREFIX, SUFFIX = ".ptgen-", ".tmp"  # of files that are not finished
_STEP: Final = (
    os.O_DIRECTORY | system.NO_LINK | getattr(os, "O_PATH", 0)
    if hasattr(os, "O_DIRECTORY") and os.open in os.supports_dir_fd
    else None
)
_JUNCTION: Final = 0xA0000003  # a link to a folder, on Windows


@dataclass(frozen=True, slots=True)
class HeldFolder:
    """A folder; each method takes the name of something in it and raises :class:`OSError`."""

    path: Path
    handle: int | None

    def at(self, name: str) -> str:
        """What the system is told, with the handle if there is one."""
        return str(self.path / name) if self.handle is None else name

    def is_link(self, name: str) -> bool:
        """Whether it is a link, which may lead anywhere."""
        found = os.stat(self.at(name), dir_fd=self.handle, follow_symlinks=False)
        junction = getattr(found, "st_reparse_tag", 0) == _JUNCTION
        return stat.S_ISLNK(found.st_mode) or junction

    def open(self, name: str, flags: int, mode: int = 0o600) -> int:
        """Open a file, which no link is."""
        with suppress(FileNotFoundError):
            if not system.NO_LINK and self.is_link(name):
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(self.path / name))
        return os.open(self.at(name), flags | system.NO_LINK, mode, dir_fd=self.handle)

    def names(self) -> list[str]:
        """All that lies in it."""
        if self.handle is None:
            return os.listdir(self.path)  # noqa: PTH208 names, as below
        readable = os.open(".", os.O_RDONLY, dir_fd=self.handle)
        try:
            return os.listdir(readable)  # noqa: PTH208 no path names it
        finally:
            os.close(readable)

    def remove(self, name: str) -> None:
        """Remove a file or link."""
        os.unlink(self.at(name), dir_fd=self.handle)

    def remove_empty(self, name: str) -> None:
        """Remove a folder in which nothing is."""
        os.rmdir(self.at(name), dir_fd=self.handle)

    def rename(self, name: str, other: str) -> None:
        """Give what is in it another name, in the place of what has that."""
        system.replace(self.at(name), self.at(other), self.handle)

    def create(self, name: str, data: bytes) -> None:
        """Write a file that is not there yet, the whole of it or nothing."""
        handle = self.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
        except BaseException:
            self.remove(name)
            raise

    def put(self, name: str, data: bytes, mode: int = 0o644) -> None:
        """Write a file beside and put it in its place in one step."""
        beside = f"{PREFIX}{secrets.token_hex(8)}{SUFFIX}"
        handle = self.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(handle)
                if os.chmod in os.supports_fd:
                    os.chmod(handle, mode)  # noqa: PTH101 of what is open
            self.rename(beside, name)
        except BaseException:
            with suppress(OSError):
                self.remove(beside)
            raise


@contextmanager
def held(path: Path, *, make: bool = False) -> Iterator[HeldFolder]:
    """Hold a folder, made first if it is to be; raises :class:`OSError`.

    A link on the way is refused: whoever names a path that may have some resolves it before.
    """
    whole = Path(os.path.abspath(path))  # noqa: PTH100 ``resolve`` would follow links
    folder = HeldFolder(Path(whole.anchor), None if _STEP is None else os.open(whole.anchor, _STEP))
    try:
        for part in whole.parts[1:]:
            below = _below(folder, part, make=make)
            _release(folder)
            folder = below
        yield folder
    finally:
        _release(folder)


def _below(folder: HeldFolder, part: str, *, make: bool) -> HeldFolder:
    name, path = folder.at(part), folder.path / part
    try:
        linked = folder.is_link(part)
    except FileNotFoundError:
        if not make:
            raise
        with suppress(FileExistsError):
            os.mkdir(name, dir_fd=folder.handle)
        linked = folder.is_link(part)
    if linked:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    if _STEP is None:
        if not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
        return HeldFolder(path, None)
    # What has become a link since is no directory for this call.
    return HeldFolder(path, os.open(name, _STEP, dir_fd=folder.handle))


def _release(folder: HeldFolder) -> None:
    if folder.handle is not None:
        os.close(folder.handle)
