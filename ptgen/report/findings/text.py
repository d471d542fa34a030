"""Findings as text for people, each with its line and a caret under the place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from rich.cells import cell_len

from ptgen.check.explanations import SEVERITIES
from ptgen.core.diagnostics import Diagnostic, Severity, Span, Standing
from ptgen.report.escape import styled, visible

_COLORS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.HINT: "1;36"}
_BOLD, _FAINT = "1", "2"
# Lines are cut so that caret and place fit a terminal: columns of which a Chinese character
# takes two.
_WIDTH = 100
_BEFORE = 60
_ALIKE = 3  # as many findings of one cause in a file are told together
_MESSAGE = 400  # a message may quote what is as long as a file


def render_text(
    findings: Sequence[Diagnostic], lines: Mapping[str, Sequence[str]], *, color: bool
) -> str:
    """The findings, those of a file together, and a count at the end; empty without findings.

    Of those that a baseline knows only the count is shown.
    ``lines`` are the lines of the files by the paths that the spans name; a file that is not
    among them is shown without its line. Ends in a line break.
    """
    if not findings:
        return ""
    parts = []
    shown = [found for found in findings if found.standing is not Standing.KNOWN]
    for path, group in groupby(shown, key=lambda found: found.span.path):
        parts.append("\n".join(_together(tuple(group), lines.get(path, ()), color)))
    fixable = sum(found.replacement is not None for found in shown)
    hint = f"；{fixable} 处可以自动改：ptgen check --fix" if fixable else ""
    return "\n\n".join([*parts, summary(findings) + hint]) + "\n"


def _together(findings: Sequence[Diagnostic], lines: Sequence[str], color: bool) -> Iterator[str]:
    """The findings of a file; of those that say the same the first, with the lines of the others."""
    alike: dict[tuple[str, Severity, str], list[Diagnostic]] = {}
    for found in findings:
        alike.setdefault((found.code, found.severity, found.message), []).append(found)
    for found in findings:
        group = alike[found.code, found.severity, found.message]
        if len(group) < _ALIKE:
            yield _finding(found, lines, color)
        elif found is group[0]:
            at = _ranges(sorted({one.span.line for one in group[1:]}))
            gutter = " " * len(str(found.span.line))
            rest = f"  {gutter} = 同样的还有 {len(group) - 1} 处：第 {at} 行"
            yield f"{_finding(found, lines, color)}\n{rest}"


def _ranges(numbers: Sequence[int]) -> str:
    """``2–4、7``."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return "、".join("–".join(map(str, part)) for part in parts)


def summary(findings: Sequence[Diagnostic]) -> str:
    """``2 个文件，3 处错误，1 处警告，2 处已忽略；另有 12 处已知问题``."""
    standings = Counter(found.standing for found in findings)
    counts = Counter(found.severity for found in findings if found.standing is Standing.OPEN)
    files = len({found.span.path for found in findings if found.standing is not Standing.KNOWN})
    parts = [f"{counts[level]} 处{word}" for level, word in SEVERITIES.items() if counts[level]]
    if standings[Standing.IGNORED]:
        parts.append(f"{standings[Standing.IGNORED]} 处已忽略")
    told = "，".join([f"{files} 个文件", *parts]) if parts else "没有发现问题"
    known = standings[Standing.KNOWN]
    if not known:
        return told
    return f"{told.replace('没有发现问题', '没有新的问题')}；另有 {known} 处已知问题（基线）"


def place(found: Diagnostic) -> str:
    """``path:line:column``, as editors read it."""
    return f"{visible(found.span.path)}:{found.span.line}:{found.span.column}"


def _finding(found: Diagnostic, lines: Sequence[str], color: bool) -> str:
    span = found.span
    where = styled(place(found), _BOLD, color=color)
    level = styled(
        f"{found.code} {SEVERITIES[found.severity]}", _COLORS[found.severity], color=color
    )
    rows = [f"{where}  {level} {_first_cells(visible(found.message[:_MESSAGE]), _MESSAGE)}"]
    gutter = " " * len(str(span.line))
    if 1 <= span.line <= len(lines) and lines[span.line - 1].strip():
        line, caret = _marked(lines[span.line - 1], span)
        bar = styled(f"{span.line} |", _FAINT, color=color)
        rows.append(f"  {bar} {line}".rstrip())
        blank = styled(f"{gutter} |", _FAINT, color=color)
        rows.append(f"  {blank} {styled(caret, _COLORS[found.severity], color=color)}")
    if found.hint:
        rows.append(f"  {gutter} = {visible(found.hint)}")
    return "\n".join(rows)


def _marked(line: str, span: Span) -> tuple[str, str]:
    """The part of a line around the span, and the carets under the span."""
    start = min(max(span.column - 1, 0), len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    end = min(max(end, start), len(line))
    # Cut before each character is looked at: a line may be as long as a file.
    before = visible(line[max(start - 2 * _WIDTH, 0) : start])
    marked = visible(line[start : min(end, start + 2 * _WIDTH)])
    after = visible(line[end : end + 2 * _WIDTH])
    before = _last_cells(before, _BEFORE)
    marked = _first_cells(marked, _WIDTH - cell_len(before))
    after = _first_cells(after, max(_WIDTH - cell_len(before + marked), 1))
    caret = " " * cell_len(before) + "^" * max(cell_len(marked), 1)
    return before + marked + after, caret


def _last_cells(text: str, width: int) -> str:
    return _first_cells(text[::-1], width)[::-1]


def _first_cells(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    kept = text[:width]
    while kept and cell_len(kept) > width - 1:
        kept = kept[:-1]
    return kept + "…"
