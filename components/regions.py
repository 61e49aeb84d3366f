"""What the map of regions is made of: measures, classes and their legend, the table beside it, and one region."""

from collections.abc import Sequence
from html import escape
from itertools import zip_longest
from typing import Any

import polars as pl
import streamlit as st

from components import page
from components.charts.density_map import density_map
from components.charts.engagement_by_quarter import engagement_by_quarter
from components.charts.pairs_map import pairs_map
from components.charts.region_map import class_fill, region_map
from components.gaps import Asked, attribution, scope_said
from components.labels import PLACED_BY, country_names, named, names
from components.page import Headline, Numbers
from components.tables import Column, choose_row, open_row, opened_row, show_table
from components.theme import QUIET, REGION_FILLS
from components.words import country, marked, number, plural, tr

MODES = {
    "regions": marked("Regions"),
    "organisations": marked("Organisations"),
    "links": marked("Links"),
    "density": marked("Density"),
}
MEASURES = {
    "csos": marked("CSOs"),
    "density": marked("CSOs per 100,000 inhabitants"),
    "pilots": marked("Pilot projects"),
    "engagements": marked("Engagements"),
    "headcount": marked("People reached"),
}
LOOKS = {
    "zero": marked("none"),
    "no data": marked("no data (crosses)"),
    "out of scope": marked("out of scope"),
}
MEMBER = {
    "cso": marked("CSO"),
    "partner": marked("Partner"),
    "pilot": marked("Pilot project"),
}
CLASSES = 5


def mode_name(mode: str) -> str:
    """Return what a way of drawing the map is called."""
    return named(MODES, mode)


def measure_name(measure: str) -> str:
    """Return what a measure of regions is called."""
    return named(MEASURES, measure)


