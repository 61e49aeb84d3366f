"""What the impact page is made of: headlines, results chain, indicators, findings, case studies and quotes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.charts.progress_to_target import progress_said
from components.filters import pick, several
from components.indicators import amount_said, breakdown_said, evidence_name, evidence_said, n_said
from components.labels import ACCUMULATION, DIRECTION, RESULTS_LEVEL, RESULTS_STEP, named, names
from components.markdown import link, plain, points
from components.page import Headline
from components.quotes import about_said, quoted
from components.tables import Column, show_table
from components.words import country, day, marked, number, plural, tr

CARDS_IN_A_ROW = 3
TITLES_SHOWN = 3
TO_THE_DAY = "all"
STEP_NOTE = {
    "activity": marked("What was done"),
    "output": marked("What came out of it"),
    "outcome": marked("What changed for those who took part"),
    "impact": marked("What changed beyond them"),
}


@dataclass(frozen=True)
class Period:
    """The time the figures are about: a reporting period, or all time up to the day."""

    number: int | None = None
    since: date = date.min
    until: date = date.max


def filters_of(asked: pl.DataFrame) -> dict[str, list[str]]:
    """Draw the filters from the rows of indicator_choices and return what is chosen: results_levels, objectives."""
    found = {field: asked.filter(field=field)["value"].to_list() for field in ("results_level", "objective")}
    levels = [level for level in RESULTS_LEVEL if level in found["results_level"]]
    with st.container(horizontal=True, gap="small"):
        return {
            "results_levels": several(tr("Results level"), levels, key="results_level", named=level_name),
            "objectives": several(tr("Objective"), found["objective"], key="objective") if found["objective"] else [],
        }


def period_chosen(periods: pl.DataFrame) -> Period:
    """Draw the choice of a reporting period from the rows of period_choices and return it."""
    if periods.is_empty():
        return Period()
    span = {str(number_of): (number_of, since, until) for number_of, since, until in periods.iter_rows()}
    code = pick(
        tr("Reporting period"),
        [TO_THE_DAY, *span],
        key="results_period",
        named=lambda code: (
            tr("All up to the day")
            if code == TO_THE_DAY
            else tr(
                "Period {n}: {first} – {last}",
                n=code,
                first=day(span[code][1], "month"),
                last=day(span[code][2], "month"),
            )
        ),
    )
    return Period(*span[code]) if code in span else Period()


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


def recorded_later_said(row: pl.DataFrame) -> None:
    """Say how many values of the time before the day are left out because they were recorded after it."""
    later = row["recorded_later"].item()
    if later:
        st.caption(
            plural(
                "{n} value of the time before this day was recorded after it and is left out here.",
                "{n} values of the time before this day were recorded after it and are left out here.",
                later,
            )
        )


def table_note(period: Period) -> str:
    """Return which time the figures of the table are about."""
    if period.number is None:
        return tr("As of the day. Choose a reporting period above to see what it brought.")
    return tr(
        "Reporting period {n}: what it brought, and what stood at its end. Of a cumulative indicator that is the last "
        "value; of a periodic one the values of the period, and of all periods, added.",
        n=period.number,
    )


def indicator_table(rows: pl.DataFrame, period: Period) -> None:
    """Draw the table of indicators with a target, with what `period` brought where one is chosen."""
    shown = rows.with_columns(
        pl.col("baseline", "target", "in_period", "actual").round(1),
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
            *([Column("in_period", tr("In the period"), "number")] if period.number is not None else []),
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


def chain(rows: pl.DataFrame, objectives: pl.DataFrame, chosen: Sequence[str]) -> None:
    """Draw the results chain of each objective, and of the indicators that serve none.

    `rows` as indicator_list, `objectives` as objective_list; of the objectives only `chosen` ones, all when none is.
    """
    for row in objectives.iter_rows(named=True):
        if not chosen or row["objective"] in chosen:
            with st.container(border=True):
                st.markdown(f"**{plain(row['objective'])}** · {plain(row['statement'])}")
                _steps(rows.filter(objective=row["objective"]), row)
                st.caption(tr("Source: {source}", source=plain(row["source"] or "–")))
    others = rows.filter(~pl.col("objective").is_in(objectives["objective"].to_list()).fill_null(value=False))
    if not others.is_empty():
        with st.container(border=True):
            st.markdown(tr("**Without an objective**"))
            _steps(others, None)


def case_studies_and_quotes(studies: pl.DataFrame, quotes: pl.DataFrame) -> None:
    """Draw a card per case study with what was said of its pilot project, then the other quotes.

    `studies` as case_study_list, `quotes` as quote_list.
    """
    shown = studies.head(CARDS_IN_A_ROW * 2)
    for card, row in _cards(shown):
        with card:
            st.markdown(f"**{link(row['case_study_title'], row['case_study_url'] or '')}**")
            where = country(row["country"]) if row["country"] else None
            facts = (row["pilot"], row["theme"], row["partner"], where)
            st.caption(" · ".join(plain(fact) for fact in facts if fact))
            for said in quotes.filter(pilot_id=row["pilot_id"]).iter_rows(named=True):
                quoted(said)
            ended = tr("Pilot project ended {day}", day=day(row["ended_on"])) if row["ended_on"] else None
            st.caption(" · ".join(filter(None, (ended, tr("Source: {source}", source=plain(row["source"] or "–"))))))
    if studies.height > shown.height:
        st.page_link(
            "pages/consortium/pilots.py",
            label=plural("{n} more case study", "{n} more case studies", studies.height - shown.height),
            icon=":material/science:",
        )
    others = quotes.filter(~pl.col("pilot_id").is_in(shown["pilot_id"].to_list()).fill_null(value=False))
    for card, row in _cards(others):
        with card:
            quoted(row)
            if about := about_said(row):
                st.caption(about)


def _steps(rows: pl.DataFrame, objective: Mapping[str, Any] | None) -> None:
    """Draw activities, outputs, outcomes and impact beside each other, on a phone below each other."""
    for column, (step, name) in zip(st.columns(len(RESULTS_STEP)), RESULTS_STEP.items(), strict=True):
        with column:
            arrow = "" if step == "activity" else "→ "
            st.markdown(f"{arrow}**{tr(name)}**", help=tr(STEP_NOTE[step]))
            here = rows.filter(results_level=step)
            served = step == "output" and objective is not None and objective["deliverables"]
            for row in here.iter_rows(named=True):
                st.markdown(f"{plain(row['code'])} · {plain(row['title'])}: {_reached(row)}")
                st.caption(_how_sure(row))
            if served and objective is not None:
                _deliverables(objective)
            if here.is_empty() and not served:
                st.caption(tr("No indicator"))


def _reached(row: Mapping[str, Any]) -> str:
    actual = plain(amount_said(row["actual"], row["unit"]))
    if row["target"] is None:
        return f"**{actual}**"
    target = amount_said(row["target"], "%" if row["unit"] == "%" else "")
    progress = progress_said(row["progress"], row["progress_state"])
    if row["progress"] is None:
        return tr("**{actual}** · target {target} · {why}", actual=actual, target=target, why=progress)
    return tr("**{actual}** · target {target} · progress {progress}", actual=actual, target=target, progress=progress)


def _how_sure(row: Mapping[str, Any]) -> str:
    if row["evidence_level"] is None:
        return tr("No value yet.")
    said = [
        tr("Evidence level {level}", level=evidence_name(row["evidence_level"])),
        tr("Last update {day}", day=day(row["recorded_on"])),
    ]
    incomplete = breakdown_said(row["parts_incomplete"]) if row["parts_incomplete"] else None
    return " · ".join(filter(None, (n_said(row), *said, incomplete)))


def _deliverables(objective: Mapping[str, Any]) -> None:
    said = [
        plural("{n} deliverable", "{n} deliverables", objective["deliverables"]),
        tr("{n} delivered", n=number(objective["delivered"])),
    ]
    if objective["not_known"]:
        said.append(tr("{n} not in public sources", n=number(objective["not_known"])))
    st.markdown(" · ".join(said))
    titles = objective["deliverable_titles"]
    rest = len(titles) - TITLES_SHOWN
    points(
        *(plain(title) for title in titles[:TITLES_SHOWN]),
        *([plural("and {n} more", "and {n} more", rest)] if rest > 0 else []),
    )


def _cards(rows: pl.DataFrame) -> Iterator[tuple[DeltaGenerator, dict[str, Any]]]:
    """Yield a bordered container and its row, as many in a line as are readable."""
    for line in rows.iter_slices(CARDS_IN_A_ROW):
        for column, row in zip(st.columns(CARDS_IN_A_ROW), line.iter_rows(named=True), strict=False):
            yield column.container(border=True, height="stretch"), row
