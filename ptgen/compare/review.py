"""What a reviewer is shown: the changes, what they may not do, and the findings they bring."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ptgen.check.config import configured
from ptgen.check.settings import Settings
from ptgen.compare.brought import brought
from ptgen.compare.changes import Changes
from ptgen.compare.compare import compare_pairs, read_pairs
from ptgen.compare.fail_if import Condition, Remark, reasons, undecidable
from ptgen.compare.snapshot import Snapshot
from ptgen.compare.whole import read_whole, unread_of
from ptgen.core.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Review:
    """The changes; ``broken`` is why conditions are not met, ``findings`` what they bring."""

    changes: Changes
    broken: tuple[Remark, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


def review(
    old: Snapshot,
    new: Snapshot,
    settings: Settings,
    conditions: Sequence[Condition] = (),
    *,
    whole: bool = False,
) -> Review:
    """Read what may differ, compare and check it; ``whole``: with the sums of all projects."""
    pairs = read_pairs(old, new)
    changes = compare_pairs(old, new, pairs)
    amounts = None
    if whole or any(one.whole for one in conditions):
        amounts = read_whole(old, new, pairs)
        changes = changes.model_copy(update={"whole": amounts.totals, "whole_years": amounts.years})
    broken: tuple[Remark, ...] = ()
    if conditions:
        growth = () if amounts is None else amounts.growth
        unread = unread_of(old, new, pairs) if amounts is None else amounts.unread
        broken = (*reasons(changes, growth, tuple(conditions)), *undecidable(changes, unread))
    return Review(changes, broken, brought(old, new, pairs, settings))


def settings_at(places: Iterable[Path], top: Path | None) -> Settings:
    """The settings that hold on the disk, by paths below ``top`` as a repository has them."""
    settings = configured(places).settings
    if top is None:
        return settings
    folders = (
        (os.path.relpath(Path(folder).resolve(), top.resolve()), policy)
        for folder, policy in settings.folders
    )
    return replace(settings, folders=tuple(folders))
