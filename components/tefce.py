"""What the self-assessment page is made of: what it says of the heat map, one cell, and the form that judges it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from components import page, saving, sign_in
from components.filters import pick
from components.frame import Chosen
from components.labels import STANDING, TEFCE_CRITERION, TEFCE_DIMENSION, TEFCE_LEVEL, names
from components.markdown import plain
from components.page import Headline
from components.tables import Column, show_table
from components.words import day, number, plural, tr
from data.changes.results import ASSESSED_LEVELS, AssessedCell


def headlines(rows: pl.DataFrame) -> list[Headline]:
    """Return how much of the self-assessment is filled in, from the rows of tefce_cells; no sum of levels."""
    judged = rows.drop_nulls("level")
    latest = judged["assessed_on"].max()
    return [
        Headline(
            tr("Assessed"),
            number(judged.height),
            tr("of {n} cells", n=number(rows.height)),
            tr("A cell that is not assessed has no level: that is not a low one."),
        ),
        Headline(
            tr("Dimensions"),
            number(judged["dimension"].n_unique()),
            tr("of {n} with an assessed cell", n=number(rows["dimension"].n_unique())),
            tr("Levels are not added or averaged: the toolbox gives no score."),
        ),
        Headline(
            tr("Last update"),
            day(latest) if isinstance(latest, date) else "–",
            tr("the latest day of an assessed cell"),
            tr("Each cell shows its latest assessment on or before the day."),
        ),
    ]


def heat_map_alt(rows: pl.DataFrame) -> str:
    """Return the takeaway of the heat map: how many cells are on which level."""
    levels = rows.drop_nulls("level")["level"].to_list()
    parts = [
        tr("{level}: {n}", level=tr(TEFCE_LEVEL[level]), n=number(levels.count(level)))
        for level in ASSESSED_LEVELS
        if level in levels
    ]
    return plural(
        "Self-assessment by dimension and criterion, {n} cell assessed. {levels}",
        "Self-assessment by dimension and criterion, {n} cells assessed. {levels}",
        len(levels),
        levels=", ".join(parts),
    )


def where_it_comes_from() -> None:
    """Say whose framework it is and how it may not be used."""
    source = tr(
        "Dimensions and criteria: TEFCE Toolbox (Farnell et al., Institute for the Development of Education, "
        "Zagreb, 2020), [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/), "
        "[tefce.eu/toolbox](https://www.tefce.eu/toolbox); names shortened, words for the levels are our own."
    )
    # Not a caption: in one a link is paler than can be read.
    st.markdown(f":small[{source}]")


def cell_table(rows: pl.DataFrame) -> None:
    """Draw the assessed cells with what each rests on; `rows` as tefce_cells."""
    judged = rows.drop_nulls("level")
    show_table(
        judged.with_columns(
            dimension_shown=pl.Series([tr(TEFCE_DIMENSION[one]) for one in judged["dimension"]], dtype=pl.String),
            criterion_shown=pl.Series([tr(TEFCE_CRITERION[one]) for one in judged["criterion"]], dtype=pl.String),
            level_shown=pl.Series([level_name(one) for one in judged["level"]], dtype=pl.String),
        ),
        [
            Column("dimension_shown", tr("Dimension")),
            Column("criterion_shown", tr("Criterion")),
            Column("level_shown", tr("Level")),
            Column("evidence", tr("Evidence"), width="large"),
            Column("assessed_on", tr("Assessed on"), "date"),
            Column("source", tr("Source")),
        ],
        key="tefce_table",
        alt=tr("Assessed cells with dimension, criterion, level and evidence."),
    )


def level_name(level: int) -> str:
    """Return what a level is called, with its number before it."""
    return " · ".join((str(level), tr(TEFCE_LEVEL[level])))


def cell_chosen() -> tuple[int, int]:
    """Draw the choice of one cell and return its dimension and criterion."""
    # Below each other: beside each other their names would be cut off on a phone.
    dimension = pick(
        tr("Dimension"),
        [str(one) for one in TEFCE_DIMENSION],
        key="dimension",
        named=lambda code: tr(TEFCE_DIMENSION[int(code)]),
    )
    criterion = pick(
        tr("Criterion"),
        [str(one) for one in TEFCE_CRITERION],
        key="criterion",
        named=lambda code: tr(TEFCE_CRITERION[int(code)]),
    )
    return int(dimension), int(criterion)


def cell_detail(rows: pl.DataFrame) -> None:
    """Draw what was recorded of one cell; `rows` as tefce_history."""
    counting = rows.filter(standing="counts").head(1)
    if counting.is_empty():
        page.nothing_recorded(tr("This cell is not assessed on this day."), tr("That is not a low level."))
    for row in counting.iter_rows(named=True):
        st.markdown(
            tr("**{level}** on {day}: {evidence}", level=level_name(row["level"]), day=day(row["assessed_on"]),
               evidence=plain(row["evidence"]))
        )  # fmt: skip
    if rows.is_empty():
        return
    show_table(
        rows.with_columns(
            level_shown=pl.Series([level_name(one) for one in rows["level"]]),
            standing_shown=names("standing", STANDING),
        ),
        [
            Column("assessed_on", tr("Assessed on"), "date"),
            Column("level_shown", tr("Level")),
            Column("standing_shown", tr("Standing")),
            Column("evidence", tr("Evidence"), width="large"),
            Column("recorded_by", tr("Recorded by")),
            Column("recorded_at", tr("Recorded on"), "date"),
        ],
        key="tefce_history",
        alt=tr("What was recorded of the cell, the latest first, with who recorded it when."),
    )


@sign_in.for_writers(plan=True)
def form(
    chosen: Chosen,
    cell: tuple[int, int],
    history: page.Numbers,
    *,
    record: Callable[..., object],
    take_back: Callable[..., object],
) -> None:
    """Draw the form that judges a cell by `record` and takes its latest judgement back by `take_back`."""
    dimension, criterion = cell
    opened = saving.opened("tefce_cell", f"{chosen.consortium_id} {dimension}.{criterion}", history.version)
    place: dict[str, Any] = {"dimension": dimension, "criterion": criterion}
    with st.container(border=True):
        st.subheader(tr("Record"), anchor=False)
        with st.form(opened.key("form"), border=False):
            level = st.selectbox(
                tr("Level"),
                ASSESSED_LEVELS,
                index=None,
                format_func=level_name,
                key=opened.key("level"),
                placeholder=tr("Choose one"),
            )
            evidence = st.text_area(
                tr("Evidence"), key=opened.key("evidence"), help=tr("What the level rests on. No names of persons.")
            )
            on = saving.day_field(tr("Day"), min(chosen.as_of, saving.today()), opened.key("day"))
            wants_to_save = st.form_submit_button(tr("Save"), type="primary")

        def save(seen_version: int) -> None:
            said = AssessedCell(chosen.consortium_id, dimension, criterion, saving.given_day(on), level, evidence)
            record(said, who=saving.LOCAL_USER, today=saving.today(), seen_version=seen_version)

        saving.submit(opened, wants_to_save, save, tr("Saved: the assessment"))
        _offer_to_take_back(chosen, place, opened, history.rows.filter(standing="counts"), take_back)


def _offer_to_take_back(
    chosen: Chosen,
    place: dict[str, Any],
    opened: saving.Opened,
    counting: pl.DataFrame,
    take_back: Callable[..., object],
) -> None:
    if counting.is_empty():
        return
    assessed_on = counting["assessed_on"][0]
    saving.offer_to_take_back(
        opened,
        lambda seen: take_back(
            chosen.consortium_id, **place, assessed_on=assessed_on, who=saving.LOCAL_USER, seen_version=seen
        ),
        tr("Take back the assessment of {day}", day=day(assessed_on)),
    )
