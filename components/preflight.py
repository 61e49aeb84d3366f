"""What the report pre-flight is made of: its headlines, the items of each partner, and the text to send to them."""

from typing import Any

import polars as pl
import streamlit as st

from components import page
from components.frame import Chosen
from components.labels import named
from components.markdown import plain
from components.page import Headline
from components.words import day, marked, number, plural, tr

KIND = {
    "deliverable": marked("Deliverable"),
    "milestone": marked("Milestone"),
    "risk": marked("Critical risk"),
    "indicator": marked("Indicator"),
    "data management plan": marked("Data management plan"),
}
TO_DO = {
    "submit": marked("Submit it by its due date."),
    "submit or justify": marked("Submit it, or record why it is late."),
    "submit again": marked("Revise it as the funder asked and submit it again."),
    "achieve": marked("Achieve it by its due date, with its means of verification."),
    "achieve or explain": marked("Record that it was achieved, or explain why not."),
    "describe state of play": marked("Describe its state of play in this reporting period."),
    "enter actual": marked("Enter its actual value for this reporting period."),
    "submit data management plan": marked("Submit the data management plan: it is due by month 6."),
}
# Where an item can be looked at; no page shows critical risks.
PAGE_OF = {
    "deliverable": "pages/consortium/deliverables.py",
    "milestone": "pages/consortium/deliverables.py",
    "data management plan": "pages/consortium/deliverables.py",
    "indicator": "pages/results/impact.py",
}
Row = dict[str, Any]


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
            tr("Deliverables, milestones, critical risks and indicators of this reporting period, as of the day."),
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


def by_partner(items: pl.DataFrame, period: Row, chosen: Chosen) -> None:
    """Draw the items of each responsible partner, what to do about them, and a text to send to the partner."""
    for (responsible_id, responsible), owed in items.group_by("responsible_id", "responsible", maintain_order=True):
        title = tr("Responsible partner not known") if responsible is None else plain(str(responsible))
        page.section(title, plural("{n} item", "{n} items", owed.height))
        with st.container(border=True):
            for item in owed.iter_rows(named=True):
                _item(item)
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


def not_looked_for() -> None:
    """Say what the pre-flight cannot see."""
    st.caption(
        tr(
            "Not looked at, because nothing on record tells: communication activities, and partners that have left "
            "without an end date. A late deliverable counts as justified once a rescheduling or a draft was recorded "
            "with a reason on or after its due date."
        )
    )


def _item(item: Row) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(gap="xxsmall"):
            st.markdown(plain(_name(item)))
            due = f"**{_due(item)}**" if item["is_past"] else _due(item)
            st.caption(f"{named(KIND, item['kind'])} · {due} · {named(TO_DO, item['sentence'])}")
        if item["kind"] in PAGE_OF:
            # Consortium and day come along by themselves: the frame binds them to the address.
            st.page_link(
                PAGE_OF[item["kind"]],
                label=tr("Open {code}", code=plain(item["code"])),
                icon=":material/arrow_forward:",
                query_params={"search": item["code"]} if item["kind"] == "deliverable" else None,
            )


def _name(item: Row) -> str:
    """Return number and title on one line."""
    return " ".join(f"{item['code']} {item['title'] or named(KIND, item['kind'])}".split())


def _due(item: Row) -> str:
    if item["is_past"]:
        return tr("was due {day}", day=day(item["due_on"]))
    return tr("due {day}", day=day(item["due_on"]))
