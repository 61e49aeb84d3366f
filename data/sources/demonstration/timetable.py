"""The days of the demonstration consortium, and the words every row of it shares."""

from datetime import date, timedelta
from typing import Any

Rows = list[dict[str, Any]]

CONSORTIUM = "demo"
SOURCE = "demonstration"

STARTS_ON = date(2024, 1, 1)
ENDS_ON = date(2027, 12, 31)
# What happens to this consortium is recorded up to here; what is planned goes on to its end.
RECORDED_UNTIL = date(2026, 11, 20)


def month_ends_on(month: int) -> date:
    """Return the day on which project month `month` ends: the start + `month` months - 1 day."""
    return date(STARTS_ON.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def month_begins_on(month: int) -> date:
    """Return the first day of project month `month`."""
    return month_ends_on(month - 1) + timedelta(days=1)


def working_day(day: date) -> date:
    """Return `day`, or the Friday before when it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def row(**columns: Any) -> dict[str, Any]:
    """Return one row of the demonstration consortium from its columns."""
    return {**columns, "consortium_id": CONSORTIUM, "source_id": SOURCE}
