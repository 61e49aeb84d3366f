"""What the engagement page is made of: its headlines, bars, table and the words about its matrix."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from components.filters import several
from components.labels import (
    AUDIENCE,
    COUNTING_RULE,
    ENGAGEMENT_KIND,
    ENGAGEMENT_MEASURE,
    ENGAGEMENT_PART,
    INITIATOR,
    LINK_SCOPE,
    country_names,
    named,
    names,
)
from components.markdown import plain
from components.page import Headline
from components.tables import Column, show_table
from components.words import country, day, number, percent, plural, tr

RULES = tuple(COUNTING_RULE)
SCOPES = tuple(LINK_SCOPE)
MEASURES = tuple(ENGAGEMENT_MEASURE)


def filters_of(asked: pl.DataFrame) -> dict[str, list[str]]:
    """Draw the filters from the rows of engagement_choices and return what is chosen: kinds, countries, partners."""
    values = {field: asked.filter(field=field)["value"].to_list() for field in ("kind", "country", "partner")}
    with st.container(horizontal=True, gap="small"):
        return {
            "kinds": several(tr("Kind"), values["kind"], key="engagement_kind", named=part_name),
            "countries": several(tr("Country"), values["country"], key="engagement_country", named=country),
            "partners": several(tr("Partner"), values["partner"], key="engagement_partner"),
        }


def stacks(measure: str) -> list[str]:
    """Return what a measure can be stacked by: people by audience too, of which one engagement has several."""
    return ["country", "kind", "audience"] if measure == "headcount" else ["country", "kind"]


def part_name(part: str | None) -> str:
    """Return the name of a country, a kind of engagement or an audience."""
    if part is None:
        return tr("Not known")
    labels = AUDIENCE | ENGAGEMENT_KIND
    return named(labels, part) if part in labels else country(part)


def measure_name(measure: str) -> str:
    """Return what is counted, in words."""
    return named(ENGAGEMENT_MEASURE, measure)


def stack_name(stack: str) -> str:
    """Return by what it is counted, in words."""
    return named(ENGAGEMENT_PART, stack)


def rule_name(rule: str) -> str:
    """Return the name of a counting rule of the matrix."""
    return named(COUNTING_RULE, rule)


def scope_name(scope: str) -> str:
    """Return whose partners are in the matrix, in words."""
    return named(LINK_SCOPE, scope)


def headlines(row: pl.DataFrame) -> list[Headline]:
    """Return the figures at the top of the page from the one row of engagement_headlines."""
    fact = row.row(0, named=True)
    total = number(fact["engagements"])
    return [
        Headline(
            tr("Engagements"),
            total,
            tr("on record up to the day"),
            tr("Dated contacts between the consortium and people outside it."),
        ),
        Headline(
            tr("Headcount"),
            number(fact["headcount"]),
            tr("counted in {n} of {total}", n=number(fact["counted"]), total=total),
            tr(
                "Who comes twice counts twice. Where nobody counted, the headcount is not known, not zero. "
                "Unique persons stand with each engagement and are never summed."
            ),
        ),
        Headline(
            tr("CSOs engaged"),
            number(fact["csos"]),
            tr("named in {n} of {total}", n=number(fact["with_cso"]), total=total),
            tr("Different civil society organisations (CSOs) that at least one engagement names."),
        ),
        Headline(
            tr("Countries"),
            number(fact["countries"]),
            tr("known for {n} of {total}", n=number(fact["with_country"]), total=total),
            tr("Countries where the engagements took place."),
        ),
        Headline(
            tr("Reciprocity"),
            percent(fact["cso_initiated"], fact["known_initiator"]),
            tr("{n} of {total} known", n=number(fact["cso_initiated"]), total=number(fact["known_initiator"])),
            tr("Engagements that a civil society organisation initiated, of those with a known initiator."),
        ),
        Headline(
            tr("Retention"),
            percent(fact["csos_retained"], fact["csos_active"]),
            tr("{n} of {total} CSOs", n=number(fact["csos_retained"]), total=number(fact["csos_active"])),
            tr(
                "Civil society organisations active in two calendar quarters or more, of those active in at least one. "
                "The running quarter is left out."
            ),
        ),
    ]


def concentration_said(row: pl.DataFrame) -> str:
    """Return how concentrated the engagements are on countries, from the one row of engagement_headlines."""
    fact = row.row(0, named=True)
    if fact["effective_countries"] is None:
        return tr("Concentration over countries: not defined, no engagement has a known country.")
    return tr(
        "Concentration over countries, n = {n} engagements with a known country: effective number of countries "
        "{effective}, HHI {index}. The effective number is how many equally active countries would be as diverse; "
        "HHI is 1 when all is in one country.",
        n=number(fact["with_country"]),
        effective=number(fact["effective_countries"], 1),
        index=number(fact["herfindahl_index"], 3),
    )


def quarter_note() -> str:
    """Return how the chart by quarter counts."""
    return tr("Calendar quarters up to the day. The running quarter is paler: it is not over.")


def quarter_alt(rows: pl.DataFrame, measure: str) -> str:
    """Return the takeaway of the chart by quarter: its range, its total and its fullest quarter."""
    quarters = (
        rows.group_by("quarter_starts_on").agg(pl.sum(measure)).sort(measure, "quarter_starts_on", descending=True)
    )
    fullest, most = quarters.row(0)
    return tr(
        "{measure}: {total} in {n} quarters, most in the quarter from {day} ({most}).",
        measure=measure_name(measure),
        total=number(int(quarters[measure].sum())),
        n=quarters.height,
        day=day(fullest),
        most=number(most),
    )


def headcount_note() -> str:
    """Return how headcounts count."""
    return tr(
        "Persons present, added up over engagements: who comes twice counts twice, so this is not the number of "
        "different people. n: engagements in which they were counted."
    )


def headcount_bars(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what amount_bars draws from the rows of engagement_by_part: name, amount, said."""
    return pl.DataFrame(
        {
            "name": [part_name(part) for part in rows["part"]],
            "amount": rows["headcount"],
            "said": [
                tr("not counted")
                if headcount is None
                else tr("{people} (n = {n})", people=number(headcount), n=number(counted))
                for headcount, counted in rows.select("headcount", "counted").iter_rows()
            ],
        }
    )


