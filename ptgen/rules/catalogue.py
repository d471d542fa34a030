"""Stage rules: the table of all rules, and the functions that find."""

from __future__ import annotations

from types import MappingProxyType

from ptgen.rules import approved, required, suppress
from ptgen.rules.rule import Finder, Rule
from ptgen.rules.stages import STAGES

_FOUND_HERE = (approved,)

CATALOGUE: MappingProxyType[str, Rule] = MappingProxyType(
    {
        rule.code: rule
        for rule in sorted(
            (
                *STAGES.values(),
                *(module.RULE for module in _FOUND_HERE),
                suppress.UNUSED,
                suppress.UNREADABLE,
            ),
            key=lambda rule: rule.code,
        )
    }
)

FINDERS: tuple[Finder, ...] = (required.find, *(module.find for module in _FOUND_HERE))
