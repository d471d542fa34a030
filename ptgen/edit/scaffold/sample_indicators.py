"""The example indicators of a new project, as the dictionary of its edition asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from ptgen.core.layout.model import Layout, Need, WeightScheme
from ptgen.core.model.indicator import EXAMPLES, OTHER_EXAMPLE
from ptgen.edit.formatter.spelling import spelled
from ptgen.edit.rollover.review_comments import EXAMPLE
from ptgen.edit.scaffold.yaml_writer import Example, in_line

Groups = Mapping[str, Mapping[str, Need]]

_USUAL: Groups = MappingProxyType(
    {
        "产出指标": {"数量指标": Need.REQUIRED, "质量指标": Need.REQUIRED},
        "效益指标": {"社会效益指标": Need.REQUIRED},
        "满意度指标": {"服务对象满意度指标": Need.REQUIRED},
    }
)
_BENEFIT, _CONTENT = "效益指标", "满意度指标"


def indicator_lines(layout: Layout) -> Iterator[str]:
    """The lines below ``绩效指标:``: the groups that are needed, the others as comments."""
    groups: Groups = layout.dictionary or _USUAL
    needed = _needed(groups)
    weights = _weights(layout.weights, needed)
    fields = {key: spec.example for key, spec in layout.indicator_fields.items()}
    if fields:
        long = in_line({"指标值": "≥85%", **fields})
        yield f"  # 指标的长写法：三级指标名称: {long}"
    for level1, inner in groups.items():
        yield f"  {'' if level1 in needed else '# '}{spelled(level1)}:"
        for level2 in inner:
            name, value = EXAMPLES.get(level2, OTHER_EXAMPLE)
            if level2 in needed.get(level1, ()):
                weight = weights.get((level1, level2))
                shown: Example = value if weight is None else {"指标值": value, "权重": weight}
                yield f"    {spelled(level2)}:"
                yield f"      {name}: {spelled(value) if weight is None else in_line(shown)}{EXAMPLE}"
            elif level1 in needed:
                yield f"    # {spelled(level2)}:"
                yield f"    #   {name}: {spelled(value)}"
            else:
                yield f"  #   {spelled(level2)}:"
                yield f"  #     {name}: {spelled(value)}"


def _needed(groups: Groups) -> dict[str, tuple[str, ...]]:
    """The groups that a project has to have, and one for benefit and for satisfaction."""
    needed = {
        level1: tuple(level2 for level2, need in inner.items() if need is Need.REQUIRED)
        for level1, inner in groups.items()
    }
    for level1, usual in ((_BENEFIT, "社会效益指标"), (_CONTENT, "服务对象满意度指标")):
        inner = groups.get(level1)
        if inner and not needed[level1]:
            needed[level1] = (usual if usual in inner else next(iter(inner)),)
    return {level1: inner for level1, inner in needed.items() if inner}


def _weights(
    scheme: WeightScheme | None, needed: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, str], str]:
    """Whole weights that add up as the edition says; empty where it has none."""
    if scheme is None:
        return {}
    groups = scheme.groups_for(tuple(needed))
    weights: dict[tuple[str, str], str] = {}
    if set(groups) == set(needed):
        for level1, inner in needed.items():
            weights |= _shared(groups[level1], [(level1, level2) for level2 in inner])
        return weights
    places = [(level1, level2) for level1, inner in needed.items() for level2 in inner]
    return _shared(scheme.total, places)


def _shared(whole: Decimal, places: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    part = whole // len(places)
    first = whole - part * (len(places) - 1)
    return {place: f"{part if index else first:f}" for index, place in enumerate(places)}
