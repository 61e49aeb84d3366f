"""What the impact page is made of: headlines, the table of indicators, findings, objectives, and one indicator."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.charts.progress_to_target import progress_said
from components.filters import pick, several
from components.labels import ACCUMULATION, DIRECTION, EVIDENCE_LEVEL, RESULTS_LEVEL, named, names
from components.markdown import plain
from components.page import Headline
from components.tables import Column, show_table
from components.words import country, day, number, percent, plural, tr

CARDS_IN_A_ROW = 3
TITLES_SHOWN = 3


def filters_of(asked: pl.DataFrame) -> dict[str, list[str]]:
    """Draw the filters from the rows of indicator_choices and return what is chosen: results_levels, objectives."""
    found = {field: asked.filter(field=field)["value"].to_list() for field in ("results_level", "objective")}
    levels = [level for level in RESULTS_LEVEL if level in found["results_level"]]
    with st.container(horizontal=True, gap="small"):
        return {
            "results_levels": several(tr("Results level"), levels, key="results_level", named=level_name),
            "objectives": several(tr("Objective"), found["objective"], key="objective") if found["objective"] else [],
        }


def level_name(level: str) -> str:
    """Return the name of a level of the results chain."""
    return named(RESULTS_LEVEL, level)


def with_target(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the indicators that are measured against a target."""
    return rows.filter(pl.col("target").is_not_null())


