"""The server as a process: what it survives, what it never does, how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from tests.lsp.editor import Editor
from tests.projects import PROJECT

COMMAND = (sys.executable, "-P", "-c", "from ptgen.cli import command; command()", "lsp", "--stdio")
BROKEN = """
import sys
from ptgen.cli import command
import ptgen.lsp.server as server
def description(*_):
    print("this is no message")
    raise ZeroDivisionError("sums of nothing")
server.description = description
sys.argv = ["ptgen", "lsp"]
command()
"""


class Wire:
    """The bytes between an editor and a server."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process = process
        self.sink: BinaryIO = process.stdin  # type: ignore[assignment]
        self.source: BinaryIO = process.stdout  # type: ignore[assignment]
        self.messages: list[object] = []

    def send(self, body: bytes) -> None:
        self.sink.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.sink.flush()

    def tell(self, method: str, params: object, number: object = None) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        self.send(json.dumps(message if number is None else {**message, "id": number}).encode())

    def answer(self, number: object) -> dict[str, Any]:
        """The answer to a request; what is told before it is passed over."""
        while True:
            size = 0
            while (line := self.source.readline()) not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                size = int(value) if name == b"Content-Length" else size
            assert size, "the server has ended"
            message: dict[str, Any] = json.loads(self.source.read(size))
            if message.get("method") == "window/showMessage":
                self.messages.append(message)
            if message.get("id") == number and "method" not in message:
                return message

    def ask(self, method: str, params: object, number: object) -> dict[str, Any]:
        self.tell(method, params, number)
        return self.answer(number)


@contextmanager
def wire(folder: Path) -> Iterator[Wire]:
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder
    ) as process:
        made = Wire(process)
        made.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, 0)
        made.tell("initialized", {})
        yield made
        process.kill()


def opened(uri: str, text: str) -> dict[str, object]:
    return {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}}


