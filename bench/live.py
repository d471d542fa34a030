"""How long a person waits who writes: for a finding in the editor, for a page of ``serve``.

Each figure is the processor time that the server takes from the message to the answer, beside the
time by the clock: on a machine that is busy the first still tells what the server does.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Waited:
    """Seconds of processor time of a server, and seconds by the clock."""

    processor: float
    clock: float


@dataclass(frozen=True, slots=True)
class Live:
    """What is waited for: a finding among so many projects, and pages of so many."""

    edited: int
    finding: Waited
    served: int
    first_page: Waited
    saved_page: Waited


def measure_live(edited: Path, served: Path, times: int, say: Say) -> Live:
    """The median of so many edits and saves; the folders are those of projects."""
    finding = _median(list(findings(edited, times)))
    say(f"a finding: {finding.processor * 1000:.0f} ms")
    first, *saved = pages(served, times)
    saved_page = _median(saved)
    say(f"serve: first page {first.processor:.2f} s, after a save {saved_page.processor:.2f} s")
    return Live(_count(edited), finding, _count(served), first, saved_page)


def findings(projects: Path, times: int) -> Iterator[Waited]:
    """From each of so many edits to the finding that it brings, the first one read already."""
    file = min(projects.glob("*/[!u]*.yaml"))
    uri, text = file.as_uri(), file.read_text("utf-8")
    with _ptgen("lsp", at=projects.parent) as server:
        messages = _read_messages(_there(server.stdout))

        def send(method: str, params: object, number: int | None = None) -> None:
            whole = {"jsonrpc": "2.0", "method": method, "params": params}
            data = json.dumps(whole if number is None else {**whole, "id": number}).encode()
            stdin = _there(server.stdin)
            stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
            stdin.flush()

        def wait(version: int) -> list[dict[str, Any]]:
            for one in messages:
                told = one.get("params") or {}
                if told.get("uri") == uri and told.get("version") == version:
                    return list(told["diagnostics"])
            raise RuntimeError("ptgen lsp has ended")

        send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, 1)
        send("initialized", {})
        document = {"uri": uri, "languageId": "yaml", "version": 0, "text": text}
        send("textDocument/didOpen", {"textDocument": document})
        wait(0)
        for version in range(1, times + 1):
            time.sleep(1)  # until it has looked at the whole folder, as while a person thinks
            change = {"text": f"{text}错键{version}: 1\n"}
            edited = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}

            def edit(version: int = version, edited: object = edited) -> None:
                send("textDocument/didChange", edited)
                if not any(f"错键{version}" in one["message"] for one in wait(version)):
                    raise RuntimeError("not the finding of this edit")

            yield _waited(server.pid, edit)
        send("shutdown", None, 2)
        send("exit", None)


def pages(projects: Path, times: int) -> Iterator[Waited]:
    """From the start to the first page, then from each of so many saves to the page after it."""
    file = min(projects.glob("*/[!u]*.yaml"))
    text = file.read_text("utf-8")
    began = time.perf_counter()
    with _ptgen("serve", str(projects), "--port", "0", at=projects.parent) as server:
        line = next(line for line in _there(server.stdout) if b"http://" in line)
        found = re.search(r"http://[\d.:]+/", line.decode())
        if found is None:
            raise RuntimeError(line.decode())
        address = found[0]
        _get(address)
        yield Waited(_cpu(server.pid), time.perf_counter() - began)
        while "还在读" in _get(address):
            time.sleep(1)
        try:
            for number in range(times):
                name = f"改名{number}"
                new = re.sub("^项目名称: *", f"项目名称: {name}", text, flags=re.MULTILINE)

                def save(name: str = name, new: str = new) -> None:
                    file.write_text(new, "utf-8")
                    if "没有这样的项目" in _get(f"{address}?{urlencode({'q': name})}"):
                        raise RuntimeError("not the page of this save")

                yield _waited(server.pid, save)
                time.sleep(1)
        finally:
            file.write_text(text, "utf-8")


def _count(projects: Path) -> int:
    return sum(path.name != "unit.yaml" for path in projects.rglob("*.yaml"))


def _median(waits: list[Waited]) -> Waited:
    return Waited(
        statistics.median(one.processor for one in waits),
        statistics.median(one.clock for one in waits),
    )


@contextmanager
def _ptgen(*words: str, at: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command that runs until it is ended."""
    command = (sys.executable, "-m", "ptgen", *words)
    with subprocess.Popen(
        command, cwd=at, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _waited(process: int, work: Callable[[], None]) -> Waited:
    began, used = time.perf_counter(), _cpu(process)
    work()
    return Waited(_cpu(process) - used, time.perf_counter() - began)


def _cpu(process: int) -> float:
    """Seconds of processor time of a process: the clock that clock_getcpuclockid(3) names."""
    return time.clock_gettime(~process << 3 | 2)


def _read_messages(source: IO[bytes]) -> Iterator[dict[str, Any]]:
    for line in source:
        if line.startswith(b"Content-Length:"):
            length = int(line.partition(b":")[2])
            while source.readline().strip():
                pass
            yield json.loads(source.read(length))


def _get(address: str) -> str:
    with urllib.request.urlopen(address) as answer:  # noqa: S310 our own
        return str(answer.read().decode())


def _there(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise TypeError("a process without a pipe")
    return stream
