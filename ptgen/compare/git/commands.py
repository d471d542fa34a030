"""Run git so that it starts no other program, whatever a repository's settings name.

No hook, filter, comparison, pager, signature check or transport, no lock, no network. Each answer
has limits of time and size: a pipe in the place of one of git's files would let git wait for ever,
and folders that name each other make a list without end.
"""

import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from ptgen.core import system
from ptgen.core.errors import PtgenError

SECONDS: Final = 60.0
"""Until git must have answered; the history of Linux takes 10."""
MEMORY: Final = 2**31
"""Bytes that git may have in use, where the system bounds other processes."""
MOST: Final = 64 * 2**20
"""Bytes of an answer: a list of half a million files."""

# The last word over all settings, those of the repository and those that it includes.
_HARDENED: Final = (
    "--no-pager",
    "--literal-pathspecs",
    *("-c", "safe.bareRepository=explicit"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "fetch.bundleURI="),
    *("-c", "log.showSignature=false"),
)
_ENVIRONMENT: Final = {
    "GIT_ALLOW_PROTOCOL": "",  # none
    "GIT_GRAFT_FILE": os.devnull,  # no other history, and no other contents, than those pushed
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",  # which versions before 2.39.4 do not know: they reach no remote
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
}
NO_GIT: Final = "比较两个文件夹请用 --no-git 旧文件夹 新文件夹"


class GitError(PtgenError):
    """Why git cannot say what was asked, in Chinese, with what to do."""


def run_git(here: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """A git command in a folder, done; whether it succeeded is the caller's to see."""
    with tempfile.TemporaryFile() as complaints:
        with started(here, *arguments, stderr=complaints) as process, in_time(process):
            answer = b"" if process.stdout is None else process.stdout.read(MOST + 1)
            if len(answer) > MOST:
                said = f"git {arguments[0]} 的结果超过 {MOST >> 20} MB"
                raise GitError(f"{said}：文件过多，或有人提交了层层重复的文件夹；请核对这个版本")
            status = process.wait()
        complaints.seek(0)
        return subprocess.CompletedProcess(arguments, status, answer, complaints.read(MOST))


def started(
    here: Path,
    *arguments: str,
    stdin: int = subprocess.DEVNULL,
    stderr: int | IO[bytes] = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """A git command in a folder, at work; what waits for it does so :func:`in_time`."""
    try:
        process = subprocess.Popen(  # noqa: S603 arguments are ours, revisions are checked
            ("git", *_HARDENED, *arguments),  # noqa: S607 the one that PATH names
            cwd=here,
            env={**os.environ, **_ENVIRONMENT},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )
    except FileNotFoundError as failure:
        raise GitError(f"没有找到 git，请先安装；{NO_GIT}") from failure
    system.bound_memory_of(process.pid, MEMORY)
    return process


@contextmanager
def in_time(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """End git where what is inside fails, or takes too long: that raises :class:`GitError`."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(SECONDS, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except BaseException:
        process.kill()
        raise
    finally:
        timer.cancel()
    if late.is_set():
        raise GitError(f"git {SECONDS:g} 秒没有答完，可能 .git 里有管道或设备；请重新克隆")