def test_malformed_messages_are_survived_and_requests_answered(tmp_path: Path) -> None:
    uri = (tmp_path / "projects" / "01.yaml").as_uri()
    gone = tmp_path / "gone"
    gone.mkdir()
    with wire(gone) as server:
        gone.rmdir()
        for body in (
            b"{",
            b"[1]",
            b"5",
            b"null",
            b'"x"',
            b"{}",
            b'{"jsonrpc": "1.0"}',
            b"\xff\xfe",
        ):
            server.send(body)
        server.sink.write(b"Content-Length: x\r\nNonsense\r\n\r\n")
        server.tell("textDocument/didOpen", {"textDocument": 5})
        server.tell("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}})
        server.tell("textDocument/didClose", {"textDocument": {"uri": "file:///%00"}})
        for strange in (
            "file:///",
            "file:///layout.yaml",
            "file:///dev/zero",
            "http://a/unit.yaml",
            "http://[::1/unit.yaml",
            f"file://{'/a' * 5000}.yaml",
            "x",
        ):
            server.tell("textDocument/didOpen", opened(strange, "项目名称: 甲"))
        server.tell("$/cancelRequest", {"id": 4711})
        server.tell("ptgen/unheardOf", {"a": [1]})
        wrong = server.ask("textDocument/hover", {"textDocument": 5}, 1)
        assert wrong["error"]["code"] == -32602
        unknown = server.ask("ptgen/unheardOf", {}, 2)
        assert unknown["error"]["code"] == -32601
        # Half of a pair is no text that could be saved; a change may put both together.
        server.tell("textDocument/didOpen", opened(uri, f"{PROJECT}备注: \ud83d"))
        place = {"line": 0, "character": 1}
        asked = {"textDocument": {"uri": uri}, "position": place}
        server.tell("textDocument/hover", asked, 3)
        server.tell("$/cancelRequest", {"id": 3})
        server.tell(
            "textDocument/completion", {**asked, "position": {"line": 9**9, "character": 9**9}}, 4
        )
        assert "error" not in server.answer(4)
        assert (
            "项目名称" in server.ask("textDocument/hover", asked, 5)["result"]["contents"]["value"]
        )
        assert not [one for one in server.messages if "自身出错" in str(one)]


def test_it_tells_people_in_a_terminal_what_it_is_for() -> None:
    main, terminal = os.openpty()
    done = subprocess.run(
        COMMAND, stdin=terminal, capture_output=True, text=True, timeout=60, check=False
    )
    os.close(main)
    os.close(terminal)
    assert done.returncode == 2
    assert "由编辑器启动" in done.stderr
    assert done.stdout == ""


def test_a_bug_is_told_as_one_and_the_server_goes_on(
    repository: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    editor = Editor(("-P", "-c", BROKEN))
    uri = editor.open(repository / "01.yaml")
    for _ in range(2):
        assert editor.hover(uri, "项目‸名称") == ""
    editor.replace(uri, "10万元", "x")
    editor.until(lambda: "PT201" in editor.codes(uri))
    (told,) = editor.client.messages
    assert "ptgen 自身出错" in told.message
    assert "sums of nothing" in told.message
    assert editor.close() == 0
    log = capfd.readouterr().err
    assert "ptgen 自身出错，不是项目文件或模板的问题" in log
    assert "in description\nZeroDivisionError: sums of nothing" in log
    assert "this is no message" in log


def test_no_renderer_is_loaded(repository: Path) -> None:
    program = (
        "import sys, ptgen.lsp.server;"
        "print([one for one in ('docx', 'docxtpl', 'weasyprint', 'openpyxl', 'xlsxwriter',"
        " 'starlette', 'pdfplumber', 'fontTools') if one in sys.modules])"
    )
    done = subprocess.run(
        (sys.executable, "-P", "-c", program),
        capture_output=True,
        text=True,
        check=True,
        cwd=repository,
    )
    assert done.stdout.strip() == "[]"


def test_nothing_outside_is_read_and_nothing_run(tmp_path: Path, repository: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("版式: geheim\n主管部门: 秘密单位\n", "utf-8")
    root = repository.parents[1]
    (repository / "unit.yaml").unlink()
    (repository / "unit.yaml").symlink_to(secret)
    (repository / "03.yaml").symlink_to(secret)
    (root / "templates" / "own").mkdir(parents=True)
    (root / "templates" / "own" / "layout.yaml").symlink_to(secret)
    (root / "标准.yaml").symlink_to(secret)
    for name in ("ptgen", "ptgen.py", "sitecustomize.py", "pygls.py"):
        (root / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n", "utf-8")
        (root / name).chmod(0o755)
    with wire(root) as server:
        for name, text in (("01.yaml", "主管部门: {{ 主管部门 }}\n"), ("02.yaml", "版式: own\n")):
            uri = (repository / name).as_uri()
            server.tell("textDocument/didOpen", opened(uri, text))
            for number, method in enumerate(
                ("hover", "completion", "definition", "documentSymbol")
            ):
                place = {"line": 0, "character": 10}
                asked = {"textDocument": {"uri": uri}, "position": place}
                answer = server.ask(f"textDocument/{method}", asked, f"{name}{number}")
                assert "秘密单位" not in json.dumps(answer, ensure_ascii=False)
                assert "geheim" not in json.dumps(answer)
        assert server.messages == []
        other = tmp_path / "other" / "projects" / "unit" / "01.yaml"
        other.parent.mkdir(parents=True)
        other.parents[2].joinpath("templates").symlink_to(root / "templates")
        for number in range(2):
            server.tell("textDocument/didOpen", opened(other.as_uri(), PROJECT))
            place = {"line": 0, "character": 1}
            asked = {"textDocument": {"uri": other.as_uri()}, "position": place}
            assert server.ask("textDocument/hover", asked, number)["result"] is None
        (told,) = server.messages
        assert "是指向仓库以外的链接" in json.dumps(told, ensure_ascii=False)
        assert "自身出错" not in json.dumps(told, ensure_ascii=False)
        # An editor that is gone without a word is no good end.
        server.sink.close()
        assert server.process.wait(20) == 1
    assert not (tmp_path / "ran").exists()
