"""What fails in a user's template is the template's; what fails in ptgen is a bug, and shows as one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from ptgen.core.filesystem import builtin_templates
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.errors import TemplateError
from ptgen.render.limits import is_bug
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.view.document import Info, Narrative, Paragraph
from tests.golden import run_ptgen
from tests.projects import PROJECT, write_project
from tests.render.word_templates import changed

ROOT = Path(__file__).parents[2]
INFO = Info("说明", "项目", "单位", date(2022, 1, 1))
DOCUMENT = Narrative(INFO, "说明", (Paragraph("甲"),))


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """All templates as a user's own."""
    folder = tmp_path / "templates"
    shutil.copytree(builtin_templates(), folder)
    return folder


def own_html(templates: Path, body: str) -> Path:
    path = templates / "narrative.html"
    path.write_text(f"<html><body>{body}</body></html>", "utf-8")
    return path


@pytest.mark.parametrize(
    "body",
    [
        "{{ 没有 }}",
        "{{ 内容 | length | first }}",
        "{% for a in 内容 %}{% if a.文字 < 1 %}甲{% endif %}{% endfor %}",
        "{% for a in 内容 %}{% for b in loop.index %}甲{% endfor %}{% endfor %}",
        "<div>" * 3000,
    ],
)
def test_what_a_template_says_is_its_own_fault(
    templates: Path, renderer: PdfRenderer, body: str
) -> None:
    path = own_html(templates, body)
    with pytest.raises(TemplateError) as caught:
        PdfRenderer(templates, renderer.fonts).render(DOCUMENT)
    assert caught.value.path == path


def broken(*arguments: object, **more: object) -> None:
    del arguments, more
    raise AttributeError("a bug")


def endless(*arguments: object, **more: object) -> None:
    endless(*arguments, **more)


@pytest.mark.parametrize(
    "name",
    [
        "html_template.names_of",
        "running.page_css",
        "renderer._rows_in",
        "renderer.written",
        "renderer.TableWriter.css",
    ],
)
def test_what_ptgen_does_wrong_under_a_users_template_is_a_bug(
    templates: Path, renderer: PdfRenderer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    own_html(templates, "<p>{{ 标题 }}</p>")
    monkeypatch.setattr(f"ptgen.render.pdf.weasyprint.{name}", broken)
    with pytest.raises(AttributeError, match="a bug"):
        PdfRenderer(templates, renderer.fonts).render(DOCUMENT)


def test_a_recursion_of_ptgens_is_a_bug(
    templates: Path, renderer: PdfRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_html(templates, "<p>甲</p>")
    monkeypatch.setattr("ptgen.render.pdf.weasyprint.renderer._rows_in", endless)
    with pytest.raises(RecursionError):
        PdfRenderer(templates, renderer.fonts).render(DOCUMENT)


def test_what_ptgen_does_wrong_under_a_word_template_is_a_bug(
    templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ptgen.render.docx.renderer._set_page", broken)
    with pytest.raises(AttributeError, match="a bug"):
        WordRenderer(templates).render(DOCUMENT)


def test_what_ptgen_does_wrong_while_jinja_fills_is_a_bug(
    templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ptgen.render.docx.text.clean", broken)
    with pytest.raises(AttributeError, match="a bug"):
        WordRenderer(templates).render(DOCUMENT)


def test_what_ptgen_gives_to_another_library_is_its_own(tmp_path: Path) -> None:
    from ptgen.read.package import parse_part

    with pytest.raises(ValueError, match="encoding declaration") as caught:
        parse_part('<?xml version="1.0" encoding="utf-8"?><a/>')  # type: ignore[arg-type]
    assert is_bug(caught.value, tmp_path)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("[Content_Types].xml", "</Types>", "<!-- 注 --></Types>"),
        ("word/_rels/document.xml.rels", "</Relationships>", "<!-- 注 --></Relationships>"),
        ("word/document.xml", "<w:sectPr", "<?pi 甲?><w:sectPr"),
        ("word/document.xml", 'w:header="', 'w:header="' + "9" * 5000),
    ],
)
def test_oddities_of_a_word_file_are_no_bugs(tmp_path: Path, part: str, old: str, new: str) -> None:
    shutil.copy(builtin_templates() / "form.docx", tmp_path)
    changed(tmp_path, "narrative.docx", {part: lambda text: text.replace(old, new)})
    assert WordRenderer(tmp_path).render(DOCUMENT)


def test_a_bug_is_told_once_with_its_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ptgen.build.documents.Documents._named", broken)
    status, _, err = run_ptgen(["build", "--format", "docx", "--jobs", "1"], capsys)
    assert status == 1
    assert err.count("ptgen 自身出错") == err.count("Traceback") == 1
    assert 'in broken\n    raise AttributeError("a bug")\nAttributeError: a bug\n' in err


SITE = """
import ptgen.view.narrative

def broken_in_a_worker(content):
    raise KeyError("a bug")

ptgen.view.narrative.narrative_of = broken_in_a_worker
"""


def test_a_bug_in_another_process_is_told_with_its_traceback(tmp_path: Path) -> None:
    for number in range(4):
        text = PROJECT.replace("设备运行与维护", f"设备{number}")
        write_project(tmp_path, text, stem=f"{number:02}")
    (tmp_path / "sitecustomize.py").write_text(SITE, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "ptgen", "build", "--format", "docx", "--jobs", "2"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
    )
    assert done.returncode == 1
    assert "ptgen 自身出错" in done.stderr
    assert "in broken_in_a_worker" in done.stderr
    assert "KeyError: 'a bug'" in done.stderr
