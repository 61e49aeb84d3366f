"""What people said of the demonstration consortium's work, and how it judges its own engagement with communities."""

import random
from datetime import date, timedelta
from typing import NamedTuple

from data.sources.demonstration.timetable import CONSORTIUM, Rows, row


class Quote(NamedTuple):
    """One quote and what it is about: an indicator, an objective, or a pilot project with a case study."""

    said_by: str
    quote: str
    language: str = "en"
    said_on: date | None = None
    indicator: str | None = None
    objective: str | None = None


# About a pilot project each, said in the two months after it ended.
ABOUT_PILOTS = (
    Quote("cso_member", "For the first time the question was ours and the answer came back to us in our own words."),
    Quote("student", "I learned to listen before I measured anything."),
    Quote("citizen", "They came back a second time to tell us what they had found. Nobody had done that before."),
    Quote("policy_maker", "The report was short enough to be read in the committee, and it was."),
    Quote("staff", "My course is better since people from the neighbourhood sit in it."),
)
ABOUT_RESULTS = (
    Quote("cso_member", "Three weeks to a first answer is still long when a centre may close, but it used to be six.",
          said_on=date(2025, 10, 9), indicator="I10"),
    Quote("student", "Ik kreeg studiepunten voor werk dat ergens voor diende.", "nl", date(2026, 2, 17), "I12"),
    Quote("policy_maker", "We put two of the recommendations on the agenda; none is a policy yet.",
          said_on=date(2026, 6, 4), indicator="I13", objective="SO3"),
    Quote("enterprise", "We did not expect to be asked what we could give instead of what we could buy.",
          said_on=date(2026, 9, 22), objective="SO1"),
)  # fmt: skip

# By dimension, in the order of the toolbox: level and evidence by criterion; None where it was not assessed.
ASSESSED = (
    ((4, "17 courses give credits; the questions come from associations"),
     (3, "Themes of the courses: health, housing, environment"),
     (2, "Mostly associations in the university towns"),
     (3, "Four of five universities have such courses"),
     (3, "Study regulations name community work at three universities")),
    ((4, "Pilot agreements signed by both sides before work begins"),
     (4, "Eight themes of pilot projects"),
     (3, "Rural associations in one pilot project of five"),
     (2, "Two faculties carry most pilot projects"),
     (2, "Funding of the science shops ends with the project")),
    ((3, "Requests to the science shops are answered with the associations"),
     (3, "Register of requests"),
     (3, "Associations in contact, by field of activity"),
     (3, "Science shops at three universities"),
     None),
    ((4, "Students plan pilot projects together with the associations"),
     (3, "Choice of themes at the start of each term"),
     (2, "Few students meet associations of migrants"),
     (2, "Attendance lists: two universities bring most students"),
     (3, "Student competition is in the calendar of two universities")),
    ((3, "Two civil society organisations are partners with a vote"),
     (3, "Minutes of the advisory board"),
     (4, "Associations of eight fields were at the public events"),
     (3, "Rectorates of four universities take part"),
     (2, "Agreements with cities end in 2027")),
    ((2, "Guidelines were written without associations"),
     None,
     None,
     (2, "A contact point at two universities"),
     (1, "No post for community engagement beyond the project")),
    ((3, "Staff newsletters tell of colleagues who work with associations"),
     None,
     (2, "Interviews with staff: contacts stay within few networks"),
     (2, "Staff trained in community research, by university"),
     (3, "Community work counts for promotion at one university")),
)  # fmt: skip
FIRST_ON, AGAIN_ON = date(2024, 11, 14), date(2026, 4, 16)
FIRST_EVIDENCE = "Discussed at the first workshop with associations, before the pilot projects"


def reflection(rng: random.Random, pilots: Rows) -> dict[str, Rows]:
    """Return the rows of the quotes, some about `pilots` with a case study, and of the self-assessment."""
    told = sorted(
        ((pilot["ends_on"], pilot["pilot_id"]) for pilot in pilots if pilot["case_study_title"] and pilot["ends_on"]),
        reverse=True,
    )
    of_pilots = [
        (quote, ended_on + timedelta(days=rng.randint(5, 55)), pilot_id)
        for quote, (ended_on, pilot_id) in zip(ABOUT_PILOTS, told, strict=False)
    ]
    of_results = [(quote, quote.said_on, None) for quote in ABOUT_RESULTS]
    return {
        "quote": [
            row(
                quote_id=f"{CONSORTIUM}-Q{number:02}",
                pilot_id=pilot_id,
                indicator_id=quote.indicator and f"{CONSORTIUM}-{quote.indicator}",
                objective=quote.objective,
                said_by=quote.said_by,
                said_on=said_on,
                quote=quote.quote,
                language=quote.language,
            )
            for number, (quote, said_on, pilot_id) in enumerate([*of_pilots, *of_results], start=1)
        ],
        "tefce_cell": [
            row(dimension=dimension, criterion=criterion, assessed_on=on, level=level, evidence=evidence)
            for dimension, cells in enumerate(ASSESSED, start=1)
            for criterion, cell in enumerate(cells, start=1)
            if cell
            for on, level, evidence in _judgements(rng, *cell)
        ],
    }


def _judgements(rng: random.Random, level: int, evidence: str) -> list[tuple[date, int, str]]:
    """Return how a cell was judged at first, where it was, and again; nothing became worse."""
    first = [(FIRST_ON, max(1, level - rng.randint(0, 1)), FIRST_EVIDENCE)] if rng.random() < 0.6 else []
    return [*first, (AGAIN_ON, level, evidence)]
