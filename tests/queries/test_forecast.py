from datetime import date, timedelta

import pytest

from queries.forecast import delivery_forecast, forecast_backtest, forecast_history

START = date(2024, 1, 1)
DUE = date(2024, 6, 30)
DAY = date(2025, 1, 15)


def events(of: str, name: str, due_on: date, came_on: date | None) -> list[dict[str, object]]:
    shared = {"deliverable_id": f"{of} {name}", "consortium_id": of}
    planned = {"event_id": f"{of} {name} p", "event": "planned", "effective_on": START, "position": 0}
    made = [shared | planned | {"due_on": due_on, "due_precision": "day"}]
    if came_on:
        submitted = {"event_id": f"{of} {name} s", "event": "submitted", "effective_on": came_on, "position": 1}
        made.append(shared | submitted)
    return made


@pytest.fixture(autouse=True)
def two_consortia(store_with):
    """Nine deliveries 0 to 8 days late and three open; a young consortium with one open."""
    plan: dict[tuple[str, str], tuple[date, date | None]] = {
        ("c", f"D1.{n}"): (DUE, DUE + timedelta(n)) for n in range(9)
    }
    plan |= {
        ("c", "D2.1"): (date(2025, 3, 31), None),
        ("c", "D2.2"): (date(2025, 2, 28), None),
        ("c", "D2.3"): (DAY - timedelta(30), None),
        ("young", "D1.1"): (date(2025, 3, 31), None),
    }
    store_with(
        {
            "consortium": [{"consortium_id": name, "acronym": name} for name in ("c", "young")],
            "deliverable": [
                {"deliverable_id": f"{of} {name}", "consortium_id": of, "code": name, "title": f"About {name}"}
                for of, name in plan
            ],
            "deliverable_event": [
                row for (of, name), (due_on, came_on) in plan.items() for row in events(of, name, due_on, came_on)
            ],
        }
    )


def test_each_open_deliverable_has_one_row_what_is_due_first_before_the_others():
    rows = delivery_forecast(consortium="c", as_of=DAY).rows
    chosen = rows.select("code", "title", "due_on", "lead_days", "rule", "basis", "n", "needed", "expected_on").rows()
    assert chosen == [
        ("D2.3", "About D2.3", DAY - timedelta(30), -30, None, "consortium", 0, 8, None),
        ("D2.2", "About D2.2", date(2025, 2, 28), 44, "median so far", "consortium", 9, 8, date(2025, 3, 4)),
        ("D2.1", "About D2.1", date(2025, 3, 31), 75, "median so far", "consortium", 9, 8, date(2025, 4, 4)),
    ]


def test_a_young_consortium_stands_on_the_portfolio():
    assert forecast_history(consortium="young", as_of=DAY).rows["consortium_id"].to_list() == ["c", "young"]
    rows = delivery_forecast(consortium="young", as_of=DAY).rows
    assert rows.select("code", "basis", "n", "expected_on").rows() == [("D1.1", "portfolio", 9, date(2025, 4, 4))]
    assert forecast_history(consortium="c", as_of=DAY).rows["consortium_id"].to_list() == ["c"]


def test_the_back_test_counts_forecasts_whose_interval_has_ended_by_lead():
    # D2.3 was due on 16 December: forecast at five month ends from July on, and still open.
    rows = forecast_backtest(consortium="c", as_of=DAY).rows
    counted = rows.select("lead_band", "cases", "deliverables", "still_open", "covered", "error_days", "rule").rows()
    assert counted == [
        ("all", 5, 1, 5, 0, 26.0, None),
        ("up to 30 days", 1, 1, 1, 0, 26.0, "median so far"),
        ("31 to 90 days", 2, 1, 2, 0, 26.0, "median so far"),
        ("more than 90 days", 2, 1, 2, 0, 26.0, "median so far"),
    ]


def test_before_anything_can_be_judged_there_is_no_row():
    assert forecast_backtest(consortium="c", as_of=date(2024, 7, 31)).rows.is_empty()
    assert delivery_forecast(consortium="nobody", as_of=DAY).rows.is_empty()
