"""What the portfolio page is made of: its filters' names, headlines, tables and roll-ups."""

from collections.abc import Callable
from datetime import date
from textwrap import wrap
from typing import Any
from urllib.parse import quote

import polars as pl
import streamlit as st

from components import page
from components.charts.amount_bars import amount_bars
from components.charts.portfolio_timeline import MOST_ROWS
from components.frame import Chosen
from components.labels import STAGE, named, names
from components.page import Headline
from components.tables import Column, show_table
from components.theme import marked_status
from components.words import country, day, euro, number, plural, tr

LABEL_WIDTH = 22  # characters beside a bar, so that a narrow screen keeps room for the bars


def choices(asked: pl.DataFrame, field: str) -> list[str]:
    """Return the values a filter can take: stages in their order, countries by name, action types by title."""
    found = asked.filter(pl.col("field") == field)["value"].to_list()
    if field == "stage":
        return [code for code in STAGE if code in found]
    return sorted(found, key=country) if field == "country" else found


def stage_name(stage: str) -> str:
    """Return the name of a consortium's stage."""
    return named(STAGE, stage)


def action_type_name(asked: pl.DataFrame) -> Callable[[str], str]:
    """Return what names an action type by its code, from the rows of portfolio_choices."""
    types = asked.filter(pl.col("field") == "action_type")
    names = dict(zip(types["value"], _action_types(types), strict=True))
    return lambda code: names.get(code, code)


def demonstration_wanted(chosen: Chosen) -> bool:
    """Return whether the fictional consortium is asked in; say plainly what that does to the figures."""
    wanted = st.toggle(tr("Include the demonstration (fictional)"), key="demonstration", bind="query-params")
    if wanted or chosen.fictional:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(tr("Demonstration (fictional)"), icon=":material/science:", color="orange")
            st.caption(
                tr("The fictional consortium is in every figure, chart and table of this page.")
                if wanted
                else tr("The fictional consortium is not in the figures of this page."),
                width="content",
            )
    return wanted


def headlines(counted: pl.DataFrame, rows: pl.DataFrame) -> list[Headline]:
    """Return the figures at the top of the page from the one row of portfolio_headlines and those of portfolio_list."""
    counts = counted.row(0, named=True)
    running = rows.filter(pl.col("stage") == "running").height
    with_grant = rows["grant_eur"].count()
    return [
        Headline(
            tr("Consortia"),
            number(counts["consortia"]),
            plural("{n} running", "{n} running", running),
            tr("Consortia that fit the filters, at every stage. The fictional one counts only when it is asked in."),
        ),
        Headline(
            tr("Organisations"),
            number(counts["organisations"]),
            tr("each counted once"),
            tr("Organisations that take part on the day. One that takes part in several consortia counts once."),
        ),
        Headline(
            tr("Participations"),
            number(counts["participations"]),
            tr("of {n} organisations", n=number(counts["organisations"])),
            tr("An organisation that takes part in two consortia has two participations."),
        ),
        Headline(
            tr("Countries"),
            number(counts["countries"]),
            tr(
                "of {n} of {total} organisations",
                n=number(counts["organisations_with_country"]),
                total=number(counts["organisations"]),
            ),
            tr("Countries of the organisations whose country is known."),
        ),
        Headline(
            tr("Grant known"),
            euro(float(rows["grant_eur"].sum())) if with_grant else "–",
            tr("for {n} of {total} consortia", n=number(with_grant), total=number(counts["consortia"])),
            tr(
                "Sum of the grants that are known: the consortium's own, else those of its funding phases begun by the "
                "day. What is not in public sources is not in the sum."
            ),
        ),
    ]


def timeline_note(rows: pl.DataFrame) -> str:
    """Return what to know when reading the timeline."""
    note = tr(
        "From the start of the grant, or from its selection where the start is not known, to the end. "
        "Hatched: only the year or month is known."
    )
    if rows.height > MOST_ROWS:
        note += " " + tr("The first {n} by acronym; use a filter to see others.", n=number(MOST_ROWS))
    return note


def timeline_takeaway(rows: pl.DataFrame, as_of: date) -> str:
    """Return what the timeline shows, as a sentence."""
    counted = [
        f"{named(STAGE, stage)}: {number(rows.filter(pl.col('stage') == stage).height)}"
        for stage in STAGE
        if stage in rows["stage"]
    ]
    return tr(
        "{n} consortia on one time axis. On {day}: {stages}.",
        n=number(rows.height),
        day=day(as_of),
        stages=", ".join(counted),
    )


