"""Editors that say anything about any file: the server answers each request once and goes on."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ptgen.lsp.server import serve
from tests.fuzz.conftest import Damaged
from tests.fuzz.damage import DAMAGES, Damage
from tests.fuzz.making import PROJECTS, TIMES, TOKENS, VALUES, mutated

NAMES = st.sampled_from(
    ["projects/unit/01.yaml", "projects/unit/02.yaml", "projects/unit/unit.yaml", "ptgen.toml",
     "templates/own/layout.yaml", "templates/own/../own/layout.yaml", "projects/unit/../../a.yaml",
     "projects/unit/%30%31.yaml", "projects/unit/%2e%2e/%2e%2e/%2e%2e/outside/a.yaml", "%00.yaml",
     "projects/unit/%ff.yaml", "projects/unit/new.yaml", "projects/标准.yaml", "..", "", "a" * 5000 + ".yaml"]
)  # fmt: skip
ADDRESSES = st.sampled_from(
    ["file:///dev/zero", "file:///etc/passwd", "file://host/share/projects/01.yaml", "untitled:1",
     "http://[::1/01.yaml", "file:", "file:///", "http://example.org/01.yaml", "file:\\\\a\\b.yaml", "x", "\ud800"]
)  # fmt: skip
NUMBERS = st.integers(0, 40) | st.sampled_from([-1, 2**31, 2**31 - 1, 10**30])
PLACES = st.fixed_dictionaries({"line": NUMBERS, "character": NUMBERS})
RANGES = st.fixed_dictionaries({"start": PLACES, "end": PLACES})
TEXTS = st.one_of(mutated(PROJECTS[:3]), TOKENS, st.binary(max_size=60)).map(
    lambda data: data.decode("utf-8", "replace")
)
ASKED = ("completion", "hover", "inlayHint", "definition", "documentSymbol", "formatting", "codeAction")  # fmt: skip
TOLD = ("didOpen", "didChange", "didSave", "didClose")
METHODS = st.sampled_from([*ASKED, *TOLD, *TOLD]).map("textDocument/{}".format) | st.sampled_from(
    ["workspace/didChangeWatchedFiles", "$/cancelRequest", "$/setTrace", "workspace/symbol", "initialize", ""]
)  # fmt: skip
Said = tuple[str, str, dict[str, object]]
SAID = st.tuples(
    METHODS,
    NAMES | ADDRESSES,
    st.fixed_dictionaries(
        {
            "position": PLACES,
            "range": RANGES,
            "contentChanges": st.lists(
                st.fixed_dictionaries({"text": TEXTS}, optional={"range": RANGES}), max_size=3
            ),
            "context": st.just({"diagnostics": []}),
            "options": st.just({"tabSize": 2, "insertSpaces": True}),
            "text": TEXTS,
            "changes": st.just([]),
        },
        optional={"textDocument": VALUES, "params": VALUES},
    ),
)


def framed(message: object) -> bytes:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def conversation(folder: Path, said: Sequence[Said | bytes]) -> tuple[bytes, list[int]]:
    """What an editor sends, and the numbers of its requests."""
    messages = [framed(_message("initialize", {"capabilities": {}}, 0))]
    messages.append(framed(_message("initialized", {})))
    numbers = [0]
    for number, one in enumerate(said, 1):
        if isinstance(one, bytes):
            messages.append(framed(one))
            continue
        method, name, params = one
        uri = name if ":" in name else f"{folder.as_uri()}/{name}"
        document = {"uri": uri, "version": number, "languageId": "yaml", "text": params["text"]}
        asks = method.removeprefix("textDocument/") in ASKED
        numbers += [number] if asks else []
        message = _message(method, {"textDocument": document, **params}, number if asks else None)
        messages.append(framed(message))
    messages.append(framed(_message("shutdown", None, -1)))
    messages.append(framed(_message("exit", None)))
    return b"".join(messages), [*numbers, -1]


def _message(method: str, params: object, number: int | None = None) -> dict[str, object]:
    message: dict[str, object] = {"jsonrpc": "2.0", "method": method, "params": params}
    return message if number is None else {**message, "id": number}


def answers(output: bytes) -> list[dict[str, object]]:
    """The messages of a server."""
    found, rest = [], output
    while rest:
        head, _, rest = rest.partition(b"\r\n\r\n")
        (size,) = (int(line[16:]) for line in head.splitlines() if line.startswith(b"Content-L"))
        found.append(json.loads(rest[:size]))
        rest = rest[size:]
    return found


class _Kept(io.BytesIO):
    """Keeps what was written, closed or not."""

    def close(self) -> None:
        """Keep it."""


@settings(
    max_examples=max(int(15 * TIMES), 1),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(DAMAGES, st.lists(SAID | st.binary(min_size=1, max_size=40), max_size=12))
def test_any_editor(
    damaged_copy: Damaged,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    damages: list[Damage],
    said: list[Said | bytes],
) -> None:
    monkeypatch.setattr("ptgen.lsp.session._AT_ONCE", 0.0)
    monkeypatch.setattr("ptgen.lsp.session._PAUSE", 0.0)
    folder = damaged_copy(damages)
    sent, numbers = conversation(folder, said)
    sink = _Kept()
    assert serve(io.BytesIO(sent), sink) == 0
    assert "自身出错" not in capfd.readouterr().err
    got = answers(sink.getvalue())
    answered = [one["id"] for one in got if "method" not in one and one.get("id") is not None]
    assert sorted(map(str, answered)) == sorted(map(str, numbers))
    told = json.dumps(got, ensure_ascii=False)
    assert "不该被动" not in told
    assert "root:x:" not in told
