"""What the demonstration consortium owes: work packages, reporting periods and deliverables with what became of them.

Every deliverable follows a story: which events happen, and how many days after the due date that holds at the end. The
generator moves each by a day or two, puts it on a working day and leaves out what would lie in the future, so that a
deliverable due lately is still under way.
"""

import random
from datetime import date, timedelta
from typing import Any, NamedTuple

from data.sources.demonstration.partners import organisation_id
from data.sources.demonstration.timetable import (
    CONSORTIUM,
    RECORDED_UNTIL,
    STARTS_ON,
    Rows,
    month_begins_on,
    month_ends_on,
    row,
    working_day,
)

OBJECTIVES = {
    "SO1": "Make it easy for civil society organisations in seven countries to have their questions researched.",
    "SO2": "Give students and staff courses in which they work with communities and have that work recognised.",
    "SO3": "Bring what communities and researchers find out together into local policy.",
}

# title, lead, first and last month
WORK_PACKAGES = {
    "WP1": ("Management and quality", "zevenbruggen", 1, 48),
    "WP2": ("What communities need", "vale-claro", 1, 24),
    "WP3": ("Courses and recognition", "tuulisaari", 7, 44),
    "WP4": ("Pilot projects", "lindekruis", 10, 46),
    "WP5": ("Local policy and lasting change", "pontesereno", 13, 48),
    "WP6": ("Communication and dissemination", "trzech-mostow", 1, 48),
}

# first month, last month; the report is due 60 days after
REPORTING_PERIODS = ((1, 18), (19, 36), (37, 48))
REPORT_AFTER = timedelta(days=60)

# (event, days after the due date, progress)
Story = tuple[tuple[str, int, float | None], ...]
STORIES: dict[str, Story] = {
    "early": (("drafted", -85, 0.5), ("drafted", -45, 0.9), ("submitted", -21, None), ("approved", 32, None)),
    "on time": (("drafted", -64, 0.4), ("drafted", -24, 0.8), ("submitted", -4, None), ("approved", 46, None)),
    "late": (("drafted", -18, 0.3), ("drafted", 11, 0.8), ("submitted", 27, None), ("approved", 83, None)),
    "slightly late": (("drafted", -33, 0.5), ("submitted", 12, None), ("approved", 64, None)),
    "returned": (
        ("drafted", -40, 0.6),
        ("submitted", -5, None),
        ("returned", 38, None),
        ("drafted", 55, 0.9),
        ("submitted", 72, None),
        ("approved", 118, None),
    ),
    "returned twice": (
        ("drafted", -30, 0.5),
        ("submitted", 6, None),
        ("returned", 49, None),
        ("submitted", 80, None),
        ("returned", 121, None),
        ("submitted", 150, None),
        ("approved", 189, None),
    ),
    "in revision": (("drafted", -52, 0.5), ("submitted", -6, None), ("returned", 33, None), ("drafted", 47, 0.6)),
    "stuck in draft": (("drafted", -48, 0.3), ("drafted", 16, 0.6)),
    "merged": (("drafted", -95, 0.3), ("merged", -58, None)),
    "removed": (("drafted", -90, 0.2), ("removed", -16, None)),
    "begun": (("drafted", -72, 0.2), ("drafted", -20, 0.7)),
    "not begun": (),
}


class Deliverable(NamedTuple):
    """One deliverable of the plan: `month` is the baseline due month, `moves` says when it became which other, and why.

    `reason` goes with the story's event that needs one; `added_on` is the day of the amendment that brought it.
    """

    code: str
    title: str
    deliverable_type: str
    dissemination_level: str
    lead: str
    objective: str | None
    month: int
    story: str
    moves: tuple[tuple[date, int, str], ...] = ()
    reason: str | None = None
    merged_into: str | None = None
    added_on: date = STARTS_ON

    @property
    def deliverable_id(self) -> str:
        """Return the id of the deliverable."""
        return f"{CONSORTIUM}-{self.code}"


