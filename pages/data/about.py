"""About: what the dashboard is, what it stands on, and what its sources do not say."""

import streamlit as st

from components import about, page, programmes
from components.words import tr
from queries import about as asked

page.heading(
    tr("About"), None, lead=tr("What this dashboard is, what it holds, where that comes from, and what is not known.")
)

part, place = about.opened_part()
with place:
    if part == "purpose":
        about.purpose()
    elif part == "store":
        with st.spinner(tr("Checking the store …")):
            held, checks = asked.status(), asked.check_results()
        about.store(held, checks, asked.recent_changes().rows)
    elif part == "sources":
        about.sources(asked.source_rows().rows)
        about.unknown_facts(asked.unknown_facts())
        about.titles(asked.title_list().rows)
    elif part == "programmes":
        programmes.action_types(
            asked.action_type_list().rows,
            asked.activity_list().rows,
            asked.rule_list().rows,
            asked.country_pool_list().rows,
        )
        programmes.channels(asked.channel_list().rows)
    elif part == "licences":
        about.licences(asked.map_licences(), asked.region_schemes())
