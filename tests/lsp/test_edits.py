"""Thousands of edits by chance, as people and programs make them: no error, nothing lost."""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from tests.golden import run_ptgen
from tests.lsp.editor import Editor
from tests.lsp.test_writing import BUDGET
from tests.projects import PROJECT, UNIT, with_budget

TIMES = float(os.environ.get("PTGEN_FUZZ", "1"))
EDITS, TOGETHER = 2000, 10
LAYOUT = """\
名称: 自己的
继承: shanghai-district-2022
字段:
  承办科室: {选项: [甲, 乙]}
年度总体目标: 按 {{ 年度 }} 年的计划完成。
"""
PIECES = (
    *("\n", "\r\n", "\r", "  ", "\t", " ", ": ", "：", "- ", "#", "|", ">", "&a", "*a", "!", "?"),
    *("{", "}", "[", "]", "{{ ", " }}", "{{ 预算['", "']", " | 万元", ".金额", "'", '"', "“", ","),
    *(
        "测算: 3元*4",
        "名称: 甲",
        "分年: {2022: 50%}",
        "方式: 预留",
        "明细:\n  - 名称: 乙\n",
        "🎉",
        "𠀀",
    ),
    *(
        "\u2028",
        "\x0b",
        "\x85",
        "\ufeff",
        "\u200b",
        "é",
        "e\u0301",
        "年度",
        "10万元",
        "# ptgen: ignore PT204",
    ),
    *("项目名称: 业务培训\n", "版式: own\n", "---\n", "<<<<<<< a\n", "<<: *a", "", "", ""),
)


def test_two_thousand_edits_end_in_what_check_finds(
    editor: Editor,
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = repository.parents[1]
    layout = root / "templates" / "own" / "layout.yaml"
    layout.parent.mkdir(parents=True)
    originals = {
        repository / "01.yaml": with_budget(BUDGET).replace("\n", "\r\n"),
        repository / "02.yaml": PROJECT.replace("项目概述:", "版式: own\n项目概述:"),
        repository / "unit.yaml": f"{UNIT}汇编: {{标题: 甲}}\n",
        layout: LAYOUT,
        root / "ptgen.toml": '[check]\nignore = ["PT312"]\n',
    }
    for path, text in originals.items():
        path.write_bytes(text.encode())
    opened = {editor.open(path): path for path in originals}
    chance = random.Random(20260101)  # noqa: S311 the same edits each time
    for step in range(int(EDITS * TIMES) // TOGETHER):
        uri = chance.choice(list(opened))
        if step % 20 == 19:
            # Somebody takes back what became nonsense.
            editor.type(uri, (0, len(editor.texts[uri]), originals[opened[uri]]))
        for _ in range(TOGETHER):
            edit(editor, uri, chance)
        ask(editor, uri, chance)
    for uri, path in opened.items():
        path.write_bytes(editor.texts[uri].encode())
    monkeypatch.chdir(root)
    _, out, _ = run_ptgen(["check", "--format", "json", "--select", "PT"], capsys)
    expected = json.loads(out)["findings"]
    assert len(expected) > 3
    for uri, path in opened.items():
        name = path.relative_to(root).as_posix()
        wanted = {of_check(one) for one in expected if one["path"] == name}
        # An edition is looked at though no project may use it.
        more = path == layout
        editor.until(lambda u=uri, w=wanted, m=more: agrees(editor, u, w, more=m))  # type: ignore[misc]


def edit(editor: Editor, uri: str, chance: random.Random) -> None:
    """Put something in, take something out, or both, but cut no line end in two."""
    text = editor.texts[uri]
    first = chance.randint(0, len(text))
    last = min(len(text), first + chance.choice((0, 0, 0, 1, 1, 2, 5, 30)))
    if any(text[at - 1 : at + 1] == "\r\n" for at in (first, last)):
        return
    new = chance.choice(PIECES)
    editor.type(uri, (first, last, new))


def ask(editor: Editor, uri: str, chance: random.Random) -> None:
    """Ask something at a place; a bug is an answer of its own."""
    text = editor.texts[uri]
    offset = chance.randint(0, len(text))
    while text[offset - 1 : offset + 1] == "\r\n":
        offset -= 1
    place, client = editor.place(uri, offset), editor.client
    document = types.TextDocumentIdentifier(uri)
    around = types.Range(place, place)
    work: Coroutine[Any, Any, object]
    match chance.randint(0, 6):
        case 0 | 1:
            work = client.text_document_completion_async(types.CompletionParams(document, place))
        case 2:
            work = client.text_document_hover_async(types.HoverParams(document, place))
        case 3:
            asked = types.DefinitionParams(document, place)
            work = client.text_document_definition_async(asked)
        case 4:
            editor.hints(uri)
            editor.symbols(uri)
            return
        case 5:
            context = types.CodeActionContext([], only=[types.CodeActionKind.QuickFix])
            params = types.CodeActionParams(document, around, context)
            work = client.text_document_code_action_async(params)
        case _:
            editor.format(uri)
            return
    editor.run(work)


def of_check(one: dict[str, object]) -> tuple[object, ...]:
    told = f"{one['message']}。{one['hint']}" if one["hint"] else one["message"]
    return one["line"], one["column"], one["code"], told


def of_editor(one: types.Diagnostic, text: str) -> tuple[object, ...]:
    """A finding with its column in characters."""
    lines = re.split(r"\r\n|\r|\n", text)
    row, units = one.range.start.line, one.range.start.character
    line = lines[row] if row < len(lines) else ""
    before = line.encode("utf-16-le")[: units * 2].decode("utf-16-le")
    marked = row == 0 and text.startswith("\ufeff")
    return row + 1, len(before) + 1 - marked, one.code, one.message


def agrees(editor: Editor, uri: str, wanted: set[tuple[object, ...]], *, more: bool) -> bool:
    told = {of_editor(one, editor.texts[uri]) for one in editor.found(uri)}
    return told >= wanted if more else told == wanted


def test_another_finding_is_seen(editor: Editor, repository: Path) -> None:
    uri = editor.open(repository / "01.yaml", PROJECT.replace("10万元", "x"))
    editor.until(lambda: editor.codes(uri) == ["PT201"])
    told = {of_editor(one, editor.texts[uri]) for one in editor.found(uri)}
    assert agrees(editor, uri, told, more=False)
    assert not agrees(editor, uri, set(), more=False)
    assert not agrees(editor, uri, told | {(1, 1, "PT001", "甲")}, more=True)
