"""What the overview is made of: headlines, the consortium's card and its short tables."""

from typing import Any

import polars as pl
import streamlit as st

from components import page
from components.labels import EVENT, ORGANISATION_TYPE, ROLE, STAGE, STATUS, named, with_mark
from components.markdown import plain, points
from components.page import Headline
from components.words import country, day, euro, marked, number, plural, tr

MOST_ITEMS = 12
LONGEST_SUMMARY = 600
NOT_KNOWN = marked("not in public sources")


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
            else tr("on this day")
            if profile["partners"] is not None
            else tr(NOT_KNOWN),
        ),
        Headline(
            tr("Countries"),
            number(profile["countries"]),
            plural("{n} partner of unknown country", "{n} partners of unknown country", unnamed)
            if unnamed
            else tr("of all partners")
            if profile["countries"] is not None
            else tr(NOT_KNOWN),
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
        _summary(profile["summary"])
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
    st.markdown(
        "  \n".join(
            f"**{fact}:** {plain(str(value)) if value is not None else tr(NOT_KNOWN)}" for fact, value in facts.items()
        )
    )


def _summary(text: str) -> None:
    """Draw what the consortium is about; of a long text the beginning, and the whole when it is asked for."""
    if len(text) <= LONGEST_SUMMARY:
        st.markdown(plain(text))
        return
    st.markdown(plain(f"{text[:LONGEST_SUMMARY].rpartition(' ')[0]} …"))
    with st.expander(tr("The whole summary")):
        st.markdown(plain(text))


def who_takes_part(rows: pl.DataFrame) -> None:
    """Draw the partners on the day by name, with their country where it is known."""
    page.section(tr("Who takes part"))
    if rows.is_empty():
        st.markdown(tr("Nobody is on record on this day."))
    _items([_partner(row) for row in rows.iter_rows(named=True)])


def _partner(row: dict[str, Any]) -> str:
    name = f"**{plain(row['name'])}**" if row["name"] else tr("not named in public sources")
    said = [name, named(ROLE, row["role"]), named(ORGANISATION_TYPE, row["organisation_type"])]
    if row["country"]:
        said.append(country(row["country"]))
    return " · ".join(said)


def objectives(rows: pl.DataFrame) -> None:
    """Draw the objectives, where they are known."""
    if rows.is_empty():
        return
    page.section(tr("Objectives"))
    for row in rows.iter_rows(named=True):
        st.markdown(f"**{plain(row['objective'])}** {plain(row['statement'])}")
        st.caption(
            plural("{n} deliverable", "{n} deliverables", row["deliverables"])
            + " · "
            + plural("{n} indicator", "{n} indicators", row["indicators"])
        )


def due_list(rows: pl.DataFrame) -> None:
    """Draw what is overdue or due soon, nearest first, in three groups."""
    days = pl.col("days_to_due")
    for title, part in (
        (tr("Overdue"), rows.filter(days < 0)),
        (tr("Due within 30 days"), rows.filter(days.is_between(0, 30))),
        (tr("Due in 31 to 90 days"), rows.filter(days > 30)),
    ):
        if not part.is_empty():
            st.markdown(f"**{title}** ({number(part.height)})")
            _items([_due(row) for row in part.iter_rows(named=True)])


def event_list(rows: pl.DataFrame) -> None:
    """Draw what happened lately, newest first."""
    _items([_happened(row) for row in rows.iter_rows(named=True)])


def _items(items: list[str]) -> None:
    points(*items[:MOST_ITEMS])
    if len(items) > MOST_ITEMS:
        st.caption(plural("and {n} more", "and {n} more", len(items) - MOST_ITEMS))


def _due(row: dict[str, Any]) -> str:
    late = row["days_to_due"] < 0
    days = abs(row["days_to_due"])
    when = plural("{n} day past due", "{n} days past due", days) if late else plural("in {n} day", "in {n} days", days)
    title = tr("Report on the period") if row["kind"] == "report" else plain(row["title"])
    said = [f"**{plain(row['code'])}** {title}", tr("due {day}", day=day(row["due_on"])), f"**{when}**"]
    if row["lead"]:
        said.append(plain(row["lead"]))
    if not late and row["status"] != "due soon":
        said.append(with_mark(STATUS, row["status"]))
    return " · ".join(said)


def _happened(row: dict[str, Any]) -> str:
    event = named(EVENT, row["event"])
    if row["due_on"]:
        event = tr("{event} to {day}", event=event, day=day(row["due_on"]))
    said = f"{day(row['effective_on'])} · **{plain(row['code'])}** {plain(row['title'])} · **{event}**"
    return f"{said}: {plain(row['reason'])}" if row["reason"] else said


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


def _span(profile: dict[str, Any]) -> str:
    begins = day(profile["starts_on"], profile["starts_precision"])
    if profile["starts_on"] is None and profile["selected_on"]:
        begins = tr("selected {day}", day=day(profile["selected_on"]))
    return f"{begins} – {day(profile['ends_on'], profile['ends_precision'])}"
