"""A folder with a unit of two projects, one of them broken, in a git repository; its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.projects import PROJECT, UNIT, with_budget, write_project
from tests.repositories import repository
from tests.serve.serving import Served, serving

BUDGET = """\
- 名称: 热线设备维护
  测算: 10万元
- 名称: 通讯租费
  明细:
    - {名称: 专线租费, 测算: 3000元/月*12个月, 说明: 按月支付}
    - {名称: 短信回访, 测算: 2.4万元, 方式: 估算}
- 名称: 设备延保
  测算: 8万元
  分年: {2022: 50%, 2023: 50%}
- 名称: 利旧
  测算: 1万元
  方式: 核减
"""
SOUND = with_budget(BUDGET) + "资金总额口径: 年度\n"
BROKEN = PROJECT.replace("项目概述:", "项目概况:").replace("设备运行与维护", "业务培训")


def lay(folder: Path) -> Path:
    """``unit`` with a sound and a broken project, ``whole`` with a volume; one amount is new."""
    repo = repository(folder)
    write_project(folder, SOUND.replace("10万元", "9万元"))
    repo.commit("编制预算")
    write_project(folder, SOUND)
    write_project(folder, BROKEN, stem="02")
    whole = folder / "projects" / "whole"
    whole.mkdir()
    (whole / "unit.yaml").write_text(UNIT + "汇编: {标题: 二〇二二年项目}\n", "utf-8")
    (whole / "01.yaml").write_text(PROJECT.replace("设备运行与维护", "宣传"), "utf-8")
    return folder


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The pages; no test changes the files behind them."""
    with serving(lay(tmp_path_factory.mktemp("served"))) as pages:
        yield pages
