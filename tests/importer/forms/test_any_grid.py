"""Whatever stands in a table: nothing fails, nothing is lost, and editions drawn up are sound."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ptgen.core.layout.load import LayoutFile, load
from ptgen.importer.forms.find import FormFinder
from ptgen.read.document import SourceCell, SourceGrid, SourcePlace
from tests.importer.forms.making import built_in, document

WORDS = st.sampled_from(
    ["项目名称", "主管部门", "实施单位", "计划开始日期", "项目起止时间", "项目资金（万元）", "其中：财政拨款", "其他资金", "项目资金总额",
     "年度资金申请总额", "项目总目标", "年度总体目标", "绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "权重", "计量单位", "指标性质",
     "产出指标", "数量指标", "成本指标", "名称", "金额", "测算依据", "备注", "合计", "联系人", "联系电话：", "填报单位：某局", "绩效目标申报表",
     "（2024年度）", "资金来源", "上年预算数", "", "", "", "某局", "某项目。", "100", "1,000.50", "≥85%", "100%", "2024-01-01",
     "2024年1月1日至2024年12月31日", "☑是 □否", "{{ 年度 }}", "{% x %}", "^", "<", "甲\n乙", "3*4元", "0.123456789", "-5", "：", "{", "<p>甲</p>",
     "13900000000", "9" * 40, "'", '"', "#", "a: b", "- x", "&a", "\u200b", "１２", "预算字段", "年"]
)  # fmt: skip


@st.composite
def grids(draw: st.DrawFn) -> SourceGrid:
    rows, columns = draw(st.integers(1, 9)), draw(st.integers(1, 7))
    taken: set[tuple[int, int]] = set()
    cells: list[SourceCell] = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            free = next((one for one in range(column, columns) if (row, one) in taken), columns)
            wide = draw(st.integers(1, min(free - column, 3)))
            high = draw(st.integers(1, min(rows - row, 3)))
            taken |= {(row + a, column + b) for a in range(high) for b in range(wide)}
            place = SourcePlace(address=f"第 {row} 行第 {column} 格")
            cells.append(SourceCell(row, column, draw(WORDS), place, high, wide))
    widths = tuple(draw(st.sampled_from([0.0, 1.0, 20.0, 60.5])) for _ in range(columns))
    return SourceGrid(tuple(cells), SourcePlace(), widths, (0.0,) * rows)


@settings(max_examples=150)
@given(st.lists(grids() | WORDS, min_size=1, max_size=4), st.sampled_from(["docx", "text"]))
def test_anything_is_read(blocks: list[SourceGrid | str], kind: str) -> None:
    head = SourceGrid(
        tuple(
            SourceCell(0, at, text, SourcePlace(address=f"头 {at}"))
            for at, text in enumerate(("项目名称", "甲", "主管部门", "乙", "项目总目标", "丙"))
        ),
        SourcePlace(),
        (20.0,) * 6,
        (0.0,),
    )
    source = document("项目支出绩效目标申报表", head, *blocks, kind=kind)
    for form in FormFinder(built_in()).forms_in(source):
        if form.own_layout:
            file = LayoutFile("layout.yaml", form.own_layout.encode())
            loaded = load(form.layout, {form.layout: file}.get)
            assert loaded is not None
            faults = [(one.span.line, one.message, one.hint) for one in loaded.diagnostics]
            assert faults == [], form.own_layout
