"""What a build shows while it runs, and its last line."""

from __future__ import annotations

from rich.console import Console

from ptgen.build.manifest import ManifestEntry
from ptgen.cli.publish.reporter import conclusion, progress_bar


def entry(year: int | None, annual: str | None, status: str = "built") -> ManifestEntry:
    return ManifestEntry.model_validate(
        {
            "source": "projects/unit/01.yaml",
            "项目名称": "甲",
            "年度": year,
            "项目资金总额": annual,
            "年度资金申请总额": annual,
            "status": status,
            "outputs": (),
        }
    )


def test_years_are_not_added_up() -> None:
    entries = [entry(2023, "2.50"), entry(2022, "1000.00"), entry(2023, "1.00")]
    said = conclusion([(str(number), one) for number, one in enumerate(entries)], 1)
    assert said.endswith("年度资金申请总额合计：2022年 1,000.00 元，2023年 3.50 元")


def test_nothing_built_has_no_total() -> None:
    said = conclusion([("01", entry(None, None, "failed"))], 1)
    assert said == "共 0 个项目，0 份文书，用时 1.0 秒；另有 1 个项目有错误，没有生成"


def test_a_name_is_no_markup_in_the_progress_bar() -> None:
    console = Console(force_terminal=True, width=80)
    with console.capture() as shown:
        bar = progress_bar()
        bar.add_task("生成 u[/bold]/]x [red]", total=1)
        console.print(bar)
    assert "u[/bold]/]x [red]" in shown.get()
