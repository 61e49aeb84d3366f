import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import regions
from components.regions import class_bounds


@pytest.mark.parametrize(
    ("values", "bounds"),
    [
        ([], []),
        ([0, 0, None], []),
        ([0, 1, 1, 3, None], [1.0, 3.0]),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1.0, 3.0, 5.0, 7.0, 9.0]),
        ([2] * 50 + [3, 4, 5, 6, 7], [2.0]),
    ],
)
def test_few_values_are_classes_of_their_own_and_many_are_parted_in_fifths(values, bounds):
    found = class_bounds(pl.Series(values, dtype=pl.Float64))
    assert found[: len(bounds)] == bounds


@given(st.lists(st.none() | st.floats(0, 1e6), max_size=60))
def test_every_value_above_zero_falls_in_a_class(values):
    bounds = class_bounds(pl.Series(values, dtype=pl.Float64))
    assert bounds == sorted(set(bounds))
    assert len(bounds) <= 5
    assert all(bounds and value >= bounds[0] for value in values if value)


@pytest.mark.parametrize(
    ("values", "said"),
    [([0.0, None], ["none (1)", "no data (crosses) (1)"]), ([0.0, 1.0, 2.0], ["1 (1)", "2 or more (1)"])],
)
def test_the_legend_counts_regions_where_none_has_any_too(values, said, monkeypatch):
    drawn: list[str] = []
    monkeypatch.setattr("streamlit.html", drawn.append)
    regions._legend(pl.Series(values, dtype=pl.Float64), class_bounds(pl.Series(values, dtype=pl.Float64)), "csos")
    assert [text for text in said if text not in drawn[0]] == []
