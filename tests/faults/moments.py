"""Kill a process at a moment of its work: the moments are what it does to files in some folders.

``install`` lets the process that calls it, and with ``SITE`` as ``sitecustomize`` every process
that it starts, count what is done below them (opening, renaming, removing, listing …), and
kills the whole group of processes before the moment of a given number.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

FOLDERS, COUNTER, MOMENT = "FAULTS_FOLDERS", "FAULTS_COUNTER", "FAULTS_MOMENT"
SITE = "from tests.faults.moments import install_from_environment as go\ngo()\n"
_KINDS = ("open", "os.")


def install(folders: Iterable[Path], counter: Path, moment: int) -> None:
    """Kill before the ``moment``-th change below ``folders``; 0 only counts, in ``counter``."""
    below = tuple(map(str, folders))
    tally = os.open(counter, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def heard(event: str, arguments: tuple[object, ...]) -> None:
        if not event.startswith(_KINDS) or not arguments:
            return
        named, handle = arguments[0], arguments[-1]
        if event.startswith("os.") and isinstance(named, str) and isinstance(handle, int):
            with contextlib.suppress(OSError):  # a name in a folder that is held open
                named = str(Path(f"/proc/self/fd/{handle}").readlink() / named)
        if isinstance(named, str | Path) and (
            # Of one that is opened the folder is not told.
            str(named).startswith(".ptgen-") or os.path.abspath(f"{named}/").startswith(below)  # noqa: PTH100
        ):
            # One byte a moment: the file's length is the count of all processes together.
            os.write(tally, b".")
            if os.fstat(tally).st_size == moment:
                os.killpg(0, signal.SIGKILL)

    sys.addaudithook(heard)


def install_from_environment() -> None:
    """For processes that are started: nothing without the variables."""
    if MOMENT in os.environ:
        moment = int(os.environ[MOMENT])
        folders = map(Path, os.environ[FOLDERS].split(os.pathsep))
        install(folders, Path(os.environ[COUNTER]), moment)
