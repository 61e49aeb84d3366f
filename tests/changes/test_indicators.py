from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import store as stores
from data.changes.events import Conflict
from data.changes.indicators import add_indicator, record_value, take_back_value
from data.changes.results import IndicatorValue, NewIndicator
from data.checks import run_checks
from data.problems import Problem
from data.store import Store
from data.transaction import Change
from queries.impact import indicator_history

TODAY, DAY = date(2025, 6, 30), date(2025, 3, 31)
ROWS: dict[str, list[dict[str, Any]]] = {
    "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
    "consortium": [
        {
            "consortium_id": "c",
            "acronym": "C",
            "starts_on": date(2024, 1, 1),
            "starts_precision": "day",
            "ends_on": date(2026, 12, 31),
        }
    ],
    "objective": [{"consortium_id": "c", "objective": "SO1", "statement": "Do"}],
    "indicator": [
        {
            "indicator_id": code,
            "consortium_id": "c",
            "code": code,
            "unit": unit,
            "baseline": baseline,
            "target": target,
            "disaggregation_axis": axis,
            "accumulation": accumulation,
        }
        for code, unit, baseline, target, axis, accumulation in [
            ("I1", "students", 0, 100, "gender", "cumulative"),
            ("I2", "%", 10, 80, None, "periodic"),
            ("I3", "degrees", -5, 5, "country", "cumulative"),
        ]
    ],
}


@pytest.fixture
def store(store_with) -> Store:
    store: Store = store_with(ROWS)
    return store


def seen() -> int:
    return stores.opened().version


def record(indicator: str = "I1", today: date = TODAY, version: int | None = None, **fields: Any) -> Change:
    given: dict[str, Any] = {"observed_on": DAY, "evidence_level": 1} | fields
    said = IndicatorValue(indicator_id=indicator, **given)
    return record_value(said, who="a", today=today, seen_version=seen() if version is None else version)


def take_back(axis: str = "total", category: str = "total", **more: Any) -> Change:
    given: dict[str, Any] = {"observed_on": DAY, "who": "b", "today": TODAY, "seen_version": seen()} | more
    return take_back_value("I1", axis=axis, category=category, **given)


def add(**fields: Any) -> Change:
    given: dict[str, Any] = {
        "consortium_id": "c",
        "code": "I9",
        "title": "Policies",
        "results_level": "impact",
        "unit": "policies",
        "direction": "ascending",
        "accumulation": "cumulative",
    } | fields
    return add_indicator(NewIndicator(**given), who="a")


def actual(store: Store, indicator: str = "I1", as_of: date = TODAY) -> Any:
    rows = store.fetch("select indicator_id, actual from indicator_state($as_of)", {"as_of": as_of})
    return dict(rows.rows())[indicator]


def test_a_value_is_on_record_from_the_day_it_was_recorded(store):
    record(value=40, evidence_level=2, evidence="lists", respondents=40)
    assert actual(store) == 40
    assert actual(store, as_of=date(2025, 6, 29)) is None
    row = store.fetch("select * from indicator_value").row(0, named=True)
    assert (row["recorded_on"], row["evidence"], row["respondents"], row["source_id"]) == (
        TODAY, "lists", 40, "recorded-here",
    )  # fmt: skip
    assert run_checks(store).filter(severity="fail").is_empty()


def test_a_correction_leaves_what_was_known_before_it(store):
    record(value=40, today=date(2025, 4, 10))
    record(value=44)
    assert (actual(store, as_of=date(2025, 4, 10)), actual(store)) == (40, 44)
    history = indicator_history(indicator="I1", as_of=TODAY).rows
    assert history.select("value", "standing", "recorded_by").rows() == [(44, "counts", "a"), (40, "replaced", "a")]
    assert indicator_history(indicator="I1", as_of=date(2025, 4, 10)).rows["standing"].to_list() == ["counts"]


def test_taking_back_a_total_takes_its_parts_and_leaves_the_past(store):
    record(value=40, today=date(2025, 4, 10))
    record(value=30, axis="gender", category="women", today=date(2025, 4, 10))
    take_back()
    assert (actual(store), actual(store, as_of=date(2025, 4, 10))) == (None, 40)
    assert store.fetch("select * from indicator_value").is_empty()
    assert indicator_history(indicator="I1", as_of=TODAY).rows["standing"].to_list() == [
        "taken back", "replaced", "taken back", "replaced",
    ]  # fmt: skip
    record(value=41)
    assert actual(store) == 41


def test_a_part_taken_back_leaves_the_total(store):
    record(value=40)
    record(value=30, axis="gender", category="women")
    take_back("gender", "women")
    assert store.fetch("select axis, value from indicator_value").rows() == [("total", 40)]


def test_counts_make_the_value(store):
    record("I2", numerator=30, denominator=40, respondents=40)
    assert actual(store, "I2") == 75
    record("I2", numerator=1, denominator=3, value=33.3, observed_on=date(2025, 4, 30))
    assert actual(store, "I2") == pytest.approx(100 * 31 / 43)


def test_a_part_is_spelled_as_it_is_on_record(store):
    record(value=40)
    record(value=30, axis="gender", category="Women")
    record(value=31, axis="gender", category=" women ")
    parts = store.fetch("select category, value from indicator_value where axis = 'gender'")
    assert parts.rows() == [("Women", 31)]


def test_a_part_by_country_is_a_country(store):
    record("I3", value=-2)
    record("I3", value=-2, axis="country", category="EL")
    assert store.fetch("select category from indicator_value where axis = 'country'").item() == "GR"
    with pytest.raises(Problem, match="which is not a country"):
        record("I3", value=-2, axis="country", category="Flanders")


