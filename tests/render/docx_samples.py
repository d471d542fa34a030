"""Documents made by hand: what the view stage hands to the Word renderer, small enough to read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ptgen.view.document import (
    Form,
    Heading,
    Info,
    ListItem,
    Narrative,
    Page,
    Paragraph,
    TableBlock,
)
from ptgen.view.table import Align, Cell, CellKind, Row, Table

INFO = Info("设备运行与维护经费情况说明", "2022年度项目预算", "城运中心", date(2022, 1, 1))
FORM_WIDTHS = (797, 1079, 1245, 1984, 1323, 924, 924, 1458)

LABEL, VALUE, AMOUNT, TEXT, HEAD = list(CellKind)[:5]
ALIGN = {
    LABEL: Align.CENTER,
    VALUE: Align.CENTER,
    AMOUNT: Align.RIGHT,
    TEXT: Align.LEFT,
    HEAD: Align.CENTER,
}


def cell(
    row: int, column: int, text: str, kind: CellKind, *, rows: int = 1, columns: int = 1
) -> Cell:
    """A cell aligned as its kind is."""
    return Cell(
        row, column, text, kind, ALIGN[kind], kind in (LABEL, HEAD), rows=rows, columns=columns
    )


def budget_table(items: int = 30) -> Table:
    """A 预算明细表 with long calculations, a head row and a total."""
    heads = ("序号", "项目", "测算依据", "金额（元）", "本年申请（元）", "备注")
    rows = [Row(tuple(cell(0, column, text, HEAD) for column, text in enumerate(heads)))]
    for number in range(1, items + 1):
        texts = (
            (str(number), VALUE),
            ("800兆对讲机硬件延保服务", TEXT),
            (
                "80部*7800元/部*10%=62400元" if number % 2 else "80*7800*10%+12345.67*12=210548.04",
                TEXT,
            ),
            ("62,400.00", AMOUNT),
            ("31,200.00", AMOUNT),
            ("尾款2023年支付" if number % 3 == 0 else "", TEXT),
        )
        rows.append(Row(tuple(cell(number, i, *each) for i, each in enumerate(texts))))
    last = items + 1
    rows.append(
        Row(
            (
                cell(last, 0, "合计", LABEL, columns=3),
                cell(last, 3, "1,872,000.00", AMOUNT),
                cell(last, 4, "936,000.00", AMOUNT),
                cell(last, 5, "", TEXT),
            )
        )
    )
    return Table((540, 2200, 2500, 1300, 1300, 1004), tuple(rows), (0, 1))


def narrative(*texts: str) -> Narrative:
    """A narrative with each kind of block, then ``texts`` as paragraphs."""
    return Narrative(
        INFO,
        "设备运行与维护项目经费情况说明",
        (
            Heading(1, "一、", "项目概述"),
            Paragraph("区城运中心拟于2022年实施设备运行与维护项目，安排资金113.23万元。"),
            Heading(1, "二、", "立项依据"),
            Heading(2, "（一）", "文件依据"),
            ListItem(1, "（1）", "《关于深化拓展网格化管理提升城市综合管理效能的实施意见》"),
            ListItem(2, "1）", "研究 & 开发，A<b，{{ 7*7 }}"),
            Heading(3, "1.", "工作职能"),
            TableBlock("预算明细表", budget_table()),
            *(Paragraph(text) for text in texts),
        ),
    )


def form_table(indicators: int, goal: str = "保障设备全年稳定运行。") -> Table:
    """The eight columns of the 2023 edition, shortened, with a head in the middle."""
    rows = [
        Row(
            (
                cell(0, 0, "项目名称", LABEL, columns=2),
                cell(0, 2, "设备运行与维护", VALUE, columns=2),
                cell(0, 4, "项目类别", LABEL),
                cell(0, 5, "经常性项目", VALUE, columns=3),
            ),
            30.0,
        ),
        Row(
            (
                cell(1, 0, "项目资金\n（元）", LABEL, rows=3, columns=2),
                cell(1, 2, "项目资金总额", LABEL, columns=1),
                cell(1, 3, "4,100,000.00", AMOUNT),
                cell(1, 4, "年度资金申请总额", LABEL, columns=2),
                cell(1, 6, "4,100,000.00", AMOUNT, columns=2),
            )
        ),
        Row(
            (
                cell(2, 2, "其中：财政资金", LABEL, rows=2),
                cell(2, 3, "4,100,000.00", AMOUNT, rows=2),
                cell(2, 4, "其中：当年财政拨款", LABEL, columns=2),
                cell(2, 6, "4,100,000.00", AMOUNT, columns=2),
            )
        ),
        Row((cell(3, 4, "上年结转资金", LABEL, columns=2), cell(3, 6, "0", AMOUNT, columns=2))),
        Row(
            (
                cell(4, 0, "项目\n绩效\n目标", LABEL, rows=2),
                cell(4, 1, "项目总目标", LABEL, columns=3),
                cell(4, 4, "年度总体目标", LABEL, columns=4),
            )
        ),
        Row((cell(5, 1, goal, TEXT, columns=3), cell(5, 4, goal, TEXT, columns=4)), 60.0),
        Row(
            (
                Cell(6, 0, "", HEAD, Align.CENTER, open_below=True),
                cell(6, 1, "一级指标", HEAD),
                cell(6, 2, "二级指标", HEAD),
                cell(6, 3, "三级指标", HEAD, columns=3),
                cell(6, 6, "年度指标值", HEAD, columns=2),
            )
        ),
    ]
    for number in range(indicators):
        row = 7 + number
        cells = []
        if number == 0:
            label = cell(row, 0, "绩效指标", LABEL, rows=indicators)
            cells.append(replace(label, open_above=True))
            cells.append(cell(row, 1, "产出指标", LABEL, rows=indicators))
        if number % 5 == 0:
            cells.append(cell(row, 2, "数量指标", LABEL, rows=min(5, indicators - number)))
        cells.append(cell(row, 3, f"巡查记录仪使用数量（第{number + 1}项）", TEXT, columns=3))
        cells.append(cell(row, 6, f"≥{number + 26}台", VALUE, columns=2))
        rows.append(Row(tuple(cells), 24.0))
    return Table(FORM_WIDTHS, tuple(rows), (6, 7))


def form(indicators: int = 8, goal: str = "保障设备全年稳定运行。") -> Form:
    """A form on A4 with the margins of the published one."""
    return Form(
        INFO,
        "财政项目支出绩效目标填报表",
        "（2022年度）",
        form_table(indicators, goal),
        Page(210.0, 297.0, 20.0, 19.0, 20.0, 19.0),
    )
