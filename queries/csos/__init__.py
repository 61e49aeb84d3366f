"""Questions of the CSO directory. An empty `consortium` asks for all real ones."""

from collections.abc import Sequence
from datetime import date

from queries import Answer, ask


def cso_list(
    *,
    consortium: str,
    as_of: date,
    search: str = "",
    countries: Sequence[str] = (),
    fields: Sequence[str] = (),
    partners: Sequence[str] = (),
    contacts: Sequence[str] = (),
) -> Answer:
    """Return one row per CSO on record by the day that fits the filters, by name.

    Columns: cso_id, name, legal_name, short_name, activity_field, country, city, region (in the first scheme that has
    it), themes (of its pilots), is_active, partners (of the day, else the former ones), engagements (held by the day),
    last_engagement_on, website, region_code (its own), latitude and longitude (degrees). `search` looks for name,
    city, region, field of activity and theme; `contacts` are 'active' and 'not active'. An empty filter leaves all.
    """
    return ask(
        __file__,
        "cso_list",
        consortium=consortium,
        as_of=as_of,
        search=search,
        countries=list(countries),
        fields=list(fields),
        partners=list(partners),
        contacts=list(contacts),
    )


def cso_choices(*, consortium: str, as_of: date) -> Answer:
    """Return one row per value a filter can take: field ('country', 'activity_field', 'partner'), value, csos."""
    return ask(__file__, "cso_choices", consortium=consortium, as_of=as_of)


def cso_headlines(*, consortium: str, as_of: date) -> Answer:
    """Return one row: csos on record by the day, and how many of them are active on it or placed in a region.

    Columns: csos, active, countries (distinct), with_country (CSOs whose country is known), placed.
    """
    return ask(__file__, "cso_headlines", consortium=consortium, as_of=as_of)


def partner_choices(*, consortium: str) -> Answer:
    """Return one row per partner of the consortium, whenever it takes part: partner_id, partner (its name)."""
    return ask(__file__, "partner_choices", consortium=consortium)


def cso_regions(*, cso: str) -> Answer:
    """Return one row per region scheme: where the CSO lies in it.

    Columns: scheme, scheme_title, region_code and region (larger ones before it; null when not placed), placed_by,
    near_border, distance_km (to the nearest region, of what lies outside all), place (by whose name it was placed),
    reason (codes separated by "|").
    """
    return ask(__file__, "cso_regions", cso=cso)


def cso_pilots(*, cso: str, consortium: str, as_of: date) -> Answer:
    """Return one row per pilot the CSO takes part in, the latest first.

    Columns: acronym, consortium_id, pilot_id, title, theme, status on the day, partner, starts_on, ends_on (the day it
    was stopped, when it was).
    """
    return ask(__file__, "cso_pilots", cso=cso, consortium=consortium, as_of=as_of)


def cso_engagements(*, cso: str, consortium: str, as_of: date) -> Answer:
    """Return one row per calendar quarter, from the first with an engagement with the CSO to the day, and kind.

    Columns: quarter_starts_on, is_running, part (the kind), engagements, counted (those with a headcount), headcount
    (persons; null when nobody counted).
    """
    return ask(__file__, "cso_engagements", cso=cso, consortium=consortium, as_of=as_of)


def cso_relations(*, cso: str, consortium: str, as_of: date) -> Answer:
    """Return one row per contact of the CSO with a partner that had begun by the day, the active ones first.

    Columns: consortium_id, acronym, partner_id, partner, active_from and active_until (null where not known, or not
    ended), is_active on the day.
    """
    return ask(__file__, "cso_relations", cso=cso, consortium=consortium, as_of=as_of)


def cso_history(*, cso: str) -> Answer:
    """Return one row per change and field of the CSO that it changed, the latest first.

    Columns: recorded_at, recorded_by, field ('added', 'withdrawn', a column of the organisation, or 'active_from' and
    'active_until' of the contact with `partner`), before and said (as text; null where empty), version.
    """
    return ask(__file__, "cso_history", cso=cso)


def possible_duplicates(*, consortium: str, as_of: date) -> Answer:
    """Return one row per pair that may be one organisation or of which that was decided, undecided first.

    At least one of the two is a CSO on record by the day. Columns: first_id, first_name, first_city, first_type and the
    same of the second; likeness of the names (0 to 1), same_website, same_city, score (0 to 1), all null where the two
    are not alike any more; decision ('same', 'different', null).
    """
    return ask(__file__, "possible_duplicates", consortium=consortium, as_of=as_of)
