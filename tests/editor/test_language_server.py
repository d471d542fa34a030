"""A real yaml-language-server with our schemas: what is offered, shown and underlined."""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ptgen.core.model.shapes import Json
from tests.editor.server import HERE, Message, NoAnswerError, Server
from tests.golden import run_ptgen
from tests.projects import PROJECT

ROOT = HERE.parents[1]
GALLERY = ROOT / "tests" / "gallery"
EXAMPLES = sorted([*(ROOT / "projects").rglob("*.yaml"), *ROOT.glob("templates/*/layout.yaml")])


@pytest.fixture(scope="session")
def installed() -> None:
    """The server, which ``make test`` has installed before; once, whoever comes first."""
    with (HERE / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(
            [ROOT / "scripts" / "setup.sh", "editor"],
            env={**os.environ, "NPM": str(Path(sys.executable).parent / "npm")},
            check=True,
        )


def started(folder: Path, schemas: Json) -> Server:
    features: Message = {"validate": True, "hover": True, "completion": True}
    return Server(folder, {**features, "schemas": schemas})


@pytest.fixture(scope="session")
def server(installed: None) -> Iterator[Server]:  # noqa: ARG001 it has to be there
    """One for this checkout, with the schemas that are in it."""
    schemas: Json = {
        (ROOT / "schema" / f"{kind}.schema.json").as_uri(): list(globs)
        for kind, globs in (
            ("unit", ("projects/**/unit.yaml", "tests/gallery/unit.yaml")),
            ("project", ("projects/**/*.yaml", "tests/gallery/*.yaml", "!**/unit.yaml")),
            ("layout", ("templates/*/layout.yaml",)),
        )
    }
    made = started(ROOT, schemas)
    yield made
    made.close()


def new_file(name: str) -> Path:
    """A file that is only in the editor."""
    return ROOT / "projects" / "songjiang-2022" / f"{name}.yaml"


def lines_of(found: list[Message]) -> list[int]:
    """The lines (1-based) at which something is underlined."""
    starts = [one["range"] for one in found]
    return [
        int(str(start["start"]["line"])) + 1
        for start in starts
        if isinstance(start, dict) and isinstance(start["start"], dict)
    ]


def test_keys_are_offered_at_an_empty_line(server: Server) -> None:
    path = new_file("empty")
    server.open(path, "\n")
    assert {"项目名称", "预算", "绩效指标", "项目概述"} <= set(server.completions(path, 0, 0))


def test_what_is_written_is_not_offered_again(server: Server) -> None:
    path = new_file("begun")
    server.open(path, "项目名称: 甲\n\n")
    offered = server.completions(path, 1, 0)
    assert "预算" in offered
    assert "项目名称" not in offered


def test_groups_of_indicators_and_choices_are_offered(server: Server) -> None:
    path = new_file("groups")
    text = "绩效指标:\n  \n  产出指标:\n    \n预算:\n  - 名称: 甲\n    方式: \n"
    server.open(path, text)
    assert {"效益指标", "满意度指标", "成本指标"} <= set(server.completions(path, 1, 2))
    assert {"数量指标", "质量指标", "时效指标"} <= set(server.completions(path, 3, 4))
    offered = server.completions(path, 6, 8)
    assert {"测算", "估算", "按实结算", "预留", "核减"} <= set(offered)


def test_what_a_key_means_is_shown(server: Server) -> None:
    path = new_file("shown")
    server.open(path, "项目概述: 甲\n预算:\n  - 名称: 甲\n    测算: 1元\n")
    assert "做什么、为什么做、花多少钱" in server.hover(path, 0, 1)
    said = server.hover(path, 3, 5)
    assert "算式，单位是元" in said
    assert "4000元/天*2天" in said


def test_nothing_is_underlined_in_the_examples(server: Server) -> None:
    found = server.open_all({path: path.read_text("utf-8") for path in EXAMPLES})
    assert len(found) > 25
    assert {path.name: told for path, told in found.items() if told} == {}


@pytest.mark.parametrize("code", ["PT001", "PT002", "PT003", "PT102"])
def test_what_is_wrong_is_underlined_at_the_line_that_check_tells(
    server: Server, code: str
) -> None:
    path = GALLERY / f"{code}.yaml"
    told = re.search(
        rf"^{code}\.yaml:(\d+):", (GALLERY / f"{code}.txt").read_text("utf-8"), re.MULTILINE
    )
    assert told is not None
    assert int(told[1]) in lines_of(server.open(path, path.read_text("utf-8")))


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("测算: 10万元", "方式: 估计", 11, "测算"),
        ("计划开始日期: 2022-01-01", "计划开始日期: 2022-13-01", 2, "不是日期，写成 2022-01-01"),
        ("维护设备数量: ≥26台", "维护设备数量: {指标值: 3, 权数: 1}", 17, "权数"),
        ("年度总体目标: 本年内系统不中断。", "年度总体目标:\n  - 甲", 14, ""),
    ],
)
def test_wrong_values_are_underlined(
    server: Server, old: str, new: str, line: int, said: str
) -> None:
    text = PROJECT.replace(old, new)
    found = server.open(new_file(f"wrong-{line}"), text)
    assert line in lines_of(found), found
    assert said in json.dumps(found, ensure_ascii=False)


def test_a_folder_of_init_and_a_project_of_new_work_at_once(
    installed: None,  # noqa: ARG001 it has to be there
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_ptgen(["init"], capsys)[0] == 0
    assert run_ptgen(["new", "设备运行"], capsys)[0] == 0
    settings = json.loads(Path(".vscode/settings.json").read_text("utf-8"))
    server = started(tmp_path, settings["yaml.schemas"])
    try:
        for path in sorted((tmp_path / "projects" / "unit-2026").iterdir()):
            assert server.open(path, path.read_text("utf-8")) == [], path.name
        wrong = tmp_path / "projects" / "unit-2026" / "03.yaml"
        assert lines_of(
            server.open(wrong, "项目名称: 甲\n预算:\n  - {名称: 乙, 测算: 1}\n错: 1\n")
        ) == [4]
    finally:
        server.close()
    # The first line of the new file says where its schema is: no settings are needed.
    bare = started(tmp_path, {})
    try:
        made = tmp_path / "projects" / "unit-2026" / "02-shebei-yunxing.yaml"
        assert (
            lines_of(bare.open(made, made.read_text("utf-8").replace("项目总目标:", "总目标:")))
            != []
        )
    finally:
        bare.close()


def test_a_server_that_has_ended_is_told(installed: None, tmp_path: Path) -> None:  # noqa: ARG001
    ended = started(tmp_path, {})
    ended.process.kill()
    ended.process.wait(10)
    with pytest.raises((NoAnswerError, BrokenPipeError)):
        ended.open(tmp_path / "a.yaml", "a: 1\n")
    ended.close()
