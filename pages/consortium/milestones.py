"""Milestones and critical risks: what was achieved, what may still go wrong, and what to say of it in the report."""

from typing import Any

import streamlit as st

from components import filters, frame, milestones, page, risks, saving
from components.charts.risk_matrix import risk_matrix
from components.labels import MILESTONE_STATUS, RISK_LEVEL
from components.words import plural, tr
from data.changes.milestones import add_milestone, record_milestone_event, undo_last_milestone_event
from data.changes.risks import add_risk, change_risk, record_state_of_play
from queries import milestones as asked
from queries import plan
from queries import risks as asked_risks

chosen = frame.chosen()
scope: dict[str, Any] = {"consortium": chosen.consortium_id, "as_of": chosen.as_of}
page.heading(
    tr("Milestones and risks"),
    chosen,
    lead=tr("Which milestones were achieved, what may still go wrong, and what the next report has to say of it."),
)
saving.say_what_was_saved()

with st.container(horizontal=True, gap="small"):
    search = filters.search(tr("Search"), key="find", placeholder=tr("Number, title or partner"))
    statuses = filters.several(
        tr("Status of milestones"), list(MILESTONE_STATUS), key="milestone_status", named=milestones.status_name
    )
    levels = filters.several(tr("Level of risks"), list(RISK_LEVEL), key="risk_level", named=risks.level_name)

page.headlines(
    [
        *milestones.headlines(asked.milestone_headlines(**scope).rows),
        *risks.headlines(asked_risks.risk_headlines(**scope).rows),
    ]
)
choices = plan.plan_choices(consortium=chosen.consortium_id)

listed = asked.milestone_list(**scope, search=search, statuses=statuses)
page.section(
    plural("{n} milestone", "{n} milestones", listed.rows.height),
    tr("Overdue first, then what is still open. Choose a row to see its history and to record what happened."),
)
opened = milestones.table(listed.rows, is_filtered=bool(search or statuses))
if opened:
    history = asked.milestone_history(milestone=opened["milestone_id"])
    milestones.detail(opened, history.rows, chosen.as_of)
    milestones.form(opened, history, chosen.as_of, record=record_milestone_event, undo=undo_last_milestone_event)
milestones.adding(chosen, choices, add_milestone)

known = asked_risks.risk_list(**scope, search=search, levels=levels)
page.section(
    plural("{n} critical risk", "{n} critical risks", known.rows.height),
    tr(
        "Level high: likelihood or severity is high and the other at least medium. Medium: both are medium, or one is "
        "high and the other low. A dot before a number: it has materialised."
    ),
)
if not known.rows.is_empty():
    page.show_chart(
        risk_matrix(known.rows, asked_risks.level_list().rows, dark=chosen.dark),
        key="risk_matrix",
        alt=risks.matrix_said(known.rows),
        numbers=known,
    )
chosen_risk = risks.table(known.rows, is_filtered=bool(search or levels))
if chosen_risk:
    recorded = asked_risks.risk_history(risk=chosen_risk["risk_id"], as_of=chosen.as_of)
    periods = asked_risks.period_list(**scope)
    risks.detail(chosen_risk, recorded.rows)
    risks.form(
        chosen_risk, recorded, periods.rows, choices.rows, chosen.as_of, record=record_state_of_play, change=change_risk
    )
risks.adding(chosen, choices, add_risk)
