"""Documents for tests of the importer, as plain text would be read."""

from __future__ import annotations

from pathlib import Path

from ptgen.importer.plan import ImportPlan, plan_import
from ptgen.read.document import SourceDocument, SourceParagraph, SourcePlace
from ptgen.read.read import read_document

TITLE = "热线运行项目经费情况说明"
ARRANGED = """\
（1）线路租费，共3.6万。3000元/月*12个月=36000元。
（2）设备维护 2万
配件：40件*300元/件=12000元（按季度采购）；
人工：7800元
"""


def paragraphs(text: str) -> tuple[SourceParagraph, ...]:
    lines = [line.strip() for line in text.split("\n")]
    return tuple(
        SourceParagraph(line, SourcePlace(address=f"第 {number} 行"))
        for number, line in enumerate(lines, 1)
        if line
    )


def narrative(arranged: str = ARRANGED, *, title: str = TITLE, overview: str = "") -> str:
    said = overview or "拟于2026年实施热线运行项目。"
    return f"""\
{title}

一、项目概述
{said}
二、立项依据
1.文件依据
《某区热线管理办法》。
2.工作需要：
来电逐年增加。
三、实施主体
信息科
四、实施方案
按月巡检，按季度付款。
五、实施周期
2026年1月1日至2026年12月31日
六、年度预算安排
{arranged}
七、绩效目标
（包括总目标、年度目标、分解目标等，具体见表格）
"""


def form(total: str = "55800", name: str = "热线运行") -> str:
    rows = [
        ("项目名称", name, "项目类别", "经常性项目"),
        ("主管部门", "某区某局", "实施单位", "某区某中心"),
        ("计划开始日期", "2026-01-01", "计划完成日期", "2026-12-31"),
        ("项目资金（元）", "项目资金总额", f"{total}.00", "年度资金申请总额", total),
        ("", "其中：财政资金", total, "其中：当年财政拨款", total),
        ("", "", "", "上年结转资金", "0"),
        ("", "其他资金", "0", "其他资金", "0"),
        ("项目绩效目标", "项目总目标（2026 年- 2026年）", "年度总目标"),
        ("", "群众来电有人接。", "全年线路不中断。"),
        ("", "一级指标", "二级指标", "三级指标", "年度指标值"),
        ("绩效指标", "产出指标", "数量指标", "开通线路数量", "=12条"),
        ("", "", "质量指标", "线路完好率", ">=98%"),
        ("", "效益指标", "社会效益指标", "来电接通率", ">=95%"),
        ("", "满意度指标", "服务对象满意度指标", "来电人满意度", ">=90%"),
    ]
    lines = "\n".join("\t".join(row) for row in rows)
    return f"财政项目支出绩效目标填报表\n（2026年度）\n\n{lines}\n"


def read_text_file(folder: Path, text: str, name: str = "去年.txt") -> SourceDocument:
    path = folder / name
    path.write_text(text, "utf-8")
    return read_document(path)


def plan_of(folder: Path, *texts: str) -> ImportPlan:
    documents = [read_text_file(folder, text, f"{at}.txt") for at, text in enumerate(texts)]
    return plan_import(documents, folder / "projects" / "unit", None, None)


def file_text(plan: ImportPlan, number: int = 0) -> str:
    return plan.texts[plan.projects[number].path]
