from datetime import date

import pytest

from queries.progress import delivery_curve, lateness_by_partner, milestone_trend, what_changed

DAY = date(2024, 7, 10)
START = date(2024, 1, 1)


def event(of: str, name: str, kind: str, on: date, position: int = 0, **more: object) -> dict[str, object]:
    precision = {"due_precision": "day"} if of == "deliverable" and "due_on" in more else {}
    return {
        "event_id": f"{name} {kind} {on}",
        f"{of}_id": name,
        "consortium_id": "c",
        "event": kind,
        "effective_on": on,
        "position": position,
        **precision,
        **more,
    }


@pytest.fixture(autouse=True)
def one_consortium(store_with):
    """Delivered early; rescheduled and delivered late; overdue; still to come; removed. And one with years only."""
    store_with(
        {
            "consortium": [
                {"consortium_id": "c", "acronym": "C"},
                {"consortium_id": "public", "acronym": "P", "record_basis": "public sources"},
            ],
            "organisation": [
                {"organisation_id": "a", "short_name": "älmhult"},
                {"organisation_id": "z", "legal_name": "Zwolle"},
            ],
            "deliverable": [
                {"deliverable_id": code, "consortium_id": "c", "code": code, "lead_id": lead}
                for code, lead in [("D1", "z"), ("D2", "a"), ("D3", None), ("D4", "a"), ("D5", "a")]
            ]
            + [{"deliverable_id": code, "consortium_id": "public", "code": code} for code in ("P1", "P2", "P3")],
            "deliverable_event": [
                event("deliverable", "D1", "planned", START, due_on=date(2024, 3, 31)),
                event("deliverable", "D1", "submitted", date(2024, 3, 20)),
                event("deliverable", "D2", "planned", START, due_on=date(2024, 4, 30)),
                event(
                    "deliverable", "D2", "rescheduled", date(2024, 4, 10), 1, due_on=date(2024, 5, 31), reason="strike"
                ),
                event("deliverable", "D2", "submitted", date(2024, 6, 5), 2),
                event("deliverable", "D3", "planned", START, due_on=date(2024, 6, 30)),
                event("deliverable", "D4", "planned", START, due_on=date(2024, 12, 31)),
                event("deliverable", "D5", "planned", START, due_on=date(2024, 2, 29)),
                event("deliverable", "D5", "removed", date(2024, 2, 1), reason="amendment"),
                event("deliverable", "P1", "planned", START, due_on=date(2024, 12, 1), consortium_id="public")
                | {"due_precision": "year"},
                event("deliverable", "P2", "planned", START, consortium_id="public"),
                event("deliverable", "P2", "submitted", date(2024, 4, 1), 1, consortium_id="public")
                | {"effective_precision": "month"},
                event("deliverable", "P3", "planned", START, due_on=date(2024, 5, 31), consortium_id="public"),
            ],
            "milestone": [
                {"milestone_id": "M1", "consortium_id": "c", "code": "MS1"},
                {"milestone_id": "M2", "consortium_id": "c", "code": "MS2"},
            ],
            "milestone_event": [
                event("milestone", "M1", "planned", START, due_on=date(2024, 5, 31)),
                event("milestone", "M1", "rescheduled", date(2024, 5, 2), 1, due_on=date(2024, 8, 31), reason="ill"),
                event("milestone", "M1", "achieved", date(2024, 7, 1), 2),
                event("milestone", "M2", "planned", START, due_on=date(2024, 3, 31)),
                event("milestone", "M2", "removed", date(2024, 2, 1), 1, reason="amendment"),
            ],
            "risk": [
                {
                    "risk_id": code,
                    "consortium_id": "c",
                    "code": code,
                    "description": "Few answers",
                    "foreseen": True,
                    "likelihood": "low",
                    "severity": "high",
                    "measures": "Call.",
                    "identified_on": identified_on,
                }
                for code, identified_on in [("R1", START), ("R2", date(2024, 6, 20)), ("R3", START)]
            ],
            "risk_state": [
                {
                    "risk_id": "R1",
                    "consortium_id": "c",
                    "period": 1,
                    "recorded_on": date(2024, 7, 1),
                    "materialised": True,
                    "measures_applied": True,
                    "state_of_play": "It rains.",
                }
            ],
        }
    )


def test_the_curve_counts_plan_and_delivery_and_leaves_out_what_was_removed():
    rows = delivery_curve(consortium="c", as_of=DAY).rows
    assert rows.select("day", "planned_baseline", "planned_current", "delivered", "in_count").rows() == [
        (date(2024, 3, 20), 0, 0, 1, 4),
        (date(2024, 3, 31), 1, 1, 1, 4),
        (date(2024, 4, 30), 2, 1, 1, 4),
        (date(2024, 5, 31), 2, 2, 1, 4),
        (date(2024, 6, 5), 2, 2, 2, 4),
        (date(2024, 6, 30), 3, 3, 2, 4),
        (DAY, 3, 3, 2, 4),
        (date(2024, 12, 31), 4, 4, None, 4),
    ]


def test_the_curve_of_an_earlier_day_knows_nothing_of_later():
    rows = delivery_curve(consortium="c", as_of=date(2024, 1, 31)).rows
    assert rows.select("day", "planned_baseline", "planned_current", "delivered", "in_count").rows() == [
        (date(2024, 1, 31), 0, 0, 0, 5),
        (date(2024, 2, 29), 1, 1, None, 5),
        (date(2024, 3, 31), 2, 2, None, 5),
        (date(2024, 4, 30), 3, 3, None, 5),
        (date(2024, 6, 30), 4, 4, None, 5),
        (date(2024, 12, 31), 5, 5, None, 5),
    ]