def table(rows: pl.DataFrame, as_of: date) -> None:
    """Draw the table of consortia, each with a link to its overview."""
    shown = rows.with_columns(
        names("stage", STAGE).alias("stage_shown"),
        _texts(rows, "overview", lambda row: f"/?consortium={quote(row['acronym'])}&as_of={as_of:%Y-%m-%d}"),
        _texts(rows, "period", _period),
        _texts(rows, "grant_note", _grant_note),
        pl.Series("type_shown", _action_types(rows, "action_type"), dtype=pl.String),
    )
    show_table(
        shown,
        [
            Column("acronym", tr("Acronym")),
            Column("overview", tr("Overview"), "link", format=tr("Open")),
            Column("type_shown", tr("Action type")),
            Column("call_year", tr("Call year"), "number", format="%d"),
            Column("stage_shown", tr("Stage")),
            Column("coordinator", tr("Coordinator")),
            Column("partners", tr("Partners"), "number", help=tr("The coordinator too.")),
            Column("associated", tr("Associated"), "number", help=tr("Associated partners.")),
            Column("countries", tr("Countries"), "number", help=tr("Of the organisations whose country is known.")),
            Column("in_count", tr("Deliverables"), "number", help=tr("In the plan; merged and removed ones left out.")),
            Column("delivered", tr("Delivered"), "number", help=tr("Submitted or accepted, and not asked back since.")),
            Column("overdue", tr("Overdue"), "number", help=tr("Open past the current due date.")),
            Column(
                "not_known",
                tr("Not in public sources"),
                "number",
                help=tr("Deliverables of which public sources do not say whether they were handed in."),
            ),
            Column("period", tr("Period"), help=tr("As precisely as it is known.")),
            Column("grant_eur", tr("Grant"), "number", format="euro"),
            Column("grant_note", tr("Grant is of")),
        ],
        key="portfolio_table",
        alt=tr("Consortia with action type, stage, partners, deliverables, period and grant."),
    )


def signals(rows: pl.DataFrame) -> None:
    """Draw the table of health signals, each by itself."""
    page.section(
        tr("Health signals"),
        tr("Each signal by itself, with what it is out of. They make no score, and no consortium is ranked."),
    )
    due = tr("none due yet")
    shown = rows.with_columns(
        _texts(rows, "deliverables", lambda row: _late(row, "deliverables_overdue", "deliverables_due", due)),
        _texts(
            rows,
            "revisions",
            lambda row: _late(row, "revisions_requested", "deliverables_handed_in", tr("none handed in yet")),
        ),
        _texts(rows, "milestones", lambda row: _late(row, "milestones_overdue", "milestones_due", due)),
        _texts(rows, "risks_shown", lambda row: _of(row, "risks_materialised", "risks", tr("none identified yet"))),
        _texts(
            rows, "indicators", lambda row: _of(row, "indicators_reached", "indicators_measured", tr("none measured"))
        ),
        _texts(rows, "report", _next_report),
        _texts(rows, "latest", _latest),
    )
    show_table(
        shown,
        [
            Column("acronym", tr("Acronym")),
            Column(
                "deliverables",
                tr("Deliverables overdue"),
                help=tr("Open past their current due date, of those due by the day whose fate is known."),
            ),
            Column(
                "revisions",
                tr("Revisions requested"),
                help=tr("Returned by the funder and not handed in again, of those handed in."),
            ),
            Column("milestones", tr("Milestones overdue"), help=tr("Not achieved by their due date, of those due.")),
            Column("risks_shown", tr("Risks that happened"), help=tr("Of the risks identified by the day.")),
            Column(
                "indicators",
                tr("Indicators at target"),
                help=tr("Of those that have a target and a value. The others cannot be judged."),
            ),
            Column("report", tr("Next report due"), help=tr("Report on a reporting period, due on or after the day.")),
            Column(
                "latest",
                tr("Last event on record"),
                help=tr("Newest event of a deliverable or milestone, engagement or indicator value up to the day."),
            ),
        ],
        key="portfolio_signal_table",
        alt=tr("Signals of health by consortium, each by itself."),
    )


