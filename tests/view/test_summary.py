"""What the lists of a folder's projects say."""

from __future__ import annotations

from pathlib import Path

from ptgen.view.summary import Summary, summary_of
from tests.projects import PROJECT, content_of


def of_years(folder: Path, *years: int) -> Summary:
    texts = {
        year: PROJECT.replace("2022", str(year)).replace("项目名称", f"年度: {year}\n项目名称", 1)
        for year in years
    }
    return summary_of([content_of(folder / str(year), texts[year]) for year in years], "汇总")


def test_titles_name_the_first_year_and_the_last(tmp_path: Path) -> None:
    titles = [sheet.title for sheet in of_years(tmp_path, 2022).sheets]
    assert titles == ["2022年度项目汇总表", "2022年度项目预算明细表", "2022年度项目绩效指标表"]
    title = of_years(tmp_path / "more", 2023, 2021, 2022).sheets[0].title
    assert title == "2021—2023年度项目汇总表"


def test_lines_and_indicators_have_a_row_each(tmp_path: Path) -> None:
    text = PROJECT.replace("维护设备数量: ≥26台", "维护设备数量: ≥26台\n      外观: 整洁")
    _, items, indicators = summary_of([content_of(tmp_path, text)], "汇总").sheets
    assert [row[2:4] for row in items.rows] == [("热线设备维护", "10万元")]
    rows = {row[3]: row[4:7] for row in indicators.rows}
    assert rows["维护设备数量"] == ("≥", "26", "台")
    assert rows["外观"] == ("定性", "整洁", "")
