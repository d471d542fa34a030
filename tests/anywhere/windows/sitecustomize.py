"""Python starts as if this were Windows, as far as a package can see: found by PYTHONPATH.

Modules and names that Windows lacks cannot be imported or used by anything but Python's own
library, the engine WeasyPrint cannot be loaded, and ptgen's module of the differences runs its
other half.
"""

from __future__ import annotations

# Python's own library has imported by now what it uses of this system.
import asyncio.unix_events  # noqa: F401
import importlib.machinery
import logging.handlers  # noqa: F401
import multiprocessing.popen_spawn_posix
import multiprocessing.resource_tracker
import multiprocessing.util  # noqa: F401
import os
import platform  # noqa: F401
import shutil  # noqa: F401
import signal
import socketserver  # noqa: F401
import subprocess  # noqa: F401
import sys
import tempfile  # noqa: F401
import types
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from pathlib import Path

import locks_of_windows  # type: ignore[import-not-found] # beside this file

LACKING = ("fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty")
ABSENT = ("weasyprint", "fontconfig")
NAMES = [
    "O_CLOEXEC",
    "O_DIRECTORY",
    "O_NOFOLLOW",
    "O_NONBLOCK",
    "chown",
    "fchmod",
    "fchown",
    "fork",
    "forkpty",
    "getegid",
    "geteuid",
    "getgid",
    "getgroups",
    "getloadavg",
    "getpgid",
    "getuid",
    "initgroups",
    "killpg",
    "lchown",
    "mkfifo",
    "nice",
    "posix_spawn",
    "pread",
    "pwrite",
    "sched_getaffinity",
    "setsid",
    "setuid",
    "statvfs",
    "sysconf",
    "uname",
    "wait3",
    "wait4",
]
SIGNALS = [
    "ITIMER_PROF",
    "ITIMER_REAL",
    "ITIMER_VIRTUAL",
    "SIGALRM",
    "SIGCHLD",
    "SIGHUP",
    "SIGPIPE",
    "SIGQUIT",
    "SIGTSTP",
    "SIGUSR1",
    "SIGUSR2",
    "SIGVTALRM",
    "SIGWINCH",
    "alarm",
    "getitimer",
    "pause",
    "setitimer",
    "sigwait",
]
_OWN = str(Path(os.__file__).parent)
DIFFERENCES = "ptgen.core.system"


def _python_asks(depth: int) -> bool:
    """Whether Python's own library imports, through the frames of importing itself."""
    frame: types.FrameType | None = sys._getframe(depth)
    while frame is not None and "importlib" in frame.f_code.co_filename:
        frame = frame.f_back
    name = "" if frame is None else frame.f_code.co_filename
    return name.startswith(_OWN) and "site-packages" not in name


class Lacking(MetaPathFinder):
    """Finds none of the modules that Windows lacks."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: types.ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        del target
        if fullname in ABSENT or (fullname in LACKING and not _python_asks(2)):
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        if fullname != DIFFERENCES:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        assert spec is not None
        assert spec.loader is not None
        spec.loader = OtherHalf(spec.loader)
        return spec


class OtherHalf(Loader):
    """Runs a module while the system is said to be Windows."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: types.ModuleType) -> None:
        here, sys.platform = sys.platform, "win32"
        try:
            self._loader.exec_module(module)
        finally:
            sys.platform = here
        module.memory = lambda: 0  # type: ignore[attr-defined] # asks a library of Windows


def without(module: types.ModuleType, names: Sequence[str]) -> types.ModuleType:
    """A module as it is, but for some names."""
    made = types.ModuleType(module.__name__)
    made.__dict__.update({name: value for name, value in vars(module).items() if name not in names})
    return made


for name in LACKING:
    sys.modules.pop(name, None)
sys.modules["msvcrt"] = locks_of_windows
sys.modules["os"] = without(os, NAMES)
sys.modules["signal"] = without(signal, SIGNALS)
sys.meta_path.insert(0, Lacking())
