from datetime import date

import polars as pl
import pytest

from queries.preflight import justified_delay_list, preflight_list, preflight_periods
from tests.definitions.test_preflight import PERIODS, PLAN, START, TOLD, event

DAY = date(2024, 11, 20)


@pytest.fixture(autouse=True)
def two_leads(store_with):
    due = {"Ö": date(2024, 10, 31), "Z": date(2024, 12, 15), "A": date(2024, 12, 1), "-": date(2024, 12, 2)}
    store_with(
        {
            "consortium": [
                {"consortium_id": "c", "acronym": "C", "starts_on": START},
                {"consortium_id": "p", "acronym": "P", "starts_on": START, "record_basis": "public sources"},
            ],
            "organisation": [
                {"organisation_id": "Ö", "short_name": "Örebro"},
                {"organisation_id": "Z", "short_name": "Zürich"},
                {"organisation_id": "A", "legal_name": "Aalto"},
            ],
            "reporting_period": [
                {"consortium_id": consortium, **period} for consortium in ("c", "p") for period in PERIODS
            ],
            "deliverable": [
                *PLAN["deliverable"],
                *[
                    {
                        "deliverable_id": lead,
                        "consortium_id": "c",
                        "code": f"D{number}",
                        "lead_id": None if lead == "-" else lead,
                    }
                    for number, lead in enumerate(due)
                ],
            ],
            **TOLD,
            "delay_justification": [
                {"deliverable_id": lead, "consortium_id": "c", "recorded_on": recorded_on, "justification": lead}
                for lead, recorded_on in [("Ö", date(2024, 12, 20)), ("A", date(2024, 12, 19))]
            ],
            "deliverable_event": [
                *PLAN["deliverable_event"],
                *[event("deliverable", lead, "planned", START, due_on=due_on) for lead, due_on in due.items()],
            ],
        }
    )


def test_items_stand_by_responsible_partner_and_those_of_nobody_last():
    rows = preflight_list(consortium="c", as_of=DAY, period=1).rows
    assert rows.select("responsible", "code", "is_past", "sentence").rows() == [
        ("Aalto", "D2", False, "submit"),
        ("Örebro", "D0", True, "submit or justify"),
        ("Zürich", "D1", False, "submit"),
        (None, "D3", False, "submit"),
    ]
    assert preflight_list(consortium="c", as_of=DAY, period=2).rows.is_empty()


def test_the_period_whose_report_is_due_next_comes_first():
    def periods(as_of: date) -> pl.DataFrame:
        return preflight_periods(consortium="c", as_of=as_of).rows.select("period", "days_to_report")

    assert periods(DAY).rows() == [(1, 101), (2, 466)]
    assert periods(date(2025, 3, 1))["period"].to_list() == [1, 2]
    assert periods(date(2025, 3, 2))["period"].to_list() == [2, 1]
    assert periods(date(2027, 1, 1))["period"].to_list() == [2, 1]  # all past: the latest first


def test_a_consortium_known_from_public_sources_has_no_period_to_check():
    assert preflight_periods(consortium="p", as_of=DAY).rows.is_empty()


def test_justified_delays_stand_with_the_longest_due_first():
    def justified(as_of: date, period: int = 1) -> list[tuple[object, ...]]:
        rows = justified_delay_list(consortium="c", as_of=as_of, period=period).rows
        return [*rows.select("code", "lead", "current_due_on", "recorded_on", "justification").rows()]

    late = ("D0", "Örebro", date(2024, 10, 31), date(2024, 12, 20), "Ö")
    assert justified(date(2024, 12, 20)) == [late, ("D2", "Aalto", date(2024, 12, 1), date(2024, 12, 19), "A")]
    assert justified(date(2024, 12, 18)) == []
    assert justified(date(2024, 12, 20), period=2) == []


def test_what_is_justified_is_no_item():
    rows = preflight_list(consortium="c", as_of=date(2024, 12, 20), period=1).rows
    assert rows["code"].to_list() == ["D1", "D3"]
