"""Comments that ask a person to fill something in or to check it."""

from __future__ import annotations

from collections.abc import Iterable

from ptgen.check.rules.file.pending import TO_CHECK, TO_FILL
from ptgen.core.source.nodes import plain
from ptgen.core.source.parse import read

EXAMPLE = f"  # {TO_FILL}"
"""Stands behind each value of an example."""


def marked(text: str, notes: Iterable[tuple[int, str]]) -> str:
    """The text with ``# 请核对：…`` above lines (1-based), several notes of a line joined.

    The comments stand at the top of the file where a comment in front of the line would belong to
    a text that goes on over several lines.
    """
    by_line: dict[int, list[str]] = {}
    for at, note in notes:
        noted = by_line.setdefault(at, [])
        if note not in noted:
            noted.append(note)
    if not by_line:
        return text
    lines = text.split("\n")
    made: list[str] = []
    for number, line in enumerate(lines, 1):
        if number in by_line:
            lead = line[: len(line) - len(line.lstrip())]
            made.append(f"{lead}{_comment(by_line[number])}")
        made.append(line)
    result = "\n".join(made)
    before, after = read(text.encode(), "").root, read(result.encode(), "").root
    if before is not None and after is not None and plain(before) == plain(after):
        return result
    return "\n".join([*(_comment(noted) for noted in by_line.values()), "", text])


def _comment(notes: list[str]) -> str:
    return f"# {TO_CHECK}：{'；'.join(notes)}"
