"""What the page on milestones and risks says of risks: headlines, table, detail, and the forms that change them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from components import page, saving, sign_in
from components.frame import Chosen
from components.labels import RISK_EVENT, RISK_LEVEL, RISK_STATUS, named, names, names_with_marks, with_mark
from components.markdown import plain, points
from components.page import Headline
from components.tables import Column, choose_row, show_table
from components.words import day, marked, number, plural, tr
from data.changes.events import LEVELS, NewRisk, RiskCorrection, StateOfPlay

TO_RECORD = {"state of play": marked("State of play"), "correction": marked("Correction")}


def level_name(level: str) -> str:
    """Return the name of a level of risk, of likelihood or of severity."""
    return named(RISK_LEVEL, level)


def headlines(row: pl.DataFrame) -> list[Headline]:
    """Return the figures on risks from the one row of risk_headlines."""
    said = row.row(0, named=True)
    identified = number(said["identified"])
    if not said["identified"]:
        return [Headline(tr("Critical risks"), "–", tr("none on record"))]
    return [
        Headline(
            tr("Critical risks"),
            identified,
            tr("{n} of level high", n=number(said["high"])),
            tr("Identified on or before the day."),
        ),
        Headline(
            tr("Materialised"),
            number(said["materialised"]) if said["with_state"] else "–",
            tr("of {n} with a state of play", n=number(said["with_state"])),
            tr("As the state of play of the latest reporting period says."),
        ),
        Headline(
            tr("No state of play"),
            number(said["missing_now"]) if said["running_period"] else "–",
            tr("of {n}, for period {period}", n=identified, period=said["running_period"])
            if said["running_period"]
            else tr("no reporting period runs"),
            tr("For the reporting period that runs on the day."),
        ),
    ]


def matrix_said(rows: pl.DataFrame) -> str:
    """Return what the risk matrix shows, in a sentence."""
    return plural(
        "Risk matrix of {n} risk by likelihood and severity, {high} of level high.",
        "Risk matrix of {n} risks by likelihood and severity, {high} of level high.",
        rows.height,
        high=rows.filter(pl.col("level") == "high").height,
    )


def table(rows: pl.DataFrame, *, is_filtered: bool) -> dict[str, Any] | None:
    """Draw the table of risks, or say why it is empty, and return the row of the one the reader opened."""
    if rows.is_empty():
        if is_filtered:
            page.nothing_matches(tr("No risk fits these filters."))
        else:
            page.nothing_recorded(
                tr("No critical risk of this consortium is on record on this day."),
                tr("Public sources name none; a grant agreement lists them. Add them below."),
            )
        return None
    missing = pl.col("missing_periods").list.eval(pl.element().cast(pl.String)).list.join(", ")
    return choose_row(
        rows.with_columns(
            *(names(column, RISK_LEVEL).alias(f"{column}_shown") for column in ("level", "likelihood", "severity")),
            status_shown=names_with_marks("status", RISK_STATUS),
            missing=pl.when(missing != "").then(missing),
        ),
        [
            Column("code", tr("No.")),
            Column("level_shown", tr("Level"), help=tr("Likelihood and severity taken together.")),
            Column("description", tr("Risk"), width="large"),
            Column("status_shown", tr("State of play"), help=tr("Of the latest reporting period that has one.")),
            Column(
                "missing",
                tr("Missing periods"),
                help=tr("Reporting periods that ended or run without a state of play of this risk."),
            ),
            Column("likelihood_shown", tr("Likelihood")),
            Column("severity_shown", tr("Severity")),
            Column("lead", tr("Lead partner")),
            Column("work_package", tr("WP"), width="small"),
            Column("identified_on", tr("Identified on"), "date"),
            Column("measures", tr("Measures"), width="large"),
        ],
        subject="risk",
        alt=tr("Critical risks with level, state of play and lead partner."),
    )


def detail(row: Mapping[str, Any], history: pl.DataFrame) -> None:
    """Draw what is known of one risk: how it is judged, its state of play in each period, and what was corrected."""
    page.section(
        plain(f"{row['code']} · {row['description']}"),
        tr("Its state of play in each reporting period. What a later one replaced stays in the list."),
    )
    points(
        tr(
            "Likelihood: {likelihood} · severity: {severity}",
            likelihood=level_name(row["likelihood"]),
            severity=level_name(row["severity"]),
        ),
        tr("Measures: {text}", text=plain(row["measures"])),
        _state(row),
        tr("Identified on {day}, foreseen in the proposal", day=day(row["identified_on"]))
        if row["foreseen"]
        else tr("Identified on {day}, not foreseen in the proposal", day=day(row["identified_on"])),
    )
    played = history.filter(pl.col("kind") == "state of play")
    if played.is_empty():
        st.caption(tr("No state of play is on record up to the day."))
    else:
        _state_table(played, row["risk_id"])
    judged = history.filter(pl.col("kind") != "state of play")
    if judged.height > 1:
        st.caption(tr("Corrections hold on every day; this is what stood before."))
        _judged_table(judged, row["risk_id"])


@sign_in.for_writers()
def form(
    row: Mapping[str, Any],
    history: page.Numbers,
    periods: pl.DataFrame,
    choices: pl.DataFrame,
    as_of: date,
    *,
    record: Callable[..., object],
    change: Callable[..., object],
) -> None:
    """Draw the form for the risk `row`: a state of play, saved by `record`, or a correction, saved by `change`.

    `periods` are the reporting periods begun by the day, `choices` the values that fields can take.
    """
    opened = saving.opened("risk", row["risk_id"], history.version)
    options = ["correction"] if periods.is_empty() else list(TO_RECORD)
    with st.container(border=True):
        st.subheader(tr("Record"), anchor=False)
        if periods.is_empty():
            st.caption(tr("A state of play belongs to a reporting period, and none on record has begun by this day."))
        kind = st.segmented_control(
            tr("What to record"),
            options,
            default=options[0],
            format_func=lambda code: named(TO_RECORD, code),
            key=opened.key("kind"),
            required=True,
            label_visibility="collapsed",
        )
        if kind == "state of play":
            wants_to_save, save = _state_of_play(opened, row, history.rows, periods, as_of, record)
        else:
            wants_to_save, save = _correction(opened, row, choices, change)
        saving.submit(opened, wants_to_save, save, tr("Saved: {what}", what=named(TO_RECORD, kind)))


@sign_in.for_writers()
def adding(chosen: Chosen, choices: page.Numbers, add: Callable[..., object]) -> None:
    """Draw the form that adds a risk by `add`; `choices` are the values its fields can take."""
    opened = saving.opened("new_risk", chosen.consortium_id, choices.version)
    with st.expander(tr("Add a risk"), icon=":material/add:"):
        with st.form(opened.key("form"), border=False):
            st.caption(tr("All fields but work package and lead partner are needed."))
            code = st.text_input(tr("Number"), key=opened.key("code"), placeholder="R7")
            description = st.text_area(tr("Description"), key=opened.key("description"))
            foreseen = _yes_or_no(tr("Foreseen in the proposal"), opened.key("foreseen"))
            left, right = st.columns(2)
            with left:
                likelihood = _degree(tr("Likelihood"), None, opened.key("likelihood"))
                work_package = saving.choice(
                    tr("Work package"), choices.rows, "work_package", opened.key("work_package")
                )
            with right:
                severity = _degree(tr("Severity"), None, opened.key("severity"))
                lead_id = saving.choice(tr("Lead partner"), choices.rows, "lead_id", opened.key("lead"))
            measures = st.text_area(tr("Measures"), key=opened.key("measures"))
            on = saving.day_field(
                tr("Day"),
                min(chosen.as_of, saving.today()),
                opened.key("day"),
                explained=tr("The day it was identified. Pages as of earlier days do not show it."),
            )
            wants_to_save = st.form_submit_button(tr("Add"), type="primary")

        def save(_: int) -> None:
            said = NewRisk(
                consortium_id=chosen.consortium_id,
                code=code,
                description=description,
                identified_on=saving.given_day(on),
                foreseen=foreseen,
                likelihood=likelihood,
                severity=severity,
                measures=measures,
                work_package=work_package,
                lead_id=lead_id,
            )
            add(said, who=saving.LOCAL_USER, today=saving.today())

        saving.submit(opened, wants_to_save, save, tr("Added: {code}", code=code))


def _state_of_play(
    opened: saving.Opened,
    row: Mapping[str, Any],
    history: pl.DataFrame,
    periods: pl.DataFrame,
    as_of: date,
    record: Callable[..., object],
) -> tuple[bool, saving.Save]:
    spans = {period: (starts_on, ends_on) for period, starts_on, ends_on in periods.iter_rows()}
    open_periods = [period for period in spans if period in row["missing_periods"]]
    period = st.selectbox(
        tr("Reporting period"),
        list(spans),
        index=list(spans).index(open_periods[0]) if open_periods else 0,
        format_func=lambda number_of: tr(
            "Period {n}: {first} – {last}",
            n=number_of,
            first=day(spans[number_of][0], "month"),
            last=day(spans[number_of][1], "month"),
        ),
        key=opened.key("period"),
        required=True,
    )
    held = history.filter((pl.col("kind") == "state of play") & (pl.col("period") == period))
    if not held.is_empty():
        st.caption(
            tr("Replaces the state of play of {day} for this period; the list keeps it.", day=day(held["said_on"][0]))
        )
    with st.form(opened.key("state_form"), border=False):
        on = saving.day_field(tr("Day"), min(as_of, saving.today()), opened.key("day"))
        materialised = _yes_or_no(tr("Materialised"), opened.key("materialised"))
        measures_applied = _yes_or_no(tr("Measures applied"), opened.key("measures_applied"))
        said = st.text_area(tr("State of play"), key=opened.key("said"))
        wants_to_save = st.form_submit_button(tr("Save"), type="primary")

    def save(seen_version: int) -> None:
        state = StateOfPlay(opened.about, period, saving.given_day(on), materialised, measures_applied, said)
        record(state, who=saving.LOCAL_USER, today=saving.today(), seen_version=seen_version)

    return wants_to_save, save


def _correction(
    opened: saving.Opened, row: Mapping[str, Any], choices: pl.DataFrame, change: Callable[..., object]
) -> tuple[bool, saving.Save]:
    with st.form(opened.key("correction_form"), border=False):
        likelihood = _degree(tr("Likelihood"), row["likelihood"], opened.key("likelihood"))
        severity = _degree(tr("Severity"), row["severity"], opened.key("severity"))
        measures = st.text_area(tr("Measures"), row["measures"], key=opened.key("measures"))
        lead_id = saving.choice(tr("Lead partner"), choices, "lead_id", opened.key("lead"), held=row["lead_id"])
        wants_to_save = st.form_submit_button(tr("Save"), type="primary")

    def save(seen_version: int) -> None:
        correction = RiskCorrection(opened.about, likelihood, severity, measures, lead_id)
        change(correction, who=saving.LOCAL_USER, seen_version=seen_version)

    return wants_to_save, save


def _state(row: Mapping[str, Any]) -> str:
    status = with_mark(RISK_STATUS, row["status"])
    if row["state_of_play"] is None:
        return tr("State of play: {status}", status=status)
    return tr(
        "State of play for period {n}: {status} · {text}",
        n=row["state_period"],
        status=status,
        text=plain(row["state_of_play"]),
    )


def _degree(label: str, held: str | None, key: str) -> str | None:
    return st.selectbox(
        label,
        LEVELS,
        index=LEVELS.index(held) if held else None,
        format_func=level_name,
        key=key,
        placeholder=tr("Choose one"),
    )


def _yes_or_no(label: str, key: str) -> bool | None:
    # Neither is chosen beforehand: what nobody said is not "no".
    return st.radio(
        label,
        [True, False],
        index=None,
        format_func=lambda is_so: tr("Yes") if is_so else tr("No"),
        horizontal=True,
        key=key,
    )


def _state_table(played: pl.DataFrame, risk_id: str) -> None:
    yes, no = tr("Yes"), tr("No")
    show_table(
        played.with_columns(
            pl.when(column).then(pl.lit(yes)).otherwise(pl.lit(no)).alias(column)
            for column in ("materialised", "measures_applied")
        ).with_columns(replaced=pl.when("is_replaced").then(pl.lit(tr("Replaced")))),
        [
            Column("period", tr("Period"), "number", width="small"),
            Column("said_on", tr("Day"), "date"),
            Column("materialised", tr("Materialised")),
            Column("measures_applied", tr("Measures applied")),
            Column("state_of_play", tr("State of play"), width="large"),
            Column("replaced", tr("Replaced")),
            Column("recorded_by", tr("Recorded by")),
            Column("recorded_at", tr("Recorded on"), "date"),
        ],
        key=f"risk_states_{risk_id}",
        alt=tr("State of play of the risk by reporting period, with who recorded it when."),
    )


def _judged_table(judged: pl.DataFrame, risk_id: str) -> None:
    show_table(
        judged.with_columns(
            names("kind", RISK_EVENT), *(names(column, RISK_LEVEL) for column in ("likelihood", "severity"))
        ),
        [
            Column("kind", tr("Event")),
            Column("likelihood", tr("Likelihood")),
            Column("severity", tr("Severity")),
            Column("measures", tr("Measures"), width="large"),
            Column("lead", tr("Lead partner")),
            Column("recorded_by", tr("Recorded by")),
            Column("recorded_at", tr("Recorded on"), "date"),
        ],
        key=f"risk_judged_{risk_id}",
        alt=tr("How the risk was judged, the latest first, with who recorded it when."),
    )
