"""Pilot projects: what is tried out, where, with whom, and what came of it."""

import streamlit as st

from components import filters, frame, page
from components.charts.pilot_grid import pilot_grid
from components.labels import capitalised
from components.pilots import (
    case_study_table,
    choices,
    headlines,
    nothing_known,
    status_name,
    table,
)
from components.words import country, plural, tr
from queries import pilots

chosen = frame.chosen()
page.heading(tr("Pilot projects"), chosen, lead=tr("What is tried out with communities, where, and how far it is."))

asked = pilots.pilot_choices(consortium=chosen.consortium_id, as_of=chosen.as_of).rows
if asked.is_empty():
    nothing_known(chosen.record_basis)
    st.stop()

with st.container(horizontal=True, gap="small"):
    search = filters.search(tr("Search"), key="pilot_search", placeholder=tr("Title, partner, place or CSO"))
    themes = filters.several(tr("Theme"), choices(asked, "theme"), key="pilot_theme", named=capitalised)
    countries = filters.several(tr("Country"), choices(asked, "country"), key="pilot_country", named=country)
    statuses = filters.several(tr("Status"), choices(asked, "status"), key="pilot_status", named=status_name)

listed = pilots.pilot_list(
    consortium=chosen.consortium_id,
    as_of=chosen.as_of,
    search=search,
    themes=themes,
    countries=countries,
    statuses=statuses,
)
facts = pilots.pilot_headlines(consortium=chosen.consortium_id, as_of=chosen.as_of)
page.headlines(headlines(facts.rows), [facts])
if search or themes or countries or statuses:
    st.caption(tr("These figures count the whole consortium; the filters act on what follows."))
if listed.rows.is_empty():
    page.nothing_matches(tr("No pilot project fits these filters."))
    st.stop()

page.section(
    tr("By theme and country"),
    tr("One mark is one pilot project; shape and colour tell its status. Numbers count the pilot projects."),
)
page.show_chart(
    pilot_grid(listed.rows),
    key="pilot_grid",
    alt=plural(
        "{n} pilot project in {themes} themes and {countries} countries.",
        "{n} pilot projects in {themes} themes and {countries} countries.",
        listed.rows.height,
        themes=listed.rows["theme"].n_unique(),
        countries=listed.rows["country"].drop_nulls().n_unique(),
    ),
    numbers=listed,
)

page.section(
    plural("{n} pilot project", "{n} pilot projects", listed.rows.height),
    tr("Running first, then planned, finished and stopped."),
)
table(listed.rows)
case_study_table(listed.rows)
