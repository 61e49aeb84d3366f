"""What the engagement page is made of: its headlines, bars, tables, matrix, network and the words about them."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from components import page
from components.charts.amount_bars import amount_bars
from components.charts.concentration_course import concentration_course
from components.charts.country_matrix import country_matrix
from components.charts.country_network import country_network
from components.charts.engagement_by_quarter import engagement_by_quarter
from components.filters import several
from components.labels import (
    AUDIENCE,
    CONCENTRATION,
    COUNTING_RULE,
    ENGAGEMENT_KIND,
    ENGAGEMENT_MEASURE,
    ENGAGEMENT_PART,
    ENGAGEMENT_VIEW,
    INITIATOR,
    LINK_SCOPE,
    PERIOD,
    POPULATION_BASIS,
    country_names,
    named,
    names,
)
from components.markdown import plain
from components.page import Headline, Numbers
from components.tables import Column, show_table
from components.words import country, day, number, percent, plural, tr

RULES = tuple(COUNTING_RULE)
SCOPES = tuple(LINK_SCOPE)
MEASURES = tuple(ENGAGEMENT_MEASURE)
PERIODS = tuple(PERIOD)
INDICES = tuple(CONCENTRATION)
FEW_ROWS = 7  # a table of more is scrolled


def views(asked: pl.DataFrame) -> list[str]:
    """Return what the page can show, from the rows of engagement_choices: without any, the links come first."""
    return list(ENGAGEMENT_VIEW) if asked.height else sorted(ENGAGEMENT_VIEW, key="countries".__ne__)


def view_name(view: str) -> str:
    """Return the name of what the page shows."""
    return named(ENGAGEMENT_VIEW, view)


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


def period_name(period: str) -> str:
    """Return over what concentration is counted, in words."""
    return named(PERIOD, period)


def index_name(index: str) -> str:
    """Return the name of a measure of concentration."""
    return named(CONCENTRATION, index)


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


def by_quarter(quarters: Numbers, measure: str) -> None:
    """Draw the bars by quarter from engagement_by_quarter."""
    page.show_chart(
        engagement_by_quarter(quarters.rows, measure=measure, named=part_name),
        key="engagement_by_quarter",
        alt=quarter_alt(quarters.rows, measure),
        numbers=quarters,
    )


def by_part(counted: Numbers, part: str) -> None:
    """Draw the bars of one part from engagement_by_part."""
    st.markdown(f"**{stack_name(part)}**")
    bars = headcount_bars(counted.rows)
    page.show_chart(amount_bars(bars), key=f"headcount_by_{part}", alt=bars_alt(bars, part), numbers=counted)


def concentration_note() -> str:
    """Return what concentration is of, and that zeros count."""
    return tr(
        "Whether engagement spreads over countries or gathers in few. n: every country with an engagement by the day; "
        "one without any in a period counts as zero in that period. Engagements without a known country are left out. "
        "The running period is hollow: it is not over."
    )


def concentration(course: Numbers, index: str) -> None:
    """Draw one measure over time from engagement_concentration, with what it says."""
    rows = course.rows
    if rows.is_empty():
        st.info(tr("Not defined: no engagement has a known country."), icon=":material/data_info_alert:")
        return
    defined = rows.filter(pl.col(index).is_not_null())
    st.caption(index_said(index))
    page.show_chart(
        concentration_course(rows, measure=index, name=index_name(index)),
        key="concentration",
        alt=tr("{measure} over countries, n = {n}: not defined in any period.", measure=index_name(index),
               n=number(rows["countries"][0]))
        if defined.is_empty()
        else tr("{measure} over countries, n = {n}: {first} in the period from {begin}, {last} in that from {end}.",
                measure=index_name(index), n=number(rows["countries"][0]), first=number(defined[index][0], 3),
                begin=day(defined["period_starts_on"][0]), last=number(defined[index][-1], 3),
                end=day(defined["period_starts_on"][-1])),
        numbers=course,
    )  # fmt: skip
    show_table(
        rows.sort("period_starts_on", descending=True),
        [
            Column("period_starts_on", tr("Period from"), "date"),
            Column("countries", tr("Countries (n)"), "number", help=tr("Zeros are in n.")),
            Column("countries_above_zero", tr("Above zero"), "number"),
            Column("counted", tr("Engagements counted"), "number"),
            *(Column(one, index_name(one), "number", format="%.4f") for one in INDICES),
        ],
        key="concentration_table",
        alt=tr("All measures of concentration by period; a dash is not defined."),
    )


def index_said(index: str) -> str:
    """Return in one sentence what a measure of concentration says."""
    return {
        "effective_number": tr(
            "Effective number: as many equally active countries would be as diverse; e to the power of the entropy."
        ),
        "herfindahl": tr("HHI (Herfindahl-Hirschman index): the sum of squared shares; 1 when all is in one country."),
        "herfindahl_normalised": tr(
            "Normalised HHI: 0 when all countries are equal, 1 when all is in one; not defined for one country."
        ),
        "shannon": tr("Shannon entropy: 0 when all is in one country, the higher the more even; natural logarithm."),
        "evenness": tr(
            "Evenness: entropy as a share of the highest possible; 1 when all countries are equal; not defined for one "
            "country."
        ),
        "gini": tr("Gini: 0 when all countries are equal, near 1 when all is in one; not defined when all are zero."),
    }[index]


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


def rule_said(rule: str, affinity_minimum: int) -> str:
    """Return in one sentence how a counting rule counts; affinity is hidden below a minimum of consortia."""
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
        "affinity": tr(
            "Affinity (Salton): consortia that two countries have in common, divided by the geometric mean of the "
            "consortia of each; 1 when neither takes part without the other. The matrix shows hundredths. "
            "Hidden (·) where one of the two is in fewer than {n} consortia.",
            n=number(affinity_minimum),
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
    known = pairs.filter(pl.col(rule).is_not_null())
    linked = known.filter(pl.col(rule) > 0).sort(rule, "country", "other_country", descending=[True, False, False])
    said = tr(
        "{n} of {total} pairs of {countries} countries are linked.",
        n=number(linked.height),
        total=number(pairs.height),
        countries=number(rows["country"].n_unique()),
    )
    if known.height < pairs.height:
        said += " " + tr("Hidden: {n} pairs with too few consortia.", n=number(pairs.height - known.height))
    if linked.height:
        strongest = linked.row(0, named=True)
        said += " " + tr(
            "The strongest link is {one} – {other}: {value}.",
            one=country(strongest["country"]),
            other=country(strongest["other_country"]),
            value=number(strongest[rule], 3),
        )
    return said


def matrix(links: Numbers, rule: str, *, with_unknown: bool, dark: bool) -> None:
    """Draw the heat map from country_matrix."""
    page.show_chart(
        country_matrix(links.rows, rule=rule, with_unknown=with_unknown, dark=dark),
        key="country_matrix",
        alt=matrix_alt(links.rows, rule),
        numbers=links,
    )


def network(links: Numbers, countries: pl.DataFrame, rule: str, *, dark: bool) -> None:
    """Draw the links on the map from country_matrix and country_strength, and in a table, by country."""
    page.section(
        tr("On the map"),
        tr("{rule}: the wider the arc, the stronger the link. A country stands at its largest town.",
           rule=rule_name(rule)),
    )  # fmt: skip
    pairs = links.rows.filter((pl.col("country") < pl.col("other_country")) & (pl.col(rule) > 0))
    if pairs.is_empty():
        st.info(
            tr("All partners with a known country are in {country}: there is no link to another country.",
               country=country(links.rows["country"][0]))
            if links.rows["country"].n_unique() == 1
            else tr("Not defined: no two countries are in enough consortia here. Choose another counting rule.")
            if links.rows[rule].count() == 0
            else tr("No two countries are linked by this counting rule in this scope."),
            icon=":material/data_info_alert:",
        )  # fmt: skip
        return
    page.show_chart(
        country_network(links.rows, countries, rule=rule, dark=dark),
        key="country_network",
        alt=matrix_alt(links.rows, rule),
        numbers=links,
    )
    st.caption(tr("Boundaries: Natural Earth (public domain). Places: GeoNames (CC BY 4.0)."))
    missing = countries.filter(pl.col("latitude").is_null())
    if missing.height:
        names_missing = ", ".join(country(code) for code in missing["country"])
        st.caption(tr("Not on the map, the place is not known: {countries}.", countries=names_missing))
    show_table(
        pairs.with_columns(one=country_names("country"), other=country_names("other_country")).sort(
            rule, "one", "other", descending=[True, False, False]
        ),
        [
            Column("one", tr("Country")),
            Column("other", tr("Country, other")),
            Column(rule, rule_name(rule), "number", format="%.4f" if rule in ("fractional", "affinity") else None),
            Column("organisations", tr("Partners"), "number"),
            Column("other_organisations", tr("Partners, other"), "number"),
            Column("consortia", tr("Consortia"), "number"),
            Column("other_consortia", tr("Consortia, other"), "number"),
        ],
        key="country_link_table",
        alt=tr("Linked pairs of countries, the strongest link first."),
        height=300 if pairs.height > FEW_ROWS else None,
    )


def strength(strengths: Numbers, rule: str) -> None:
    """Draw the strength of each country by a counting rule, in all and per million, from country_strength."""
    if rule == "affinity":
        st.caption(tr("Affinity compares two countries, so it has no sum per country. Choose another counting rule."))
        return
    page.section(
        tr("Strength per million inhabitants"),
        tr(
            "Strength: the sum of a country's links with other countries, by {rule}. Divided by its population, small "
            "countries can be told from large ones. The basis says where the population is from: the sum of places "
            "can be a third off. By country; not ranked.",
            rule=rule_name(rule).lower(),
        ),
    )
    shown = strengths.rows.with_columns(
        country_shown=country_names("country"), basis_shown=names("population_basis", POPULATION_BASIS)
    )
    decimals = "%.3f" if rule == "fractional" else None
    show_table(
        shown.sort("country_shown"),
        [
            Column("country_shown", tr("Country")),
            Column(rule, tr("Strength"), "number", format=decimals),
            Column(f"{rule}_per_million", tr("Per million inhabitants"), "number", format="%.3f"),
            Column("linked_countries", tr("Countries linked"), "number"),
            Column("organisations", tr("Partners"), "number"),
            Column("population", tr("Population"), "number"),
            Column("population_year", tr("Year"), "number", format="%d"),
            Column("basis_shown", tr("Basis")),
        ],
        key="country_strength_table",
        alt=tr("Strength of each country, in all and per million inhabitants, with its population, basis and year."),
    )
    page.numbers_behind(strengths, key="country_strength")