def regions_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of region_coverage that are regions, with region_id for the table."""
    return rows.drop_nulls("region_code").with_columns(region_id="region_code")


def class_bounds(values: pl.Series) -> list[float]:
    """Return the least value of each class: every value its own where they are few, else fifths of those above zero."""
    some = values.drop_nulls().filter(values.drop_nulls() > 0).sort()
    if some.is_empty():
        return []
    distinct = some.unique().sort()
    if len(distinct) <= CLASSES:
        return [float(value) for value in distinct]
    fifths = [some.quantile(place / CLASSES, "higher") for place in range(CLASSES)]
    return sorted({float(value) for value in fifths if value is not None})


def take_region_from_link(known: Sequence[str]) -> None:
    """Open the region that a link names, the first time it is seen; say so when there is none of that code."""
    asked = st.query_params.get("region")
    if not asked or asked == st.session_state.get("region_of_link"):
        return
    st.session_state["region_of_link"] = asked
    if asked in known:
        open_row("region", asked)
    else:
        st.warning(
            tr("The link asks for the region “{asked}”, which is not among these. Choose one on the map.", asked=asked),
            icon=":material/link_off:",
        )


def put_region_into_link(region: str | None) -> None:
    """Let the address name the region that is open."""
    st.session_state["region_of_link"] = region
    if region:
        st.query_params["region"] = region
    elif "region" in st.query_params:
        del st.query_params["region"]


def overall(scope: pl.DataFrame) -> Headline:
    """Return how many CSOs there are per 100,000 inhabitants of the scope, from coverage_scope_headlines."""
    count = scope.row(0, named=True)
    people, csos = count["population"], count["csos_in_scope"]
    return Headline(
        tr("CSO density"),
        number(csos * 100_000 / people, 2) if people and csos is not None else "–",
        tr("CSOs per 100,000 inhabitants"),
        tr("CSOs in scope, over the inhabitants of the regions in scope whose population is known."),
    )


def region_choropleth(
    answer: Numbers, scope: pl.DataFrame, asked: Asked, *, measure: str, outlines: str, chosen: str | None
) -> None:
    """Draw region_coverage as a map of regions with its legend; a click opens a region."""
    rows = regions_of(answer.rows).with_columns(value=pl.col(measure).cast(pl.Float64))
    within = rows.filter("in_scope")
    bounds = class_bounds(within["value"])
    st.caption(scope_said(asked, scope))
    _legend(within["value"], bounds, measure)
    some = within.filter(pl.col("value") > 0)
    page.show_chart(
        region_map(rows, outlines=outlines, bounds=bounds, chosen=chosen, said=_said(rows, measure)),
        key="region_map",
        alt=tr(
            "Map of {total} regions by {measure}: {some} have some, {none} have none, of {unknown} nothing is known.",
            total=number(within.height),
            measure=measure_name(measure),
            some=number(some.height),
            none=number(within.filter(pl.col("value") == 0).height),
            unknown=number(within["value"].null_count()),
        ),
        numbers=answer,
        choose=lambda code: open_row("region", code),
    )
    st.caption(attribution(asked))


def region_table(answer: Numbers) -> str | None:
    """Draw the regions in scope as a table, most CSOs first, and return the code of the one that is open.

    The last sentence makes the total whole: regions in scope, regions out of scope and what is not placed.
    """
    rows = regions_of(answer.rows).filter("in_scope")
    shown = rows.sort("csos", "title", descending=[True, False], nulls_last=True).with_columns(
        country_shown=country_names("country")
    )
    opened = choose_row(
        shown,
        [
            Column("title", tr("Region"), width="medium"),
            Column("country_shown", tr("Country")),
            Column("csos", tr("CSOs"), "number"),
            Column("density", tr("Per 100,000"), "number", format="%.2f"),
            Column("partners", tr("Partners"), "number"),
            Column("pilots", tr("Pilot projects"), "number"),
            Column("engagements", tr("Engagements"), "number"),
            Column("headcount", tr("People reached"), "number"),
            Column("population", tr("Population"), "number"),
        ],
        subject="region",
        alt=tr("Regions in scope with CSOs, partners, pilot projects, engagements and population."),
    )
    st.caption(_total_said(answer.rows))
    return None if opened is None else str(opened["region_id"])


def region_detail(title: str, members: Numbers, trend: Numbers) -> None:
    """Draw what lies in one region: CSOs, partners, pilots, and engagements over time. Offer the way back."""
    page.section(title)
    if st.button(tr("Close this region"), icon=":material/close:", key="close_region"):
        open_row("region", "")
        put_region_into_link(None)
        st.rerun()
    if members.rows.is_empty():
        page.nothing_recorded(
            tr("No CSO, partner or pilot project lies in this region on this day."),
            tr("Remove a filter, or choose another day or region."),
        )
    else:
        show_table(
            members.rows.with_columns(
                kind_shown=names("kind", MEMBER),
                placed_shown=names("placed_by", PLACED_BY),
                name=pl.col("name").fill_null(tr("not named in public sources")),
            ),
            [
                Column("kind_shown", tr("Kind")),
                Column("name", tr("Name"), width="large"),
                Column("about", tr("Field or theme")),
                Column("city", tr("City")),
                Column("placed_shown", tr("Placed by")),
            ],
            key="region_members",
            alt=tr("What lies in the region, with how each was placed there."),
        )
        page.numbers_behind(members, key="region_members")
    if trend.rows.is_empty():
        st.caption(tr("No engagement was held in this region by this day."))
        return
    page.show_chart(
        engagement_by_quarter(trend.rows, measure="engagements", named=lambda _: tr("Engagements")),
        key="region_trend",
        alt=plural(
            "{n} engagement held in {region}, by quarter.",
            "{n} engagements held in {region}, by quarter.",
            int(trend.rows["engagements"].sum()),
            region=title,
        ),
        numbers=trend,
    )


def links(answer: Numbers, *, dark: bool) -> None:
    """Draw cso_distance as arcs from each partner to its CSOs."""
    rows = answer.rows
    placed = rows.filter(pl.col("distance_km").is_not_null())
    km = pl.col("distance_km").round().cast(pl.Int64)
    page.section(
        plural("{n} link of a partner with a CSO", "{n} links of partners with CSOs", placed.height),
        tr("{n} more cannot be drawn: the place of one end is not known.", n=number(rows.height - placed.height)),
    )
    page.show_chart(
        pairs_map(
            placed.select(
                text=pl.format("{} – {}\n{} km", "partner", pl.col("cso").fill_null("–"), km),
                pilots=pl.lit(0),
                latitude="partner_latitude",
                longitude="partner_longitude",
                other_latitude="latitude",
                other_longitude="longitude",
            ),
            dark=dark,
        ),
        key="link_map",
        alt=plural(
            "Map of {n} link between a partner and a civil society organisation.",
            "Map of {n} links between partners and civil society organisations.",
            placed.height,
        ),
        numbers=answer,
    )
    st.caption(tr("Boundaries: Natural Earth (public domain). Places: GeoNames (CC BY 4.0)."))


def density(answer: Numbers, *, dark: bool) -> None:
    """Draw the CSOs of organisation_list gathered in squares of the screen."""
    csos = answer.rows.filter("is_in_contact")
    placed = csos.drop_nulls(["latitude", "longitude"])
    page.section(
        plural("Where {n} CSO stands", "Where {n} CSOs stand", placed.height),
        tr(
            "Squares gather CSOs that stand close together: far out many, near few. {n} of {total} have no place.",
            n=number(csos.height - placed.height),
            total=number(csos.height),
        ),
    )
    page.show_chart(
        density_map(placed, dark=dark),
        key="density_map",
        alt=plural("Density of {n} CSO on the map.", "Density of {n} CSOs on the map.", placed.height),
        numbers=answer,
    )
    st.caption(tr("Boundaries: Natural Earth (public domain). Places: GeoNames (CC BY 4.0)."))


def region_title(answer: Numbers, region: str) -> str:
    """Return name and country of a region of region_coverage."""
    row: dict[str, Any] = answer.rows.row(by_predicate=pl.col("region_code") == region, named=True)
    return f"{row['title']} ({country(row['country'])})"


def region_open(answer: Numbers) -> str | None:
    """Return the code of the region that is open, if it is one of region_coverage."""
    held = opened_row("region")
    return held if held and held in set(answer.rows["region_code"]) else None


def _said(rows: pl.DataFrame, measure: str) -> list[str]:
    unit = measure_name(measure)
    return [
        f"{escape(title)}, {country(code)}<br>"
        + (
            tr("out of scope")
            if not in_scope
            else tr("{measure}: no data", measure=unit)
            if value is None
            else tr("{measure}: {value}", measure=unit, value=_amount(value, measure))
        )
        for title, code, in_scope, value in rows.select("title", "country", "in_scope", "value").iter_rows()
    ]


def _legend(values: pl.Series, bounds: Sequence[float], measure: str) -> None:
    """Draw fill, meaning and number of regions of each look."""
    counts = [
        values.filter((values >= least) & ((values < above) if above is not None else True)).len()
        for least, above in zip_longest(bounds, bounds[1:])
    ]
    entries = [
        (class_fill(place, len(bounds)), _class_name(bounds, place, measure), counts[place], "")
        for place in range(len(bounds))
    ]
    entries.append((REGION_FILLS["zero"], named(LOOKS, "zero"), int((values == 0).sum()), ""))
    entries.append((REGION_FILLS["no data"], named(LOOKS, "no data"), values.null_count(), "×"))
    swatches = "".join(
        f'<span style="display: inline-flex; align-items: center; gap: 0.4rem"><span aria-hidden="true" style="width: '
        f"1.2rem; height: 0.9rem; border: 0.09rem solid {QUIET}; background: {fill}; line-height: 0.8rem; "
        f'text-align: center; font-size: 0.8rem">{mark}</span>{escape(name)} ({number(n)})</span>'
        for fill, name, n, mark in entries
        if n
    )
    swatches += (
        f'<span style="display: inline-flex; align-items: center; gap: 0.4rem"><span aria-hidden="true" style="width: '
        f'1.2rem; height: 0.9rem; background: {REGION_FILLS["out of scope"]}"></span>'
        f"{escape(named(LOOKS, 'out of scope'))}</span>"
    )
    title = escape(tr("{measure}, n = {n} regions in scope", measure=measure_name(measure), n=number(values.len())))
    st.html(
        f'<div style="font-size: 0.875rem"><strong>{title}</strong>'
        f'<div style="display: flex; flex-wrap: wrap; gap: 0.3rem 1.2rem">{swatches}</div></div>'
    )


def _class_name(bounds: Sequence[float], place: int, measure: str) -> str:
    least = bounds[place]
    if place == len(bounds) - 1:
        return tr("{least} or more", least=_amount(least, measure))
    above = bounds[place + 1]
    if measure == "density":
        return tr("{least} to under {above}", least=_amount(least, measure), above=_amount(above, measure))
    if above - least <= 1:
        return _amount(least, measure)
    return tr("{least} to {most}", least=_amount(least, measure), most=_amount(above - 1, measure))


def _amount(value: float, measure: str) -> str:
    return number(value, 2 if measure == "density" else 0)


def _total_said(rows: pl.DataFrame) -> str:
    if rows["csos"].drop_nulls().is_empty():
        return tr("Which CSOs there are is not known.")
    within = int(rows.filter("in_scope")["csos"].sum())
    elsewhere = int(rows.filter(~pl.col("in_scope") & pl.col("region_code").is_not_null())["csos"].sum())
    unplaced = int(rows.filter(pl.col("region_code").is_null())["csos"].sum())
    return tr(
        "{within} CSOs in scope, {elsewhere} in regions out of scope and {unplaced} not placed make {total}.",
        within=number(within),
        elsewhere=number(elsewhere),
        unplaced=number(unplaced),
        total=number(within + elsewhere + unplaced),
    )
