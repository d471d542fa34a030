"""The server: messages of the Language Server Protocol on the standard input and output."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Protocol, TypeVar

from lsprotocol import types
from lsprotocol.converters import get_converter
from pygls.exceptions import FeatureNotificationError, JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

import ptgen
from ptgen.core.diagnostics import Diagnostic, Span
from ptgen.core.errors import PtgenError
from ptgen.core.filesystem import shown
from ptgen.core.source.edits import Edit
from ptgen.lsp.buffers import Buffer, path_of, range_of
from ptgen.lsp.checking import Analysis
from ptgen.lsp.completion import completions
from ptgen.lsp.definition import definitions
from ptgen.lsp.describe import description
from ptgen.lsp.fixes import FIX_ALL, canonical, code_actions, diagnostic, line_edits
from ptgen.lsp.outline import hints, outline
from ptgen.lsp.session import Session
from ptgen.report.bugs import bug_text

_WATCHED = "**/*.{yaml,yml,toml}"
_BEFORE_BLANK = (":", "{{", "|", "{", ",", "-")
"""Behind these, and a blank, something can be offered."""
_Result = TypeVar("_Result")
_Params = TypeVar("_Params")


class _AboutFile(Protocol):
    """What is asked of a file."""

    text_document: types.TextDocumentIdentifier


_OfFile = TypeVar("_OfFile", bound=_AboutFile)


def serve(source: BinaryIO, sink: BinaryIO) -> int:
    """Answer until the client asks to end or is gone; the exit status."""
    # What it says of cancelled requests that were answered already helps nobody.
    logging.getLogger("pygls").setLevel(logging.ERROR)
    server = EditorServer()
    server.start_io(source, sink)
    return 0 if server.protocol.was_shut_down else 1


class _AnsweringProtocol(LanguageServerProtocol):
    """The protocol that answers every request."""

    @property
    def was_shut_down(self) -> bool:
        """Whether the client ended it as it should."""
        return self._shutdown

    def structure_message(self, data: dict[str, object]) -> object:
        """The message; a request that cannot be read is answered all the same."""
        try:
            return super().structure_message(data)
        except JsonRpcException as failure:
            number = data.get("id")
            if "method" in data and isinstance(number, str | int):
                self._send_response(number, error=failure.to_response_error())
            raise


class EditorServer(LanguageServer):
    """Answers one editor; what goes wrong in here never ends it."""

    protocol: _AnsweringProtocol

    def __init__(self) -> None:
        super().__init__(
            "ptgen",
            ptgen.__version__,
            protocol_cls=_AnsweringProtocol,
            converter_factory=get_converter,
        )
        self._told: set[str] = set()
        self.session = Session(self._publish, self._guarded, self.thread_pool)
        completing = types.CompletionOptions(trigger_characters=["{", "|", ".", "[", "'", " "])
        self._answer(types.INITIALIZED, self._initialized)
        self._keep(types.TEXT_DOCUMENT_DID_OPEN, self._opened)
        self._keep(types.TEXT_DOCUMENT_DID_CHANGE, self._changed)
        self._keep(types.TEXT_DOCUMENT_DID_CLOSE, self._closed)
        self._answer(types.TEXT_DOCUMENT_DID_SAVE, self._saved)
        self._answer(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, lambda _: self.session.look_again())
        self._answer_of(types.TEXT_DOCUMENT_COMPLETION, self._complete, completing)
        self._answer_of(types.TEXT_DOCUMENT_HOVER, self._hover)
        self._answer_of(types.TEXT_DOCUMENT_INLAY_HINT, hints)
        self._answer_of(types.TEXT_DOCUMENT_DEFINITION, self._define)
        self._answer_of(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, outline)
        self._answer_of(types.TEXT_DOCUMENT_FORMATTING, self._format)
        fixing = types.CodeActionOptions([types.CodeActionKind.QuickFix, FIX_ALL])
        self._answer_of(types.TEXT_DOCUMENT_CODE_ACTION, self._actions, fixing)

    def shutdown(self) -> None:
        """End, without waiting for what is being checked."""
        self.session.stop()
        super().shutdown()  # type: ignore[no-untyped-call]  # pygls has no types for it

    def report_server_error(self, error: Exception, source: object) -> None:
        """What pygls itself could not do; messages that it cannot read are in its log."""
        if source is FeatureNotificationError:
            self._tell_bug(error)

    def _opened(self, params: types.DidOpenTextDocumentParams) -> None:
        one, codec = params.text_document, self.workspace.position_codec
        buffer = Buffer.opened(one.uri, one.version, one.text, codec)
        if buffer is not None:
            self.session.put(buffer)

    def _changed(self, params: types.DidChangeTextDocumentParams) -> None:
        buffer = self._buffer(params.text_document.uri)
        if buffer is not None:
            for change in params.content_changes:  # one after the other
                buffer = buffer.changed(getattr(change, "range", None), change.text)
            self.session.put(replace(buffer, version=params.text_document.version))

    def _closed(self, params: types.DidCloseTextDocumentParams) -> None:
        buffer = self._buffer(params.text_document.uri)
        if buffer is not None:
            self.session.close(buffer.path)

    def _saved(self, params: types.DidSaveTextDocumentParams) -> None:
        buffer = self._buffer(params.text_document.uri)
        if buffer is not None:
            self.session.put(buffer.as_saved())

    def _initialized(self, _params: types.InitializedParams) -> None:
        workspace = self.client_capabilities.workspace
        watching = None if workspace is None else workspace.did_change_watched_files
        if watching is not None and watching.dynamic_registration:
            watchers = [types.FileSystemWatcher(_WATCHED)]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            name = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            wanted = types.Registration("ptgen-files", name, options)
            self.client_register_capability(types.RegistrationParams([wanted]))

    def _complete(
        self, analysis: Analysis, params: types.CompletionParams
    ) -> types.CompletionList | None:
        row, column = analysis.buffer.place(params.position)
        sign = None if params.context is None else params.context.trigger_character
        before = analysis.buffer.lines[row][:column].rstrip()
        if sign == " " and not before.endswith(_BEFORE_BLANK):
            return None
        items = []
        for item, (first, last) in completions(analysis, row, column):
            where = Span("", row + 1, first + 1, row + 1, last + 1)
            edit = Edit(where, item.insert_text or item.label)
            (item.text_edit,) = analysis.buffer.text_edits((edit,))
            items.append(item)
        return types.CompletionList(is_incomplete=False, items=items)

    def _hover(self, analysis: Analysis, params: types.HoverParams) -> types.Hover | None:
        text = description(analysis, *analysis.buffer.place(params.position))
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None

    def _define(self, analysis: Analysis, params: types.DefinitionParams) -> list[types.Location]:
        places = definitions(analysis, *analysis.buffer.place(params.position))
        return [
            types.Location(Path(one.path).absolute().as_uri(), self._range(one)) for one in places
        ]

    def _format(self, analysis: Analysis, _params: object) -> list[types.TextEdit] | None:
        new = canonical(analysis)
        edits = () if new is None else line_edits(analysis.buffer, new)
        return analysis.buffer.text_edits(edits)

    def _actions(
        self, analysis: Analysis, params: types.CodeActionParams
    ) -> list[types.CodeAction]:
        findings = self.session.findings(analysis.buffer.path)
        return list(code_actions(analysis, findings, params))

    def _publish(self, path: str, findings: Sequence[Diagnostic]) -> None:
        buffer = self.session.buffers.get(path)
        uri = Path(path).absolute().as_uri() if buffer is None else buffer.uri
        version = None if buffer is None else buffer.version
        told = [diagnostic(one, self._range(one.span)) for one in findings]
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, told, version=version)
        )

    def _range(self, span: Span) -> types.Range:
        lines = self.session.lines(span.path)
        return range_of(span, lines, self.workspace.position_codec)

    def _buffer(self, uri: str) -> Buffer | None:
        path = path_of(uri)
        return None if path is None else self.session.buffers.get(shown(path))

    def _keep(self, method: str, handler: Callable[[_Params], object]) -> None:
        """Keep texts here: those of pygls cut lines at signs that end none for the protocol."""
        del self.protocol.fm.builtin_features[method]
        self._answer(method, handler)

    def _answer_of(
        self, method: str, handler: Callable[[Analysis, _OfFile], object], options: object = None
    ) -> None:
        """Let what is asked of a file of ours be answered."""

        def answered(params: _OfFile) -> object:
            buffer = self._buffer(params.text_document.uri)
            analysis = None if buffer is None else self.session.analysis(buffer.path)
            return None if analysis is None else handler(analysis, params)

        self._answer(method, answered, options)

    def _answer(
        self, method: str, handler: Callable[[_Params], object], options: object = None
    ) -> None:
        """Let a message be answered; a bug is told, and answered with nothing."""

        def answered(params: _Params) -> object:
            return self._guarded(lambda: handler(params))

        self.feature(method, options)(answered)

    def _guarded(self, work: Callable[[], _Result]) -> _Result | None:
        try:
            return work()
        except PtgenError as failure:
            self._tell_once(str(failure))
        except Exception as failure:  # noqa: BLE001 whatever it is: the editor goes on
            self._tell_bug(failure)
        return None

    def _tell_bug(self, failure: Exception) -> None:
        """Put a bug into the log, and once into the editor."""
        sys.stderr.write(bug_text(failure))
        sys.stderr.flush()
        told = f"{type(failure).__name__}: {failure}"[:200]
        log = "请把日志（“输出”里的 ptgen）报告给维护者"
        self._tell_once(f"ptgen 自身出错，不是项目文件的问题：{told}。{log}")

    def _tell_once(self, message: str) -> None:
        if message not in self._told:
            self._told.add(message)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))
