"""What became of the source, in sentences: what is alike, what differs and why, what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ptgen.importer.comparison import ComparedText, Likeness
from ptgen.importer.plan import ImportPlan, PlannedProject
from ptgen.importer.private import without_persons
from ptgen.read.document import SourceGrid, SourceParagraph
from ptgen.read.witness import missing

_LONGEST = 60


def told(texts: Iterable[ComparedText]) -> str:
    """``391 个格子里 389 个相同``, and the same of paragraphs, where there are any."""
    counts = Counter((one.cell, one.likeness) for one in texts)
    found = []
    for cell, what in ((True, "个格子"), (False, "段文字")):
        whole = sum(counts[cell, one] for one in Likeness if one is not Likeness.NEW)
        same, spelled = counts[cell, Likeness.SAME], counts[cell, Likeness.SPELLED]
        also = f"，另有 {spelled} {what}只是写法不同" if spelled else ""
        found += [f"{whole} {what}里 {same} {what[0]}相同{also}"] if whole else []
    return "；".join(found)


def differences(project: PlannedProject) -> Iterator[tuple[ComparedText, str]]:
    """What does not come out again, each with what ptgen made of it."""
    for document in project.documents:
        for one in document.texts:
            if one.likeness in (Likeness.OTHER, Likeness.GONE):
                yield one, _made_of(one, project)


def _made_of(one: ComparedText, project: PlannedProject) -> str:
    if without_persons(one.source)[1]:
        return "姓名或电话没有带入"
    form = project.draft.reading.form
    if form and any(one.source.strip() in row.levels for row in form.indicators):
        return "原件里重复的分组名称，合并成一处"
    if one.likeness is Likeness.GONE:
        noted = any(one.source.strip() in note for note in project.draft.notes)
        return "写成了文件开头的注释" if noted else "项目文件里没有它的位置"
    budget = project.loaded.budget
    digits = one.source.replace(",", "").strip("元万 ")
    if budget is not None and budget.approved is not None and digits.replace(".", "").isdigit():
        return "印的金额写成了核定金额，算出的是这一个（PT204）"
    return "请核对"


def left_over(plan: ImportPlan) -> Iterator[str]:
    """What was read and has no place, and what only the second reader sees; persons left out."""
    persons = sum(project.draft.left_out for project in plan.projects)
    for document, block in plan.unused:
        text = _text(block)
        shown, count = without_persons(text)
        persons += count
        if shown.strip():
            yield f"{document.path.name} {block.place}：没有用上“{_short(shown)}”"
    for project in plan.projects:
        for one in project.draft.unplaced:
            yield f"{project.draft.reading.name} {one.place}：没有对应的键“{_short(without_persons(one.text)[0])}”"
    for document in plan.documents:
        yield from (f"{document.path.name}：{note}" for note in document.notes)
        for lost in missing(document):
            yield f"{document.path.name} {lost.place}：另一个程序还读到“{_short(lost.text)}”，请核对"
    if persons:
        yield f"姓名和电话 {persons} 处，没有带入"


def _text(block: SourceParagraph | SourceGrid) -> str:
    cells = block.cells if isinstance(block, SourceGrid) else (block,)
    return " ".join(filter(None, (" ".join(one.text.split()) for one in cells)))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
