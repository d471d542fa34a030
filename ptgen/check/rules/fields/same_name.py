"""PT107: two projects of one folder with the same name."""

from collections.abc import Sequence

from ptgen.check.rule import Findings, Rule, RuleContext, Severity, folded

RULE = Rule("PT107", "项目名称重复", Severity.ERROR, "同一文件夹里有两个项目同名", across=True)


def find_across(contexts: Sequence[RuleContext]) -> Findings:
    """At each of the names; spaces and width of characters make no difference."""
    groups: dict[tuple[str, str], list[RuleContext]] = {}
    for context in contexts:
        if context.has("项目名称"):
            key = (context.file.folder, folded(context.project.name))
            groups.setdefault(key, []).append(context)
    for group in groups.values():
        for context in group if len(group) > 1 else ():
            others = [other.file.path for other in group if other is not context]
            message = f"项目名称“{context.project.name}”与 {'、'.join(others)} 相同"
            yield RULE.at(context.span("项目名称"), message, "请改成不同的名称")
