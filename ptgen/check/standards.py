"""Read the expenditure standards (标准.yaml) that hold for a path."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from ptgen.check.settings import PricedStandard
from ptgen.core.diagnostics import Diagnostic, error, few
from ptgen.core.filesystem import project_root, read_bytes, shown
from ptgen.core.formula.prices import prices
from ptgen.core.model.error_messages import explained
from ptgen.core.model.units.standards import STANDARDS_FILE, Standard, Standards
from ptgen.core.source.nodes import Mapping, plain, value_span
from ptgen.core.source.parse import read


@dataclass(frozen=True, slots=True)
class StandardsOfFolder:
    """The standards of ``folder`` and below, as findings show it; ``lines`` are those of ``path``."""

    folder: str
    path: str
    standards: tuple[PricedStandard, ...]
    diagnostics: tuple[Diagnostic, ...]
    lines: tuple[str, ...]


def standards_file(path: Path) -> Path | None:
    """The 标准.yaml that holds for a path: in projects/ or beside it, up to the repository's root."""
    start = project_root(path)
    for folder in (start, *start.parents):
        file = folder / STANDARDS_FILE
        # A link may lead out of the repository.
        if file.is_file() and not file.is_symlink():
            return file
        if (folder / ".git").exists():
            return None
    return None


def standards_at(file: Path) -> StandardsOfFolder | None:
    """The standards in a file; ``None`` where it cannot be read."""
    data = read_bytes(file)
    if data is None:
        return None
    name, folder = shown(file), shown(file.parent)
    source = read(data, name)
    found = list(source.diagnostics)
    standards: tuple[PricedStandard, ...] = ()
    if source.root is not None:
        standards, wrong = read_standards(source.root)
        found.extend(wrong)
    return StandardsOfFolder(folder, name, standards, tuple(found), tuple(source.lines))


def read_standards(
    root: Mapping,
) -> tuple[tuple[PricedStandard, ...], tuple[Diagnostic, ...]]:
    """The standards of a file's nodes, and what is wrong with them."""
    try:
        file = Standards.model_validate(plain(root))
    except ValidationError as failure:
        return (), few(explained(failure, root, {"": Standards, "标准": Standard}))
    made: list[PricedStandard] = []
    found: list[Diagnostic] = []
    for index, standard in enumerate(file.standards):
        limits = prices(standard.limit)
        if len(limits) == 1 and limits[0].per and limits[0].value > 0:
            made.append(PricedStandard(standard, limits[0].value, limits[0].per))
        else:
            span = value_span(root, ("标准", index, "上限"))
            hint = "写成带单位的单价，如 550元/人天"
            found.append(error("PT201", span, f"看不懂上限“{standard.limit}”", hint))
    return tuple(made), few(found)
