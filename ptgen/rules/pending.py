"""PT013: comments by which ptgen new and ptgen rollover say what a person has yet to look at.

``# 待填写`` stands beside an example, ``# 请核对：…`` above what was carried over. They stay until
somebody takes them out, so that nothing of an example gets into a document unseen.
"""

from __future__ import annotations

import re

from ptgen.diagnostics import Diagnostic, Severity, Span, few
from ptgen.rules.rule import Rule
from ptgen.source.lines import Lines
from ptgen.source.parse import Source

RULE = Rule("PT013", "还没有核对", Severity.HINT, "留有“# 待填写”“# 请核对”的注释")
TO_FILL = "待填写"
TO_CHECK = "请核对"
_WORDS = (TO_FILL, TO_CHECK)

_MARK = re.compile(rf"(?:^|(?<=\s))#\s*(?P<what>{TO_FILL}|{TO_CHECK})(?P<rest>.*)$")


def pending(source: Source) -> tuple[Diagnostic, ...]:
    """The marks of a file that could be read, each at its comment."""
    if source.root is None:
        return ()
    found = []
    lines = (
        Lines.of(source) if any(word in one for one in source.lines for word in _WORDS) else None
    )
    for number, line in enumerate(source.lines, 1):
        mark = _MARK.search(line) if TO_FILL in line or TO_CHECK in line else None
        if mark is None or lines is None or lines.inside_text(number, mark.start() + 1):
            continue
        span = Span(source.path, number, mark.start() + 1, number, len(line.rstrip()) + 1)
        if mark["what"] == TO_FILL:
            message, hint = "这里还是示例，待填写", "写好以后删去“# 待填写”"
        else:
            message = f"请核对{mark['rest'].rstrip()}"
            hint = "核对以后删去这条注释"
        found.append(RULE.at(span, message, hint))
    return tuple(few(found))
