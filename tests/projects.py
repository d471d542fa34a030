"""Projects for tests: written as text, loaded as ptgen loads them."""

from __future__ import annotations

import textwrap
from pathlib import Path

from ptgen.core.filesystem import discover, disk_files
from ptgen.core.loader import Content, Loaded, Loader

UNIT = """\
年度: 2022
版式: shanghai-district-2022
主管部门: 某区城市运行中心
实施单位: 某区城市运行中心
项目类别: 经常性项目
"""

PROJECT = """\
项目名称: 设备运行与维护
计划开始日期: 2022-01-01
计划完成日期: 2022-12-31
项目概述: 拟实施{{ 项目名称 }}项目，申请{{ 年度资金申请总额 | 万元 }}。
立项依据: 按工作需要立项。
实施主体: 信息管理科
实施方案:
  - 按季度结算。
预算:
  - 名称: 热线设备维护
    测算: 10万元
项目总目标: 保障系统运行。
年度总体目标: 本年内系统不中断。
绩效指标:
  产出指标:
    数量指标:
      维护设备数量: ≥26台
    质量指标:
      系统运行率: =100%
  效益指标:
    社会效益指标:
      故障处理率: =100%
  满意度指标:
    服务对象满意度指标:
      受益群体满意度: ≥85%
"""


def write_project(folder: Path, text: str = PROJECT, unit: str = UNIT, stem: str = "01") -> Path:
    """A ``projects/unit/`` below ``folder`` with one project; returns ``projects``."""
    projects = folder / "projects"
    (projects / "unit").mkdir(parents=True, exist_ok=True)
    (projects / "unit" / "unit.yaml").write_text(unit, "utf-8")
    (projects / "unit" / f"{stem}.yaml").write_text(textwrap.dedent(text), "utf-8")
    return projects


def load_all(projects: Path) -> tuple[Loaded, ...]:
    """Every project below a folder."""
    files, _ = discover([projects])
    loader = Loader(disk_files([projects]))
    return tuple(loader.load(file) for file in files)


def content_of(folder: Path, text: str = PROJECT, unit: str = UNIT) -> Content:
    """The content of one sound project."""
    (loaded,) = load_all(write_project(folder, text, unit))
    assert loaded.sound, loaded.diagnostics
    assert loaded.content is not None
    return loaded.content


def with_budget(budget: str, project: str = PROJECT) -> str:
    """The project with another 预算, given as the indented lines below the key."""
    head, _, rest = project.partition("预算:\n")
    _, _, tail = rest.partition("项目总目标:")
    return f"{head}预算:\n{textwrap.indent(textwrap.dedent(budget), '  ')}项目总目标:{tail}"
