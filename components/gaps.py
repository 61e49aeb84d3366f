"""What the page on gaps and reach is made of: filters, and where CSOs are missing; reach.py has the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from components import filters, page
from components.charts.gaps_map import gaps_map
from components.labels import LINK_SCOPE, ORGANISATION_TYPE, POPULATION_BASIS, country_names, named
from components.page import Headline, Numbers
from components.tables import Column, show_table
from components.words import country, marked, number, percent, plural, short, tr

PARTS = {
    "regions": marked("Regions without a CSO"),
    "towns": marked("Towns without a CSO"),
    "reach": marked("Reach of partners"),
    "pairs": marked("Between regions"),
}
ACTIVITY = {
    "active": marked("Active on the day"),
    "all": marked("Earlier ones too"),
}
# A map of thousands of circles is slow to send and says no more.
MOST_DRAWN = 500


@dataclass(frozen=True)
class Asked:
    """What the filters ask for.

    `level` holds scheme and level, `contact` themes, types of partner and whether CSOs must be active on the day;
    `scope` are the countries in which gaps are looked for: those chosen, else those of partners and CSOs.
    """

    level: dict[str, Any]
    contact: dict[str, Any]
    countries: list[str]
    scope: list[str]
    scheme: dict[str, Any]


def part_name(part: str) -> str:
    """Return the name of a part of the page."""
    return named(PARTS, part)


def nothing_to_look_at(asked: pl.DataFrame, schemes: pl.DataFrame) -> bool:
    """Say why there is nothing to look at, if so: nobody takes part (coverage_choices), or there are no regions."""
    if asked.is_empty():
        page.nothing_recorded(
            tr("Nobody is in this consortium on this day."),
            tr("Choose another day in the sidebar, or import the list of its partners."),
        )
    elif schemes.is_empty():
        page.nothing_recorded(
            tr("There are no regions in this store."), tr("Make the store again with: python -m data init")
        )
    return asked.is_empty() or schemes.is_empty()


def filters_of(
    part: str, asked: pl.DataFrame, schemes: pl.DataFrame, themes: Sequence[str], *, keys: str = "gaps"
) -> Asked:
    """Draw the filters that act on `part` and return what is chosen.

    `asked` as coverage_choices, `schemes` as scheme_choices; `themes` of the pilots. Names in the address begin with
    `keys`.
    """
    titles = dict(schemes.select("scheme", "title").unique(maintain_order=True).iter_rows())
    with st.container(horizontal=True, gap="medium"):
        scheme = next(iter(titles))
        if len(titles) > 1 and part in ("regions", "pairs"):
            scheme = filters.one(tr("Regions"), list(titles), key=f"{keys}_scheme", named=titles.__getitem__)
        levels = schemes.filter(scheme=scheme).sort("level", descending=True)
        level = str(levels["level"][0])
        if levels.height > 1 and part in ("regions", "pairs"):
            codes = [str(one) for one in levels["level"]]
            level = filters.one(tr("Level"), codes, key=f"{keys}_level", named=level_name)
        activity = "active"
        if part != "reach":
            activity = filters.one(
                tr("CSOs"), list(ACTIVITY), key=f"{keys}_active", named=lambda code: named(ACTIVITY, code)
            )
    present = sorted(asked.filter(field="country")["value"].to_list(), key=country)
    known = sorted(set(schemes["countries"].explode(empty_as_null=False).to_list()) | set(present), key=country)
    of_partners = asked.filter(field="organisation_type")["value"].to_list()
    with st.container(horizontal=True, gap="small"):
        countries = filters.several(
            tr("Country"),
            known,
            key=f"{keys}_country",
            named=country,
            when_empty=tr("Those of partners and CSOs") if part in ("regions", "towns") else None,
        )
        types = filters.several(
            tr("Type of partner"),
            [code for code in ORGANISATION_TYPE if code in of_partners],
            key=f"{keys}_type",
            named=lambda code: named(ORGANISATION_TYPE, code),
        )
        chosen_themes = []
        if part != "reach" and themes:
            chosen_themes = filters.several(tr("Theme of pilot projects"), themes, key=f"{keys}_theme")
    return Asked(
        level={"scheme": scheme, "level": int(level)},
        contact={"themes": chosen_themes, "types": types, "active_only": activity == "active"},
        countries=countries,
        scope=countries or present,
        scheme=levels.filter(level=int(level)).row(0, named=True),
    )


def level_name(level: str) -> str:
    """Return what a level of regions is called."""
    return tr("Countries") if level == "0" else tr("Level {level}", level=level)


def csos_known(scope: pl.DataFrame, contacts: pl.DataFrame, record_basis: str) -> bool:
    """Return whether it is known which CSOs there are, and say so if not.

    `scope` as coverage_scope_headlines, `contacts` as coverage_headlines. Public sources name the CSOs that take part,
    not those in contact with a partner: with these alone nothing can be called a gap.
    """
    takes_part_only = record_basis == "public sources" and not contacts["partners_in_contact"].item()
    if scope["csos"].item() is None or takes_part_only:
        nothing_known(record_basis)
        return False
    return True


def nothing_known(record_basis: str) -> None:
    """Say why no CSO is recorded, and that this is no gap."""
    if record_basis == "public sources":
        page.nothing_recorded(
            tr("The CSOs this consortium works with are not in public sources."),
            tr("So nobody can say where they are missing. *Reach of partners* needs no CSOs."),
        )
    else:
        page.nothing_recorded(
            tr("No CSO of this consortium is on record."),
            tr("So nobody can say where they are missing. Add them in the *CSO directory*."),
        )


def region_headlines(scope: pl.DataFrame) -> list[Headline]:
    """Return the figures above the regions without a CSO from the one row of coverage_scope_headlines."""
    count = scope.row(0, named=True)
    regions, covered, people = count["regions"], count["regions_with_cso"], count["population"]
    missed = None if people is None else people - count["population_covered"]
    return [
        Headline(
            tr("Coverage"),
            percent(covered, regions),
            tr("{n} of {total} regions have a CSO", n=number(covered), total=number(regions)),
            tr(
                "Of the regions of the chosen level and countries, those in which at least one CSO asked for is placed."
            ),
        ),
        Headline(tr("Gaps"), number(regions - covered), tr("regions without a CSO, of {total}", total=number(regions))),
        Headline(
            tr("People in gaps"),
            short(missed),
            tr("{share} of {total} in scope", share=percent(missed, people), total=short(people)),
            tr("Inhabitants of the regions in scope in which no CSO is placed, where the population is known."),
        ),
        Headline(
            tr("Population known"),
            percent(count["regions_with_population"], regions),
            tr("{n} of {total} regions in scope", n=number(count["regions_with_population"]), total=number(regions)),
        ),
        Headline(
            tr("CSOs in scope"),
            number(count["csos_in_scope"]),
            tr("of {total}; {n} not placed", total=number(count["csos"]), n=number(count["csos_not_placed"])),
            tr("The others lie outside the countries in scope, or nothing says in which region they are."),
        ),
    ]


def scope_said(asked: Asked, scope: pl.DataFrame) -> str:
    """Return which regions are in scope, and whose count of people of which year is used."""
    count = scope.row(0, named=True)
    where = tr(
        "Scope: {title} (edition {edition}), {level}, in {countries}.",
        title=asked.scheme["title"],
        edition=asked.scheme["edition"].partition("-")[0],
        level=level_name(str(asked.level["level"])).lower(),
        countries=", ".join(country(code) for code in asked.scope),
    )
    if not count["population_bases"]:
        return where + " " + tr("No population is known.")
    first, last = count["first_population_year"], count["last_population_year"]
    return (
        where
        + " "
        + tr(
            "Population: {basis}, {years}.",
            basis=", ".join(named(POPULATION_BASIS, basis) for basis in count["population_bases"].split("|")),
            years=first if first == last else tr("{first} to {last}", first=first, last=last),
        )
    )


def nearness() -> dict[str, Any]:
    """Draw the sliders of towns and return what is chosen: km to the nearest CSO, and at_least so many people."""
    with st.container(horizontal=True, gap="large"):
        km = filters.amount(tr("No CSO within so many km"), least=5, most=100, step=5, default=10, key="gaps_town_km")
        at_least = filters.amount(
            tr("Towns of at least so many people"),
            least=10_000,
            most=500_000,
            step=10_000,
            default=50_000,
            key="gaps_town_people",
        )
    return {"km": km, "at_least": at_least}


def towns_title(towns: pl.DataFrame, *, km: int, at_least: int) -> str:
    """Return the title above town_gaps."""
    return plural(
        "{n} town of {people} people or more without a CSO within {km} km",
        "{n} towns of {people} people or more without a CSO within {km} km",
        towns.height,
        people=number(at_least),
        km=number(km),
    )


def towns_note(asked: Asked) -> str:
    """Return in which countries towns are looked for, and whose count of people is used."""
    return tr(
        "Scope: {countries}. Population: as GeoNames lists it, without a year; districts count with their town.",
        countries=", ".join(country(code) for code in asked.scope),
    )


def gaps_shown(found: Numbers, asked: Asked, *, part: str, title: str, dark: bool) -> None:
    """Draw region_gaps or town_gaps on a map and in a table, most people first."""
    rows = found.rows
    if rows.is_empty():
        st.success(tr("Nothing in scope is without a CSO."), icon=":material/check:")
        return
    largest = rows.row(0, named=True)
    alt = tr(
        "Map of {what}; the most people live in {title}, {country}.",
        what=title,
        title=largest["title"],
        country=country(largest["country"]),
    )
    drawing = gaps_map(gaps_drawn(rows), nearest_partners(rows), dark=dark)
    st.caption(map_said(rows))
    page.show_chart(drawing, key=f"{part}_without_cso", alt=alt, numbers=found)
    st.caption(attribution(asked) if part == "regions" else attribution_of_places())
    show_table(
        rows.with_columns(country_shown=country_names("country")),
        [
            Column("title", tr("Region") if part == "regions" else tr("Town"), width="medium"),
            Column("country_shown", tr("Country")),
            Column("population", tr("Population"), "number"),
            Column("partner", tr("Nearest partner"), help=tr("Among higher education institutions that take part.")),
            Column("distance_km", tr("Distance in km"), "number", format="%.0f"),
        ],
        key=f"{part}_table",
        alt=tr("Where no CSO is, most people first, with the nearest partner and its distance."),
    )


def gaps_drawn(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the largest of region_gaps or town_gaps as gaps_map draws them."""
    drawn = rows.head(MOST_DRAWN)
    return drawn.select(
        "latitude",
        "longitude",
        "population",
        text=pl.Series([_gap_text(row) for row in drawn.to_dicts()], dtype=pl.String),
    )


