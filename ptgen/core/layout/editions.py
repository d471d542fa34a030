"""Choose the edition of a series that is in use in a budget year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from ptgen.core.layout.load import LayoutFile, load


class Editions(Protocol):
    """Where editions come from."""

    def layout(self, name: str) -> LayoutFile | None:
        """The ``layout.yaml`` of an edition."""

    def layouts(self) -> tuple[str, ...]:
        """The names of all editions."""


@dataclass(frozen=True, slots=True, order=True)
class _Edition:
    since: int
    name: str
    series: str


def newest(name: str, year: int, editions: Editions) -> str:
    """The newest edition in use by a year of the series that one belongs to.

    The edition itself where it belongs to none, or where none of them is in use yet.
    """
    known = tuple(_dated(editions))
    own = next((one for one in known if one.name == name), None)
    fitting = [one for one in known if own and one.series == own.series and one.since <= year]
    return max(fitting).name if fitting else name


def _dated(editions: Editions) -> Iterator[_Edition]:
    for name in editions.layouts():
        loaded = load(name, editions.layout)
        layout = None if loaded is None else loaded.layout
        if layout is not None and layout.series and layout.since is not None:
            yield _Edition(layout.since, name, layout.series)
