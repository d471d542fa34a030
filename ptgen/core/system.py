"""What Linux, macOS and Windows do in different ways, each told once.

Nothing else in ptgen imports a module, or uses a name of ``os``, that only some of them have.
"""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn

WINDOWS: Final = sys.platform == "win32"
NO_LINK: Final[int] = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""Flags with which no link is opened, and nothing waits for a pipe."""
_TRIES, _PAUSE = 10, 0.1  # of replacing a file that is open elsewhere; seconds between them

# Names and signs that Windows keeps for itself: a repository of such files cannot be cloned there.
_RESERVED: Final = re.compile(r"(?i)con|prn|aux|nul|(?:com|lpt)[0-9¹²³]|conin\$|conout\$")
_SIGNS: Final = frozenset('<>:"|?*\\')


def is_portable(name: str) -> bool:
    """Whether each system can have a file of that name."""
    reserved = _RESERVED.fullmatch(name.split(".", maxsplit=1)[0].strip())
    return not (reserved or name.endswith((".", " ")) or set(name) & _SIGNS)


def replace(made: str | Path, target: str | Path, folder: int | None = None) -> None:
    """Put a file in the place of another; on Windows soon after other programs have closed that.

    With the handle of a ``folder`` both are names in it.
    """
    for tries in range(_TRIES):
        try:
            os.replace(made, target, src_dir_fd=folder, dst_dir_fd=folder)
        except PermissionError:
            if not WINDOWS or tries == _TRIES - 1:
                raise
            time.sleep(_PAUSE)
        else:
            return


def start_again() -> NoReturn:
    """Start this program once more, in place of this process, with no folder before the others."""
    words = [sys.executable, "-P", *sys.orig_argv[1:]]
    if WINDOWS:  # which has no "in place of": the caller would not wait
        sys.exit(subprocess.call(words))  # noqa: S603 ourselves
    os.execv(sys.executable, words)  # noqa: S606 ourselves


if sys.platform == "win32":
    import msvcrt

    _SLOTS: Final = 4096  # bytes of a lock file; who shares the lock holds one of them

    def lock(handle: int, *, shared: bool = False) -> None:
        """Hold an open file until it is closed, alone or ``shared``.

        Raises BlockingIOError where another process holds it.
        """
        size, starts = (1, range(_SLOTS)) if shared else (_SLOTS, range(1))
        for start in starts:
            os.lseek(handle, start, os.SEEK_SET)
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, size)
            except PermissionError:
                continue
            return
        raise BlockingIOError

    def memory() -> int:
        """Bytes that this process has in use."""
        import ctypes  # noqa: PLC0415 nothing else needs it at start

        class Counters(ctypes.Structure):
            _fields_ = (
                ("cb", ctypes.c_uint32),
                ("PageFaultCount", ctypes.c_uint32),
                ("PeakWorkingSetSize", ctypes.c_size_t),
                ("WorkingSetSize", ctypes.c_size_t),
                ("others", ctypes.c_size_t * 6),
            )

        counters = Counters(cb=ctypes.sizeof(Counters))
        this = ctypes.c_void_p(-1)
        ctypes.windll.kernel32.K32GetProcessMemoryInfo(this, ctypes.byref(counters), counters.cb)
        return int(counters.WorkingSetSize)

    @contextmanager
    def bounded_memory(memory: int) -> Iterator[None]:  # noqa: ARG001 others bound it
        """Do one step; here a process is bounded by who watches it."""
        yield

    def bound_process(seconds: int, memory: int) -> None:  # noqa: ARG001 others bound it
        """End this process after so many seconds; Windows tells them by the clock alone."""
        end = threading.Timer(seconds, os._exit, (1,))
        end.daemon = True
        end.start()

    def is_private(found: os.stat_result) -> bool:  # noqa: ARG001 others look
        """Whether only the user may write there: so it is below a user's profile."""
        return True

else:
    import fcntl

    def lock(handle: int, *, shared: bool = False) -> None:
        """Hold an open file until it is closed, alone or ``shared``.

        Raises BlockingIOError where another process holds it; another OSError where the file
        system knows no locks.
        """
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)

    def memory() -> int:
        """Bytes that this process has in use; on macOS the most that ever were."""
        try:
            pages = Path("/proc/self/statm").read_bytes().split()[1]
        except OSError:
            import resource  # noqa: PLC0415 only where the system tells in no other way

            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    @contextmanager
    def bounded_memory(memory: int) -> Iterator[None]:
        """Let one step that Python cannot interrupt fail with MemoryError beyond so many bytes."""
        import resource  # noqa: PLC0415 only where a step is to be bounded

        former = resource.getrlimit(resource.RLIMIT_AS)
        try:
            pages = Path("/proc/self/statm").read_bytes().split()[0]
            size = int(pages) * os.sysconf("SC_PAGE_SIZE") + memory
        except OSError:  # no system that keeps to this limit
            size = resource.RLIM_INFINITY
        if former[0] == resource.RLIM_INFINITY and size != resource.RLIM_INFINITY:
            resource.setrlimit(resource.RLIMIT_AS, (size, former[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_AS, former)

    def bound_process(seconds: int, memory: int) -> None:
        """End this process after so many seconds of its own, or let it fail beyond so many bytes."""
        import resource  # noqa: PLC0415 only where a process is to be bounded

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    def is_private(found: os.stat_result) -> bool:
        """Whether what was found is the user's own and nobody else may write there."""
        return found.st_uid == os.geteuid() and not found.st_mode & 0o022
