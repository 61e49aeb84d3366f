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


def scheme_choices() -> Answer:
    """Return one row per region scheme and level: scheme, title, edition, attribution, level, regions, countries."""
    return ask(__file__, "scheme_choices")


def region_coverage(
    *,
    scheme: str,
    level: int,
    consortium: str,
    as_of: date,
    countries: Sequence[str] = (),
    themes: Sequence[str] = (),
    types: Sequence[str] = (),
    active_only: bool = True,
) -> Answer:
    """Return one row per region of the level, and one without a region for what is not placed at it.

    Columns: region_code, title, country, parent_code, latitude and longitude (of a point inside), in_scope (its
    country is among `countries`, or none is named);
    csos, partners, pilots, engagements; headcount (people reached, null when nobody counted) and engagements_counted;
    population with population_year and population_basis ('statistics', 'estimate', 'places'); density (CSOs per
    100,000 inhabitants). csos, pilots, engagements and headcount are null where the consortium never recorded any.
    Regions and the row without one add up to all, filters of countries aside. An empty `consortium` asks for all real
    ones. `themes` are those of the pilots a CSO or an engagement belongs to; `types` those of the partner in contact
    (of the CSO, where it takes part itself); `active_only` counts CSOs active and pilots running on the day, else also
    earlier ones.
    """
    return ask(
        __file__,
        "region_coverage",
        scheme=scheme,
        level=level,
        consortium=consortium,
        as_of=as_of,
        countries=list(countries),
        themes=list(themes),
        types=list(types),
        active_only=active_only,
    )


def coverage_scope_headlines(
    *,
    scheme: str,
    level: int,
    consortium: str,
    as_of: date,
    countries: Sequence[str] = (),
    themes: Sequence[str] = (),
    types: Sequence[str] = (),
    active_only: bool = True,
) -> Answer:
    """Return one row about the regions in scope; filters as in region_coverage.

    Columns: regions, regions_with_cso, regions_with_population; population (inhabitants of those in scope),
    population_covered (of those with a CSO), first_population_year, last_population_year, population_bases (joined by
    "|"); csos, csos_in_scope, csos_not_placed, csos_without_point; partners, partners_not_placed; pilots,
    pilots_not_placed; engagements, engagements_not_placed. Where no CSO is recorded at all, what counts CSOs is null.
    """
    return ask(
        __file__,
        "coverage_scope_headlines",
        scheme=scheme,
        level=level,
        consortium=consortium,
        as_of=as_of,
        countries=list(countries),
        themes=list(themes),
        types=list(types),
        active_only=active_only,
    )


def region_gaps(
    *,
    scheme: str,
    level: int,
    consortium: str,
    as_of: date,
    countries: Sequence[str] = (),
    themes: Sequence[str] = (),
    types: Sequence[str] = (),
    active_only: bool = True,
) -> Answer:
    """Return one row per region in scope without a CSO, most people first; filters as in region_coverage.

    Columns: region_code, title, country, population, population_year, population_basis; latitude and longitude (of a
    point inside the region); partner_id and partner (the nearest higher education institution that takes part),
    partner_latitude and partner_longitude, distance_km (to that point). Where no CSO is recorded at all nothing is a
    gap.
    """
    return ask(
        __file__,
        "region_gaps",
        scheme=scheme,
        level=level,
        consortium=consortium,
        as_of=as_of,
        countries=list(countries),
        themes=list(themes),
        types=list(types),
        active_only=active_only,
    )


def town_gaps(
    *,
    consortium: str,
    as_of: date,
    countries: Sequence[str] = (),
    themes: Sequence[str] = (),
    types: Sequence[str] = (),
    active_only: bool = True,
    km: int = 10,
    at_least: int = 50_000,
) -> Answer:
    """Return one row per town of `at_least` so many people with no CSO within `km`, most people first.

    Columns: place_id, title, country, population, latitude, longitude; partner_id and partner (the nearest higher
    education institution that takes part), partner_latitude and partner_longitude, distance_km (to it). CSOs without a
    point are near no town: say how many. Filters as in region_coverage.
    """
    return ask(
        __file__,
        "town_gaps",
        consortium=consortium,
        as_of=as_of,
        countries=list(countries),
        themes=list(themes),
        types=list(types),
        active_only=active_only,
        km=km,
        at_least=at_least,
    )


