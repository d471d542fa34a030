"""The longer texts of a project as plain lines, written and computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ptgen.core.loader import Content
from ptgen.core.model.prose import Listing, Prose, Rows, Text
from ptgen.core.source.nodes import Loc

_TextAt = Callable[[Loc, str], str]


def texts_of(content: Content) -> dict[str, tuple[str, str]]:
    """By key: the text as written and as computed, a line for each heading and paragraph."""
    project = content.project
    found: dict[str, tuple[str, str]] = {}
    for key, value in project.proses:
        found[key] = (
            "\n".join(_lines(value, (key,), _written)),
            "\n".join(_lines(value, (key,), content.texts.at)),
        )
    short = (
        (("项目总目标",), project.total_goal),
        (("年度总体目标",), project.annual_goal),
        (("文书标题", "经费情况说明"), project.titles.narrative),
        (("文书标题", "绩效目标表"), project.titles.form),
        *((("章节标题", key), text) for key, text in project.headings.items()),
    )
    for loc, text in short:
        if text is not None:
            found["：".join(loc)] = (text, content.texts.at(loc, text))
    return found


def _written(loc: Loc, text: str) -> str:  # noqa: ARG001 the same shape as Texts.at
    return text


def _lines(value: Prose, loc: Loc, text_at: _TextAt) -> Iterator[str]:
    """Numbers of lists are left out: they shift when one line comes or goes."""
    if isinstance(value, Text):
        yield from Text(text_at(loc, value.text)).paragraphs
    elif isinstance(value, Rows):
        lines: dict[Loc, list[str]] = {}
        for at, text in value.texts(loc):
            lines.setdefault(at[:-1], []).append(text_at(at, text))
        yield from ("　".join(line) for line in lines.values())
    elif isinstance(value, Listing):
        for index, item in enumerate(value.items):
            yield from _lines(item, (*loc, index), text_at)
    else:
        for key, inner in value.entries:
            yield key
            yield from _lines(inner, (*loc, key), text_at)
