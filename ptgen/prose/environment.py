"""Stage prose: the Jinja sandbox in which ``{{ … }}`` is computed: names, filters, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ptgen.money import fixed
from ptgen.prose.sandbox import FILTERS, NotAnAmountError, Value


def _printed(value: Value) -> Value:
    if isinstance(value, Decimal):
        return fixed(value)
    if isinstance(value, (str, int, StrictUndefined)):
        return value
    raise NotAnAmountError("not a text")


class _Names(ImmutableSandboxedEnvironment):
    """A sandbox in which ``a.b`` and ``a['b']`` find the parts of data and nothing of Python's."""

    def getitem(self, obj: object, argument: object) -> object:
        """The part of that name; ``分年.2022`` is asked for by a number."""
        if isinstance(obj, Mapping) and str(argument) in obj:
            found: object = obj[str(argument)]
            return found
        return self.undefined(obj=obj, name=str(argument))

    def getattr(self, obj: object, attribute: str) -> object:
        """The same."""
        return self.getitem(obj, attribute)


@lru_cache(maxsize=1)
def environment() -> ImmutableSandboxedEnvironment:
    """The sandbox that parses and renders all prose."""
    # The text goes into values that every renderer escapes by itself: escaping here would show.
    made = _Names(
        autoescape=False,
        undefined=StrictUndefined,
        finalize=_printed,
        keep_trailing_newline=True,
    )
    made.filters = dict(FILTERS)
    made.tests = {}
    made.globals = {}
    return made
