"""What a user may say of a deliverable, which event may follow which, and what is answered when two say it at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data.problems import Problem

OPEN_EVENTS = ("submitted", "rescheduled", "drafted", "merged", "removed")
SUBMITTED_EVENTS = ("approved", "returned", "merged", "removed")
MOVES_STATUS = ("submitted", "returned", "approved", "merged", "removed")


@dataclass(frozen=True)
class Event:
    """What a user says happened to a deliverable, on which day; `progress` goes from 0 to 1."""

    deliverable_id: str
    event: str
    effective_on: date
    due_on: date | None = None
    progress: float | None = None
    merged_into_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class NewDeliverable:
    """What a user says of a deliverable that joins the plan; an explicit due date wins over the month number."""

    consortium_id: str
    code: str
    title: str
    planned_on: date
    due_on: date | None = None
    due_month: int | None = None
    work_package: str | None = None
    lead_id: str | None = None
    deliverable_type: str | None = None
    dissemination_level: str | None = None


@dataclass(frozen=True)
class Meanwhile:
    """One row somebody saved of a deliverable; without an event it is about the deliverable's own fields."""

    event: str | None
    effective_on: date | None
    withdrawn: bool
    recorded_by: str
    recorded_at: datetime
    version: int


class Conflict(Problem):
    """Somebody saved the same thing since the form was opened.

    `changes` says what; saving with `version` as the seen version says that the user knows them.
    """

    def __init__(self, changes: Sequence[Meanwhile]) -> None:
        super().__init__(
            "Somebody else changed this since you opened the form.",
            "Nothing was saved and what you typed is kept. Look at the changes, then save all the same or leave it.",
        )
        self.changes = tuple(changes)
        self.version = changes[-1].version


def possible_events(last_event: str | None) -> tuple[str, ...]:
    """Return the events that may follow `last_event`, the newest of those that move the status; None before any."""
    if last_event in ("approved", "merged", "removed"):
        return ()
    return SUBMITTED_EVENTS if last_event == "submitted" else OPEN_EVENTS
