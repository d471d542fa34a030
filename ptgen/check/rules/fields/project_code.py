"""PT110: a 项目代码 that has not the length of one."""

from ptgen.check.rule import Findings, Rule, RuleContext, Severity

RULE = Rule("PT110", "项目代码位数", Severity.WARNING, "项目代码不是 21 位")

# The field 项目代码 of the forms of 2026 holds 21 characters.
LENGTH = 21


def find(context: RuleContext) -> Findings:
    """At the value."""
    code = context.project.further.get("项目代码")
    if isinstance(code, str) and code.strip() and len(code.strip()) != LENGTH:
        message = f"项目代码有 {len(code.strip())} 位，应为 {LENGTH} 位"
        yield RULE.at(context.span("项目代码"), message, "请核对项目代码")
