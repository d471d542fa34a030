"""Which program draws PDF: the option, unit.yaml, ptgen.toml, and where none is chosen."""

from __future__ import annotations

import json
from pathlib import Path

import pypdf
import pytest

from ptgen.cli.main import main
from ptgen.cli.publish import run as module
from ptgen.core.model.units.unit import PdfProgram
from tests.projects import PROJECT, UNIT, write_project

FORM = "build/unit/01/绩效目标表.pdf"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(tmp_path, PROJECT, f"{UNIT}文书: [绩效目标表]\n")
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def build(*options: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["build", "--jobs", "1", "--format", "pdf", *options])
    return int(stop.value.code or 0)


def program() -> str:
    """The program that a file names as its producer."""
    info = pypdf.PdfReader(FORM).metadata
    assert info is not None
    return "typst" if "Typst" in f"{info.creator} {info.producer}" else "weasyprint"


def unit(more: str) -> None:
    Path("projects/unit/unit.yaml").write_text(f"{UNIT}文书: [绩效目标表]\n{more}", "utf-8")


def test_the_nearest_setting_holds_and_a_change_of_it_builds_anew(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert (build(), program()) == (0, "weasyprint")
    Path("ptgen.toml").write_text('"PDF引擎" = "typst"\n', "utf-8")
    assert (build(), program()) == (0, "typst")
    unit("PDF引擎: weasyprint\n")
    assert (build(), program()) == (0, "weasyprint")
    assert (build("--engine", "typst"), program()) == (0, "typst")
    unit("PDF格式: pdf/a-2u\nPDF引擎: weasyprint\n")
    assert (build(), program()) == (0, "typst")
    manifest = json.loads(Path("build/manifest.json").read_bytes())
    assert {"typst", "weasyprint"} <= manifest["made_with"].keys()
    capsys.readouterr()


def test_an_unknown_program_is_an_error_at_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ptgen.toml").write_text('"PDF引擎" = "word"\n', "utf-8")
    with pytest.raises(SystemExit):
        main(["check"])
    told = capsys.readouterr()
    assert "ptgen.toml:1:2" in told.out + told.err
    assert "weasyprint、typst" in told.out + told.err


def test_archives_are_not_for_weasyprint(capsys: pytest.CaptureFixture[str]) -> None:
    assert build("--engine", "weasyprint", "--pdf-variant", "pdf/a-2u") == 2
    assert "只能由 typst 排版" in capsys.readouterr().err


def test_typst_draws_where_weasyprint_cannot(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "usual_program", lambda: PdfProgram.TYPST)
    assert (build(), program()) == (0, "typst")
    assert capsys.readouterr().out.count("PDF 由 typst 排版") == 1


def test_templates_that_typst_does_not_use_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path("templates").mkdir()
    Path("templates/print.css").write_text(":root { --版面: Word }\n", "utf-8")
    assert build() == 0
    assert "不用" not in capsys.readouterr().out
    assert build("--engine", "typst") == 0
    assert capsys.readouterr().out.count("由 typst 排版的 PDF 不用 templates/print.css") == 1
