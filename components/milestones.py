"""What the page on milestones and risks says of milestones: headlines, table, detail, and forms that change them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from components import page, saving, sign_in
from components.frame import Chosen
from components.labels import EVENT, MILESTONE_STATUS, named, names, names_with_marks, with_mark
from components.markdown import plain, points
from components.page import Headline
from components.tables import Column, choose_row, show_table
from components.words import day, number, tr
from data.changes.events import LAST_MONTH, MILESTONE_ENDS, MilestoneEvent, NewMilestone, possible_milestone_events


def status_name(status: str) -> str:
    """Return the name of a milestone's status."""
    return named(MILESTONE_STATUS, status)


def headlines(row: pl.DataFrame) -> list[Headline]:
    """Return the figures on milestones from the one row of milestone_headlines."""
    fate = row.row(0, named=True)
    if not fate["in_count"]:
        return [Headline(tr("Milestones"), "–", tr("none on record"))]
    early, explained = fate["achieved_early"], fate["explained_overdue"]
    of_all = tr("of {n} milestones", n=number(fate["in_count"]))
    return [
        Headline(
            tr("Achieved"),
            number(fate["achieved_of_due"]),
            tr("of {n} milestones due, {early} more early", n=number(fate["due_so_far"]), early=number(early))
            if early
            else tr("of {n} milestones due", n=number(fate["due_so_far"])),
            tr("Of those with a current due date on or before the day. Removed milestones are left out."),
        ),
        Headline(
            tr("Overdue"),
            number(fate["overdue"]),
            tr("{n} of them explained", n=number(explained)) if fate["overdue"] else of_all,
            tr("Not achieved and past the current due date."),
        ),
        Headline(tr("Due soon"), number(fate["due_soon"]), of_all, tr("Due within 30 days and not achieved.")),
    ]


def table(rows: pl.DataFrame, *, is_filtered: bool) -> dict[str, Any] | None:
    """Draw the table of milestones, or say why it is empty, and return the row of the one the reader opened."""
    if rows.is_empty():
        if is_filtered:
            page.nothing_matches(tr("No milestone fits these filters."))
        else:
            page.nothing_recorded(
                tr("No milestone of this consortium is on record on this day."),
                tr("Public sources name none; a grant agreement lists them. Add them below."),
            )
        return None
    return choose_row(
        rows.with_columns(status_shown=names_with_marks("status", MILESTONE_STATUS)),
        [
            Column("code", tr("No.")),
            Column("status_shown", tr("Status")),
            Column("title", tr("Title"), width="large"),
            Column("current_due_on", tr("Due"), "date", help=tr("Current due date, after reschedulings.")),
            Column("achieved_on", tr("Achieved on"), "date"),
            Column("lead", tr("Lead partner")),
            Column("work_package", tr("WP"), width="small"),
            Column("baseline_due_on", tr("Baseline due"), "date", help=tr("Due date of the signed plan.")),
            Column("explanation", tr("Explanation")),
            Column("means_of_verification", tr("Means of verification"), width="large"),
        ],
        subject="milestone",
        alt=tr("Milestones with status, dates and lead partner."),
    )


def detail(row: Mapping[str, Any], history: pl.DataFrame, as_of: date) -> None:
    """Draw what is known of one milestone on the day and what happened to it."""
    page.section(plain(f"{row['code']} · {row['title']}"), tr("What happened to it up to the day."))
    known = [
        tr("Status: {status}", status=with_mark(MILESTONE_STATUS, row["status"])),
        tr("Baseline due: {day}", day=day(row["baseline_due_on"])),
        tr("Current due: {day}", day=day(row["current_due_on"])),
        tr("Means of verification: {text}", text=plain(row["means_of_verification"]))
        if row["means_of_verification"]
        else tr("No means of verification is on record."),
        tr("Explanation: {text}", text=plain(row["explanation"])) if row["explanation"] else None,
    ]
    points(*filter(None, known))
    show_table(
        history.filter(pl.col("effective_on") <= as_of).with_columns(
            event_shown=pl.when("is_taken_back")
            .then(pl.lit(tr("Taken back") + " · ") + names("event", EVENT))
            .otherwise(names("event", EVENT))
        ),
        [
            Column("effective_on", tr("Day"), "date"),
            Column("event_shown", tr("Event")),
            Column("due_on", tr("Due"), "date"),
            Column("recorded_by", tr("Recorded by")),
            Column("recorded_at", tr("Recorded on"), "date"),
            Column("reason", tr("Reason"), width="large"),
            Column("taken_back_by", tr("Taken back by")),
        ],
        key=f"milestone_history_{row['milestone_id']}",
        alt=tr("What happened to the milestone, the latest first, with who recorded it when."),
    )


