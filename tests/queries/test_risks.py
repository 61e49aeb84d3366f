from datetime import date
from typing import Any

import pytest

from queries.risks import level_list, period_list, risk_headlines, risk_history, risk_list

DAY = date(2025, 6, 30)
FIRST, SECOND, THIRD = date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)


def state(risk: str, period: int, on: date, materialised: bool) -> dict[str, Any]:
    return {
        "risk_id": risk,
        "consortium_id": "c",
        "period": period,
        "recorded_on": on,
        "materialised": materialised,
        "measures_applied": True,
        "state_of_play": f"{risk} in {period}",
    }


@pytest.fixture(autouse=True)
def risks(store_with):
    judged = {
        "R1": ("low", "low", date(2024, 1, 1)),
        "R2": ("high", "medium", date(2024, 1, 1)),
        "R10": ("medium", "medium", date(2024, 1, 1)),
        "R9": ("low", "high", date(2025, 2, 1)),
        "R11": ("high", "high", date(2025, 7, 1)),
    }
    store_with(
        {
            "organisation": [{"organisation_id": "o", "short_name": "Örebro"}],
            "reporting_period": [
                {
                    "consortium_id": "c",
                    "period": period,
                    "starts_on": starts_on,
                    "ends_on": date(starts_on.year, 12, 31),
                    "report_due_on": date(starts_on.year + 1, 2, 28),
                }
                for period, starts_on in enumerate([FIRST, SECOND, THIRD], start=1)
            ],
            "risk": [
                {
                    "risk_id": code,
                    "consortium_id": "c",
                    "code": code,
                    "description": f"Risk {code}",
                    "foreseen": True,
                    "likelihood": likelihood,
                    "severity": severity,
                    "measures": "Call",
                    "identified_on": identified_on,
                    "lead_id": "o" if code == "R9" else None,
                }
                for code, (likelihood, severity, identified_on) in judged.items()
            ],
            "risk_state": [
                state("R1", 1, date(2024, 12, 1), False),
                state("R1", 2, date(2025, 6, 1), True),
                # Said of the first period once the second was known: the second still counts.
                state("R2", 2, date(2025, 5, 1), False),
                state("R2", 1, date(2025, 6, 15), True),
                state("R10", 1, date(2024, 12, 1), True),
                state("R10", 2, date(2025, 7, 1), False),
            ],
        }
    )


def test_what_is_worst_comes_first_with_the_state_of_play_of_the_latest_period():
    rows = risk_list(consortium="c", as_of=DAY).rows
    assert rows.select("code", "level", "status", "state_period", "state_of_play", "missing_periods").rows() == [
        ("R2", "high", "not materialised", 2, "R2 in 2", []),
        ("R10", "medium", "materialised", 1, "R10 in 1", [2]),
        ("R9", "medium", "no state of play", None, None, [2]),
        ("R1", "low", "materialised", 2, "R1 in 2", []),
    ]


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        ({"search": "orebro"}, ["R9"]),
        ({"search": "R1"}, ["R10", "R1"]),
        ({"levels": ["high", "low"]}, ["R2", "R1"]),
        ({"search": "R1", "levels": ["high"]}, []),
    ],
)
def test_filters_narrow_the_list(filters, codes):
    assert risk_list(consortium="c", as_of=DAY, **filters).rows["code"].to_list() == codes


@pytest.mark.parametrize(
    ("day", "identified", "with_state", "materialised", "high", "running", "missing"),
    [
        (DAY, 4, 3, 2, 1, 2, 2),
        (date(2024, 12, 1), 3, 2, 1, 1, 1, 1),
        (date(2027, 6, 1), 5, 3, 1, 2, None, 0),
        (date(2023, 1, 1), 0, 0, 0, 0, None, 0),
    ],
)
def test_headlines_on_the_day(day, identified, with_state, materialised, high, running, missing):
    assert risk_headlines(consortium="c", as_of=day).rows.rows() == [
        (identified, with_state, materialised, high, running, missing)
    ]


def test_periods_begun_by_the_day_stand_latest_first():
    assert period_list(consortium="c", as_of=DAY).rows.rows() == [
        (2, SECOND, date(2025, 12, 31)),
        (1, FIRST, date(2024, 12, 31)),
    ]


def test_the_level_of_each_likelihood_and_severity():
    assert {(likelihood, severity): level for likelihood, severity, level in level_list().rows.rows()} == {
        ("low", "low"): "low",
        ("low", "medium"): "low",
        ("medium", "low"): "low",
        ("low", "high"): "medium",
        ("medium", "medium"): "medium",
        ("high", "low"): "medium",
        ("medium", "high"): "high",
        ("high", "medium"): "high",
        ("high", "high"): "high",
    }


def test_the_history_of_a_risk_says_what_was_known_on_the_day():
    def kinds(day: date) -> list[tuple[Any, ...]]:
        return risk_history(risk="R1", as_of=day).rows.select("kind", "period", "said_on", "state_of_play").rows()

    identified = ("identified", None, date(2024, 1, 1), None)
    first = ("state of play", 1, date(2024, 12, 1), "R1 in 1")
    assert kinds(DAY) == [("state of play", 2, date(2025, 6, 1), "R1 in 2"), first, identified]
    assert kinds(date(2025, 5, 31)) == [first, identified]
