"""Stage rules: the table of all rules, and the functions that find."""

from __future__ import annotations

from types import MappingProxyType

from ptgen.check import suppressions as suppress
from ptgen.check.from_stages import DRAWING, STAGES
from ptgen.check.rule import Finder, Rule
from ptgen.check.rules.amounts import (
    annual_above_total,
    approved,
    prose_amounts,
    reserves,
    total_scope,
    volume,
    volume_years,
)
from ptgen.check.rules.fields import (
    choices,
    dates_open,
    dates_reversed,
    period_outside,
    project_code,
    required,
    same_name,
    same_output,
)
from ptgen.check.rules.file import pending
from ptgen.check.rules.indicators import (
    count_without_number,
    group_weights,
    indicator_groups,
    missing_groups,
    mostly_words,
    no_operator,
    other_group,
    placeholders,
    rate_above_100,
    same_indicator,
    satisfaction,
    value_is_name,
    weights,
    wrong_direction,
)
from ptgen.check.rules.prose import (
    brackets,
    contradictions,
    document_numbers,
    double_spaces,
    full_width,
    half_width,
    html,
    prompts,
    same_goals,
)

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
