"""Changes for a program, and the JSON Schema of that form."""

from __future__ import annotations

import json
import re
import unicodedata

from pydantic.json_schema import GenerateJsonSchema

from ptgen.compare.changes import Changes

# Characters above ASCII that a terminal could take for a command, or that hide what is written.
_NOT_DRAWN = frozenset({"Cc", "Cf", "Zl", "Zp"})
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
    hidden = letter == "\x7f" or unicodedata.category(letter) in _NOT_DRAWN
    return json.dumps(letter)[1:-1] if hidden else letter
