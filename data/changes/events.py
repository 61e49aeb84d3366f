"""What a user may say of the plan and its risks, which event may follow which, and what two who disagree are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from data.problems import Problem

OPEN_EVENTS = ("submitted", "rescheduled", "drafted", "merged", "removed")
SUBMITTED_EVENTS = ("approved", "returned", "merged", "removed")
MOVES_STATUS = ("submitted", "returned", "approved", "merged", "removed")
MILESTONE_EVENTS = ("achieved", "explained", "rescheduled", "removed")
MILESTONE_ENDS = ("achieved", "removed")
# Of months of a project, as the plan counts them.
LAST_MONTH = 240
LEVELS = ("low", "medium", "high")


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
    objective: str | None = None


class DeliverableFields(TypedDict, total=False):
    """Fields of a deliverable that can be changed side by side; `progress` goes from 0 to 1."""

    title: str | None
    work_package: str | None
    lead_id: str | None
    deliverable_type: str | None
    dissemination_level: str | None
    objective: str | None
    due_on: date | None
    progress: float | None
    submitted_on: date | None


@dataclass(frozen=True)
class DeliverableChange:
    """What a user changes of a deliverable; a field left out stays as it is. `reason` is that of another due date."""

    deliverable_id: str
    fields: DeliverableFields
    reason: str | None = None


@dataclass(frozen=True)
class MilestoneEvent:
    """What a user says happened to a milestone, on which day."""

    milestone_id: str
    event: str
    effective_on: date
    due_on: date | None = None
    reason: str | None = None


@dataclass(frozen=True)
class NewMilestone:
    """What a user says of a milestone that joins the plan; an explicit due date wins over the month number."""

    consortium_id: str
    code: str
    title: str
    planned_on: date
    due_on: date | None = None
    due_month: int | None = None
    work_package: str | None = None
    lead_id: str | None = None
    means_of_verification: str | None = None


@dataclass(frozen=True)
class NewRisk:
    """What a user says of a critical risk; `foreseen` in the proposal or not, None where it was not said."""

    consortium_id: str
    code: str
    description: str
    identified_on: date
    foreseen: bool | None
    likelihood: str | None
    severity: str | None
    measures: str
    work_package: str | None = None
    lead_id: str | None = None


@dataclass(frozen=True)
class RiskCorrection:
    """What is right of a risk, on every day, in place of what stands there."""

    risk_id: str
    likelihood: str | None
    severity: str | None
    measures: str
    lead_id: str | None


@dataclass(frozen=True)
class StateOfPlay:
    """What a user says of a risk for the report on a reporting period; None where it was not said."""

    risk_id: str
    period: int | None
    recorded_on: date
    materialised: bool | None
    measures_applied: bool | None
    state_of_play: str


@dataclass(frozen=True)
class Meanwhile:
    """One row somebody saved of the same thing; without an event it is about the thing's own fields."""

    event: str | None
    effective_on: date | None
    withdrawn: bool
    recorded_by: str
    recorded_at: datetime
    version: int
    code: str | None = None


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
        self.version = max(change.version for change in changes)


def possible_events(last_event: str | None) -> tuple[str, ...]:
    """Return the events that may follow `last_event`, the newest of those that move the status; None before any."""
    if last_event in ("approved", "merged", "removed"):
        return ()
    return SUBMITTED_EVENTS if last_event == "submitted" else OPEN_EVENTS


def possible_milestone_events(last_event: str | None) -> tuple[str, ...]:
    """Return the events that may follow `last_event`, the newest of those that end a milestone; None before any."""
    return () if last_event in MILESTONE_ENDS else MILESTONE_EVENTS
