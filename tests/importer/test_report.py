from __future__ import annotations

import re
from pathlib import Path

from ptgen.core.filesystem import builtin_templates
from ptgen.importer.plan import ImportPlan, plan_import
from ptgen.importer.report.page import report_html
from ptgen.read.read import read_document
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.view.form import form_of
from tests.importer.sources import form, narrative, plan_of


def test_source_and_result_stand_side_by_side(tmp_path: Path) -> None:
    page = report_html(plan_of(tmp_path, narrative() + form("56000")))

    assert '<tr class="other"><td>第 ' in page
    assert page.count("<td>56000.00</td><td>55800.00</td>") == 2  # in the list above, and beside
    assert "个格子里" in page


def test_the_page_has_no_script_and_escapes_the_source(tmp_path: Path) -> None:
    said = "拟实施<script>alert(1)</script>热线运行\u202e项目。"
    page = report_html(plan_of(tmp_path, narrative(overview=said) + form()))

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "\u202e" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=\"(?!data:)", page)


def test_pages_of_a_pdf_are_shown_as_pictures(tmp_path: Path) -> None:
    (project,) = plan_of(tmp_path, form()).projects
    assert project.loaded.content is not None
    path = tmp_path / "表.pdf"
    path.write_bytes(PdfRenderer(builtin_templates()).render(form_of(project.loaded.content)))

    plan: ImportPlan = plan_import([read_document(path)], tmp_path / "projects" / "b", None, None)
    page = report_html(plan)

    assert page.count("data:image/png;base64,iVBOR") == 1
    assert 'alt="原件第 1 页"' in page
    assert report_html(plan) == page
