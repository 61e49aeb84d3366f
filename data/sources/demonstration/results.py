"""What came of the demonstration consortium: indicators with targets, and their values every half-year.

What the other rows already say (engagements, pilots, relations, case studies) is counted from them, so that no two
pages disagree; the rest is invented.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from data.sources.demonstration.timetable import CONSORTIUM, ENDS_ON, RECORDED_UNTIL, Rows, month_ends_on, row

HALF_YEARS = tuple(month_ends_on(month) for month in (6, 12, 18, 24, 30))

# Value by category at the end of a half-year that began the day after `previous`.
Count = Callable[[dict[str, Rows], date, date], dict[str, int]]


class Indicator(NamedTuple):
    """One indicator; `values` per half-year are invented, `counted` takes them from the other rows instead.

    `evidence` is the level and what it rests on; `shares` splits the total over `axis` (which may leave a rest).
    """

    title: str
    results_level: str
    objective: str | None
    unit: str
    accumulation: str
    baseline: float | None
    target: float | None
    evidence: tuple[int, str | None]
    values: tuple[float | None, ...] = ()
    counted: Count | None = None
    direction: str = "ascending"
    axis: str | None = None
    shares: tuple[tuple[str, float], ...] = ()
    surveyed: tuple[int, ...] = ()
    note: str | None = None


def _by_country(rows: Rows, day: str, since: date, until: date) -> dict[str, int]:
    return dict(Counter(one["country"] for one in rows if one[day] is not None and since <= one[day] <= until))


def _engagements(rows: dict[str, Rows], _previous: date, until: date) -> dict[str, int]:
    return _by_country(rows["engagement"], "held_on", date.min, until)


def _students(rows: dict[str, Rows], previous: date, until: date) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for engagement in rows["engagement"]:
        if previous < engagement["held_on"] <= until and engagement["student"] is not None:
            counted[engagement["country"]] += engagement["student"]
    return dict(counted)


def _pilots(rows: dict[str, Rows], _previous: date, until: date) -> dict[str, int]:
    return _by_country(rows["pilot"], "starts_on", date.min, until)


def _case_studies(rows: dict[str, Rows], _previous: date, until: date) -> dict[str, int]:
    # A case study comes out two months after its pilot.
    told = [pilot for pilot in rows["pilot"] if pilot["case_study_title"] is not None]
    return _by_country(told, "ends_on", date.min, until - timedelta(days=60))


def _asking_csos(rows: dict[str, Rows], _previous: date, until: date) -> dict[str, int]:
    asked = Counter(
        engagement["cso_id"]
        for engagement in rows["engagement"]
        if engagement["initiator"] == "cso" and engagement["held_on"] <= until
    )
    return {"all": sum(times > 1 for times in asked.values())}


INDICATORS = (
    Indicator("Engagements held with communities", "activity", "SO1", "engagements", "cumulative", 0, 1300,
              (2, "Engagement records of the partners"), counted=_engagements, axis="country",
              note="Counted from the engagement records."),
    Indicator("Student participations in engagements", "activity", "SO2", "participations", "periodic", 0, 10000,
              (2, "Attendance lists"), counted=_students, axis="country",
              note="Headcount: a student who comes twice counts twice. Engagements without a count are left out."),
    Indicator("Staff trained in community research", "activity", "SO2", "persons", "periodic", 0, 180,
              (2, "Training registers"), (14, 26, 31, 22, 29), axis="kind of staff",
              shares=(("academic", 0.6), ("professional services", 0.25)),
              note="One partner does not record the kind of staff, so the parts do not add up to the total."),
    Indicator("Pilots begun", "output", "SO1", "pilots", "cumulative", 0, 24, (3, "Signed pilot agreements"),
              counted=_pilots, axis="country", note="Counted from the pilot records."),
    Indicator("Case studies published", "output", "SO1", "case studies", "cumulative", 0, 18,
              (3, "Published and reviewed by the advisory board"), counted=_case_studies),
    Indicator("Course modules ready", "output", "SO2", "modules", "cumulative", 0, 16, (2, "Course platform"),
              (None, 2, 6, 8, 11)),
    Indicator("Local policy recommendations handed over", "output", "SO3", "recommendations", "cumulative", 0, 35,
              (2, "Minutes of council committees"), (None, None, 4, 9, 17)),
    Indicator("Visits to the website", "output", None, "visits", "periodic", 0, 60000, (1, "Web statistics"),
              (3120, 5480, 6910, 8230, 9450)),
    Indicator("Participants who would take part again", "outcome", "SO1", "%", "periodic", 55, 80,
              (2, "Questionnaire after each engagement"), (88, 141, 203, 262, 318),
              surveyed=(142, 214, 290, 351, 409)),
    Indicator("Days from a question to the first answer", "outcome", "SO1", "days", "cumulative", 45, 14,
              (1, "Science shop registers"), (43, 38, 29, 26, 21), direction="descending"),
    Indicator("Civil society organisations that came back with a further question", "outcome", "SO1",
              "organisations", "cumulative", None, 90, (2, "Engagement records of the partners"), counted=_asking_csos,
              note="No baseline was taken: contacts before the project were not recorded."),
    Indicator("Courses that give credits for community work", "outcome", "SO2", "courses", "cumulative", 8, 30,
              (3, "Study regulations, checked by the quality office"), (8, 9, 12, 15, 17)),
    Indicator("Local policies that build on recommendations", "impact", "SO3", "policies", "cumulative", 0, 10,
              (0, None)),
    Indicator("Trust of associations in universities", "impact", "SO1", "points of 100", "cumulative", 62, 62,
              (0, None), (None, 61, None, 64, None), surveyed=(0, 118, 0, 133, 0),
              note="The aim is to hold trust while the number of associations grows: the target is the baseline."),
)  # fmt: skip


def results(rng: random.Random, rows: dict[str, Rows]) -> dict[str, Rows]:
    """Return the rows of the indicators and of their values, the counted ones from `rows`."""
    values: Rows = []
    for number, indicator in enumerate(INDICATORS, start=1):
        observed = _observed(indicator, rows)
        for until, total, parts, respondents in observed:
            recorded_on = until + timedelta(days=rng.randint(12, 40))
            assert recorded_on <= RECORDED_UNTIL, "a value is recorded before the recorded time ends"
            level, evidence = indicator.evidence
            # The first half-year was reported before anybody kept documents.
            level = min(level, 1) if until == HALF_YEARS[0] else level
            shared = {
                "indicator_id": f"{CONSORTIUM}-I{number:02}",
                "observed_on": until,
                "observed_precision": "day",
                "evidence_level": level,
                "evidence": evidence,
                "recorded_on": recorded_on,
            }
            values.append(_value(indicator, shared, total, respondents))
            values += [
                row(
                    **shared,
                    axis=indicator.axis,
                    category=category,
                    value=float(part),
                    numerator=None,
                    denominator=None,
                    respondents=None,
                )
                for category, part in parts.items()
            ]
    return {
        "indicator": [_indicator(number, indicator) for number, indicator in enumerate(INDICATORS, start=1)],
        "indicator_value": values,
    }


def _indicator(number: int, indicator: Indicator) -> dict[str, Any]:
    return row(
        indicator_id=f"{CONSORTIUM}-I{number:02}",
        code=f"I{number:02}",
        title=indicator.title,
        results_level=indicator.results_level,
        objective=indicator.objective,
        unit=indicator.unit,
        direction=indicator.direction,
        accumulation=indicator.accumulation,
        baseline=indicator.baseline,
        target=indicator.target,
        target_on=ENDS_ON,
        disaggregation_axis=indicator.axis,
        language="en",
        note=indicator.note,
    )


def _observed(indicator: Indicator, rows: dict[str, Rows]) -> list[tuple[date, float, dict[str, float], int | None]]:
    """Return per half-year with a value: its last day, the total, the parts and how many were asked."""
    observed: list[tuple[date, float, dict[str, float], int | None]] = []
    previous = date.min
    for position, until in enumerate(HALF_YEARS):
        if indicator.counted is not None:
            counts = indicator.counted(rows, previous, until)
            parts = {category: float(counts[category]) for category in sorted(counts)} if indicator.axis else {}
            observed.append((until, sum(counts.values()), parts, None))
        elif position < len(indicator.values) and (value := indicator.values[position]) is not None:
            parts = {category: float(round(value * share)) for category, share in indicator.shares}
            respondents = indicator.surveyed[position] if indicator.surveyed else None
            observed.append((until, value, parts, respondents))
        previous = until
    return observed


def _value(indicator: Indicator, shared: dict[str, Any], total: float, respondents: int | None) -> dict[str, Any]:
    is_share = indicator.unit == "%" and respondents is not None
    return row(
        **shared,
        axis="total",
        category="total",
        value=round(100 * total / respondents, 1) if is_share and respondents else float(total),
        numerator=float(total) if is_share else None,
        denominator=float(respondents) if is_share and respondents else None,
        respondents=respondents,
    )
