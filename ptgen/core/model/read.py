"""Read a project from the nodes of a file, or findings at their places."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from ptgen.core.diagnostics import Diagnostic, error, few, suggestion
from ptgen.core.model.error_messages import explained
from ptgen.core.model.fields import FieldSpec, FieldSpecs
from ptgen.core.model.indicator import DETAIL_KEYS
from ptgen.core.model.limits import too_much
from ptgen.core.model.project import PROJECT_KEYS, PROSE_KEYS, Project
from ptgen.core.source.nodes import (
    Entry,
    Loc,
    Mapping,
    Scalar,
    find,
    key_span,
    plain,
    value_span,
)


def read_project(
    root: Mapping, fields: FieldSpecs, indicator_fields: FieldSpecs
) -> tuple[Project | None, tuple[Diagnostic, ...]]:
    """The project in a mapping; ``None`` when a finding is an error (all of them are).

    ``fields`` are the keys that its edition adds to projects, ``indicator_fields`` to indicators.
    """
    found = [
        *few(_unknown_keys(root, fields, indicator_fields)),
        *few(_wrong_further(root, fields, indicator_fields)),
    ]
    try:
        project = Project.model_validate(plain(root))
    except ValidationError as failure:
        found.extend(few(explained(failure, root)))
        return None, tuple(_one_cause(found))
    found.extend(too_much(project, root))
    return (None if found else project), tuple(found)


def _one_cause(found: list[Diagnostic]) -> list[Diagnostic]:
    """A key that is missing because it was misspelled is told once, as misspelled."""
    kept = list(found)
    for misspelled in found:
        if misspelled.code == "PT002":
            missing = [
                other
                for other in kept
                if other.code == "PT101"
                and other.span <= misspelled.span
                and misspelled.hint == f"是不是“{_missing_key(other)}”？"
            ]
            if missing:
                kept.remove(max(missing, key=lambda other: other.span))
    return kept


def _missing_key(found: Diagnostic) -> str:
    return found.message.removeprefix("缺少“").removesuffix("”")


def _unknown_keys(
    root: Mapping, fields: FieldSpecs, indicator_fields: FieldSpecs
) -> Iterator[Diagnostic]:
    known = (*PROJECT_KEYS, *fields)
    for entry in root.entries:
        if entry.key.text not in known:
            yield unknown_key(entry.key, known)
    for entry in _entries(root.get("章节标题")):
        if entry.key.text not in PROSE_KEYS:
            yield unknown_key(entry.key, PROSE_KEYS)
    inner = (*DETAIL_KEYS, *indicator_fields)
    for _, detail in _details(root):
        for entry in detail.entries:
            if entry.key.text not in inner:
                yield unknown_key(entry.key, inner)


def _details(root: Mapping) -> Iterator[tuple[Loc, Mapping]]:
    """The long forms of indicators with their paths."""
    tree = root.get("绩效指标")
    for first in _entries(tree):
        for second in _entries(first):
            for third in _entries(second):
                if isinstance(third.value, Mapping):
                    loc = ("绩效指标", first.key.text, second.key.text, third.key.text)
                    yield loc, third.value


def _entries(entry: Entry | None) -> tuple[Entry, ...]:
    return entry.value.entries if entry is not None and isinstance(entry.value, Mapping) else ()


def unknown_key(key: Scalar, known: tuple[str, ...]) -> Diagnostic:
    """PT002 with the nearest known key."""
    hint = suggestion(key.text, known, "可用的键")
    return error("PT002", key.span, f"不认识的键“{key.text}”", hint)


def _wrong_further(
    root: Mapping, fields: FieldSpecs, indicator_fields: FieldSpecs
) -> Iterator[Diagnostic]:
    places: list[tuple[Loc, Mapping, FieldSpecs]] = [((), root, fields)]
    places += [(loc, detail, indicator_fields) for loc, detail in _details(root)]
    for loc, node, specs in places:
        for key, spec in specs.items():
            if node.get(key) is not None:
                yield from _wrong_value(root, (*loc, key), spec)


def _wrong_value(root: Mapping, loc: Loc, spec: FieldSpec) -> Iterator[Diagnostic]:
    key, value = loc[-1], plain(find(root, loc))
    if value is None:
        return
    if not isinstance(value, str):
        yield error("PT102", key_span(root, loc), f"“{key}”应为文字", "写在冒号后面的同一行")
    elif spec.numeric and not _is_number(value):
        yield error("PT102", value_span(root, loc), f"“{key}”应为数字", f"现在是“{value}”")


def _is_number(text: str) -> bool:
    return text.strip().replace(".", "", 1).isdecimal()
