"""What a rule is written with: the project that it looks at, its own entry, its findings."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from ptgen.check.settings import Policy
from ptgen.core.budget.amounts import Budget
from ptgen.core.diagnostics import Diagnostic, Severity, Span
from ptgen.core.layout.model import Layout
from ptgen.core.loader import ProjectFile
from ptgen.core.model.project import Project
from ptgen.core.prose.places import sentences
from ptgen.core.source.nodes import Loc, Mapping, Scalar, find, key_span, scalars, value_span

__all__ = ["Findings", "Rule", "RuleContext", "Severity", "folded", "without_computed"]

_COMPUTED = re.compile(r"\{\{(?:(?!\{\{).)*?\}\}", re.DOTALL)


def folded(text: str) -> str:
    """The text as it is compared: without blanks, in one width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def without_computed(text: str) -> str:
    """The text of the same length, ``{{ … }}`` blanked by NULs."""
    return _COMPUTED.sub(lambda match: "\0" * len(match.group()), text)


@dataclass(frozen=True)
class RuleContext:
    """A project under the rules: what was loaded of it, sound or not, and its policy.

    ``layout`` is ``None`` when the edition is not known. ``whole`` says that every amount could
    be computed: only then do totals mean something. ``lost`` are the keys of the project that
    could not be read; what stands for them here is no word of the author.
    """

    file: ProjectFile
    root: Mapping
    project: Project
    layout: Layout | None
    budget: Budget
    whole: bool
    lost: frozenset[str]
    policy: Policy

    def has(self, *keys: str) -> bool:
        """Whether these keys of the project were read."""
        return self.lost.isdisjoint(keys)

    def span(self, *loc: str | int) -> Span:
        """Where to point for the value at a path."""
        return value_span(self.root, loc)

    def key(self, *loc: str | int) -> Span:
        """Where to point for the key at a path."""
        return key_span(self.root, loc)

    def scalar(self, *loc: str | int) -> Scalar | None:
        """The text at a path."""
        node = find(self.root, loc)
        return node if isinstance(node, Scalar) else None

    @cached_property
    def passages(self) -> tuple[tuple[Loc, Scalar], ...]:
        """All texts that are printed as sentences, with their paths: prose, goals, titles, notes."""
        return tuple(sentences(self.root))

    @cached_property
    def scalars(self) -> tuple[Scalar, ...]:
        """All values of the project, also those from the unit's file."""
        return tuple(scalar for _, scalar in scalars(self.root))

    @cached_property
    def written(self) -> str:
        """All values in one text: where it lacks a sign, no value needs to be searched for it."""
        return "\n".join([scalar.text for scalar in self.scalars])


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

    def at(
        self,
        span: Span,
        message: str,
        hint: str = "",
        replacement: str | None = None,
        difference: Decimal | None = None,
    ) -> Diagnostic:
        """A finding of this rule."""
        return Diagnostic(self.code, self.severity, span, message, hint, replacement, difference)

    def replacing(
        self, scalar: Scalar, part: tuple[int, int], message: str, hint: str, new: str | None
    ) -> Diagnostic:
        """A finding at ``scalar.text[start:end]`` that ``new`` mends, where the place is exact.

        Where it is not (a folded text, escapes), nothing is replaced and the whole is pointed at.
        """
        start, end = part
        span = scalar.place(start, end)
        return self.at(span, message, hint, new if scalar.is_exact(span, end - start) else None)


Findings = Iterator[Diagnostic]
Finder = Callable[[RuleContext], Findings]
