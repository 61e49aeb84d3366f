"""An indicator's actual, progress and breakdown on any day."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.store import Store
from tests.copies import empty_store

FIRST, SECOND, THIRD = date(2024, 6, 30), date(2024, 12, 31), date(2025, 6, 30)
DAY = date(2026, 1, 1)


def value(on: date, amount: float, **more: Any) -> dict[str, Any]:
    return {
        "indicator_id": "i",
        "consortium_id": "c",
        "observed_on": on,
        "recorded_on": on,
        "value": amount,
        **more,
    }


def share(on: date, numerator: float, denominator: float, **more: Any) -> dict[str, Any]:
    counts = {"numerator": numerator, "denominator": denominator}
    return value(on, 100 * numerator / denominator, **counts, **more)


def part(on: date, axis: str, category: str, amount: float, **more: Any) -> dict[str, Any]:
    return value(on, amount, axis=axis, category=category, **more)


def measured(store_with: Callable[..., Store], *values: dict[str, Any], **indicator: Any) -> Store:
    return store_with(
        {
            "indicator": [{"indicator_id": "i", "consortium_id": "c", "code": "I1", **indicator}],
            "indicator_value": values,
        }
    )


def state(store: Store, as_of: date = DAY) -> dict[str, Any]:
    return store.fetch("select * from indicator_state($as_of)", {"as_of": as_of}).row(0, named=True)


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "progress", "why"),
    [
        (0, 10, 4, 0.4, "underway"),
        (0, 10, 12, 1.2, "reached"),
        (10, 20, 5, -0.5, "underway"),
        (45, 14, 21, 24 / 31, "underway"),  # less is better
        (45, 14, 14, 1.0, "reached"),
        (62, 62, 64, None, "target equals baseline"),
        (None, 90, 43, None, "no baseline"),
        (0, 10, None, None, "no value yet"),
        (0, None, 4, None, "no target"),
    ],
)
def test_progress_is_raw_and_says_why_it_is_not_defined(store_with, baseline, target, actual, progress, why):
    values = [] if actual is None else [value(FIRST, actual)]
    row = state(measured(store_with, *values, baseline=baseline, target=target))
    assert row["progress"] == (None if progress is None else pytest.approx(progress))
    assert (row["progress_state"], row["actual"]) == (why, actual)


def test_of_a_cumulative_indicator_the_last_value_counts(store_with):
    store = measured(
        store_with,
        value(FIRST, 3, evidence_level=3, evidence="list", respondents=9),
        value(SECOND, 5, evidence_level=1, recorded_on=date(2025, 1, 20)),
        target=10,
    )
    row = state(store)
    assert (row["actual"], row["observed_on"], row["recorded_on"]) == (5, SECOND, date(2025, 1, 20))
    # What is not known of the last value is not taken from an earlier one.
    assert (row["evidence_level"], row["evidence"], row["respondents"]) == (1, None, None)
    assert state(store, SECOND.replace(day=30))["actual"] == 3
    assert state(store, date(2024, 1, 1))["actual"] is None


def test_the_values_of_a_periodic_indicator_add_and_the_lowest_evidence_counts(store_with):
    store = measured(
        store_with,
        value(FIRST, 3, evidence_level=1, respondents=9),
        value(SECOND, 5, evidence_level=3, respondents=11),
        accumulation="periodic",
        target=10,
    )
    row = state(store)
    assert (row["actual"], row["evidence_level"], row["respondents"], row["observations"]) == (8, 1, 20, 2)


def test_percentages_are_never_averaged(store_with):
    store = measured(
        store_with, share(FIRST, 1, 10), share(SECOND, 90, 100), accumulation="periodic", unit="%", target=100
    )
    assert state(store)["actual"] == pytest.approx(100 * 91 / 110)


@pytest.mark.parametrize("values", [(value(FIRST, 10), value(SECOND, 90)), (share(FIRST, 1, 10), value(SECOND, 90))])
def test_percentages_without_counts_cannot_be_added(store_with, values):
    store = measured(store_with, *values, accumulation="periodic", unit="%", baseline=0, target=100)
    row = state(store)
    assert (row["actual"], row["progress_state"]) == (None, "not addable")
    assert state(store, FIRST)["actual"] == 10


def test_an_average_with_its_counts_is_added_as_a_fraction(store_with):
    values = (value(FIRST, 30, numerator=60, denominator=2), value(SECOND, 10, numerator=80, denominator=8))
    assert state(measured(store_with, *values, accumulation="periodic", unit="days"))["actual"] == 14


def test_n_of_a_sum_is_not_known_when_one_n_is_not(store_with):
    values = (value(FIRST, 3, respondents=9), value(SECOND, 5))
    assert state(measured(store_with, *values, accumulation="periodic"))["respondents"] is None


def axes(store: Store, as_of: date = DAY) -> dict[str, bool | None]:
    rows = store.fetch("select axis, is_incomplete from indicator_axis($as_of)", {"as_of": as_of})
    return dict(rows.rows())


def test_each_axis_is_judged_by_itself(store_with):
    store = measured(
        store_with,
        value(FIRST, 10),
        part(FIRST, "gender", "women", 6),
        part(FIRST, "gender", "men", 4),
        part(FIRST, "country", "BE", 3),
    )
    assert axes(store) == {"gender": False, "country": True}
    assert state(store)["parts_incomplete"] is True


def test_without_a_breakdown_nothing_is_incomplete(store_with):
    assert state(measured(store_with, value(FIRST, 10)))["parts_incomplete"] is None


def test_a_promised_breakdown_that_is_missing_is_incomplete(store_with):
    assert axes(measured(store_with, value(FIRST, 10), disaggregation_axis="country")) == {"country": True}


def test_tenths_add_up_in_spite_of_binary_fractions(store_with):
    store = measured(store_with, value(FIRST, 0.3), part(FIRST, "a", "x", 0.1), part(FIRST, "a", "y", 0.2))
    assert axes(store) == {"a": False}


def test_only_the_last_breakdown_of_a_cumulative_indicator_counts(store_with):
    store = measured(
        store_with,
        value(FIRST, 10),
        part(FIRST, "country", "BE", 3),
        part(FIRST, "country", "NL", 1),
        value(SECOND, 12),
        part(SECOND, "country", "BE", 12),
    )
    assert (axes(store, FIRST), axes(store)) == ({"country": True}, {"country": False})
    assert breakdown(store) == [("country", "BE", 12)]


def test_every_breakdown_of_a_periodic_indicator_counts(store_with):
    store = measured(
        store_with,
        value(FIRST, 10),
        part(FIRST, "country", "BE", 8),
        value(SECOND, 4),
        part(SECOND, "country", "BE", 3),
        part(SECOND, "country", "NL", 3),
        accumulation="periodic",
    )
    # 8 + 3 + 3 = 10 + 4, and yet neither period adds up.
    assert axes(store) == {"country": True}
    assert breakdown(store) == [("country", "BE", 11), ("country", "NL", 3)]


def test_parts_of_a_percentage_are_compared_by_their_counts(store_with):
    women, men = (
        share(FIRST, 40, 50, axis="gender", category="women"),
        share(FIRST, 10, 50, axis="gender", category="men"),
    )
    assert axes(measured(store_with, share(FIRST, 50, 100), women, men, unit="%")) == {"gender": False}
    assert axes(measured(store_with, share(FIRST, 50, 100), women, unit="%")) == {"gender": True}


def test_nobody_can_tell_of_percentages_without_counts(store_with):
    store = measured(store_with, value(FIRST, 50), part(FIRST, "gender", "women", 80), unit="%")
    assert axes(store) == {"gender": None}


def breakdown(store: Store, as_of: date = DAY) -> list[tuple[Any, ...]]:
    sql = "select axis, category, actual from indicator_breakdown($as_of) order by axis, category"
    return store.fetch(sql, {"as_of": as_of}).rows()


def test_any_periods_agree_with_plain_python(store_with):
    choose = random.Random(1)
    periods = {f"i{n}": [(choose.randint(0, 50), choose.randint(1, 50)) for _ in range(1 + n % 3)] for n in range(60)}
    rule = {name: choose.choice(["cumulative", "periodic"]) for name in periods}
    store = store_with(
        {
            "indicator": [
                {"indicator_id": name, "consortium_id": "c", "code": name, "unit": "%", "accumulation": rule[name]}
                for name in periods
            ],
            "indicator_value": [
                share(on, *counts, indicator_id=name)
                for name, each in periods.items()
                for on, counts in zip((FIRST, SECOND, THIRD), each, strict=False)
            ],
        }
    )
    actual = dict(store.fetch("select indicator_id, actual from indicator_state($as_of)", {"as_of": DAY}).rows())
    for name, counts in periods.items():
        counting = counts[-1:] if rule[name] == "cumulative" else counts
        assert actual[name] == pytest.approx(100 * sum(n for n, _ in counting) / sum(d for _, d in counting))


def test_a_value_recorded_later_is_not_known_on_an_earlier_day(store_with):
    store = measured(store_with, value(FIRST, 3, recorded_on=SECOND), target=10)
    assert state(store, SECOND - timedelta(days=1))["progress_state"] == "no value yet"
    assert state(store, SECOND)["actual"] == 3


def test_a_correction_counts_from_the_day_it_was_recorded(store_with):
    store = measured(store_with, value(FIRST, 3), part(FIRST, "country", "BE", 3))
    whole = {"source_id": "s", "observed_precision": "day", "category": "total", "axis": "total", "evidence_level": 1}
    store.write(
        lambda change: change.append("indicator_value", [whole | value(FIRST, 5, recorded_on=THIRD)]),
        who="test",
        why="a correction",
        origin="app",
    )
    assert (state(store, SECOND)["actual"], state(store, THIRD)["actual"]) == (3, 5)
    assert (axes(store, SECOND), axes(store, THIRD)) == ({"country": False}, {"country": True})


def at_the_end(store: Store, until: date) -> dict[str, Any]:
    sql = "select * from indicator_state($as_of, until := $until)"
    return store.fetch(sql, {"as_of": DAY, "until": until}).row(0, named=True)


def test_at_the_end_of_a_period_later_values_do_not_count(store_with):
    store = measured(
        store_with,
        value(FIRST, 3),
        part(FIRST, "country", "BE", 1),
        value(SECOND, 5),
        part(SECOND, "country", "BE", 5),
        target=10,
        baseline=0,
        accumulation="cumulative",
    )
    first, second = at_the_end(store, FIRST), at_the_end(store, THIRD)
    assert (first["actual"], first["progress"], first["parts_incomplete"]) == (3, 0.3, True)
    assert (second["actual"], second["progress"], second["parts_incomplete"]) == (5, 0.5, False)


AMOUNTS = st.integers(-100, 100)


@settings(max_examples=12)
@given(
    cases=st.lists(
        st.tuples(st.none() | AMOUNTS, st.none() | AMOUNTS, st.lists(st.integers(0, 100), max_size=4), st.booleans()),
        min_size=4,
        max_size=12,
    )
)
def test_progress_and_the_sums_of_periods_agree_with_plain_python(cases):
    days = [date(2024, month, 28) for month in (3, 6, 9, 12)]
    with empty_store() as store:
        fill(store, cases, days)
        rows = store.fetch("select indicator_id, actual, progress from indicator_state($as_of)", {"as_of": DAY})
        said = {indicator: (actual, progress) for indicator, actual, progress in rows.rows()}
        sql = (
            "select indicator_id, actual from indicator_observation($as_of, since := $since, until := $until) "
            "qualify observed_on = max(observed_on) over (partition by indicator_id)"
        )
        halves = [
            dict(store.fetch(sql, {"as_of": DAY, "since": since, "until": until}).rows())
            for since, until in [(date(2024, 1, 1), date(2024, 6, 30)), (date(2024, 7, 1), date(2024, 12, 31))]
        ]
    for number, (baseline, target, amounts, is_periodic) in enumerate(cases):
        actual = None if not amounts else sum(amounts) if is_periodic else amounts[-1]
        defined = None not in (baseline, target, actual) and baseline != target
        progress = (actual - baseline) / (target - baseline) if defined else None
        assert said[f"i{number}"] == (actual, None if progress is None else pytest.approx(progress))
        first, second = (half.get(f"i{number}") for half in halves)
        if is_periodic and actual is not None:
            assert (first or 0) + (second or 0) == actual
        elif actual is not None:
            assert (second if second is not None else first) == actual


def fill(store: Store, cases: Any, days: list[date]) -> None:
    shared = {"source_id": "s", "consortium_id": "c", "language": "en"}
    indicators = [
        shared
        | {
            "indicator_id": f"i{number}",
            "code": f"I{number}",
            "title": "One",
            "results_level": "output",
            "unit": "persons",
            "direction": "ascending",
            "accumulation": "periodic" if is_periodic else "cumulative",
            "baseline": baseline,
            "target": target,
        }
        for number, (baseline, target, _, is_periodic) in enumerate(cases)
    ]
    observed = {
        "axis": "total",
        "category": "total",
        "evidence_level": 1,
        "observed_precision": "day",
        "source_id": "s",
    }
    values = [
        observed | value(on, float(amount), indicator_id=f"i{number}")
        for number, (_, _, amounts, _) in enumerate(cases)
        for on, amount in zip(days, amounts, strict=False)
    ]
    store.write(
        lambda change: (change.append("indicator", indicators), change.append("indicator_value", values)),
        who="test",
        why="rows of a test",
        origin="sources",
    )


def test_a_self_assessment_shows_the_latest_level_of_each_cell(store_with):
    cell = {"consortium_id": "c", "dimension": 1, "criterion": 1, "evidence": "lists"}
    store = store_with(
        {
            "tefce_cell": [
                cell | {"assessed_on": FIRST, "level": 4},
                cell | {"assessed_on": SECOND, "level": 2},
                cell | {"assessed_on": FIRST, "level": 5, "criterion": 2},
            ]
        }
    )
    sql = "select criterion, level from tefce_state($as_of) order by criterion"
    assert store.fetch(sql, {"as_of": DAY}).rows() == [(1, 2), (2, 5)]
    assert store.fetch(sql, {"as_of": FIRST}).rows() == [(1, 4), (2, 5)]
    assert store.fetch(sql, {"as_of": date(2024, 1, 1)}).is_empty()


def test_what_public_sources_tell_counts_from_the_day_it_was_observed(store_with):
    store = store_with(
        {
            "consortium": [
                {"consortium_id": basis, "acronym": basis, "record_basis": basis}
                for basis in ("records", "public sources")
            ],
            "indicator": [
                {"indicator_id": basis, "consortium_id": basis, "code": "I1"} for basis in ("records", "public sources")
            ],
            "indicator_value": [
                {
                    "indicator_id": basis,
                    "consortium_id": basis,
                    "observed_on": date(2018, 12, 31),
                    "recorded_on": date(2026, 11, 21),
                    "value": 72,
                }
                for basis in ("records", "public sources")
            ],
        }
    )
    known = "select indicator_id from indicator_value_known($as_of) order by indicator_id"
    assert store.fetch(known, {"as_of": date(2019, 6, 30)})["indicator_id"].to_list() == ["public sources"]
    assert store.fetch(known, {"as_of": date(2018, 12, 30)})["indicator_id"].to_list() == []
    assert store.fetch(known, {"as_of": date(2026, 11, 21)})["indicator_id"].to_list() == ["public sources", "records"]