def findings(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the indicators without a target: what was found stands for itself."""
    return rows.filter(pl.col("target").is_null())


def headlines(row: pl.DataFrame) -> list[Headline]:
    """Return the figures at the top of the page from the one row of impact_headlines."""
    fact = row.row(0, named=True)
    figures = [
        Headline(
            tr("Indicators"),
            number(fact["indicators"]),
            tr("{n} with a target", n=number(fact["with_target"])),
            tr("An indicator without a target is shown as a finding."),
        ),
        Headline(
            tr("With a value"),
            number(fact["with_value"]),
            tr("of {n} indicators", n=number(fact["indicators"])),
            tr("Has a value on or before the day. The others are not zero: they have no value yet."),
        ),
    ]
    if fact["with_target"]:
        figures += [
            Headline(
                tr("Target reached"),
                number(fact["reached"]),
                tr("of {n} with defined progress", n=number(fact["with_progress"])),
                tr(
                    "Progress is (actual − baseline) ÷ (target − baseline). It is not defined without a baseline or a "
                    "value, or when the target equals the baseline."
                ),
            ),
        ]
    figures += [
        Headline(
            tr("Documented"),
            number(fact["documented"]),
            tr("of {n} with a value", n=number(fact["with_value"])),
            tr("Evidence level 2 (documented) or 3 (verified by a second party)."),
        ),
    ]
    if fact["with_breakdown"]:
        figures += [
            Headline(
                tr("Incomplete"),
                number(fact["with_incomplete_breakdown"]),
                tr("of {n} breakdowns", n=number(fact["with_breakdown"])),
                tr("The parts do not sum to the total, on one axis at least."),
            ),
        ]
    return figures


def progress_note() -> str:
    """Return how to read the chart of progress."""
    return tr(
        "From the baseline (0 %) to the target (red line), along the results chain: activities, outputs, outcomes, "
        "impact. Bars end at the target; how far beyond it an indicator is stands in the numbers behind the chart."
    )


def targets_alt(rows: pl.DataFrame) -> str:
    """Return the takeaway of the progress chart: how many are how far, and how many cannot be said."""
    defined = rows.filter(pl.col("progress").is_not_null())
    return tr(
        "Of {total} indicators with a target {defined} have a defined progress: {reached} reached the target, {half} "
        "more are at half way or beyond.",
        total=rows.height,
        defined=defined.height,
        reached=defined.filter(pl.col("progress") >= 1).height,
        half=defined.filter(pl.col("progress").is_between(0.5, 1, closed="left")).height,
    )


def indicator_table(rows: pl.DataFrame) -> None:
    """Draw the table of indicators with a target."""
    shown = rows.with_columns(
        pl.col("baseline", "target", "actual").round(1),
        level_shown=names("results_level", RESULTS_LEVEL),
        progress_shown=pl.Series(
            [progress_said(*row) for row in rows.select("progress", "progress_state").iter_rows()]
        ),
        evidence_shown=pl.Series([evidence_name(level) for level in rows["evidence_level"]]),
        direction_shown=names("direction", DIRECTION),
        accumulation_shown=names("accumulation", ACCUMULATION),
        breakdown_shown=pl.Series([breakdown_said(is_incomplete) for is_incomplete in rows["parts_incomplete"]]),
    )
    show_table(
        shown,
        [
            Column("code", tr("No."), width="small"),
            Column("title", tr("Indicator"), width="large"),
            Column("baseline", tr("Baseline"), "number"),
            Column("target", tr("Target"), "number"),
            Column("actual", tr("Actual"), "number"),
            Column("unit", tr("Unit")),
            Column(
                "progress_shown",
                tr("Progress"),
                help=tr("Shown up to 100 %. The numbers behind the chart hold the raw value."),
            ),
            Column("evidence_shown", tr("Evidence level")),
            Column("level_shown", tr("Results level")),
            Column("observed_on", tr("Value of"), "date"),
            Column("recorded_on", tr("Last update"), "date"),
            Column(
                "respondents",
                tr("n asked"),
                "number",
                help=tr("Respondents; empty where nobody was asked or n is not known."),
            ),
            Column("breakdown_shown", tr("Breakdown")),
            Column("direction_shown", tr("Direction")),
            Column(
                "accumulation_shown",
                tr("Counting"),
                help=tr("Cumulative: the last value counts. Periodic: values add."),
            ),
            Column("source", tr("Source"), width="medium"),
        ],
        key="indicator_table",
        alt=tr("Indicators with baseline, target, actual, progress and evidence."),
    )


def evidence_name(level: int | None) -> str:
    """Return what an evidence level is called; a dash where there is no value."""
    return "–" if level is None else tr(EVIDENCE_LEVEL[level])


def breakdown_said(is_incomplete: bool | None) -> str:
    """Return whether a breakdown sums to its total, in words; a dash where there is none or nobody can tell."""
    if is_incomplete is None:
        return "–"
    return tr("⚠ incomplete") if is_incomplete else tr("✓ complete")


def indicator_chosen(rows: pl.DataFrame) -> dict[str, Any]:
    """Draw the choice of one indicator and return its row."""
    titles = dict(rows.select("code", "title").iter_rows())
    code = pick(tr("Indicator"), list(titles), key="indicator", named=lambda code: f"{code} · {titles.get(code, '')}")
    return rows.row(by_predicate=pl.col("code") == code, named=True)


def indicator_note(row: Mapping[str, Any]) -> str:
    """Return what to know when reading the values of one indicator."""
    rule = (
        tr("Cumulative: the last value counts.")
        if row["accumulation"] == "cumulative"
        else tr("Periodic: the values of the periods add; percentages as sum of counts over sum of counts.")
    )
    return " ".join(
        filter(
            None,
            (
                f"{level_name(row['results_level'])} · {named(DIRECTION, row['direction'])}.",
                tr("Unit: {unit}.", unit=plain(row["unit"])),
                rule,
                plain(row["note"] or ""),
            ),
        )
    )


def evidence_said(row: Mapping[str, Any]) -> list[str]:
    """Return how sure a value is: n where it is a share or known, evidence level, last update, source."""
    if row["evidence_level"] is None:
        return [tr("No value yet.")]
    level = tr("Evidence level {level}", level=evidence_name(row["evidence_level"]))
    said = [
        f"{level}: {plain(row['evidence'])}" if row["evidence"] else level,
        tr("Last update {day}", day=day(row["recorded_on"])),
        tr("Source: {source}", source=plain(row["source"] or "–")),
    ]
    if row["respondents"] is not None:
        return [tr("n = {n} respondents", n=number(row["respondents"])), *said]
    return [tr("n not in public sources"), *said] if row["unit"] == "%" else said


def course_alt(row: Mapping[str, Any], observations: int) -> str:
    """Return the takeaway of one indicator's course."""
    return tr(
        "{title}: {actual} after {n} values, target {target}, progress: {progress}.",
        title=row["title"],
        actual=amount_said(row["actual"], row["unit"]),
        n=observations,
        target=amount_said(row["target"], row["unit"]),
        progress=progress_said(row["progress"], row["progress_state"]),
    )


def amount_said(amount: float | None, unit: str) -> str:
    """Return an amount with its unit; a dash when it is not known."""
    if amount is None:
        return "–"
    return percent(amount, 100) if unit == "%" else f"{number(amount, 1)} {unit}"


def axes(parts: pl.DataFrame) -> list[str]:
    """Return the axes an indicator is broken down by."""
    return parts["axis"].unique().sort().to_list()


def breakdown_bars(parts: pl.DataFrame, axis: str, unit: str) -> pl.DataFrame:
    """Return what amount_bars draws from the rows of indicator_parts of one axis: name, amount, said."""
    one = parts.filter(axis=axis)
    return pl.DataFrame(
        {
            "name": [
                tr("Not broken down") if category is None else country(category) if axis == "country" else category
                for category in one["category"]
            ],
            "amount": one["actual"],
            "said": [amount_said(amount, unit) for amount in one["actual"]],
        }
    )


def breakdown_title(parts: pl.DataFrame, axis: str) -> None:
    """Show by what an indicator is broken down, and whether the parts leave something out."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        by_axis = tr("By {axis}", axis=plain(axis))
        st.markdown(f"**{by_axis}**", width="content")
        if parts.filter(axis=axis)["is_incomplete"].any():
            st.badge(tr("Breakdown incomplete"), icon=":material/warning:", color="orange")


def breakdown_alt(bars: pl.DataFrame, axis: str) -> str:
    """Return the takeaway of a breakdown: every part."""
    amounts = "; ".join(f"{name} {said}" for name, said in bars.select("name", "said").iter_rows())
    return tr("By {axis}: {amounts}.", axis=axis, amounts=amounts)


def finding_cards(rows: pl.DataFrame) -> None:
    """Draw one card per finding: what was found, of when, how sure, and where it is said."""
    for card, row in _cards(rows):
        with card:
            st.metric(level_name(row["results_level"]), amount_said(row["actual"], row["unit"]))
            st.markdown(f"**{plain(row['title'])}**")
            when = day(row["observed_on"], row["observed_precision"]) if row["observed_on"] else None
            st.caption(
                "  \n".join((" · ".join(filter(None, (when, plain(row["objective"] or "")))), *evidence_said(row)))
            )
            if row["note"]:
                st.caption(plain(row["note"]))


def objective_cards(rows: pl.DataFrame) -> None:
    """Draw one card per objective: its statement and what serves it."""
    for card, row in _cards(rows):
        with card:
            st.markdown(f"**{plain(row['objective'])}** · {plain(row['statement'])}")
            st.caption(_served(row))
            titles = row["deliverable_titles"]
            shown = "\n".join(f"- {plain(title)}" for title in titles[:TITLES_SHOWN])
            rest = len(titles) - TITLES_SHOWN
            st.markdown(shown + ("\n- " + plural("and {n} more", "and {n} more", rest) if rest > 0 else ""))
            st.caption(tr("Source: {source}", source=plain(row["source"] or "–")))


def _served(row: Mapping[str, Any]) -> str:
    said = [
        plural("{n} deliverable", "{n} deliverables", row["deliverables"]),
        tr("{n} delivered", n=number(row["delivered"])),
    ]
    if row["not_known"]:
        said.append(tr("{n} not in public sources", n=number(row["not_known"])))
    said.append(plural("{n} indicator", "{n} indicators", row["indicators"]))
    if row["indicators"]:
        said.append(tr("{n} with a value", n=number(row["with_value"])))
    return " · ".join(said)


def _cards(rows: pl.DataFrame) -> Iterator[tuple[DeltaGenerator, dict[str, Any]]]:
    """Yield a bordered container and its row, as many in a line as are readable."""
    for line in rows.iter_slices(CARDS_IN_A_ROW):
        for column, row in zip(st.columns(CARDS_IN_A_ROW), line.iter_rows(named=True), strict=False):
            yield column.container(border=True, height="stretch"), row
