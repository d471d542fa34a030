"""The user's own folder for what can be made again: cut fonts, records of builds."""

import errno
import os
import stat
from pathlib import Path

from ptgen.core import system


def user_cache_folder() -> Path:
    """The folder of ptgen below ``$XDG_CACHE_HOME``, by default below ``~/.cache``.

    On Windows that default is ``%LOCALAPPDATA%``.

    Raises :class:`OSError` where the user has no home.
    """
    told = (os.environ.get(name, "") for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"))
    home = next((place for place in told if Path(place).is_absolute()), "~/.cache")
    base = Path(os.path.expanduser(home))  # noqa: PTH111 pathlib raises RuntimeError
    if not base.is_absolute():
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), "~")
    return Path(os.path.realpath(base)) / "ptgen"


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for the user alone; raises OSError."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(0o700, exist_ok=True)


def is_private(folder: Path) -> bool:
    """Whether a folder, which is no link, is the user's own and nobody else may write into it."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and system.is_private(found)