def country_bars(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what amount_bars draws from the rows of portfolio_by_country: name, amount, said."""
    return _bars(rows, [country(code) if code else tr("Not in public sources") for code in rows["country"]])


def action_type_bars(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what amount_bars draws from the rows of portfolio_by_action_type: name, amount, said."""
    return _bars(rows, _action_types(rows))


def roll_up(title: str, rows: pl.DataFrame, numbers: page.Numbers, *, key: str) -> None:
    """Draw the bars of named rows under their title, with the numbers behind them."""
    page.section(title, tr("“4 in 3”: 4 organisations, each counted once, in 3 consortia."))
    page.show_chart(
        amount_bars(rows),
        key=key,
        alt=tr(
            "Organisations in {count} groups: {groups}.",
            count=number(rows.height),
            groups=", ".join(f"{row['name']} {number(row['amount'])}" for row in rows.iter_rows(named=True)).replace(
                "<br>", " "
            ),
        ),
        numbers=numbers,
    )


def _bars(rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    return rows.select(
        pl.Series("name", ["<br>".join(wrap(name, LABEL_WIDTH)) for name in names], dtype=pl.String),
        pl.col("organisations").alias("amount"),
        _texts(
            rows,
            "said",
            lambda row: tr("{n} in {consortia}", n=number(row["organisations"]), consortia=number(row["consortia"])),
        ),
    )


def _action_types(rows: pl.DataFrame, title: str = "title") -> list[str]:
    """Return the title of each row's action type, with its programme where two programmes have the same title."""
    programmes: dict[str, set[str]] = {}
    for row in rows.iter_rows(named=True):
        programmes.setdefault(row[title], set()).add(row["programme"])
    return [
        tr("Not in public sources")
        if row[title] is None
        else f"{row[title]} ({row['programme']})"
        if len(programmes[row[title]]) > 1
        else row[title]
        for row in rows.iter_rows(named=True)
    ]


def _texts(rows: pl.DataFrame, name: str, said: Callable[[dict[str, Any]], str | None]) -> pl.Series:
    return pl.Series(name, [said(row) for row in rows.iter_rows(named=True)], dtype=pl.String)


def _unknown(row: dict[str, Any]) -> str:
    return tr("Not in public sources") if row["record_basis"] == "public sources" else tr("None on record")


def _of(row: dict[str, Any], part: str, whole: str, none: str) -> str:
    if row[whole] is None:
        return _unknown(row)
    if row[whole] == 0:
        return none if row["record_basis"] == "records" else _unknown(row)
    return tr("{n} of {total}", n=number(row[part]), total=number(row[whole]))


def _late(row: dict[str, Any], part: str, whole: str, none: str) -> str:
    said = _of(row, part, whole, none)
    return marked_status("overdue" if row[part] else "accepted", said) if row[whole] else said


def _next_report(row: dict[str, Any]) -> str:
    if row["next_report_due_on"]:
        return f"{row['next_report_due_on']:%Y-%m-%d}"
    return tr("none left") if row["reports"] else _unknown(row)


def _latest(row: dict[str, Any]) -> str:
    return _iso(row["last_event_on"], row["last_event_precision"]) if row["last_event_on"] else _unknown(row)


def _period(row: dict[str, Any]) -> str:
    if row["starts_on"]:
        begins = _iso(row["starts_on"], row["starts_precision"])
    elif row["selected_on"]:
        begins = tr("selected {day}", day=_iso(row["selected_on"], "day"))
    else:
        begins = "?"
    return f"{begins} – {_iso(row['ends_on'], row['ends_precision']) if row['ends_on'] else '?'}"


def _iso(value: date, precision: str | None) -> str:
    """Return a day as ISO text, as precise as it is known, so that sorting by it is sorting by time."""
    return f"{value:{ {'year': '%Y', 'month': '%Y-%m'}.get(precision or 'day', '%Y-%m-%d') }}"


def _grant_note(row: dict[str, Any]) -> str | None:
    if row["grant_eur"] is None:
        return tr("Not in public sources") if row["record_basis"] == "public sources" else None
    if row["phases"] is None:
        return tr("the whole")
    return tr("{n} of {total} funding phases", n=number(row["phases_with_grant"]), total=number(row["phases"]))
