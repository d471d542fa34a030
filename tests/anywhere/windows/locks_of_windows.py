"""The locks of Windows, as far as ptgen asks for them, on the locks of this system."""

from __future__ import annotations

import fcntl
import os

LK_NBLCK = 2


def locking(handle: int, mode: int, size: int) -> None:
    """Hold bytes from where the file stands; PermissionError where another process has one."""
    assert mode == LK_NBLCK
    start = os.lseek(handle, 0, os.SEEK_CUR)
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, size, start)
    except BlockingIOError as failure:
        raise PermissionError(*failure.args) from failure
