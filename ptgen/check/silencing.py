"""Heed the comments of projects: what they silence, silence too much of, or do not silence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ptgen.check.catalogue import CATALOGUE
from ptgen.check.settings import Settings
from ptgen.check.suppressions import UNPINNED, UNUSED, Suppression, suppressions
from ptgen.core.diagnostics import Diagnostic, in_order
from ptgen.core.loader import Loaded
from ptgen.core.money import plain
from ptgen.core.source.parse import Source


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
        comments, wrong = suppressions(source, CATALOGUE)
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
    found = UNPINNED.at(comment.written, message, f"写成 {'、'.join(codes)}")
    return replace(found, replacement=", ".join(codes))


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
