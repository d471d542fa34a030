"""Stage rules: what every rule has in common: its code, its name, how much it matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ptgen.check.context import Subject
from ptgen.core.diagnostics import Diagnostic, Severity, Span


@dataclass(frozen=True, slots=True)
class Rule:
    """An entry of the catalogue; ``name`` and ``summary`` are Chinese.

    ``fixable`` says that ``check --fix`` can mend what it finds. ``across`` says that it compares
    projects with each other, so that it cannot be judged by one file.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    fixable: bool = False
    across: bool = False

    def at(self, span: Span, message: str, hint: str = "") -> Diagnostic:
        """A finding of this rule."""
        return Diagnostic(self.code, self.severity, span, message, hint)


Finder = Callable[[Subject], Iterator[Diagnostic]]
