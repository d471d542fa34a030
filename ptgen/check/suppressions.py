"""Comments ``# ptgen: ignore PT203 reason``, which silence findings on their line.

``PT204=336`` silences a finding whose amounts are 336 元 apart, and no other.
A comment beside a text that goes on below (``|``) covers all of the text; a comment alone on a
line covers the next line that says something.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from ptgen.check.rule import Rule
from ptgen.core.diagnostics import Diagnostic, Severity, Span
from ptgen.core.source.lines import SourceLines
from ptgen.core.source.parse import Source

UNUSED = Rule("PT010", "多余的忽略", Severity.WARNING, "忽略注释没有对应的问题")
CONFIG = Rule("PT012", "配置有误", Severity.ERROR, "ptgen.toml 里有不认识的键、规则或值")
UNREADABLE = Rule("PT011", "忽略注释有误", Severity.WARNING, "忽略注释看不懂，或规则代码不存在")

_MARK = re.compile(r"(?:^|(?<=\s))#\s*ptgen\s*[:：]\s*(?P<rest>.*)$")
UNPINNED = Rule(
    "PT015",
    "忽略没有写明差额",
    Severity.WARNING,
    "忽略的是金额的差，注释没有写明差多少",
    fixable=True,
)

_ONE = r"PT\d{3}(?:\s*[=＝]\s*[-−+]?\d[\d,]*(?:\.\d+)?(?:元)?)?(?![\w=＝.])"
_IGNORE = re.compile(rf"ignore\s+(?P<codes>{_ONE}(?:[\s,，、]+{_ONE})*)")
_CODE = re.compile(r"(?P<code>PT\d{3})(?:\s*[=＝]\s*(?P<difference>[-−+]?\d[\d,]*(?:\.\d+)?))?")
_LONGEST = 24  # digits of a difference
_MOST = 500
_FORM = "写成“# ptgen: ignore PT203 原因”，差额写成 PT204=336"


@dataclass(frozen=True, slots=True)
class Suppression:
    """A code that is silenced in lines ``first`` to ``last``; ``span`` is where it says so.

    ``written`` is the code alone, with the difference where one is tolerated.
    """

    code: str
    span: Span
    first: int
    last: int
    written: Span
    difference: Decimal | None = None

    def covers(self, found: Diagnostic) -> bool:
        """Whether the comment is about the finding."""
        span = found.span
        inside = self.first <= span.line <= self.last
        return inside and span.path == self.span.path and found.code == self.code

    def silences(self, found: Diagnostic) -> bool:
        """Whether it tolerates the finding's difference too."""
        return self.difference is None or self.difference == found.difference


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
        start = mark.start("rest") + ignore.start("codes")
        for one in _CODE.finditer(ignore["codes"]):
            code, number = one["code"], (one["difference"] or "").replace(",", "")
            if len(number) > _LONGEST:
                found.append(UNREADABLE.at(span, "忽略注释里的差额太大", _FORM))
            elif code in known:
                columns = (start + one.start() + 1, start + one.end() + 1)
                written = Span(source.path, index + 1, columns[0], index + 1, columns[1])
                difference = Decimal(number.replace("−", "-")) if number else None
                silenced.append(Suppression(code, span, first, last, written, difference))
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
