"""What a rule looks at: one project with everything that the stages made of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ptgen.check.settings import Policy
from ptgen.core.budget.amounts import Budget
from ptgen.core.diagnostics import Span
from ptgen.core.layout.model import Layout
from ptgen.core.loader import ProjectFile
from ptgen.core.model.project import Project
from ptgen.core.prose.places import sentences
from ptgen.core.source.nodes import Loc, Mapping, Scalar, key_span, scalars, value_span


@dataclass(frozen=True, slots=True)
class Passage:
    """A text as its author wrote it, with its path in the file."""

    loc: Loc
    scalar: Scalar

    @property
    def text(self) -> str:
        """What is written, ``{{ … }}`` as it stands."""
        return self.scalar.text


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

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """All texts that are printed as sentences: prose, goals, titles, notes."""
        return tuple(Passage(loc, scalar) for loc, scalar in sentences(self.root))

    @cached_property
    def scalars(self) -> tuple[Scalar, ...]:
        """All values of the project, also those from the unit's file."""
        return tuple(scalar for _, scalar in scalars(self.root))

    @cached_property
    def written(self) -> str:
        """All values in one text: where it lacks a sign, no value needs to be searched for it."""
        return "\n".join([scalar.text for scalar in self.scalars])
