"""Calendars read back with vobject, which did not write them."""

from datetime import date
from typing import Any

import pytest
import vobject  # type: ignore[import-untyped]

from data.exports.calendar import deliverable_calendar
from data.problems import Problem

DAY = date(2024, 11, 20)


def read(content: bytes) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return what a calendar says of itself, and its events; fail where it breaks the rules of the format."""
    assert content.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert not any(sign in content.replace(b"\r\n", b"") for sign in (b"\r", b"\n", b"\x07"))
    calendar = vobject.readOne(content.decode("utf-8"))
    about = {line.name: line.value for line in calendar.lines()}
    return about, [{line.name: _value(line) for line in event.lines()} for event in calendar.components()]


def _value(line: Any) -> str:
    if isinstance(line.value, list):
        return ", ".join(line.value)
    return line.value.isoformat() if isinstance(line.value, date) else str(line.value)


def test_the_calendar_says_what_it_is_and_that_it_is_fictional(store):
    about, _ = read(deliverable_calendar(consortium="c", as_of=DAY))
    assert about["VERSION"] == "2.0"
    assert about["PRODID"]
    assert about["X-WR-CALNAME"] == "Beta (fictional): due dates as of 2024-11-20"


def test_every_due_date_is_an_event_of_one_day(store):
    _, events = read(deliverable_calendar(consortium="c", as_of=DAY))
    told = [(e["UID"], e["DTSTART"], e["DTEND"], e["CATEGORIES"]) for e in events]
    assert told == [
        ("deliverable-done@c", "2024-03-31", "2024-04-01", "Deliverable"),
        ("deliverable-late@c", "2024-10-31", "2024-11-01", "Deliverable"),
        ("deliverable-moved@c", "2024-12-31", "2025-01-01", "Deliverable"),
        ("milestone-m@c", "2024-12-31", "2025-01-01", "Milestone"),
        ("report-1@c", "2025-03-01", "2025-03-02", "Report"),
    ]


def test_titles_of_any_letters_arrive_on_one_line(store):
    _, events = read(deliverable_calendar(consortium="c", as_of=DAY))
    summaries = [event["SUMMARY"] for event in events]
    assert summaries[0] == "D3 -1 is a title (Örebro)"
    assert summaries[1] == "D1 =cmd|' /C calc'!A0 with; a, \\ 👩\u200d🔬 דוח end (Örebro)"
    assert summaries[2].count("ü") == 40_000
    assert summaries[3:] == ["MS1 Kick-off", "Report on reporting period 1"]


def test_the_description_says_status_precision_and_plan(store):
    _, events = read(deliverable_calendar(consortium="c", as_of=DAY))
    descriptions = [event["DESCRIPTION"] for event in events]
    assert descriptions[1] == "Status as of 2024-11-20: overdue."
    assert descriptions[2] == (
        "Status as of 2024-11-20: planned.\n"
        "Of the due date the month alone is known.\n"
        "Due in the signed plan: 2024-06-30."
    )


def test_the_calendar_is_as_of_the_day(store):
    _, events = read(deliverable_calendar(consortium="c", as_of=date(2024, 3, 1)))
    assert [event["UID"] for event in events][:4] == [
        "deliverable-done@c",
        "deliverable-gone@c",
        "deliverable-moved@c",
        "deliverable-late@c",
    ]


def test_the_same_version_gives_the_same_bytes_and_a_later_one_the_same_identities(store):
    first = deliverable_calendar(consortium="c", as_of=DAY)
    assert deliverable_calendar(consortium="Beta", as_of=DAY) == first
    submitted = {
        "event_id": "new",
        "deliverable_id": "late",
        "consortium_id": "c",
        "event": "submitted",
        "effective_on": date(2024, 11, 1),
        "effective_precision": "day",
        "position": 0,
        "source_id": "s",
    }
    store.write(lambda change: change.append("deliverable_event", [submitted]), who="t", why="t", origin="app")
    _, before = read(first)
    _, after = read(deliverable_calendar(consortium="c", as_of=DAY))
    assert [event["UID"] for event in after] == [event["UID"] for event in before]
    assert len({event["UID"] for event in after}) == len(after)
    assert (before[0]["SEQUENCE"], after[0]["SEQUENCE"]) == ("1", "2")
    assert all(event["DTSTAMP"] > before[0]["DTSTAMP"] or event["DTSTAMP"] == before[0]["DTSTAMP"] for event in after)
    assert after[1]["DESCRIPTION"] == "Status as of 2024-11-20: submitted."


def test_an_unknown_or_ambiguous_consortium_is_refused(store):
    with pytest.raises(Problem, match="no consortium nobody"):
        deliverable_calendar(consortium="nobody", as_of=DAY)
    with pytest.raises(Problem, match="More than one"):
        deliverable_calendar(consortium="twin", as_of=DAY)


def test_a_consortium_without_due_dates_gives_an_empty_calendar(store):
    assert read(deliverable_calendar(consortium="twin1", as_of=DAY))[1] == []
