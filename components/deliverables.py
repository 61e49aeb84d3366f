"""What the deliverables page is made of: its headlines and its tables."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from components import filters, page
from components.labels import (
    DELIVERABLE_TYPE,
    DISSEMINATION_LEVEL,
    EVENT,
    RISK_LEVEL,
    RISK_STATUS,
    STATUS,
    named,
    names,
    names_with_marks,
    with_mark,
)
from components.markdown import link, plain, points
from components.page import Headline
from components.tables import Column, choose_row, known_day, show_table
from components.words import day, number, percent, plural, tr

# More lines than these take longer to draw than to read.
TIMELINE_LINES = 60


@dataclass(frozen=True)
class Filters:
    """How the rows of the table were chosen: what the query is asked, and the same in words (label -> value)."""

    asked: dict[str, Any]
    said: dict[str, str]


def filter_bar(found: pl.DataFrame) -> Filters:
    """Draw the filters, whose values are the rows of deliverable_choices, and return what is chosen."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        search = filters.search(tr("Search"), key="search", placeholder=tr("Number, title or partner"))
        statuses = filters.several(tr("Status"), _choices(found, "status"), key="status", named=status_name)
        work_packages = filters.several(tr("Work package"), _choices(found, "work_package"), key="work_package")
        leads = filters.several(tr("Lead partner"), _choices(found, "lead"), key="lead")
        with st.popover(tr("More filters"), icon=":material/filter_list:", key="more_filters"):
            types = filters.several(tr("Type"), _choices(found, "type"), key="type", named=_type_name)
            levels = filters.several(
                tr("Dissemination level"), _choices(found, "level"), key="level", named=_level_name
            )
            periods = filters.several(tr("Due in reporting period"), _choices(found, "period"), key="due_period")
    asked = {
        "search": search,
        "statuses": statuses,
        "work_packages": work_packages,
        "leads": leads,
        "types": types,
        "levels": levels,
        "periods": periods,
    }
    said = {
        tr("Search"): search,
        tr("Status"): ", ".join(status_name(status) for status in statuses),
        tr("Work package"): ", ".join(work_packages),
        tr("Lead partner"): ", ".join(leads),
        tr("Type"): ", ".join(_type_name(code) for code in types),
        tr("Dissemination level"): ", ".join(_level_name(code) for code in levels),
        tr("Due in reporting period"): ", ".join(periods),
    }
    return Filters(asked, {label: value for label, value in said.items() if value})


def status_name(status: str) -> str:
    """Return the name of a deliverable's status."""
    return named(STATUS, status)


def _type_name(code: str) -> str:
    return named(DELIVERABLE_TYPE, code)


def _level_name(code: str) -> str:
    return named(DISSEMINATION_LEVEL, code)


def _choices(found: pl.DataFrame, field: str) -> list[str]:
    values = found.filter(pl.col("field") == field)["value"].to_list()
    return [code for code in STATUS if code in values] if field == "status" else values


