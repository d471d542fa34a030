"""Changes for a program, and the JSON Schema of that form."""

from __future__ import annotations

import json
import re
import unicodedata

from pydantic.json_schema import GenerateJsonSchema

from ptgen.compare.changes import Changes

# Characters above ASCII that a terminal could take for a command, or that hide what is written.
_DRAWN_NOWHERE = frozenset({"Cc", "Cf", "Zl", "Zp"})
_BEYOND = re.compile(r"[^\x00-\x7e]")


def changes_json(changes: Changes) -> str:
    """The changes as JSON with amounts as exact texts, ending in a line break."""
    text = changes.model_dump_json(indent=2)
    return _BEYOND.sub(lambda found: _escaped(found[0]), text) + "\n"


def changes_schema() -> str:
    """The JSON Schema of :func:`changes_json`, ending in a line break."""
    schema = Changes.model_json_schema(mode="serialization")
    named = {"$schema": GenerateJsonSchema.schema_dialect, "title": "ptgen diff", **schema}
    return json.dumps(named, ensure_ascii=False, indent=2) + "\n"


def _escaped(letter: str) -> str:
    if letter == "\x7f" or unicodedata.category(letter) in _DRAWN_NOWHERE:
        return "".join(f"\\u{unit:04x}" for unit in _units(letter))
    return letter


def _units(letter: str) -> tuple[int, ...]:
    data = letter.encode("utf-16-be")
    return tuple(int.from_bytes(data[place : place + 2], "big") for place in range(0, len(data), 2))
