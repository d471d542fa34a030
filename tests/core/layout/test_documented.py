"""The worked example of docs/layouts is short, loads, and draws what its page says."""

from __future__ import annotations

from pathlib import Path

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
