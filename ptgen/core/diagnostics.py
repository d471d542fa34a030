"""Findings: what the user got wrong, as values.

A :class:`Diagnostic` is made by any stage, collected over all files and shown by a report.
Exceptions are for what the program got wrong.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import islice

MOST_FINDINGS = 200
"""What one stage or rule tells of one file: nobody reads more, and all of them would take long."""

_LONGEST_WORD = 60


class Severity(StrEnum):
    """How much a finding matters: an error keeps a project from being built."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class Standing(StrEnum):
    """Whether a finding counts: neither an ignored nor a known one makes a check fail."""

    OPEN = "open"
    IGNORED = "ignored"
    """A comment silences it."""
    KNOWN = "known"
    """It stands in the baseline."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file: 1-based lines and columns (in characters), the end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def at(cls, path: str, line: int = 1, column: int = 1) -> Span:
        """An empty span at a place."""
        return cls(path, line, column, line, column)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: what is wrong (``message``) and what to do (``hint``), both in Chinese.

    ``replacement`` is what may safely be put in place of the span, where that mends it.
    ``difference`` is how far amounts are apart, in 元, where that is what is wrong.
    """

    code: str
    severity: Severity
    span: Span
    message: str
    hint: str = ""
    replacement: str | None = None
    difference: Decimal | None = None
    standing: Standing = Standing.OPEN

    @property
    def text(self) -> str:
        """The message and the hint."""
        return f"{self.message}。{self.hint}" if self.hint else self.message

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Stable order: by file, place, code and text."""
        return (self.span.path, self.span.line, self.span.column, self.code, self.message)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at ``text[start:end]`` of a formula or an expression.

    A diagnostic to be: whoever knows where the text stands in a file makes one of it.
    ``replacement`` is what may safely be put there.
    """

    code: str
    message: str
    hint: str
    start: int
    end: int
    replacement: str | None = None


class FaultError(Exception):
    """Carries a fault out of a parser."""

    def __init__(self, code: str, message: str, hint: str, start: int, end: int) -> None:
        super().__init__(message)
        self.fault = Fault(code, message, hint, start, end)


def error(
    code: str, span: Span, message: str, hint: str = "", replacement: str | None = None
) -> Diagnostic:
    """A finding that keeps the project from being built."""
    return Diagnostic(code, Severity.ERROR, span, message, hint, replacement)


def warning(code: str, span: Span, message: str, hint: str = "") -> Diagnostic:
    """A finding that somebody should look at."""
    return Diagnostic(code, Severity.WARNING, span, message, hint)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted, each once: one cause that is met twice is told once."""
    return tuple(sorted(set(diagnostics), key=lambda found: found.sort_key))


def few(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The first :data:`MOST_FINDINGS`; the last of them says that there are more."""
    first = tuple(islice(found, MOST_FINDINGS + 1))
    if len(first) <= MOST_FINDINGS:
        return first
    *others, last, _ = first
    note = f"（同类问题太多，只列出前 {MOST_FINDINGS} 处）"
    return (*others, replace(last, hint=f"{last.hint}{note}"))


def shortened(text: str, most: int) -> str:
    """The text, cut to as many characters as a message should quote."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them is an error."""
    return any(found.severity is Severity.ERROR for found in diagnostics)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like ``word``, if any is near enough to be what was meant."""
    if len(word) > _LONGEST_WORD:
        return None  # the time to compare grows with the square of the length
    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return close[0] if close else None


def suggestion(word: str, known: Collection[str], offer: str = "可用的有", more: str = "") -> str:
    """The hint for an unknown word: the known one most like it, else all that may be written."""
    near = nearest(word, known)
    return f"是不是“{near}”？" if near else f"{offer}：{'、'.join(known)}{more}"
