"""``ptgen templates``: what is used, what is copied, and what a PDF does not follow."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ptgen.cli.main import main
from ptgen.core.filesystem import builtin_templates
from tests.projects import write_project

Run = Callable[..., tuple[int, str]]
COPIED = {path.name for path in builtin_templates().iterdir() if path.is_file()}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command in a folder with one project; its status and all that it said."""
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path)

    def once(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as stop:
            main(list(arguments))
        said = capsys.readouterr()
        return int(stop.value.code or 0), said.out + said.err

    return once


def test_the_built_in_templates_are_written_beside_the_projects(run: Run, tmp_path: Path) -> None:
    status, _ = run("templates", "--copy", "projects/")
    made = {path.name: path.read_bytes() for path in (tmp_path / "templates").iterdir()}
    assert status == 0
    assert made == {name: (builtin_templates() / name).read_bytes() for name in COPIED}


def test_a_template_that_is_there_stays_unless_asked(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "templates" / "print.css"
    own.parent.mkdir()
    own.write_text("自己的", "utf-8")
    status, said = run("templates", "--copy")
    assert (status, own.read_text("utf-8")) == (0, "自己的")
    assert "已有  templates/print.css" in said
    run("templates", "--copy", "--force")
    assert own.read_bytes() == (builtin_templates() / "print.css").read_bytes()


def test_nothing_is_written_through_a_link_that_leads_away(run: Run, tmp_path: Path) -> None:
    away = tmp_path.parent / f"{tmp_path.name}-away"
    away.mkdir()
    (tmp_path / "templates").symlink_to(away)
    status, said = run("templates", "--copy")
    assert status != 0
    assert "链接" in said
    assert not list(away.iterdir())


def test_copies_draw_the_same_documents(run: Run, tmp_path: Path) -> None:
    run("build", "--jobs", "1")
    first = {path.name: path.read_bytes() for path in (tmp_path / "build").rglob("*.pdf")}
    run("templates", "--copy")
    run("build", "--jobs", "1", "--force", "--out", "again")
    again = {path.name: path.read_bytes() for path in (tmp_path / "again").rglob("*.pdf")}
    assert first
    assert first == again


def test_what_a_pdf_does_not_follow_is_told_by_name_and_file(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "templates" / "narrative.docx"
    own.parent.mkdir()
    opened = docx.Document(str(builtin_templates() / "narrative.docx"))
    opened.paragraphs[0].insert_paragraph_before("附件一")
    opened.styles["一级标题"].font.italic = True
    opened.styles["公文正文"].font.name = "Ptgen Nowhere"
    header = opened.sections[0].header
    shape = '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"/></w:pict></w:r>'
    header.paragraphs[0]._p.append(parse_xml(shape.replace("<w:r>", f"<w:r {nsdecls('w')}>")))
    columns = opened.sections[0]._sectPr.xpath("./w:cols")[0]
    columns.set(columns.nsmap["w"].join(("{", "}")) + "num", "2")
    opened.add_section(WD_SECTION.CONTINUOUS)
    opened.save(str(own))
    for command in (("templates",), ("build", "--jobs", "1")):
        _, said = run(*command)
        (told,) = [line for line in said.splitlines() if line.startswith("提示")]
        assert "templates/narrative.docx" in told
        for words in ("附件一", "斜体", "Ptgen Nowhere", "艺术字", "分栏", "分节"):
            assert words in told, words


def test_templates_that_are_followed_are_told_of_without_a_hint(run: Run, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    shutil.copy(builtin_templates() / "form.docx", tmp_path / "templates")
    status, said = run("templates")
    assert status == 0
    assert "form.docx（templates/form.docx）" in said
    assert "narrative.docx（自带）" in said
    assert "提示" not in said


def test_a_style_sheet_with_a_look_of_its_own_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    shutil.copy(builtin_templates() / "form.docx", tmp_path / "templates")
    (tmp_path / "templates" / "print.css").write_text("h1 { color: red }", "utf-8")
    _, said = run("templates")
    assert "提示: templates/form.docx：PDF 不随它变" in said
