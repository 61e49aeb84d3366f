"""Questions about engagements, and about the links between countries that consortia make."""

from collections.abc import Sequence
from datetime import date

from queries import Answer, ask


def engagement_choices(*, consortium: str, as_of: date) -> Answer:
    """Return one row per value a filter can take: field ('kind', 'country', 'partner'), value, engagements."""
    return ask(__file__, "engagement_choices", consortium=consortium, as_of=as_of)


def engagement_headlines(
    *,
    consortium: str,
    as_of: date,
    kinds: Sequence[str] = (),
    countries: Sequence[str] = (),
    partners: Sequence[str] = (),
) -> Answer:
    """Return one row: the engagements that fit the filters, in figures.

    Columns: engagements; headcount (persons, null when nobody counted) and counted (engagements with a headcount);
    csos and with_cso (engagements that name one); countries and with_country; cso_initiated and known_initiator
    (counts, so that the share can carry its n); csos_retained (active in two finished quarters or more) and
    csos_active (in one or more); herfindahl_index and effective_countries of the engagements with a known country.
    """
    return ask(
        __file__,
        "engagement_headlines",
        consortium=consortium,
        as_of=as_of,
        kinds=list(kinds),
        countries=list(countries),
        partners=list(partners),
    )


def engagement_by_quarter(
    *,
    consortium: str,
    as_of: date,
    part: str,
    kinds: Sequence[str] = (),
    countries: Sequence[str] = (),
    partners: Sequence[str] = (),
) -> Answer:
    """Return one row per calendar quarter and part; `part` is 'country', 'kind' or 'audience'.

    Columns: quarter_starts_on, is_running (the quarter is not over on the day), part (null when not known),
    engagements, counted (those with a headcount), headcount (persons; null when there were engagements and none was
    counted). By audience an engagement is in every audience that was counted in it.
    """
    return ask(
        __file__,
        "engagement_by_quarter",
        consortium=consortium,
        as_of=as_of,
        part=part,
        kinds=list(kinds),
        countries=list(countries),
        partners=list(partners),
    )


def engagement_by_part(
    *,
    consortium: str,
    as_of: date,
    part: str,
    kinds: Sequence[str] = (),
    countries: Sequence[str] = (),
    partners: Sequence[str] = (),
) -> Answer:
    """Return one row per part, the largest headcount first; `part` and the columns as engagement_by_quarter."""
    return ask(
        __file__,
        "engagement_by_part",
        consortium=consortium,
        as_of=as_of,
        part=part,
        kinds=list(kinds),
        countries=list(countries),
        partners=list(partners),
    )


def engagement_list(
    *,
    consortium: str,
    as_of: date,
    kinds: Sequence[str] = (),
    countries: Sequence[str] = (),
    partners: Sequence[str] = (),
) -> Answer:
    """Return one row per engagement that fits the filters, the latest first.

    Columns: held_on, kind, partner, cso, initiator ('cso' or 'partner'), country, city, pilot, headcount and its six
    audiences (persons, null when not counted), unique_persons (of this engagement alone: never to be summed).
    """
    return ask(
        __file__,
        "engagement_list",
        consortium=consortium,
        as_of=as_of,
        kinds=list(kinds),
        countries=list(countries),
        partners=list(partners),
    )


def engagement_concentration(
    *,
    consortium: str,
    as_of: date,
    period: str,
    measure: str,
    kinds: Sequence[str] = (),
    countries: Sequence[str] = (),
    partners: Sequence[str] = (),
) -> Answer:
    """Return one row per period, a 'quarter' or a 'year': how concentrated it was on countries.

    `measure` is 'engagements' or 'headcount'. Columns: period_starts_on, is_running (not over on the day), countries
    (n: all with an engagement in any period, zeros in n) and countries_above_zero, counted (engagements with a known
    country, of the headcount those with one) and their total; herfindahl, herfindahl_normalised, shannon, evenness,
    effective_number and gini, null where not defined. No rows when no country is known.
    """
    return ask(
        __file__,
        "engagement_concentration",
        consortium=consortium,
        as_of=as_of,
        period=period,
        measure=measure,
        kinds=list(kinds),
        countries=list(countries),
        partners=list(partners),
    )


def country_matrix(*, consortium: str, as_of: date, scope: str) -> Answer:
    """Return one row per ordered pair of countries with a partner; `scope` is 'consortium' or 'all' real ones.

    Columns: country, other_country; of each its organisations (partners there) and consortia; and the strength of the
    link by each rule: organisation_pairs, consortium_pairs (null within a country), fractional, affinity (0 to 1; null
    within a country and where one of the two has fewer than three consortia). 0 says no link.
    """
    return ask(__file__, "country_matrix", consortium=consortium, as_of=as_of, scope=scope)


def country_strength(*, consortium: str, as_of: date, scope: str) -> Answer:
    """Return one row per country with a partner: the sum of its links with other countries; `scope` as country_matrix.

    Columns: country, organisations, consortia, linked_countries; organisation_pairs, consortium_pairs and fractional,
    each also `_per_million` inhabitants (null where the population is not known); population with population_year and
    population_basis ('statistics', 'estimate', 'places': the sum of its places); place, latitude, longitude (degrees)
    of its largest place.
    """
    return ask(__file__, "country_strength", consortium=consortium, as_of=as_of, scope=scope)


def country_matrix_scope(*, consortium: str, as_of: date, scope: str) -> Answer:
    """Return one row: consortia in scope and their acronyms, partners, how many of these are without_country.

    affinity_minimum is the number of consortia below which the affinity of a country is hidden.
    """
    return ask(__file__, "country_matrix_scope", consortium=consortium, as_of=as_of, scope=scope)
