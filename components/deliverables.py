"""What the deliverables page is made of: its headlines and its tables."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zlib import crc32

import polars as pl
import streamlit as st

from components import page
from components.labels import (
    DELIVERABLE_TYPE,
    DISSEMINATION_LEVEL,
    EVENT,
    MILESTONE_STATUS,
    STATUS,
    named,
    names,
    names_with_marks,
    with_mark,
)
from components.markdown import plain, points
from components.page import Headline
from components.tables import Column, column_settings, known_day, show_table
from components.words import day, number, percent, plural, tr


def choices(asked: pl.DataFrame, field: str) -> list[str]:
    """Return the values a filter can take; statuses in the order of urgency."""
    found = asked.filter(pl.col("field") == field)["value"].to_list()
    return [code for code in STATUS if code in found] if field == "status" else found


def status_name(status: str) -> str:
    """Return the name of a deliverable's status."""
    return named(STATUS, status)


def filters_said(
    search: str, statuses: Sequence[str], work_packages: Sequence[str], leads: Sequence[str]
) -> dict[str, str]:
    """Return in words how the rows of the table were chosen: label -> value, none for a filter that is not set."""
    asked = {
        tr("Search"): search,
        tr("Status"): ", ".join(status_name(status) for status in statuses),
        tr("Work package"): ", ".join(work_packages),
        tr("Lead partner"): ", ".join(leads),
    }
    return {label: value for label, value in asked.items() if value}


def headlines(row: pl.DataFrame) -> list[Headline]:
    """Return the figures at the top of the page from the one row of deliverable_headlines."""
    fate = row.row(0, named=True)
    planned = tr("of {n} in the plan", n=number(fate["in_count"]))
    silent = tr("{n} not in public sources", n=number(fate["not_known"])) if fate["not_known"] else None
    return [
        Headline(
            tr("Due so far"),
            number(fate["due_so_far"]),
            planned,
            tr("Current due date on or before the day. Merged and removed deliverables are left out."),
        ),
        Headline(
            tr("Delivered"),
            _unless_silent(fate["delivered"], silent),
            silent or planned,
            tr("Submitted or accepted, and not asked back since."),
        ),
        Headline(
            tr("Overdue"),
            _unless_silent(fate["overdue"], silent),
            silent or planned,
            tr("Open past the current due date. Where only public sources speak, silence is not counted as late."),
        ),
        _on_time(
            tr("On time, plan"),
            fate["on_time_baseline"],
            fate["of_due_baseline"],
            tr("Submitted by the due date of the signed plan, of those due by then."),
        ),
        _on_time(
            tr("On time, current"),
            fate["on_time_current"],
            fate["of_due_current"],
            tr("Submitted by the due date after all reschedulings, of those due by then."),
        ),
        Headline(
            tr("Median slip"),
            plural("{n} day", "{n} days", round(fate["median_slip_days"])) if fate["with_slip"] else "–",
            tr("n = {n}", n=number(fate["with_slip"])) if fate["with_slip"] else tr("none known"),
            tr("Current due date minus baseline due date."),
        ),
    ]


def _unless_silent(count: int, silent: str | None) -> str:
    return "–" if silent and count == 0 else number(count)


def _on_time(label: str, on_time: int, due: int, explained: str) -> Headline:
    note = tr("{n} of {total} due", n=number(on_time), total=number(due)) if due else tr("none known")
    return Headline(label, percent(on_time, due), note, explained)


def table(rows: pl.DataFrame) -> dict[str, Any] | None:
    """Draw the table of deliverables and return the row of the one the reader opened."""
    shown = rows.with_columns(
        status_shown=_status_shown(),
        baseline=known_day("baseline_due_on", "baseline_due_precision"),
        due=known_day("current_due_on", "current_due_precision"),
        submitted=known_day("first_submitted_on", "submitted_precision"),
        type_shown=names("deliverable_type", DELIVERABLE_TYPE),
        level_shown=names("dissemination_level", DISSEMINATION_LEVEL),
    )
    return _choose_row(
        shown,
        [
            Column("code", tr("No.")),
            Column("status_shown", tr("Status")),
            Column("title", tr("Title"), width="large"),
            Column("due", tr("Due"), help=tr("Current due date, after reschedulings.")),
            Column("days_late", tr("Days late"), "number", width="small"),
            Column("lead", tr("Lead partner")),
            Column("work_package", tr("WP"), width="small"),
            Column("baseline", tr("Baseline due"), help=tr("Due date of the signed plan.")),
            Column("slip_days", tr("Slip, days"), "number", width="small"),
            Column("submitted", tr("First submitted")),
            Column("progress", tr("Draft"), "progress", help=tr("Progress of the draft as last recorded.")),
            Column("type_shown", tr("Type")),
            Column("level_shown", tr("Dissemination")),
        ],
        alt=tr("Deliverables with status, dates and lead partner."),
    )


