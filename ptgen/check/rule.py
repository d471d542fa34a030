"""What every rule has in common: its code, its name, how much it matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ptgen.check.context import RuleContext
from ptgen.core.diagnostics import Diagnostic, Severity, Span
from ptgen.core.source.nodes import Scalar


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

    def replacing(
        self, scalar: Scalar, part: tuple[int, int], message: str, hint: str, new: str | None
    ) -> Diagnostic:
        """A finding at ``scalar.text[start:end]`` that ``new`` mends, where the place is exact.

        Where it is not (a folded text, escapes), nothing is replaced and the whole is pointed at.
        """
        start, end = part
        span = scalar.place(start, end)
        certain = scalar.is_exact(span, end - start)
        return replace(self.at(span, message, hint), replacement=new if certain else None)


Finder = Callable[[RuleContext], Iterator[Diagnostic]]
