"""Due dates as an iCalendar file."""

from datetime import date, timedelta

from icalendar import Calendar, Event

from data.exports import Subject, one_line, rows, status_name, subject

CATEGORY = {"deliverable": "Deliverable", "milestone": "Milestone", "report": "Report"}


def deliverable_calendar(*, consortium: str, as_of: date) -> bytes:
    """Return an iCalendar file of when deliverables, milestones and reports are due, one all-day event each.

    The same version of the store gives the same bytes. An event keeps its identity from file to file, so that a
    second import moves it instead of doubling it. `consortium` is an id or an acronym.
    Raise Problem when there is no such consortium.
    """
    about = subject(consortium)
    calendar = Calendar()
    calendar.add("prodid", "-//Consortium dashboard//Due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    fictional = " (fictional)" if about.fictional else ""
    calendar.add("x-wr-calname", f"{one_line(about.acronym)}{fictional}: due dates as of {as_of}")
    for item in rows("due_dates", consortium_id=about.consortium_id, as_of=as_of).iter_rows(named=True):
        calendar.add_component(_event(item, about, as_of))
    return bytes(calendar.to_ical())


def _event(item: dict[str, object], about: Subject, as_of: date) -> Event:
    due_on = item["due_on"]
    assert isinstance(due_on, date)
    lead = f" ({item['lead']})" if item["lead"] else ""
    title = f"{item['code']} {item['title']}" if item["kind"] != "report" else str(item["title"])
    event = Event()
    event.add("uid", f"{item['kind']}-{item['item_id']}@{about.consortium_id}")
    event.add("dtstamp", about.changed_at)
    event.add("last-modified", about.changed_at)
    event.add("sequence", about.version)
    event.add("dtstart", due_on)
    event.add("dtend", due_on + timedelta(days=1))
    event.add("summary", one_line(f"{title}{lead}"))
    event.add("description", _description(item, as_of))
    event.add("categories", [CATEGORY[str(item["kind"])]])
    event.add("transp", "TRANSPARENT")
    return event


def _description(item: dict[str, object], as_of: date) -> str:
    lines = []
    if item["status"]:
        lines.append(f"Status as of {as_of}: {status_name(str(item['status']))}.")
    if item["due_precision"] in ("month", "year"):
        lines.append(f"Of the due date the {item['due_precision']} alone is known.")
    if item["baseline_due_on"] and item["baseline_due_on"] != item["due_on"]:
        lines.append(f"Due in the signed plan: {item['baseline_due_on']}.")
    return "\n".join(lines) or f"As of {as_of}."
