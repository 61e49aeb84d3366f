"""What the overview is made of: headlines, the consortium's card and its short tables."""

from typing import Any

import polars as pl
import streamlit as st

from components import page
from components.labels import EVENT, STAGE, STATUS, named, names, names_with_marks
from components.page import Headline
from components.tables import Column, show_table
from components.words import day, euro, marked, number, plural, tr

NOT_KNOWN = marked("not in public sources")
KIND = {"deliverable": marked("Deliverable"), "milestone": marked("Milestone"), "report": marked("Report")}


def headlines(profile: dict[str, Any], due: pl.DataFrame, record_basis: str) -> list[Headline]:
    """Return the figures at the top of the overview; what public sources do not tell stays open."""
    unnamed = profile["without_country"]
    size = [
        Headline(tr("Stage"), named(STAGE, profile["stage"]), _span(profile)),
        Headline(
            tr("Partners"),
            number(profile["partners"]),
            plural("and {n} associated", "and {n} associated", profile["associated"])
            if profile["associated"]
            else tr("on this day"),
        ),
        Headline(
            tr("Countries"),
            number(profile["countries"]),
            plural("{n} partner of unknown country", "{n} partners of unknown country", unnamed)
            if unnamed
            else tr("of all partners"),
        ),
    ]
    if record_basis == "public sources":
        return [
            *size,
            Headline(tr("Deliverables"), number(profile["deliverables"]), tr("named in public sources")),
            Headline(tr("Findings"), number(profile["indicators"]), tr("published figures")),
            Headline(tr("Overdue"), "–", tr(NOT_KNOWN)),
        ]
    within = {days: due.filter(pl.col("days_to_due").is_between(0, days)).height for days in (30, 60, 90)}
    return [
        *size,
        Headline(
            tr("Overdue"),
            number(due.filter(pl.col("days_to_due") < 0).height),
            tr("deliverables, milestones"),
            tr("Open and past the current due date on this day."),
        ),
        Headline(
            tr("Due in 30 days"),
            number(within[30]),
            tr("{sixty} in 60, {ninety} in 90 days", sixty=number(within[60]), ninety=number(within[90])),
        ),
        Headline(
            tr("Next report"),
            day(profile["next_report_due_on"]),
            tr("for period {n}", n=profile["next_report_period"])
            if profile["next_report_period"]
            else tr("none planned"),
        ),
    ]


def profile_card(profile: dict[str, Any]) -> None:
    """Draw what is known of the consortium, and plainly what is not."""
    if profile["summary"]:
        st.markdown(profile["summary"])
    facts = {
        tr("Action type"): profile["action_type"],
        tr("Call year"): profile["call_year"],
        tr("Coordinator"): profile["coordinator"],
        tr("Selected"): day(profile["selected_on"]) if profile["selected_on"] else None,
        tr("Start"): day(profile["starts_on"], profile["starts_precision"]) if profile["starts_on"] else None,
        tr("End"): day(profile["ends_on"], profile["ends_precision"]) if profile["ends_on"] else None,
        tr("Agreement number"): profile["agreement_number"],
        tr("Grant"): euro(profile["grant_eur"]) if profile["grant_eur"] is not None else None,
        tr("Source"): profile["source"],
    }
    if profile["selected_on"] is None:
        del facts[tr("Selected")]
    st.table(
        pl.DataFrame(
            {
                "fact": list(facts),
                "value": [str(value) if value is not None else f"– {tr(NOT_KNOWN)}" for value in facts.values()],
            }
        ),
        hide_index=True,
        hide_header=True,
        border="horizontal",
        alt=tr("What is known of the consortium."),
    )


def objectives(rows: pl.DataFrame) -> None:
    """Draw the objectives, where they are known."""
    if rows.is_empty():
        return
    page.section(tr("Objectives"))
    for row in rows.iter_rows(named=True):
        st.markdown(f"**{row['objective']}** {row['statement']}")
        st.caption(
            plural("{n} deliverable", "{n} deliverables", row["deliverables"])
            + " · "
            + plural("{n} indicator", "{n} indicators", row["indicators"])
        )


def due_table(rows: pl.DataFrame) -> None:
    """Draw what is overdue or due soon."""
    shown = rows.with_columns(
        kind_shown=names("kind", KIND),
        status_shown=names_with_marks("status", STATUS),
        title=pl.when(pl.col("kind") == "report").then(pl.lit(tr("Report on the period"))).otherwise(pl.col("title")),
    )
    show_table(
        shown,
        [
            Column("due_on", tr("Due"), "date"),
            Column("days_to_due", tr("Days left"), "number", help=tr("Below zero: days overdue.")),
            Column("code", tr("No.")),
            Column("status_shown", tr("Status")),
            Column("title", tr("Title"), width="medium"),
            Column("lead", tr("Lead partner")),
            Column("kind_shown", tr("Kind")),
        ],
        key="due_table",
        alt=tr("Open deliverables, milestones and reports by due date."),
    )


def event_table(rows: pl.DataFrame) -> None:
    """Draw what happened lately, newest first."""
    shown = rows.with_columns(
        event_shown=pl.Series([_event(row) for row in rows.iter_rows(named=True)], dtype=pl.String),
        kind_shown=names("kind", KIND),
    )
    show_table(
        shown,
        [
            Column("effective_on", tr("Day"), "date"),
            Column("code", tr("No.")),
            Column("event_shown", tr("What happened"), width="medium"),
            Column("title", tr("Title"), width="medium"),
            Column("reason", tr("Reason"), width="medium"),
            Column("kind_shown", tr("Kind")),
        ],
        key="event_table",
        alt=tr("Events of deliverables and milestones in the last 60 days."),
    )


def nothing_due(record_basis: str) -> None:
    """Say why nothing is due."""
    if record_basis == "public sources":
        page.nothing_recorded(
            tr("Nothing is known to be due."),
            tr("This consortium is known from public sources only, and these give no open due dates."),
        )
    else:
        page.nothing_recorded(
            tr("Nothing is overdue or due within 90 days."), tr("Choose another day to look further.")
        )


def ways_on(record_basis: str) -> None:
    """Offer the pages a reader of the overview goes to next."""
    with st.container(horizontal=True):
        st.page_link("pages/consortium/deliverables.py", label=tr("All deliverables"), icon=":material/task_alt:")
        st.page_link("pages/consortium/partners.py", label=tr("All partners"), icon=":material/groups:")
        if record_basis == "public sources":
            st.page_link("pages/results/impact.py", label=tr("Published findings"), icon=":material/flag:")
        else:
            st.page_link("pages/results/impact.py", label=tr("Indicators"), icon=":material/flag:")


def _event(row: dict[str, Any]) -> str:
    name = named(EVENT, row["event"])
    return tr("{event} to {day}", event=name, day=day(row["due_on"])) if row["due_on"] else name


def _span(profile: dict[str, Any]) -> str:
    begins = day(profile["starts_on"], profile["starts_precision"])
    if profile["starts_on"] is None and profile["selected_on"]:
        begins = tr("selected {day}", day=day(profile["selected_on"]))
    return f"{begins} – {day(profile['ends_on'], profile['ends_precision'])}"