def headlines(row: pl.DataFrame) -> list[Headline]:
    """Return the figures at the top of the page from the one row of deliverable_headlines."""
    fate = row.row(0, named=True)
    planned = tr("of {n} in the plan", n=number(fate["in_count"]))
    silent = tr("{n} not in public sources", n=number(fate["not_known"])) if fate["not_known"] else None
    return [
        Headline(
            tr("Due so far"),
            number(fate["due_so_far"] if fate["with_due"] else None),
            planned if fate["with_due"] else tr("no due date known"),
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
    return choose_row(
        shown,
        [
            Column("code", tr("No.")),
            Column("status_shown", tr("Status")),
            Column("title", tr("Title"), width="large"),
            Column("due", tr("Due"), help=tr("Current due date, after reschedulings.")),
            Column("days_late", tr("Days late"), "number", width="small"),
            Column("expected", tr("Expected"), help=tr("Forecast from earlier deliveries, where at least 8 compare.")),
            Column("lead", tr("Lead partner")),
            Column("work_package", tr("WP"), width="small"),
            Column("baseline", tr("Baseline due"), help=tr("Due date of the signed plan.")),
            Column("slip_days", tr("Slip, days"), "number", width="small"),
            Column("submitted", tr("First submitted")),
            Column("progress", tr("Draft"), "progress", help=tr("Progress of the draft as last recorded.")),
            Column("type_shown", tr("Type")),
            Column("level_shown", tr("Dissemination")),
        ],
        subject="deliverable",
        alt=tr("Deliverables with status, dates and lead partner."),
    )


@dataclass(frozen=True)
class Dossier:
    """What is on record of one deliverable, as the queries of the same names answer."""

    history: pl.DataFrame
    justifications: pl.DataFrame
    links: pl.DataFrame
    risks: pl.DataFrame


def detail(row: dict[str, Any], dossier: Dossier, expected: Headline | None, as_of: date) -> None:
    """Draw what is known of one deliverable on the day: its three clocks, objective, links, risks and history.

    `expected` says when it is expected, None where there is nothing to forecast.
    """
    page.section(
        plain(f"{row['code']} · {row['title']}"),
        tr("The three clocks and what happened up to the day."),
    )
    page.headlines(
        [
            Headline(tr("Baseline due"), day(row["baseline_due_on"], row["baseline_due_precision"])),
            Headline(tr("Current due"), day(row["current_due_on"], row["current_due_precision"])),
            Headline(tr("First submitted"), day(row["first_submitted_on"], row["submitted_precision"])),
            Headline(tr("Accepted on"), day(row["approved_on"])),
            *([expected] if expected else []),
        ]
    )
    known = [
        tr("Status: {status}", status=with_mark(STATUS, row["status"])),
        tr("Linked objective: {objective}", objective=plain(row["objective"])) if row["objective"] else None,
        tr("Last reason: {reason}", reason=plain(row["last_reason"])) if row["last_reason"] else None,
        *(
            tr("Delay justified on {day}: {reason}", day=day(told["recorded_on"]), reason=plain(told["justification"]))
            for told in dossier.justifications.iter_rows(named=True)
        ),
    ]
    points(*filter(None, known))
    _links(dossier.links)
    _risks(dossier.risks)
    show_table(
        dossier.history.filter(pl.col("effective_on") <= as_of).with_columns(
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


def _links(links: pl.DataFrame) -> None:
    if not links.is_empty():
        st.markdown(tr("**Files and links**"))
        points(*(link(title, url) for title, url in links.select("title", "url").iter_rows()))


def _risks(risks: pl.DataFrame) -> None:
    if risks.is_empty():
        return
    st.markdown(tr("**Critical risks of its work package**"))
    show_table(
        risks.with_columns(level_shown=names("level", RISK_LEVEL), status_shown=names("status", RISK_STATUS)),
        [
            Column("code", tr("No.")),
            Column("level_shown", tr("Level")),
            Column("description", tr("Risk"), width="large"),
            Column("status_shown", tr("Status")),
            Column("state_of_play", tr("State of play"), width="large"),
            Column("state_recorded_on", tr("Recorded on"), "date"),
        ],
        key="deliverable_risks",
        alt=tr("Critical risks of the deliverable's work package with their latest state of play."),
    )


def timeline_part(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows the timeline shows, in its order; where they are many, the reader pages through them."""
    dated = rows.filter(
        pl.col("is_in_count")
        & pl.any_horizontal(pl.col("baseline_due_on", "current_due_on", "first_submitted_on").is_not_null())
    ).sort("work_package", "current_due_on", "code", nulls_last=True)
    pages = -(-dated.height // TIMELINE_LINES)
    if pages <= 1:
        return dated
    shown = st.pagination(pages, key=f"timeline_page_of_{pages}")
    part = dated.slice((shown - 1) * TIMELINE_LINES, TIMELINE_LINES)
    st.caption(
        tr(
            "Lines {first} to {last} of {total}, in the order of work packages and due dates.",
            first=number((shown - 1) * TIMELINE_LINES + 1),
            last=number((shown - 1) * TIMELINE_LINES + part.height),
            total=number(dated.height),
        )
    )
    return part


def _status_shown() -> pl.Expr:
    overdue = pl.lit(with_mark(STATUS, "overdue") + " · ")
    return (
        pl.when(pl.col("is_overdue") & (pl.col("status") != "overdue"))
        .then(overdue + names("status", STATUS))
        .otherwise(names_with_marks("status", STATUS))
    )
