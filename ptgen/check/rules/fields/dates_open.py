"""PT112: a date that was left open and prints as an empty cell."""

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.diagnostics import Span
from ptgen.core.layout.model import Layout
from ptgen.core.model.project import DocumentKind

RULE = Rule("PT112", "日期没有填写", Severity.WARNING, "表上要印的日期没有填写")
_KEYS = ("计划开始日期", "计划完成日期")


def find(context: RuleContext) -> Findings:
    """At the empty key, or at the first line of the file; both dates are told together."""
    layout, project = context.layout, context.project
    if layout is None or DocumentKind.FORM not in project.documents:
        return
    open_keys = [
        key
        for key, day in zip(_KEYS, (project.start, project.end), strict=True)
        if day is None and context.has(key) and key not in layout.required
    ]
    if not open_keys or not _prints(layout, open_keys[0]):
        return
    entry = context.root.get(open_keys[0])
    span = Span.at(context.file.path) if entry is None else entry.key.span
    message = f"没有填写{'和'.join(open_keys)}，表上会留空"
    yield RULE.at(span, message, f"请加上“{open_keys[0]}: {project.year}-01-01”这样的日期")


def _prints(layout: Layout, key: str) -> bool:
    return any(
        cell.value == key
        for band in layout.form.bands.values()
        for row in band.rows
        for cell in row
    )
