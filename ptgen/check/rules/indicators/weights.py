"""PT313: weights of indicators (权重) that do not add up to what the layout asks for."""

from decimal import Decimal

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.model.indicator import Indicator

RULE = Rule("PT313", "权重合计不对", Severity.ERROR, "指标的权重没有写全，或加起来不等于版式的合计")


def find(context: RuleContext) -> Findings:
    """Missing weights and such that are no numbers at their indicator, the sum at 绩效指标."""
    scheme = context.layout.weights if context.layout is not None else None
    indicators = context.project.indicators
    if scheme is None or not indicators or not context.has("绩效指标"):
        return
    if all(indicator.weight is None for indicator in indicators):
        message = f"这个版式要写权重，{len(indicators)} 个指标都没有写"
        hint = f"写成 {indicators[0].name}: {{指标值: …, 权重: 10}}，合计 {scheme.total:f}"
        yield RULE.at(context.key("绩效指标"), message, hint)
        return
    complete = True
    for indicator in indicators:
        if weight_of(indicator) is None:
            complete = False
            message = f"指标“{indicator.name}”没有权重"
            if indicator.weight is not None:
                message = f"指标“{indicator.name}”的权重“{indicator.weight}”不是数字"
            hint = f"写成 {indicator.name}: {{指标值: …, 权重: 10}}"
            yield RULE.at(context.key(*indicator.loc), message, hint)
    added = added_weights(indicators)
    if complete and added != scheme.total:
        message = f"权重合计 {added:f}，应为 {scheme.total:f}"
        yield RULE.at(context.key("绩效指标"), message, "请调整各指标的权重")


def weight_of(indicator: Indicator) -> Decimal | None:
    """The weight as a number; ``None`` when there is none."""
    text = (indicator.weight or "").strip().removesuffix("%").removesuffix("分")
    if len(text) > 12 or not text.replace(".", "", 1).isdecimal():
        return None
    return Decimal(text)


def added_weights(indicators: tuple[Indicator, ...]) -> Decimal:
    """The sum of the weights that are numbers."""
    return sum((weight_of(indicator) or Decimal(0) for indicator in indicators), Decimal(0))
