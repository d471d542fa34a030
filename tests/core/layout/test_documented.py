"""The worked example of docs/layouts is short, loads, and draws what its page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.check.engine import check_project
from ptgen.view.form import form_of
from tests.projects import PROJECT, UNIT, load_all, write_project

EXAMPLE = Path(__file__).parents[3] / "docs" / "layouts" / "example.yaml"
OWN = """\
项目性质: 阶段性项目
项目负责人: 信息科
联系电话: 021-00000000
"""


def test_the_worked_example_has_two_more_columns_a_contact_and_a_signature(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8")
    assert len(text.splitlines()) < 40
    folder = tmp_path / "templates" / "own"
    folder.mkdir(parents=True)
    (folder / "layout.yaml").write_text(text, "utf-8")
    project = PROJECT.replace("≥26台", "{指标值: ≥26台, 绩效标准: 行业标准, 备注: 新购}")
    unit = UNIT.replace("shanghai-district-2022", "own") + OWN
    (loaded,) = load_all(write_project(tmp_path, project, unit))
    assert loaded.sound, loaded.diagnostics
    assert loaded.content is not None
    rows = [[cell.text for cell in row.cells] for row in form_of(loaded.content).table.rows]
    assert [row[-2:] for row in rows if "绩效标准" in row] == [["绩效标准", "备注"]]
    assert any(row[-2:] == ["行业标准", "新购"] for row in rows)
    assert rows[-2] == ["项目负责人", "信息科", "联系电话", "021-00000000"]
    assert rows[-1][0].startswith("单位负责人（签字）")


EXAMPLES = EXAMPLE.parent / "examples"
SHOWN = {
    "cost-structure": [
        ["填报单位：某县某中心", "单位：万元"],
        ["1", "设备维护", "9.80", "5.20", "26台*2000元/台"],
        ["合计", "12.05", "6.36", ""],
    ],
    "detailed-budget": [
        ["实施时间", "2026年1月1日至2026年12月31日"],
        ["项目实施方案", "（1）施工单位：按政府采购程序确定。\n（2）按季度结算，年底验收。"],
        ["合计", "172,800.00", "168,700.00", "174,800.00", ""],
    ],
    "funding-kinds": [
        ["合计", "46.35", "100%", "15.9%"],
        ["　其中：上级资金", "18.00", "38.83%", ""],
        ["时效指标", "", "", "", "", ""],
    ],
    "department-overall": [
        ["基本支出", "10891.615675", "财政拨款", "31481.425675"],
        ["促进就业专项资金", "用于就业补贴和创业担保贷款贴息。", "1140", "完成就业目标任务。"],
        ["成本指标", "", ""],
    ],
    "county-application": [
        ["项目起止时间", "20260301到20261130", "资金总额", "12.5万"],
        ["绩效\n指标", "", "数量指标", "更新设备", "=5套"],
    ],
}


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_an_example_is_short_and_its_form_holds_what_its_picture_shows(
    tmp_path: Path, name: str
) -> None:
    text = (EXAMPLES / name / "layout.yaml").read_text("utf-8")
    assert len(text.splitlines()) < 40
    folder = tmp_path / "templates" / "own"
    folder.mkdir(parents=True)
    (folder / "layout.yaml").write_text(text, "utf-8")
    unit = "年度: 2026\n版式: own\n主管部门: 某县某局\n实施单位: 某县某中心\n"
    project = (EXAMPLES / name / "project.yaml").read_text("utf-8")
    (loaded,) = load_all(write_project(tmp_path, project, unit))
    assert not check_project(loaded)
    assert loaded.content is not None
    form = form_of(loaded.content).table.rows
    rows = [[cell.text.replace("\u200b", "") for cell in row.cells] for row in form]
    for row in SHOWN[name]:
        assert row in rows


def test_every_example_has_its_place_on_the_page() -> None:
    page = (EXAMPLE.parent / "examples.md").read_text("utf-8")
    assert {folder.name for folder in EXAMPLES.iterdir()} == set(SHOWN)
    for name in SHOWN:
        assert f"(examples/{name}/layout.yaml)" in page
