"""The prices in a formula with what they are per: ``200人*2天*550元/人/天`` has 550 元 per 人, 天."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.formula.lexer import Number, Sign, Token, tokens

_SAME = {"日": "天", "星期": "周", "季度": "季", "时": "小时", "课时": "学时"}
_PERSON = "人"
_OF_PERSONS = frozenset({"天", "日", "周", "月", "年", "小时", "学时", "课时"})


@dataclass(frozen=True, slots=True)
class Price:
    """A price in 元 at ``text[start:end]``.

    ``per`` are the units that it is given by; without any ``counted`` are those of what it is
    multiplied by.
    """

    value: Fraction
    per: frozenset[str]
    counted: frozenset[str]
    start: int
    end: int

    def is_per(self, units: frozenset[str]) -> bool:
        """Whether it is a price by just these units."""
        return self.per == units if self.per else bool(units) and units <= self.counted


def prices(text: str) -> tuple[Price, ...]:
    """The prices of a formula; none of what cannot be read.

    Prices that are added up in brackets are one: ``3天*(340元/人/天+130元/人/天)``.
    """
    return tuple(_of_sum(tokens(text))) if isinstance(parse(text), Formula) else ()


def _of_sum(found: Sequence[Token]) -> Iterator[Price]:
    for product in _split(found, "+-"):
        yield from _of_product(product)


def _of_product(found: Sequence[Token]) -> Iterator[Price]:
    factors = [_unwrapped(part) for part in _split(found, "*/") if part]
    counted = frozenset(
        unit for factor in factors if len(factor) == 1 for unit in _units(factor[0]) if unit != "元"
    )
    for factor in factors:
        inner = list(_of_sum(factor)) if len(factor) > 1 else []
        if len(factor) == 1 and isinstance(factor[0], Number) and "元" in factor[0].units:
            number = factor[0]
            yield Price(number.value, _canonical(number.per), counted, number.start, number.end)
        elif inner and len({price.per for price in inner}) == 1 and _is_sum(factor):
            value = sum((price.value for price in inner), Fraction(0))
            yield Price(value, inner[0].per, counted, inner[0].start, inner[-1].end)
        else:
            yield from inner


def _is_sum(found: Sequence[Token]) -> bool:
    """Whether single prices are added up, and nothing else."""
    signs = [token.sign for token in found if isinstance(token, Sign)]
    return set(signs) == {"+"} and len(found) == 2 * len(signs) + 1


def _units(token: Token) -> frozenset[str]:
    return _canonical(token.units) if isinstance(token, Number) else frozenset()


def _canonical(units: Sequence[str]) -> frozenset[str]:
    """人天 is 人 and 天, 日 is 天, 课时 is 学时."""
    found: set[str] = set()
    for unit in units:
        whole = unit[:1] == _PERSON and unit[1:] in _OF_PERSONS
        found.update(
            (_PERSON, _SAME.get(unit[1:], unit[1:])) if whole else (_SAME.get(unit, unit),)
        )
    return frozenset(found)


def _split(found: Sequence[Token], signs: str) -> Iterator[Sequence[Token]]:
    """The stretches between the signs outside of brackets."""
    depth, start = 0, 0
    for at, token in enumerate(found):
        if isinstance(token, Sign):
            depth += {"(": 1, ")": -1}.get(token.sign, 0)
            if depth == 0 and token.sign in signs:
                yield found[start:at]
                start = at + 1
    yield found[start:]


def _unwrapped(found: Sequence[Token]) -> Sequence[Token]:
    """Without the brackets around the whole."""
    first = found[0]
    return found[1:-1] if isinstance(first, Sign) and first.sign == "(" else found
