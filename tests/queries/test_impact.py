from datetime import date
from typing import Any

import pytest

from data import store as stores
from queries.impact import (
    case_study_list,
    impact_headlines,
    indicator_choices,
    indicator_course,
    indicator_history,
    indicator_list,
    indicator_parts,
    objective_list,
    period_choices,
    quote_list,
    result_choices,
)

FIRST, SECOND, DAY = date(2024, 6, 30), date(2024, 12, 31), date(2025, 1, 31)
HERE: dict[str, Any] = {"consortium": "c", "as_of": DAY}


def indicator(code: str, results_level: str, objective: str | None, **more: Any) -> dict[str, Any]:
    return {
        "indicator_id": f"c-{code}",
        "consortium_id": "c",
        "code": code,
        "title": f"Title of {code}",
        "results_level": results_level,
        "objective": objective,
        **more,
    }


def value(code: str, on: date, amount: float, **more: Any) -> dict[str, Any]:
    return {
        "indicator_id": f"c-{code}",
        "consortium_id": "c",
        "observed_on": on,
        "recorded_on": on,
        "value": amount,
        "source_id": "survey",
        **more,
    }


@pytest.fixture(autouse=True)
def four(store_with):
    """A periodic output half broken down, an outcome that reached its target, an impact without a value, a finding."""
    store_with(
        {
            "consortium": [{"consortium_id": "c", "acronym": "C"}, {"consortium_id": "other", "acronym": "O"}],
            "source_document": [
                {"source_id": "s", "title": "Grant agreement", "language": "en", "kind": "agreement"},
                {"source_id": "survey", "title": "Survey", "language": "en", "kind": "survey"},
            ],
            "objective": [
                {"consortium_id": "c", "objective": "SO1", "statement": "Do"},
                {"consortium_id": "c", "objective": "SO2", "statement": "Teach"},
            ],
            "indicator": [
                indicator("I4", "impact", None, baseline=0, target=3),
                indicator("I3", "outcome", "SO2", baseline=4, target=8),
                indicator("I1", "output", "SO1", baseline=0, target=40, accumulation="periodic"),
                indicator("I2", "activity", "SO1"),
                indicator("I9", "impact", None, target=1) | {"indicator_id": "o-I9", "consortium_id": "other"},
            ],
            "indicator_value": [
                value("I1", FIRST, 10, evidence_level=1),
                value("I1", FIRST, 6, axis="country", category="BE"),
                value("I1", FIRST, 4, axis="country", category="NL"),
                value("I1", SECOND, 20, evidence_level=2, evidence="lists", respondents=20),
                value("I1", SECOND, 15, axis="country", category="BE"),
                value("I1", date(2025, 6, 30), 30),
                value("I3", FIRST, 9, evidence_level=3),
                value("I2", SECOND, 72, evidence_level=2, observed_precision="year"),
            ],
            "deliverable": [
                {"deliverable_id": code, "consortium_id": "c", "code": code, "objective": objective}
                for code, objective in [("D1", "SO1"), ("D2", "SO1"), ("D3", None)]
            ],
            "deliverable_event": [
                {
                    "event_id": f"{code} {event}",
                    "deliverable_id": code,
                    "consortium_id": "c",
                    "event": event,
                    "effective_on": on,
                    "due_on": SECOND,
                    "due_precision": "day",
                    "reason": "agreed",
                }
                for code, event, on in [
                    ("D1", "planned", FIRST),
                    ("D2", "planned", FIRST),
                    ("D3", "planned", FIRST),
                    ("D1", "submitted", SECOND),
                    ("D2", "removed", date(2025, 6, 1)),
                ]
            ],
        }
    )


def test_choices_of_the_filters():
    assert indicator_choices(consortium="c").rows.rows() == [
        ("objective", "SO1", 2),
        ("objective", "SO2", 1),
        ("results_level", "activity", 1),
        ("results_level", "impact", 1),
        ("results_level", "outcome", 1),
        ("results_level", "output", 1),
    ]


def test_indicators_stand_along_the_results_chain():
    rows = indicator_list(**HERE).rows
    shown = rows.select("code", "actual", "progress", "progress_state", "evidence_level", "parts_incomplete", "source")
    assert shown.rows() == [
        ("I2", 72, None, "no target", 2, None, "Survey"),
        ("I1", 30, 0.75, "underway", 1, True, "Survey"),
        ("I3", 9, 1.25, "reached", 3, None, "Survey"),
        ("I4", None, None, "no value yet", None, None, "Grant agreement"),
    ]


@pytest.mark.parametrize(
    ("filtered", "codes"),
    [
        ({"results_levels": ["output", "outcome"]}, ["I1", "I3"]),
        ({"objectives": ["SO1"]}, ["I2", "I1"]),
        ({"objectives": ["SO1"], "results_levels": ["impact"]}, []),
    ],
)
def test_filters_leave_what_fits_all_of_them(filtered, codes):
    assert indicator_list(**HERE, **filtered).rows["code"].to_list() == codes
    assert impact_headlines(**HERE, **filtered).rows["indicators"].to_list() == [len(codes)]


def test_headlines_carry_what_they_are_out_of():
    assert impact_headlines(**HERE).rows.row(0, named=True) == {
        "indicators": 4,
        "with_target": 3,
        "with_value": 3,
        "with_progress": 2,
        "reached": 1,
        "documented": 2,
        "with_breakdown": 1,
        "with_incomplete_breakdown": 1,
        "recorded_later": 0,
    }


