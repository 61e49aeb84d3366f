"""The forms that add a deliverable to the plan and links to a deliverable."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from components import page, saving, sign_in
from components.frame import Chosen
from components.labels import DELIVERABLE_TYPE, DISSEMINATION_LEVEL, named
from components.markdown import link, plain
from components.words import day, tr
from data.changes.events import NewDeliverable
from data.problems import Problem, Word


@sign_in.for_writers(plan=True)
def new_deliverable(choices: pl.DataFrame, months: page.Numbers, chosen: Chosen, *, add: Callable[..., object]) -> None:
    """Draw the form for a deliverable that joins the plan, save it by `add` and offer the way to it.

    `choices` are the rows of plan_choices, `months` those of month_list.
    """
    form = saving.opened("added_deliverable", chosen.consortium_id, months.version)
    _show_added(chosen)
    with st.form(form.key("form")):
        left, right = st.columns(2)
        with left:
            code = st.text_input(tr("Number"), placeholder="D1.1", key=form.key("code"))
            work_package = _choose("work_package", tr("Work package"), choices, form)
            lead_id = _choose("lead_id", tr("Lead partner"), choices, form)
            objective = _choose("objective", tr("Objective"), choices, form)
        with right:
            title = st.text_input(tr("Title"), key=form.key("title"))
            kind = _choose_code(tr("Type"), DELIVERABLE_TYPE, form.key("type"))
            level = _choose_code(tr("Dissemination level"), DISSEMINATION_LEVEL, form.key("level"))
            planned_on = saving.day_field(
                tr("Planned on"),
                min(chosen.as_of, saving.today()),
                form.key("planned_on"),
                explained=tr("The day on which it joined the plan: the signature, or the amendment."),
            )
        st.caption(tr("Give the due date, or the month of the project and the last day of it is taken."))
        left, right = st.columns(2)
        with left:
            due_on = saving.day_field(tr("Due date"), None, form.key("due_on"))
        with right:
            due_month = _choose_month(months.rows, form.key("due_month"))
        wants_to_save = st.form_submit_button(tr("Save"), type="primary")

    def save(_seen_version: int) -> None:
        if planned_on is None:
            raise Problem("The field “{field}” is empty.", "Fill it in and save again.", field=Word("Planned on"))
        added = NewDeliverable(
            chosen.consortium_id,
            code,
            title,
            planned_on,
            due_on=due_on,
            due_month=due_month,
            work_package=work_package,
            lead_id=lead_id,
            deliverable_type=kind,
            dissemination_level=level,
            objective=objective,
        )
        add(added, who=saving.LOCAL_USER, today=saving.today())
        st.session_state["deliverable_just_added"] = (chosen.consortium_id, code.strip())

    saving.submit(form, wants_to_save, save, tr("Saved: {code}", code=code))


def choose_deliverable(rows: pl.DataFrame) -> dict[str, Any]:
    """Draw the choice among the deliverables of plan_list and return the row of the chosen one."""
    row_of = {row["deliverable_id"]: row for row in rows.to_dicts()}
    chosen: str = st.selectbox(
        tr("Deliverable"),
        list(row_of),
        format_func=lambda one: f"{row_of[one]['code']} · {row_of[one]['title']}",
        key="linked_deliverable",
        required=True,
    )
    return row_of[chosen]


@sign_in.for_writers()
def links(
    row: dict[str, Any],
    found: page.Numbers,
    chosen: Chosen,
    *,
    add: Callable[..., object],
    withdraw: Callable[..., object],
) -> None:
    """Draw the links of the deliverable `row`, the rows of deliverable_links, and the form that adds one by `add`.

    Those that were added here can be removed, by `withdraw`.
    """
    deliverable_id: str = row["deliverable_id"]
    form = saving.opened("added_link", deliverable_id, found.version)
    if found.rows.is_empty():
        st.caption(tr("No link of this deliverable is on record yet."))
    for place, one in enumerate(found.rows.to_dicts()):
        _link(one, place, form, withdraw)
    with st.form(form.key("form")):
        title = st.text_input(tr("Title"), key=form.key("title"), placeholder=tr("What is to be found there"))
        url = st.text_input(tr("Address"), key=form.key("url"), placeholder="https://")
        wants_to_save = st.form_submit_button(tr("Add the link"), type="primary")

    def save(_seen_version: int) -> None:
        today = saving.today()
        add(deliverable_id, url=url, title=title, on=min(chosen.as_of, today), who=saving.LOCAL_USER, today=today)

    saving.submit(form, wants_to_save, save, tr("Saved: the link “{title}”", title=title))


def _link(row: dict[str, Any], place: int, form: saving.Opened, withdraw: Callable[..., object]) -> None:
    known = {
        "published": tr("Published at"),
        "link": tr("Added on {day}", day=day(row["added_on"])),
        "channel": tr("Dissemination channel"),
    }
    with st.container(horizontal=True, vertical_alignment="center", gap="small", border=True):
        with st.container(gap="xxsmall"):
            st.markdown(link(row["title"], row["url"]))
            st.caption(f"{known[row['kind']]} · {plain(row['url'])}")
        removes = row["kind"] == "link" and st.button(
            tr("Remove"), key=form.key(f"remove_{place}"), icon=":material/delete:"
        )
    saving.submit(
        form,
        removes,
        lambda _seen_version: withdraw(form.about, url=row["url"], who=saving.LOCAL_USER),
        tr("Removed: the link “{title}”", title=row["title"]),
    )


def _show_added(chosen: Chosen) -> None:
    consortium_id, code = st.session_state.get("deliverable_just_added", (None, ""))
    if consortium_id == chosen.consortium_id:
        st.page_link(
            "pages/consortium/deliverables.py",
            label=tr("Open {code} on the page of deliverables", code=plain(code)),
            icon=":material/arrow_forward:",
            query_params={"search": code},
        )


def _choose(field: str, label: str, choices: pl.DataFrame, form: saving.Opened) -> str | None:
    found = choices.filter(pl.col("field") == field)
    name_of = dict(zip(found["value"], found["name"], strict=True))
    return _optional(label, name_of, form.key(field))


def _choose_code(label: str, labels: dict[str, str], key: str) -> str | None:
    return _optional(label, {code: named(labels, code) for code in labels}, key)


def _choose_month(months: pl.DataFrame, key: str) -> int | None:
    said = {
        month: tr("M{month}: {day}", month=month, day=day(due_on, precision))
        for month, due_on, precision in months.select("month_number", "due_on", "due_precision").iter_rows()
    }
    chosen: int | None = st.selectbox(
        tr("Month"),
        list(said),
        index=None,
        format_func=said.__getitem__,
        key=key,
        placeholder=tr("Not given") if said else tr("The start is not known"),
        disabled=not said,
        help=tr("A due date that is given wins over the month."),
    )
    return chosen


def _optional(label: str, name_of: dict[str, str], key: str) -> str | None:
    chosen: str | None = st.selectbox(
        label,
        list(name_of),
        index=None,
        format_func=name_of.__getitem__,
        key=key,
        placeholder=tr("Not known") if name_of else tr("None on record"),
        disabled=not name_of,
    )
    return chosen