def reach_by_partner(
    *,
    consortium: str,
    as_of: date,
    countries: Sequence[str] = (),
    types: Sequence[str] = (),
    km: int = 30,
) -> Answer:
    """Return one row per partner by name, and a last one without a partner: all together, each place counted once.

    Columns: partner_id, partner, organisation_type, city, country, latitude, longitude, point_by ('coordinates',
    'place name'; null: no point), places (of the list of places, within `km`), population (people who live in them,
    null for a partner without a point, and for all together when none has one). `countries` are those of the places;
    `types` those of the partner.
    """
    return ask(
        __file__,
        "reach_by_partner",
        consortium=consortium,
        as_of=as_of,
        countries=list(countries),
        types=list(types),
        km=km,
    )


def region_pairs(
    *,
    scheme: str,
    level: int,
    consortium: str,
    as_of: date,
    countries: Sequence[str] = (),
    themes: Sequence[str] = (),
    types: Sequence[str] = (),
    active_only: bool = True,
) -> Answer:
    """Return one row per pair of regions that work together, most pilots first; a region with itself too.

    Columns: region_code, title, country, latitude, longitude (of a point inside it); other_region_code, other_title,
    other_country, other_latitude, other_longitude; consortia (with a partner in both; of one region with itself: with
    two), pilots (whose partner and CSOs lie in both). Filters as in region_coverage; a pair is in scope when one of
    its regions is.
    """
    return ask(
        __file__,
        "region_pairs",
        scheme=scheme,
        level=level,
        consortium=consortium,
        as_of=as_of,
        countries=list(countries),
        themes=list(themes),
        types=list(types),
        active_only=active_only,
    )


def cso_distance(
    *,
    consortium: str,
    as_of: date,
    countries: Sequence[str] = (),
    themes: Sequence[str] = (),
    types: Sequence[str] = (),
    active_only: bool = True,
) -> Answer:
    """Return one row per partner and CSO in contact, by partner, nearest first.

    Columns: partner_id, partner, cso_id, cso, partner_country, country (of the CSO), partner_latitude,
    partner_longitude, latitude, longitude (of the CSO), distance_km (null when one of them has no point). `countries`
    are those of the CSO; the other filters as in region_coverage.
    """
    return ask(
        __file__,
        "cso_distance",
        consortium=consortium,
        as_of=as_of,
        countries=list(countries),
        themes=list(themes),
        types=list(types),
        active_only=active_only,
    )


def place_choices(*, organisation_id: str, scheme: str) -> Answer:
    """Return one row per place an organisation can mean by its city, largest first.

    Columns: place_id, title, country, population (inhabitants), latitude, longitude, region_code and region (its title)
    in the scheme. More than one row in different regions: somebody has to choose.
    """
    return ask(__file__, "place_choices", organisation_id=organisation_id, scheme=scheme)


def region_members(
    *,
    scheme: str,
    level: int,
    region: str,
    consortium: str,
    as_of: date,
    themes: Sequence[str] = (),
    types: Sequence[str] = (),
    active_only: bool = True,
) -> Answer:
    """Return one row per CSO, partner and pilot that lies in a region; filters as in region_coverage.

    Columns: kind ('cso', 'partner', 'pilot'), subject_id, name, about (field of activity or theme), city, placed_by.
    """
    return ask(
        __file__,
        "region_members",
        scheme=scheme,
        level=level,
        region=region,
        consortium=consortium,
        as_of=as_of,
        themes=list(themes),
        types=list(types),
        active_only=active_only,
    )


def region_trend(
    *,
    scheme: str,
    level: int,
    region: str,
    consortium: str,
    as_of: date,
    themes: Sequence[str] = (),
    types: Sequence[str] = (),
) -> Answer:
    """Return one row per quarter with engagements held in a region, from the first one to that of the day.

    Columns: quarter_starts_on, is_running, part (always 'engagements'), engagements, counted (those with a headcount),
    headcount. Filters as in region_coverage.
    """
    return ask(
        __file__,
        "region_trend",
        scheme=scheme,
        level=level,
        region=region,
        consortium=consortium,
        as_of=as_of,
        themes=list(themes),
        types=list(types),
    )
