"""Load an edition: merge the chain of ``layout.yaml`` files that it extends, and validate it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

from pydantic import ValidationError

from ptgen.core.diagnostics import Diagnostic, Span, error, few
from ptgen.core.layout.labels import labels
from ptgen.core.layout.model import Layout
from ptgen.core.layout.references import unknown_names
from ptgen.core.layout.validation import layout_faults
from ptgen.core.model.edition_keys import EDITION_KEYS
from ptgen.core.model.error_messages import explained
from ptgen.core.prose.expand import computes
from ptgen.core.source.nodes import Mapping, Scalar, merged, plain, without_taken_away
from ptgen.core.source.parse import Source, read

MAX_CHAIN = 16
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_OF_ITS_OWN = frozenset({"系列", "起用年度"})


@dataclass(frozen=True, slots=True)
class LayoutFile:
    """The bytes of a ``layout.yaml`` and the path by which findings name it."""

    path: str
    data: bytes


ReadLayout = Callable[[str], LayoutFile | None]


@dataclass(frozen=True, slots=True)
class LoadedLayout:
    """An edition with the files that it was made from; ``layout`` is ``None`` when it is wrong.

    ``computing`` are those of its texts that compute for each project, ``defaults`` the keys of
    projects that it writes for all of them.
    """

    layout: Layout | None
    sources: tuple[Source, ...]
    diagnostics: tuple[Diagnostic, ...]
    computing: tuple[str, ...] = ()
    defaults: Mapping | None = None


def load(name: str, read_layout: ReadLayout) -> LoadedLayout | None:
    """The edition of that name with all that it extends; ``None`` when there is none."""
    chain: list[Source] = []
    found: list[Diagnostic] = []
    roots: list[Mapping] = []
    current: str | None = name
    names: list[str] = []
    at = Span.at(name)
    while current is not None:
        file = read_layout(current) if NAME.fullmatch(current) else None
        if file is None:
            if not chain:
                return None
            found.append(error("PT104", at, f"没有版式“{current}”", "请核对“继承”的版式名"))
            break
        if len(chain) >= MAX_CHAIN:
            found.append(error("PT104", at, f"“继承”超过 {MAX_CHAIN} 层", "减少层次"))
            break
        if current in names:
            circle = " → ".join([*names, current])
            found.append(error("PT104", at, f"“继承”成了圈：{circle}", "删去其中一处“继承”"))
            break
        names.append(current)
        source = read(file.data, file.path)
        chain.append(source)
        found.extend(source.diagnostics)
        if source.root is None:
            break
        roots.append(source.root if not roots else _inherited(source.root))
        current, at = _extends(source.root)
    if found:
        return LoadedLayout(None, tuple(chain), tuple(found))
    # From the base on: what an edition takes away is gone for those that extend it.
    root = reduce(lambda base, over: merged(over, base), reversed(roots))
    root = without_taken_away(root)
    layout, wrong = _validated(root)
    computing = (
        () if layout is None else tuple(text for _, text in labels(layout) if computes(text))
    )
    defaults = tuple(entry for entry in root.entries if entry.key.text in EDITION_KEYS)
    return LoadedLayout(
        layout, tuple(chain), wrong, tuple(dict.fromkeys(computing)), Mapping(defaults, root.span)
    )


def _inherited(root: Mapping) -> Mapping:
    """What an edition passes on: not its place among the editions of its series."""
    kept = (entry for entry in root.entries if entry.key.text not in _OF_ITS_OWN)
    return Mapping(tuple(kept), root.span)


def _extends(root: Mapping) -> tuple[str | None, Span]:
    entry = root.get("继承")
    if entry is None or not isinstance(entry.value, Scalar) or entry.value.blank:
        return None, root.span
    return entry.value.text.strip(), entry.value.span


def _validated(root: Mapping) -> tuple[Layout | None, tuple[Diagnostic, ...]]:
    try:
        layout = Layout.model_validate(plain(root))
    except ValidationError as failure:
        return None, few(explained(failure, root, Layout))
    found = (*few(layout_faults(layout, root)), *few(unknown_names(layout, root)))
    return (None if found else layout), found
