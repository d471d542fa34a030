"""Find the narratives of a document: their titles, and their chapters by known headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from ptgen.importer.narrative.outline import Block, number_of
from ptgen.importer.reading import FoundSection, NarrativeReading
from ptgen.read.document import SourceDocument, SourceParagraph, without_blanks

_TITLE = re.compile(
    r"(?P<project>.*?)(?:项目)?(?:专项)?经费(?:使用)?(?:情况)?说明(?:书)?\s*[\d一二三四五六七八九十]*"
)
_LONGEST_TITLE = 80
_FORM = re.compile(
    r"(?!.*见).{0,60}绩效目标(?:申报|填报|批复)?表(?:[（(].*)?|.{0,20}绩效目标设置情况"
)
_VARIANTS = {
    "项目概述": "项目概况 项目基本情况 项目简介",
    "立项依据": "立项的依据 设立依据",
    "实施主体": "实施单位",
    "实施方案": "实施计划 实施内容",
    "实施周期": "实施期限 实施时间 项目周期",
    "年度预算安排": "预算安排 年度预算 资金安排 经费预算 预算编制",
    "绩效目标": "年度绩效目标",
}


def narratives_of(
    document: SourceDocument, forms: Sequence[Block], headings: Mapping[str, str]
) -> tuple[NarrativeReading, ...]:
    """The narratives of a document; ``forms`` are the grids that are forms.

    ``headings`` are those of the editions, with their keys. A title without chapters, as in a
    table of contents, begins none.
    """
    variants = {one: key for key, others in _VARIANTS.items() for one in others.split()}
    known = {**variants, **headings}
    blocks = document.blocks
    starts = [at for at, block in enumerate(blocks) if _title(block) is not None]
    found = []
    for start, end in pairwise([*starts, len(blocks)]):
        inside = takewhile(lambda block: not _is_form(block, forms), blocks[start + 1 : end])
        found.append(_narrative(blocks[start], inside, known))
    return tuple(filter(None, found))


def _title(block: Block) -> str | None:
    """The project that a title names, ``""`` where it names none; ``None`` for other blocks."""
    text = without_blanks(block.text) if isinstance(block, SourceParagraph) else ""
    match = _TITLE.fullmatch(text) if len(text) <= _LONGEST_TITLE else None
    if match is None:
        return None
    name = re.sub(r"^(?:20\d\d年度?|关于|附件?\d*[：:.]?|\d+[.、])+", "", match["project"])
    return name.strip("“”《》-—_：: ")


def _is_form(block: Block, forms: Sequence[Block]) -> bool:
    """Whether a form begins with a block: its table, or its title."""
    text = without_blanks(block.text) if isinstance(block, SourceParagraph) else ""
    return block in forms or _FORM.fullmatch(text) is not None


def _narrative(
    first: Block, blocks: Iterable[Block], known: Mapping[str, str]
) -> NarrativeReading | None:
    sections: list[FoundSection] = []
    unplaced: list[SourceParagraph] = []
    for block in blocks:
        heading = _heading(block, known)
        if heading is not None:
            sections.append(heading)
        elif sections:
            sections[-1] = replace(sections[-1], blocks=(*sections[-1].blocks, block))
        elif isinstance(block, SourceParagraph):
            unplaced.append(block)
    if not any(section.key == "项目概述" for section in sections):
        return None
    title = without_blanks(first.text) if isinstance(first, SourceParagraph) else ""
    project = _title(first) or ""
    return NarrativeReading(title, project, tuple(sections), tuple(unplaced), first.place)


def _heading(block: Block, known: Mapping[str, str]) -> FoundSection | None:
    """The chapter that a paragraph begins: 一、项目概述, also with text behind it."""
    if not isinstance(block, SourceParagraph):
        return None
    kind, _, text = number_of(block.text)
    words = re.split(r"[\s：:]", text, maxsplit=1)
    heading, rest = without_blanks(text).rstrip("：:"), ""
    if heading not in known and len(words) > 1:
        heading, rest = words[0], words[1].strip()
    key = known.get(heading, known.get(heading.removeprefix("项目"), ""))
    numbered = kind == "一、" or (kind == "" and key and not rest and block.bold)
    if not numbered or (not key and len(heading) > 20):
        return None
    if not key:
        heading, rest = without_blanks(text), ""
    behind = (SourceParagraph(rest, block.place),) if rest else ()
    return FoundSection(heading, key, behind, block.place)
