from datetime import date
from typing import Any

import pytest

from queries.impact import (
    impact_headlines,
    indicator_choices,
    indicator_course,
    indicator_list,
    indicator_parts,
    objective_list,
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
    }


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
