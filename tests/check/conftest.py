"""Projects in memory, brought through all stages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ptgen.check.engine import check
from ptgen.check.settings import Settings
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.filesystem import builtin_templates
from ptgen.core.layout.load import LayoutFile
from ptgen.core.loader import Loaded, Loader, ProjectFile

BASE = """\
项目名称: 设备运行
年度: 2022
版式: shanghai-district-2022
主管部门: 区城运中心
实施单位: 区城运中心
项目类别: 经常性项目
计划开始日期: 2022-01-01
计划完成日期: 2022-12-31
"""
ITEMS = """\
预算:
  - {名称: 维护费, 测算: 30万元}
"""
INDICATORS = """\
绩效指标:
  产出指标:
    数量指标: {巡查记录仪使用数量: ≥26台}
    质量指标: {系统运行率: =100%}
  效益指标:
    社会效益指标: {故障处理率: =100%}
  满意度指标:
    服务对象满意度指标: {受益群体满意度: ≥85%}
"""
SCOPE = "资金总额口径: 年度\n"
SOUND = BASE + ITEMS + INDICATORS

Checked = Callable[..., tuple[Diagnostic, ...]]


class MemoryFiles:
    """Files by path; layouts are the ones that travel with ptgen."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def layout(self, name: str) -> LayoutFile | None:
        own = self.files.get(f"templates/{name}/layout.yaml")
        if own is not None:
            return LayoutFile(f"templates/{name}/layout.yaml", own)
        path = Path(builtin_templates()) / name / "layout.yaml"
        return LayoutFile(path.name, path.read_bytes()) if path.is_file() else None

    def layouts(self) -> tuple[str, ...]:
        return ("shanghai-district-2022",)


def load_all(files: dict[str, str | bytes]) -> tuple[Loaded, ...]:
    data = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    loader = Loader(MemoryFiles(data))
    return tuple(
        loader.load(ProjectFile(path, path.rpartition("/")[0], Path(path).stem))
        for path in sorted(data)
        if not path.endswith(("unit.yaml", "layout.yaml"))
    )


@pytest.fixture
def checked() -> Checked:
    """Findings of one text, or of files by path."""

    def run(
        files: str | dict[str, str | bytes], settings: Settings | None = None
    ) -> tuple[Diagnostic, ...]:
        return check(load_all({"a.yaml": files} if isinstance(files, str) else files), settings)

    return run
