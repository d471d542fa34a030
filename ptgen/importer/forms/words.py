"""What the labels of forms of all regions are called, beside those of the editions at hand."""

from __future__ import annotations

import re
from types import MappingProxyType

from ptgen.importer.forms.labels import Slot, bare

_FIELDS = {
    "值 项目名称": "项目名称 项目(政策)名称 项目全称",
    "值 主管部门": "主管部门 主管单位 预算主管部门 一级预算部门 主管部门名称 项目主管部门 主管部门及代码 主管预算部门",
    "值 实施单位": "实施单位 项目单位 项目实施单位 项目执行单位 填报单位 编制单位 预算单位 申报单位 单位名称 部门名称 项目承担单位",
    "值 年度": "年度 预算年度 申报年度",
    "值 计划开始日期": "计划开始日期 计划开始时间 项目开始日期 开始日期 开始时间 起始时间",
    "值 计划完成日期": "计划完成日期 计划结束日期 计划完成时间 完成日期 项目结束日期 结束日期 结束时间",
    "标签 起止": "项目起止时间 起止时间 项目实施期 实施期 项目期限 项目期 实施时间 实施期限 项目周期 项目实施时间",
    "金额 项目资金总额": "项目资金总额 项目总投资 总投资 项目总金额 项目总预算 资金总额 实施期资金总额 实施期资金总额 中期资金总额",
    "金额 年度资金申请总额": "年度资金申请总额 年度资金总额 年度预算资金总额 本年度申请资金 申请资金总额 本年预算 年度预算申请 年度预算金额 "
    "本年度预算金额 当年预算 项目当年预算 预算总额 本次申请金额 预算数 本年预算数 当年预算数 项目预算金额 年度申请金额",
    "金额 当年财政拨款": "当年财政拨款 本年财政拨款",
    "金额 上年结转资金": "上年结转资金 上年结转 结转资金 上年结余结转",
    "正文 项目总目标": "项目总目标 项目总体目标 总目标 总体目标 中期目标 中长期目标 整体目标 整体绩效目标 长期绩效目标 中长期绩效目标 长期目标 实施期目标 实施期总目标 "
    "总体绩效目标 项目绩效总目标",
    "正文 年度总体目标": "年度总体目标 年度总目标 年度目标 年度绩效目标 本年度目标 当年目标 年度绩效总目标 绩效目标",
    "正文 项目概述": "项目概述 项目概况 项目简介 项目主要内容 项目内容",
    "正文 立项依据": "立项依据 项目立项依据 政策依据 设立依据",
    "正文 实施方案": "实施方案 项目实施方案 项目实施计划 实施进度计划 实施计划",
    "正文 实施主体": "实施主体",
}
# Under both totals of a form; where they stand once they are the year's.
_TWICE = (
    ("财政拨款 年度财政拨款 财政性资金", "财政资金", "当年财政资金"),
    ("其他资金 其它资金", "其他资金总额", "其他资金"),
)
FIELD_WORDS = MappingProxyType(
    {
        **{
            label: (Slot(*to.split()),)
            for to, labels in _FIELDS.items()
            for label in labels.split()
        },
        **{
            label: (Slot("金额", whole), Slot("金额", annual))
            for labels, whole, annual in _TWICE
            for label in labels.split()
        },
    }
)
_COLUMNS = {
    "一级指标": "一级指标 指标类别 指标类型 一级",
    "二级指标": "二级指标 指标类目 二级",
    "三级指标": "三级指标 指标名称 指标内容 具体指标 三级 绩效指标名称 三级指标名称 四级指标",
    "指标值": "指标值 年度指标值 目标值 年度目标值 指标目标值 预期值 预期指标值 计划指标值 预期目标值 绩效指标值 指标值及单位 本年指标值 "
    "本年度指标值 年度绩效指标值 年度(/项目)指标值 本年指标值 绩效指标值 预期当年实现值 目标值(指标值) 指标预期值 当年目标值 年度绩效值 指标标准",
    "指标性质": "指标性质 性质 运算符号 符号 指标方向 指标符号 比较符号",
    "指标数值": "指标数值 数值",
    "计量单位": "计量单位 度量单位 绩效度量单位 单位 指标单位",
    "权重": "权重 分值 分值权重 指标权重 分值(权重) 权重(%) 指标分值 权重分值",
    "说明": "说明 指标说明",
}
COLUMN_WORDS = MappingProxyType(
    {label: key for key, labels in _COLUMNS.items() for label in labels.split()}
)
_ITEMS = {
    "序号": "序号 编号",
    "名称": "名称 项目 明细项目 支出内容 支出明细 任务名称 子项目名称 费用名称 明细 子项目 预算明细 支出项目 工作任务 主要任务 任务 支出事项",
    "本年申请": "金额 预算金额 申请金额 预算数 拟投入的资金 本年度申请 申请预算 本年申请 支出金额 资金 预算",
    "测算依据": "测算依据 测算依据及说明 资金测算依据及说明 计算依据 测算过程 测算依据和说明",
    "说明": "说明 主要实施内容 主要内容 工作内容",
    "备注": "备注",
}
ITEM_WORDS = MappingProxyType(
    {label: key for key, labels in _ITEMS.items() for label in labels.split()}
)
LEVELS = MappingProxyType(
    {
        **dict.fromkeys(("数量指标", "质量指标", "时效指标"), "产出指标"),
        **dict.fromkeys(
            ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"), "效益指标"
        ),
        **dict.fromkeys(("经济成本指标", "社会成本指标", "生态环境成本指标"), "成本指标"),
        **dict.fromkeys(("服务对象满意度指标", "服务对象"), "满意度指标"),
    }
)
_PERSON = re.compile(
    r"(?:.*(?:负责人|联系人|填报人|填表人|经办人|审核人|制表人|责任人|联系电话|办公电话|手机号?码?|分管领导)|电话|手机)"
    r"(?:签字|签章|姓名|及电话|及联系电话|\(签字\)|\(签章\)|\(盖章\))*"
)
_OTHERS = frozenset(
    [
        "项目类别",
        "项目性质",
        "项目属性",
        "项目类型",
        "项目代码",
        "项目编码",
        "项目编号",
        "资金性质",
        "项目资金",
        "项目绩效目标",
        "绩效目标",
        "绩效指标",
        "总体绩效目标",
        "填报日期",
        "填表日期",
        "编制日期",
        "金额单位",
        "备注",
        "单位",
        "基本信息",
        "项目基本情况",
        "项目基本信息",
        "资金情况",
        "年度资金情况",
        "资金来源",
        "预算资金",
        "预算金额",
        "预算整体情况",
        "合计",
        "占比",
        "一般公共预算",
        "政府性基金",
        "单位资金",
        "事业收入",
        "职能职责",
        "单位职能概述",
        "收入来源",
    ]
)


def is_person(label: str) -> bool:
    """Whether a name or a telephone number stands beside a label."""
    return _PERSON.fullmatch(bare(label)) is not None


def is_label_word(text: str) -> bool:
    """Whether forms use a text as a label, in whatever region."""
    plain = bare(text)
    return plain in FIELD_WORDS or plain in COLUMN_WORDS or plain in _OTHERS or is_person(text)
