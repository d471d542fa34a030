from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ptgen.cli.about.schema import schema_text
from ptgen.cli.main import main
from tests.projects import PROJECT, with_budget, write_project

Run = Callable[..., tuple[int, bytes, bytes]]


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """A command in the test's folder: exit status, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def once(*arguments: str) -> tuple[int, bytes, bytes]:
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert isinstance(stop.value.code, int)
        return stop.value.code, *capfdbinary.readouterr()

    return once


def test_json_follows_its_schema_and_amounts_are_exact_texts(tmp_path: Path, run: Run) -> None:
    write_project(tmp_path)
    status, out, err = run("export")
    assert (status, err) == (0, b"")
    data = json.loads(out)
    Draft202012Validator(json.loads(schema_text("export"))).validate(data)
    (project,) = data["项目"]
    assert project["金额"]["年度资金申请总额"] == "100000.00"
    assert project["绩效指标"][0]["计算符号"] == "≥"


def test_csv_begins_with_a_mark_and_holds_no_formula(tmp_path: Path, run: Run) -> None:
    write_project(tmp_path, PROJECT.replace("设备运行与维护", "=1+1"))
    text = run("export", "--format", "csv")[1].decode()
    assert text.startswith("\ufeff项目,")
    assert ",'=1+1," in text
    assert ",100000.00," in text


def test_a_workbook_is_printed(tmp_path: Path, run: Run) -> None:
    write_project(tmp_path)
    assert run("export", "--format", "xlsx")[1].startswith(b"PK")


def test_a_project_with_errors_keeps_all_from_being_printed(tmp_path: Path, run: Run) -> None:
    write_project(tmp_path, PROJECT.replace("10万元", "十万元"))
    status, out, err = run("export")
    assert (status, out) == (1, b"")
    assert "projects/unit/01.yaml" in err.decode()


def test_layouts_tells_where_each_edition_comes_from(tmp_path: Path, run: Run) -> None:
    write_project(tmp_path)
    own = tmp_path / "templates" / "own"
    own.mkdir(parents=True)
    text = "名称: 我区版\n继承: shanghai-district-2022\n"
    (own / "layout.yaml").write_text(text, "utf-8")
    status, out, _ = run("layouts")
    told = out.decode()
    assert status == 0
    assert "own（templates/own/layout.yaml）\n  名称：我区版" in told
    assert "shanghai-district-2026（自带）" in told
    assert "必填：主管部门、实施单位、项目类别" in told


def test_layouts_tells_what_is_wrong_in_one(tmp_path: Path, run: Run) -> None:
    write_project(tmp_path)
    own = tmp_path / "templates" / "own"
    own.mkdir(parents=True)
    (own / "layout.yaml").write_text("继承: own\n", "utf-8")
    status, out, _ = run("layouts")
    assert status == 1
    assert "templates/own/layout.yaml:1:5" in out.decode()


def test_items_of_a_split_group_have_null_for_the_year(tmp_path: Path, run: Run) -> None:
    group = "- 名称: 外包\n  分年: {2022: 40%, 2023: 60%}\n  明细: [{名称: 维护, 测算: 3万元}]\n"
    write_project(tmp_path, with_budget(group) + "资金总额口径: 年度\n")
    data = json.loads(run("export")[1])
    Draft202012Validator(json.loads(schema_text("export"))).validate(data)
    (item,) = data["项目"][0]["预算"]
    assert (item["本年"], item["分年"]) == ("12000.00", {"2022": "12000.00", "2023": "18000.00"})
    (child,) = item["明细"]
    assert (child["金额"], child["本年"], child["分年"]) == ("30000.00", None, None)


def test_sums_by_economic_code_are_there_where_they_are_used(tmp_path: Path, run: Run) -> None:
    write_project(tmp_path)
    assert "经济分类" not in run("export")[1].decode()
    coded = "    测算: 10万元\n    经济分类: 30213\n    政府采购: 否\n"
    write_project(tmp_path, PROJECT.replace("    测算: 10万元\n", coded))
    data = json.loads(run("export")[1])
    Draft202012Validator(json.loads(schema_text("export"))).validate(data)
    (project,) = data["项目"]
    assert (project["预算"][0]["经济分类"], project["预算"][0]["政府采购"]) == ("30213", False)
    assert project["按经济分类"] == [
        {
            "经济分类": "30213",
            "名称": "维修（护）费",
            "金额": "100000.00",
            "本年": "100000.00",
            "政府采购金额": "0.00",
        }
    ]
