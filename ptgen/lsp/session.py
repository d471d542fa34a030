"""What an editor has open, and when each file is checked.

A file that changes is checked by itself at once, its folder after a pause and in a thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Final

from ptgen.core.diagnostics import Diagnostic, in_order
from ptgen.core.filesystem import PROJECTS, project_root, read_bytes
from ptgen.lsp.buffers import Buffer
from ptgen.lsp.checking import (
    Analysis,
    FileKind,
    FolderChecker,
    analysis_of,
    kind_of,
)

_AT_ONCE: Final = 0.03
"""Seconds until a file is looked at: what is typed or pasted comes in several messages."""
_PAUSE: Final = 0.4
"""Seconds without a change until a folder is looked at."""
_OF_FOLDERS = (FileKind.PROJECT, FileKind.UNIT)
Publish = Callable[[str, tuple[Diagnostic, ...]], None]


class Session:
    """The open files; ``publish`` is told the findings of a file whenever they may be others."""

    def __init__(
        self, publish: Publish, guard: Callable[[Callable[[], None]], None], executor: Executor
    ) -> None:
        self.buffers: dict[str, Buffer] = {}
        self._publish, self._guard, self._executor = publish, guard, executor
        self._analyses: dict[str, Analysis | None] = {}
        self._folders: dict[Path, FolderChecker] = {}
        self._around: dict[str, tuple[frozenset[Diagnostic], frozenset[Diagnostic]]] = {}
        self._changed: set[str] = set()
        self._generation = 0
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._one_at_a_time = asyncio.Lock()

    def put(self, buffer: Buffer) -> None:
        """A file that was opened, or has another text."""
        self.buffers[buffer.path] = buffer
        self._look_again((buffer,))

    def close(self, path: str) -> None:
        """A file that is the disk's again."""
        buffer = self.buffers.pop(path, None)
        if buffer is None:
            return
        self._analyses.pop(path, None)
        self._around.pop(path, None)
        open_folders = {_folder_of(one) for one in self.buffers.values()}
        gone = [folder for folder in self._folders if folder not in open_folders]
        dropped = [self._folders.pop(folder).latest.findings for folder in gone]
        for name in {path, *(name for found in dropped for name in found)}:
            self._tell(name)
        self._look_again((buffer,))

    def look_again(self) -> None:
        """Files on the disk have changed."""
        self._look_again(tuple(self.buffers.values()), everything=True)

    def analysis(self, path: str) -> Analysis | None:
        """What is known of an open file as it is now; ``None`` of others."""
        if path not in self._analyses:
            buffer = self.buffers.get(path)
            self._analyses[path] = None if buffer is None else analysis_of(buffer, self.buffers)
        return self._analyses[path]

    def findings(self, path: str) -> tuple[Diagnostic, ...]:
        """What is wrong in a file: by itself as it is now, beside others as they last were."""
        analysis = self.analysis(path)
        if analysis is None:
            return in_order(self._in_folders(path))
        more, less = self._around.get(path, (frozenset(), frozenset()))
        return in_order((set(analysis.findings) - less) | more)

    def lines(self, path: str) -> Sequence[str]:
        """The lines of a file that findings are in."""
        if path in self.buffers:
            return self.buffers[path].lines
        for one in self._folders.values():
            if path in one.latest.lines:
                return one.latest.lines[path]
        return (read_bytes(Path(path)) or b"").decode(errors="replace").split("\n")

    def stop(self) -> None:
        """Nothing is looked at any more."""
        self._generation += 1
        for timer in self._timers.values():
            timer.cancel()

    def _look_again(self, buffers: Iterable[Buffer], *, everything: bool = False) -> None:
        """Check these files at once and their folders later."""
        self._generation += 1
        for buffer in buffers:
            kind, folder = kind_of(buffer), _folder_of(buffer)
            everything = everything or kind not in (FileKind.PROJECT, None)
            self._analyses.pop(buffer.path, None)
            if buffer.path in self.buffers:
                self._changed.add(buffer.path)
                if folder is not None:
                    self._folders.setdefault(folder, FolderChecker(folder))
            if folder in self._folders:
                self._folders[folder].stale = True
        if everything:
            self._analyses.clear()
            for one in self._folders.values():
                one.stale = True
        loop = asyncio.get_running_loop()
        if "at once" not in self._timers:
            self._timers["at once"] = loop.call_later(_AT_ONCE, self._guard, self._check_changed)
        if "pause" in self._timers:
            self._timers["pause"].cancel()
        self._timers["pause"] = loop.call_later(_PAUSE, self._guard, self._start_folders)

    def _check_changed(self) -> None:
        """Each file by itself."""
        self._timers.pop("at once", None)
        changed, self._changed = self._changed, set()
        for path in sorted(changed):
            self._tell(path)

    def _start_folders(self) -> None:
        task = asyncio.ensure_future(self._check_folders())
        task.add_done_callback(lambda done: self._guard(done.result))

    async def _check_folders(self) -> None:
        """The folders of the files, one after the other, unless something changes meanwhile."""
        async with self._one_at_a_time:
            now, loop = self._generation, asyncio.get_running_loop()

            def wanted() -> bool:
                return now == self._generation

            for folder in tuple(one for one in self._folders.values() if one.stale):
                check = partial(folder.check, dict(self.buffers), wanted)
                found = await loop.run_in_executor(self._executor, check)
                if found is None or not wanted():
                    return
                former, folder.latest, folder.stale = folder.latest, found, False
                for path in sorted({*former.findings, *found.findings, *self.buffers}):
                    self._compare(path)
                    self._tell(path)

    def _compare(self, path: str) -> None:
        """Note what looking at a whole folder adds to an open file's findings, and takes away."""
        analysis = self.analysis(path)
        if analysis is None:
            return
        own, found = frozenset(analysis.findings), frozenset(self._in_folders(path))
        judged = analysis.kind in _OF_FOLDERS and any(
            path in one.latest.lines for one in self._folders.values()
        )
        self._around[path] = found - own, own - found if judged else frozenset()

    def _in_folders(self, path: str) -> Iterable[Diagnostic]:
        return (
            found for one in self._folders.values() for found in one.latest.findings.get(path, ())
        )

    def _tell(self, path: str) -> None:
        self._publish(path, self.findings(path))


def _folder_of(buffer: Buffer) -> Path | None:
    """The folder whose projects are looked at together; none outside of ``projects/``."""
    folder = Path(buffer.path).absolute().parent
    fits = kind_of(buffer) in _OF_FOLDERS and project_root(folder).name == PROJECTS
    return folder if fits else None
