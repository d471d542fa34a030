"""Stage rules: the table of all rules, and the functions that find."""

from __future__ import annotations

from types import MappingProxyType

from ptgen.rules import (
    annual_above_total,
    approved,
    brackets,
    choices,
    contradictions,
    count_without_number,
    dates_open,
    dates_reversed,
    document_numbers,
    double_spaces,
    full_width,
    group_weights,
    half_width,
    html,
    indicator_groups,
    missing_groups,
    mostly_words,
    no_operator,
    other_group,
    pending,
    period_outside,
    placeholders,
    project_code,
    prompts,
    prose_amounts,
    rate_above_100,
    required,
    reserves,
    same_goals,
    same_indicator,
    same_name,
    same_output,
    satisfaction,
    suppress,
    total_scope,
    value_is_name,
    volume,
    volume_years,
    weights,
    wrong_direction,
)
from ptgen.rules.rule import Finder, Rule
from ptgen.rules.stages import DRAWING, STAGES

_OF_ONE_PROJECT = (
    dates_reversed,
    period_outside,
    choices,
    project_code,
    dates_open,
    approved,
    annual_above_total,
    prose_amounts,
    reserves,
    total_scope,
    indicator_groups,
    placeholders,
    same_indicator,
    missing_groups,
    value_is_name,
    count_without_number,
    rate_above_100,
    satisfaction,
    wrong_direction,
    no_operator,
    other_group,
    mostly_words,
    weights,
    group_weights,
    html,
    brackets,
    document_numbers,
    prompts,
    same_goals,
    contradictions,
    full_width,
    half_width,
    double_spaces,
)
_OF_SEVERAL = (same_name, same_output, volume, volume_years)

CATALOGUE: MappingProxyType[str, Rule] = MappingProxyType(
    {
        rule.code: rule
        for rule in sorted(
            (
                *STAGES.values(),
                *DRAWING.values(),
                suppress.UNUSED,
                suppress.UNREADABLE,
                suppress.CONFIG,
                pending.CHECKING,
                pending.FILLING,
                *(module.RULE for module in _OF_ONE_PROJECT),
                *(module.RULE for module in _OF_SEVERAL),
            ),
            key=lambda rule: rule.code,
        )
    }
)

# The rules that `ptgen check` applies.
CHECKED: tuple[str, ...] = tuple(code for code in CATALOGUE if code not in DRAWING)

FINDERS: tuple[Finder, ...] = (required.find, *(module.find for module in _OF_ONE_PROJECT))
