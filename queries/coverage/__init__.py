"""Questions about where partners and the civil society organisations (CSOs) in contact with them are."""

from collections.abc import Sequence
from datetime import date

from queries import Answer, ask


def organisation_list(
    *,
    consortium: str,
    as_of: date,
    countries: Sequence[str] = (),
    types: Sequence[str] = (),
    fields: Sequence[str] = (),
    partners: Sequence[str] = (),
) -> Answer:
    """Return one row per organisation that takes part or is active with a partner on the day, partners first.

    Columns: organisation_id, name (null when public sources do not name it), is_partner, is_in_contact,
    organisation_type, activity_field, city, country, latitude and longitude (degrees), coordinate_precision; and for
    those in contact: partners (names, joined by ", "), active_from (the earliest known), engagements (held by the
    day), last_engagement_on. An empty filter leaves all; `fields` is not asked of an organisation that only takes
    part; `partners` leaves these partners and those in contact with them.
    """
    return ask(
        __file__,
        "organisation_list",
        consortium=consortium,
        as_of=as_of,
        countries=list(countries),
        types=list(types),
        fields=list(fields),
        partners=list(partners),
    )


def coverage_choices(*, consortium: str, as_of: date) -> Answer:
    """Return one row per value a filter can take: field, value, organisations.

    Fields: 'country', 'organisation_type', 'activity_field', 'partner'.
    """
    return ask(__file__, "coverage_choices", consortium=consortium, as_of=as_of)


def coverage_headlines(*, consortium: str, as_of: date) -> Answer:
    """Return one row about the CSOs active on the day.

    Columns: active, so_far (active on the day or earlier), placed (with coordinates), countries (distinct) and
    with_country (CSOs whose country is known), fields of activity (distinct) and with_field (CSOs whose field is
    known), met (with at least one engagement by the day), median_per_partner (over partners_in_contact, those with at
    least one CSO; null when there is none), partners (taking part).
    """
    return ask(__file__, "coverage_headlines", consortium=consortium, as_of=as_of)
