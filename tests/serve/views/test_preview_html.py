from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.core.filesystem import builtin_templates
from ptgen.core.model.project import DocumentKind
from ptgen.render.errors import TemplateError
from ptgen.serve.views.preview import Preview
from ptgen.serve.views.preview_html import faces_css, preview_html
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of
from tests.projects import PROJECT, content_of


def test_the_version_differs_when_the_page_does(tmp_path: Path) -> None:
    templates = (builtin_templates(),)
    first = preview_html(narrative_of(content_of(tmp_path)), templates, "")
    again = preview_html(narrative_of(content_of(tmp_path)), templates, "")
    changed = content_of(tmp_path, PROJECT.replace("10万元", "11万元"))
    other = preview_html(narrative_of(changed), templates, "")
    versions = [Preview(DocumentKind.NARRATIVE, html).version for html in (first, again, other)]
    assert versions[0] == versions[1] != versions[2]


def test_the_paper_is_that_of_the_document(tmp_path: Path) -> None:
    page = preview_html(form_of(content_of(tmp_path)), (builtin_templates(),), "")
    assert "body { width: 210mm; min-height: 297mm; padding: " in page
    assert page.count("<!DOCTYPE") == 1


def test_a_style_sheet_cannot_end_its_element(tmp_path: Path) -> None:
    page = preview_html(form_of(content_of(tmp_path)), (builtin_templates(),), "/* </style><p> */")
    assert page.count("</style>") == 1


def test_elements_that_would_connect_are_renamed(tmp_path: Path) -> None:
    text = (builtin_templates() / "form.html").read_text("utf-8")
    own = tmp_path / "templates"
    own.mkdir()
    (own / "form.html").write_text(text + "<IFRAME src='//a'><link rel=b><p>framed</p>", "utf-8")
    page = preview_html(form_of(content_of(tmp_path)), (own, builtin_templates()), "")
    assert "<x-IFRAME src='//a'><x-link rel=b><p>framed</p>" in page


def test_a_template_that_cannot_be_filled_is_told(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    (own / "form.html").write_text("{{ 没有 }}", "utf-8")
    with pytest.raises(TemplateError, match=r"form\.html:1"):
        preview_html(form_of(content_of(tmp_path)), (own, builtin_templates()), "")


def test_every_role_has_fonts_on_any_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    here = faces_css()
    monkeypatch.setattr("ptgen.serve.views.preview_html.installed_faces", dict)
    elsewhere = faces_css()
    for role in ("小标宋", "黑体", "楷体", "仿宋", "宋体", "宋体粗"):
        assert f"--{role}: " in here
        assert f"--{role}-粗细: " in here
        assert f"--{role}: {'sans-serif' if role == '黑体' else 'serif'};" in elsewhere