def _choose_row(rows: pl.DataFrame, columns: list[Column], *, alt: str) -> dict[str, Any] | None:
    ids = rows["deliverable_id"].to_list()
    opened = st.session_state.get("opened_deliverable")
    # A choice is a place in the order, so another order is another table.
    selected = st.dataframe(
        rows.select([column.name for column in columns]),
        hide_index=True,
        column_config={column.name: column_settings(column) for column in columns},
        key=f"deliverable_table_{crc32(repr(ids).encode()):x}",
        alt=alt,
        placeholder="–",
        on_select="rerun",
        selection_mode="single-row",
        selection_default={"selection": {"rows": [ids.index(opened)]}} if opened in ids else None,
    )["selection"]["rows"]
    if selected or opened in ids:
        st.session_state["opened_deliverable"] = ids[selected[0]] if selected else None
    return rows.row(selected[0], named=True) if selected else None


def detail(row: dict[str, Any], history: pl.DataFrame, as_of: date) -> None:
    """Draw what is known of one deliverable on the day: its three clocks, its history, objective and link."""
    page.section(
        f"{row['code']} · {plain(row['title'])}",
        tr("The three clocks and what happened up to the day."),
    )
    page.headlines(
        [
            Headline(tr("Baseline due"), day(row["baseline_due_on"], row["baseline_due_precision"])),
            Headline(tr("Current due"), day(row["current_due_on"], row["current_due_precision"])),
            Headline(tr("First submitted"), day(row["first_submitted_on"], row["submitted_precision"])),
            Headline(tr("Accepted on"), day(row["approved_on"])),
        ]
    )
    known = [
        tr("Status: {status}", status=with_mark(STATUS, row["status"])),
        tr("Linked objective: {objective}", objective=plain(row["objective"])) if row["objective"] else None,
        tr("Last reason: {reason}", reason=plain(row["last_reason"])) if row["last_reason"] else None,
        tr("Link: {url}", url=row["url"]) if row["url"] else None,
    ]
    points(*filter(None, known))
    show_table(
        history.filter(pl.col("effective_on") <= as_of).with_columns(
            event_shown=pl.when("is_taken_back")
            .then(pl.lit(tr("Taken back") + " · ") + names("event", EVENT))
            .otherwise(names("event", EVENT)),
            happened=known_day("effective_on", "effective_precision"),
            due=known_day("due_on", "due_precision"),
        ),
        [
            Column("happened", tr("Day")),
            Column("event_shown", tr("Event")),
            Column("due", tr("Due")),
            Column("progress", tr("Draft"), "progress"),
            Column("recorded_by", tr("Recorded by")),
            Column("recorded_at", tr("Recorded on"), "date"),
            Column("reason", tr("Reason"), width="large"),
            Column("merged_into", tr("Merged into")),
            Column("taken_back_by", tr("Taken back by")),
        ],
        key=f"deliverable_history_{row['deliverable_id']}",
        alt=tr("What happened to the deliverable, the latest first, with who recorded it when."),
    )


def milestone_table(rows: pl.DataFrame) -> None:
    """Draw the table of milestones, or say that none is on record."""
    if rows.is_empty():
        page.nothing_recorded(
            tr("No milestone is on record on this day."), tr("Public sources name none; a grant agreement lists them.")
        )
        return
    shown = rows.with_columns(status_shown=names_with_marks("status", MILESTONE_STATUS))
    show_table(
        shown,
        [
            Column("code", tr("No.")),
            Column("status_shown", tr("Status")),
            Column("title", tr("Title"), width="large"),
            Column("current_due_on", tr("Due"), "date"),
            Column("achieved_on", tr("Achieved on"), "date"),
            Column("lead", tr("Lead partner")),
            Column("means_of_verification", tr("Means of verification"), width="large"),
            Column("explanation", tr("Explanation")),
        ],
        key="milestone_table",
        alt=tr("Milestones with status and dates."),
    )


def _status_shown() -> pl.Expr:
    overdue = pl.lit(with_mark(STATUS, "overdue") + " · ")
    return (
        pl.when(pl.col("is_overdue") & (pl.col("status") != "overdue"))
        .then(overdue + names("status", STATUS))
        .otherwise(names_with_marks("status", STATUS))
    )
