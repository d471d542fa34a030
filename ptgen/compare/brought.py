"""The findings that a change brings: those of the new state that the old one did not have."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ptgen.check.baseline import text_at
from ptgen.check.engine import examine
from ptgen.check.rules.fields import same_output
from ptgen.check.settings import Settings
from ptgen.compare.compare import LoadedPair
from ptgen.compare.snapshot import Snapshot
from ptgen.core.diagnostics import Diagnostic, Severity, Standing
from ptgen.core.loader import Loaded, Loader


class _Key(NamedTuple):
    """What a finding is known by in both states, whatever its line."""

    path: str
    code: str
    standing: Standing
    text: str
    message: str


_Keyed = tuple[_Key, Diagnostic]


def brought(
    old: Snapshot, new: Snapshot, pairs: Sequence[LoadedPair], settings: Settings
) -> tuple[Diagnostic, ...]:
    """The errors and warnings that are new, and those that comments silence now (``standing``).

    Projects beside those of ``pairs`` are the same in both states. They are read where rules look
    at all projects of a folder: for a name that is new there, and for a volume.
    """
    before = [one for one, _ in pairs if one is not None]
    after = [one for _, one in pairs if one is not None]
    loader, read = Loader(new.files), {one.file.path for one in after}
    folders = {
        one.file.folder
        for former, one in pairs
        if one is not None
        and (_name(former) != _name(one) or loader.unit(one.file.unit_path).volume is not None)
    }
    beside = [
        loader.load(file)
        for file in new.projects.values()
        if file.folder in folders and file.path not in read
    ]
    both = [(one.file, other.file) for one, other in pairs if one is not None and other is not None]
    renamed = {one.unit_path: other.unit_path for one, other in both}
    renamed |= {one.path: other.path for one, other in both}
    known = _findings([*before, *beside], old, settings, renamed)
    found = _findings([*after, *beside], new, settings, {})
    found = _without(found, known)
    # Amounts in messages change with the budget: what is left may be the same but for them.
    return tuple(one for _, one in _without(*map(_bare, (found, _without(known, found)))))


def _name(loaded: Loaded | None) -> str | None:
    return None if loaded is None or loaded.project is None else loaded.project.name


def _findings(
    loaded: Sequence[Loaded], state: Snapshot, settings: Settings, renamed: Mapping[str, str]
) -> list[_Keyed]:
    clashing = tuple(same_output.find_files(list(state.projects.values())))
    outcome = examine(loaded, settings, clashing=clashing)
    lines = {path: text for one in loaded for path, text in one.lines.items()}
    ignored = (replace(one, standing=Standing.IGNORED) for one in outcome.ignored)
    keyed = []
    for one in (*outcome.findings, *state.unfit, *ignored):
        if one.severity is not Severity.HINT:
            path, text = one.span.path, text_at(one.span, lines.get(one.span.path, ()))
            key = _Key(renamed.get(path, path), one.code, one.standing, text, one.message)
            keyed.append((key, one))
    return keyed


def _without(found: Sequence[_Keyed], known: Iterable[_Keyed]) -> list[_Keyed]:
    """What is found more often than it is known."""
    counts = Counter(key for key, _ in known)
    left = []
    for key, one in found:
        counts[key] -= 1
        if counts[key] < 0:
            left.append((key, one))
    return left


def _bare(found: Iterable[_Keyed]) -> list[_Keyed]:
    return [(key._replace(message=""), one) for key, one in found]
