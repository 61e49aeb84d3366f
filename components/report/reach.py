"""What the report says of whom the consortium reaches: coverage of regions, engagement."""

from typing import Any

import polars as pl

from components import coverage, engagement
from components.report.document import Block, Column, Facts, Figures, Section, Table, Text
from components.report.drawings.coverage_map import coverage_map
from components.report.drawings.engagement_quarters import engagement_quarters
from components.words import country, number, percent, plural, tr

# More rows than these are no longer read; the page shows them all.
MOST_REGIONS = 40
MOST_PAIRS = 40


def coverage_section(facts: Facts) -> Section:
    """Return where the civil society organisations (CSOs) in contact with partners are."""
    count = facts.answers["coverage_headlines"].rows
    # Public sources may name CSOs that take part themselves and none in contact: a region without one is not known to
    # have none.
    is_known = bool(count["active"].item()) or facts.record_basis != "public sources"
    blocks: list[Block] = []
    if count["active"].item():
        blocks.append(Figures(coverage.headlines(count)))
    elif is_known:
        blocks.append(Text(tr("No CSO is in contact with a partner on this day.")))
    else:
        blocks.append(
            Text(
                tr(
                    "The CSOs this consortium works with are not in public sources, those that take part themselves "
                    "excepted. A region without one is not known to have none."
                )
            )
        )
    if "region_coverage" not in facts.answers:
        return Section(
            tr("Coverage"), [*blocks, Text(tr("No country of a partner is known, so there is no map of regions."))]
        )
    answer = facts.answers["region_coverage"]
    scope = facts.answers["coverage_scope_headlines"].rows.row(0, named=True)
    regions = answer.rows.with_columns(csos=pl.when((pl.col("csos") > 0) | pl.lit(is_known)).then("csos"))
    is_known = is_known and scope["csos"] is not None
    blocks.append(Text(_scope_said(scope, answer.parameters, is_known=is_known)))
    outlines = facts.answers["region_outlines"].rows
    drawn = coverage_map(
        outlines,
        regions,
        facts.answers["organisation_list"].rows.filter("is_partner"),
        alt=_map_said(scope, is_known=is_known),
        caption=_map_note(scope, outlines["attribution"], is_known=is_known),
    )
    if drawn:
        blocks.append(drawn)
    busy = regions.filter((pl.col("csos") > 0) & pl.col("region_code").is_not_null())
    if not busy.is_empty():
        blocks.append(_region_table(busy))
    return Section(tr("Coverage"), blocks)


def engagement_section(facts: Facts) -> Section:
    """Return whom the consortium met, and which countries it links."""
    held = facts.answers["engagement_headlines"].rows
    blocks: list[Block] = []
    if held["engagements"].item():
        quarters = facts.answers["engagement_by_quarter"].rows
        blocks += [
            Figures(engagement.headlines(held)),
            engagement_quarters(
                quarters,
                alt=engagement.quarter_alt(quarters, "engagements"),
                caption=tr(
                    "Engagements by calendar quarter up to the day. The running quarter is hollow: it is not over."
                ),
            ),
            _audience_table(facts.answers["engagement_by_part"].rows),
        ]
    else:
        blocks.append(
            Text(tr("No engagement of this consortium is on record on this day. That is not known to be zero."))
        )
    links = facts.answers["country_matrix"].rows
    scope = facts.answers["country_matrix_scope"].rows.row(0, named=True)
    pairs = links.filter((pl.col("country") < pl.col("other_country")) & (pl.col("organisation_pairs") > 0)).sort(
        "organisation_pairs", "country", "other_country", descending=[True, False, False]
    )
    if not pairs.is_empty():
        blocks.append(
            Table(
                _shown(tr("Countries that partners link"), pairs.height, MOST_PAIRS),
                [Column(tr("Countries"), width=3), Column(tr("Organisation pairs"), is_number=True)],
                [
                    [f"{country(row['country'])} – {country(row['other_country'])}", number(row["organisation_pairs"])]
                    for row in pairs.head(MOST_PAIRS).iter_rows(named=True)
                ],
            )
        )
        blocks.append(Text(engagement.rule_said("organisation_pairs", scope["affinity_minimum"]), quiet=True))
    return Section(tr("Engagement"), blocks)


