"""What a reader learns about the programmes: action types, their rules and countries, dissemination channels."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from components import page
from components.eligibility import confidence_name, country_pool_name, demands
from components.markdown import link, plain, points
from components.words import country, plural, tr


def action_types(types: pl.DataFrame, activities: pl.DataFrame, rules: pl.DataFrame, pools: pl.DataFrame) -> None:
    """Show for each action type what it supports and what it asks of a consortium."""
    page.section(
        tr("Action types"),
        tr("What each supports, and the least it asks of a consortium. Amber: to confirm in a primary source."),
    )
    for programme, of_programme in types.group_by("programme", maintain_order=True):
        st.markdown(f"**{plain(str(programme[0]))}**")
        for action_type in of_programme.iter_rows(named=True):
            here = pl.col("action_type_id") == action_type["action_type_id"]
            _action_type(action_type, activities.filter(here)["activity"].to_list(), rules.filter(here))
    page.section(tr("Programme countries"), tr("Which countries count, by the year of the call."))
    for (pool, first, last), members in pools.group_by(
        "country_pool", "first_call_year", "last_call_year", maintain_order=True
    ):
        names = sorted(country(code) for code in members["country"])
        with st.expander(
            f"{country_pool_name(str(pool))} · {_years(first, last)} · "
            + plural("{n} country", "{n} countries", len(names))
        ):
            st.markdown(", ".join(names))


def channels(rows: pl.DataFrame) -> None:
    """List the channels a consortium can link its results to."""
    page.section(tr("Dissemination channels"), tr("Platforms to which a consortium can link its results."))
    for row in rows.iter_rows(named=True):
        linked = plural("{n} result linked.", "{n} results linked.", row["linked_results"])
        website = link(row["website"], row["website"]) if row["website"] else tr("No link in the sources.")
        st.markdown(
            f"**{plain(row['title'])}** · {plain(row['audience'])}  \n{plain(row['description'])} {linked}  \n{website}"
        )


def _action_type(action_type: dict[str, Any], activities: Sequence[str], rules: pl.DataFrame) -> None:
    to_confirm = (rules["confidence"] != "seen").any()
    label = f"{plain(action_type['title'])} · {_years(action_type['first_call_year'], action_type['last_call_year'])}"
    with st.expander(label + " · " + tr("to confirm") if to_confirm else label):
        if action_type["description"]:
            st.markdown(plain(action_type["description"]))
        if activities:
            st.markdown(tr("**Supports**"))
            points(*(plain(activity) for activity in activities))
        for rule in rules.iter_rows(named=True):
            _rule(rule)
        if rules.is_empty():
            st.caption(tr("No eligibility rule is recorded."))


def _rule(rule: dict[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        years = _years(rule["first_call_year"], rule["last_call_year"])
        st.markdown(tr("**Asks for, in calls of {years}**", years=years), width="content")
        st.badge(
            confidence_name(rule["confidence"]),
            icon=":material/check:" if rule["confidence"] == "seen" else ":material/help:",
            color="green" if rule["confidence"] == "seen" else "orange",
        )
    st.caption(plain(rule["label"]))
    to_confirm = " :orange-badge[" + tr("to confirm") + "]"
    points(
        *(demand.text + to_confirm if demand.to_confirm else demand.text for demand in demands(rule["requirements"]))
    )
    st.caption(tr("Programme countries of this rule: {countries}.", countries=country_pool_name(rule["country_pool"])))


def _years(first: int, last: int | None) -> str:
    if last is None:
        return tr("from {year}", year=first)
    return str(first) if first == last else f"{first}–{last}"
