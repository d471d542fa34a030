"""Forms in real files: of ptgen, and as LibreOffice prints a workbook, scaled."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # it has no types
import pytest

from ptgen.core.filesystem import builtin_templates
from ptgen.core.loader import Content
from ptgen.importer.reading import FormReading
from ptgen.read.read import read_document
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.render.xlsx.form import form_xlsx
from ptgen.view.form import form_of
from tests import libreoffice
from tests.importer.forms.making import Json, doubts, indicators, project_of, read, written
from tests.importer.forms.test_editions import MORE

GROUPS = {
    "产出指标": ("数量指标", "质量指标", "时效指标"),
    "效益指标": ("社会效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
VALUES = ("≥85%", "=100%", "≤1.5天", "规范", "0起", "=2-3人", "不低于上一年度的水平")


def long_project(edition: str, count: int = 11) -> Content:
    """A project whose form has several pages."""
    tree: Json = {
        outer: {
            inner: {
                f"{inner[:2]}方面按年度工作计划应当完成的第{at}项工作": {
                    "指标值": VALUES[at % len(VALUES)],
                    "权重": "1",
                }
                for at in range(count)
            }
            for inner in groups
        }
        for outer, groups in GROUPS.items()
    }
    return project_of(
        edition,
        {
            "年度": "2024",
            "项目名称": "城市网格化管理信息系统运行与维护（第二期）",
            "主管部门": "某区人民政府某街道办事处",
            "实施单位": "某区某街道城市运行管理中心",
            "计划开始日期": "2024-03-01",
            "计划完成日期": "2024-12-31",
            "预算": [{"名称": "经费", "测算": "1234500元"}],
            "资金来源": {"其他资金": "34500元", "上年结转资金": "20万元"},
            "项目总目标": "保障系统长期稳定运行，数据及时更新，为管理提供依据。" * 5,
            "年度总体目标": "全年不发生停机，故障在两小时内排除。" * 4,
            "绩效指标": tree,
            **MORE[edition],
        },
    )


def assert_same(found: FormReading, content: Content) -> None:
    project = content.project
    got = written(found)
    assert (found.layout, found.unplaced) == (project.layout, ())
    assert got["项目名称"] == project.name
    assert got["实施单位"] == project.implementer
    assert got.get("项目总目标", project.total_goal) == project.total_goal
    assert got["年度总体目标"] == project.annual_goal
    amounts = {one.key: one.amount for one in found.fields if one.amount is not None}
    assert amounts["年度资金申请总额"] == content.budget.annual
    assert amounts["其他资金"] == content.budget.other
    assert indicators(found) == [
        (one.level1, one.level2, one.name, one.target.text) for one in project.indicators
    ]
    assert set(doubts(found)) <= {"表上只有年份"}


@pytest.mark.parametrize("edition", sorted(MORE))
def test_word_pdf_and_workbook(edition: str, tmp_path: Path) -> None:
    content = long_project(edition)
    form = form_of(content)
    made = {
        "docx": WordRenderer(builtin_templates()).render(form),
        "pdf": PdfRenderer(builtin_templates()).render(form),
        "xlsx": form_xlsx(form),
    }
    for kind, data in made.items():
        path = tmp_path / f"form.{kind}"
        path.write_bytes(data)
        assert_same(read(read_document(path)), content)


@pytest.mark.parametrize("scale", [40, 72])
def test_a_workbook_printed_by_libreoffice(scale: int, tmp_path: Path) -> None:
    """In type of 5 pt on two pages, and in large type on many."""
    content = long_project("shanghai-district-2023", 7)
    book = openpyxl.load_workbook(io.BytesIO(form_xlsx(form_of(content))))
    for sheet in book:
        sheet.sheet_properties.pageSetUpPr.fitToPage = False
        sheet.page_setup.scale = scale
    data = io.BytesIO()
    book.save(data)
    path = libreoffice.drawn(data.getvalue(), "xlsx", tmp_path)
    assert_same(read(read_document(path)), content)
