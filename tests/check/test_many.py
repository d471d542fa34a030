from __future__ import annotations

import os
import shutil
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from ptgen.check import many
from ptgen.check.config import configured
from ptgen.check.many import Examined, examine_files
from ptgen.core.filesystem import discover, disk_files, partial_folders
from ptgen.core.processes import pool_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def projects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Several folders with findings of all kinds: in projects, units, an edition, between files."""
    folder = tmp_path / "projects"
    for number in range(6):
        shutil.copytree(ROOT / "projects" / "songjiang-2022", folder / f"unit{number}")
        file = next(iter(sorted((folder / f"unit{number}").glob("0*.yaml"))))
        twin = file.with_name(f"9-{file.name}")
        text = file.read_text("utf-8")
        twin.write_text(f"# ptgen: ignore PT108\n{text}", "utf-8")
        shutil.copy(twin, twin.with_name(twin.name.upper().replace(".YAML", ".yaml")))
    edition = tmp_path / "templates" / "shanghai-district-2022"
    shutil.copytree(ROOT / "templates" / "shanghai-district-2022", edition)
    layout = edition / "layout.yaml"
    layout.write_text(f"规则: {{PT999: 关}}\n{layout.read_text('utf-8')}", "utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def examined(projects: Path, jobs: int) -> Examined:
    files, _ = discover([projects])
    return examine_files(
        files,
        disk_files([projects]),
        configured([projects]).settings,
        partial_folders([projects], files),
        jobs=jobs,
    )


def test_several_processes_find_the_same_in_the_same_order(
    projects: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = examined(projects, 2)
    monkeypatch.setattr(many, "FEW", 3)
    monkeypatch.setattr(many, "_PART", 4)
    started: list[int] = []

    def counted(jobs: int) -> AbstractContextManager[ProcessPoolExecutor]:
        started.append(jobs)
        return pool_of(jobs)

    monkeypatch.setattr("ptgen.check.many.pool_of", counted)
    together = examined(projects, 2)
    assert started == [1]
    assert together == alone
    assert list(together.outcome.findings) == list(alone.outcome.findings)
    codes = {found.code for found in alone.outcome.findings}
    assert {"PT107", "PT108", "PT121"} <= codes


def test_what_a_process_that_was_ended_should_have_done_is_done_here(
    projects: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = examined(projects, 2)
    monkeypatch.setattr(many, "FEW", 3)
    monkeypatch.setattr(many, "_PART", 4)
    monkeypatch.setattr(many, "_in_worker", _end)
    assert examined(projects, 2) == alone


def _end(*_arguments: object) -> None:
    os._exit(1)
