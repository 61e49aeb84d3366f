from datetime import date

import pytest

from queries.deliverables import deliverable_choices, deliverable_headlines, deliverable_list, milestone_list

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
                }
                for code, title, work_package, lead in [
                    ("D1.1", "Needs study", "WP1", "lahti"),
                    ("D1.2", "Handbook", "WP1", "vub"),
                    ("D2.1", "Case studies", "WP2", "vub"),
                    ("D2.2", "Curriculum", "WP2", None),
                    ("D2.3", "Website", None, None),
                ]
            ]
            + [{"deliverable_id": "x", "consortium_id": "other", "code": "D1.1"}],
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
    ],
)
def test_filters(filters, found):
    assert codes(**filters) == found


def test_the_headlines_count_by_both_clocks():
    assert deliverable_headlines(consortium="c", as_of=DAY).rows.row(0, named=True) == {
        "in_count": 4,
        "due_so_far": 3,
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
        ("status", "accepted", 1),
        ("status", "overdue", 1),
        ("status", "planned", 1),
        ("status", "removed", 1),
        ("status", "submitted", 1),
        ("work_package", "WP1", 2),
        ("work_package", "WP2", 2),
    ]


def test_milestones_by_due_date(store_with):
    def event(milestone: str, kind: str, on: date, **more: object) -> dict[str, object]:
        return {
            "event_id": f"{milestone} {kind}",
            "milestone_id": milestone,
            "consortium_id": "c",
            "event": kind,
            "effective_on": on,
            **more,
        }

    store_with(
        {
            "consortium": [{"consortium_id": "c", "acronym": "C"}],
            "milestone": [{"milestone_id": code, "consortium_id": "c", "code": code} for code in ("MS1", "MS2", "MS3")],
            "milestone_event": [
                event("MS1", "planned", date(2024, 1, 1), due_on=date(2024, 6, 30)),
                event("MS1", "achieved", date(2024, 7, 1)),
                event("MS2", "planned", date(2024, 1, 1), due_on=date(2024, 3, 31)),
                event("MS2", "explained", date(2024, 4, 5), reason="strike"),
                event("MS3", "planned", date(2024, 1, 1), due_on=date(2024, 8, 1)),
            ],
        }
    )
    rows = milestone_list(consortium="c", as_of=DAY).rows
    assert rows.select("code", "status", "achieved_on", "explanation").rows() == [
        ("MS2", "overdue", None, "strike"),
        ("MS1", "achieved", date(2024, 7, 1), None),
        ("MS3", "due soon", None, None),
    ]
