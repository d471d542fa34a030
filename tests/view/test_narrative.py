from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.view.document import Block, Heading, ListItem, Page, Paragraph, TableBlock
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of
from tests.projects import PROJECT, UNIT, content_of, with_budget


def section(folder: Path, text: str, heading: str) -> list[Block]:
    blocks = narrative_of(content_of(folder, text)).blocks
    start = next(
        index
        for index, block in enumerate(blocks)
        if isinstance(block, Heading) and block.text == heading
    )
    found: list[Block] = []
    for block in blocks[start + 1 :]:
        if isinstance(block, Heading) and block.level == 1:
            break
        found.append(block)
    return found


def arrangement(folder: Path, budget: str) -> list[str]:
    blocks = section(folder, with_budget(budget), "年度预算安排")
    return [
        f"{block.number}{block.text}" if isinstance(block, ListItem) else block.text
        for block in blocks
        if isinstance(block, (ListItem, Paragraph))
    ]


def detail(folder: Path, budget: str) -> list[list[str]]:
    blocks = section(folder, with_budget(budget), "年度预算安排")
    (block,) = (block for block in blocks if isinstance(block, TableBlock))
    return [[cell.text.replace("\u200b", "") for cell in row.cells] for row in block.table.rows]


def test_seven_sections_in_order(tmp_path: Path) -> None:
    blocks = narrative_of(content_of(tmp_path)).blocks
    headings = [block.number + block.text for block in blocks if isinstance(block, Heading)]
    assert headings == [
        "一、项目概述",
        "二、立项依据",
        "三、实施主体",
        "四、实施方案",
        "五、实施周期",
        "六、年度预算安排",
        "七、绩效目标",
    ]


def test_a_page_holds_its_text_as_the_standard_says() -> None:
    """GB/T 9704-2012, 5.2: A4, 156 mm by 225 mm."""
    page = Page()
    assert (page.width, page.height) == (210, 297)
    assert page.text_width == round(156 / 25.4 * 1440)
    assert page.text_height == round(225 / 25.4 * 1440)


def test_indicators_that_are_not_told_are_referred_to(tmp_path: Path) -> None:
    (said,) = section(tmp_path, PROJECT, "绩效目标")
    assert isinstance(said, Paragraph)
    assert said.text == "（包括总目标、年度目标、分解目标等，具体见表格）"


def test_a_table_between_sections_has_no_number(tmp_path: Path) -> None:
    prose = "实施方案:\n  准备: 采购。\n  表格: [[科室, 人数], [一科, 3]]\n  实施: 安装。\n"
    text = PROJECT.replace("实施方案:\n  - 按季度结算。\n", prose)
    blocks = section(tmp_path, text, "实施方案")
    told = [block.number + block.text for block in blocks if isinstance(block, Heading)]
    assert told == ["（一）准备", "（二）实施"]
    assert sum(isinstance(block, TableBlock) for block in blocks) == 1


def test_the_lines_of_a_group_are_told_below_it(tmp_path: Path) -> None:
    budget = "- 名称: 组\n  明细:\n    - {名称: 甲, 测算: 3万元}\n    - {名称: 乙, 测算: 4万元}\n"
    told = arrangement(tmp_path, budget)
    assert any("甲，3万元。" in line for line in told)
    assert any("乙，4万元。" in line for line in told)


def test_prose_computes(tmp_path: Path) -> None:
    assert section(tmp_path, PROJECT, "项目概述") == [
        Paragraph("拟实施设备运行与维护项目，申请10万元。")
    ]


def test_the_period_comes_from_the_dates(tmp_path: Path) -> None:
    assert section(tmp_path, PROJECT, "实施周期") == [Paragraph("2022年1月1日至2022年12月31日。")]


def test_a_written_period_wins(tmp_path: Path) -> None:
    text = PROJECT + "实施周期: 三月动工，年底完成。\n"
    assert section(tmp_path, text, "实施周期") == [Paragraph("三月动工，年底完成。")]


