"""What is wrong is told while it is typed, as ``ptgen check`` tells it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from lsprotocol import types

from tests.golden import run_ptgen
from tests.lsp.editor import Editor
from tests.projects import PROJECT, UNIT


def test_an_error_is_told_where_it_is_and_goes_with_it(editor: Editor, repository: Path) -> None:
    uri = editor.open(repository / "01.yaml")
    editor.until(lambda: uri in editor.client.diagnostics)
    before = editor.codes(uri)
    editor.replace(uri, "10万元", "十万 🎉 元 x")
    editor.until(lambda: "PT201" in editor.codes(uri))
    (wrong,) = [one for one in editor.found(uri) if one.code == "PT201"]
    assert editor.text_at(uri, wrong.range) in "十万 🎉 元 x"
    assert wrong.severity is types.DiagnosticSeverity.Error
    assert wrong.source == "ptgen"
    editor.replace(uri, "十万 🎉 元 x", "10万元")
    editor.until(lambda: editor.codes(uri) == before)


def test_columns_are_counted_as_was_agreed_on(repository: Path) -> None:
    editor = Editor(encodings=(types.PositionEncodingKind.Utf8,), unit="utf-8")
    assert editor.answer.capabilities.position_encoding == types.PositionEncodingKind.Utf8
    check_columns(editor, repository)
    assert editor.close() == 0


def test_columns_are_counted_in_utf_16_where_nothing_was_agreed_on(
    editor: Editor, repository: Path
) -> None:
    check_columns(editor, repository)


def check_columns(editor: Editor, repository: Path) -> None:
    uri = editor.open(repository / "01.yaml")
    editor.replace(uri, "测算: 10万元", "备注: 🎉𠀀\t的\n    测算: 10万元  # 🎉\n    {坏的键: 1}")
    editor.replace(uri, "    {坏的键: 1}", "  - {备注: 𠀀🎉, 坏的键: 1}")
    editor.replace(uri, "坏的键", "𠀀坏")

    def places() -> list[str]:
        wrong = (one for one in editor.found(uri) if one.code == "PT002")
        return [editor.text_at(uri, one.range) for one in wrong]

    # What is told before the last edit was read has the places of the text before it.
    editor.until(lambda: places() == ["𠀀坏"])


def test_a_file_that_is_no_yaml_is_looked_into(editor: Editor, repository: Path) -> None:
    uri = editor.open(repository / "01.yaml")
    editor.replace(uri, "实施主体: 信息管理科", "实施主体：信息管理科")
    editor.replace(uri, "10万元", "10万 x")
    editor.until(lambda: {"PT001", "PT201"} <= set(editor.codes(uri)))


def test_two_files_are_compared_after_a_pause(editor: Editor, repository: Path) -> None:
    first = editor.open(repository / "01.yaml")
    second = (repository / "02.yaml").as_uri()
    editor.replace(first, "设备运行与维护", "业务培训")
    editor.until(lambda: all("PT107" in editor.codes(uri) for uri in (first, second)))
    # What is known of both stays while one of them is typed in.
    editor.replace(first, "10万元", "10万 x")
    editor.until(lambda: "PT201" in editor.codes(first))
    assert "PT107" in editor.codes(first)
    editor.shut(first)
    editor.until(lambda: editor.codes(second) == [])


def test_other_kinds_of_files_are_checked_too(editor: Editor, repository: Path) -> None:
    root = repository.parents[1]
    own = root / "templates" / "own" / "layout.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("名称: 自己的\n继承: shanghai-district-2022\n", "utf-8")
    layout = editor.open(own, "名称: 自己的\n继承: shanghai-district-2029\n")
    editor.until(lambda: editor.codes(layout) == ["PT104"])
    editor.replace(layout, "2029", "2022\n规则: {PT999: 关}")
    editor.until(lambda: editor.codes(layout) == ["PT121"])
    (root / "ptgen.toml").write_text("", "utf-8")
    config = editor.open(root / "ptgen.toml", '[check]\nselekt = ["PT2"]\n')
    editor.until(lambda: editor.codes(config) == ["PT012"])
    assert editor.text_at(config, editor.found(config)[0].range) == "selekt"
    (root / "标准.yaml").write_text("标准: []\n", "utf-8")
    standards = editor.open(root / "标准.yaml", "标准:\n  - {名称: 会议费, 上线: 1元/人}\n")
    editor.until(lambda: "PT002" in editor.codes(standards))
    unit = editor.open(repository / "unit.yaml", UNIT.replace("年度: 2022", "年渡: 2022"))
    editor.until(lambda: "PT002" in editor.codes(unit))
    # The first unit of a new folder is checked before there is a project.
    empty = root / "projects" / "new" / "unit.yaml"
    empty.parent.mkdir()
    alone = editor.open(empty, "版式: 没有\n汇编: {标题: 甲, 次序: []}\n")
    editor.until(lambda: {"PT104", "PT002"} <= set(editor.codes(alone)))


def test_open_texts_hold_for_each_other(editor: Editor, repository: Path) -> None:
    project = editor.open(repository / "01.yaml")
    unit = editor.open(repository / "unit.yaml")
    editor.until(lambda: uri_told(editor, project, unit))
    editor.replace(unit, "主管部门: 某区城市运行中心\n", "")
    editor.until(lambda: "PT101" in editor.codes(project))
    root = repository.parents[1]
    (root / "ptgen.toml").write_text("", "utf-8")
    editor.open(root / "ptgen.toml", '[check]\nignore = ["PT101"]\n')
    editor.until(lambda: "PT101" not in editor.codes(project))


def uri_told(editor: Editor, *uris: str) -> bool:
    return all(uri in editor.client.diagnostics for uri in uris)


def test_files_of_others_are_left_alone(editor: Editor, tmp_path: Path) -> None:
    for name, text in (
        ("projects/.hidden/unit.yaml", "on: push\n"),
        (".github/workflows/ci.yaml", "on: push\njobs: {}\n"),
        ("docker-compose.yml", "services:\n  a: [1\n"),
        ("projects/.hidden/a.yaml", "坏: 1\n"),
        ("projects/site/docker-compose.yaml", "services:\n  a: 1\n"),
        ("pyproject.toml", "x = \n"),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        uri = editor.open(path)
        assert editor.hover(uri, text[0] + "‸" + text[1:]) == ""
        editor.until(lambda uri=uri: uri in editor.client.diagnostics)  # type: ignore[misc]
        assert editor.codes(uri) == []


def test_a_project_outside_of_a_repository_is_checked_by_itself(
    editor: Editor, tmp_path: Path
) -> None:
    (tmp_path / "other.yaml").write_text("坏: 1\n", "utf-8")
    uri = editor.open(tmp_path / "mail" / "01.yaml", f"{UNIT}{PROJECT}坏: 1\n")
    editor.until(lambda: "PT002" in editor.codes(uri))
    assert (tmp_path / "other.yaml").as_uri() not in editor.client.diagnostics
    untitled = "untitled:Untitled-1"
    item = types.TextDocumentItem(untitled, "yaml", 1, "项目名称: [")
    editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    assert editor.hover(uri, "项目‸名称") != ""
    assert untitled not in editor.client.diagnostics


def test_encodings_of_the_disk_are_told(editor: Editor, repository: Path) -> None:
    for data, code in (
        (b"\xef\xbb\xbf" + PROJECT.encode(), "PT004"),
        (PROJECT.encode("gb18030"), "PT004"),
        (PROJECT.encode().replace(b"\n", b"\r\n"), None),
    ):
        path = repository / "01.yaml"
        path.write_bytes(data)
        text = PROJECT.replace("\n", "\r\n") if code is None else PROJECT
        uri = editor.open(path, text)
        editor.replace(uri, "10万元", "10万 x")
        editor.until(lambda uri=uri: "PT201" in editor.codes(uri))  # type: ignore[misc]
        assert ("PT004" in editor.codes(uri)) == (code == "PT004")
        (wrong,) = [one for one in editor.found(uri) if one.code == "PT201"]
        assert editor.text_at(uri, wrong.range) == "x"
        editor.shut(uri)


def test_files_that_are_renamed_or_gone_are_forgotten(editor: Editor, repository: Path) -> None:
    uri = editor.open(repository / "01.yaml")
    other = (repository / "02.yaml").as_uri()
    editor.replace(uri, "设备运行与维护", "业务培训")
    editor.until(lambda: "PT107" in editor.codes(other))
    (repository / "02.yaml").unlink()
    event = types.FileEvent(other, types.FileChangeType.Deleted)
    params = types.DidChangeWatchedFilesParams([event])
    editor.client.workspace_did_change_watched_files(params)
    editor.until(lambda: editor.codes(other) == [] and "PT107" not in editor.codes(uri))
    text = editor.texts[uri]
    editor.shut(uri)
    renamed = editor.open(repository / "03.yaml", text.replace("10万元", "x"))
    editor.until(lambda: "PT201" in editor.codes(renamed))
    assert editor.codes(uri) == []
    shutil.rmtree(repository.parents[1])
    editor.client.workspace_did_change_watched_files(params)
    editor.replace(renamed, "测算: x", "测算: 1元/人*7 x")
    editor.until(lambda: {"PT101", "PT201"} <= set(editor.codes(renamed)))


def test_a_file_is_not_kept_waiting_by_a_thousand_others(editor: Editor, repository: Path) -> None:
    for number in range(1000):
        name = repository / f"x{number:03}.yaml"
        name.write_text(PROJECT.replace("设备运行与维护", f"项目{number}"), "utf-8")
    uri = editor.open(repository / "01.yaml")
    for wrong in ("x", "y", "z"):
        # The pause in which the folder is looked at is not over, or the look is given up.
        editor.replace(uri, "设备运行与维护" if wrong == "x" else "项目7", "项目7")
        editor.replace(uri, "10万元" if wrong == "x" else "元", f"{wrong}元")
        editor.until(lambda: "PT201" in editor.codes(uri))
        assert "PT107" not in editor.codes(uri)
    editor.until(lambda: "PT107" in editor.codes(uri))
    assert "PT107" in editor.codes((repository / "x007.yaml").as_uri())


def test_what_is_told_is_what_check_tells(
    editor: Editor,
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = repository / "01.yaml"
    text = PROJECT.replace("测算: 10万元", "测算: 3万元/人*7 # ptgen: ignore PT203")
    path.write_text(text.replace("≥26台", "较多"), "utf-8")
    monkeypatch.chdir(repository.parents[1])
    _, out, _ = run_ptgen(["check", "--format", "json"], capsys)
    expected = [
        (one["line"], one["column"], one["code"], f"{one['message']}。{one['hint']}")
        for one in json.loads(out)["findings"]
        if one["path"].endswith("01.yaml")
    ]
    assert len(expected) > 1
    uri = editor.open(path)
    editor.until(lambda: [of(one) for one in editor.found(uri)] == expected)


def of(one: types.Diagnostic) -> tuple[int, int, object, str]:
    return one.range.start.line + 1, one.range.start.character + 1, one.code, one.message
