"""How the demonstration consortium keeps watch: its milestones and risks, and what was said of them when."""

import random
from datetime import date, timedelta
from typing import Any, NamedTuple

from data.sources.demonstration.partners import organisation_id
from data.sources.demonstration.timetable import (
    CONSORTIUM,
    RECORDED_UNTIL,
    STARTS_ON,
    Rows,
    month_ends_on,
    row,
    working_day,
)


class Milestone(NamedTuple):
    """One milestone; `closes` names the deliverable whose submission achieves it, `achieved_after` the days else.

    `said` holds its other events: what, when, why and, where the due date moves, the new month.
    """

    code: str
    title: str
    work_package: str
    lead: str
    means_of_verification: str
    month: int
    closes: str | None = None
    achieved_after: int | None = None
    said: tuple[tuple[str, date, str, int | None], ...] = ()


MILESTONES = (
    Milestone("MS1", "Kick-off meeting held", "WP1", "zevenbruggen", "Minutes and list of participating partners", 1,
              achieved_after=-6),
    Milestone("MS2", "Data management plan in place", "WP1", "zevenbruggen", "D1.2 submitted", 6, "D1.2"),
    Milestone("MS3", "Competence framework agreed", "WP3", "tuulisaari", "D3.1 submitted", 12, "D3.1"),
    Milestone("MS4", "First pilots chosen", "WP4", "lindekruis", "Minutes of the selection panel", 13,
              achieved_after=9),
    Milestone("MS5", "Needs survey closed", "WP2", "vale-claro", "D2.3 submitted", 14, "D2.3", None,
              (("explained", date(2025, 3, 12), "The survey stayed open four weeks longer to reach small associations.",
                None),)),
    Milestone("MS6", "Course platform open to students", "WP3", "kaartwerf", "D3.3 submitted; 50 students enrolled", 20,
              "D3.3", None,
              (("rescheduled", date(2025, 8, 13), "The tender for hosting had to be repeated.", 26),
               ("rescheduled", date(2026, 2, 11), "Cartoluce leaves; Kaartwerf takes the platform over.", 33),
               ("explained", date(2026, 10, 14), "The data protection agreement with the new host is not signed yet.",
                None))),
    Milestone("MS7", "Mid-term review passed", "WP1", "zevenbruggen", "Letter of the funder", 24, None, 44,
              (("rescheduled", date(2025, 12, 10), "The review was moved to January 2026 by the reviewers.", 26),)),
    Milestone("MS8", "Booking tool in use in three cities", "WP4", "kaartwerf", "Usage statistics", 30, None, None,
              (("removed", date(2026, 6, 16), "Amendment 2: the booking tool is left out.", None),)),
    Milestone("MS9", "First local recommendations handed to councils", "WP5", "pontesereno", "D5.3 submitted", 30,
              "D5.3"),
    Milestone("MS10", "Credits for community work agreed at four universities", "WP3", "trzech-mostow",
              "Decisions of the faculty boards", 33),
    Milestone("MS11", "Sixteen pilots concluded", "WP4", "lindekruis", "Closing notes of the pilots", 36),
    Milestone("MS12", "Final conference held", "WP6", "trzech-mostow", "Programme and number of participants", 47),
)  # fmt: skip


class Risk(NamedTuple):
    """One critical risk; `played` holds (period, recorded on, materialised, measures applied, state of play)."""

    description: str
    work_package: str
    lead: str
    likelihood: str
    severity: str
    measures: str
    played: tuple[tuple[int, date, bool, bool, str], ...]
    identified_on: date = STARTS_ON


FIRST = date(2025, 7, 9)
SECOND = date(2026, 11, 6)
# In the second period, which is still running, three of them have no state of play yet.
RISKS = (
    Risk("Associations have too little time to take part", "WP4", "lindekruis", "high", "medium",
         "Pay for hours of coordination; meet in the evening and in the neighbourhood.",
         ((1, FIRST, True, True, "Five of eleven first pilots started late; paid hours brought four of them back."),
          (2, SECOND, True, True, "Still the most named hurdle; evening meetings are now the rule."))),
    Risk("Few answers to the needs survey", "WP2", "vale-claro", "medium", "high",
         "Partners call associations; a short form exists in eight languages.",
         ((1, FIRST, True, True, "The survey stayed open four weeks longer and then reached its sample."),
          (2, SECOND, False, False, "Over: the survey is closed."))),
    Risk("Universities do not give credits for community work", "WP3", "trzech-mostow", "medium", "high",
         "Talk to faculty boards a year ahead; show agreements of other universities.",
         ((1, FIRST, False, True, "Two of five universities have agreed in principle."),)),
    Risk("Course platform is late", "WP3", "kaartwerf", "medium", "medium",
         "Keep the modules usable without the platform.",
         ((1, FIRST, True, True, "Hosting is tendered again; modules are shared as files."),
          (2, date(2026, 10, 14), True, True, "The new host is chosen, the data protection agreement is open."))),
    Risk("Personal data of vulnerable people are handled carelessly", "WP1", "zevenbruggen", "low", "high",
         "Data management plan, training before each pilot, no names in reports.",
         ((1, FIRST, False, True, "All first pilots were trained."),
          (2, SECOND, False, True, "No incident; the training is part of every pilot agreement."))),
    Risk("Pilots stay in the partners' own cities", "WP4", "lindekruis", "medium", "medium",
         "A third of the pilots is kept for other places.",
         ((1, FIRST, False, True, "Four of eleven pilots are outside partner cities."),)),
    Risk("Policy makers change after elections", "WP5", "pontesereno", "medium", "low",
         "Work with administrations as well as with elected members.",
         ((1, FIRST, True, True, "New councils in two cities; workshops were repeated there."),
          (2, SECOND, False, True, "Contacts in all cities are in place again."))),
    Risk("A partner cannot be replaced when it leaves", "WP1", "zevenbruggen", "low", "medium",
         "Each task has a named deputy partner.",
         ((1, FIRST, False, False, "No partner has left."),
          (2, date(2026, 7, 8), True, True, "Cartoluce left on 30 June 2026; Kaartwerf took over its tasks."))),
    Risk("A late joiner does not catch up with the pilots", "WP4", "sapte-fantani", "medium", "low",
         "A twin partner from the first round; pilots of the second and third round only.",
         ((1, FIRST, False, True, "Lindekruis acts as the twin partner."),), date(2025, 3, 20)),
    Risk("Case studies cannot be published because communities withdraw consent", "WP4", "lindekruis", "low",
         "medium", "Ask for consent twice: at the start and before publication.",
         ((2, SECOND, True, True, "One case study is withheld; the community keeps it for itself."),),
         date(2025, 11, 17)),
)  # fmt: skip


