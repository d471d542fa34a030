"""Which programs a command starts, itself and by all that it starts: strace sees each execve."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# In a file of its own for each process: no line of one stands inside of a line of another.
_STARTED = re.compile(r'^execve(?:at)?\((?:\w+, )?"(?P<file>[^"]*)", \[(?P<words>.*)\], .* = 0$')
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"')
_OPTIONS = frozenset({"-c", "-C"})


@dataclass(frozen=True, slots=True)
class Program:
    """A program that was started, with its words."""

    file: str
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """As users know it; of a git command with its name, of a Python without its version."""
        name = Path(self.file).name
        if name == "git":
            return f"git {self._git_command()}"
        return "python" if name.startswith("python") else name

    def _git_command(self) -> str:
        words = iter(self.words[1:])
        for word in words:
            if word in _OPTIONS:
                next(words)
            elif not word.startswith("-"):
                return word
        return ""


@dataclass(slots=True)
class Watched:
    """The words that start a command under the watch; after it has ended, what it started."""

    words: tuple[str, ...]
    folder: Path
    programs: tuple[Program, ...] = ()

    @property
    def names(self) -> set[str]:
        """Of all but the command itself."""
        return {one.name for one in self.programs} - {"ptgen"}


@contextlib.contextmanager
def watched(*words: str) -> Iterator[Watched]:
    """What is started by the words until the end."""
    strace = shutil.which("strace")
    assert strace is not None, "scripts/setup.sh dev installs strace"
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        options = ("-ff", "--seccomp-bpf", "-qq", "-s", "500", "-v", "-e", "abbrev=none")
        traced = ("-e", "trace=execve,execveat", "-e", "signal=none", "-o", str(log))
        seen = Watched((strace, *options, *traced, *words), Path(folder))
        yield seen
        seen.programs = tuple(_started(Path(folder)))
    assert seen.programs, "strace saw nothing"


def _started(folder: Path) -> Iterator[Program]:
    for file in sorted(folder.iterdir()):
        for line in file.read_text("utf-8", "replace").splitlines():
            found = _STARTED.match(line)
            if found is not None:
                words = found["words"].partition("], [")[0]
                yield Program(found["file"], tuple(_WORD.findall(words)))


def run_watched(
    folder: Path, *words: str, environment: Mapping[str, str] | None = None
) -> tuple[subprocess.CompletedProcess[str], Watched]:
    """A command that ends by itself, and what it started."""
    with watched(*words) as seen:
        done = subprocess.run(
            seen.words,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    return done, seen
