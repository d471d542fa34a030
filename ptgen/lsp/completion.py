"""What an editor offers while a key, a value or ``{{ }}`` is being written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lsprotocol.types import CompletionItem, CompletionItemKind, MarkupContent, MarkupKind

from ptgen.check.catalogue import CATALOGUE, CHECKED
from ptgen.check.config import SETTING_KEYS
from ptgen.core.model.shapes import Json
from ptgen.lsp.checking import Analysis, FileKind
from ptgen.lsp.describe import key_text
from ptgen.lsp.expressions import context_in, offered
from ptgen.lsp.keys import FileKeys
from ptgen.lsp.place import CursorPlace, expression_at, place_at

_SPECIAL = re.compile(r"[>|@%&*!`{}\[\]#,'\"-]|.*(?::\s| #)|$")
_KEY_REST = re.compile(r"[^\s,:{}\[\]]*\s*:")
_WORD_REST = re.compile(r"[^\s,:{}\[\]]*")
"""What is written behind the cursor of a key."""
Offer = tuple[CompletionItem, tuple[int, int]]
"""An item and the columns that it stands for."""


def completions(analysis: Analysis, row: int, column: int) -> Iterator[Offer]:
    """What may be written at a line and column (0-based)."""
    lines = analysis.buffer.lines
    if analysis.kind is FileKind.CONFIG:
        yield from _of_config(lines[row], column)
        return
    inside = expression_at(lines[row], column)
    if inside is not None:
        begun, names = offered(lines[row][inside[0] : column], context_in(analysis.loaded))
        for order, (name, told) in enumerate(names.items()):
            kind = CompletionItemKind.Variable
            yield _item(name, kind, order, detail=told), (column - begun, column)
        return
    place = place_at(analysis.buffer, row, column)
    if place is None:
        return
    keys = FileKeys.of(analysis)
    if place.in_key:
        yield from _keys(keys, place, lines[row], column)
    for order, (value, told) in enumerate(keys.at(place.loc).values.items()):
        item = _item(value, CompletionItemKind.EnumMember, order, detail=told)
        yield item, (min(place.start, column), column)


def _keys(keys: FileKeys, place: CursorPlace, line: str, column: int) -> Iterator[Offer]:
    """The keys that are not there yet, and indicators as they are usually called."""
    rest = _KEY_REST.match(line, column)
    word = _WORD_REST.match(line, column)
    first = min(place.start, column)
    last = word.end() if word else column
    for order, key in enumerate(keys.below(place.loc)):
        if key.name in place.siblings:
            continue
        item = _item(key.name, CompletionItemKind.Property, order, text=key_text(key))
        item.detail = "必写" if key.needed else None
        item.insert_text = key.name if rest else f"{key.name}:" + ("" if key.holds else " ")
        yield item, (first, last)
    if place.loc[:1] == ("绩效指标",) and len(place.loc) == 3:
        for example in keys.at(place.loc).examples:
            for name, value in example.items() if isinstance(example, dict) else ():
                written = name if rest else f"{name}: {_quoted(value)}"
                yield _item(written, CompletionItemKind.Snippet, 0), (first, last)


def _quoted(value: Json) -> str:
    return f'"{value}"' if _SPECIAL.match(str(value)) else str(value)


def _of_config(line: str, column: int) -> Iterator[Offer]:
    """Codes inside of quotes and brackets, keys at the beginning of a line."""
    begun = re.search(r"[\w-]{0,40}$", line[:column])
    first = begun.start() if begun else column
    codes = line.lstrip().startswith("PT") or bool(re.search(r"[\"\[=]", line[:first]))
    words = {code: CATALOGUE[code].name for code in CHECKED} if codes else SETTING_KEYS
    for order, (word, told) in enumerate(words.items()):
        kind = CompletionItemKind.EnumMember if codes else CompletionItemKind.Property
        yield _item(word, kind, order, detail=told), (first, column)


def _item(
    label: str, kind: CompletionItemKind, order: int, *, detail: str = "", text: str = ""
) -> CompletionItem:
    documentation = MarkupContent(MarkupKind.Markdown, text) if text else None
    return CompletionItem(
        label,
        kind=kind,
        detail=detail or None,
        documentation=documentation,
        sort_text=f"{order:04}",
        insert_text=label,
    )
