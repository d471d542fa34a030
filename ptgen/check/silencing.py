"""Heed comments ``# ptgen: ignore PT203 reason``, which silence findings on their line.

``PT204=336`` silences a finding whose amounts are 336 元 apart, and no other.
A comment beside a text that goes on below (``|``) covers all of the text; a comment alone on a
line covers the next line that says something.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ptgen.check.catalogue import CATALOGUE
from ptgen.check.settings import Settings
from ptgen.core.diagnostics import Diagnostic, Span, in_order
from ptgen.core.loader import Loaded
from ptgen.core.money import plain
from ptgen.core.source.lines import SourceLines
from ptgen.core.source.parse import Source

UNUSED, UNREADABLE, UNPINNED = (CATALOGUE[code] for code in ("PT010", "PT011", "PT015"))
_MARK = re.compile(r"(?:^|(?<=\s))#\s*ptgen\s*[:：]\s*(?P<rest>.*)$")
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


def suppressions(source: Source) -> tuple[tuple[Suppression, ...], tuple[Diagnostic, ...]]:
    """The comments of a file that could be read, and what is wrong with them."""
    if source.nodes is None or not any("ptgen" in line for line in source.lines):
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
            elif code in CATALOGUE:
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is wrong, and what comments silence of it; each in the order of files and lines."""

    findings: tuple[Diagnostic, ...]
    ignored: tuple[Diagnostic, ...]


def after_comments(
    loaded: Sequence[Loaded],
    found: Iterable[Diagnostic],
    settings: Settings,
    judged: Collection[str],
) -> Outcome:
    """What is left of the findings, and the comments that are superfluous or say too little.

    ``judged`` are the projects of which all could be looked at.
    """
    sources = own_sources(loaded)
    silenced: list[Suppression] = []
    shown = list(settings.applied(found))
    for source in sources:
        comments, wrong = suppressions(source)
        silenced.extend(comments)
        shown.extend(settings.applied(wrong))
    if not silenced:
        return Outcome(in_order(shown), ())
    quiet = _silence(shown, silenced)
    left = [*quiet.left, *settings.applied(quiet.unpinned)]
    unsure = {
        path
        for project in loaded
        if project.file.path not in judged
        for path in (project.file.path, project.file.unit_path)
    }
    left.extend(
        settings.applied(
            UNUSED.at(comment.span, f"这里没有 {comment.code} 的问题", "请删去这条忽略注释")
            for comment in silenced
            if comment not in quiet.used
            and not CATALOGUE[comment.code].across
            and comment.span.path not in unsure
            and settings.of(comment.span.path).active(comment.code)
        )
    )
    return Outcome(in_order(left), in_order(quiet.ignored))


@dataclass(frozen=True, slots=True)
class _Silenced:
    used: set[Suppression]
    left: list[Diagnostic]
    ignored: list[Diagnostic]
    unpinned: list[Diagnostic]


def _silence(found: Iterable[Diagnostic], silenced: Iterable[Suppression]) -> _Silenced:
    """The comments that silence something, and the findings that none silences."""
    by_place: dict[tuple[str, str], list[Suppression]] = {}
    for comment in silenced:
        by_place.setdefault((comment.span.path, comment.code), []).append(comment)
    quiet = _Silenced(set(), [], [], [])
    differences: dict[Suppression, list[Decimal]] = {}
    for finding in found:
        comments = by_place.get((finding.span.path, finding.code), ())
        covering = [comment for comment in comments if comment.covers(finding)]
        silencing = [comment for comment in covering if comment.silences(finding)]
        quiet.used.update(silencing or covering)
        if silencing:
            quiet.ignored.append(finding)
        else:
            quiet.left.append(_other_difference(finding, covering))
        if (
            finding.difference is not None
            and silencing
            and not any(comment.difference is not None for comment in silencing)
        ):
            differences.setdefault(silencing[0], []).append(finding.difference)
    quiet.unpinned.extend(_pinned(comment, known) for comment, known in differences.items())
    return quiet


def _pinned(comment: Suppression, differences: Sequence[Decimal]) -> Diagnostic:
    """A comment that tolerates any difference; its replacement tolerates those that there are."""
    codes = dict.fromkeys(f"{comment.code}={plain(one)}" for one in differences)
    message = f"忽略 {comment.code} 没有写明差额：差额以后变了也看不出来"
    return UNPINNED.at(comment.written, message, f"写成 {'、'.join(codes)}", ", ".join(codes))


def _other_difference(found: Diagnostic, comments: Sequence[Suppression]) -> Diagnostic:
    """A finding that comments would silence if its difference were the one they tolerate."""
    known = "、".join(plain(one.difference) for one in comments if one.difference is not None)
    if not known or found.difference is None:
        return found
    hint = f"忽略注释写的差额是 {known} 元，现在是 {plain(found.difference)} 元；{found.hint}"
    return replace(found, hint=hint)


def own_sources(loaded: Sequence[Loaded]) -> tuple[Source, ...]:
    """The files of projects and units, each once; layouts are not theirs to silence."""
    found: dict[str, Source] = {}
    for project in loaded:
        for source in project.sources:
            if source.path in (project.file.path, project.file.unit_path):
                found.setdefault(source.path, source)
    return tuple(found.values())
