"""How far partners reach, which regions work together, and how far CSOs are from their partners."""

from typing import Any

import polars as pl
import streamlit as st

from components import filters, page
from components.charts.amount_bars import amount_bars
from components.charts.cso_distance import cso_distance
from components.charts.pairs_map import pairs_map
from components.charts.points_map import KIND_LETTERS
from components.charts.reach_map import reach_map
from components.gaps import Asked, attribution, attribution_of_places, level_name
from components.labels import ORGANISATION_TYPE, country_names, named
from components.page import Headline, Numbers
from components.tables import Column, show_table
from components.words import number, percent, plural, short, tr

ALL_PARTNERS = "all"


def reach_headlines(rows: pl.DataFrame) -> list[Headline]:
    """Return the figures above the reach of partners from the rows of reach_by_partner."""
    partners = rows.drop_nulls("partner_id")
    together = rows.filter(pl.col("partner_id").is_null()).row(0, named=True)
    placed = partners.filter(pl.col("latitude").is_not_null()).height
    return [
        Headline(
            tr("Within reach"),
            short(together["population"]),
            plural("people in {n} place", "people in {n} places, each counted once", together["places"])
            if placed
            else None,
            tr("People in places within the distance of at least one partner. Reach is not contact."),
        ),
        Headline(
            tr("Placed"),
            percent(placed, partners.height),
            tr("{n} of {total} partners have a point", n=number(placed), total=number(partners.height)),
        ),
    ]


def reach_bars(rows: pl.DataFrame) -> pl.DataFrame:
    """Return reach_by_partner as amount_bars draws it: partners by name, all together last."""
    return pl.DataFrame(
        {
            "name": [
                (row["partner"] or tr("not named in public sources")) if row["partner_id"] else tr("All together")
                for row in rows.to_dicts()
            ],
            "amount": rows["population"],
            "said": [_reach_text(row) for row in rows.to_dicts()],
        },
        schema_overrides={"name": pl.String, "said": pl.String},
    )


