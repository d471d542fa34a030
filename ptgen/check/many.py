"""Check the projects of many folders, on all processors: no rule compares those of two folders."""

import os
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Final

from ptgen.check.engine import examine
from ptgen.check.rules.fields import same_output
from ptgen.check.settings import Settings
from ptgen.check.silencing import Outcome
from ptgen.core.diagnostics import Diagnostic, in_order
from ptgen.core.loader import Files, Loader, ProjectFile
from ptgen.core.processes import pool_of, why_alone

FEW: Final = 200
"""So many projects are checked sooner than another process starts."""
_PART: Final = 20
"""Projects that a process is given at a time, and as many more as their folder has."""
_AHEAD: Final = 2  # parts that wait for each process, so that none is idle


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in some projects, and the lines of all files that were read for them."""

    outcome: Outcome
    lines: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Examination:
    """How projects are examined; as :func:`~ptgen.check.engine.examine` is told it."""

    disk: Files
    settings: Settings
    partial: Collection[str]
    clashing: tuple[Diagnostic, ...] = field(default=())

    def of(self, files: Sequence[ProjectFile], loader: Loader) -> Examined:
        """Examine whole folders in this process."""
        loaded = tuple(map(loader.load, files))
        paths = {file.path for file in files}
        clashing = [one for one in self.clashing if one.span.path in paths]
        lines = {path: text for one in loaded for path, text in one.lines.items()}
        outcome = examine(loaded, self.settings, self.partial, clashing=clashing)
        return Examined(outcome, lines)


def examine_files(
    files: Sequence[ProjectFile],
    disk: Files,
    settings: Settings,
    partial: Collection[str],
    *,
    jobs: int | None = None,
) -> Examined:
    """Examine projects in ``jobs`` processes, by default as many as there are processors."""
    how = Examination(disk, settings, partial, tuple(same_output.find_files(files)))
    processes = min(jobs or os.cpu_count() or 1, len(files) // FEW + 1)
    if processes == 1 or why_alone() is not None:
        return how.of(files, Loader(disk))
    done = tuple(_in_processes(tuple(_parts(files)), how, processes - 1))
    lines = {path: text for one in done for path, text in one.lines.items()}
    findings, ignored = (
        in_order(found for one in done for found in getattr(one.outcome, kind))
        for kind in ("findings", "ignored")
    )
    return Examined(Outcome(findings, ignored), lines)


def _parts(files: Sequence[ProjectFile]) -> Iterator[tuple[ProjectFile, ...]]:
    """Whole folders, a few together where they are small."""
    part: list[ProjectFile] = []
    for _, folder in groupby(files, key=lambda file: file.folder):
        part.extend(folder)
        if len(part) >= _PART:
            yield tuple(part)
            part = []
    if part:
        yield tuple(part)


def _in_processes(
    parts: Sequence[Sequence[ProjectFile]], how: Examination, others: int
) -> Iterator[Examined]:
    """Other processes begin with the first parts, this one with the last, until they meet."""
    loader, left = Loader(how.disk), deque(parts)
    given: list[tuple[Sequence[ProjectFile], Future[Examined]]] = []
    lost: list[Sequence[ProjectFile]] = []
    with pool_of(others) as pool:
        while left:
            waiting = sum(not future.done() for _, future in given)
            try:
                while left and waiting < others * _AHEAD:
                    given.append((left[0], pool.submit(_in_worker, left[0], how)))
                    left.popleft()
                    waiting += 1
            except BrokenProcessPool:
                others = 0
            if left:
                yield how.of(left.pop(), loader)
        for part, future in given:
            try:
                yield future.result()
            except BrokenProcessPool:
                lost.append(part)
    for part in lost:  # the process that had it was ended
        yield how.of(part, loader)


@cache
def _loaders() -> list[Loader]:
    """The one of this worker: units and editions are read once."""
    return []


def _in_worker(files: Sequence[ProjectFile], how: Examination) -> Examined:
    kept = _loaders()
    if not kept:
        kept.append(Loader(how.disk))
    return how.of(files, kept[0])
