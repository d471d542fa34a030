"""PT013, PT014: comments by which ptgen new and ptgen rollover say what a person has yet to do.

``# 待填写`` stands beside an example, ``# 请核对：…`` above what was carried over. They stay until
somebody takes them out. An example gets into no document but a draft: it is an error.
"""

import re

from ptgen.check.rule import Rule, Severity
from ptgen.core.diagnostics import Diagnostic, Span, few
from ptgen.core.source.lines import SourceLines
from ptgen.core.source.parse import Source

CHECKING = Rule("PT013", "还没有核对", Severity.HINT, "留有“# 请核对”的注释")
FILLING = Rule("PT014", "还没有填写", Severity.ERROR, "留有“# 待填写”的注释，它旁边的内容是示例")
TO_FILL = "待填写"
TO_CHECK = "请核对"
_WORDS = (TO_FILL, TO_CHECK)

_MARK = re.compile(rf"(?:^|(?<=\s))#\s*(?P<what>{TO_FILL}|{TO_CHECK})(?P<rest>.*)$")


def pending(source: Source) -> tuple[Diagnostic, ...]:
    """The marks of a file that could be read, each at its comment."""
    if source.root is None or not any(word in one for one in source.lines for word in _WORDS):
        return ()
    found: dict[Rule, list[Diagnostic]] = {FILLING: [], CHECKING: []}
    lines = SourceLines.of(source)
    for number, line in enumerate(source.lines, 1):
        mark = _MARK.search(line) if TO_FILL in line or TO_CHECK in line else None
        if mark is None or lines.inside_text(number, mark.start() + 1):
            continue
        span = Span(source.path, number, mark.start() + 1, number, len(line.rstrip()) + 1)
        if mark["what"] == TO_FILL:
            hint = f"换成本项目的内容，再删去“# {TO_FILL}”；先看草稿用 ptgen build --draft"
            found[FILLING].append(FILLING.at(span, "这里还是示例，待填写", hint))
        else:
            message = f"请核对{mark['rest'].rstrip()}"
            found[CHECKING].append(CHECKING.at(span, message, "核对以后删去这条注释"))
    return (*few(found[FILLING]), *few(found[CHECKING]))
