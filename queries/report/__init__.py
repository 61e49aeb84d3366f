"""What the report on one consortium is made of: the questions its pages ask, and two of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from data.exports import subject
from data.problems import Problem
from data.regions.schemes import SHIPPED
from queries import Answer, ask
from queries.about import unknown_facts
from queries.consortia import consortium_list
from queries.coverage import coverage_headlines, coverage_scope_headlines, organisation_list, region_coverage
from queries.deliverables import deliverable_headlines, deliverable_list
from queries.eligibility import eligibility_list, eligibility_scope
from queries.engagement import (
    country_matrix,
    country_matrix_scope,
    engagement_by_part,
    engagement_by_quarter,
    engagement_headlines,
)
from queries.impact import impact_headlines, indicator_list
from queries.milestones import milestone_headlines, milestone_list
from queries.overview import consortium_profile, due_list
from queries.partners import partner_list
from queries.progress import delivery_curve, milestone_trend, what_changed
from queries.risks import risk_headlines, risk_list

LEVEL = 1
DUE_DAYS = 90
# A store that others write to meanwhile may answer from two versions; it is then asked again.
ATTEMPTS = 3

Questions = Mapping[str, Callable[[], Answer]]


@dataclass(frozen=True)
class ReportFacts:
    """Answers by the name of their query, all of one version of the store, and whose and which days they are of.

    `changed_at` is the time of the store's last change (UTC). The names `region_coverage`, `coverage_scope_headlines`
    and `region_outlines` are missing where no partner's country is known.
    """

    consortium_id: str
    acronym: str
    fictional: bool
    record_basis: str
    since: date
    until: date
    version: int
    changed_at: datetime
    answers: Mapping[str, Answer]


def report_facts(
    *, consortium: str, since: date, until: date, on_progress: Callable[[int, int], None] | None = None
) -> ReportFacts:
    """Return everything the report on a consortium (its id or acronym) says of the time between two days.

    `on_progress` is told after each question how many of how many are answered. Raise Problem when there is no such
    consortium, when the days are in the wrong order, or when the store does not hold still. No SQL of its own: the
    questions have theirs.
    """
    if since > until:
        raise Problem(
            "The first day of the report, {first}, is after its last day, {last}.",
            "Choose a first day that is not after the last one.",
            first=since,
            last=until,
        )
    for _ in range(ATTEMPTS):
        about = subject(consortium)
        answers = _answers(_questions(about.consortium_id, since, until), on_progress)
        if {answer.version for answer in answers.values()} == {about.version}:
            break
    else:
        raise Problem(
            "The store is being changed while the report is made.",
            "Make the report again in a moment. Nothing was written.",
        )
    row = (
        consortium_list(as_of=until, named=[about.consortium_id], most=0)
        .rows.filter(consortium_id=about.consortium_id)
        .row(0, named=True)
    )
    return ReportFacts(
        consortium_id=about.consortium_id,
        acronym=about.acronym,
        fictional=about.fictional,
        record_basis=row["record_basis"],
        since=since,
        until=until,
        version=about.version,
        changed_at=about.changed_at,
        answers=answers,
    )


def region_outlines(*, scheme: str, level: int, countries: Sequence[str]) -> Answer:
    """Return one row per region of the level in these countries, and one per country of the scheme.

    Columns: region_code, country, level (0 for a country), outline (a geometry as GeoJSON text), attribution (of
    the scheme: to be shown with the map).
    """
    return ask(__file__, "region_outlines", scheme=scheme, level=level, countries=list(countries))


def report_sources(*, consortium: str) -> Answer:
    """Return one row per source document of the consortium: title, language, kind, note, row_count.

    language, kind and note are null for a document the store does not describe.
    """
    return ask(__file__, "report_sources", consortium=consortium)


def _questions(consortium: str, since: date, until: date) -> Questions:
    here: dict[str, Any] = {"consortium": consortium, "as_of": until}
    asked: list[partial[Answer]] = [
        partial(consortium_profile, **here),
        partial(due_list, **here, days=DUE_DAYS),
        partial(deliverable_headlines, **here),
        partial(deliverable_list, **here),
        partial(delivery_curve, **here),
        partial(milestone_trend, **here),
        partial(milestone_headlines, **here),
        partial(milestone_list, **here),
        partial(risk_headlines, **here),
        partial(risk_list, **here),
        partial(what_changed, consortium=consortium, changed_from=since, changed_to=until),
        partial(partner_list, **here),
        partial(coverage_headlines, **here),
        partial(organisation_list, **here),
        partial(engagement_headlines, **here),
        partial(engagement_by_quarter, **here, part="kind"),
        partial(engagement_by_part, **here, part="audience"),
        partial(country_matrix, **here, scope="consortium"),
        partial(country_matrix_scope, **here, scope="consortium"),
        partial(impact_headlines, **here),
        partial(indicator_list, **here),
        partial(eligibility_list, **here),
        partial(eligibility_scope, consortium=consortium),
        partial(unknown_facts),
        partial(report_sources, consortium=consortium),
    ]
    # The scope of the map: the countries of those who take part.
    countries = partner_list(**here).rows["country"].drop_nulls().unique().sort().to_list()
    if countries:
        regions: dict[str, Any] = {"scheme": SHIPPED, "level": LEVEL, "countries": countries}
        asked += [
            partial(coverage_scope_headlines, **regions, **here),
            partial(region_coverage, **regions, **here),
            partial(region_outlines, **regions),
        ]
    return {question.func.__name__: question for question in asked}


def _answers(questions: Questions, on_progress: Callable[[int, int], None] | None) -> dict[str, Answer]:
    answers = {}
    for done, (name, question) in enumerate(questions.items(), start=1):
        answers[name] = question()
        if on_progress:
            on_progress(done, len(questions))
    return answers
