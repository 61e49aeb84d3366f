"""What the page of access is made of: how it stands, the table, and the forms to grant and to take back."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from components import page, saving
from components.frame import Chosen
from components.labels import named
from components.markdown import plain, points
from components.sign_in import ROLE
from components.tables import Column, choose_row
from components.words import plural, tr
from data import settings
from data.access import ROLES
from data.changes.grants import GRANTED_FOR, NewGrant


def how_it_stands() -> None:
    """Say who may do what as this dashboard is set up, and what each role may do."""
    mode = settings.access()
    if mode == "sign-in":
        st.write(tr("People sign in, and read and change what they were given here."))
    elif mode == "public":
        st.write(tr("This dashboard is public: everybody reads everything, nobody changes anything."))
    else:
        st.write(
            tr("Nobody signs in: whoever opens this dashboard may change everything. What is given here counts only "
               "once ACCESS is set to sign-in.")
        )  # fmt: skip
    with st.expander(tr("What each role may do"), icon=":material/badge:"):
        points(
            tr("**Reader**: reads one consortium, or all."),
            tr("**Funder**: reads the consortia of its portfolio, one by one or all."),
            tr(
                "**Partner**: reads the consortia it takes part in and changes what its organisation leads there: "
                "events, links, delays, risks, pilots, engagements and its contacts with CSOs; not the plan."
            ),
            tr("**Coordinator**: reads its consortium and changes everything in it."),
            tr("**Administrator**: reads and changes everything, and gives access."),
        )


def table(rows: pl.DataFrame) -> dict[str, Any] | None:
    """Draw the table of who was given access and return the row that was opened, None when none is."""
    shown = rows.with_columns(
        pl.col("role").replace_strict({role: named(ROLE, role) for role in ROLES}).alias("role_name"),
        pl.coalesce("acronym", pl.lit(tr("all"))).alias("acronym"),
    )
    return choose_row(
        shown,
        [
            Column("person", tr("Person")),
            Column("role_name", tr("Role")),
            Column("organisation", tr("Organisation")),
            Column("acronym", tr("Consortium")),
            Column("from_on", tr("From"), "date"),
            Column("until_on", tr("Last day"), "date"),
            Column("is_in_force", tr("In force"), "check"),
            Column("recorded_as", tr("Recorded as")),
        ],
        subject="access_grant",
        alt=plural("Table of {n} role that was granted.", "Table of {n} roles that were granted.", rows.height),
    )


def taking_back(row: Mapping[str, Any], version: int, revoke: Callable[..., object]) -> None:
    """Draw the button that takes a role back by `revoke`."""
    form = saving.opened("revoked_access", row["access_grant_id"], version)
    st.markdown(f"**{plain(row['person'])}**: {named(ROLE, row['role'])}")
    saving.offer_to_take_back(form, lambda _: revoke(form.about, who=saving.LOCAL_USER), tr("Take this role back"))


def granting(choices: page.Numbers, chosen: Chosen, grant: Callable[..., object]) -> None:
    """Draw the form that grants a role by `grant`; `choices` are the organisations of the consortium looked at."""
    form = saving.opened("granted_access", chosen.consortium_id, choices.version)
    page.section(tr("Give access"), tr("It counts from the next page on that the person opens."))
    role = st.selectbox(
        tr("Role"), ROLES, format_func=lambda code: named(ROLE, code), key=form.key("role"), index=0, required=True
    )
    fields = GRANTED_FOR[role][0]
    with st.form(form.key("form")):
        person = st.text_input(
            tr("Person"),
            key=form.key("person"),
            help=tr("An e-mail address, or the name that the dashboard shows whom nobody let in."),
        )
        consortium_id = organisation_id = None
        if "organisation_id" in fields:
            organisation_id = saving.choice(
                tr("Organisation"), choices.rows, "organisation_id", form.key("organisation")
            )
        if "consortium_id" in fields:
            consortium_id = _consortium(chosen, of_all=role != "coordinator", key=form.key("consortium"))
        until_on = saving.day_field(tr("Last day"), None, form.key("until"), explained=tr("Empty: no end."))
        recorded_as = st.text_input(
            tr("Recorded as"),
            key=form.key("recorded_as"),
            help=tr("What the history calls the person, such as an office; made up when left empty. No name, please."),
        )
        wants_to_save = st.form_submit_button(tr("Give access"), type="primary")

    def save(_: int) -> None:
        given = NewGrant(
            person,
            role,
            consortium_id=consortium_id,
            organisation_id=organisation_id,
            until_on=until_on if isinstance(until_on, date) else None,
            recorded_as=recorded_as or None,
        )
        grant(given, who=saving.LOCAL_USER, today=saving.today())

    saving.submit(form, wants_to_save, save, tr("Access was given."))


def _consortium(chosen: Chosen, *, of_all: bool, key: str) -> str | None:
    """Draw the choice between the consortium looked at and, where it may be `of_all`, every one, which is None."""
    names = [chosen.acronym, tr("All consortia")] if of_all else [chosen.acronym]
    choice: int = st.selectbox(
        tr("Consortium"),
        range(len(names)),
        format_func=names.__getitem__,
        key=key,
        required=True,
        help=tr("For another consortium, or an organisation of another one, choose it in the sidebar first."),
    )
    return None if choice else chosen.consortium_id