def reviews(rng: random.Random, deliverable_events: Rows) -> dict[str, Rows]:
    """Return the rows of milestones, risks and what was said of them; a milestone follows the deliverable it closes."""
    submitted_on: dict[str, date] = {}
    for event in deliverable_events:
        if event["event"] == "submitted":
            submitted_on.setdefault(event["deliverable_id"], event["effective_on"])
    return {
        "milestone": [
            row(
                milestone_id=f"{CONSORTIUM}-{milestone.code}",
                code=milestone.code,
                title=milestone.title,
                work_package=milestone.work_package,
                lead_id=organisation_id(milestone.lead),
                means_of_verification=milestone.means_of_verification,
                closes_deliverable_id=f"{CONSORTIUM}-{milestone.closes}" if milestone.closes else None,
            )
            for milestone in MILESTONES
        ],
        "milestone_event": [
            event for milestone in MILESTONES for event in _milestone_events(milestone, submitted_on, rng)
        ],
        "risk": [
            row(
                risk_id=f"{CONSORTIUM}-R{number}",
                code=f"R{number}",
                description=risk.description,
                foreseen=risk.identified_on == STARTS_ON,
                work_package=risk.work_package,
                lead_id=organisation_id(risk.lead),
                likelihood=risk.likelihood,
                severity=risk.severity,
                measures=risk.measures,
                identified_on=risk.identified_on,
            )
            for number, risk in enumerate(RISKS, start=1)
        ],
        "risk_state": [
            row(
                risk_id=f"{CONSORTIUM}-R{number}",
                period=period,
                recorded_on=recorded_on,
                materialised=materialised,
                measures_applied=measures_applied,
                state_of_play=state_of_play,
            )
            for number, risk in enumerate(RISKS, start=1)
            for period, recorded_on, materialised, measures_applied, state_of_play in risk.played
        ],
    }


def _milestone_events(milestone: Milestone, submitted_on: dict[str, date], rng: random.Random) -> Rows:
    milestone_id = f"{CONSORTIUM}-{milestone.code}"
    due_on = month_ends_on(milestone.month)
    dated: list[tuple[date, str, date | None, str | None]] = [(STARTS_ON, "planned", due_on, None)]
    for event, said_on, reason, month in milestone.said:
        if month is not None:
            due_on = month_ends_on(month)
        dated.append((said_on, event, due_on if event == "rescheduled" else None, reason))
    achieved_on = _achieved_on(milestone, submitted_on, rng)
    if achieved_on is not None and achieved_on <= RECORDED_UNTIL:
        dated.append((achieved_on, "achieved", None, None))
    dated.sort(key=lambda one: one[0])
    return [_milestone_event(milestone_id, position, happened) for position, happened in enumerate(dated, start=1)]


def _milestone_event(
    milestone_id: str, position: int, happened: tuple[date, str, date | None, str | None]
) -> dict[str, Any]:
    effective_on, event, due_on, reason = happened
    return row(
        event_id=f"{milestone_id}-{position}",
        milestone_id=milestone_id,
        event=event,
        effective_on=effective_on,
        position=position,
        due_on=due_on,
        reason=reason,
    )


def _achieved_on(milestone: Milestone, submitted_on: dict[str, date], rng: random.Random) -> date | None:
    if milestone.closes is not None:
        handed_in_on = submitted_on.get(f"{CONSORTIUM}-{milestone.closes}")
        # Confirmed at the next weekly call of the work package leads.
        return handed_in_on and handed_in_on + timedelta(days=7 - handed_in_on.weekday() + rng.randint(0, 1))
    if milestone.achieved_after is None:
        return None
    return working_day(month_ends_on(milestone.month) + timedelta(days=milestone.achieved_after))
