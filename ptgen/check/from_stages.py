"""The catalogue's entries for what no rule finds: reading, comments, computing, drawing."""

from types import MappingProxyType

from ptgen.check.rule import Rule
from ptgen.core.diagnostics import Severity

_E, _W = Severity.ERROR, Severity.WARNING
_RULES = (
    Rule("PT001", "YAML无法读取", _E, "文件不是能读的 YAML", fixable=True),
    Rule("PT002", "不认识的键", _E, "写了格式里没有的键"),
    Rule("PT003", "键重复", _E, "同一层里一个键写了两次"),
    Rule("PT004", "文件无法读取", _E, "编码、文件名不对，有控制字符，或文件读不到", fixable=True),
    Rule("PT005", "文件过大", _E, "文件、层次或内容超过限度"),
    Rule("PT006", "YAML特殊写法", _E, "用了标签、多个文档等不支持的 YAML 写法"),
    Rule("PT007", "合并冲突", _E, "git 合并时两边的改动冲突，还没有解决"),
    Rule("PT008", "读的与写的不同", _E, "YAML 读出来的与写的不一样", fixable=True),
    Rule("PT010", "多余的忽略", _W, "忽略注释没有对应的问题"),
    Rule("PT011", "忽略注释有误", _W, "忽略注释看不懂，或规则代码不存在"),
    Rule("PT012", "配置有误", _E, "ptgen.toml 里有不认识的键、规则或值"),
    Rule("PT015", "忽略没有写明差额", _W, "忽略的是金额的差，注释没有写明差多少", fixable=True),
    Rule("PT101", "缺少字段", _E, "版式要求的字段没有写或是空的"),
    Rule("PT102", "值不对", _E, "字段的值不是应有的类型或不在可选范围", fixable=True),
    Rule("PT103", "未定义的名称", _E, "“{{ }}”里的名称不存在"),
    Rule("PT104", "未知版式", _E, "没有这个版式，或版式的继承有误", fixable=True),
    Rule("PT111", "正文算式不对", _E, "“{{ }}”里的内容看不懂或算不出来", fixable=True),
    Rule("PT121", "版式文件有误", _E, "layout.yaml 的格子、段或字段不对"),
    Rule("PT201", "算式看不懂", _E, "测算里的算式无法读取", fixable=True),
    Rule("PT202", "算式没有意义", _E, "算式除以零、金额相乘或金额与数量相加"),
    Rule("PT203", "不是整分", _W, "算得的金额四舍五入前不是整分"),
    Rule("PT205", "分年不平", _E, "分年或季度用款计划加起来不等于总数"),
    Rule("PT206", "财政拨款为负", _E, "结转和其他资金超过总额，当年财政拨款成了负数"),
    Rule("PT207", "金额不大于零", _E, "预算项的金额是零或负数"),
    Rule("PT208", "单位没有消去", _W, "单价按一个单位计，乘的却是别的单位"),
    Rule("PT221", "万乘万", _W, "算式里“万”乘了“万”，金额大了一万倍"),
)
# What only a build can find: these are no rules of check.
_DRAWING = (
    Rule("PT501", "字体缺字", _E, "已安装的字体都没有某个字"),
    Rule("PT502", "模板无法排版", _E, "自己的模板写得不对"),
    Rule("PT503", "文书写不出", _E, "磁盘、权限或进程的原因使文书没有生成"),
    Rule("PT504", "一页排不下", _W, "要排在一页里的表，缩到最小的字号仍排不下"),
)

DRAWING = MappingProxyType({rule.code: rule for rule in _DRAWING})
STAGES = MappingProxyType({rule.code: rule for rule in _RULES})
