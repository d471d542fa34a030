from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import anyio
import pytest

from ptgen.build.documents import Documents, Task
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.errors import PtgenError
from ptgen.core.filesystem import DiskFiles, builtin_templates, discover, disk_files
from ptgen.report.bugs import bug_text
from ptgen.serve import downloads as files
from ptgen.serve.downloads import DownloadQueue, draw
from tests.projects import write_project


def wanted(projects: Path, document: str = "绩效目标表", style: str = "docx") -> Task:
    found, _ = discover([projects])
    return Task(found, ((document, style),))


def test_a_document_that_cannot_be_drawn_is_told_with_its_finding(tmp_path: Path) -> None:
    projects = write_project(tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "form.html").write_text("{{ 没有 }}", "utf-8")
    made = draw(wanted(projects, style="pdf"), disk_files([projects]))
    assert isinstance(made, tuple)
    assert [found.code for found in made] == ["PT502"]


def test_a_template_that_was_changed_is_used(tmp_path: Path) -> None:
    projects = write_project(tmp_path)
    templates = tmp_path / "templates"
    templates.mkdir()
    shutil.copy(builtin_templates() / "form.docx", templates)
    shutil.copy(builtin_templates() / "form.html", templates)
    word, pdf = wanted(projects), wanted(projects, style="pdf")
    disk = disk_files([projects])
    before = [draw(one, disk) for one in (word, pdf)]
    shutil.copy(builtin_templates() / "narrative.docx", templates / "form.docx")
    text = (templates / "form.html").read_text("utf-8")
    (templates / "form.html").write_text(text.replace("<h1>", "<h1>附："), "utf-8")
    after = [draw(one, disk) for one in (word, pdf)]
    assert all(isinstance(one, bytes) for one in before)
    assert all(old != new for old, new in zip(before, after, strict=True))


def test_a_machine_that_cannot_draw_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    projects = write_project(tmp_path)
    (tmp_path / "none.conf").write_text("<fontconfig></fontconfig>", "utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "none.conf"))
    with pytest.raises(PtgenError, match="缺少公文字体"):
        draw(wanted(projects, style="pdf"), disk_files([projects]))


def die(task: Task, disk: object) -> bytes:  # noqa: ARG001 called as draw is
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def test_a_process_that_dies_is_told_and_the_next_one_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    projects = write_project(tmp_path)

    async def twice() -> object:
        queue = DownloadQueue()
        with monkeypatch.context() as patch:
            patch.setattr(files, "draw", die)
            with pytest.raises(PtgenError, match="进程意外退出"):
                await queue.make(wanted(projects), disk_files([projects]))
        return await queue.make(wanted(projects), disk_files([projects]))

    assert isinstance(anyio.run(twice), bytes)


def broken_draw(task: Task, disk: DiskFiles) -> bytes | tuple[Diagnostic, ...]:
    """As :func:`draw` is called in its process, with a bug in what it calls."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Documents, "make", divided)
        return draw(task, disk)


def divided(*arguments: object) -> object:
    raise ZeroDivisionError(len(arguments))


def test_a_bug_in_the_other_process_keeps_its_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    projects = write_project(tmp_path)
    monkeypatch.setattr(files, "draw", broken_draw)
    with pytest.raises(ZeroDivisionError) as caught:
        anyio.run(DownloadQueue().make, wanted(projects), disk_files([projects]))
    told = bug_text(caught.value)
    assert "in divided" in told
    assert "ZeroDivisionError: 2" in told
