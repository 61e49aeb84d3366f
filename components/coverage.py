"""What the coverage page is made of: its headlines, its map's points and its tables."""

from typing import Any

import polars as pl
import streamlit as st

from components import filters, page
from components.labels import ORGANISATION_TYPE, country_names, named, names
from components.maps import show_map
from components.page import Headline, Numbers
from components.tables import Column, show_table
from components.words import country, number, percent, plural, tr


def _choices(asked: pl.DataFrame, field: str) -> list[str]:
    found: list[str] = asked.filter(pl.col("field") == field)["value"].to_list()
    if field == "organisation_type":
        return [code for code in ORGANISATION_TYPE if code in found]
    return sorted(found, key=country) if field == "country" else found


def _type_name(kind: str) -> str:
    return named(ORGANISATION_TYPE, kind)


def headlines(row: pl.DataFrame) -> list[Headline]:
    """Return the figures at the top of the page from the one row of coverage_headlines."""
    count = row.row(0, named=True)
    active = count["active"]
    return [
        Headline(
            tr("Active CSOs"),
            number(active),
            tr("of {n} so far", n=number(count["so_far"])),
            tr("Civil society organisations in contact with a partner on this day, each counted once."),
        ),
        Headline(
            tr("With a place"),
            percent(count["placed"], active),
            tr("{n} of {total} active", n=number(count["placed"]), total=number(active)),
            tr("Their coordinates are known, so that the map can show them."),
        ),
        Headline(
            tr("Countries reached"),
            number(count["countries"]) if count["with_country"] else "–",
            tr("known for {n} of {total}", n=number(count["with_country"]), total=number(active)),
        ),
        Headline(
            tr("Fields of activity"),
            number(count["fields"]) if count["with_field"] else "–",
            tr("known for {n} of {total}", n=number(count["with_field"]), total=number(active)),
        ),
        Headline(
            tr("CSOs per partner"),
            number(count["median_per_partner"], 1),
            tr(
                "median over {n} of {total} partners",
                n=number(count["partners_in_contact"]),
                total=number(count["partners"]),
            ),
        ),
        Headline(
            tr("CSOs met"),
            percent(count["met"], active),
            tr("{n} of {total} active", n=number(count["met"]), total=number(active)),
            tr("At least one engagement with the CSO was held by this day."),
        ),
    ]


def filter_bar(asked: pl.DataFrame) -> dict[str, Any]:
    """Draw the filters of organisations, whose values are the rows of coverage_choices, and return what is chosen."""
    with st.container(horizontal=True, gap="small"):
        return {
            "countries": filters.several(
                tr("Country"), _choices(asked, "country"), key="coverage_country", named=country
            ),
            "types": filters.several(
                tr("Organisation type"), _choices(asked, "organisation_type"), key="coverage_type", named=_type_name
            ),
            "fields": filters.several(tr("Field of activity"), _choices(asked, "activity_field"), key="coverage_field"),
            "partners": filters.several(tr("Partner in contact"), _choices(asked, "partner"), key="coverage_partner"),
        }


def headlines_shown(count: Numbers, record_basis: str, *, filtered: bool) -> bool:
    """Draw the figures of coverage_headlines, or say why there are none; return whether CSOs are recorded."""
    recorded = bool(count.rows["active"].item() > 0)
    if not recorded:
        nothing_known(record_basis)
        return False
    page.headlines(headlines(count.rows), [count])
    if filtered:
        st.caption(tr("These figures count the whole consortium; the filters act on what follows."))
    return True


def pilot_points(pilots: pl.DataFrame) -> pl.DataFrame:
    """Return the running pilots of pilot_list as points of the map."""
    return pilots.filter(pl.col("status") == "running").select(
        name="title",
        latitude="latitude",
        longitude="longitude",
        kind=pl.lit("pilot"),
        place="city",
        country=country_names("country"),
        note="partner",
    )


