from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.golden import run_ptgen
from tests.importer.sources import form, narrative

Run = tuple[int, str, str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "去年").mkdir()
    (tmp_path / "去年" / "热线.txt").write_text(narrative() + form("56000"), "utf-8")
    return tmp_path


def import_files(capsys: pytest.CaptureFixture[str], *arguments: str) -> Run:
    return run_ptgen(["import", *arguments], capsys)


def test_files_are_written_and_what_became_of_them_is_told(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = import_files(capsys, "去年", "--report", "核对.html")

    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[:2] == [
        "新建  projects/某区某局-2026/unit.yaml",
        "新建  projects/某区某局-2026/01-rexian-yunxing.yaml",
    ]
    assert "21 个标签里，版式“shanghai-district-2022”认得 21 个" in lines[2]
    assert "个格子里" in lines[3]
    assert "段文字里" in lines[3]
    assert sum("原文“56000" in line and "PT204" in line for line in lines) == 4
    assert lines[-1].startswith("检查的结果：没有发现问题")
    assert (here / "核对.html").is_file()
    assert run_ptgen(["build", "--quiet"], capsys)[0] == 0
    assert run_ptgen(["fmt", "--check"], capsys)[0] == 0
    assert "核定金额 56000 元" in run_ptgen(["check", "--show-ignored"], capsys)[1]


def test_a_dry_run_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = import_files(capsys, "去年/热线.txt", "--dry-run")

    assert status == 0
    assert "会新建  projects/某区某局-2026/01-rexian-yunxing.yaml" in out
    assert not (here / "projects").exists()


def test_one_bad_file_does_not_stop_the_others(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "去年" / "坏.docx").write_bytes(b"PK\x03\x04damaged")

    status, out, err = import_files(capsys, "去年", "--unit", "projects/甲-2026")

    assert status == 1
    assert "新建  projects/甲-2026/01-rexian-yunxing.yaml" in out
    assert err.startswith("读不了  去年/坏.docx")


def test_nothing_readable_is_a_wrong_call(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "坏.pdf").write_bytes(b"%PDF-1.7 damaged")

    status, _, err = import_files(capsys, "坏.pdf")

    assert status == 2
    assert "没有能读的文件" in err


def test_what_is_there_is_never_overwritten(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert import_files(capsys, "去年")[0] == 0
    before = {path: path.read_bytes() for path in (here / "projects").rglob("*.yaml")}

    status, _, err = import_files(capsys, "去年")

    assert status == 2
    assert "已经有同名的项目，不会覆盖" in err
    assert {path: path.read_bytes() for path in (here / "projects").rglob("*.yaml")} == before


def test_an_edition_that_fits_none_is_drawn_up_and_written(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = form()
    others = ("归口处室", "申报批次", "审核批次", "评审结论")
    for old, new in zip(
        ("项目类别", "计划开始日期", "计划完成日期", "实施单位"), others, strict=True
    ):
        text = text.replace(old, new)
    (here / "表.txt").write_text(text, "utf-8")

    status, out, _ = import_files(capsys, "表.txt")

    assert status == 0
    (layout,) = here.glob("templates/*/layout.yaml")
    assert f"新建  {layout.relative_to(here).as_posix()}" in out


@pytest.mark.usefixtures("no_collections")
def test_a_document_that_takes_too_long_to_understand_is_told(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ptgen.cli.author.import_files.SECONDS", 0.2)
    items = "".join(f"（{number}）第{number}次 3000元/月*12个月=36000元\n" for number in range(999))
    (here / "去年.txt").write_text(narrative(items), "utf-8")
    status, _, err = import_files(capsys, "去年.txt")
    assert (status, "超出了时间或内存的限度" in err) == (2, True)
    assert not (here / "projects").exists()


def test_only_this_command_imports_the_readers() -> None:
    """Others start without the libraries that read foreign files."""
    code = (
        "import sys\n"
        "from ptgen.cli.main import COMMANDS, group\n"
        "for name in COMMANDS:\n"
        "    if name != 'import':\n"
        "        group.get_command(None, name)\n"
        "readers = {'pdfplumber', 'pdfminer', 'openpyxl', 'pypdfium2'}\n"
        "print(sorted(readers & set(sys.modules)))\n"
    )
    run = [sys.executable, "-c", code]
    result = subprocess.run(run, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
