"""Editions in a ``templates/`` beside ``projects/``, through the commands that read them."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from ptgen.cli.main import main
from tests.core.layout.made import BASE
from tests.projects import PROJECT, UNIT, write_project

BUILTIN = "shanghai-district-2022"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command in a folder with one project; its status and all that it said."""
    monkeypatch.chdir(tmp_path)

    def once(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as stop:
            main(list(arguments))
        said = capsys.readouterr()
        return int(stop.value.code or 0), said.out + said.err

    return once


BUILD = ("build", "--format", "docx", "--jobs", "1")


def edition(folder: Path, name: str, text: str) -> None:
    path = folder / "templates" / name / "layout.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")


def title_of_form(folder: Path) -> str:
    data = (folder / "build/unit/01/绩效目标表.docx").read_bytes()
    return docx.Document(io.BytesIO(data)).paragraphs[0].text


def test_an_edition_stands_before_the_built_in_one_of_its_name(tmp_path: Path, run: Run) -> None:
    write_project(tmp_path)
    text = BASE.replace("标题: 财政项目支出绩效目标填报表", "标题: 我区的绩效目标表")
    assert text != BASE
    edition(
        tmp_path,
        BUILTIN,
        text.replace("必填: [", "必填: [项目负责人, ").replace("\n字段:\n", OWN_FIELD),
    )
    status, said = run("layouts")
    assert status == 0
    assert f"{BUILTIN}（templates/{BUILTIN}/layout.yaml）" in said
    assert said.count(f"{BUILTIN}（") == 1
    assert "shanghai-district-2023（自带）" in said
    status, said = run("check")
    assert (status, "缺少“项目负责人”" in said) == (1, True), said
    write_project(tmp_path, PROJECT, f"{UNIT}项目负责人: 信息科\n")
    assert run("check", "--select", "PT1")[0] == 0
    assert run(*BUILD)[0] == 0
    assert title_of_form(tmp_path) == "我区的绩效目标表"


OWN_FIELD = "\n字段:\n  项目负责人: {}\n"


def test_an_edition_of_a_new_name_is_added(tmp_path: Path, run: Run) -> None:
    unit = UNIT.replace(BUILTIN, "our-edition")
    write_project(tmp_path, PROJECT, unit)
    status, said = run("check")
    assert status == 1
    assert "projects/unit/unit.yaml:2:5" in said
    assert "没有版式“our-edition”" in said
    edition(tmp_path, "our-edition", f"名称: 我区版\n继承: {BUILTIN}\n绩效目标表: {{标题: 新表}}\n")
    assert "our-edition（templates/our-edition/layout.yaml）\n  名称：我区版" in run("layouts")[1]
    assert run("check", "--select", "PT1")[0] == 0
    assert run(*BUILD)[0] == 0
    assert title_of_form(tmp_path) == "新表"


BAND = f"继承: {BUILTIN}\n绩效目标表:\n  段:\n    甲:\n      列宽: [1, 1, 1]\n      行:\n"


@pytest.mark.parametrize(
    ("text", "place", "code", "said"),
    [
        # Overlaps: what is joined upwards reaches over what stands beside it.
        (f"{BAND}        - [甲, <, 乙]\n        - [^, 丙, 丁]\n", "8:12", "PT121", "不成长方形"),
        (f"{BAND}        - [甲, 乙, 丙]\n        - [^, <, 丁]\n", "8:15", "PT121", "不成长方形"),
        # Holes: a row that is too short, or marks that nothing can be joined to.
        (f"{BAND}        - [甲, 乙]\n", "7:15", "PT121", "这一行有 2 格，列宽有 3 列"),
        (f"{BAND}        - [^, 甲, 乙]\n", "7:12", "PT121", "没有可以合并的格子"),
        (f"{BAND}        - [{{值: 项目名}}, 甲, 乙]\n", "7:16", "PT121", "没有叫“项目名”的数据"),
        (f"继承: {BUILTIN}\n表头: 甲\n", "2:1", "PT002", "不认识的键“表头”"),
        ("继承: wrong\n", "1:5", "PT104", "成了圈：wrong → wrong"),
        ("继承: nowhere\n", "1:5", "PT104", "没有版式“nowhere”"),
    ],
)
def test_what_is_wrong_in_one_is_told_by_every_command_and_nothing_is_drawn(
    tmp_path: Path, run: Run, text: str, place: str, code: str, said: str
) -> None:
    write_project(tmp_path, PROJECT, UNIT.replace(BUILTIN, "wrong"))
    edition(tmp_path, "wrong", text)
    for command in (("layouts",), ("check",), BUILD):
        status, told = run(*command)
        assert status == 1
        assert f"templates/wrong/layout.yaml:{place}" in told, told
        assert code in told
        assert said in told
    assert list((tmp_path / "build").rglob("*.docx")) == []


def test_a_longer_circle_is_told_at_the_edition_that_closes_it(tmp_path: Path, run: Run) -> None:
    write_project(tmp_path, PROJECT, UNIT.replace(BUILTIN, "one"))
    edition(tmp_path, "one", "名称: 甲\n继承: two\n")
    edition(tmp_path, "two", "名称: 乙\n继承: one\n")
    for command in (("check",), BUILD):
        status, told = run(*command)
        assert (status, "成了圈：one → two → one" in told) == (1, True), told
        assert "templates/two/layout.yaml:2:5" in told
