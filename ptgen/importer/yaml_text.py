"""Write values as the lines of a YAML file, with comments above what is doubtful."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ptgen.check.rules.file.pending import TO_CHECK
from ptgen.core.model.prose import TABLE_KEY
from ptgen.core.source.decode import hidden_letter
from ptgen.edit.formatter.spelling import spelled
from ptgen.edit.scaffold.yaml_writer import Example, in_line


@dataclass(frozen=True, slots=True)
class Noted:
    """A value with what is to be looked at, written in a comment above it."""

    value: Value
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """A value that is written in one line."""

    value: Example


Value = str | None | Noted | Flow | Sequence["Value"] | Mapping[str, "Value"]


def yaml_text(keys: Mapping[str, Value], head: Iterable[str] = ()) -> str:
    """The text of a file with these keys, below notes about all of it."""
    return "\n".join([*_comments(head), *_block(keys)]) + "\n"


def _comments(notes: Iterable[str]) -> list[str]:
    return [f"# {TO_CHECK}：{_visible(' '.join(note.split()))}" for note in notes]


def _block(value: Value) -> list[str]:
    """The lines of a value; a text of one line is one."""
    if isinstance(value, Flow):
        return [in_line(value.value)]
    if isinstance(value, Noted):
        return _block(value.value)
    if value is None:
        return [""]
    if isinstance(value, str):
        lines = _visible(value).split("\n")
        plain = lines[0] if value in ("是", "否") else spelled(lines[0])
        return [plain] if len(lines) == 1 else ["|", *lines]
    if isinstance(value, Mapping):
        return [line for key, one in value.items() for line in _entry(key, one)]
    return [line for one in value for line in _item(one)]


def _entry(key: str, value: Value) -> list[str]:
    notes = value.notes if isinstance(value, Noted) else ()
    if key == TABLE_KEY and isinstance(value, list):
        value = [Flow(row) for row in value]
    lines = _block(value)
    one_line = len(lines) == 1 and not _is_nested(value)
    head = f"{spelled(_visible(key))}:"
    if one_line:
        return [*_comments(notes), f"{head} {lines[0]}".rstrip()]
    if lines[0] == "|" and not _is_nested(value):
        return [*_comments(notes), f"{head} |", *_indented(lines[1:])]
    return [*_comments(notes), head, *_indented(lines)]


def _item(value: Value) -> list[str]:
    notes = value.notes if isinstance(value, Noted) else ()
    first, *others = _block(value)
    return [*_comments(notes), f"- {first}", *_indented(others)]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]


def _is_nested(value: Value) -> bool:
    inner = value.value if isinstance(value, Noted) else value
    return isinstance(inner, (Mapping, Sequence)) and not isinstance(inner, str)


def _visible(text: str) -> str:
    """The text without signs that no file may hold."""
    while (hidden := hidden_letter(text)) is not None:
        text = text.replace(chr(int(hidden.removeprefix("U+"), 16)), "")
    return text
