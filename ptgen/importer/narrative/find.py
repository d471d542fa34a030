"""Find the narratives of a document: their titles, and their chapters by known headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ptgen.importer.narrative.outline import Block, number_of
from ptgen.importer.reading import FoundSection, FoundText, NarrativeReading
from ptgen.read.document import SourceDocument, SourceParagraph, SourcePlace

_TITLE = re.compile(
    r"(?P<project>.*?)(?:项目)?(?:专项)?经费(?:使用)?(?:情况)?说明(?:书)?\s*[\d一二三四五六七八九十]*"
)
_LONGEST_TITLE = 80
_FORM = re.compile(
    r"(?!.*见).{0,60}绩效目标(?:申报|填报|批复)?表(?:[（(].*)?|.{0,20}绩效目标设置情况"
)
_VARIANTS: Mapping[str, str] = {
    "项目概况": "项目概述",
    "项目基本情况": "项目概述",
    "项目简介": "项目概述",
    "立项的依据": "立项依据",
    "设立依据": "立项依据",
    "实施单位": "实施主体",
    "实施计划": "实施方案",
    "实施内容": "实施方案",
    "实施期限": "实施周期",
    "实施时间": "实施周期",
    "项目周期": "实施周期",
    "预算安排": "年度预算安排",
    "年度预算": "年度预算安排",
    "资金安排": "年度预算安排",
    "经费预算": "年度预算安排",
    "预算编制": "年度预算安排",
    "年度绩效目标": "绩效目标",
}


def narratives_of(
    document: SourceDocument, forms: Sequence[Block], headings: Mapping[str, str]
) -> tuple[NarrativeReading, ...]:
    """The narratives of a document; ``forms`` are the grids that are forms.

    ``headings`` are those of the editions, with their keys. A title without chapters, as in a
    table of contents, begins none.
    """
    known = {**_VARIANTS, **headings}
    blocks = document.blocks
    starts = [at for at, block in enumerate(blocks) if _title(block) is not None]
    found = []
    for start, end in pairwise([*starts, len(blocks)]):
        title = _title(blocks[start])
        inside = tuple(_until_form(blocks[start + 1 : end], forms))
        reading = _narrative(blocks[start], title or "", inside, known)
        if reading is not None:
            found.append(reading)
    return tuple(found)


def _title(block: Block) -> str | None:
    """The project that a title names, ``""`` where it names none; ``None`` for other blocks."""
    text = "".join(block.text.split()) if isinstance(block, SourceParagraph) else ""
    match = _TITLE.fullmatch(text) if len(text) <= _LONGEST_TITLE else None
    if match is None:
        return None
    name = re.sub(r"^(?:20\d\d年度?|关于|附件?\d*[：:.]?|\d+[.、])+", "", match["project"])
    return name.strip("“”《》-—_：: ")


def _until_form(blocks: Sequence[Block], forms: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        text = "".join(block.text.split()) if isinstance(block, SourceParagraph) else ""
        if block in forms or _FORM.fullmatch(text):
            return
        yield block


def _narrative(
    first: Block, project: str, blocks: Sequence[Block], known: Mapping[str, str]
) -> NarrativeReading | None:
    sections: list[FoundSection] = []
    unplaced: list[FoundText] = []
    for block in blocks:
        heading = _heading(block, known)
        if heading is not None:
            sections.append(heading)
        elif sections:
            sections[-1] = replace(sections[-1], blocks=(*sections[-1].blocks, block))
        elif isinstance(block, SourceParagraph):
            unplaced.append(FoundText(block.text, block.place))
    if not any(section.key == "项目概述" for section in sections):
        return None
    title = "".join(first.text.split()) if isinstance(first, SourceParagraph) else ""
    return NarrativeReading(title, project, tuple(sections), tuple(unplaced), first.place)


def _heading(block: Block, known: Mapping[str, str]) -> FoundSection | None:
    """The chapter that a paragraph begins: 一、项目概述, also with text behind it."""
    if not isinstance(block, SourceParagraph):
        return None
    kind, _, text = number_of(block.text)
    words = re.split(r"[\s：:]", text, maxsplit=1)
    heading, rest = "".join(text.split()).rstrip("：:"), ""
    if heading not in known and len(words) > 1:
        heading, rest = words[0], words[1].strip()
    key = known.get(heading, known.get(heading.removeprefix("项目"), ""))
    if kind != "一、" and not (kind == "" and key and not rest and block.bold):
        return None
    if not key and len(heading) > 20:
        return None
    if not key:
        heading, rest = "".join(text.split()), ""
    return FoundSection(heading, key, _behind(rest, block.place), block.place)


def _behind(rest: str, place: SourcePlace) -> tuple[Block, ...]:
    return (SourceParagraph(rest, place),) if rest else ()