DELIVERABLES = (
    Deliverable("D1.1", "Project handbook", "R", "SEN", "zevenbruggen", None, 3, "on time"),
    Deliverable("D1.2", "Data management plan", "DMP", "PU", "zevenbruggen", None, 6, "returned",
                reason="Say how long interview recordings are kept and who may open them."),
    Deliverable("D1.3", "Quality and risk plan", "R", "SEN", "zevenbruggen", None, 6, "slightly late"),
    Deliverable("D1.4", "Ethics requirements for work with communities", "ETHICS", "SEN", "tuulisaari", None, 5,
                "early"),
    Deliverable("D1.5", "Mid-term self-assessment", "R", "SEN", "zevenbruggen", None, 24, "on time",
                ((date(2025, 12, 10), 26, "The reviewers moved the mid-term review to January 2026."),)),
    Deliverable("D1.6", "Final report of the advisory board", "R", "PU", "zevenbruggen", None, 47, "not begun"),
    Deliverable("D2.1", "Review of science shops and community research in seven countries", "R", "PU", "vale-claro",
                "SO1", 6, "early"),
    Deliverable("D2.2", "Directory of civil society organisations", "DATA", "PU", "kaartwerf", "SO1", 12, "on time",
                ((date(2024, 12, 11), 14, "Two national registers opened their data later than announced."),)),
    Deliverable("D2.3", "Needs survey: data set", "DATA", "PU", "vale-claro", "SO1", 14, "late"),
    Deliverable("D2.4", "Needs survey: report", "R", "PU", "vale-claro", "SO1", 15, "returned twice",
                reason="Show response rates by country and weight the totals."),
    Deliverable("D2.5", "Country profiles", "R", "PU", "pontesereno", "SO1", 18, "merged", merged_into="D2.6",
                reason="The profiles read better as chapters of the comparative report."),
    Deliverable("D2.6", "Comparative report on needs and offers", "R", "PU", "vale-claro", "SO1", 20, "slightly late"),
    Deliverable("D3.1", "Competence framework for community research", "R", "PU", "tuulisaari", "SO2", 12, "on time"),
    Deliverable("D3.2", "Course modules, first edition", "OTHER", "PU", "tuulisaari", "SO2", 18, "late"),
    Deliverable("D3.3", "Online course platform", "DEM", "PU", "kaartwerf", "SO2", 20, "stuck in draft",
                ((date(2025, 8, 13), 26, "The tender for hosting had to be repeated."),
                 (date(2026, 2, 11), 33, "Cartoluce leaves the consortium; Kaartwerf takes the platform over.")),
                reason="The data protection agreement with the new host is not signed yet."),
    Deliverable("D3.4", "Course modules, second edition", "OTHER", "PU", "tuulisaari", "SO2", 33, "in revision",
                reason="Add the module on working with interpreters that the plan promises."),
    Deliverable("D3.5", "Guide to recognising community work with credits", "R", "PU", "trzech-mostow", "SO2", 33,
                "stuck in draft", reason="Two faculty boards decide in December 2026."),
    Deliverable("D3.6", "Evaluation of the courses", "R", "PU", "tuulisaari", "SO2", 36, "begun"),
    Deliverable("D3.7", "Course modules, final edition", "OTHER", "PU", "tuulisaari", "SO2", 42, "not begun"),
    Deliverable("D4.1", "Call and selection method for pilots", "R", "PU", "lindekruis", "SO1", 10, "early"),
    Deliverable("D4.2", "Pilot agreements, first and second round", "R", "SEN", "lindekruis", "SO1", 21, "late"),
    Deliverable("D4.3", "Booking tool for community laboratories", "DEM", "PU", "kaartwerf", "SO1", 24, "removed",
                ((date(2025, 12, 10), 30, "Development begins only when the course platform stands."),),
                reason="Amendment 2: Cartoluce leaves and pilots use the tools of their own universities."),
    Deliverable("D4.4", "Case studies, first collection", "R", "PU", "lindekruis", "SO1", 26, "returned",
                reason="State for each case what the community decided itself."),
    Deliverable("D4.5", "Case studies, second collection", "R", "PU", "lindekruis", "SO1", 34, "slightly late"),
    Deliverable("D4.6", "Data set of pilot results", "DATA", "PU", "kaartwerf", "SO1", 37, "begun"),
    Deliverable("D4.7", "Evaluation of the pilots", "R", "PU", "sapte-fantani", "SO1", 37, "not begun",
                ((date(2026, 11, 5), 41,
                  "Three pilots of the third round end in spring 2027 and belong in the evaluation."),)),
    Deliverable("D4.8", "Case studies, final collection", "R", "PU", "lindekruis", "SO1", 46, "not begun"),
    Deliverable("D5.1", "Guide to local policy workshops", "R", "PU", "pontesereno", "SO3", 15, "on time"),
    Deliverable("D5.2", "Policy brief: housing and health", "R", "PU", "pontesereno", "SO3", 22, "on time",
                ((date(2025, 10, 8), 24, "Local elections in two partner cities."),
                 (date(2025, 12, 17), 25, "One more workshop was asked for by the city of Bologna."))),
    Deliverable("D5.3", "Local policy recommendations, first set", "R", "PU", "pontesereno", "SO3", 30, "on time"),
    Deliverable("D5.4", "Policy brief: food and climate", "R", "PU", "pontesereno", "SO3", 35, "begun"),
    Deliverable("D5.5", "Plan for the time after the grant", "R", "SEN", "zevenbruggen", "SO3", 32, "not begun",
                ((date(2026, 8, 12), 35, "Waits for the universities' budget talks in autumn 2026."),)),
    Deliverable("D5.6", "Local policy recommendations, final set", "R", "PU", "pontesereno", "SO3", 44, "not begun"),
    Deliverable("D6.1", "Communication and dissemination plan", "R", "PU", "trzech-mostow", None, 4, "on time"),
    Deliverable("D6.2", "Website", "DEC", "PU", "trzech-mostow", None, 5, "early"),
    Deliverable("D6.3", "Report on communication, first period", "R", "PU", "trzech-mostow", None, 18, "on time"),
    Deliverable("D6.4", "Short films about pilots", "DEC", "PU", "trzech-mostow", "SO1", 32, "slightly late"),
    Deliverable("D6.5", "Welcome pack for associations new to research", "R", "PU", "sapte-fantani", "SO1", 32,
                "not begun", added_on=date(2025, 4, 15)),
    Deliverable("D6.6", "Report on communication, second period", "R", "PU", "trzech-mostow", None, 36, "begun"),
    Deliverable("D6.7", "Final conference: proceedings", "R", "PU", "trzech-mostow", "SO3", 48, "not begun"),
)  # fmt: skip