def nearest_partners(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the partners nearest to a gap as points of a map."""
    return (
        rows.drop_nulls("partner_id")
        .unique("partner_id", maintain_order=True)
        .select(
            name="partner",
            kind=pl.lit("HEI"),
            place=pl.lit(None, pl.String),
            country=pl.lit(None, pl.String),
            latitude="partner_latitude",
            longitude="partner_longitude",
            note=pl.lit(tr("Partner of the consortium")),
        )
    )


def map_said(rows: pl.DataFrame) -> str:
    """Return how to read the map of gaps, and what it leaves out."""
    said = tr(
        "A circle is as large as the number of people; a small ring: population not known. H: the partners (higher "
        "education institutions) nearest to them."
    )
    if rows.height <= MOST_DRAWN:
        return said
    return said + " " + tr("The {n} largest of {total} are drawn.", n=number(MOST_DRAWN), total=number(rows.height))


def town_headlines(towns: pl.DataFrame, scope: pl.DataFrame) -> list[Headline]:
    """Return the figures above the towns without a CSO, from town_gaps and coverage_scope_headlines."""
    count = scope.row(0, named=True)
    with_point = count["csos"] - count["csos_without_point"]
    return [
        Headline(
            tr("Towns"),
            number(towns.height),
            plural(
                "without a CSO near, in {n} country",
                "without a CSO near, in {n} countries",
                towns["country"].n_unique(),
            ),
        ),
        Headline(
            tr("People there"),
            short(towns.select(pl.sum("population")).item()),
            tr("in these towns, each counted once"),
        ),
        Headline(
            tr("CSOs placed"),
            percent(with_point, count["csos"]),
            tr("{n} of {total} have a point", n=number(with_point), total=number(count["csos"])),
            tr("A CSO without a point is near no town, so some of these towns may have one."),
        ),
    ]


def scope_name(scope: str) -> str:
    """Return the name of a choice of consortia."""
    return named(LINK_SCOPE, scope)


def attribution(asked: Asked) -> str:
    """Return whose outlines the regions of the scheme have."""
    notice = asked.scheme["attribution"]
    return (
        notice + "." if "Natural Earth" in notice else tr("{notice}. Base map: Made with Natural Earth.", notice=notice)
    )


def attribution_of_places() -> str:
    """Return whose towns and places are shown."""
    return tr("Places: GeoNames, CC BY 4.0. Base map: Made with Natural Earth.")


def _gap_text(row: dict[str, Any]) -> str:
    people = row["population"]
    lines = [
        row["title"],
        country(row["country"]),
        tr("population not known") if people is None else plural("{n} person", "{n} people", people),
    ]
    if row["partner_id"]:
        lines.append(tr("{km} km from {partner}", km=number(row["distance_km"]), partner=row["partner"]))
    return "\n".join(lines)
