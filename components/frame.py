"""The frame around every page: which consortium, as of which day, and what a link got wrong."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
import streamlit as st

from components import theme, words
from components.markdown import plain
from components.words import day, number, plural, tr

EARLIEST_DAY = date(2000, 1, 1)
LATEST_DAY = date(2060, 12, 31)
FIND = "find_consortium"


@dataclass(frozen=True)
class Chosen:
    """What the reader looks at: one consortium on one day."""

    consortium_id: str
    acronym: str
    as_of: date
    fictional: bool
    record_basis: str
    dark: bool
    consortia: int = 1  # how many there are to choose from


def speak_the_readers_language(setting: str | None) -> None:
    """Let words follow `setting`, or the reader's browser where there is no setting."""
    words.ask_language_of(lambda: setting or st.context.locale)


def keep_buttons_readable() -> None:
    """Write dark on the main buttons in the dark: Streamlit writes white on every colour, and theirs is light there."""
    if st.context.theme.type == "dark":
        st.html(f"<style>{theme.DARK_ON_LIGHT_BUTTONS}</style>")


def tell_of_reach(since: datetime | None) -> None:
    """Say that the shared store has been out of reach since then (UTC); nothing when it is not."""
    if since is not None:
        st.warning(
            tr(
                "The shared store has been out of reach since {day}, {time} UTC. You see what it held then; nothing "
                "can be saved until it is back. This notice then goes by itself.",
                day=day(since),
                time=f"{since:%H:%M}",
            ),
            icon=":material/cloud_off:",
        )


def looked_for() -> dict[str, Any]:
    """Return what the reader looks for among the consortia: the text `search`, and those `named` by id or acronym."""
    named = [st.session_state.get("consortium"), st.query_params.get("consortium")]
    return {"search": st.session_state.get(FIND, "").strip(), "named": [name for name in named if name]}


def choose(consortia: pl.DataFrame, today: date) -> Chosen:
    """Draw the pickers of the sidebar and return what is chosen.

    `consortia` has one row per consortium: consortium_id, acronym, fictional, record_basis, found and consortia (how
    many have the searched text, and how many there are; more than rows can be searched for); the first is the default.
    A link that names an unknown consortium or a day that is none is answered with a sentence, not an error.
    """
    acronym_of = dict(zip(consortia["consortium_id"], consortia["acronym"], strict=True))
    _mend_link(acronym_of, today)
    found, known = consortia.select(pl.max("found", "consortia")).row(0)
    with st.sidebar:
        if known > consortia.height:
            st.text_input(tr("Find a consortium"), key=FIND, placeholder=tr("Acronym or title"), type="search")
            st.caption(
                tr("{n} consortia; the list shows the first {shown}.", n=number(found), shown=number(consortia.height))
                if found > consortia.height
                else plural("{n} consortium found.", "{n} consortia found.", found)
            )
        consortium_id = st.selectbox(
            tr("Consortium"),
            list(acronym_of),
            format_func=acronym_of.__getitem__,
            key="consortium",
            bind="query-params",
            required=True,
        )
        as_of = st.date_input(
            tr("As of"),
            value=today,
            min_value=EARLIEST_DAY,
            max_value=LATEST_DAY,
            format="YYYY-MM-DD",
            key="as_of",
            bind="query-params",
            help=tr("Every page shows what held on this day. Choose a past day to see the picture of then."),
        )
        if as_of != today:
            future = tr("A day to come: as if nothing more happened until then.")
            st.caption(future if as_of > today else tr("Looking back: today is {day}.", day=day(today)))
    row = consortia.row(by_predicate=pl.col("consortium_id") == consortium_id, named=True)
    chosen = Chosen(
        consortium_id=consortium_id,
        acronym=row["acronym"],
        as_of=as_of,
        fictional=row["fictional"],
        record_basis=row["record_basis"],
        dark=st.context.theme.type == "dark",
        consortia=known,
    )
    st.session_state["chosen"] = chosen
    return chosen


def chosen() -> Chosen:
    """Return what the reader looks at, as the frame last drew it."""
    seen: Chosen = st.session_state["chosen"]
    return seen


def _mend_link(acronym_of: dict[str, str], today: date) -> None:
    """Say what a link got wrong. Streamlit drops the value itself and shows the default."""
    asked = st.query_params.get("consortium")
    if asked and asked not in acronym_of.values():
        st.warning(
            tr(
                "The link asks for the consortium “{asked}”, which is not in this store. "
                "Choose one in the sidebar; meanwhile you see {shown}.",
                asked=plain(asked),
                shown=plain(next(iter(acronym_of.values()))),
            ),
            icon=":material/link_off:",
        )
    asked = st.query_params.get("as_of")
    if asked and not _is_day(asked):
        st.warning(
            tr(
                "The link asks for the day “{asked}”, which is not a date like 2026-03-31 between {first} and {last}. "
                "Choose a day in the sidebar; meanwhile you see {shown}.",
                asked=plain(asked),
                first=EARLIEST_DAY.year,
                last=LATEST_DAY.year,
                shown=day(today),
            ),
            icon=":material/link_off:",
        )


def _is_day(text: str) -> bool:
    try:
        return EARLIEST_DAY <= date.fromisoformat(text) <= LATEST_DAY
    except ValueError:
        return False
