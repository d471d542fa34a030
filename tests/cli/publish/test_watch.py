"""``ptgen build --watch`` in a process of its own, with real saves; waits for what it says."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer

import pytest
from docx import Document

from ptgen.core.filesystem import builtin_templates
from tests.projects import PROJECT, UNIT, write_project

ROOT = Path(__file__).parents[3]
WAITING = "等待存盘，按 Ctrl-C 结束\n"


def in_place(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def by_renaming(path: Path, text: str) -> None:
    """As vim and many other editors save."""
    other = path.with_name("4913~")
    other.write_text(text, "utf-8")
    other.replace(path)


class Watching:
    """The process, and what it said."""

    def __init__(self, folder: Path, formats: str = "docx") -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ptgen", "build", "--watch", "--format", formats],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def said(self) -> str:
        """What it says until it waits."""
        assert self.process.stdout is not None
        lines: list[str] = []
        for line in self.process.stdout:
            if line == WAITING:
                return "".join(lines)
            lines.append(line)
        raise AssertionError("".join(lines))

    def document(self, stem: str = "01") -> str:
        """The words of the form of a project."""
        path = self.folder / "build" / "unit" / stem / "绩效目标表.docx"
        cells = (cell.text for row in Document(str(path)).tables[0].rows for cell in row.cells)
        return " ".join(dict.fromkeys(cells))

    def written(self) -> dict[str, int]:
        """When each document of a project was written, by its path below the unit's folder."""
        unit = self.folder / "build" / "unit"
        files = (file for file in unit.glob("*/*") if file.suffix in (".docx", ".pdf"))
        return {file.relative_to(unit).as_posix(): file.stat().st_mtime_ns for file in files}

    def rewritten(self, before: dict[str, int]) -> set[str]:
        """The documents that were written since."""
        return {path for path, time in self.written().items() if before.get(path) != time}


@contextlib.contextmanager
def started(folder: Path, formats: str = "docx") -> Iterator[Watching]:
    write_project(folder)
    write_project(folder, PROJECT.replace("设备运行与维护", "业务培训"), stem="02")
    started = Watching(folder, formats)
    # A process that never says what is waited for is ended, and the reading of its output with it.
    watchdog = Timer(120, started.process.kill)
    watchdog.start()
    try:
        assert "共 2 个项目" in started.said()
        yield started
    finally:
        watchdog.cancel()
        started.process.kill()
        started.process.communicate()


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    with started(tmp_path) as process:
        yield process


@pytest.mark.unmeasured  # its process is killed
@pytest.mark.parametrize("save", [in_place, by_renaming])
def test_saves_of_a_project_and_its_unit_are_built(
    watching: Watching, save: Callable[[Path, str], None]
) -> None:
    unit = watching.folder / "projects" / "unit"
    save(unit / "01.yaml", PROJECT.replace("10万元", "12万元"))
    assert "220,000.00 元" in watching.said()
    assert "120000" in watching.document("01")
    assert "100000" in watching.document("02")
    save(unit / "unit.yaml", UNIT.replace("主管部门: 某区城市运行中心", "主管部门: 某区财政局"))
    watching.said()
    assert all("某区财政局" in watching.document(stem) for stem in ("01", "02"))
    save(unit / "03.yaml", PROJECT.replace("设备运行与维护", "课题研究"))
    assert "共 3 个项目" in watching.said()
    assert "课题研究" in watching.document("03")


@pytest.mark.unmeasured  # its process is killed
def test_layouts_and_templates_are_built(watching: Watching) -> None:
    templates = watching.folder / "templates"
    name = "shanghai-district-2022/layout.yaml"
    (templates / name).parent.mkdir(parents=True)
    text = (builtin_templates() / name).read_text("utf-8")
    assert "财政项目支出绩效目标填报表" in text
    in_place(templates / name, text.replace("财政项目支出绩效目标填报表", "填报表"))
    watching.said()
    path = watching.folder / "build" / "unit" / "01" / "绩效目标表.docx"
    assert "填报表" in [one.text for one in Document(str(path)).paragraphs]
    shutil.copy(builtin_templates() / "narrative.docx", templates / "form.docx")
    assert "form.docx" in watching.said()


@pytest.mark.unmeasured  # its process is killed
def test_only_what_a_save_touches_is_drawn(tmp_path: Path) -> None:
    with started(tmp_path, "docx,pdf") as watching:
        unit, templates = tmp_path / "projects" / "unit", tmp_path / "templates"
        before = watching.written()
        assert len(before) == 8
        by_renaming(unit / "01.yaml", PROJECT.replace("10万元", "12万元"))
        watching.said()
        names = ("经费情况说明.docx", "经费情况说明.pdf", "绩效目标表.docx", "绩效目标表.pdf")
        assert watching.rewritten(before) == {f"01/{name}" for name in names}

        before = watching.written()
        css = (builtin_templates() / "print.css").read_text("utf-8")
        templates.mkdir()
        in_place(templates / "print.css", f"{css}\nh1 {{ color: #010203 }}\n")
        watching.said()
        assert watching.rewritten(before) == {path for path in before if path.endswith(".pdf")}


@pytest.mark.unmeasured  # its process is killed
def test_a_warning_is_said_when_it_is_new(watching: Watching) -> None:
    file = watching.folder / "projects" / "unit" / "01.yaml"
    text = PROJECT.replace("维护设备数量: ≥26台", "维护设备数量: 较多")
    in_place(file, text)
    assert "警告 PT306" in watching.said()
    in_place(file, text.replace("10万元", "12万元"))
    assert "警告" not in watching.said()
    in_place(file, PROJECT)
    watching.said()
    in_place(file, text)
    assert "警告 PT306" in watching.said()


@pytest.mark.unmeasured  # its process is killed
def test_an_error_is_said_and_the_next_save_mends_it(watching: Watching) -> None:
    file = watching.folder / "projects" / "unit" / "01.yaml"
    before = watching.document()
    by_renaming(file, PROJECT.replace("项目概述:", "项目概况:"))
    said = watching.said()
    assert "projects/unit/01.yaml:4:1" in said
    assert "是不是“项目概述”" in said
    assert watching.document() == before
    by_renaming(file, PROJECT.replace("10万元", "13万元"))
    assert "230,000.00 元" in watching.said()
    assert "130000" in watching.document()


def test_ctrl_c_ends_it(watching: Watching) -> None:
    watching.process.send_signal(signal.SIGINT)
    said, _ = watching.process.communicate(timeout=60)
    assert (watching.process.returncode, said) == (0, "已结束\n")


def test_a_first_build_that_cannot_run_ends_it(tmp_path: Path) -> None:
    write_project(tmp_path)
    (tmp_path / "build").write_text("", "utf-8")
    process = Watching(tmp_path).process
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "build" in said
