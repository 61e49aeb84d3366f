"""Deliverables: what is late, what is due, who owes it."""

from functools import partial

import streamlit as st

from components import filters, frame, page, recording
from components.charts.deliverable_timeline import deliverable_timeline
from components.deliverables import choices, detail, filters_said, headlines, milestone_table, status_name, table
from components.exports import downloads
from components.words import plural, tr
from data.changes.deliverables import record_event, undo_last_event
from queries import deliverables, exports

chosen = frame.chosen()
page.heading(tr("Deliverables"), chosen, lead=tr("What is late, what is due next, and who owes it."))

asked = deliverables.deliverable_choices(consortium=chosen.consortium_id, as_of=chosen.as_of).rows
if asked.is_empty():
    page.nothing_recorded(
        tr("No deliverable of this consortium is on record on this day."),
        tr("Public sources name none. Import a deliverable list or choose another day or consortium."),
    )
    st.stop()

with st.container(horizontal=True, gap="small"):
    search = filters.search(tr("Search"), key="search", placeholder=tr("Number, title or partner"))
    statuses = filters.several(tr("Status"), choices(asked, "status"), key="status", named=status_name)
    work_packages = filters.several(tr("Work package"), choices(asked, "work_package"), key="work_package")
    leads = filters.several(tr("Lead partner"), choices(asked, "lead"), key="lead")

listed = deliverables.deliverable_list(
    consortium=chosen.consortium_id,
    as_of=chosen.as_of,
    search=search,
    statuses=statuses,
    work_packages=work_packages,
    leads=leads,
)
page.headlines(headlines(deliverables.deliverable_headlines(consortium=chosen.consortium_id, as_of=chosen.as_of).rows))

page.section(
    plural("{n} deliverable", "{n} deliverables", listed.rows.height),
    tr(
        "Overdue first, then the nearest due date. Days late count from the current due date. "
        "Choose a row to see its history and to record what happened."
    ),
)
if listed.rows.is_empty():
    page.nothing_matches(tr("No deliverable fits these filters."))
    st.stop()
opened = table(listed.rows)
said = filters_said(search, statuses, work_packages, leads)
shown = listed.rows["deliverable_id"].to_list()
downloads(chosen, calendar=exports.calendar_file, workbook=partial(exports.workbook_file, only=shown, filters=said))
if opened:
    history = deliverables.deliverable_history(deliverable=opened["deliverable_id"])
    every = deliverables.deliverable_list(consortium=chosen.consortium_id, as_of=chosen.as_of)
    detail(opened, history.rows, chosen.as_of)
    recording.form(opened, history, every.rows, chosen.as_of, record=record_event, undo=undo_last_event)

page.section(
    tr("Timeline"),
    tr("Hollow ring: baseline due date. Filled mark: current due date. Green tick: first submission."),
)
page.show_chart(
    deliverable_timeline(listed.rows, as_of=chosen.as_of),
    key="deliverable_timeline",
    alt=tr(
        "Timeline of {n} deliverables by work package, with baseline, current and actual dates.", n=listed.rows.height
    ),
    numbers=listed,
)

milestones = deliverables.milestone_list(consortium=chosen.consortium_id, as_of=chosen.as_of)
page.section(tr("Milestones"))
milestone_table(milestones.rows)
