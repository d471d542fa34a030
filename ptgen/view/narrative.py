"""The 经费情况说明 of a project, section by section in the layout's order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ptgen.core.layout.formats import day_text
from ptgen.core.loader import Content
from ptgen.core.model.project import Project
from ptgen.view.arrangement import arrangement_blocks
from ptgen.view.document import Block, Heading, Info, Narrative, Paragraph, TableBlock
from ptgen.view.figures import exact
from ptgen.view.numbering import heading_number
from ptgen.view.prose_blocks import prose_blocks
from ptgen.view.tables.budget_table import detail_table
from ptgen.view.tables.yearly_table import yearly_table

ARRANGEMENT, PERIOD, PERFORMANCE = "年度预算安排", "实施周期", "绩效目标"


def narrative_of(content: Content) -> Narrative:
    """The narrative of a project, all strings final."""
    layout, texts = content.layout.narrative, content.texts
    title = texts.title("经费情况说明", content.project.titles.narrative, layout.title)
    blocks: list[Block] = []
    for number, (key, heading) in enumerate(layout.sections.items(), 1):
        own = content.project.headings.get(key)
        shown = texts.label(heading) if own is None else texts.at(("章节标题", key), own)
        blocks.append(Heading(1, heading_number(1, number), shown))
        blocks.extend(_section(content, key))
    return Narrative(info_of(content, title), title, tuple(blocks))


def info_of(content: Content, title: str) -> Info:
    """Document properties; the day is the first of the budget year, the same in every build."""
    project = content.project
    author = project.implementer or project.department or ""
    return Info(title, project.name, author, date(project.year, 1, 1))


def prose_text(content: Content, key: str) -> str:
    """A chapter of the narrative as the lines of a form's cell; of its tables the rows."""
    lines: list[str] = []
    for block in _prose(content, key):
        if isinstance(block, TableBlock):
            rows = ("　".join(cell.text for cell in row.cells) for row in block.table.rows)
            lines += [block.caption, *rows] if block.caption else rows
        elif isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            lines.append(f"{block.number}{block.text}")
    return "\n".join(lines)


def _prose(content: Content, key: str) -> Iterator[Block]:
    """A chapter as it is written, else what stands for it."""
    project, texts = content.project, content.texts
    written = dict(project.proses).get(key)
    if written is not None:
        yield from prose_blocks(written, (key,), texts, project.entry_titles)
    elif key == ARRANGEMENT:
        yield from arrangement_blocks(content)
    elif key == PERIOD:
        yield Paragraph(period(project))
    elif key == PERFORMANCE:
        yield Paragraph(texts.label(content.layout.narrative.performance))


def _section(content: Content, key: str) -> Iterator[Block]:
    yield from _prose(content, key)
    project, texts = content.project, content.texts
    if key == ARRANGEMENT:
        style = exact(content.layout.amount)
        if project.detail_table is not False:
            yield TableBlock("预算明细表", detail_table(content.budget, style, texts))
        yearly = project.yearly_table
        if content.layout.narrative.yearly if yearly is None else yearly:
            yield TableBlock("分年支出计划表", yearly_table(content.budget, style))


def period(project: Project) -> str:
    """``2022年1月1日至2022年12月31日``."""
    if project.start is None or project.end is None:
        return "起止日期待定。"
    start, end = (day_text(day, "2022年1月1日") for day in (project.start, project.end))
    return f"{start}至{end}。"
