"""How the demonstration consortium tells others of its work: its communication activities and how each stood when."""

from datetime import date
from typing import NamedTuple

from data.sources.demonstration.partners import organisation_id
from data.sources.demonstration.timetable import CONSORTIUM, Rows, row


class Activity(NamedTuple):
    """One communication activity; `states` holds from which day on it stood how, and why where that wants a reason."""

    title: str
    audience: str
    lead: str
    states: tuple[tuple[date, str, str | None], ...]


ACTIVITIES = (
    Activity("Launch campaign: bring us your question", "cso_member", "lindekruis",
             ((date(2024, 3, 11), "ongoing", None), (date(2024, 7, 5), "delivered", None))),
    Activity("Website and newsletter in eight languages", "citizen", "trzech-mostow",
             ((date(2024, 5, 20), "ongoing", None),)),
    Activity("Articles in the staff newsletters of five universities", "staff", "zevenbruggen",
             ((date(2024, 9, 2), "ongoing", None), (date(2025, 6, 27), "delivered", None))),
    Activity("Radio series on community research", "citizen", "pontesereno",
             ((date(2024, 10, 7), "ongoing", None),
              (date(2025, 2, 17), "postponed", "The local station moves to another building."),
              (date(2025, 6, 2), "ongoing", None),
              (date(2025, 12, 12), "delivered", None))),
    Activity("Student competition: question of the year", "student", "tuulisaari",
             ((date(2025, 1, 20), "ongoing", None),
              (date(2025, 10, 13), "cancelled", "Students found a competition at odds with working together."))),
    Activity("Breakfast talks with city councils", "policy_maker", "pontesereno",
             ((date(2025, 3, 3), "ongoing", None),)),
    Activity("Travelling exhibition of pilot results", "citizen", "trzech-mostow",
             ((date(2025, 9, 15), "ongoing", None),
              (date(2026, 4, 20), "postponed", "Two of the six libraries are rebuilt until spring 2027."))),
    Activity("Short films about pilots on social media", "citizen", "trzech-mostow",
             ((date(2026, 2, 2), "ongoing", None), (date(2026, 10, 16), "delivered", None))),
)  # fmt: skip


def communication() -> dict[str, Rows]:
    """Return the rows of the communication activities and of their states."""
    numbered = [(f"C{number}", activity) for number, activity in enumerate(ACTIVITIES, start=1)]
    return {
        "communication_activity": [
            row(
                communication_activity_id=f"{CONSORTIUM}-{code}",
                code=code,
                title=activity.title,
                audience=activity.audience,
                lead_id=organisation_id(activity.lead),
            )
            for code, activity in numbered
        ],
        "communication_activity_state": [
            row(
                communication_activity_id=f"{CONSORTIUM}-{code}",
                effective_on=effective_on,
                state=state,
                reason=reason,
            )
            for code, activity in numbered
            for effective_on, state, reason in activity.states
        ],
    }
