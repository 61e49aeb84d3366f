"""Overview: what this consortium is, what is due, what changed lately."""

import streamlit as st

from components import frame, overview, page
from components.markdown import plain
from components.words import tr
from queries.overview import consortium_profile, due_list, objective_list, recent_events
from queries.partners import partner_list

chosen = frame.chosen()
page.heading(tr("Overview"), chosen, lead=tr("What this consortium is, what is due next, and what changed lately."))

told = consortium_profile(consortium=chosen.consortium_id, as_of=chosen.as_of)
profile = told.rows.row(0, named=True)
due = due_list(consortium=chosen.consortium_id, as_of=chosen.as_of, days=90)
events = recent_events(consortium=chosen.consortium_id, as_of=chosen.as_of, days=60)
objectives = objective_list(consortium=chosen.consortium_id).rows

page.headlines(overview.headlines(profile, due.rows, chosen.record_basis), [told, due])

about, coming = st.columns([1, 2], gap="large")
with about:
    page.section(plain(profile["title"] or chosen.acronym))
    overview.profile_card(profile)
    overview.objectives(objectives)
with coming:
    if due.rows.is_empty():
        overview.nothing_due(chosen.record_basis)
    else:
        page.section(
            tr("Due in the next 90 days"),
            tr("Overdue first. Deliverables, milestones and reports that are still open on the day."),
        )
        overview.due_list(due.rows)
        page.numbers_behind(due, key="due")
    if not events.rows.is_empty():
        page.section(tr("What changed in the last 60 days"))
        overview.event_list(events.rows)
        page.numbers_behind(events, key="events")
    if chosen.record_basis == "public sources":
        overview.who_takes_part(partner_list(consortium=chosen.consortium_id, as_of=chosen.as_of).rows)
    overview.ways_on(chosen.record_basis)
