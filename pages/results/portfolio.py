"""Portfolio: all consortia as of the day, side by side and summed up."""

from typing import Any

import streamlit as st

from components import filters, frame, page, portfolio
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

fitting: dict[str, Any] = {
    "as_of": as_of,
    "with_fictional": with_fictional,
    "search": search,
    "action_types": action_types,
    "countries": countries,
    "stages": stages,
}
facts = asked_of_all.portfolio_headlines(**fitting)
found = facts.rows["consortia"].item()
if not found:
    page.nothing_matches(tr("No consortium fits these filters."))
    st.stop()
page.headlines(portfolio.headlines(facts.rows), [facts])
st.page_link("pages/results/compare.py", label=tr("Compare up to four of them"), icon=":material/compare_arrows:")

before = portfolio.before_this_page(found)
opened = asked_of_all.portfolio_page(**fitting, passed_over=before, most=portfolio.PAGE_LENGTH).rows
portfolio.said_of_page(opened, found)
on_page = opened["consortium_id"].to_list()
shown = asked_of_all.portfolio_list(as_of=as_of, consortia=on_page).rows
portfolio.wall(shown, asked_of_all.portfolio_marks(as_of=as_of, consortia=on_page), as_of)
page.section(
    plural("{n} consortium", "{n} consortia", found),
    tr("By acronym. A number leads to its rows. A dash is not known, not zero."),
)
portfolio.table(shown, as_of)
portfolio.signals(asked_of_all.portfolio_signals(as_of=as_of, consortia=on_page), as_of)

page.section(tr("Summed up"))
part = filters.one(tr("Sum up"), portfolio.ROLL_UPS, key="portfolio_part", named=portfolio.roll_up_name)
portfolio.roll_up(asked_of_all.portfolio_roll_up(**fitting, part=part), part)
