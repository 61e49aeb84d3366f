"""Deliverables: what is late, what is due, who owes it."""

from functools import partial

import streamlit as st

from components import forecast, frame, page, recording
from components.charts.deliverable_timeline import deliverable_timeline
from components.deliverables import Dossier, detail, filter_bar, headlines, table, timeline_part
from components.exports import downloads
from components.words import plural, tr
from data.changes.deliverables import record_event, undo_last_event
from queries import deliverables, exports, milestones
from queries import forecast as forecasts

chosen = frame.chosen()
page.heading(tr("Deliverables"), chosen, lead=tr("What is late, what is due next, and who owes it."))

asked = deliverables.deliverable_choices(consortium=chosen.consortium_id, as_of=chosen.as_of).rows
if asked.is_empty():
    page.nothing_recorded(
        tr("No deliverable of this consortium is on record on this day."),
        tr("Public sources name none. Import a deliverable list or choose another day or consortium."),
    )
    st.stop()

wanted = filter_bar(asked)
listed = deliverables.deliverable_list(consortium=chosen.consortium_id, as_of=chosen.as_of, **wanted.asked)
fate = deliverables.deliverable_headlines(consortium=chosen.consortium_id, as_of=chosen.as_of)
page.headlines(headlines(fate.rows), [fate])

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
expected = forecasts.delivery_forecast(consortium=chosen.consortium_id, as_of=chosen.as_of).rows
opened = table(forecast.with_expected(listed.rows, expected))
shown = listed.rows["deliverable_id"].to_list()
downloads(
    chosen, calendar=exports.calendar_file, workbook=partial(exports.workbook_file, only=shown, filters=wanted.said)
)
if opened:
    of_it = {"deliverable": opened["deliverable_id"], "as_of": chosen.as_of}
    history = deliverables.deliverable_history(deliverable=opened["deliverable_id"])
    dossier = Dossier(
        history=history.rows,
        justifications=deliverables.deliverable_justifications(**of_it).rows,
        links=deliverables.deliverable_links(**of_it).rows,
        risks=deliverables.deliverable_risks(**of_it).rows,
    )
    detail(opened, dossier, forecast.headline(expected, opened["deliverable_id"], chosen.as_of), chosen.as_of)
    every = partial(deliverables.deliverable_list, consortium=chosen.consortium_id, as_of=chosen.as_of)
    recording.form(opened, history, every, chosen.as_of, record=record_event, undo=undo_last_event)

points = milestones.milestone_list(consortium=chosen.consortium_id, as_of=chosen.as_of)
drawn = timeline_part(listed.rows)
if drawn.is_empty() and points.rows.is_empty():
    st.stop()
page.section(
    tr("Timeline"),
    tr(
        "Hollow ring: baseline due date. Filled mark: current due date. Green tick: first submission. "
        "Star: milestone, filled once achieved."
    ),
)
page.show_chart(
    deliverable_timeline(drawn, points.rows, as_of=chosen.as_of),
    key="deliverable_timeline",
    alt=tr("Timeline of {n} deliverables by work package, with baseline, current and actual dates.", n=drawn.height),
    numbers=listed,
)
