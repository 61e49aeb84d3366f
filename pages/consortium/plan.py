"""Change the plan: many deliverables at once, a new one, and links to them."""

import streamlit as st

from components import filters, frame, page, plan_forms, plan_grid, saving
from components.words import tr
from data.changes.deliverables import add_deliverable, add_link, change_many, withdraw_link
from queries import deliverables, plan

chosen = frame.chosen()
page.heading(
    tr("Change the plan"),
    chosen,
    lead=tr(
        "Correct and record many deliverables at once, add one, or link to its files. Every change keeps its history."
    ),
)
saving.say_what_was_saved()

part = filters.one(tr("What to do"), list(plan_grid.PARTS), key="change", named=plan_grid.part_name)
found = plan.plan_list(consortium=chosen.consortium_id, as_of=chosen.as_of)
choices = plan.plan_choices(consortium=chosen.consortium_id).rows

if part == "add":
    page.section(tr("Add a deliverable"))
    months = plan.month_list(consortium=chosen.consortium_id)
    plan_forms.new_deliverable(choices, months, chosen, add=add_deliverable)
    st.stop()

if found.rows.is_empty():
    page.nothing_recorded(
        tr("No deliverable of this consortium is on record on this day."),
        tr("Add the first one above, import a list, or choose another day or consortium."),
    )
    st.stop()

if part == "links":
    page.section(
        tr("Links of a deliverable"), tr("Files and pages that belong to it, beside the address it is published at.")
    )
    picked = plan_forms.choose_deliverable(found.rows)
    listed = deliverables.deliverable_links(deliverable=picked["deliverable_id"], as_of=chosen.as_of)
    plan_forms.links(picked, listed, chosen, add=add_link, withdraw=withdraw_link)
    st.stop()

page.section(tr("Edit many deliverables"))
plan_grid.grid(found, choices, chosen, change=change_many)
