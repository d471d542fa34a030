"""The texts of an edition that a document prints, computed for a project."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ptgen.core.diagnostics import Diagnostic, Span, error
from ptgen.core.layout.formats import day_text
from ptgen.core.layout.model import Layout
from ptgen.core.prose.expand import expand
from ptgen.core.prose.values import Context, Value
from ptgen.core.source.nodes import Loc

DAY_NAMES = ("计划开始日期", "计划完成日期")
"""What prints in the edition's 日期格式."""
_FORM, _NARRATIVE = "绩效目标表", "经费情况说明"


def labels(layout: Layout) -> Iterator[tuple[Loc, str]]:
    """Titles, headings, the fixed sentence and the labels of cells, with their paths."""
    yield (_FORM, "标题"), layout.form.title
    yield (_FORM, "副标题"), layout.form.subtitle
    yield (_NARRATIVE, "标题"), layout.narrative.title
    yield (_NARRATIVE, "绩效目标"), layout.narrative.performance
    for key, heading in layout.narrative.sections.items():
        yield (_NARRATIVE, "章节", key), heading
    for name, band in layout.form.bands.items():
        for at, cell in band.cells():
            if cell.label is not None:
                yield (_FORM, "段", name, *at, "标签"), cell.label


def computed_labels(
    texts: Iterable[str], layout: Layout, context: Context, at: Span
) -> tuple[Mapping[str, str], tuple[Diagnostic, ...]]:
    """The ``texts`` computed, by what is written; findings stand ``at`` the project's 版式.

    What the project left open prints as nothing.
    """
    known: dict[str, Value] = dict.fromkeys(layout.fields, "")
    known |= {name: "" if value is None else value for name, value in context.items()}
    for name in DAY_NAMES:
        day = known.get(name)
        if isinstance(day, str) and day:
            known[name] = day_text(date.fromisoformat(day), layout.day_format)
    made: dict[str, str] = {}
    found: list[Diagnostic] = []
    for text in texts:
        result = expand(text, known)
        made[text] = result.text
        for fault in result.faults[:1]:
            message = f"版式里的“{text[:40]}”用在这个项目上不行：{fault.message}"
            found.append(error("PT121", at, message, fault.hint))
    return made, tuple(found)