def organisations(listed: Numbers, pilots: pl.DataFrame, *, recorded: bool, dark: bool) -> None:
    """Draw organisation_list, with the running pilots of pilot_list, on the map and in tables.

    `recorded` says whether CSOs are.
    """
    page.section(
        tr("Partners and CSOs on the map") if recorded else tr("Partners on the map"),
        tr(
            "Letter and colour tell the type; a small dot is a civil society organisation in contact. "
            "Zoom in where marks overlap; *Density* gathers them."
        ),
    )
    show_map(
        pl.concat([points(listed.rows), pilot_points(pilots)]),
        dark=dark,
        key="coverage_map",
        alt=plural(
            "Map of {n} organisation, {csos} of them CSOs in contact with a partner.",
            "Map of {n} organisations, {csos} of them CSOs in contact with a partner.",
            listed.rows.height,
            csos=number(listed.rows.filter("is_in_contact").height),
        ),
        numbers=listed,
    )
    if recorded:
        cso_table(listed.rows)
    not_placed_table(listed.rows)


def points(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the organisations as points of the map; the note says what they are to the consortium."""
    partner = pl.when("is_partner").then(pl.lit(tr("Partner of the consortium")))
    contact = pl.when("is_in_contact").then(
        pl.format(tr("In contact with {partners}", partners="{}"), pl.col("partners").fill_null("–"))
    )
    return rows.select(
        "name",
        "latitude",
        "longitude",
        kind=pl.when((pl.col("organisation_type") == "CSO") & ~pl.col("is_partner"))
        .then(pl.lit("CSO in contact"))
        .otherwise("organisation_type"),
        place="city",
        country=country_names("country"),
        note=pl.concat_str(partner, contact, separator="\n", ignore_nulls=True),
    )


def nothing_known(record_basis: str) -> None:
    """Say why there is no CSO to show."""
    if record_basis == "public sources":
        page.nothing_recorded(
            tr("The CSOs this consortium works with are not in public sources."),
            tr("The map shows its partners. The consortium can tell more, and import a list of CSOs."),
        )
    else:
        page.nothing_recorded(
            tr("No CSO is in contact with a partner on this day."),
            tr("Choose another day, or import a list of CSOs. The map shows the partners."),
        )


def cso_table(rows: pl.DataFrame) -> None:
    """Draw those of `rows` that are in contact with a partner."""
    csos = rows.filter("is_in_contact")
    page.section(
        plural("{n} CSO in contact", "{n} CSOs in contact", csos.height),
        tr("Engagements are those held with the CSO by this day; 0 means that none is on record."),
    )
    if csos.is_empty():
        page.nothing_matches(tr("No CSO fits these filters."))
        return
    show_table(
        csos.with_columns(country_shown=country_names("country")),
        [
            Column("name", tr("CSO"), width="medium"),
            Column("activity_field", tr("Field of activity"), width="medium"),
            Column("city", tr("City")),
            Column("country_shown", tr("Country")),
            Column("partners", tr("Partner")),
            Column("active_from", tr("Active since"), "date"),
            Column("engagements", tr("Engagements"), "number"),
            Column("last_engagement_on", tr("Last engagement"), "date"),
        ],
        key="cso_table",
        alt=tr("Civil society organisations with field, place, partner and engagements."),
    )


def not_placed_table(rows: pl.DataFrame) -> None:
    """Draw the organisations the map cannot show; nothing when it shows them all."""
    missing = rows.filter(pl.col("latitude").is_null() | pl.col("longitude").is_null())
    if missing.is_empty():
        return
    page.section(tr("Not placed"), tr("They count, but their coordinates are not known."))
    show_table(
        missing.with_columns(
            name=pl.col("name").fill_null(tr("not named in public sources")),
            country_shown=country_names("country"),
            type_shown=names("organisation_type", ORGANISATION_TYPE),
            partners=pl.when("is_partner").then(pl.lit(tr("is a partner"))).otherwise("partners"),
        ),
        [
            Column("name", tr("Name"), width="medium"),
            Column("type_shown", tr("Type")),
            Column("city", tr("City")),
            Column("country_shown", tr("Country")),
            Column("partners", tr("Partner in contact")),
        ],
        key="not_placed_table",
        alt=tr("Organisations whose coordinates are not known."),
    )
