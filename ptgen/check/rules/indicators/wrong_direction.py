"""PT309: a bound on the wrong side: accidents, complaints or costs of at least so many."""

import re

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.model.indicator import Indicator

RULE = Rule("PT309", "指标方向相反", Severity.WARNING, "事故、投诉、成本等应有上限的指标写成了下限")

_BAD = re.compile(
    r"(?:事故|投诉|差错|违规|违法|违纪|失误|纠纷|舆情|伤亡|死亡|逾期|信访|上访|故障|失业)"
    r".{0,4}(?:数|数量|次数|起数|件数|人数|发生|率|量)$"
)
_COST = re.compile(r"(?:成本|费用|支出|造价|单价|价格)(?:金额|总额|数|额)?$")
# Words that turn the meaning round: what is handled, solved or saved should be much.
_MENDED = re.compile(
    r"处理|处置|办结|解决|回复|回访|响应|整改|下降|减少|降低|化解|受理|及时|排除|修复|修复|控制|"
    r"节约|节省|结余|满意|完成|执行|合规|使用率|利用率|达标|调解|办理|查处|覆盖|缓解|防范|预防"
)


def find(context: RuleContext) -> Findings:
    """At the value."""
    for indicator in context.project.indicators:
        target = indicator.target
        if target.numeric and target.operator in ("≥", ">") and _wants_little(indicator):
            message = f"“{indicator.name}”写成了 {target.text}，成了越多越好"
            hint = "应有上限的写成 ≤ 或 =0"
            yield RULE.at(context.span(*indicator.loc), message, hint)


def _wants_little(indicator: Indicator) -> bool:
    name = indicator.name.strip()
    if _MENDED.search(name):
        return False
    cost = "成本指标" in (indicator.level1, indicator.level2)
    money = indicator.target.unit in ("元", "万元", "亿元") or indicator.target.unit.startswith(
        "元/"
    )
    return bool(_BAD.search(name) or _COST.search(name) or (cost and money))
