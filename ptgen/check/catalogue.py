"""The table of all rules, and the functions that find. Rules are discovered in their families."""

from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from ptgen.check import rules
from ptgen.check.from_stages import DRAWING, STAGES
from ptgen.check.rule import Finder, Rule

_FOLDER = Path(rules.__file__ or "").parent
_MODULES = tuple(
    import_module(".".join((rules.__name__, *file.relative_to(_FOLDER).with_suffix("").parts)))
    for file in sorted(_FOLDER.glob("*/*.py"))
    if file.stem != "__init__"
)

_RULES = [one for module in _MODULES for one in vars(module).values() if isinstance(one, Rule)]

CATALOGUE: MappingProxyType[str, Rule] = MappingProxyType(
    dict(sorted({**STAGES, **DRAWING, **{one.code: one for one in _RULES}}.items()))
)

# The rules that `ptgen check` applies.
CHECKED: tuple[str, ...] = tuple(code for code in CATALOGUE if code not in DRAWING)

FINDERS: tuple[Finder, ...] = tuple(
    module.find for module in _MODULES if hasattr(module, "RULE") and not module.RULE.across
)
