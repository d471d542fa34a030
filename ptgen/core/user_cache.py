"""The user's own folder for what can be made again: cut fonts, records of builds."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def user_cache_folder() -> Path:
    """The folder of ptgen below ``$XDG_CACHE_HOME``, by default below ``~/.cache``.

    Raises :class:`OSError` where the user has no home.
    """
    home = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(home if Path(home).is_absolute() else os.path.expanduser("~/.cache"))  # noqa: PTH111 pathlib raises RuntimeError
    if not base.is_absolute():
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), "~")
    return base / "ptgen"


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
    own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    return own and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