def test_a_period_shows_what_it_brought_and_what_stood_at_its_end():
    second: dict[str, Any] = {"since": date(2024, 7, 1), "until": date(2024, 12, 31)}
    rows = indicator_list(**HERE, **second).rows.select("code", "in_period", "actual", "progress")
    assert rows.rows() == [("I2", 72, 72, None), ("I1", 20, 30, 0.75), ("I3", None, 9, 1.25), ("I4", None, None, None)]
    first: dict[str, Any] = {"since": date(2024, 1, 1), "until": date(2024, 6, 30)}
    rows = indicator_list(**HERE, **first).rows.select("code", "in_period", "actual", "progress")
    assert rows.rows() == [
        ("I2", None, None, None),
        ("I1", 10, 10, 0.25),
        ("I3", 9, 9, 1.25),
        ("I4", None, None, None),
    ]
    headlines = impact_headlines(**HERE, until=first["until"]).rows
    assert headlines.select("with_value", "reached", "documented").row(0) == (2, 1, 1)


def test_what_was_recorded_after_the_day_is_left_out_and_counted():
    late: dict[str, Any] = {"consortium": "c", "as_of": FIRST}
    store = stores.opened()
    shared = {"observed_precision": "day", "axis": "total", "category": "total", "evidence_level": 1}
    store.write(
        lambda change: change.append("indicator_value", [shared | value("I4", date(2024, 6, 1), 2, recorded_on=DAY)]),
        who="test",
        why="a late value",
        origin="app",
    )
    assert impact_headlines(**late).rows.select("with_value", "recorded_later").row(0) == (2, 1)
    assert impact_headlines(**HERE).rows.select("with_value", "recorded_later").row(0) == (4, 0)
    assert indicator_history(indicator="c-I4", as_of=FIRST).rows.is_empty()
    assert indicator_history(indicator="c-I4", as_of=DAY).rows.select("value", "standing").rows() == [(2, "counts")]


def test_the_course_shows_each_value_and_what_stood_after_it():
    rows = indicator_course(indicator="c-I1", as_of=DAY).rows
    assert rows.select("observed_on", "value", "actual", "evidence", "respondents", "source").rows() == [
        (FIRST, 10, 10, None, None, "Survey"),
        (SECOND, 20, 30, "lists", None, "Survey"),
    ]


def test_parts_come_with_the_rest_that_is_not_broken_down():
    assert indicator_parts(indicator="c-I1", as_of=DAY).rows.rows() == [
        ("country", "BE", 21, None, True),
        ("country", "NL", 4, None, True),
        ("country", None, 5, None, True),
    ]
    assert indicator_parts(indicator="c-I1", as_of=FIRST).rows.rows() == [
        ("country", "BE", 6, None, False),
        ("country", "NL", 4, None, False),
    ]
    assert indicator_parts(indicator="c-I3", as_of=DAY).rows.is_empty()


def test_objectives_count_what_serves_them():
    rows = objective_list(**HERE).rows
    shown = rows.select("objective", "deliverables", "delivered", "not_known", "indicators", "with_value", "source")
    assert shown.rows() == [("SO1", 2, 1, 0, 2, 2, "Grant agreement"), ("SO2", 0, 0, 0, 1, 1, "Grant agreement")]
    assert rows["deliverable_titles"].to_list() == [["D1 · A deliverable", "D2 · A deliverable"], []]


def test_a_removed_deliverable_no_longer_serves():
    rows = objective_list(consortium="c", as_of=date(2025, 6, 1)).rows
    assert rows["deliverables"].to_list() == [1, 0]


def test_a_consortium_without_any_has_none():
    assert indicator_list(consortium="none", as_of=DAY).rows.is_empty()
    assert objective_list(consortium="none", as_of=DAY).rows.is_empty()
    assert impact_headlines(consortium="none", as_of=DAY).rows["indicators"].to_list() == [0]
    assert quote_list(consortium="none", as_of=DAY).rows.is_empty()
    assert case_study_list(consortium="none", as_of=DAY).rows.is_empty()
    assert period_choices(consortium="none", as_of=DAY).rows.is_empty()


def test_a_case_study_is_told_once_its_pilot_has_ended(store_with):
    pilot = {"consortium_id": "c", "starts_on": date(2024, 1, 1), "case_study_title": "Told"}
    store_with(
        {
            "pilot": [
                pilot | {"pilot_id": "early", "ends_on": date(2024, 6, 30)},
                pilot | {"pilot_id": "late", "ends_on": date(2025, 6, 30)},
                pilot | {"pilot_id": "silent", "ends_on": date(2024, 6, 30), "case_study_title": None},
            ],
            "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
        }
    )
    assert case_study_list(**HERE).rows.select("pilot_id", "ended_on", "source").rows() == [
        ("early", date(2024, 6, 30), "S")
    ]
    assert case_study_list(consortium="c", as_of=date(2026, 1, 1)).rows["pilot_id"].to_list() == ["late", "early"]
    # Two of one name are told apart.
    assert result_choices(consortium="c").rows["name"].to_list() == [
        "A pilot (early)", "A pilot (late)", "A pilot (silent)",
    ]  # fmt: skip


def test_periods_begun_by_the_day_can_be_chosen(store_with):
    store_with(
        {
            "reporting_period": [
                {
                    "consortium_id": "c",
                    "period": period,
                    "starts_on": date(year, 1, 1),
                    "ends_on": date(year, 12, 31),
                    "report_due_on": date(year + 1, 3, 1),
                }
                for period, year in [(2, 2025), (1, 2024), (3, 2026)]
            ]
        }
    )
    assert period_choices(**HERE).rows["period"].to_list() == [1, 2]
