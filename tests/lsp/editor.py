"""An editor for tests: pytest-lsp's client, driven step by step.

It keeps its own copy of each text and counts columns itself, so that a server that counts otherwise
is seen. Every wait is for something that the server says, and has an end.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest_lsp
from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities

PATIENCE = 20.0
_SERVER = ("-P", "-c", "from ptgen.cli import command; command()", "lsp")
_END = re.compile(r"\r\n|\r|\n")


def position(text: str, offset: int, unit: str = "utf-16-le") -> types.Position:
    """Where an offset is, with columns in the units of an encoding."""
    before = text[:offset]
    ends = [match.end() for match in _END.finditer(before)]
    line = before[ends[-1] :] if ends else before
    size = {"utf-16-le": 2, "utf-8": 1, "utf-32-le": 4}[unit]
    return types.Position(len(ends), len(line.encode(unit)) // size)


@dataclass
class Editor:
    """One server and the files that are open in it."""

    program: Sequence[str] = _SERVER
    encodings: tuple[types.PositionEncodingKind, ...] = ()
    unit: str = "utf-16-le"
    texts: dict[str, str] = field(default_factory=dict)
    version: int = 0

    def __post_init__(self) -> None:
        """Start the server."""
        self.runner = asyncio.Runner()
        self.client: LanguageClient = pytest_lsp.make_test_lsp_client()
        capabilities = client_capabilities("visual_studio_code")
        assert capabilities.general is not None
        capabilities.general.position_encodings = list(self.encodings) or None
        self.client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda _params: None)
        self.run(self.client.start_io(sys.executable, *self.program))
        self.answer = self.run(
            self.client.initialize_session(types.InitializeParams(capabilities=capabilities))
        )

    def close(self) -> int | None:
        """End the server; its exit status."""
        self.run(self.client.shutdown_session())
        server = self.client._server
        assert server is not None
        status: int | None = self.run(asyncio.wait_for(server.wait(), PATIENCE))
        self.run(self.client.stop())  # type: ignore[no-untyped-call]
        self.runner.close()
        return status

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 whatever it answers
        """Wait for an answer."""
        return self.runner.run(work)

    def until(self, done: Callable[[], bool]) -> None:
        """Wait until the server has said enough."""

        async def wait() -> None:
            while not done():
                await self.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)

        self.run(asyncio.wait_for(wait(), PATIENCE))

    def open(self, path: Path, text: str | None = None) -> str:
        """Open a file, with another text than it has; its address."""
        uri = path.as_uri()
        self.texts[uri] = path.read_bytes().decode() if text is None else text
        item = types.TextDocumentItem(uri, "yaml", self.version, self.texts[uri])
        self.client.diagnostics.pop(uri, None)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def shut(self, uri: str) -> None:
        """Close a file."""
        document = types.TextDocumentIdentifier(uri)
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document))
        del self.texts[uri]

    def type(self, uri: str, *edits: tuple[int, int, str]) -> None:
        """Replace stretches of the text, one after the other."""
        changes: list[types.TextDocumentContentChangeEvent] = []
        for first, last, new in edits:
            text = self.texts[uri]
            where = types.Range(self.place(uri, first), self.place(uri, last))
            changes.append(types.TextDocumentContentChangePartial(where, new))
            self.texts[uri] = text[:first] + new + text[last:]
        self.version += 1
        document = types.VersionedTextDocumentIdentifier(self.version, uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, changes))

    def replace(self, uri: str, old: str, new: str) -> None:
        """Put another text in place of the first one that is like ``old``."""
        at = self.texts[uri].index(old)
        self.type(uri, (at, at + len(old), new))

    def place(self, uri: str, offset: int) -> types.Position:
        """The position of an offset in an open text."""
        return position(self.texts[uri], offset, self.unit)

    def at(self, uri: str, marked: str) -> types.Position:
        """The position of ``‸`` in a text that the file has without that sign."""
        before, _, after = marked.partition("‸")
        return self.place(uri, self.texts[uri].index(before + after) + len(before))

    def found(self, uri: str) -> list[types.Diagnostic]:
        """What the server last said is wrong."""
        return list(self.client.diagnostics.get(uri, ()))

    def codes(self, uri: str) -> list[str]:
        """The codes of what is wrong."""
        return [str(one.code) for one in self.found(uri)]

    def text_at(self, uri: str, where: types.Range) -> str:
        """What stands in a range of an open text."""
        return self.texts[uri][self.offset(uri, where.start) : self.offset(uri, where.end)]

    def offset(self, uri: str, place: types.Position) -> int:
        """The offset of a position in an open text."""
        text = self.texts[uri]
        start = [0, *(match.end() for match in _END.finditer(text)), len(text)][place.line]
        size = {"utf-16-le": 2, "utf-8": 1, "utf-32-le": 4}[self.unit]
        line = text[start:].encode(self.unit)[: place.character * size]
        return start + len(line.decode(self.unit))

    def completions(self, uri: str, marked: str, sign: str | None = None) -> list[Any]:
        """What is offered at ``‸``."""
        context = None
        if sign is not None:
            kind = types.CompletionTriggerKind.TriggerCharacter
            context = types.CompletionContext(kind, sign)
        document = types.TextDocumentIdentifier(uri)
        asked = types.CompletionParams(document, self.at(uri, marked), context)
        found = self.run(self.client.text_document_completion_async(asked))
        assert isinstance(found, types.CompletionList | None)
        return [] if found is None else list(found.items)

    def labels(self, uri: str, marked: str) -> list[str]:
        """The labels of what is offered."""
        return [item.label for item in self.completions(uri, marked)]

    def hover(self, uri: str, marked: str) -> str:
        """What is shown at ``‸``."""
        asked = types.HoverParams(types.TextDocumentIdentifier(uri), self.at(uri, marked))
        found = self.run(self.client.text_document_hover_async(asked))
        assert found is None or isinstance(found.contents, types.MarkupContent)
        return "" if found is None else str(getattr(found.contents, "value", ""))

    def definition(self, uri: str, marked: str) -> list[tuple[str, int]]:
        """The name and line (1-based) of the places to which a client goes from ``‸``."""
        asked = types.DefinitionParams(types.TextDocumentIdentifier(uri), self.at(uri, marked))
        found = self.run(self.client.text_document_definition_async(asked)) or []
        assert isinstance(found, Sequence)
        places = [one for one in found if isinstance(one, types.Location)]
        return [(one.uri.rsplit("/", 1)[-1], one.range.start.line + 1) for one in places]

    def hints(self, uri: str) -> dict[int, str]:
        """The amounts shown, by line (1-based)."""
        whole = types.Range(types.Position(0, 0), types.Position(10_000, 0))
        asked = types.InlayHintParams(types.TextDocumentIdentifier(uri), whole)
        found = self.run(self.client.text_document_inlay_hint_async(asked)) or []
        return {one.position.line + 1: str(one.label) for one in found}

    def symbols(self, uri: str) -> list[types.DocumentSymbol]:
        """The outline."""
        asked = types.DocumentSymbolParams(types.TextDocumentIdentifier(uri))
        found = self.run(self.client.text_document_document_symbol_async(asked)) or []
        return [one for one in found if isinstance(one, types.DocumentSymbol)]

    def format(self, uri: str) -> None:
        """Do as the server says to format the text."""
        options = types.FormattingOptions(2, insert_spaces=True)
        asked = types.DocumentFormattingParams(types.TextDocumentIdentifier(uri), options)
        self.apply(uri, self.run(self.client.text_document_formatting_async(asked)) or [])

    def actions(
        self, uri: str, marked: str, only: str | None = None
    ) -> dict[str, list[types.TextEdit]]:
        """The changes offered at ``‸``, by title."""
        place = self.at(uri, marked)
        wanted = [types.CodeActionKind(only)] if only in list(types.CodeActionKind) else None
        context = types.CodeActionContext([], only=wanted or ([only] if only else None))
        document = types.TextDocumentIdentifier(uri)
        asked = types.CodeActionParams(document, types.Range(place, place), context)
        found = self.run(self.client.text_document_code_action_async(asked)) or []
        made = {}
        for one in found:
            assert isinstance(one, types.CodeAction)
            assert one.edit is not None
            assert one.edit.changes is not None
            made[one.title] = list(one.edit.changes[uri])
        return made

    def apply(self, uri: str, edits: Sequence[types.TextEdit]) -> None:
        """Do what the server proposes, the last first, as an editor does."""
        places = [
            (self.offset(uri, one.range.start), self.offset(uri, one.range.end), one.new_text)
            for one in edits
        ]
        self.type(uri, *sorted(places, reverse=True))
