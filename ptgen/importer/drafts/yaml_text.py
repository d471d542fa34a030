"""Write values as the lines of a YAML file, with comments above what is doubtful."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ptgen.check.rules.file.pending import TO_CHECK
from ptgen.core.model.prose import TABLE_KEY
from ptgen.core.source.decode import hidden_letter
from ptgen.edit.formatter.spelling import spelled
from ptgen.edit.scaffold.yaml_writer import Example, in_line
from ptgen.edit.text_edits import EXAMPLE


@dataclass(frozen=True, slots=True)
class Noted:
    """A value with what is to be looked at, written in a comment above it."""

    value: Value
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """A value that is written in one line."""

    value: Example


@dataclass(frozen=True, slots=True)
class ToFill:
    """An example that a person has to replace."""

    value: str


Value = str | None | Noted | Flow | ToFill | Sequence["Value"] | Mapping[str, "Value"]


def noted(value: Value, *doubts: str) -> Value:
    """The value with the doubts that there are."""
    notes = tuple(filter(None, doubts))
    return Noted(value, notes) if notes else value


def yaml_text(keys: Mapping[str, Value], head: Iterable[str] = ()) -> str:
    """The text of a file with these keys, below notes about all of it."""
    return "\n".join([*_comments(head), *_block(keys)]) + "\n"


def _comments(notes: Iterable[str]) -> list[str]:
    return [f"# {TO_CHECK}：{_visible(' '.join(note.split()))}" for note in notes]


def _block(value: Value) -> list[str]:
    """The lines of a value; a text of one line is one."""
    match value:
        case Noted():
            lines = _block(value.value)
        case Flow():
            lines = [in_line(value.value)]
        case ToFill():
            lines = [f"{spelled(value.value)}{EXAMPLE}"]
        case None:
            lines = [""]
        case str():
            lines = _visible(value).split("\n")
            plain = value if value in ("是", "否") else spelled(lines[0])
            lines = [plain] if len(lines) == 1 else ["|", *lines]
        case Mapping():
            lines = [line for key, one in value.items() for line in _entry(key, one)]
        case _:
            lines = [line for one in value for line in _item(one)]
    return lines


def _entry(key: str, value: Value) -> list[str]:
    notes = value.notes if isinstance(value, Noted) else ()
    if key == TABLE_KEY and isinstance(value, list):
        value = [Flow(row) for row in value]
    lines = _block(value)
    head = f"{spelled(_visible(key))}:"
    if not _is_nested(value):
        head, lines = f"{head} {lines[0]}".rstrip(), lines[1:]
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