def test_a_month_or_a_year_counts_from_its_last_day():
    rows = delivery_curve(consortium="public", as_of=DAY).rows
    assert rows.drop("in_count").rows() == [
        (date(2024, 4, 30), 0, 0, 1, True, 1, 1),
        (date(2024, 5, 31), 1, 1, 1, False, 1, 1),
        (DAY, 1, 1, 1, False, 1, 1),
        (date(2024, 12, 31), 2, 2, None, True, 1, 1),
    ]


def test_a_month_of_delivery_that_is_not_over_counts_on_the_day_itself():
    rows = delivery_curve(consortium="public", as_of=date(2024, 4, 10)).rows
    assert rows.filter(rows["day"] <= date(2024, 4, 10)).select("day", "delivered").rows() == [(date(2024, 4, 10), 1)]


def test_where_sources_are_silent_nothing_is_said_to_be_undelivered():
    rows = delivery_curve(consortium="public", as_of=date(2024, 3, 1)).rows  # P2 has no date and is not handed in
    assert rows["delivered"].to_list() == [None, None, None]
    assert rows["not_known"].to_list() == [1, 1, 1]


def test_the_trend_follows_each_due_date_given():
    rows = milestone_trend(consortium="c", as_of=DAY).rows
    assert rows.select("code", "event", "effective_on", "due_on", "reschedulings", "followed_until").rows() == [
        ("D1", "planned", START, date(2024, 3, 31), 0, date(2024, 3, 20)),
        ("D2", "planned", START, date(2024, 4, 30), 1, date(2024, 6, 5)),
        ("D2", "rescheduled", date(2024, 4, 10), date(2024, 5, 31), 1, date(2024, 6, 5)),
        ("D3", "planned", START, date(2024, 6, 30), 0, DAY),
        ("D4", "planned", START, date(2024, 12, 31), 0, DAY),
        ("MS1", "planned", START, date(2024, 5, 31), 1, date(2024, 7, 1)),
        ("MS1", "rescheduled", date(2024, 5, 2), date(2024, 8, 31), 1, date(2024, 7, 1)),
    ]


def test_the_trend_of_an_earlier_day_has_no_later_step():
    rows = milestone_trend(consortium="c", as_of=date(2024, 4, 30)).rows
    assert rows.filter(rows["reschedulings"] > 0)["code"].to_list() == ["D2", "D2"]
    assert rows.filter(rows["code"] == "D2")["followed_until"].to_list() == [date(2024, 4, 30)] * 2


def test_the_trend_of_what_sources_are_silent_about_ends_at_the_due_date():
    rows = milestone_trend(consortium="public", as_of=DAY).rows
    assert rows.filter(rows["code"] == "P3")["followed_until"].to_list() == [date(2024, 5, 31)]


def test_lateness_is_signed_and_counts_what_is_open_so_far():
    rows = lateness_by_partner(consortium="c", as_of=DAY).rows
    assert rows.select("lead", "code", "days", "is_so_far").rows() == [
        ("älmhult", "D2", 5, False),
        ("Zwolle", "D1", -11, False),
        (None, "D3", 10, True),
    ]


def test_lateness_needs_dates_known_to_the_day():
    assert lateness_by_partner(consortium="public", as_of=DAY).rows.is_empty()


def test_what_changed_says_then_and_now_and_what_happened():
    rows = what_changed(consortium="c", changed_from=date(2024, 5, 1), changed_to=DAY).rows
    columns = (
        "kind", "code", "status_before", "status_after", "due_before", "due_after", "effective_on", "event", "reason"
    )  # fmt: skip
    may, june, august = date(2024, 5, 31), date(2024, 6, 30), date(2024, 8, 31)
    assert rows.select(columns).rows() == [
        ("deliverable", "D2", "due soon", "submitted", may, may, date(2024, 6, 5), "submitted", None),
        ("deliverable", "D3", "planned", "overdue", june, june, None, None, None),
        ("milestone", "MS1", "due soon", "achieved", may, august, date(2024, 5, 2), "rescheduled", "ill"),
        ("milestone", "MS1", "due soon", "achieved", may, august, date(2024, 7, 1), "achieved", None),
        ("risk", "R1", "no state of play", "materialised", None, None, date(2024, 7, 1), "state of play", "It rains."),
        ("risk", "R2", None, "no state of play", None, None, date(2024, 6, 20), "identified", None),
    ]
    assert rows["event_due_on"].to_list() == [None, None, august, None, None, None]


def test_the_first_day_is_out_and_the_last_is_in():
    def events(first: date, last: date) -> list[str]:
        rows = what_changed(consortium="c", changed_from=first, changed_to=last).rows
        return rows.filter(rows["code"] == "D2")["event"].drop_nulls().to_list()

    assert events(date(2024, 6, 4), date(2024, 6, 5)) == ["submitted"]
    assert events(date(2024, 6, 5), date(2024, 6, 6)) == []


def test_nothing_moves_between_a_day_and_itself():
    assert what_changed(consortium="c", changed_from=DAY, changed_to=DAY).rows.is_empty()
