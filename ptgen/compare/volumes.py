"""Compare what two unit.yaml say of a folder's volume and PDF files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ptgen.compare.changes import Changes, FieldChange, FolderChange, changed_fields
from ptgen.compare.pairs import totals_added_up
from ptgen.core.loader import Unit

_NOTHING = totals_added_up([])


def volume_changes(old: Unit, new: Unit) -> tuple[FieldChange, ...]:
    """What changed of volume and PDF files; of a unit.yaml that cannot be read its projects tell."""
    if old.diagnostics or new.diagnostics:
        return ()
    first, second = dict(_values(old)), dict(_values(new))
    return changed_fields(first, second, {**second, **first})


def with_volumes(
    changes: Changes, units: Mapping[str, str], volumes: Mapping[str, tuple[FieldChange, ...]]
) -> Changes:
    """The changes with those of the volumes; a unit.yaml that changes nothing is named."""
    known = {folder.folder: folder for folder in changes.folders}
    silent = [path for folder, path in units.items() if folder not in known and not volumes[folder]]
    for folder, changed in volumes.items():
        if changed:
            there = known.get(folder)
            empty = FolderChange(folder=folder, totals=_NOTHING, projects=())
            known[folder] = (there or empty).model_copy(update={"volume": changed})
    return changes.model_copy(
        update={
            "folders": tuple(known[name] for name in sorted(known)),
            "respelled": tuple(sorted({*changes.respelled, *silent})),
        }
    )


def _values(unit: Unit) -> Iterator[tuple[str, str]]:
    if unit.variant:
        yield "PDF格式", unit.variant
    if unit.enclose:
        yield "PDF附件", "是"
    if unit.volume is not None:
        yield "汇编：标题", unit.volume.title
        yield "汇编：顺序", "、".join(unit.volume.order)
        if unit.volume.opening is not None:
            yield "汇编：开篇", unit.volume.opening
