"""Choose the edition of a series that is in use in a budget year."""

from typing import Protocol

from ptgen.core.layout.load import LayoutFile, load
from ptgen.core.layout.model import Layout


class Editions(Protocol):
    """Where editions come from."""

    def layout(self, name: str) -> LayoutFile | None:
        """The ``layout.yaml`` of an edition."""

    def layouts(self) -> tuple[str, ...]:
        """The names of all editions."""


def layouts_of(editions: Editions) -> dict[str, Layout]:
    """The editions that can be read, by name."""
    loaded = {one: load(one, editions.layout) for one in editions.layouts()}
    return {one: found.layout for one, found in loaded.items() if found and found.layout}


def newest(name: str, year: int, editions: Editions) -> str:
    """The newest edition in use by a year of the series that one belongs to.

    The edition itself where it belongs to none, or where none of them is in use yet.
    """
    layouts = layouts_of(editions)
    own = layouts.get(name)
    if own is None or not own.series or own.since is None:
        return name
    fitting = [
        (one.since, key)
        for key, one in layouts.items()
        if one.series == own.series and one.since is not None and one.since <= year
    ]
    return max(fitting)[1] if fitting else name