def reach_points(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the partners of reach_by_partner as points of a map."""
    partners = rows.drop_nulls("partner_id")
    return partners.select(
        "partner_id",
        name=pl.col("partner").fill_null(tr("not named in public sources")),
        kind="organisation_type",
        place="city",
        country=country_names("country"),
        latitude="latitude",
        longitude="longitude",
        note=pl.Series([_reach_text(row) for row in partners.to_dicts()], dtype=pl.String),
    )


def reach_shown(reached: Numbers, *, km: int, dark: bool) -> None:
    """Draw reach_by_partner as bars and as circles on a map."""
    rows = reached.rows
    together = rows.filter(pl.col("partner_id").is_null()).row(0, named=True)
    alt = tr(
        "{n} people live in places within {km} km of at least one of {partners} partners.",
        n=number(together["population"]),
        km=number(km),
        partners=number(rows.height - 1),
    )
    page.section(
        tr("People within {km} km of each partner", km=number(km)),
        tr(
            "Population of the places of at least 5,000 inhabitants whose centre lies within the distance, as GeoNames "
            "lists it, without a year; who lives elsewhere is not counted. Partners by name; all together: each place "
            "counted once."
        ),
    )
    page.show_chart(amount_bars(reach_bars(rows)), key="reach_bars", alt=alt, numbers=reached)
    names = {row["partner_id"]: row["name"] for row in reach_points(rows).to_dicts()}
    seen = filters.pick(
        tr("On the map"),
        [ALL_PARTNERS, *names],
        key="gaps_partner",
        named=lambda partner: names.get(partner, tr("All partners")),
    )
    drawn = reach_points(rows).filter((pl.col("partner_id") == seen) | pl.lit(seen == ALL_PARTNERS))
    st.caption(reach_map_said(drawn, km))
    page.show_chart(reach_map(drawn, km=km, dark=dark), key="reach_map", alt=alt, numbers=reached)
    st.caption(attribution_of_places())


def reach_map_said(points: pl.DataFrame, km: int) -> str:
    """Return how to read the map of reach: its circles, and the letter of each type of partner on it."""
    kinds = points["kind"].unique().to_list()
    letters = [f"{KIND_LETTERS[kind]}: {named(ORGANISATION_TYPE, kind)}" for kind in ORGANISATION_TYPE if kind in kinds]
    missing = points["latitude"].null_count()
    said = [tr("Circles of {km} km; zoom in, or choose one partner, to see small ones.", km=number(km))]
    if missing:
        said.append(plural("{n} partner has no point.", "{n} partners have no point.", missing))
    return " ".join([*said, " · ".join(letters)])


def pairs_drawn(rows: pl.DataFrame) -> pl.DataFrame:
    """Return region_pairs with what each arc says."""
    said = [
        "\n".join(
            [
                f"{row['title']} – {row['other_title']}",
                plural("{n} consortium", "{n} consortia", row["consortia"]),
                plural("{n} pilot project", "{n} pilot projects", row["pilots"]),
            ]
        )
        for row in rows.to_dicts()
    ]
    return rows.with_columns(text=pl.Series(said, dtype=pl.String))


def pairs_said(rows: pl.DataFrame) -> str:
    """Return how to read the map of pairs, and which pairs it cannot draw."""
    said = tr(
        "Thin arcs: partners of both regions are in one consortium. Thick orange arcs: they share a pilot project."
    )
    within = rows.filter(pl.col("region_code") == pl.col("other_region_code")).height
    if within == 0:
        return said
    return (
        said
        + " "
        + plural(
            "{n} region works within itself; it is in the table only.",
            "{n} regions work within themselves; they are in the table only.",
            within,
        )
    )


def pairs_shown(found: Numbers, asked: Asked, *, dark: bool) -> None:
    """Draw region_pairs as arcs on a map and in a table."""
    rows = found.rows
    together = plural("{n} pair of regions works together", "{n} pairs of regions work together", rows.height)
    page.section(
        together,
        tr(
            "Scope: {title} (edition {edition}), {level}. A pair counts when partners of both take part in one "
            "consortium, or partner and CSOs of one pilot project lie in both.",
            title=asked.scheme["title"],
            edition=asked.scheme["edition"],
            level=level_name(str(asked.level["level"])).lower(),
        ),
    )
    if rows.is_empty():
        page.nothing_matches(tr("No two regions work together under these filters."))
        return
    in_pilots = rows.filter(pl.col("pilots") > 0).height
    alt = tr("{pairs}, {n} of them in pilot projects.", pairs=together, n=number(in_pilots))
    st.caption(pairs_said(rows))
    page.show_chart(pairs_map(pairs_drawn(rows), dark=dark), key="region_pairs", alt=alt, numbers=found)
    st.caption(attribution(asked))
    show_table(
        rows.with_columns(country_shown=country_names("country"), other_country_shown=country_names("other_country")),
        [
            Column("title", tr("Region"), width="medium"),
            Column("country_shown", tr("Country")),
            Column("other_title", tr("Works with"), width="medium"),
            Column("other_country_shown", tr("Country of the other")),
            Column("pilots", tr("Pilot projects"), "number", help=tr("Whose partner and CSOs lie in both regions.")),
            Column("consortia", tr("Consortia"), "number", help=tr("With a partner in both regions.")),
        ],
        key="pair_table",
        alt=tr("Pairs of regions that work together, most pilot projects first."),
    )


def distance_shown(found: Numbers, record_basis: str) -> None:
    """Draw cso_distance, or say why there is no contact to measure."""
    rows = found.rows
    page.section(tr("How far CSOs are from their partner"), None if rows.is_empty() else distance_said(rows))
    if not rows.is_empty():
        page.show_chart(cso_distance(rows), key="cso_distance", alt=distance_said(rows), numbers=found)
    elif record_basis == "public sources":
        page.nothing_recorded(
            tr("Which CSOs the partners are in contact with is not in public sources."),
            tr("The consortium can tell, and add them in the *CSO directory*."),
        )
    else:
        page.nothing_matches(tr("No contact between a partner and a CSO fits this day and these filters."))


def distance_said(rows: pl.DataFrame) -> str:
    """Return how far CSOs are from their partners and how many of them cannot be measured, in a sentence."""
    known = rows["distance_km"].count()
    return tr(
        "Straight-line distance, known for {n} of {total} contacts between a partner and a CSO; median {km} km. Where "
        "one of the two has no point there is no distance. Partners by name.",
        n=number(known),
        total=number(rows.height),
        km=number(rows.select(pl.median("distance_km")).item()),
    )


def _reach_text(row: dict[str, Any]) -> str:
    if row["population"] is None:
        return tr("no point on record")
    if row["point_by"] == "place name":
        return tr("{n} people (found by the name of its place)", n=number(row["population"]))
    return plural("{n} person", "{n} people", row["population"])
