from datetime import date

from queries.plan import month_list, plan_choices, plan_list


def event(deliverable: str, kind: str, on: date, **fields: object) -> dict[str, object]:
    return {
        "event_id": f"{deliverable} {kind}",
        "deliverable_id": deliverable,
        "consortium_id": "c",
        "event": kind,
        "effective_on": on,
        **fields,
    }


def test_what_can_be_changed_stands_by_number_as_of_the_day(store_with):
    store_with(
        {
            "consortium": [{"consortium_id": "c", "acronym": "C"}],
            "deliverable": [
                {"deliverable_id": code, "consortium_id": "c", "code": code, "title": f"About {code}"}
                for code in ("D1.10", "D1.2", "D1.3")
            ]
            + [{"deliverable_id": "x", "consortium_id": "other", "code": "D1"}],
            "deliverable_event": [
                event("D1.10", "planned", date(2024, 1, 1), due_on=date(2024, 12, 31), due_precision="year"),
                event("D1.2", "planned", date(2024, 1, 1), due_on=date(2024, 6, 30), due_precision="day"),
                event("D1.2", "drafted", date(2024, 5, 1), progress=0.333),
                event("D1.2", "submitted", date(2024, 6, 1)),
                event("D1.3", "planned", date(2026, 1, 1)),
            ],
        }
    )
    columns = ["code", "title", "due_on", "due_precision", "progress", "submitted_on", "status"]
    assert plan_list(consortium="c", as_of=date(2024, 7, 1)).rows.select(columns).rows() == [
        ("D1.2", "About D1.2", date(2024, 6, 30), "day", 33, date(2024, 6, 1), "submitted"),
        ("D1.10", "About D1.10", date(2024, 12, 31), "year", None, None, "planned"),
    ]
    assert plan_list(consortium="c", as_of=date(2023, 7, 1)).rows.is_empty()


def test_choices_are_those_of_the_consortium_and_no_two_have_one_name(store_with):
    store_with(
        {
            "consortium": [{"consortium_id": "c", "acronym": "C"}],
            "organisation": [
                {"organisation_id": "o1", "legal_name": "University"},
                {"organisation_id": "o2", "legal_name": "University"},
                {"organisation_id": "o3", "legal_name": "Association of the valley", "short_name": "Valley"},
                {"organisation_id": "o4"},
                {"organisation_id": "o5", "legal_name": "Elsewhere"},
            ],
            "participation": [
                {"participation_id": f"p{n}", "consortium_id": "c", "organisation_id": f"o{n}"} for n in (1, 2, 3, 4)
            ]
            + [
                {"participation_id": "again", "consortium_id": "c", "organisation_id": "o3"},
                {"participation_id": "p5", "consortium_id": "other", "organisation_id": "o5"},
            ],
            "work_package": [
                {"consortium_id": "c", "work_package": number, "title": "W"} for number in ("WP10", "WP2")
            ],
            "objective": [{"consortium_id": "c", "objective": "SO1", "statement": "S"}],
        }
    )
    assert plan_choices(consortium="c").rows.rows() == [
        ("lead_id", "o4", "o4"),
        ("lead_id", "o1", "University (o1)"),
        ("lead_id", "o2", "University (o2)"),
        ("lead_id", "o3", "Valley"),
        ("objective", "SO1", "SO1"),
        ("work_package", "WP2", "WP2"),
        ("work_package", "WP10", "WP10"),
    ]


def test_months_become_days_up_to_a_year_after_the_end(store_with):
    known = {"starts_on": date(2024, 1, 31), "starts_precision": "day", "ends_on": date(2024, 3, 30)}
    store_with(
        {
            "consortium": [
                {"consortium_id": "c", "acronym": "C", **known},
                {"consortium_id": "open", "acronym": "OPEN", "starts_on": date(2024, 1, 1), "starts_precision": "year"},
                {"consortium_id": "unknown", "acronym": "UNKNOWN"},
            ]
        }
    )
    months = month_list(consortium="c").rows
    assert months.rows()[0] == (1, date(2024, 2, 28), "day")
    assert months.rows()[-1] == (15, date(2025, 4, 29), "day")
    assert months["month_number"].to_list() == list(range(1, 16))
    assert month_list(consortium="open").rows.row(-1) == (60, date(2028, 12, 31), "year")
    assert month_list(consortium="unknown").rows.is_empty()
