"""What the report pre-flight is made of: its headlines, the items of each partner, and the text to send to them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from components import communication, page, saving, settling
from components.frame import Chosen
from components.labels import named
from components.markdown import plain
from components.page import Headline
from components.tables import Column, show_table
from components.words import day, marked, number, plural, tr
from data.problems import Problem, Word

KIND = {
    "deliverable": marked("Deliverable"),
    "milestone": marked("Milestone"),
    "risk": marked("Critical risk"),
    "indicator": marked("Indicator"),
    "data management plan": marked("Data management plan"),
    "communication activity": marked("Communication activity"),
    "participation": marked("Participation"),
}
TO_DO = {
    "submit": marked("Submit it by its due date."),
    "submit or justify": marked("Submit it, or justify the delay."),
    "submit again": marked("Revise it as the funder asked and submit it again."),
    "submit again or justify": marked("Revise it as the funder asked and submit it again, or justify the delay."),
    "achieve": marked("Achieve it by its due date, with its means of verification."),
    "achieve or explain": marked("Record that it was achieved, or explain why not."),
    "describe state of play": marked("Describe its state of play in this reporting period."),
    "enter actual": marked("Enter its actual value for this reporting period."),
    "submit data management plan": marked("Submit the data management plan: it is due by month 6."),
    "deliver or cancel": marked(
        "Record that it was delivered or cancelled: nothing may be left open in the last period."
    ),
    "deliver one": marked("Record one that was delivered: none is yet."),
    "enter the day it left": marked("Enter the day it left: it was noted as left without one."),
}
# What can be settled in a small form beside the item.
SETTLED_HERE = {
    "submit or justify": marked("Justify the delay"),
    "submit again or justify": marked("Justify the delay"),
    "deliver or cancel": marked("Record its state"),
    "enter the day it left": marked("Enter the day it left"),
}
# Where an item can be looked at.
PAGE_OF = {
    "deliverable": "pages/consortium/deliverables.py",
    "milestone": "pages/consortium/milestones.py",
    "risk": "pages/consortium/milestones.py",
    "data management plan": "pages/consortium/deliverables.py",
    "indicator": "pages/results/impact.py",
    "participation": "pages/consortium/partners.py",
}
# What the page's search is called in its address.
SEARCH_OF = {"deliverable": "search", "milestone": "find", "risk": "find"}
Row = dict[str, Any]
# Kind of item -> the function that saves what settles it.
Settle = Mapping[str, Callable[..., object]]


def period_name(period: Row) -> str:
    """Return what a row of preflight_periods is called: its number and its months."""
    return tr(
        "Period {n}: {first} – {last}",
        n=period["period"],
        first=day(period["starts_on"], "month"),
        last=day(period["ends_on"], "month"),
    )


def headlines(items: pl.DataFrame, period: Row) -> list[Headline]:
    """Return the figures at the top of the page from the rows of preflight_list and the period's own row."""
    past = items.filter("is_past").height
    left = period["days_to_report"]
    return [
        Headline(
            tr("Open items"),
            number(items.height),
            tr("block this report"),
            tr(
                "Deliverables, milestones, critical risks, indicators, communication activities and partners that "
                "left, as of the day."
            ),
        ),
        Headline(tr("Past their due date"), number(past), tr("of {n} open", n=number(items.height))),
        Headline(
            tr("Partners asked"), number(items["responsible_id"].drop_nulls().n_unique()), tr("with at least one item")
        ),
        Headline(
            tr("Report due"),
            plural("in {n} day", "in {n} days", left) if left >= 0 else plural("{n} day ago", "{n} days ago", -left),
            day(period["report_due_on"]),
        ),
    ]


def by_partner(items: page.Numbers, period: Row, chosen: Chosen, settle: Settle) -> None:
    """Draw the items of each responsible partner, what to do about them, and a text to send to the partner.

    What can be settled at once is saved by the function that `settle` names for its kind.
    """
    by_responsible = items.rows.group_by("responsible_id", "responsible", maintain_order=True)
    for (responsible_id, responsible), owed in by_responsible:
        title = tr("Responsible partner not known") if responsible is None else plain(str(responsible))
        page.section(title, plural("{n} item", "{n} items", owed.height))
        with st.container(border=True):
            for item in owed.iter_rows(named=True):
                _item(item, items.version, chosen.as_of, settle)
        if responsible is not None:
            with st.expander(
                tr("E-mail to {partner}", partner=plain(str(responsible))),
                key=f"email_{responsible_id}",
                icon=":material/mail:",
            ):
                st.code(email(str(responsible), owed, period, chosen), language=None, wrap_lines=True)


def email(responsible: str, owed: pl.DataFrame, period: Row, chosen: Chosen) -> str:
    """Return a text that tells one partner what it owes for the report, ready to be pasted into an e-mail."""
    greeting = tr("Dear colleagues at {partner},", partner=responsible)
    opening = tr(
        "The report of {consortium} on reporting period {n} ({first} – {last}) is due on {due}. "
        "As of {day}, these items still keep it from being sent:",
        consortium=chosen.acronym,
        n=period["period"],
        first=day(period["starts_on"]),
        last=day(period["ends_on"]),
        due=day(period["report_due_on"]),
        day=day(chosen.as_of),
    )
    asked = "\n".join(
        f"- {_name(item)} ({_due(item)})\n  {named(TO_DO, item['sentence'])}" for item in owed.iter_rows(named=True)
    )
    return "\n\n".join([greeting, opening, asked, tr("Thank you.")])