def _scope_said(scope: dict[str, Any], asked: dict[str, Any], *, is_known: bool) -> str:
    said = tr(
        "Scope: {n} regions of the scheme {scheme} in the countries of the partners: {countries}.",
        n=number(scope["regions"]),
        scheme=asked["scheme"],
        countries=", ".join(country(code) for code in asked["countries"]),
    )
    if not is_known:
        return said
    return (
        f"{said} "
        + tr(
            "With at least one active CSO: {n} of {total} regions ({share}), in which {people} of {all} inhabitants "
            "live ({share_people}).",
            n=number(scope["regions_with_cso"]),
            total=number(scope["regions"]),
            share=percent(scope["regions_with_cso"], scope["regions"]),
            people=number(scope["population_covered"]),
            all=number(scope["population"]),
            share_people=percent(scope["population_covered"], scope["population"]),
        )
        + " "
        + tr(
            "People are known for {n} of {total} regions, as of {year}.",
            n=number(scope["regions_with_population"]),
            total=number(scope["regions"]),
            year=scope["last_population_year"] or "–",
        )
    )


def _map_said(scope: dict[str, Any], *, is_known: bool) -> str:
    if not is_known:
        return tr(
            "Map of {n} regions with {partners} partners; where CSOs are is not known.",
            n=number(scope["regions"]),
            partners=number(scope["partners"] - scope["partners_not_placed"]),
        )
    return tr(
        "Map of {n} regions by the number of their active CSOs: {some} have at least one; {csos} CSOs lie in them.",
        n=number(scope["regions"]),
        some=number(scope["regions_with_cso"]),
        csos=number(scope["csos_in_scope"]),
    )


def _map_note(scope: dict[str, Any], attribution: pl.Series, *, is_known: bool) -> str:
    said = [
        tr("The view is of the regions with a partner or a CSO.")
        if not is_known
        else tr(
            "Active CSOs by region, those that take part themselves too. The view is of the regions with a partner or "
            "a CSO."
        )
    ]
    if scope["csos_not_placed"]:
        said.append(
            plural("{n} CSO lies in no region known.", "{n} CSOs lie in no region known.", scope["csos_not_placed"])
        )
    if scope["partners_not_placed"]:
        said.append(
            plural(
                "{n} partner lies in no region known.",
                "{n} partners lie in no region known.",
                scope["partners_not_placed"],
            )
        )
    return " ".join([*said, *attribution.unique().sort()])


def _region_table(busy: pl.DataFrame) -> Table:
    most = busy.sort("csos", "title", descending=[True, False]).head(MOST_REGIONS)
    return Table(
        _shown(tr("Regions with active CSOs"), busy.height, MOST_REGIONS),
        [
            Column(tr("Region"), width=1.6),
            Column(tr("Country"), width=1.4),
            Column(tr("CSOs"), is_number=True, width=0.6),
            Column(tr("Partners"), is_number=True, width=0.7),
            Column(tr("Engagements"), is_number=True, width=0.9),
            Column(tr("Inhabitants"), is_number=True),
            Column(tr("CSOs per 100,000"), is_number=True, width=0.9),
        ],
        [
            [
                row["title"], country(row["country"]), number(row["csos"]), number(row["partners"]),
                number(row["engagements"]), number(row["population"]), number(row["density"], 2),
            ]
            for row in most.iter_rows(named=True)
        ],
    )  # fmt: skip


def _audience_table(rows: pl.DataFrame) -> Table:
    return Table(
        tr("Headcount by audience"),
        [
            Column(tr("Audience"), width=2),
            Column(tr("Headcount"), is_number=True),
            Column(tr("Counted in n engagements"), is_number=True),
        ],
        [
            [engagement.part_name(row["part"]), number(row["headcount"]), number(row["counted"])]
            for row in rows.iter_rows(named=True)
        ],
    )


def _shown(title: str, total: int, most: int) -> str:
    if total <= most:
        return tr("{title} ({n})", title=title, n=number(total))
    return tr("{title}: the first {most} of {n}", title=title, most=number(most), n=number(total))
