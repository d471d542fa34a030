"""``ptgen text``, and ``git diff`` with it."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest
from docx import Document

from ptgen.read.package import MAX_BYTES, PackageError
from ptgen.report.textconv.docx import docx_text
from ptgen.report.textconv.project import project_text
from tests.golden import run_ptgen
from tests.projects import PROJECT, with_budget
from tests.repositories import repository

ROOT = Path(__file__).parents[3]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def package(document: str, name: str = "word/document.xml") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, document)
    return held.getvalue()


def body(inner: str) -> bytes:
    return package(f"<w:document {W}><w:body>{inner}</w:body></w:document>")


def test_items_are_shown_with_their_amounts() -> None:
    budget = """\
    - 名称: 推广
      明细:
        - {名称: 场地, 测算: 34次*2000元/场}
        - {名称: 人工, 测算: 5.1万元}
    - {名称: 结余, 测算: 1万元, 方式: 核减}
    """
    text = project_text(with_budget(budget).encode(), "01.yaml")
    assert text is not None
    assert "预算  109,000.00 元\n  推广  119,000.00 元\n    场地  68,000.00 元\n" in text
    assert "  结余  -10,000.00 元\n    测算: 1万元\n    方式: 核减\n" in text


def test_a_formula_that_cannot_be_read_leaves_its_sums_out() -> None:
    text = project_text(PROJECT.replace("10万元", "约10万元").encode(), "01.yaml")
    assert text is not None
    assert "预算\n  热线设备维护\n    测算: 约10万元\n" in text


def test_a_file_that_is_no_yaml_is_shown_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "01.yaml"
    file.write_text("<<<<<<< HEAD\n项目名称: 甲\n=======\n\x1b[31m\n", "utf-8")
    assert run_ptgen(["text", str(file)], capsys) == (
        0,
        "<<<<<<< HEAD\n项目名称: 甲\n=======\n<U+001B>[31m\n",
        "",
    )


def test_a_word_file_is_shown_by_paragraphs_and_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = Document()
    document.add_paragraph("一、项目概述")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("项目名称", "设备", "金额", "1.00"), strict=True):
        cell.text = text
    document.save(str(tmp_path / "a.docx"))
    assert run_ptgen(["text", str(tmp_path / "a.docx")], capsys) == (
        0,
        "一、项目概述\n项目名称 | 设备\n金额 | 1.00\n",
        "",
    )


def test_a_break_opportunity_is_no_text_and_tabs_are() -> None:
    found = docx_text(body("<w:p><w:r><w:t>80*\u200b7800</w:t><w:tab/><w:t>元</w:t></w:r></w:p>"))
    assert found == "80*7800\t元\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04broken", "已损坏"),
        (package("<x/>", "other.xml"), "不是 Word 文件"),
        (package("<w:document"), "已损坏"),
        (package(f"<w:document {W}/>"), "没有正文"),
        (package(" " * (MAX_BYTES + 1)), "解压后超过"),
    ],
)
def test_what_is_no_word_file_is_told(data: bytes, said: str) -> None:
    with pytest.raises(PackageError, match=said):
        docx_text(data)


def test_entities_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim", "utf-8")
    document = f"""<!DOCTYPE w [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "wieder">]>
    <w:document {W}><w:body><w:p><w:r><w:t>a&x;&y;b</w:t></w:r></w:p></w:body></w:document>"""
    with pytest.raises(PackageError, match="DTD"):
        docx_text(package(document))


def test_git_goes_on_where_a_file_has_no_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04broken")
    assert run_ptgen(["text", str(tmp_path / "a.docx")], capsys) == (
        0,
        "（不是完整的文件，或已损坏；请用 Word、Excel 或 WPS 打开后另存一份）\n",
        "",
    )
    assert run_ptgen(["text", str(tmp_path / "none")], capsys)[0] == 2


def test_git_diff_reads_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = repository(tmp_path / "repo")
    document = Document()
    document.add_paragraph("资金10万元")
    repo.write(".gitattributes", "*.docx diff=ptgen\nprojects/**/*.yaml diff=ptgen\n")
    repo.write("projects/unit/01.yaml", PROJECT)
    document.save(str(repo.folder / "a.docx"))
    repo.commit()
    repo.replace("projects/unit/01.yaml", "10万元", "12万元")
    document.paragraphs[0].text = "资金12万元"
    document.save(str(repo.folder / "a.docx"))
    repo.git("config", "diff.ptgen.textconv", f"{sys.executable} -m ptgen text")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    found = repo.git("diff")
    assert "-资金10万元\n+资金12万元\n" in found
    assert "-  热线设备维护  100,000.00 元\n-    测算: 10万元\n" in found
    assert "+  热线设备维护  120,000.00 元\n+    测算: 12万元\n" in found