def all_clear(period: Row) -> None:
    """Say that nothing on record blocks the report."""
    st.success(
        tr("Nothing on record keeps the report on period {n} from being sent.", n=period["period"]),
        icon=":material/check_circle:",
    )


def justified_delays(justified: page.Numbers, take_back: Callable[..., object]) -> None:
    """Draw the deliverables of the period whose delay is justified; `take_back` withdraws a justification."""
    if justified.rows.is_empty():
        return
    page.section(
        tr("Justified delays"),
        plural("{n} deliverable is late and open; the report says why.",
               "{n} deliverables are late and open; the report says why.", justified.rows.height),
    )  # fmt: skip
    show_table(
        justified.rows,
        [
            Column("code", tr("No.")),
            Column("title", tr("Title"), width="medium"),
            Column("lead", tr("Lead partner")),
            Column("current_due_on", tr("Due"), "date"),
            Column("recorded_on", tr("Justified on"), "date"),
            Column("justification", tr("Justification"), width="large"),
        ],
        key="justified_delay_table",
        alt=tr("Deliverables that are late, with the justification of the delay."),
    )
    page.numbers_behind(justified, key="justified_delays")
    row_of = {row["code"]: row for row in justified.rows.iter_rows(named=True)}
    label = tr("Take back a justification")

    def save(typed: settling.Typed, version: int) -> None:
        row = row_of[settling.picked(typed["code"], Word("Deliverable"))]
        take_back(row["deliverable_id"], row["recorded_on"], who=saving.LOCAL_USER, seen_version=version)

    settling.offer(label, "justification", justified.version)
    settling.form(
        label,
        "justification",
        justified.version,
        fields=lambda opened: {"code": settling.pick(tr("Deliverable"), row_of, opened.key("code"))},
        save=save,
    )


def what_counts() -> None:
    """Say by which rules a delay, a communication activity and a partner that left are judged."""
    st.caption(
        tr(
            "A delay is justified by a justification recorded after the current due date; another due date wants "
            "another one. Of the communication activities at least one is to be delivered, and in the last period none "
            "may be left open. A partner noted as left counts as a partner until the day it left is entered."
        )
    )


def _item(item: Row, version: int, as_of: date, settle: Settle) -> None:
    about = f"{item['kind']} {item['item_id']}"
    label = named(SETTLED_HERE, item["sentence"]) if item["sentence"] in SETTLED_HERE else None
    owner = item["responsible_id"]
    # Who takes part is the plan, also for the partner itself.
    is_planned = owner is None or item["kind"] == "participation"
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(gap="xxsmall"):
            st.markdown(plain(_name(item)))
            due = f"**{_due(item)}**" if item["is_past"] else _due(item)
            st.caption(f"{named(KIND, item['kind'])} · {due} · {named(TO_DO, item['sentence'])}")
        # Together, so that on a narrow screen both go under the text.
        with st.container(horizontal=True, vertical_alignment="center", width="content"):
            if label:
                settling.offer(label, about, version, owner=owner, plan=is_planned)
            if item["kind"] in PAGE_OF:
                # Consortium and day come along by themselves: the frame binds them to the address.
                st.page_link(
                    PAGE_OF[item["kind"]],
                    label=tr("Open {code}", code=plain(item["code"] or _name(item))),
                    icon=":material/arrow_forward:",
                    query_params={SEARCH_OF[item["kind"]]: item["code"]} if item["kind"] in SEARCH_OF else None,
                )
    if label:
        fields, save = _settled_by(item, as_of, settle[item["kind"]])
        settling.form(label, about, version, fields=fields, save=save, owner=owner, plan=is_planned)


def _settled_by(
    item: Row, as_of: date, change: Callable[..., object]
) -> tuple[Callable[[saving.Opened], settling.Typed], Callable[[settling.Typed, int], object]]:
    """Return what draws the fields of the form that settles an item, and what saves them by `change`."""
    who: dict[str, Any] = {"who": saving.LOCAL_USER, "today": saving.today()}
    if item["kind"] == "communication activity":
        return (
            lambda opened: communication.state_fields(opened, as_of),
            lambda typed, version: communication.save_state(change, item["item_id"], typed, version),
        )
    if item["kind"] == "participation":
        return (
            lambda opened: {"left_on": saving.day_field(tr("Day it left"), None, opened.key("left"))},
            lambda typed, version: change(item["item_id"], _day_it_left(typed), seen_version=version, **who),
        )
    return (
        lambda opened: {
            "justification": st.text_area(tr("Justification"), key=opened.key("justification")),
            "on": saving.day_field(tr("Day"), min(as_of, saving.today()), opened.key("day")),
        },
        lambda typed, version: change(
            item["item_id"], typed["justification"], saving.given_day(typed["on"]), seen_version=version, **who
        ),
    )


def _day_it_left(typed: settling.Typed) -> date:
    left_on: date | None = typed["left_on"]
    if left_on is None:
        raise Problem("The field “Day it left” is empty.", "Choose the day from which on it is no longer a partner.")
    return left_on


def _name(item: Row) -> str:
    """Return number and title on one line; the kind where there is no title."""
    return " ".join(f"{item['code'] or ''} {item['title'] or named(KIND, item['kind'])}".split())


def _due(item: Row) -> str:
    if item["is_past"]:
        return tr("was due {day}", day=day(item["due_on"]))
    return tr("due {day}", day=day(item["due_on"]))
