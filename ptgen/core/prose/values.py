"""The values that ``{{ … }}`` can name, and how amounts print."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from ptgen.core.money import fixed, grouped, in_capitals, in_wan, plain, rounded

UNREADABLE = "PT111"
UNKNOWN = "PT103"
"""The codes of what can be wrong with a text."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Stands where a name has no figure: why, and what can be named in its place."""

    message: str
    hint: str


Value = str | int | Decimal | None | Withheld | Mapping[str, "Value"]
Context = Mapping[str, Value]
"""Values by name; ``None`` is what the author left open."""

MAX_PLACES = 6
FILTERS: Mapping[str, Callable[[Decimal], str]] = MappingProxyType(
    {
        "元": lambda amount: f"{plain(amount)}元",
        "万元": lambda amount: f"{in_wan(amount)}万元",
        "千分": grouped,
        "大写": in_capitals,
    }
)
SCALES: Mapping[str, int] = MappingProxyType({"元": 0, "万元": -4})
"""The filters that may be told how many decimals to print: ``万元(2)``."""


def filtered(amount: Decimal, name: str, places: int | None) -> str:
    """The amount as a filter prints it, rounded to ``places`` where they are given."""
    if places is None:
        return FILTERS[name](amount)
    return f"{rounded(amount, SCALES[name], places)}{name}"


def printed(value: str | int | Decimal) -> str:
    """What is printed without a filter: amounts as ``1131964.00``."""
    return fixed(value) if isinstance(value, Decimal) else str(value)
