from datetime import date

import pytest

from queries.deliverables import (
    deliverable_choices,
    deliverable_headlines,
    deliverable_links,
    deliverable_list,
    deliverable_risks,
)

DAY = date(2024, 7, 10)


def planned(deliverable: str, due_on: date) -> dict[str, object]:
    return {
        "event_id": f"{deliverable} planned",
        "deliverable_id": deliverable,
        "consortium_id": "c",
        "event": "planned",
        "effective_on": date(2024, 1, 1),
        "due_on": due_on,
        "due_precision": "day",
    }


def later(deliverable: str, event: str, on: date, **more: object) -> dict[str, object]:
    return {
        "event_id": f"{deliverable} {event} {on}",
        "deliverable_id": deliverable,
        "consortium_id": "c",
        "event": event,
        "effective_on": on,
        **more,
    }


def risk(code: str, work_package: str, identified_on: date) -> dict[str, object]:
    return {
        "risk_id": code,
        "consortium_id": "c",
        "code": code,
        "description": f"Risk {code}",
        "foreseen": True,
        "work_package": work_package,
        "likelihood": "low",
        "severity": "high",
        "measures": "Talk",
        "identified_on": identified_on,
    }


def state_of_play(risk: str, period: int, recorded_on: date) -> dict[str, object]:
    return {
        "risk_id": risk,
        "consortium_id": "c",
        "period": period,
        "recorded_on": recorded_on,
        "materialised": period == 2,
        "measures_applied": True,
        "state_of_play": f"Of period {period}",
    }


@pytest.fixture(autouse=True)
def five_deliverables(store_with):
    """One on time, one late, one overdue, one planned, one removed; and one of another consortium."""
    store_with(
        {
            "consortium": [{"consortium_id": "c", "acronym": "C"}, {"consortium_id": "other", "acronym": "O"}],
            "organisation": [
                {"organisation_id": "lahti", "short_name": "LAB", "legal_name": "Päijänne University"},
                {"organisation_id": "vub", "legal_name": "Vrije Universiteit"},
            ],
            "deliverable": [
                {
                    "deliverable_id": code,
                    "consortium_id": "c",
                    "code": code,
                    "title": title,
                    "work_package": work_package,
                    "lead_id": lead,
                    "deliverable_type": deliverable_type,
                    "dissemination_level": level,
                }
                for code, title, work_package, lead, deliverable_type, level in [
                    ("D1.1", "Needs study", "WP1", "lahti", "R", "PU"),
                    ("D1.2", "Handbook", "WP1", "vub", "R", "SEN"),
                    ("D2.1", "Case studies", "WP2", "vub", "DATA", "PU"),
                    ("D2.2", "Curriculum", "WP2", None, None, None),
                    ("D2.3", "Website", None, None, "DEC", "PU"),
                ]
            ]
            + [{"deliverable_id": "x", "consortium_id": "other", "code": "D1.1"}],
            "reporting_period": [
                {
                    "consortium_id": "c",
                    "period": period,
                    "starts_on": starts_on,
                    "ends_on": ends_on,
                    "report_due_on": ends_on,
                }
                for period, starts_on, ends_on in [
                    (1, date(2024, 1, 1), date(2024, 5, 31)),
                    (2, date(2024, 6, 1), date(2024, 11, 30)),
                ]
            ],
            "risk": [
                risk("R10", "WP1", date(2024, 1, 1)),
                risk("R2", "WP1", date(2024, 7, 10)),
                risk("R3", "WP1", date(2024, 7, 11)),
                risk("R4", "WP2", date(2024, 1, 1)),
            ],
            "risk_state": [state_of_play("R10", 1, date(2024, 6, 1)), state_of_play("R10", 2, date(2024, 7, 11))],
            "deliverable_event": [
                planned("D1.1", date(2024, 3, 31)),
                later("D1.1", "submitted", date(2024, 3, 20)),
                later("D1.1", "approved", date(2024, 5, 1)),
                planned("D1.2", date(2024, 4, 30)),
                later(
                    "D1.2", "rescheduled", date(2024, 4, 1), due_on=date(2024, 5, 31), due_precision="day", reason="x"
                ),
                later("D1.2", "submitted", date(2024, 5, 15)),
                planned("D2.1", date(2024, 6, 30)),
                later("D2.1", "drafted", date(2024, 6, 1), progress=0.5),
                planned("D2.2", date(2024, 12, 31)),
                planned("D2.3", date(2024, 2, 29)),
                later("D2.3", "removed", date(2024, 2, 1), reason="amendment"),
                planned("x", date(2024, 1, 31)) | {"consortium_id": "other"},
            ],
        }
    )


def codes(**filters: object) -> list[str]:
    return deliverable_list(consortium="c", as_of=DAY, **filters).rows["code"].to_list()  # type: ignore[arg-type]


