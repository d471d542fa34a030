"""Stage rules: comments ``# ptgen: ignore PT203 reason`` that silence findings on their line.

A comment beside a text that goes on below (``|``) covers all of the text; a comment alone on a
line covers the next line that says something.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from ptgen.diagnostics import Diagnostic, Severity, Span
from ptgen.rules.rule import Rule
from ptgen.source.nodes import Mapping, Node, Scalar, Sequence
from ptgen.source.parse import Source

UNUSED = Rule("PT010", "多余的忽略", Severity.WARNING, "忽略注释没有对应的问题")
CONFIG = Rule("PT012", "配置有误", Severity.ERROR, "ptgen.toml 里有不认识的键、规则或值")
UNREADABLE = Rule("PT011", "忽略注释有误", Severity.WARNING, "忽略注释看不懂，或规则代码不存在")

_MARK = re.compile(r"(?:^|(?<=\s))#\s*ptgen\s*[:：]\s*(?P<rest>.*)$")
_IGNORE = re.compile(r"ignore\s+(?P<codes>PT\d{3}\b(?:[\s,，、]+PT\d{3}\b)*)")
_CODE = re.compile(r"PT\d{3}")
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
    for index, line in enumerate(source.lines):
        mark = _MARK.search(line) if "ptgen" in line else None
        if mark is None or inside_text(source.root, index + 1, mark.start() + 1):
            continue
        span = Span(source.path, index + 1, mark.start() + 1, index + 1, len(line.rstrip()) + 1)
        ignore = _IGNORE.match(mark["rest"])
        if ignore is None:
            found.append(UNREADABLE.at(span, "这条 ptgen 注释看不懂", _FORM))
            continue
        first, last = _covered(source.lines, index, source.root)
        for code in dict.fromkeys(_CODE.findall(ignore["codes"])):
            if code in known:
                silenced.append(Suppression(code, span, first, last))
            else:
                hint = "ptgen rule 列出所有规则"
                found.append(UNREADABLE.at(span, f"没有规则 {code}", hint))
    return tuple(silenced), tuple(found)


def _scalars_at(root: Mapping, line: int) -> tuple[Scalar, ...]:
    """The keys and values that have a part in a line."""
    found: list[Scalar] = []
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        if not node.span.line <= line <= node.span.end_line:
            continue
        if isinstance(node, Scalar):
            found.append(node)
        elif isinstance(node, Sequence):
            waiting.extend(node.items)
        else:
            for entry in node.entries:
                waiting.extend((entry.key, entry.value))
    return tuple(found)


def inside_text(root: Mapping, line: int, column: int) -> bool:
    """Whether a ``#`` stands in a value; behind the sign of a block it is a comment."""
    for scalar in _scalars_at(root, line):
        span = scalar.span
        block = scalar.style in ("literal", "folded")
        if block and span.line == line:
            continue
        if (span.line, span.column) <= (line, column) < (span.end_line, span.end_column):
            return True
    return False


def _covered(lines: tuple[str, ...], index: int, root: Mapping) -> tuple[int, int]:
    """The first and last line (1-based) that a comment in line ``index`` (0-based) is about."""
    line = index + 1
    if lines[index].lstrip().startswith("#"):
        below = range(index + 1, len(lines))
        told = (at for at in below if not _says_nothing(lines[at]))
        line = next(told, index) + 1
    ends = [scalar.span.end_line for scalar in _scalars_at(root, line) if scalar.span.line == line]
    return line, max([line, *ends])


def _says_nothing(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")
