"""Stage model: the nodes of a file become a project, or findings at their places."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from ptgen.core.diagnostics import Diagnostic, error, few, suggestion
from ptgen.core.model.error_messages import explained
from ptgen.core.model.fields import DeclaredField, DeclaredFields, FieldKind
from ptgen.core.model.indicator import DETAIL_KEYS
from ptgen.core.model.limits import too_much
from ptgen.core.model.project import PROJECT_KEYS, Project
from ptgen.core.source.nodes import (
    Entry,
    Loc,
    Mapping,
    Plain,
    Scalar,
    find,
    key_span,
    plain,
    value_span,
)


def read_project(
    root: Mapping, declared: DeclaredFields
) -> tuple[Project | None, tuple[Diagnostic, ...]]:
    """The project in a mapping; ``None`` when a finding is an error (all of them are).

    ``declared`` are the keys that the project's layout adds.
    """
    found = [*few(_unknown_keys(root, declared)), *few(_wrong_further(root, declared))]
    try:
        project = Project.model_validate(plain(root))
    except ValidationError as failure:
        found.extend(few(explained(failure, root)))
        return None, tuple(_one_cause(found))
    found.extend(too_much(project, root))
    return (None if found else project), tuple(found)


def _one_cause(found: list[Diagnostic]) -> list[Diagnostic]:
    """A key that is missing because it was misspelled is told once, as misspelled."""
    told = list(found)
    for misspelled in found:
        if misspelled.code == "PT002":
            missing = [
                other
                for other in told
                if other.code == "PT101"
                and other.span <= misspelled.span
                and misspelled.hint == f"是不是“{_missing_key(other)}”？"
            ]
            if missing:
                told.remove(max(missing, key=lambda other: other.span))
    return told


def _missing_key(found: Diagnostic) -> str:
    return found.message.removeprefix("缺少“").removesuffix("”")


def _unknown_keys(root: Mapping, declared: DeclaredFields) -> Iterator[Diagnostic]:
    known = (*PROJECT_KEYS, *(field.key for field in declared.project))
    for entry in root.entries:
        if entry.key.text not in known:
            yield unknown_key(entry.key, known)
    inner = (*DETAIL_KEYS, *(field.key for field in declared.indicator))
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


def _wrong_further(root: Mapping, declared: DeclaredFields) -> Iterator[Diagnostic]:
    for field in declared.project:
        if root.get(field.key) is not None:
            yield from _wrong_value(root, (field.key,), field)
    for loc, detail in _details(root):
        for field in declared.indicator:
            if detail.get(field.key) is not None:
                yield from _wrong_value(root, (*loc, field.key), field)


def _wrong_value(root: Mapping, loc: Loc, field: DeclaredField) -> Iterator[Diagnostic]:
    value: Plain = plain(find(root, loc))
    if value is None:
        return
    if not isinstance(value, str):
        yield error("PT102", key_span(root, loc), f"“{field.key}”应为文字", "写在冒号后面的同一行")
    elif field.kind is FieldKind.NUMBER and not _is_number(value):
        yield error("PT102", value_span(root, loc), f"“{field.key}”应为数字", f"现在是“{value}”")


def _is_number(text: str) -> bool:
    return text.strip().replace(".", "", 1).isdecimal()