# deliverable, recorded on, justification
JUSTIFICATIONS = (
    ("D3.3", date(2026, 10, 14), "The platform is built and tested; the agreement with the host awaits signature."),
    ("D3.5", date(2026, 10, 7), "The guide is written and waits for what two faculty boards decide in December 2026."),
)

NEEDS_REASON = {"returned", "merged", "removed"}

# channel, deliverable
CHANNEL_LINKS = (
    ("epale", "D2.1"),
    ("epale", "D3.1"),
    ("epale", "D3.2"),
    ("epale", "D5.1"),
    ("etwinning", "D3.2"),
    ("etwinning", "D2.1"),
    ("european-youth-portal", "D6.2"),
    ("european-youth-portal", "D4.4"),
)


def plan(rng: random.Random) -> dict[str, Rows]:
    """Return the rows of the plan, of what happened to its deliverables, and of the channels they were shared on."""
    events = {deliverable.code: _events(deliverable, rng) for deliverable in DELIVERABLES}
    return {
        "objective": [
            row(objective=objective, statement=statement, language="en") for objective, statement in OBJECTIVES.items()
        ],
        "work_package": [
            row(
                work_package=work_package,
                title=title,
                lead_id=organisation_id(lead),
                starts_on=month_begins_on(first),
                ends_on=month_ends_on(last),
            )
            for work_package, (title, lead, first, last) in WORK_PACKAGES.items()
        ],
        "reporting_period": [
            row(
                period=period,
                starts_on=month_begins_on(first),
                ends_on=month_ends_on(last),
                report_due_on=month_ends_on(last) + REPORT_AFTER,
            )
            for period, (first, last) in enumerate(REPORTING_PERIODS, start=1)
        ],
        "deliverable": [_deliverable(deliverable, events[deliverable.code]) for deliverable in DELIVERABLES],
        "deliverable_event": [event for deliverable in DELIVERABLES for event in events[deliverable.code]],
        "delay_justification": [
            row(deliverable_id=f"{CONSORTIUM}-{code}", recorded_on=recorded_on, justification=justification)
            for code, recorded_on, justification in JUSTIFICATIONS
        ],
        "channel_link": [_channel_link(channel, code, events[code], rng) for channel, code in CHANNEL_LINKS],
    }


