"""Forms of a bureau of its own on their pages: in PDF, and of Word files in LibreOffice."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest

from ptgen.core.filesystem import builtin_templates
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.view.document import Form
from tests import libreoffice
from tests.editions import form_with
from tests.projects import PROJECT, with_budget
from tests.render.long_forms import pages

EDITION = """\
绩效目标表:
  段:
    填报:
      边框: 否
      列宽: [50, 50]
      行: [["填报单位：{{ 实施单位 }}", 单位：元]]
    成本:
      取自: 预算
      列宽: [10, 50, 40]
      表头: [[序号, 支出事项, 金额]]
      每项: [{值: 序号}, {值: 项目}, {金额: 金额}]
      合计行: [合计, <, {金额: 金额}]
    签字:
      边框: 否
      列宽: [50, 50]
      行: [[负责人签字：, 填表人签字：]]
  段顺序: [填报, 项目, 成本, 指标, 签字]
"""


def as_pdf(form: Form, kind: str, folder: Path, renderer: PdfRenderer) -> Path:
    if kind == "docx":
        return libreoffice.drawn(WordRenderer(builtin_templates()).render(form), kind, folder)
    path = folder / "form.pdf"
    path.write_bytes(renderer.render(form))
    return path


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_each_list_repeats_its_own_head(kind: str, tmp_path: Path, renderer: PdfRenderer) -> None:
    items = "".join(f"- {{名称: 设备{n:02}维护, 测算: {n}元}}\n" for n in range(1, 70))
    project = with_budget(items).replace(
        "      维护设备数量: ≥26台\n",
        "".join(f"      完成事项{n:02}: ≥{n}个\n" for n in range(1, 60)),
    )
    form = form_with(tmp_path, EDITION, project)
    texts = ["".join(text.split()) for text in pages(as_pdf(form, kind, tmp_path, renderer))]
    assert len(texts) > 3
    for text in texts:
        costs = any(f"设备{n:02}维护" in text for n in range(1, 70))
        indicators = any(f"完成事项{n:02}" in text for n in range(1, 60))
        assert ("支出事项" in text, "年度指标值" in text) == (costs, indicators)


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_lines_without_rules_stand_outside_the_ruled_table(
    kind: str, tmp_path: Path, renderer: PdfRenderer
) -> None:
    form = form_with(tmp_path, EDITION, PROJECT)
    with pdfplumber.open(as_pdf(form, kind, tmp_path, renderer)) as pdf:
        page = pdf.pages[0]
        words = {word["text"]: word for word in page.extract_words()}
        edges = [edge for edge in page.edges if edge["height"] > 0 or edge["width"] > 0]
        top = min(edge["top"] for edge in edges)
        foot = max(edge["bottom"] for edge in edges)
        left = min(edge["x0"] for edge in edges)
        right = max(edge["x1"] for edge in edges)
        wide = [edge for edge in edges if edge["orientation"] == "h"]
    unit, money = words["填报单位：某区城市运行中心"], words["单位：元"]
    first, second = words["负责人签字："], words["填表人签字："]
    assert max(unit["bottom"], money["bottom"]) <= top + 2
    assert min(first["top"], second["top"]) >= foot - 2
    assert first["x0"] - left < 12
    assert right - second["x1"] < 12
    # The table is closed above and below over its whole width.
    for place in (top, foot):
        spans = [edge for edge in wide if abs(edge["top"] - place) < 1.5]
        covered = max(edge["x1"] for edge in spans) - min(edge["x0"] for edge in spans)
        assert covered > (right - left) * 0.99
