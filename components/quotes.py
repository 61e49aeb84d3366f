"""What people said of the work: quotes beside the figures, and the form that adds or takes back one."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import streamlit as st

from components import page, saving, sign_in
from components.frame import Chosen
from components.labels import SAID_BY, named
from components.markdown import plain
from components.words import day, shown_locale, tr
from data.changes.activities import AUDIENCES
from data.changes.results import LANGUAGES, NewQuote

LONGEST_IN_LIST = 60


def language_name(code: str) -> str:
    """Return what a language is called in the reader's own."""
    return str(shown_locale().languages.get(code, code))


def quoted(row: Mapping[str, Any]) -> None:
    """Draw one quote with who said it, as a role, and when; `row` as of quote_list."""
    lines = plain(row["quote"]).splitlines()
    st.markdown("\n".join(f"> {line}" for line in lines))
    said = [named(SAID_BY, row["said_by"]), day(row["said_on"])]
    if row["language"] != shown_locale().language:
        said.append(language_name(row["language"]))
    st.caption(" · ".join([*said, tr("Source: {source}", source=plain(row["source"] or "–"))]))


def about_said(row: Mapping[str, Any]) -> str | None:
    """Return what a quote is about, None where that is not said."""
    indicator = f"{row['indicator_code']} {row['indicator']}" if row["indicator_id"] else None
    about = " · ".join(plain(one) for one in (row["objective"], indicator, row["pilot"]) if one)
    return tr("About: {what}", what=about) if about else None


def of_indicator(rows: pl.DataFrame, indicator_id: str) -> None:
    """Draw the quotes about one indicator; `rows` as quote_list."""
    for row in rows.filter(indicator_id=indicator_id).iter_rows(named=True):
        with st.container(border=True):
            quoted(row)


@sign_in.for_writers()
def form(
    chosen: Chosen,
    quotes: pl.DataFrame,
    choices: page.Numbers,
    *,
    add: Callable[..., object],
    take_back: Callable[..., object],
) -> None:
    """Draw the forms that add a quote by `add` and take one of `quotes` back by `take_back`."""
    opened = saving.opened("new_quote", chosen.consortium_id, choices.version)
    with st.expander(tr("Add a quote or take one back"), icon=":material/add:"):
        _adding(opened, chosen, choices.rows, add)
        if not quotes.is_empty():
            _taking_back(opened, quotes, take_back)


def _adding(opened: saving.Opened, chosen: Chosen, choices: pl.DataFrame, add: Callable[..., object]) -> None:
    with st.form(opened.key("form"), border=False):
        st.caption(tr("Quote, who said it, language and day are needed. Who said it is a role; names are not stored."))
        words = st.text_area(tr("Quote"), key=opened.key("quote"))
        left, right = st.columns(2)
        with left:
            said_by = st.selectbox(
                tr("Said by"),
                AUDIENCES,
                index=None,
                format_func=lambda code: named(SAID_BY, code),
                key=opened.key("said_by"),
                placeholder=tr("Choose one"),
            )
            language = st.selectbox(
                tr("Language"),
                sorted(LANGUAGES, key=language_name),
                index=None,
                format_func=language_name,
                key=opened.key("language"),
                placeholder=tr("Choose one"),
            )
            on = saving.day_field(tr("Day"), min(chosen.as_of, saving.today()), opened.key("day"))
        with right:
            pilot_id = saving.choice(tr("Pilot project"), choices, "pilot_id", opened.key("pilot"))
            indicator_id = saving.choice(tr("Indicator"), choices, "indicator_id", opened.key("indicator"))
            objective = saving.choice(tr("Objective"), choices, "objective", opened.key("objective"))
        wants_to_save = st.form_submit_button(tr("Add"), type="primary")

    def save(_: int) -> None:
        said = NewQuote(
            chosen.consortium_id, words, said_by, saving.given_day(on), language, pilot_id, indicator_id, objective
        )
        add(said, who=saving.LOCAL_USER, today=saving.today())

    saving.submit(opened, wants_to_save, save, tr("Added: the quote"))


def _taking_back(opened: saving.Opened, quotes: pl.DataFrame, take_back: Callable[..., object]) -> None:
    said = {row["quote_id"]: f"{day(row['said_on'])} · {row['quote']}" for row in quotes.iter_rows(named=True)}
    with st.form(opened.key("take_back_form"), border=False):
        quote_id = st.selectbox(
            tr("Quote to take back"),
            list(said),
            index=None,
            format_func=lambda one: said[one][:LONGEST_IN_LIST],
            key=opened.key("taken_back"),
            placeholder=tr("Choose one"),
        )
        wants_to_save = st.form_submit_button(tr("Take back"), icon=":material/undo:")
    saving.submit(
        opened, wants_to_save, lambda _: take_back(quote_id, who=saving.LOCAL_USER), tr("Taken back: the quote")
    )
