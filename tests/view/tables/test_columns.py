from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ptgen.view.tables.columns import columns_of


def test_one_band_keeps_its_shares() -> None:
    columns = columns_of([[1, 1, 2]], 8000)
    assert columns.widths == (2000, 2000, 4000)
    assert columns.span(0, 0, 2) == (0, 2)


def test_edges_of_all_bands_make_the_grid() -> None:
    columns = columns_of([[50, 50], [25, 75]], 8000)
    assert columns.widths == (2000, 2000, 4000)
    assert columns.span(0, 0, 1) == (0, 2)
    assert columns.span(1, 1, 1) == (1, 3)


def test_edges_that_nearly_meet_are_one() -> None:
    columns = columns_of([[50, 50], [50.2, 49.8]], 8000)
    assert columns.widths == (4000, 4000)
    assert columns.span(1, 0, 1) == (0, 1)


widths = st.lists(st.floats(min_value=5, max_value=100), min_size=1, max_size=8)


@given(st.lists(widths, min_size=1, max_size=5))
def test_every_band_fills_the_whole_width(bands: list[list[float]]) -> None:
    columns = columns_of(bands, 9638)
    assert sum(columns.widths) == 9638
    assert all(width > 0 for width in columns.widths)
    for index, band in enumerate(bands):
        assert columns.span(index, 0, len(band)) == (0, len(columns.widths))
        assert all(
            columns.span(index, at, 1)[0] < columns.span(index, at, 1)[1] for at in range(len(band))
        )
