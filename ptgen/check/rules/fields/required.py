"""PT101, the part that a layout decides: a field that its documents need is missing or empty."""

from ptgen.check.from_stages import STAGES
from ptgen.check.rule import Findings, Rule, RuleContext
from ptgen.core.diagnostics import Span, nearest
from ptgen.core.model.project import PROJECT_KEYS
from ptgen.core.source.nodes import Scalar, start

RULE: Rule = STAGES["PT101"]


def find(context: RuleContext) -> Findings:
    """At the empty key, or at the first line of the file, where it may be added."""
    if context.layout is None:
        return
    for key in context.layout.required:
        entry = context.root.get(key)
        if key in context.lost or (entry is None and key in _meant(context)):
            continue
        if entry is None:
            at = start(context.root)
            where = Span.at(context.file.path, at.line if at.path == context.file.path else 1)
            hint = f"请加上“{key}: …”；几个项目相同的可以写在 unit.yaml 里"
            yield RULE.at(where, f"缺少“{key}”", hint)
        elif isinstance(entry.value, Scalar) and (
            entry.value.blank or not entry.value.text.strip()
        ):
            yield RULE.at(entry.key.span, f"“{key}”没有填写", "请填写")


def _meant(context: RuleContext) -> set[str | None]:
    """The keys that unknown ones are nearest to: those are told as misspelled, not as missing."""
    further = context.layout.fields if context.layout is not None else ()
    known = (*PROJECT_KEYS, *further)
    written = [entry.key.text for entry in context.root.entries]
    return {nearest(key, known) for key in written if key not in known}
