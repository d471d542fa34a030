"""Edit a project's or a unit's file for another year: dates, amounts of the old year, texts."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ptgen.core.layout.editions import Editions, newest
from ptgen.core.source.edits import Edit, applied
from ptgen.core.source.nodes import Entry, Mapping, Node, Scalar, Sequence
from ptgen.core.source.parse import read
from ptgen.edit.text_edits import YamlText, in_steps, marked, without_overlaps

START, END = "计划开始日期", "计划完成日期"
_FUNDING, _OTHER = "资金来源", "其他资金"
_YEAR_IN_NAME = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)", re.ASCII)
# Their numbers are amounts, years or dates, no sentences.
_NO_TEXT = frozenset(
    {
        "年度",
        START,
        END,
        "版式",
        "文书",
        "测算",
        "分年",
        "核定金额",
        _FUNDING,
        "季度用款计划",
        "顺序",
    }
)
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


@dataclass(frozen=True, slots=True)
class YearStep:
    """From one budget year to a later one."""

    old: int
    new: int

    def moved(self, day: dt.date) -> dt.date:
        """The day as many years later; the 29th of February becomes the 28th."""
        year = day.year + self.new - self.old
        try:
            return day.replace(year=year)
        except ValueError:
            return day.replace(year=year, day=28)

    def passed(self, text: str) -> tuple[int, ...]:
        """The years from the old one up to the new one that a text names, as 2022 or 二〇二二."""
        found = []
        for year in range(self.old, self.new):
            chinese = str(year).translate(_DIGITS)
            named = re.search(rf"(?<!\d){year}(?!\d)", text, re.ASCII)
            if named or chinese in text or chinese.replace("〇", "零") in text:
                found.append(year)
        return tuple(found)


def header_edits(
    text: YamlText, step: YearStep, editions: Editions, *, dates: bool
) -> Iterator[Edit]:
    """The edits of the keys at the top: the year, the dates, what belongs to the old year."""
    for entry in text.root.entries:
        key, value = entry.key.text, entry.value
        if key == "年度" and isinstance(value, Scalar):
            yield Edit(value.span, str(step.new))
        elif key in (START, END) and dates and isinstance(value, Scalar) and not value.blank:
            yield Edit(
                value.span, step.moved(dt.date.fromisoformat(value.text.strip())).isoformat()
            )
        elif key == "版式" and isinstance(value, Scalar):
            name = value.text.strip()
            newer = newest(name, step.new, editions)
            named = _YEAR_IN_NAME.search(name)
            if newer != name:
                comment = f"{step.new}年有新的版式 {newer}，是否换用"
                yield text.note(entry.key.span.line, comment)
            elif named and int(named[0]) != step.new:
                yield text.note(entry.key.span.line, f"{step.new}年的表格是否仍用这个版式")
        elif key in ("核定金额", "季度用款计划"):
            comment = f"{step.old}年的{key}没有带入：{_shown(value)}"
            yield text.without_lines(entry.key.span, value, comment)
        elif key == _FUNDING:
            yield from _funding(text, entry, step)
        elif key == "项目代码":
            yield text.note(entry.key.span.line, "项目代码是否要换")


def _funding(text: YamlText, entry: Entry, step: YearStep) -> Iterator[Edit]:
    """Only what is written by year goes on: the rest is of the old year."""
    by_year = None
    if isinstance(entry.value, Mapping):
        other = entry.value.get(_OTHER)
        by_year = other if other is not None and isinstance(other.value, Mapping) else None
    comment = f"{step.old}年的资金来源没有带入：{_shown(entry.value)}"
    cut = text.without_lines(entry.key.span, entry.value, comment)
    if by_year is not None:
        kept = f"{{{_OTHER}: {_shown(by_year.value)}}}"
        cut = Edit(cut.span, f"{cut.text}{_FUNDING}: {kept}\n")
    yield cut


def _shown(node: Node) -> str:
    """A value in one line."""
    if isinstance(node, Scalar):
        return node.text.strip()
    if isinstance(node, Sequence):
        return f"[{', '.join(map(_shown, node.items))}]"
    inner = ", ".join(f"{entry.key.text}: {_shown(entry.value)}" for entry in node.entries)
    return f"{{{inner}}}"


def edited_text(text: YamlText, edits: list[Edit], step: YearStep) -> str:
    """The text with the edits, and a mark at every sentence that names a year gone by."""
    made = applied("\n".join(text.lines), in_steps(without_overlaps(edits)))
    root = read(made.encode(), "").root
    return made if root is None else marked(made, _passed_years(root, step))


def _passed_years(node: Node, step: YearStep) -> Iterator[tuple[int, str]]:
    if isinstance(node, Scalar):
        yield from _named(node, step)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _passed_years(item, step)
    else:
        for entry in node.entries:
            if entry.key.text not in _NO_TEXT:
                yield from _named(entry.key, step)
                yield from _passed_years(entry.value, step)


def _named(scalar: Scalar, step: YearStep) -> Iterator[tuple[int, str]]:
    years = step.passed(scalar.text)
    if years:
        yield scalar.span.line, f"文字里写着{'、'.join(f'{year}年' for year in years)}"
