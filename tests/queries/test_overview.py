from datetime import date

import pytest

from queries.consortia import consortium_list
from queries.overview import consortium_profile, due_list, objective_list, recent_events

DAY = date(2024, 7, 10)


@pytest.fixture(autouse=True)
def one_consortium(store_with):
    def event(entity: str, name: str, kind: str, on: date, **more: object) -> dict[str, object]:
        return {
            "event_id": f"{name} {kind} {on}",
            f"{entity}_id": name,
            "consortium_id": "c",
            "event": kind,
            "effective_on": on,
            **more,
        }

    start = date(2024, 1, 1)
    due = {"due_precision": "day"}
    store_with(
        {
            "consortium": [
                {
                    "consortium_id": "c",
                    "acronym": "Beta",
                    "starts_on": start,
                    "ends_on": date(2026, 12, 31),
                    "grant_eur": 400000,
                },
                {"consortium_id": "past", "acronym": "alpha", "starts_on": start, "ends_on": date(2024, 6, 30)},
                {"consortium_id": "made", "acronym": "AAA", "starts_on": start, "fictional": True},
            ],
            "organisation": [
                {"organisation_id": "o1", "short_name": "One", "country": "BE"},
                {"organisation_id": "o2", "country": "FI"},
                {"organisation_id": "o3"},
                {"organisation_id": "o4", "country": "NL"},
            ],
            "participation": [
                {"participation_id": "1", "consortium_id": "c", "organisation_id": "o1", "role": "coordinator"},
                {"participation_id": "2", "consortium_id": "c", "organisation_id": "o2", "left_on": DAY},
                {"participation_id": "3", "consortium_id": "c", "organisation_id": "o3"},
                {"participation_id": "4", "consortium_id": "c", "organisation_id": "o4", "role": "associated"},
            ],
            "objective": [{"consortium_id": "c", "objective": "SO1", "statement": "Teach"}],
            "deliverable": [
                {"deliverable_id": "D1", "consortium_id": "c", "code": "D1.1", "objective": "SO1", "lead_id": "o1"},
                {"deliverable_id": "D2", "consortium_id": "c", "code": "D1.2"},
                {"deliverable_id": "D3", "consortium_id": "c", "code": "D1.3"},
            ],
            "deliverable_event": [
                event("deliverable", "D1", "planned", start, due_on=date(2024, 6, 30), **due),
                event("deliverable", "D2", "planned", start, due_on=date(2024, 6, 30), **due),
                event("deliverable", "D2", "submitted", date(2024, 6, 20)),
                event("deliverable", "D3", "planned", start, due_on=date(2024, 6, 1), **due),
                event(
                    "deliverable", "D3", "rescheduled", date(2024, 5, 20), due_on=date(2024, 9, 30), reason="ill", **due
                ),
            ],
            "milestone": [{"milestone_id": "M", "consortium_id": "c", "code": "MS1"}],
            "milestone_event": [event("milestone", "M", "planned", start, due_on=date(2024, 7, 31))],
            "reporting_period": [
                {
                    "consortium_id": "c",
                    "period": period,
                    "starts_on": starts_on,
                    "ends_on": ends_on,
                    "report_due_on": report_due_on,
                }
                for period, starts_on, ends_on, report_due_on in [
                    (1, start, date(2024, 6, 30), date(2024, 8, 29)),
                    (2, date(2024, 7, 1), date(2026, 12, 31), date(2027, 3, 1)),
                ]
            ],
        }
    )


def test_running_consortia_come_first_and_fictional_ones_last():
    assert consortium_list(as_of=DAY).rows.select("acronym", "stage").rows() == [
        ("Beta", "running"),
        ("alpha", "ended"),
        ("AAA", "running"),
    ]


def test_what_is_due_says_how_many_days_are_left():
    rows = due_list(consortium="c", as_of=DAY, days=90).rows
    assert rows.select("kind", "code", "lead", "status", "days_to_due").rows() == [
        ("deliverable", "D1.1", "One", "overdue", -10),
        ("milestone", "MS1", None, "due soon", 21),
        ("report", "P1", None, "planned", 50),
        ("deliverable", "D1.3", None, "planned", 82),
    ]
    assert due_list(consortium="c", as_of=DAY, days=30).rows["code"].to_list() == ["D1.1", "MS1"]


def test_what_happened_lately_newest_first():
    rows = recent_events(consortium="c", as_of=DAY, days=60).rows
    assert rows.select("effective_on", "code", "event", "due_on", "reason").rows() == [
        (date(2024, 6, 20), "D1.2", "submitted", None, None),
        (date(2024, 5, 20), "D1.3", "rescheduled", date(2024, 9, 30), "ill"),
    ]


def test_the_profile_counts_who_is_in_on_the_day():
    row = consortium_profile(consortium="c", as_of=DAY).rows.row(0, named=True)
    assert {name: row[name] for name in ("partners", "associated", "countries", "without_country", "coordinator")} == {
        "partners": 2,
        "associated": 1,
        "countries": 2,
        "without_country": 1,
        "coordinator": "One",
    }
    assert (row["stage"], row["grant_eur"], row["deliverables"]) == ("running", 400000.0, 3)
    assert (row["next_report_period"], row["next_report_due_on"]) == (1, date(2024, 8, 29))
    day_before = consortium_profile(consortium="c", as_of=date(2024, 7, 9)).rows.row(0, named=True)
    assert (day_before["partners"], day_before["countries"]) == (3, 3)


def test_objectives_count_what_serves_them():
    assert objective_list(consortium="c").rows.rows() == [("SO1", "Teach", "en", 1, 0)]
