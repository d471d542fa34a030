"""Word templates: they are filled as docxtpl fills them, and faults are told in Chinese."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from lxml import etree

from ptgen.read.package import parse_part
from ptgen.render.docx.package import parts_of as package_parts
from ptgen.render.docx.package import read_parts, write_parts
from ptgen.render.docx.renderer import WordRenderer, context
from ptgen.render.docx.styles import table_styles
from ptgen.render.docx.template import WordTemplate
from ptgen.render.docx.text import visible
from ptgen.render.docx.untrusted import MAIN_PART
from ptgen.render.errors import TemplateError
from ptgen.render.template import Sandbox
from ptgen.view.document import Document
from tests.render.docx_samples import form, narrative

TEMPLATES = Path(__file__).parents[3] / "templates"


def canonical(part: bytes) -> bytes:
    """Canonical XML: equal for equal trees, however they are written."""
    return etree.tostring(parse_part(part), method="c14n")


def parts_of(data: bytes) -> dict[str, bytes]:
    """All parts of a Word file by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def by_docxtpl(template: Path, document: Document) -> dict[str, bytes]:
    """The parts as docxtpl's own documented way makes them."""
    mill = DocxTemplate(template)
    styles = table_styles(mill.get_docx().styles.element, template)
    mill.render(context(document, styles), jinja_env=Sandbox(visible))
    out = io.BytesIO()
    mill.save(out)
    return parts_of(out.getvalue())


def with_text(name: str, old: str, new: str, folder: Path) -> Path:
    """A template of the house with one text of its main part replaced."""
    parts = read_parts((TEMPLATES / name).read_bytes(), TEMPLATES / name)
    main = parts[MAIN_PART].decode()
    assert old in main
    path = folder / name
    path.write_bytes(write_parts({**parts, MAIN_PART: main.replace(old, new).encode()}))
    return path


@pytest.mark.parametrize(
    ("name", "document"),
    [("narrative.docx", narrative("甲\n乙\t丙", "完")), ("form.docx", form(12))],
)
def test_documents_are_what_docxtpl_makes(name: str, document: Document) -> None:
    template = WordTemplate(TEMPLATES / name)
    ours = package_parts(template.fill(context(document, template.tables)).part.package)
    theirs = by_docxtpl(TEMPLATES / name, document)
    assert ours.keys() == theirs.keys()
    for part in ours.keys() - {"docProps/core.xml"}:
        assert canonical(ours[part]) == canonical(theirs[part])


def test_canonical_comparison_sees_a_difference_of_one_character() -> None:
    assert canonical(b"<a><b/>x</a>") == canonical(b"<a ><b></b>x</a>")
    assert canonical(b"<a><b/>x</a>") != canonical(b"<a><b/>y</a>")


def test_unknown_name_is_told_with_its_paragraph(tmp_path: Path) -> None:
    path = with_text("form.docx", "{{ 副题 }}", "{{ 副标 }}", tmp_path)
    with pytest.raises(TemplateError) as caught:
        WordRenderer(path.parent).render(form())
    assert caught.value.path == path
    assert caught.value.line == 4
    assert "第 4 段「副标」" in caught.value.reason
    assert "没有的名称「副标」" in caught.value.reason
    assert "标题、副题、标题位置、表格" in caught.value.reason


def test_unclosed_loop_is_told_as_a_template_fault(tmp_path: Path) -> None:
    path = with_text("narrative.docx", "{%p endfor %}", "完", tmp_path)
    with pytest.raises(TemplateError, match="模板标记有误"):
        WordRenderer(path.parent).render(narrative())


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ range(9) }}",
        "{{ 标题 * 999999999 }}",
        "{% set 标题 = 标题 ~ 标题 %}",
        "{% include 'x' %}",
        "{{ 7 | length }}",
        "{{ " + "(" * 3000 + "标题" + ")" * 3000 + " }}",
        "{% macro x() %}{% endmacro %}",
        "{{ 标题 | replace('a', 'b') }}",
        "{% for a in 标题 %}" * 3 + "{% endfor %}" * 3,
    ],
)
def test_template_that_computes_is_refused(text: str, tmp_path: Path) -> None:
    path = with_text("form.docx", "{{ 副题 }}", text, tmp_path)
    with pytest.raises(TemplateError):
        WordRenderer(path.parent).render(form())


def test_choice_that_tears_paragraphs_apart_is_told(tmp_path: Path) -> None:
    path = with_text("form.docx", "{%p if 副题 %}", "{% if 副题 %}", tmp_path)
    with pytest.raises(TemplateError, match="不是完好的 Word 内容"):
        WordRenderer(path.parent).render(replace(form(), subtitle=""))


def test_table_inside_a_text_is_told(tmp_path: Path) -> None:
    path = with_text("form.docx", "{{p 表格 }}", "见{{ 表格 }}", tmp_path)
    with pytest.raises(TemplateError, match="单独占一段"):
        WordRenderer(path.parent).render(form())


def test_header_with_a_name_is_filled(tmp_path: Path) -> None:
    path = TEMPLATES / "narrative.docx"
    parts = read_parts(path.read_bytes(), path)
    footer = parts["word/footer1.xml"].decode().replace("— <", "{{ 标题 }} — <", 1)
    (tmp_path / "narrative.docx").write_bytes(
        write_parts({**parts, "word/footer1.xml": footer.encode()})
    )
    made = parts_of(WordRenderer(tmp_path).render(narrative()))
    assert "设备运行与维护项目经费情况说明 — " in made["word/footer1.xml"].decode()


def test_a_document_after_a_faulty_one_is_filled_from_the_template(tmp_path: Path) -> None:
    """The fault is in a footer: the body of the first document was filled before it."""
    path = TEMPLATES / "narrative.docx"
    parts = read_parts(path.read_bytes(), path)
    footer = parts["word/footer1.xml"].decode().replace("— <", "{{ (内容 | first).文字 }}<", 1)
    (tmp_path / "narrative.docx").write_bytes(
        write_parts({**parts, "word/footer1.xml": footer.encode()})
    )
    renderer = WordRenderer(tmp_path)
    with pytest.raises(TemplateError, match="没有的名称"):
        renderer.render(replace(narrative(), title="先前的文书", blocks=()))
    assert renderer.render(narrative()) == WordRenderer(tmp_path).render(narrative())


def test_name_that_word_has_cut_into_runs_is_filled(tmp_path: Path) -> None:
    cut = (
        "{</w:t></w:r><w:r><w:t>{ </w:t></w:r><w:proofErr w:type='spellStart'/><w:r><w:rPr>"
        "<w:b/></w:rPr><w:t>标题</w:t></w:r><w:proofErr w:type='spellEnd'/><w:r><w:t> }}"
    )
    path = with_text("form.docx", "{{ 标题 }}", cut, tmp_path)
    whole = WordRenderer(path.parent).render(form())
    assert "财政项目支出绩效目标填报表" in parts_of(whole)[MAIN_PART].decode()


def test_template_with_endless_marks_is_refused(tmp_path: Path) -> None:
    path = with_text("form.docx", "{{ 副题 }}", "{{ 副题 }}" * 600, tmp_path)
    with pytest.raises(TemplateError, match="标记过多"):
        WordTemplate(path)


def test_missing_template_is_told(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="读不到"):
        WordTemplate(tmp_path / "form.docx")