@pytest.mark.parametrize(
    ("indicator", "fields", "sentence"),
    [
        ("I1", {}, "“Value” is empty"),
        ("I1", {"value": -1}, "“Value” says -1"),
        ("I1", {"value": float("nan")}, "“Value” is not a number"),
        ("I1", {"value": float("inf")}, "“Value” is not a number"),
        ("I1", {"value": 1, "numerator": 1}, "“Denominator” is empty"),
        ("I1", {"denominator": 2}, "“Numerator” is empty"),
        ("I1", {"numerator": 1, "denominator": 0}, "“Denominator” says 0"),
        ("I2", {"numerator": 41, "denominator": 40}, "“Numerator” says 41"),
        ("I2", {"numerator": -1, "denominator": 40}, "“Numerator” says -1"),
        ("I2", {"numerator": 30, "denominator": 40, "value": 30}, "while numerator and denominator make 75"),
        ("I1", {"value": 1, "respondents": -1}, "“Respondents” says -1"),
        ("I1", {"value": 1, "evidence_level": None}, "“Evidence level” is empty"),
        ("I1", {"value": 1, "evidence_level": 4}, "“Evidence level” says 4"),
        ("I1", {"value": 1, "evidence_level": 2}, "evidence level 2 needs it"),
        ("I1", {"value": 1, "evidence": "ask a@b.eu"}, "“Evidence” holds an e-mail address"),
        ("I1", {"value": 1, "observed_on": date(2023, 12, 31)}, "before the consortium began"),
        ("I1", {"value": 1, "observed_on": date(2025, 7, 1)}, "still to come"),
        ("I1", {"value": 1, "axis": "age", "category": "old"}, "“Of” says age"),
        ("I1", {"value": 1, "axis": "gender", "category": None}, "“Part” has 0 characters"),
        ("I1", {"value": 1, "axis": "gender", "category": "Total"}, "stands for the whole"),
        ("I1", {"value": 1, "axis": "gender", "category": "women"}, "no total is on record"),
        ("I9", {"value": 1}, "not on record"),
    ],
)
def test_what_cannot_be_so_is_said_and_nothing_is_saved(store, indicator, fields, sentence):
    before = store.version
    with pytest.raises(Problem, match=sentence):
        record(indicator, **fields)
    assert store.version == before


def test_the_same_again_is_refused(store):
    record(value=40)
    with pytest.raises(Problem, match="Nothing differs"):
        record(value=40)


def test_two_who_record_at_once_are_told_of_each_other(store):
    version = seen()
    record(value=40)
    with pytest.raises(Conflict) as refused:
        record(value=41, version=version)
    assert [(change.code, change.event, change.effective_on) for change in refused.value.changes] == [
        ("I1", "value", DAY)
    ]
    with pytest.raises(Conflict):
        take_back(seen_version=version)
    record(value=41, version=refused.value.version)
    assert actual(store) == 41


def test_a_value_that_is_not_there_cannot_be_taken_back(store):
    with pytest.raises(Problem, match="This value is not on record"):
        take_back()


def test_an_indicator_is_added_with_what_it_is_measured_by(store):
    add(objective="SO1", baseline=2, target=10, target_on=date(2026, 12, 31), disaggregation_axis=" country ")
    row = store.fetch("select * from indicator where code = 'I9'").row(0, named=True)
    assert (row["baseline"], row["target"], row["disaggregation_axis"], row["language"]) == (2, 10, "country", "en")
    add(code="I10", direction="descending", baseline=10, target=2)
    add(code="I11")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"code": " "}, "“Number” has 0"),
        ({"code": "I1"}, "“Number” says I1, which is taken"),
        ({"title": ""}, "“Title” has 0"),
        ({"unit": ""}, "“Unit” has 0"),
        ({"results_level": None}, "“Results level” is empty"),
        ({"results_level": "result"}, "“Results level” says result"),
        ({"direction": None}, "“Direction” is empty"),
        ({"accumulation": None}, "“Counting” is empty"),
        ({"objective": "SO7"}, "“Objective” names SO7"),
        ({"baseline": 5, "target": 5}, "both say 5"),
        ({"baseline": 5, "target": 4}, "wrong side"),
        ({"baseline": 4, "target": 5, "direction": "descending"}, "wrong side"),
        ({"target": float("inf")}, "“Target” is not a number"),
        ({"target_on": date(2026, 1, 1)}, "“Target” is empty"),
        ({"target": 5, "target_on": date(2023, 1, 1)}, "“Target day” says"),
        ({"target": 5, "target_on": date(2029, 1, 1)}, "more than a year after the end"),
        ({"disaggregation_axis": "Total"}, "stands for the whole"),
        ({"consortium_id": "x"}, "This consortium is not on record"),
    ],
)
def test_an_indicator_that_cannot_be_so_is_refused(store, fields, sentence):
    before = store.version
    with pytest.raises(Problem, match=sentence):
        add(**fields)
    assert store.version == before


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    numerator=st.floats(allow_nan=True, allow_infinity=True),
    denominator=st.floats(allow_nan=True, allow_infinity=True),
)
def test_any_counts_make_a_share_or_a_sentence(store, numerator, denominator):
    version = store.version
    try:
        record("I2", numerator=numerator, denominator=denominator)
    except Problem:
        assert store.version == version
    else:
        value = store.fetch("select value from indicator_value where indicator_id = 'I2'").item()
        assert 0 <= value <= 100
        assert value == pytest.approx(100 * numerator / denominator)
