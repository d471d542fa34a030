from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ptgen.check.engine import check
from ptgen.core.filesystem import builtin_templates
from ptgen.core.model.line import LineItem
from ptgen.core.model.project import PROJECT_KEYS
from ptgen.edit.scaffold.new_project import CannotCreateError, new_project
from tests.golden import run_ptgen
from tests.projects import UNIT, load_all, write_project

EDITIONS = sorted(path.parent.name for path in builtin_templates().glob("*/layout.yaml"))
Run = tuple[int, str, str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def new(capsys: pytest.CaptureFixture[str], *arguments: str) -> Run:
    return run_ptgen(["new", *arguments], capsys)


def found_in(projects: Path) -> set[str]:
    return {found.code for found in check(load_all(projects))}


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_new_project_is_sound_and_canonical_in_every_edition(
    edition: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = new(capsys, "设备运行", "--unit", "projects/某局-2027", "--layout", edition)
    assert (status, err) == (0, "")
    path = here / "projects" / "某局-2027" / "01-shebei-yunxing.yaml"
    assert out.startswith(f"新建  projects/某局-2027/{path.name}\n")
    assert found_in(here / "projects") == {"PT014"}
    (loaded,) = load_all(here / "projects")
    assert loaded.content is not None
    assert loaded.content.project.name == "设备运行"
    assert loaded.content.project.year == 2027
    assert loaded.content.project.end is not None
    assert loaded.content.project.end.year == 2027
    assert run_ptgen(["fmt", "--check"], capsys)[0] == 0
    text = path.read_text("utf-8")
    keys = {
        *PROJECT_KEYS,
        *loaded.content.layout.fields,
        *(str(field.alias) for field in LineItem.model_fields.values()),
        *(level2 for inner in loaded.content.layout.dictionary.values() for level2 in inner),
    }
    assert {key for key in keys if f"{key}:" not in text} == set()


def test_what_is_left_out_can_be_put_in_by_taking_the_sign_away(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(capsys, "培训", "--unit", "projects/a", "--layout", EDITIONS[-1])[0] == 0
    (path,) = (here / "projects" / "a").iterdir()
    lines = path.read_text("utf-8").split("\n")
    keys = (*PROJECT_KEYS, *(str(field.alias) for field in LineItem.model_fields.values()))
    shown = [
        line.replace("# ", "", 1)
        if line.lstrip().removeprefix("# ").split(":")[0] in keys and "#" in line[:6]
        else line
        for line in lines
    ]
    assert sum(line != other for line, other in zip(lines, shown, strict=True)) > 10
    path.write_text("\n".join(shown), "utf-8")
    # The item is split over two years and the approved amount is that of one; the other item has
    # no codes.
    expected = {"PT014", "PT204", "PT205", "PT209", "PT106", "PT210", "PT603"}
    assert found_in(here / "projects") <= expected


def test_new_then_build_ends_in_drafts(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_ptgen(["init"], capsys)[0] == 0
    assert new(capsys, "设备运行")[0] == 0
    path = here / "projects" / "unit-2026" / "02-shebei-yunxing.yaml"
    first = path.read_text("utf-8").split("\n")[0]
    schema = first.removeprefix("# yaml-language-server: $schema=")
    assert json.loads((path.parent / schema).read_text("utf-8"))["$schema"]
    assert run_ptgen(["build", "--quiet", "--draft"], capsys)[0] == 0
    assert len(list((here / "build" / "unit-2026" / path.stem).iterdir())) == 4


def test_the_narrative_is_not_asked_for_where_there_is_none(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(here, unit=UNIT + "文书: [绩效目标表]\n")
    assert new(capsys, "培训")[0] == 0
    text = (here / "projects" / "unit" / "02-peixun.yaml").read_text("utf-8")
    assert "# 项目概述: " in text
    assert "\n项目总目标: " in text


def test_a_copy_keeps_comments_and_marks_what_is_of_the_old(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(here)
    old = here / "projects" / "unit" / "01.yaml"
    text = old.read_text("utf-8").replace("维护设备数量:", "# 含备用\n      维护设备数量:")
    text += "核定金额: 10万元\n项目概述: 设备运行与维护项目。\n".replace("项目概述", "实施周期")
    old.write_text(text, "utf-8")
    status, out, _ = new(capsys, "热线: 二期", "--from", "projects/unit/01.yaml")
    assert status == 0
    assert out.startswith("新建  projects/unit/02-rexian-erqi.yaml\n其中 1 个文件，2 处提示")
    made = (old.parent / "02-rexian-erqi.yaml").read_text("utf-8")
    assert '项目名称: "热线: 二期"\n' in made
    assert "# 含备用\n" in made
    assert "# 请核对：这是原项目的\n核定金额: 10万元\n" in made
    assert "# 请核对：这里还写着“设备运行与维护”\n实施周期: 设备运行与维护项目。\n" in made
    assert old.read_text("utf-8") == text
    assert "02-rexian-erqi" not in run_ptgen(["fmt", "--check"], capsys)[1]


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["培训"], 2, "有几个单位，请用 --unit 指定：projects/unit、projects/unit2"),
        ([" ", "--unit", "projects/unit"], 2, "项目名称是空的"),
        (["甲\u202e乙", "--unit", "projects/unit"], 2, "不可见的字符（U+202E）"),
        (["甲\n乙", "--unit", "projects/unit"], 2, "不可见的字符"),
        (["长" * 101, "--unit", "projects/unit"], 2, "最多 100 个字"),
        (["培训", "--unit", "projects/other"], 2, "没有写版式，请用 --layout 指定"),
        (["培训", "--unit", "projects/unit", "--layout", "../x"], 2, "没有版式 ../x"),
        (["培训", "--unit", "projects/unit/01.yaml"], 2, "是文件，应为文件夹"),
        (["培训", "--from", "projects/none.yaml"], 2, "没有 projects/none.yaml"),
        (["培训", "--from", "projects/unit/unit.yaml"], 2, "没有项目名称"),
        (["培训", "--from", "projects/unit/01.yaml", "--layout", "a"], 2, "不能再写 --layout"),
        (["设备运行与维护", "--unit", "projects/unit"], 1, "PT107"),
        (["{{ 甲 }}", "--unit", "projects/unit"], 1, "PT111"),
        (["null", "--unit", "projects/unit"], 0, ""),
        ([], 2, "缺少参数"),
    ],
)
def test_wrong_calls_are_told_and_write_nothing(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, told: str
) -> None:
    write_project(here)
    (here / "projects" / "unit2").mkdir()
    (here / "projects" / "unit2" / "unit.yaml").write_text(UNIT, "utf-8")
    got, _, err = new(capsys, *arguments)
    assert (got, told in err) == (status, True), err
    assert len(list((here / "projects").rglob("*.yaml"))) == (3 if status else 4)


def test_without_any_unit_the_way_is_shown(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert here.is_dir()
    assert "先运行 ptgen init" in new(capsys, "培训")[2]


def test_a_unit_that_cannot_be_read_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_project(here, unit="年度：2022\n")
    assert "unit.yaml 读不了，请先改好" in new(capsys, "培训")[2]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=20))
def test_any_name_is_kept_or_refused(tmp_path: Path, name: str) -> None:
    unit = write_project(tmp_path) / "unit"
    try:
        made = new_project(name, unit, None)
    except CannotCreateError:
        return
    assert made.path.parent == unit
    assert made.path.name.isascii()
    if made.sound:
        made.path.write_text(made.text, "utf-8")
        names = [one.content.project.name for one in load_all(tmp_path / "projects") if one.content]
        made.path.unlink()
        assert name.strip() in names


OWN = """\
名称: 我县版
继承: shanghai-district-2022
资金种类: [上级资金]
预算字段: {上年实际执行: {单位: 万元, 说明: 上年花了多少}}
年度总体目标: 同总目标
指标体系:
  产出指标:
  "": {数量指标: 必填}
"""


def test_a_new_project_offers_what_its_own_edition_declares(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "templates" / "own").mkdir(parents=True)
    (here / "templates" / "own" / "layout.yaml").write_text(OWN, "utf-8")
    unit = UNIT.replace("shanghai-district-2022", "own")
    write_project(here, unit=unit)
    status, _, err = new(capsys, "设备更新")
    assert status == 0, err
    (path,) = (here / "projects" / "unit").glob("*shebei*.yaml")
    text = path.read_text("utf-8")
    assert "    # 上年实际执行: 1万元  # 上年花了多少\n" in text
    assert "# 资金来源: {上年结转资金: 1000元, 上级资金: 1万元, 其他资金: 2万元}" in text
    assert "# 年度总体目标: 同总目标  # 版式已经写了，本项目不同时才写\n" in text
    assert '  "":\n    数量指标:\n' in text
