"""The 汇编: a folder's documents bound in one volume, as a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ptgen.core.budget.amounts import Budget
from ptgen.core.diagnostics import Diagnostic, error
from ptgen.core.loader import Content
from ptgen.core.model.project import DocumentKind
from ptgen.core.model.prose import Text
from ptgen.core.model.units.unit import VOLUME_KEY, Volume
from ptgen.core.money import grouped, total
from ptgen.core.prose.context import volume_context
from ptgen.core.prose.expand import expand
from ptgen.core.prose.values import Context
from ptgen.core.source.nodes import Loc, Mapping, Scalar, find, located, value_span
from ptgen.view.document import Document, Info, Narrative, Page, Paragraph, TableBlock
from ptgen.view.form import form_of
from ptgen.view.narrative import info_of, narrative_of
from ptgen.view.table import CellKind, Table, list_table, total_row
from ptgen.view.tables.columns import shared_out

_SHARES = (8, 44, 48)
_AMOUNT_WIDTH = 2040  # of 14 digits at 10.5 pt, in dxa
_DIGIT, _PADDING = 128, 240  # of a digit at 10.5 pt and of a cell, in dxa
_LEAST = 2400  # left to 序号, 项目名称 and 实施单位, in dxa
_TEXT = CellKind.TEXT
# An opening tells sums over many projects the way they are published: in 万元, two decimals.
_SUM_IN_WAN = re.compile(
    r"\{\{\s*(?P<name>(?:年度)?(?:核定)?合计(?:(?:\.|\[['\"])\d{4}(?:['\"]\])?)?)\s*\|\s*万元\s*\}\}"
)


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """A line of the table of contents: its level (1 project, 2 document), the key of its place, its text."""

    level: int
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Book:
    """A volume: title, opening paragraphs, the table of all projects, and their documents.

    ``projects`` are the name and the documents of each project.
    """

    info: Info
    title: str
    opening: tuple[str, ...]
    summary: Table
    projects: tuple[tuple[str, tuple[Document, ...]], ...]
    page: Page

    @property
    def front(self) -> Narrative:
        """What stands before the contents, set like a narrative."""
        blocks = [Paragraph(line) for line in self.opening]
        return Narrative(
            self.info, self.title, (*blocks, TableBlock("项目汇总表", self.summary)), self.page
        )

    @property
    def documents(self) -> Iterator[tuple[Document, tuple[ContentsLine, ...]]]:
        """The documents in order, each with the lines of the contents that lead to it."""
        for number, (name, documents) in enumerate(self.projects, 1):
            lines = [ContentsLine(1, f"{number}", f"{number}. {name}")]
            for index, document in enumerate(documents, 1):
                lines.append(ContentsLine(2, f"{number}-{index}", document.title))
                yield document, tuple(lines)
                lines.clear()

    @property
    def entries(self) -> tuple[ContentsLine, ...]:
        """The lines of the contents in order."""
        return tuple(line for _, lines in self.documents for line in lines)


def ordered(
    stems: Sequence[str], volume: Volume, root: Mapping
) -> tuple[tuple[int, ...], tuple[Diagnostic, ...]]:
    """The places of the projects in 顺序, those that it does not name behind, and what is wrong."""
    found = []
    places: list[int] = []
    for index, stem in enumerate(volume.order):
        if stem not in stems or stems.index(stem) in places:
            problem = "没有这个项目文件" if stem not in stems else "写了两次"
            span = value_span(root, (VOLUME_KEY, "顺序", index))
            hint = f"可写的有：{'、'.join(stems)}"
            found.append(error("PT102", span, f"“顺序”里的“{stem}”{problem}", hint))
        else:
            places.append(stems.index(stem))
    places.extend(place for place in range(len(stems)) if place not in places)
    return tuple(places), tuple(found)


def book_of(
    contents: Sequence[Content], root: Mapping
) -> tuple[Book | None, tuple[Diagnostic, ...]]:
    """The volume of the projects in their order, or what is wrong with its opening and title.

    ``root`` is that of the unit's file.
    """
    context = volume_context([(one.project, one.budget) for one in contents])
    title, wrong = _text(context, "标题", root)
    opening, faults = _text(context, "开篇", root)
    if wrong or faults:
        return None, (*wrong, *faults)
    info = info_of(contents[0], title)
    author = contents[0].project.department or info.author
    projects = tuple(_projects(contents))
    info = replace(info, subject=title, author=author)
    return Book(info, title, Text(opening).paragraphs, _summary(contents), projects, Page()), ()


def _text(context: Context, key: str, root: Mapping) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text under a key of 汇编, computed."""
    loc: Loc = (VOLUME_KEY, key)
    node = find(root, loc)
    written = node.text if isinstance(node, Scalar) and not node.blank else ""
    result = expand(written, context)
    if result.faults:
        return written, tuple(located(fault, root, loc) for fault in result.faults)
    rounded_sums = _SUM_IN_WAN.sub(r"{{ \g<name> | 万元(2) }}", written)
    return expand(rounded_sums, context).text.strip(), ()


