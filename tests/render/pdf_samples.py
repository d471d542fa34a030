"""Document values made by hand, and what the tests read back from their PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pdfplumber.page import Page as PdfPage

from ptgen.view.document import (
    Block,
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

INFO = Info("设备运行与维护经费情况说明", "设备运行与维护", "城市运行管理中心", date(2022, 1, 1))
FORM_PAGE = Page(210, 297, 20, 19, 20, 19)
FORM_WIDTHS = (797, 1079, 1245, 1983, 1322, 924, 924, 1458)

_WORDS = (
    "为保障网格化管理、市民热线和应急指挥各项业务平稳开展，拟对现有硬件设备、机房环境和专线网络"
    "实行统一运行维护，定期巡检，及时更换故障部件，并按年度对系统作安全测评；"
)


def prose(length: int) -> str:
    """Chinese prose of ``length`` characters that ends in a full stop."""
    return (_WORDS * (length // len(_WORDS) + 1))[: length - 1] + "。"


def narrative(*blocks: Block, title: str = "设备运行与维护项目经费情况说明") -> Narrative:
    return Narrative(INFO, title, blocks)


def cell(
    row: int, column: int, text: str, kind: CellKind = CellKind.VALUE, **more: int | bool
) -> Cell:
    align = {CellKind.AMOUNT: Align.RIGHT, CellKind.TEXT: Align.LEFT}.get(kind, Align.CENTER)
    rows, columns = int(more.pop("rows", 1)), int(more.pop("columns", 1))
    return Cell(row, column, text, kind, align, rows=rows, columns=columns, **more)  # type: ignore[arg-type]


def detail_table(items: int) -> Table:
    """A table like 预算明细表: six columns, a head, groups with long formulas, a total."""
    label, amount, text, head = CellKind.LABEL, CellKind.AMOUNT, CellKind.TEXT, CellKind.HEAD
    titles = ("序号", "项目", "测算依据", "金额（元）", "本年申请（元）", "备注")
    rows = [tuple(cell(0, column, title, head) for column, title in enumerate(titles))]
    for number in range(1, items + 1):
        row = len(rows)
        rows.append(
            (
                cell(row, 0, str(number)),
                cell(row, 1, f"第{number}项硬件设施保障和延保服务费", text),
                cell(row, 2, "80部*\u200b7800元/部*\u200b10%*\u200b12个月=\u200b748800元", text),
                cell(row, 3, "1,132,300.00", amount),
                cell(row, 4, "566,150.00", amount),
                cell(row, 5, "合同周期为两年，尾款次年支付" if number % 3 == 0 else "", text),
            )
        )
    row = len(rows)
    rows.append(
        (
            cell(row, 0, "合计", label, columns=3),
            cell(row, 3, "1,132,300.00", amount, bold=True),
            cell(row, 4, "566,150.00", amount, bold=True),
            cell(row, 5, "", text),
        )
    )
    return Table((600, 2000, 2500, 1300, 1300, 1144), tuple(Row(cells) for cells in rows), (0, 1))


def full_narrative() -> Narrative:
    """Several pages with every kind of block."""
    blocks: list[Block] = []
    for number, title in zip("一二三四五六", _TITLES, strict=True):
        blocks.append(Heading(1, f"{number}、", title))
        if number == "二":
            blocks += [Heading(2, "（一）", "文件依据"), *_basis()]
            blocks += [Heading(2, "（二）", "工作职能"), Paragraph(prose(150))]
        elif number == "四":
            blocks += [Heading(3, "1.", "保障内容"), Paragraph(prose(90)), *_steps()]
        elif number == "六":
            blocks += [Paragraph(prose(60)), TableBlock("预算明细表", detail_table(14))]
        else:
            blocks.append(Paragraph(prose(210)))
    blocks.append(
        Paragraph("上述项目共申请1,132,300.00元，其中800兆对讲机80*7800*\u200b10%=\u200b62400元。")
    )
    return narrative(*blocks)


_TITLES = ("项目概述", "立项依据", "实施主体", "实施方案", "实施周期", "年度预算安排")


def _basis() -> list[Block]:
    return [
        ListItem(1, f"（{number}）", f"《关于深化拓展网格化管理的意见》第{number}号。" + prose(45))
        for number in range(1, 4)
    ]


def _steps() -> list[Block]:
    return [
        ListItem(level, number, prose(52))
        for level, number in ((1, "（1）"), (2, "1）"), (2, "2）"), (3, "①"), (1, "（2）"))
    ]


def form(indicators: int) -> Form:
    """The grid of the 2023 edition with as many indicators, in three long groups."""
    rows = [*_form_top(), *_indicator_rows(indicators, len(_form_top()))]
    head = len(_form_top())
    table = Table(FORM_WIDTHS, tuple(Row(cells, 22.0) for cells in rows), (head, head + 1))
    return Form(INFO, "财政项目支出绩效目标填报表", "（2023年度）", table, FORM_PAGE)


def _form_top() -> list[tuple[Cell, ...]]:
    label, amount, text = CellKind.LABEL, CellKind.AMOUNT, CellKind.TEXT
    goal = "建成后为周边居民提供便捷、优质的社区服务和生活配套设施。\n更有效整合公共服务资源。"
    return [
        (
            cell(0, 0, "项目名称", label, columns=2),
            cell(0, 2, "新建社区公共服务中心", columns=2),
            cell(0, 4, "项目性质", label),
            cell(0, 5, "阶段性"),
            cell(0, 6, "项目类别", label),
            cell(0, 7, "特定目标类"),
        ),
        (
            cell(1, 0, "项目资金\n（元）", label, rows=4, columns=2),
            cell(1, 2, "项目资金总额", label, columns=2),
            cell(1, 4, "4,100,000.00", amount),
            cell(1, 5, "年度资金申请总额", label, columns=2),
            cell(1, 7, "4,100,000.00", amount),
        ),
        (
            cell(2, 2, "其中：财政资金", label, columns=2, rows=2),
            cell(2, 4, "4,100,000.00", amount, rows=2),
            cell(2, 5, "其中：当年财政拨款", label, columns=2),
            cell(2, 7, "4,100,000.00", amount),
        ),
        (cell(3, 5, "上年结转资金", label, columns=2), cell(3, 7, "0.00", amount)),
        (
            cell(4, 2, "其他资金", label, columns=2),
            cell(4, 4, "0.00", amount),
            cell(4, 5, "其他资金", label, columns=2),
            cell(4, 7, "0.00", amount),
        ),
        (
            cell(5, 0, "项目\n绩效\n目标", label, rows=2),
            cell(5, 1, "项目总目标", label, columns=4),
            cell(5, 5, "年度总体目标", label, columns=3),
        ),
        (cell(6, 1, goal, text, columns=4), cell(6, 5, goal, text, columns=3)),
    ]


def _indicator_rows(count: int, first: int) -> list[tuple[Cell, ...]]:
    head = CellKind.HEAD
    rows: list[tuple[Cell, ...]] = [
        (
            cell(first, 0, "", head, open_below=True),
            cell(first, 1, "一级指标", head),
            cell(first, 2, "二级指标", head),
            cell(first, 3, "三级指标", head, columns=3),
            cell(first, 6, "年度指标值", head, columns=2),
        )
    ]
    groups = ("产出指标", "效益指标", "满意度指标")
    size = count // len(groups)
    for number in range(count):
        row = first + 1 + number
        cells = [cell(row, 0, "绩效\n指标", CellKind.LABEL, rows=count)] if number == 0 else []
        group, place = divmod(number, size)
        if place == 0:
            cells.append(cell(row, 1, groups[group], rows=size))
        if number % 5 == 0:
            cells.append(cell(row, 2, f"第{number // 5 + 1}类数量指标", rows=5))
        cells.append(cell(row, 3, f"第{number + 1}项巡查记录仪使用数量", columns=3))
        cells.append(cell(row, 6, "≥85.00(%)", columns=2))
        rows.append(tuple(cells))
    return rows


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a PDF page: its text, and where it is, in pt; lower is more."""

    text: str
    left: float
    right: float
    baseline: float


_OFF = 0.01  # what arithmetic may differ by within a line
_PAGE_NUMBER_SIZE = 14.0


def body_lines(page: PdfPage) -> list[Line]:
    """The lines of the page from the top, without its number."""
    chars = sorted(
        (char for char in page.chars if round(char["size"], 1) != _PAGE_NUMBER_SIZE),
        key=_baseline,
    )
    rows: list[list[dict[str, Any]]] = []
    for char in chars:
        if not rows or _baseline(char) - _baseline(rows[-1][0]) > _OFF:
            rows.append([])
        rows[-1].append(char)
    return [_line(sorted(row, key=lambda char: char["x0"])) for row in rows]


def _baseline(char: Mapping[str, Any]) -> float:
    return -float(char["matrix"][5])


def _line(row: list[dict[str, Any]]) -> Line:
    text = "".join(char["text"] for char in row)
    return Line(text, row[0]["x0"], row[-1]["x1"], min(map(_baseline, row)))