@sign_in.for_writers()
def form(
    row: Mapping[str, Any],
    history: page.Numbers,
    as_of: date,
    *,
    record: Callable[..., object],
    undo: Callable[..., object],
) -> None:
    """Draw the form for the milestone `row` and save by `record` and `undo` what the user asks for."""
    opened = saving.opened("milestone_event", row["milestone_id"], history.version)
    standing = history.rows.filter(~pl.col("is_taken_back") & (pl.col("event") != "planned"))["event"]
    with st.container(border=True):
        st.subheader(tr("Record an event"), anchor=False)
        if len(standing):
            saving.offer_to_take_back(
                opened, lambda version: undo(opened.about, who=saving.LOCAL_USER, seen_version=version)
            )
        event_key = opened.key("event")
        held = st.session_state.get(event_key)
        possible = possible_milestone_events(next((event for event in standing if event in MILESTONE_ENDS), None))
        # Somebody else's change may rule out what is chosen; it stays until the user chooses otherwise.
        options = [*possible, *([held] if held and held not in possible else [])]
        if not options:
            st.caption(tr("Nothing follows once a milestone is achieved or removed."))
            return
        event = st.selectbox(
            tr("Event"), options, format_func=lambda code: named(EVENT, code), key=event_key, required=True
        )
        with st.form(opened.key("form"), border=False):
            on = saving.day_field(tr("Day"), min(as_of, saving.today()), opened.key("day"))
            due_on = None
            if event == "rescheduled":
                due_on = saving.day_field(tr("New due date"), row["current_due_on"], opened.key("due"))
            reason = st.text_area(
                tr("Reason"), key=opened.key("reason"), help=tr("Needed for every event but “Achieved”.")
            )
            wants_to_save = st.form_submit_button(tr("Save"), type="primary")

        def save(seen_version: int) -> None:
            said = MilestoneEvent(opened.about, event, saving.given_day(on), due_on, reason)
            record(said, who=saving.LOCAL_USER, today=saving.today(), seen_version=seen_version)

        saving.submit(opened, wants_to_save, save, tr("Saved: {event}", event=named(EVENT, event)))


@sign_in.for_writers(plan=True)
def adding(chosen: Chosen, choices: page.Numbers, add: Callable[..., object]) -> None:
    """Draw the form that adds a milestone by `add`; `choices` are the values its fields can take."""
    opened = saving.opened("new_milestone", chosen.consortium_id, choices.version)
    with st.expander(tr("Add a milestone"), icon=":material/add:"):
        with st.form(opened.key("form"), border=False):
            st.caption(tr("A number, a title and a due date or a month are needed."))
            code = st.text_input(tr("Number"), key=opened.key("code"), placeholder="MS7")
            title = st.text_input(tr("Title"), key=opened.key("title"))
            left, right = st.columns(2)
            with left:
                due_on = saving.day_field(tr("Due date"), None, opened.key("due"))
                work_package = saving.choice(
                    tr("Work package"), choices.rows, "work_package", opened.key("work_package")
                )
            with right:
                month = st.number_input(
                    tr("Month"),
                    1,
                    LAST_MONTH,
                    None,
                    key=opened.key("month"),
                    help=tr("Month number of the project, such as 18 for M18. A due date wins over it."),
                )
                lead_id = saving.choice(tr("Lead partner"), choices.rows, "lead_id", opened.key("lead"))
            means = st.text_area(tr("Means of verification"), key=opened.key("means"))
            on = saving.day_field(
                tr("Day"),
                min(chosen.as_of, saving.today()),
                opened.key("day"),
                explained=tr("The day it joined the plan. Pages as of earlier days do not show it."),
            )
            wants_to_save = st.form_submit_button(tr("Add"), type="primary")

        def save(_: int) -> None:
            said = NewMilestone(
                chosen.consortium_id, code, title, saving.given_day(on), due_on, month, work_package, lead_id, means
            )
            add(said, who=saving.LOCAL_USER, today=saving.today())

        saving.submit(opened, wants_to_save, save, tr("Added: {code}", code=code))