def _projects(contents: Sequence[Content]) -> Iterator[tuple[str, tuple[Document, ...]]]:
    """The name and documents of each project; several narratives have a count without gaps."""
    told = [DocumentKind.NARRATIVE in one.project.documents for one in contents]
    for number, content in enumerate(contents):
        documents: list[Document] = []
        if told[number]:
            own = narrative_of(content)
            title = f"{own.title.rstrip('0123456789')}{sum(told[: number + 1])}"
            documents.append(replace(own, title=title) if sum(told) > 1 else own)
        if DocumentKind.FORM in content.project.documents:
            documents.append(form_of(content))
        yield content.project.name, tuple(documents)


def _summary(contents: Sequence[Content]) -> Table:
    """The projects with what each applies for, what was approved, and how far that differs.

    The total stands below, one for each year where the projects are of several.
    """
    approved = [one.budget.approved is not None for one in contents]
    years = sorted({one.project.year for one in contents})
    heads = ["序号", "项目名称", "实施单位", "年度资金申请总额（元）"]
    if any(approved):
        others = "" if all(approved) else "，未核定的同申请总额"
        heads += [f"核定金额（元{others}）", "差额（元）"]
    rows, totals = [], []
    amounts = [_amounts([one.budget], any(approved)) for one in contents]
    for number, (content, own) in enumerate(zip(contents, amounts, strict=True), 1):
        project = content.project
        texts = [
            (str(number), CellKind.VALUE),
            (f"{project.name}（{project.year}年）" if len(years) > 1 else project.name, _TEXT),
            (project.implementer or "", _TEXT),
        ]
        rows.append([*texts, *((grouped(one), CellKind.AMOUNT) for one in own)])
    for year in years:
        label = f"{year}年合计" if len(years) > 1 else "合计"
        budgets = [one.budget for one in contents if one.project.year == year]
        amounts.append(_amounts(budgets, any(approved)))
        totals.append(total_row(label, 3, [*map(grouped, amounts[-1])]))
    return list_table(_widths(amounts), heads, rows, totals)


def _widths(amounts: Sequence[Sequence[Decimal]]) -> tuple[int, ...]:
    """One column of amounts has its own width, of several each what its amounts take."""
    whole = Page().text_width
    columns = list(zip(*amounts, strict=True))
    needed = [max(9, *(len(grouped(one)) for one in column)) for column in columns]
    most = (whole - _LEAST) // len(columns)
    widths = [min(digits * _DIGIT + _PADDING, most) for digits in needed]
    widths = widths if len(columns) > 1 else [_AMOUNT_WIDTH]
    return (*shared_out(whole - sum(widths), _SHARES), *widths)


def _amounts(budgets: Sequence[Budget], approved: bool) -> tuple[Decimal, ...]:
    """What is applied for in the year and, where asked for, what was approved, and its excess."""
    annual = total([one.annual for one in budgets])
    counted = total([one.counted for one in budgets])
    return (annual, counted, total([counted, -annual])) if approved else (annual,)
