"""Read a project from the nodes of a file, or findings at their places."""

from collections.abc import Iterator
from typing import Final

from pydantic import TypeAdapter, ValidationError

from ptgen.core.diagnostics import Diagnostic, error, few, suggestion
from ptgen.core.model.error_messages import OF_A_LINE, explained
from ptgen.core.model.fields import LONGEST_NUMBER, Declared, FieldSpec, FieldSpecs, number_in
from ptgen.core.model.indicator import DETAIL_KEYS
from ptgen.core.model.limits import too_much
from ptgen.core.model.line import ITEM_KEYS, Amount, ByYear
from ptgen.core.model.project import FUNDING_KEYS, PROJECT_KEYS, PROSE_KEYS, Project
from ptgen.core.source.nodes import (
    Entry,
    Loc,
    Mapping,
    Node,
    Scalar,
    Sequence,
    find,
    key_span,
    plain,
    start,
    value_span,
)

_FUNDS: Final[TypeAdapter[object]] = TypeAdapter(Amount | ByYear | None)


def read_project(
    root: Mapping, declared: Declared
) -> tuple[Project | None, tuple[Diagnostic, ...]]:
    """The project in a mapping; ``None`` when a finding is an error (all of them are).

    ``declared`` are the keys that its edition adds.
    """
    unknown = tuple(_unknown_keys(root, declared))
    found = [
        *few(unknown_key(key, known) for _, key, known in unknown),
        *few(_wrong_further(root, declared)),
        *few(_blank_groups(root, declared)),
    ]
    try:
        project = Project.model_validate(plain(root))
    except ValidationError as failure:
        # What a line of the budget lacks may stand behind a key that is misspelled.
        misspelled = {start(node) for node, _, _ in unknown}
        wrong = (
            one
            for one in explained(failure, root)
            if one.span not in misspelled or not one.message.startswith(OF_A_LINE)
        )
        found.extend(few(wrong))
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


def keys_of_unread(root: Mapping, declared: Declared) -> frozenset[str]:
    """The keys of a project below which a key is not known, so that something may be missing."""
    unknown = {id(node) for node, _, _ in _unknown_keys(root, declared)}
    funds = root.get("资金来源")
    lines: list[Node] = [item for _, item in budget_lines(root)]
    below = {"预算": lines, "资金来源": [funds.value] if funds else []}
    return frozenset(
        key for key, nodes in below.items() if any(id(node) in unknown for node in nodes)
    )


def _unknown_keys(
    root: Mapping, declared: Declared
) -> Iterator[tuple[Mapping, Scalar, tuple[str, ...]]]:
    """The mapping, the key in it that nothing reads, and those that may stand there."""
    of_items = (*ITEM_KEYS, *declared.item_fields)
    of_indicators = (*DETAIL_KEYS, *declared.indicator_fields)
    below = (("章节标题", PROSE_KEYS), ("资金来源", (*FUNDING_KEYS, *declared.funding)))
    places = [
        (root, (*PROJECT_KEYS, *declared.fields)),
        *((one.value, known) for key, known in below if (one := root.get(key)) is not None),
        *((item, of_items) for _, item in budget_lines(root)),
        *((detail, of_indicators) for _, detail in indicator_details(root)),
    ]
    for node, known in places:
        for entry in node.entries if isinstance(node, Mapping) else ():
            if entry.key.text not in known and isinstance(node, Mapping):
                yield node, entry.key, known


def budget_lines(node: Node, loc: Loc = (), key: str = "预算") -> Iterator[tuple[Loc, Mapping]]:
    """The lines of the budget with their paths, groups before their items."""
    loc, node = (*loc, key), find(node, (key,))
    for index, item in enumerate(node.items if isinstance(node, Sequence) else ()):
        if isinstance(item, Mapping):
            yield (*loc, index), item
            yield from budget_lines(item, (*loc, index), "明细")


def indicator_details(root: Mapping) -> Iterator[tuple[Loc, Mapping]]:
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


def _wrong_further(root: Mapping, declared: Declared) -> Iterator[Diagnostic]:
    places: list[tuple[Loc, Mapping, FieldSpecs]] = [((), root, declared.fields)]
    places += [(loc, item, declared.item_fields) for loc, item in budget_lines(root)]
    places += [(loc, one, declared.indicator_fields) for loc, one in indicator_details(root)]
    for loc, node, specs in places:
        for key, spec in specs.items():
            if node.get(key) is not None:
                yield from _wrong_value(root, (*loc, key), spec)

    for entry in _entries(root.get("资金来源")):
        if entry.key.text in declared.funding:
            yield from _wrong_funds(entry)


def _blank_groups(root: Mapping, declared: Declared) -> Iterator[Diagnostic]:
    """Groups of indicators that are left open, where they do not print."""
    firsts = () if declared.blank_groups else _entries(root.get("绩效指标"))
    for entry in (group for first in firsts for group in (first, *_entries(first))):
        if isinstance(entry.value, Scalar) and entry.value.blank:
            hint = "请填写，或删去这一行"
            yield error("PT102", entry.key.span, f"“{entry.key.text}”没有填写", hint)


def _wrong_funds(entry: Entry) -> Iterator[Diagnostic]:
    """A kind of funds that is neither an amount nor amounts by year."""
    try:
        _FUNDS.validate_python(plain(entry.value))
    except ValidationError:
        hint = "写一个金额，如 10万元，或按年写，如 {2026: 1万元, 2027: 3万元}"
        yield error("PT102", entry.key.span, f"“{entry.key.text}”应为金额", hint)


def _wrong_value(root: Mapping, loc: Loc, spec: FieldSpec) -> Iterator[Diagnostic]:
    key, value = loc[-1], plain(find(root, loc))
    if value is None:
        return
    if not isinstance(value, str):
        yield error("PT102", key_span(root, loc), f"“{key}”应为文字", "写在冒号后面的同一行")
    elif spec.numeric and not spec.money and not _is_number(value, spec):
        hint = f"现在是“{value}”" + (f"，写成 30{spec.unit}" if spec.unit else "")
        yield error("PT102", value_span(root, loc), f"“{key}”应为数字", hint)
    elif spec.numeric and not spec.money and len(value) > LONGEST_NUMBER:
        yield error("PT102", value_span(root, loc), f"“{key}”的数字太长", "请核对，少写几位")


def _is_number(text: str, spec: FieldSpec) -> bool:
    if spec.unit:
        return number_in(text, spec.unit) is not None
    return text.strip().replace(".", "", 1).isdecimal()