def _deliverable(deliverable: Deliverable, events: Rows) -> dict[str, Any]:
    is_published = deliverable.dissemination_level == "PU" and any(event["event"] == "approved" for event in events)
    return row(
        deliverable_id=deliverable.deliverable_id,
        code=deliverable.code,
        title=deliverable.title,
        work_package=f"WP{deliverable.code[1]}",
        deliverable_type=deliverable.deliverable_type,
        dissemination_level=deliverable.dissemination_level,
        lead_id=organisation_id(deliverable.lead),
        objective=deliverable.objective,
        description=None,
        language="en",
        url=f"https://demo.example/results/{deliverable.code}" if is_published else None,
    )


def _events(deliverable: Deliverable, rng: random.Random) -> Rows:
    dated: list[tuple[date, dict[str, Any]]] = []
    month = deliverable.month
    for decided_on, later_month, reason in deliverable.moves:
        moved = {"due_on": month_ends_on(later_month), "due_precision": "day", "due_month": later_month}
        dated.append((decided_on, {"event": "rescheduled", **moved, "reason": reason}))
        month = later_month
    for event, days, progress in STORIES[deliverable.story]:
        happened_on = working_day(month_ends_on(month) + timedelta(days=days + rng.randint(-2, 2)))
        dated.append((happened_on, {"event": event, "progress": progress}))
        if event in NEEDS_REASON:
            dated[-1][1]["reason"] = deliverable.reason
        if event == "merged":
            dated[-1][1]["merged_into_id"] = f"{CONSORTIUM}-{deliverable.merged_into}"
    dated = sorted((one for one in dated if one[0] <= RECORDED_UNTIL), key=lambda one: one[0])
    if deliverable.story == "stuck in draft":
        dated[-1][1]["reason"] = deliverable.reason
    baseline = {"due_on": month_ends_on(deliverable.month), "due_precision": "day", "due_month": deliverable.month}
    dated.insert(0, (deliverable.added_on, {"event": "planned", **baseline}))
    unsaid = dict.fromkeys(("due_on", "due_precision", "due_month", "progress", "merged_into_id", "reason"))
    return [
        row(
            event_id=f"{deliverable.deliverable_id}-{position}",
            deliverable_id=deliverable.deliverable_id,
            effective_on=happened_on,
            effective_precision="day",
            position=position,
            **(unsaid | what),
        )
        for position, (happened_on, what) in enumerate(dated, start=1)
    ]


def _channel_link(channel: str, code: str, events: Rows, rng: random.Random) -> dict[str, Any]:
    approved_on = next(event["effective_on"] for event in events if event["event"] == "approved")
    return row(
        channel_id=channel,
        deliverable_id=f"{CONSORTIUM}-{code}",
        url=f"https://demo.example/{channel}/{code}",
        published_on=working_day(approved_on + timedelta(days=rng.randint(10, 40))),
    )
