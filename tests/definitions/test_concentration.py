"""Concentration over a list of amounts, against worked checks and against plain Python."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

MEASURES = ("herfindahl", "herfindahl_normalised", "shannon", "evenness", "effective_number", "gini")


@pytest.fixture
def measured(store_with):
    store = store_with({})

    def measure(amounts: list[float]) -> dict[str, float | None]:
        named = ", ".join(f"{name}($amounts) as {name}" for name in MEASURES)
        found: dict[str, float | None] = store.fetch(f"select {named}", {"amounts": amounts}).row(0, named=True)
        return found

    return measure


def test_the_worked_check_holds_to_four_decimals(measured):
    assert {name: round(value, 4) for name, value in measured([40, 30, 20, 10]).items()} == {
        "herfindahl": 0.3000,
        "herfindahl_normalised": 0.0667,
        "shannon": 1.2799,
        "evenness": 0.9232,
        "effective_number": 3.5961,
        "gini": 0.2500,
    }


@pytest.mark.parametrize("amounts", [[0, 0, 0], [0]])
def test_nothing_at_all_is_not_defined(measured, amounts):
    assert set(measured(amounts).values()) == {None}


def test_one_country_has_no_evenness(measured):
    assert measured([7]) == {
        "herfindahl": 1,
        "herfindahl_normalised": None,
        "shannon": 0,
        "evenness": None,
        "effective_number": 1,
        "gini": 0,
    }


def test_zeros_count_where_n_does(measured):
    without, with_zero = measured([1, 1]), measured([1, 1, 0])
    for unmoved in ("herfindahl", "shannon", "effective_number"):
        assert with_zero[unmoved] == pytest.approx(without[unmoved])
    assert (without["gini"], with_zero["gini"]) == (0, pytest.approx(1 / 3))


def naive(amounts: list[int]) -> dict[str, float]:
    total, n = sum(amounts), len(amounts)
    parts = [amount / total for amount in amounts]
    index = sum(part**2 for part in parts)
    entropy = -sum(part * math.log(part) for part in parts if part)
    differences = sum(abs(one - other) for one in amounts for other in amounts)
    return {
        "herfindahl": index,
        "herfindahl_normalised": (index - 1 / n) / (1 - 1 / n),
        "shannon": entropy,
        "evenness": entropy / math.log(n),
        "effective_number": math.exp(entropy),
        "gini": differences / (2 * n * total),
    }


def test_any_list_agrees_with_plain_python(measured):
    @given(st.lists(st.integers(0, 10_000), min_size=2, max_size=40).filter(any))
    def agrees(amounts):
        assert measured(amounts) == pytest.approx(naive(amounts), abs=1e-9)

    agrees()
