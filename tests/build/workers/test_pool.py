"""Several processes: they are replaced after so many tasks, and make what one makes."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import BaseContext
from pathlib import Path

import pytest

from ptgen.build.workers import pool
from ptgen.cli.main import main
from ptgen.core import processes
from tests.projects import PROJECT, write_project

COUNT = 7


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def built(folder: Path, jobs: int) -> dict[str, bytes]:
    out = folder / f"out-{jobs}"
    with pytest.raises(SystemExit) as stop:
        main(["build", "-q", "--format", "docx", "--jobs", str(jobs), "--out", str(out)])
    assert stop.value.code == 0
    return tree(out)


def _named(name: str) -> str:
    found = re.sub(r"项目名称: .*", f"项目名称: {name}", PROJECT, count=1)
    assert found != PROJECT
    return found


@pytest.mark.parametrize("life", [1, 2, 200])
def test_processes_are_replaced_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, life: int
) -> None:
    for number in range(COUNT):
        write_project(tmp_path, _named(f"设备{number}"), stem=f"{number:02}")
    monkeypatch.chdir(tmp_path)
    started: list[int] = []

    class Counted(ProcessPoolExecutor):
        def __init__(self, jobs: int, context: BaseContext, start: Callable[[], None]) -> None:
            started.append(jobs)
            super().__init__(jobs, context, start)

    monkeypatch.setattr(processes, "ProcessPoolExecutor", Counted)
    monkeypatch.setattr(pool, "_LIFE", life)
    several = built(tmp_path, 2)
    # The folder's own documents are one task more; the last pool finds nothing to do.
    assert len(started) == {1: 5, 2: 3, 200: 1}[life]
    assert several == built(tmp_path, 1)
    assert sum(name.endswith(".docx") for name in several) >= COUNT
