"""Comments ``# ptgen: ignore PT203 reason``, which silence findings on their line.

A comment beside a text that goes on below (``|``) covers all of the text; a comment alone on a
line covers the next line that says something.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from ptgen.check.rule import Rule
from ptgen.core.diagnostics import Diagnostic, Severity, Span
from ptgen.core.source.lines import SourceLines
from ptgen.core.source.parse import Source

UNUSED = Rule("PT010", "多余的忽略", Severity.WARNING, "忽略注释没有对应的问题")
CONFIG = Rule("PT012", "配置有误", Severity.ERROR, "ptgen.toml 里有不认识的键、规则或值")
UNREADABLE = Rule("PT011", "忽略注释有误", Severity.WARNING, "忽略注释看不懂，或规则代码不存在")

_MARK = re.compile(r"(?:^|(?<=\s))#\s*ptgen\s*[:：]\s*(?P<rest>.*)$")
_IGNORE = re.compile(r"ignore\s+(?P<codes>PT\d{3}\b(?:[\s,，、]+PT\d{3}\b)*)")
_CODE = re.compile(r"PT\d{3}")
_MOST = 500
_FORM = "写成“# ptgen: ignore PT203 原因”"


@dataclass(frozen=True, slots=True)
class Suppression:
    """A code that is silenced in lines ``first`` to ``last``; ``span`` is where it says so."""

    code: str
    span: Span
    first: int
    last: int

    def covers(self, found: Diagnostic) -> bool:
        """Whether the comment silences the finding."""
        span = found.span
        inside = self.first <= span.line <= self.last
        return inside and span.path == self.span.path and found.code == self.code


def suppressions(
    source: Source, known: Collection[str]
) -> tuple[tuple[Suppression, ...], tuple[Diagnostic, ...]]:
    """The comments of a file that could be read, and what is wrong with them."""
    if source.root is None or not any("ptgen" in line for line in source.lines):
        return (), ()
    silenced: list[Suppression] = []
    found: list[Diagnostic] = []
    lines = SourceLines.of(source)
    for index, line in enumerate(source.lines):
        mark = _MARK.search(line) if "ptgen" in line else None
        if mark is None or lines.inside_text(index + 1, mark.start() + 1):
            continue
        span = Span(source.path, index + 1, mark.start() + 1, index + 1, len(line.rstrip()) + 1)
        if len(silenced) + len(found) >= _MOST:
            message = f"ptgen 注释超过 {_MOST} 条，从这里起不再看"
            found.append(UNREADABLE.at(span, message, "请改正文件，不要逐处忽略"))
            break
        ignore = _IGNORE.match(mark["rest"])
        if ignore is None:
            found.append(UNREADABLE.at(span, "这条 ptgen 注释看不懂", _FORM))
            continue
        first, last = _covered(lines, index)
        for code in dict.fromkeys(_CODE.findall(ignore["codes"])):
            if code in known:
                silenced.append(Suppression(code, span, first, last))
            else:
                hint = "ptgen rule 列出所有规则"
                found.append(UNREADABLE.at(span, f"没有规则 {code}", hint))
    return tuple(silenced), tuple(found)


def _covered(lines: SourceLines, index: int) -> tuple[int, int]:
    """The first and last line (1-based) that a comment in line ``index`` (0-based) is about."""
    below = lines.telling[index]
    line = (index if below == len(lines.telling) - 1 else below) + 1
    ends = [scalar.span.end_line for scalar in lines.at(line) if scalar.span.line == line]
    return line, max([line, *ends])
