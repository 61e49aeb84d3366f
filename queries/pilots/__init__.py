"""Questions about pilot projects."""

from collections.abc import Sequence
from datetime import date

from queries import Answer, ask


def pilot_list(
    *,
    consortium: str,
    as_of: date,
    search: str = "",
    themes: Sequence[str] = (),
    countries: Sequence[str] = (),
    statuses: Sequence[str] = (),
) -> Answer:
    """Return one row per pilot that fits the filters, those running first, then planned, finished, stopped, not known.

    Columns: pilot_id, title, theme, partner, city, country, latitude and longitude (degrees), status, starts_on,
    ends_on (the day it was stopped, when it was), csos (how many take part; null when none is on record) and
    cso_names, case_study_title and case_study_url (null before the pilot has ended), description. An empty filter
    leaves all.
    """
    return ask(
        __file__,
        "pilot_list",
        consortium=consortium,
        as_of=as_of,
        search=search,
        themes=list(themes),
        countries=list(countries),
        statuses=list(statuses),
    )


def pilot_choices(*, consortium: str, as_of: date) -> Answer:
    """Return one row per value a filter can take: field ('theme', 'country', 'status'), value, pilots."""
    return ask(__file__, "pilot_choices", consortium=consortium, as_of=as_of)


def pilot_headlines(*, consortium: str, as_of: date) -> Answer:
    """Return one row: pilots and how many are planned, running, finished, stopped and not_known on the day.

    Further columns: themes and countries (distinct), with_country (pilots whose country is known), case_studies (of
    pilots that have ended), csos (distinct, over all pilots) and with_csos (pilots with at least one on record).
    """
    return ask(__file__, "pilot_headlines", consortium=consortium, as_of=as_of)
