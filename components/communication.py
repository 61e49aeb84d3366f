"""Communication activities: the table of how each stands, and the forms to add one and to record its state."""

from collections.abc import Callable
from datetime import date

import polars as pl
import streamlit as st

from components import page, saving, settling, sign_in
from components.frame import Chosen
from components.labels import AUDIENCE, COMMUNICATION_STATE, named, names, names_with_marks
from components.tables import Column, show_table
from components.words import plural, tr
from data.changes.activities import AUDIENCES, STATES, CommunicationState, NewCommunicationActivity
from data.problems import Word

Change = Callable[..., object]


def section(listed: page.Numbers, partners: pl.DataFrame, chosen: Chosen, *, add: Change, record: Change) -> None:
    """Draw the communication activities of the day and the forms that save by `add` and `record`.

    `listed` are the rows of communication_list, `partners` those of partner_list.
    """
    page.section(
        tr("Communication activities"),
        plural("{n} activity known on the day. What is open stands first.",
               "{n} activities known on the day. What is open stands first.", listed.rows.height),
    )  # fmt: skip
    if listed.rows.is_empty():
        page.nothing_recorded(
            tr("No communication activity is on record on this day."), tr("Add the first one with the button below.")
        )
    else:
        _table(listed.rows)
        page.numbers_behind(listed, key="communication")
    state, new = tr("Record the state of an activity"), tr("Add a communication activity")
    rows = sign_in.theirs(listed.rows)
    name_of = dict(zip(rows["communication_activity_id"], _names(rows), strict=True))
    with st.container(horizontal=True):
        if not rows.is_empty():
            settling.offer(state, "communication state", listed.version)
        settling.offer(new, "new communication activity", listed.version)

    def state_of_one(opened: saving.Opened) -> settling.Typed:
        chosen_one = settling.pick(
            tr("Communication activity"), name_of, opened.key("activity"), lambda one: name_of.get(one, one)
        )
        return {"activity": chosen_one} | state_fields(opened, chosen.as_of)

    settling.form(
        state,
        "communication state",
        listed.version,
        fields=state_of_one,
        save=lambda typed, version: save_state(
            record, settling.picked(typed["activity"], Word("Communication activity")), typed, version
        ),
    )
    settling.form(
        new,
        "new communication activity",
        listed.version,
        fields=lambda opened: _new_fields(opened, partners, chosen.as_of),
        save=lambda typed, _: _add(add, chosen.consortium_id, typed),
    )


def state_fields(opened: saving.Opened, as_of: date) -> settling.Typed:
    """Draw the fields of a state and return what is typed: state, on, reason."""
    return {
        "state": settling.pick(
            tr("State"), STATES, opened.key("state"), lambda state: named(COMMUNICATION_STATE, state)
        ),
        "on": saving.day_field(tr("Day"), min(as_of, saving.today()), opened.key("day")),
        "reason": st.text_area(
            tr("Reason"), key=opened.key("reason"), help=tr("Needed when it is postponed or cancelled.")
        ),
    }


def save_state(record: Change, communication_activity_id: str, typed: settling.Typed, seen_version: int) -> None:
    """Save by `record` what was typed of the state of an activity; raise Problem when state or day is empty."""
    record(
        communication_activity_id,
        _state(typed),
        who=saving.LOCAL_USER,
        today=saving.today(),
        seen_version=seen_version,
    )


def _state(typed: settling.Typed) -> CommunicationState:
    return CommunicationState(
        settling.picked(typed["state"], Word("State")), saving.given_day(typed["on"]), typed["reason"]
    )


def _new_fields(opened: saving.Opened, partners: pl.DataFrame, as_of: date) -> settling.Typed:
    known = partners.filter(pl.col("name").is_not_null())
    partner_of = dict(zip(known["organisation_id"], known["name"], strict=True))
    return {
        "code": st.text_input(tr("Number"), key=opened.key("code")),
        "title": st.text_input(tr("Title"), key=opened.key("title")),
        "audience": settling.pick(
            tr("Audience"), AUDIENCES, opened.key("audience"), lambda audience: named(AUDIENCE, audience)
        ),
        "lead": settling.pick(
            tr("Lead partner"), partner_of, opened.key("lead"), lambda lead: partner_of.get(lead, lead)
        ),
    } | state_fields(opened, as_of)


def _add(add: Change, consortium_id: str, typed: settling.Typed) -> None:
    added = NewCommunicationActivity(
        consortium_id, typed["code"], typed["title"], _state(typed), typed["audience"], typed["lead"]
    )
    add(added, who=saving.LOCAL_USER, today=saving.today())


def _table(rows: pl.DataFrame) -> None:
    show_table(
        rows.with_columns(
            state_shown=names_with_marks("state", COMMUNICATION_STATE).fill_null(tr("not recorded")),
            audience_shown=names("audience", AUDIENCE),
        ),
        [
            Column("code", tr("No.")),
            Column("state_shown", tr("State")),
            Column("title", tr("Title"), width="large"),
            Column("audience_shown", tr("Audience")),
            Column("lead", tr("Lead partner")),
            Column("since", tr("Since"), "date"),
            Column("reason", tr("Reason"), width="large"),
        ],
        key="communication_table",
        alt=tr("Communication activities with state, audience and lead partner."),
    )


def _names(rows: pl.DataFrame) -> list[str]:
    return [f"{code} {title}" for code, title in rows.select("code", "title").iter_rows()]