def test_what_hurts_most_comes_first():
    rows = deliverable_list(consortium="c", as_of=DAY).rows
    assert rows.select("code", "status", "is_overdue", "days_late", "slip_days", "lead").rows() == [
        ("D2.1", "overdue", True, 10, 0, "Vrije Universiteit"),
        ("D2.2", "planned", False, 0, 0, None),
        ("D1.1", "accepted", False, 0, 0, "LAB"),
        ("D1.2", "submitted", False, 0, 31, "Vrije Universiteit"),
        ("D2.3", "removed", False, None, None, None),
    ]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"search": "paijanne"}, ["D1.1"]),
        ({"search": "CASE"}, ["D2.1"]),
        ({"search": "d1"}, ["D1.1", "D1.2"]),
        ({"search": "100%"}, []),
        ({"statuses": ["overdue"]}, ["D2.1"]),
        ({"statuses": ["accepted", "submitted"]}, ["D1.1", "D1.2"]),
        ({"work_packages": ["WP2"]}, ["D2.1", "D2.2"]),
        ({"leads": ["LAB"]}, ["D1.1"]),
        ({"work_packages": ["WP1"], "statuses": ["overdue"]}, []),
        ({"types": ["R", "DATA"]}, ["D2.1", "D1.1", "D1.2"]),
        ({"levels": ["SEN"]}, ["D1.2"]),
        ({"periods": ["1"]}, ["D1.1", "D1.2", "D2.3"]),
        ({"periods": ["2"], "types": ["DATA"]}, ["D2.1"]),
        ({"periods": ["3"]}, []),
    ],
)
def test_filters(filters, found):
    assert codes(**filters) == found


def test_the_headlines_count_by_both_clocks():
    assert deliverable_headlines(consortium="c", as_of=DAY).rows.row(0, named=True) == {
        "in_count": 4,
        "due_so_far": 3,
        "with_due": 4,
        "delivered": 2,
        "overdue": 1,
        "not_known": 0,
        "on_time_baseline": 1,
        "of_due_baseline": 3,
        "on_time_current": 2,
        "of_due_current": 3,
        "median_slip_days": 0.0,
        "with_slip": 4,
        "left_count": 1,
    }


def test_the_headlines_of_an_earlier_day_know_nothing_of_later():
    row = deliverable_headlines(consortium="c", as_of=date(2024, 3, 31)).rows.row(0, named=True)
    assert (row["due_so_far"], row["delivered"], row["on_time_baseline"], row["of_due_baseline"]) == (1, 1, 1, 1)


def test_choices_name_what_is_there():
    assert deliverable_choices(consortium="c", as_of=DAY).rows.rows() == [
        ("lead", "LAB", 1),
        ("lead", "Vrije Universiteit", 2),
        ("level", "PU", 3),
        ("level", "SEN", 1),
        ("period", "1", 3),
        ("period", "2", 1),
        ("status", "accepted", 1),
        ("status", "overdue", 1),
        ("status", "planned", 1),
        ("status", "removed", 1),
        ("status", "submitted", 1),
        ("type", "DATA", 1),
        ("type", "DEC", 1),
        ("type", "R", 2),
        ("work_package", "WP1", 2),
        ("work_package", "WP2", 2),
    ]


def test_the_risks_of_a_deliverable_are_those_of_its_work_package_known_on_the_day():
    rows = deliverable_risks(deliverable="D1.1", as_of=DAY).rows
    assert rows.select("code", "state_of_play", "status").rows() == [
        ("R2", None, "no state of play"),
        ("R10", "Of period 1", "not materialised"),
    ]


def test_the_links_of_a_deliverable_are_those_of_the_day(store_with):
    def link(title: str, added_on: date) -> dict[str, object]:
        return {
            "deliverable_id": "d",
            "consortium_id": "c",
            "url": f"https://example.org/{title}",
            "title": title,
            "added_on": added_on,
        }

    store_with(
        {
            "consortium": [{"consortium_id": "c", "acronym": "C"}],
            "deliverable": [
                {"deliverable_id": "d", "consortium_id": "c", "code": "D1.1", "url": "https://example.org/d"},
                {"deliverable_id": "e", "consortium_id": "c", "code": "D1.2", "url": "https://example.org/e"},
            ],
            "deliverable_link": [link("Annex", DAY), link("Later", date(2024, 7, 11))],
            "channel": [
                {
                    "channel_id": "zenodo",
                    "title": "Open archive",
                    "audience": "a",
                    "description": "d",
                    "language": "en",
                }
            ],
            "channel_link": [
                {"consortium_id": "c", "channel_id": "zenodo", "deliverable_id": "d", "url": "https://example.org/z"}
            ],
        }
    )
    assert deliverable_links(deliverable="d", as_of=DAY).rows.rows() == [
        ("published", "A deliverable", "https://example.org/d", None),
        ("link", "Annex", "https://example.org/Annex", DAY),
        ("channel", "Open archive", "https://example.org/z", None),
    ]