def bars_alt(bars: pl.DataFrame, stack: str) -> str:
    """Return the takeaway of the bars: every amount."""
    amounts = "; ".join(f"{name} {said}" for name, said in bars.select("name", "said").iter_rows())
    return tr("Headcount, {stack}: {amounts}.", stack=stack_name(stack).lower(), amounts=amounts)


def table(rows: pl.DataFrame) -> None:
    """Draw the table of engagements."""
    shown = rows.with_columns(
        kind_shown=names("kind", ENGAGEMENT_KIND),
        country_shown=country_names("country"),
        initiator_shown=names("initiator", INITIATOR),
    )
    show_table(
        shown,
        [
            Column("held_on", tr("Day"), "date"),
            Column("kind_shown", tr("Kind")),
            Column("partner", tr("Partner")),
            Column("cso", tr("Civil society organisation"), width="medium"),
            Column("initiator_shown", tr("Initiated by")),
            Column("country_shown", tr("Country")),
            Column("city", tr("City")),
            Column("headcount", tr("Headcount"), "number", help=tr("Sum over the audiences that were counted.")),
            Column(
                "unique_persons",
                tr("Unique persons"),
                "number",
                help=tr("Of this engagement alone: never to be summed."),
            ),
            *(Column(audience, tr(name), "number", width="small") for audience, name in AUDIENCE.items()),
            Column("pilot", tr("Pilot project"), width="medium"),
        ],
        key="engagement_table",
        alt=tr("Engagements with day, kind, partner, place and headcount by audience."),
        height=420,
    )


def matrix_note() -> str:
    """Return how to read the matrix."""
    return tr(
        "How strongly the partners of two countries work together in consortia. The diagonal is within a country; "
        "0 means no link."
    )


def rule_said(rule: str) -> str:
    """Return in one sentence how a counting rule counts."""
    return {
        "organisation_pairs": tr(
            "Organisation pairs: each pair of partners of one consortium counts 1 for the two countries they are in."
        ),
        "consortium_pairs": tr(
            "Consortium pairs: each consortium counts 1 for two countries that both have a partner in it, "
            "however many. Within a country it does not count (–)."
        ),
        "fractional": tr(
            "Fractional: each consortium has the weight 1, spread evenly over all its pairs of partners, so that "
            "a large one does not outweigh a small one. The matrix shows hundredths of that weight."
        ),
    }[rule]


def scope_said(scope: Mapping[str, Any]) -> str:
    """Return whose partners stand behind the matrix, and how many of them it cannot place.

    `scope` as the row of country_matrix_scope: acronyms, partners, without_country.
    """
    nobody = tr("no consortium")
    said = tr(
        "Scope: {acronyms}; {n} of {total} partners with a known country.",
        acronyms=plain(scope["acronyms"] or nobody),
        n=number(scope["partners"] - scope["without_country"]),
        total=number(scope["partners"]),
    )
    if scope["without_country"]:
        said += " " + plural(
            "The country of {n} partner is not in public sources: its links are missing here (?).",
            "The countries of {n} partners are not in public sources: their links are missing here (?).",
            scope["without_country"],
        )
    return said


def matrix_alt(rows: pl.DataFrame, rule: str) -> str:
    """Return the takeaway of the matrix: how many pairs of its countries are linked, and which most."""
    pairs = rows.filter(pl.col("country") < pl.col("other_country"))
    linked = pairs.filter(pl.col(rule) > 0).sort(rule, "country", "other_country", descending=[True, False, False])
    said = tr(
        "{n} of {total} pairs of {countries} countries are linked.",
        n=number(linked.height),
        total=number(pairs.height),
        countries=number(rows["country"].n_unique()),
    )
    if linked.height:
        strongest = linked.row(0, named=True)
        said += " " + tr(
            "The strongest link is {one} – {other}: {value}.",
            one=country(strongest["country"]),
            other=country(strongest["other_country"]),
            value=number(strongest[rule], 3),
        )
    return said
