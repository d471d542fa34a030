"""Turn the paragraphs, lists and tables of a chapter into prose as a project file writes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic_core import PydanticCustomError

from ptgen.core.model.prose import MAX_COLUMNS, TABLE_KEY, prose
from ptgen.core.source.nodes import Plain
from ptgen.importer.narrative.outline import Block, Numbered, Part, outline
from ptgen.read.document import SourceGrid, SourceParagraph

_LONGEST_HEADING = 24
_HEADINGS = ("（一）", "1.")
_STOPS = ("。", "；", "！", "，")


def prose_of(key: str, blocks: Sequence[Block]) -> Plain:
    """The prose of a chapter: paragraphs, lists, sub-headings and tables.

    What no project file can say, such as a paragraph before a list, stays as lines with the
    numbers that are printed.
    """
    value = _value(outline(blocks))
    try:
        prose(value, (key,))
    except PydanticCustomError:
        return _lines(blocks)
    return value


def cleaned(text: str) -> str:
    """The text of a paragraph in one line."""
    return " ".join(text.split())


def rows_of(grid: SourceGrid) -> list[list[str]]:
    """The texts of a table, row by row; a merged cell's text stands in its first place."""
    width = max((cell.column + cell.columns for cell in grid.cells), default=0)
    height = max((cell.row + cell.rows for cell in grid.cells), default=0)
    rows = [[""] * width for _ in range(height)]
    for cell in grid.cells:
        rows[cell.row][cell.column] = cleaned(cell.text)
    return rows


def _value(parts: Sequence[Part]) -> Plain:
    numbered = [part for part in parts if isinstance(part, Numbered)]
    if len(numbered) == len(parts) and numbered:
        return _headings(numbered) or _list(numbered)
    if len(parts) == 1 and isinstance(parts[0], SourceGrid):
        return _table(parts[0])
    return _lines(_flat(parts))


def _headings(parts: Sequence[Numbered]) -> Plain:
    """Sub-headings with what stands under each; ``None`` where they are entries of a list."""
    titles = [_title(part) for part in parts]
    alone = all(part.kind in _HEADINGS and part.inner and _is_title(part.text) for part in parts)
    if not alone or len(set(titles)) < len(titles):
        return None
    return {title: _value(part.inner) for title, part in zip(titles, parts, strict=True)}


def _is_title(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_HEADING and not text.endswith(_STOPS)


def _title(part: Numbered) -> str:
    return cleaned(part.text).rstrip("：:")


def _list(parts: Sequence[Numbered]) -> list[Plain]:
    made: list[Plain] = []
    for part in parts:
        texts = [one for one in part.inner if isinstance(one, SourceParagraph)]
        others = [one for one in part.inner if not isinstance(one, SourceParagraph)]
        lists = [one for one in others if isinstance(one, Numbered)]
        if part.inner[: len(texts)] != tuple(texts) or (lists and len(lists) < len(others)):
            made.append("\n".join(_printed(part)))
        elif lists and not texts and _is_title(part.text) and part.text.endswith(("：", ":")):
            made.append({_title(part): _list(lists)})
        else:
            made.append(
                "\n".join(cleaned(text) for text in (part.text, *(one.text for one in texts)))
            )
            made += [_list(lists)] if lists else []
            made += [_table(one) for one in others if isinstance(one, SourceGrid)]
    return made


def _table(grid: SourceGrid) -> Plain:
    rows = rows_of(grid)
    if not rows or len(rows[0]) > MAX_COLUMNS:
        return "\n".join(_printed(grid))
    return {TABLE_KEY: [list[Plain](row) for row in rows]}


def _flat(parts: Iterable[Part]) -> list[Block]:
    found: list[Block] = []
    for part in parts:
        found += [part.block, *_flat(part.inner)] if isinstance(part, Numbered) else [part]
    return found


def _lines(blocks: Iterable[Block]) -> str:
    return "\n".join(line for block in blocks for line in _printed(block))


def _printed(part: Part) -> list[str]:
    """The lines of a part as they are printed, with their numbers; of a table its rows."""
    if isinstance(part, SourceParagraph):
        return [cleaned(part.text)]
    if isinstance(part, SourceGrid):
        return ["　".join(filter(None, row)) for row in rows_of(part) if any(row)]
    return [cleaned(part.block.text), *(line for one in part.inner for line in _printed(one))]
