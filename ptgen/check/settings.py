"""Which rules are on and how severe they are, by folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePosixPath

from ptgen.core.diagnostics import Diagnostic, Severity
from ptgen.core.model.units.standards import Standard
from ptgen.core.model.units.unit import PdfProgram


@dataclass(frozen=True, slots=True)
class PricedStandard:
    """An expenditure standard, its limit read: in 元 by just these units."""

    standard: Standard
    limit: Fraction
    per: frozenset[str]


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds for a file.

    ``select`` and ``ignore`` are codes or beginnings of codes (``PT2``); nothing selected is
    everything selected. ``reserve_share`` is in percent of a project's total. ``standards`` are
    those of 标准.yaml; ``program`` draws PDF files.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    reserve_share: Decimal = Decimal(20)
    standards: tuple[PricedStandard, ...] = ()
    program: PdfProgram | None = None

    def active(self, code: str) -> bool:
        """Whether findings of a code are told."""
        selected = not self.select or code.startswith(self.select)
        return selected and not (self.ignore and code.startswith(self.ignore))

    def applied(self, found: Diagnostic) -> Diagnostic | None:
        """The finding with its severity here; ``None`` when it is not told."""
        if not self.active(found.code):
            return None
        severity = self.severities.get(found.code, found.severity)
        return found if severity is found.severity else replace(found, severity=severity)


@dataclass(frozen=True, slots=True)
class Settings:
    """The policy of all files, and those of folders that have their own.

    ``folders`` are paths as findings show them, with the policy that holds below each.
    """

    policy: Policy = Policy()
    folders: tuple[tuple[str, Policy], ...] = ()

    def of(self, path: str) -> Policy:
        """The policy of the innermost folder that holds the file."""
        inside = PurePosixPath(path)
        fitting = [
            (len(PurePosixPath(folder).parts), policy)
            for folder, policy in self.folders
            if inside.is_relative_to(folder)
        ]
        return max(fitting, key=lambda pair: pair[0])[1] if fitting else self.policy

    def with_standards(self, folder: str, standards: tuple[PricedStandard, ...]) -> Settings:
        """Settings in which standards hold in a folder and below it."""
        inside = PurePosixPath(folder)
        folders = dict(self.folders)
        folders.setdefault(folder, self.of(folder))
        changed = (
            (one, replace(policy, standards=standards))
            if PurePosixPath(one).is_relative_to(inside)
            else (one, policy)
            for one, policy in folders.items()
        )
        return Settings(self.policy, tuple(changed))

    def everywhere(self, code: str) -> bool:
        """Whether findings of a code are told in all folders."""
        policies = [self.policy, *(policy for _, policy in self.folders)]
        return all(policy.active(code) for policy in policies)

    def mapped(self, change: Callable[[Policy], Policy]) -> Settings:
        """Settings with every policy changed."""
        folders = tuple((folder, change(policy)) for folder, policy in self.folders)
        return Settings(change(self.policy), folders)

    def applied(self, findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The findings that are told, with their severities."""
        for found in findings:
            shown = self.of(found.span.path).applied(found)
            if shown is not None:
                yield shown