def test_a_mapping_makes_sub_headings_and_lists_are_numbered(tmp_path: Path) -> None:
    grounds = """\
立项依据:
  文件依据:
    - 甲文件
    - 乙文件:
        - 第一条
        - 第二条
    - 丙文件: 附说明。
  工作职能: |
    第一段。
    第二段。
"""
    text = PROJECT.replace("立项依据: 按工作需要立项。\n", grounds)
    assert section(tmp_path, text, "立项依据") == [
        Heading(2, "（一）", "文件依据"),
        ListItem(1, "（1）", "甲文件"),
        ListItem(1, "（2）", "乙文件："),
        ListItem(2, "1）", "第一条"),
        ListItem(2, "2）", "第二条"),
        ListItem(1, "（3）", "丙文件。附说明。"),
        Heading(2, "（二）", "工作职能"),
        Paragraph("第一段。"),
        Paragraph("第二段。"),
    ]


def test_an_item_says_how_it_is_made_up(tmp_path: Path) -> None:
    lines = arrangement(tmp_path, "- {名称: 场地费用, 测算: 34次*2000元/场}\n")
    assert lines[0].replace("\u200b", "") == "（1）场地费用，6.8万元。34次*2000元/场=68000元。"
    assert lines[1] == "以上合计6.8万元（大写：陆万捌仟元整），全部列入2022年预算。"


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("估算", "（1）费用，约2万元。"),
        ("按实结算", "（1）费用，2万元，按实结算。"),
        ("预留", "（1）费用，预留2万元。"),
        ("测算", "（1）费用，2万元。"),
    ],
)
def test_the_method_is_visible(tmp_path: Path, method: str, said: str) -> None:
    assert arrangement(tmp_path, f"- {{名称: 费用, 测算: 2万元, 方式: {method}}}\n")[0] == said


def test_a_cut_is_visible_and_counted(tmp_path: Path) -> None:
    budget = "- {名称: 费用, 测算: 5万元}\n- {名称: 压减, 测算: 2万元, 方式: 核减}\n"
    assert arrangement(tmp_path, budget)[1:] == [
        "（2）压减，核减2万元。",
        "以上合计3万元（大写：叁万元整），全部列入2022年预算。",
    ]


def test_a_split_says_what_is_applied_for_and_what_is_left(tmp_path: Path) -> None:
    budget = """\
- 名称: 延保服务
  测算: 80*7800*10%
  分年: {2022: 50%, 2023: 50%}
  说明: 尾款2023年支付
"""
    lines = [line.replace("\u200b", "") for line in arrangement(tmp_path, budget)]
    assert lines == [
        "（1）延保服务，6.24万元。80*7800*10%=62400元。2022年申请3.12万元，2023年安排3.12万元。尾款2023年支付。",
        (
            "以上合计6.24万元，其中2022年申请3.12万元（大写：叁万壹仟贰佰元整），2023年安排3.12万元。"
            "项目资金总额按年度计，为3.12万元，不含其他年度；年度资金申请总额为3.12万元。"
        ),
    ]


SEVERAL_YEARS = with_budget("- {名称: 扫描, 测算: 100万元, 分年: {2022: 60%, 2023: 40%}}\n")
ALL_YEARS = "项目资金总额按全周期计，为100万元；年度资金申请总额为60万元。"
UNIT_2026 = UNIT.replace("district-2022", "district-2026").replace("经常性项目", "特定目标类")
NATIONAL = UNIT.replace("shanghai-district-2022", "national-weighted")


@pytest.mark.parametrize(
    ("text", "unit", "said", "form"),
    [
        (
            "资金总额口径: 全周期\n",
            UNIT,
            ALL_YEARS,
            {"项目资金总额": "1000000.00", "年度资金申请总额": "600000"},
        ),
        (
            "项目性质: 一次性项目\n",
            UNIT_2026,
            ALL_YEARS,
            {"项目资金总额": "1,000,000.00", "年度资金申请总额": "600,000.00"},
        ),
        (
            "项目属性: 新增项目\n",
            NATIONAL.replace("项目类别: 经常性项目\n", ""),
            "年度资金总额为60万元。",
            {"年度资金总额": "60.00"},
        ),
    ],
)
def test_the_sums_of_several_years_are_named_as_on_the_form(
    tmp_path: Path, text: str, unit: str, said: str, form: dict[str, str]
) -> None:
    content = content_of(tmp_path, SEVERAL_YEARS + text, unit)
    blocks = [one.text for one in narrative_of(content).blocks if isinstance(one, Paragraph)]
    (whole,) = (line for line in blocks if line.startswith("以上合计"))
    first = "以上合计100万元，其中2022年申请60万元（大写：陆拾万元整），2023年安排40万元。"
    assert whole == first + said
    cells = [cell.text for row in form_of(content).table.rows for cell in row.cells]
    assert {label: cells[cells.index(label) + 1] for label in form} == form


