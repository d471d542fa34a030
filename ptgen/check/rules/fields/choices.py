"""PT109: a field whose value is none of those that the layout lists (项目性质, 项目类别)."""

from collections.abc import Mapping

from ptgen.check.rule import Findings, Rule, RuleContext, Severity, folded
from ptgen.core.diagnostics import nearest
from ptgen.core.model.fields import FieldSpecs
from ptgen.core.source.nodes import Loc, Plain

RULE = Rule("PT109", "不在可选值内", Severity.WARNING, "字段的值不是版式列出的值", fixable=True)


def find(context: RuleContext) -> Findings:
    """At the value. It is mended where it is a listed value but for blanks, width or an ending."""
    if context.layout is None:
        return
    yield from _of_fields(context, (), context.layout.fields, context.project.further)
    for item in context.budget.walk():
        yield from _of_fields(context, item.loc, context.layout.item_fields, item.item.further)


def _of_fields(
    context: RuleContext, loc: Loc, fields: FieldSpecs, written: Mapping[str, Plain]
) -> Findings:
    for key, field in fields.items():
        node = context.scalar(*loc, key)
        text = str(written.get(key) or "").strip()
        if not text or text in field.choices or not field.choices or node is None:
            continue
        meant = _meant(text, field.choices)
        near = meant or nearest(text, field.choices)
        hint = (f"是不是“{near}”？" if near else "") + f"可用的值：{'、'.join(field.choices)}"
        message = f"“{key}”不能是“{text}”"
        start = node.text.find(text)
        if start < 0:  # it was computed
            yield RULE.at(context.span(key), message, hint)
        else:
            part = (start, start + len(text))
            yield RULE.replacing(node, part, message, hint, meant)


def _meant(text: str, choices: tuple[str, ...]) -> str | None:
    """The only value that this is another spelling of."""
    word = folded(text)
    fitting = [
        choice
        for choice in choices
        if folded(choice) == word or (len(word) >= 3 and folded(choice).startswith(word))
    ]
    return fitting[0] if len(fitting) == 1 else None
