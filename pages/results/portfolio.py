"""Portfolio: all consortia as of the day, side by side and summed up."""

import streamlit as st

from components import filters, frame, page, portfolio
from components.charts.portfolio_timeline import portfolio_timeline
from components.words import country, plural, tr
from queries import portfolio as asked_of_all

chosen = frame.chosen()
as_of = chosen.as_of
page.heading(
    tr("Portfolio"),
    None,
    lead=tr("All consortia side by side: what they are, where they stand and what their records say."),
    as_of=as_of,
)

with_fictional = portfolio.demonstration_wanted(chosen)
asked = asked_of_all.portfolio_choices(as_of=as_of, with_fictional=with_fictional).rows
if asked.is_empty():
    page.nothing_recorded(
        tr("No consortium is on record, the demonstration left out."),
        tr("Bring the shipped facts back with python -m data init, or include the demonstration above."),
    )
    st.stop()

with st.container(horizontal=True, gap="small"):
    search = filters.search(tr("Search"), key="portfolio_search", placeholder=tr("Acronym, title or partner"))
    action_types = filters.several(
        tr("Action type"),
        portfolio.choices(asked, "action_type"),
        key="portfolio_action",
        named=portfolio.action_type_name(asked),
    )
    countries = filters.several(
        tr("Country of a partner"), portfolio.choices(asked, "country"), key="portfolio_country", named=country
    )
    stages = filters.several(
        tr("Stage"), portfolio.choices(asked, "stage"), key="portfolio_stage", named=portfolio.stage_name
    )

listed = asked_of_all.portfolio_list(
    as_of=as_of,
    with_fictional=with_fictional,
    search=search,
    action_types=action_types,
    countries=countries,
    stages=stages,
)
if listed.rows.is_empty():
    page.nothing_matches(tr("No consortium fits these filters."))
    st.stop()
consortia = listed.rows["consortium_id"].to_list()
page.headlines(
    portfolio.headlines(asked_of_all.portfolio_headlines(as_of=as_of, consortia=consortia).rows, listed.rows)
)

page.section(tr("Consortia in time"), portfolio.timeline_note(listed.rows))
page.show_chart(
    portfolio_timeline(listed.rows, as_of=as_of),
    key="portfolio_timeline",
    alt=portfolio.timeline_takeaway(listed.rows, as_of),
    numbers=listed,
)

page.section(
    plural("{n} consortium", "{n} consortia", len(consortia)), tr("By acronym. A dash is not known, not zero.")
)
portfolio.table(listed.rows, as_of)

portfolio.signals(asked_of_all.portfolio_signals(as_of=as_of, consortia=consortia).rows)

by_type = asked_of_all.portfolio_by_action_type(as_of=as_of, consortia=consortia)
by_country = asked_of_all.portfolio_by_country(as_of=as_of, consortia=consortia)
left, right = st.columns(2, gap="large")
with left:
    portfolio.roll_up(tr("By action type"), portfolio.action_type_bars(by_type.rows), by_type, key="by_action_type")
with right:
    portfolio.roll_up(tr("By country"), portfolio.country_bars(by_country.rows), by_country, key="by_country")