def test_items_of_a_split_group_have_blank_cells_and_the_group_its_part(tmp_path: Path) -> None:
    budget = """\
- 名称: 培训
  分年: {2022: 1万元, 2023: 3万元}
  明细:
    - {名称: 师资, 测算: 3万元}
    - {名称: 材料, 测算: 1万元}
- {名称: 设备, 测算: 2万元}
"""
    assert [row[-3:-1] for row in detail(tmp_path, budget)[1:]] == [
        ["40000", "10000"],
        ["30000", ""],
        ["10000", ""],
        ["20000", "20000"],
        ["60000", "30000"],
    ]


def test_groups_list_their_items_and_have_subtotals(tmp_path: Path) -> None:
    budget = """\
- 名称: 培训
  明细:
    - {名称: 师资, 测算: 4000元/天*1天}
    - {名称: 材料, 测算: 80人*60元/人, 备注: 按实领用}
"""
    assert detail(tmp_path, budget) == [
        ["序号", "项目", "测算依据", "金额（元）", "本年申请（元）", "备注"],
        ["1", "培训", "小计", "8800", "8800", ""],
        ["1.1", "师资", "4000元/天*1天", "4000", "4000", ""],
        ["1.2", "材料", "80人*60元/人", "4800", "4800", "按实领用"],
        ["合计", "8800", "8800", ""],
    ]


def test_the_table_repeats_its_head_and_fills_the_type_area(tmp_path: Path) -> None:
    blocks = section(tmp_path, PROJECT, "年度预算安排")
    (block,) = (block for block in blocks if isinstance(block, TableBlock))
    assert block.table.head == (0, 1)
    assert block.table.width == round(156 / 25.4 * 1440)
    assert [row.kept for row in block.table.rows] == [True, True, False]


def test_wide_amounts_leave_room_for_the_numbers_of_the_lines(tmp_path: Path) -> None:
    text = PROJECT.replace("10万元", "123456789012.34元")
    blocks = section(tmp_path, text, "年度预算安排")
    (block,) = (block for block in blocks if isinstance(block, TableBlock))
    two_characters_and_margins = 2 * 210 + 2 * 57
    assert block.table.widths[0] > two_characters_and_margins
    assert block.table.width == round(156 / 25.4 * 1440)


def test_the_section_may_be_written_as_prose(tmp_path: Path) -> None:
    text = PROJECT + "年度预算安排: 全年{{ 预算.热线设备维护.金额 | 元 }}。\n"
    blocks = section(tmp_path, text, "年度预算安排")
    assert blocks[0] == Paragraph("全年100000元。")
    assert [type(block) for block in blocks[1:]] == [TableBlock]


def test_funding_is_told_where_it_is_not_all_appropriation(tmp_path: Path) -> None:
    text = PROJECT + "资金来源: {上年结转资金: 1万, 其他资金: 2万}\n"
    lines = [
        block.text
        for block in section(tmp_path, text, "年度预算安排")
        if isinstance(block, Paragraph)
    ]
    assert lines[-1] == "资金来源：当年财政拨款7万元，上年结转资金1万元，其他资金2万元。"


def test_properties_come_from_the_project(tmp_path: Path) -> None:
    info = narrative_of(content_of(tmp_path)).info
    assert (info.title, info.subject, info.author, info.day.isoformat(), info.language) == (
        "项目经费情况说明",
        "设备运行与维护",
        "某区城市运行中心",
        "2022-01-01",
        "zh-CN",
    )
