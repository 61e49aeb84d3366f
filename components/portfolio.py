"""What the portfolio page is made of: its filters' names, headlines, tables and roll-ups."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from components import page
from components.charts.amount_bars import amount_bars
from components.charts.portfolio_wall import legend, portfolio_wall
from components.filters import passed_over
from components.frame import Chosen
from components.labels import ROLL_UP, STAGE, named, names
from components.markdown import plain
from components.page import Headline, Numbers
from components.tables import SAID_OF_LINK, Column, rows_behind, show_table
from components.theme import marked_status
from components.words import country, day, euro, number, percent, plural, tr

ROLL_UPS = tuple(ROLL_UP)
PAGE_LENGTH = 25  # consortia on one page of the wall


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


def headlines(counted: pl.DataFrame) -> list[Headline]:
    """Return the figures at the top of the page from the one row of portfolio_headlines."""
    counts = counted.row(0, named=True)
    return [
        Headline(
            tr("Consortia"),
            number(counts["consortia"]),
            plural("{n} running", "{n} running", counts["running"]),
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
            euro(counts["grant_eur"]) if counts["with_grant"] else "–",
            tr("for {n} of {total} consortia", n=number(counts["with_grant"]), total=number(counts["consortia"])),
            tr(
                "Sum of the grants that are known: the consortium's own, else those of its funding phases begun by the "
                "day. What is not in public sources is not in the sum."
            ),
        ),
    ]


def before_this_page(total: int) -> int:
    """Draw the page numbers of a long list and return how many of its `total` consortia stand before the open page."""
    return passed_over(total, key="portfolio_page", length=PAGE_LENGTH)


def said_of_page(rows: pl.DataFrame, total: int) -> None:
    """Say which of the `total` consortia stand on the open page, where these are not all."""
    if rows.height < total:
        st.caption(
            tr(
                "{first} to {last} of {n} consortia, by acronym, in the wall and the tables. The figures and sums are "
                "of all.",
                first=plain(rows["acronym"][0]),
                last=plain(rows["acronym"][-1]),
                n=number(total),
            )
        )


def wall(rows: pl.DataFrame, marks: Numbers, as_of: date) -> None:
    """Draw consortia on one time axis from portfolio_list with their marks from portfolio_marks."""
    page.section(tr("Consortia in time"), timeline_note(rows))
    st.html(legend(rows, marks.rows))
    page.show_chart(
        portfolio_wall(rows, marks.rows, as_of=as_of),
        key="portfolio_wall",
        alt=timeline_takeaway(rows, as_of),
        numbers=marks,
    )


def timeline_note(rows: pl.DataFrame) -> str:
    """Return what to know when reading the timeline."""
    note = tr(
        "From the start of the grant, or from its selection where the start is not known, to the end. "
        "Hatched: only the year or month is known. Deliverables, milestones and reports stand where they are due now."
    )
    undated = rows.filter(pl.col("begins_earliest_on").is_null() & pl.col("ends_latest_on").is_null())["acronym"]
    if undated.len():
        note += " " + tr("Not drawn, no date is known: {acronyms}.", acronyms=plain(", ".join(undated)))
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
    """Draw the table of consortia; each number leads to the rows behind it, on a page of the consortium."""
    shown = rows.with_columns(
        names("stage", STAGE).alias("stage_shown"),
        linked(rows, "acronym_shown", "", as_of, lambda row: row["acronym"]),
        linked(rows, "partners_shown", "partners", as_of, _amount("partners")),
        linked(rows, "in_count_shown", "deliverables", as_of, _amount("in_count")),
        linked(rows, "delivered_shown", "deliverables", as_of, _amount("delivered"), status=["submitted", "accepted"]),
        linked(rows, "overdue_shown", "deliverables", as_of, _amount("overdue"), status=["overdue"]),
        linked(rows, "not_known_shown", "deliverables", as_of, _amount("not_known"), status=["not known"]),
        _texts(rows, "period", _period),
        _texts(rows, "grant_note", _grant_note),
        pl.Series("type_shown", _action_types(rows, "action_type"), dtype=pl.String),
    )
    show_table(
        shown,
        [
            Column("acronym_shown", tr("Acronym"), "link", format=SAID_OF_LINK),
            Column("type_shown", tr("Action type")),
            Column("call_year", tr("Call year"), "number", format="%d"),
            Column("stage_shown", tr("Stage")),
            Column("coordinator", tr("Coordinator")),
            Column("partners_shown", tr("Partners"), "link", help=tr("The coordinator too."), format=SAID_OF_LINK),
            Column("associated", tr("Associated"), "number", help=tr("Associated partners.")),
            Column("countries", tr("Countries"), "number", help=tr("Of the organisations whose country is known.")),
            Column(
                "in_count_shown",
                tr("Deliverables"),
                "link",
                help=tr("In the plan; merged and removed ones left out."),
                format=SAID_OF_LINK,
            ),
            Column(
                "delivered_shown",
                tr("Delivered"),
                "link",
                help=tr("Submitted or accepted, and not asked back since."),
                format=SAID_OF_LINK,
            ),
            Column(
                "overdue_shown", tr("Overdue"), "link", help=tr("Open past the current due date."), format=SAID_OF_LINK
            ),
            Column(
                "not_known_shown",
                tr("Not in public sources"),
                "link",
                help=tr("Deliverables of which public sources do not say whether they were handed in."),
                format=SAID_OF_LINK,
            ),
            Column("period", tr("Period"), help=tr("As precisely as it is known.")),
            Column("grant_eur", tr("Grant"), "number", format="euro"),
            Column("grant_note", tr("Grant is of")),
        ],
        key="portfolio_table",
        alt=tr("Consortia with action type, stage, partners, deliverables, period and grant."),
    )


def signals(listed: Numbers, as_of: date) -> None:
    """Draw the table of health signals, each by itself, each leading to its rows."""
    page.section(
        tr("Health signals"),
        tr("Each signal by itself, with what it is out of. They make no score, and no consortium is ranked."),
    )
    rows = listed.rows
    due = tr("none due yet")
    none_handed_in, none_identified, none_measured = (
        tr("none handed in yet"), tr("none identified yet"), tr("none measured"))  # fmt: skip
    shown = rows.with_columns(
        linked(rows, "deliverables", "deliverables", as_of,
               lambda row: _late(row, "deliverables_overdue", "deliverables_due", due), status=["overdue"]),
        linked(rows, "revisions", "deliverables", as_of,
               lambda row: _late(row, "revisions_requested", "deliverables_handed_in", none_handed_in),
               status=["revision requested"]),
        linked(rows, "milestones", "milestones", as_of,
               lambda row: _late(row, "milestones_overdue", "milestones_due", due), milestone_status=["overdue"]),
        linked(rows, "risks_shown", "milestones", as_of,
               lambda row: _of(row, "risks_materialised", "risks", none_identified)),
        linked(rows, "indicators", "impact", as_of,
               lambda row: _of(row, "indicators_reached", "indicators_measured", none_measured)),
        linked(rows, "report", "preflight", as_of, _next_report),
        linked(rows, "latest", "progress", as_of, _latest),
    )  # fmt: skip
    show_table(
        shown,
        [
            Column("acronym", tr("Acronym")),
            Column(
                "deliverables",
                tr("Deliverables overdue"),
                "link",
                help=tr("Open past their current due date, of those due by the day whose fate is known."),
                format=SAID_OF_LINK,
            ),
            Column(
                "revisions",
                tr("Revisions requested"),
                "link",
                help=tr("Returned by the funder and not handed in again, of those handed in."),
                format=SAID_OF_LINK,
            ),
            Column(
                "milestones",
                tr("Milestones overdue"),
                "link",
                help=tr("Not achieved by their due date, of those due."),
                format=SAID_OF_LINK,
            ),
            Column(
                "risks_shown",
                tr("Risks that happened"),
                "link",
                help=tr("Of the risks identified by the day."),
                format=SAID_OF_LINK,
            ),
            Column(
                "indicators",
                tr("Indicators at target"),
                "link",
                help=tr("Of those that have a target and a value. The others cannot be judged."),
                format=SAID_OF_LINK,
            ),
            Column(
                "report",
                tr("Next report due"),
                "link",
                help=tr("Report on a reporting period, due on or after the day."),
                format=SAID_OF_LINK,
            ),
            Column(
                "latest",
                tr("Last event on record"),
                "link",
                help=tr("Newest event of a deliverable or milestone, engagement or indicator value up to the day."),
                format=SAID_OF_LINK,
            ),
        ],
        key="portfolio_signal_table",
        alt=tr("Signals of health by consortium, each by itself."),
    )
    page.numbers_behind(listed, key="portfolio_signals")


def roll_up_name(part: str) -> str:
    """Return by what consortia are summed up, in words."""
    return named(ROLL_UP, part)


def roll_up(summed: Numbers, part: str) -> None:
    """Draw the organisations by action type, country or year, and the shares of their deliverables, with n."""
    rows = summed.rows
    st.caption(roll_up_said(part))
    bars = _bars(rows, _parts(rows, part))
    page.show_chart(
        amount_bars(bars),
        key=f"roll_up_{part}",
        alt=tr(
            "Organisations in {count} groups: {groups}.",
            count=number(rows.height),
            groups=", ".join(f"{row['name']} {number(row['amount'])}" for row in bars.iter_rows(named=True)),
        ),
        numbers=summed,
    )
    shown = rows.with_columns(
        pl.Series("part_shown", _parts(rows, part), dtype=pl.String),
        _texts(rows, "delivered_shown", lambda row: share(row["delivered"], row["known"])),
        _texts(rows, "on_time_shown", lambda row: share(row["on_time"], row["due"])),
    )
    show_table(
        shown,
        [
            Column("part_shown", roll_up_name(part)),
            Column("consortia", tr("Consortia"), "number"),
            Column("organisations", tr("Organisations"), "number", help=tr("Each counted once.")),
            Column("participations", tr("Participations"), "number"),
            Column("in_count", tr("Deliverables"), "number", help=tr("In the plan.")),
            Column(
                "delivered_shown",
                tr("Delivered"),
                help=tr("Of those in the plan, in consortia of which the fate of every deliverable is known."),
            ),
            Column("on_time_shown", tr("On time"), help=tr("Of those due by the current plan, in the same consortia.")),
        ],
        key=f"roll_up_table_{part}",
        alt=tr("Consortia, organisations and deliverables, {part}.", part=roll_up_name(part).lower()),
    )


def roll_up_said(part: str) -> str:
    """Return how a roll-up counts."""
    counted = tr("“4 in 3”: 4 organisations, each counted once, in 3 consortia. Shares are sums over sums.")
    if part == "country":
        return counted + " " + tr("A country has the organisations in it and the deliverables that they lead.")
    if part == "year":
        return counted + " " + tr("The year a consortium starts in, of its selection where the start is not known.")
    return counted


def share(part: int, whole: int) -> str:
    """Return a share with what it is out of; a dash where there is nothing it could be of."""
    if not whole:
        return "–"
    return tr("{share} ({n} of {total})", share=percent(part, whole), n=number(part), total=number(whole))


def linked(
    rows: pl.DataFrame,
    name: str,
    to: str,
    as_of: date,
    said: Callable[[dict[str, Any]], str | None],
    **query: str | list[str],
) -> pl.Series:
    """Return a link column `name`: of each consortium what is `said`, leading to its page `to` with that `query`."""
    return pl.Series(
        name,
        [
            None
            if (text := said(row)) is None
            else rows_behind(to, text, consortium=row["acronym"], as_of=f"{as_of:%Y-%m-%d}", **query)
            for row in rows.iter_rows(named=True)
        ],
        dtype=pl.String,
    )


def _amount(column: str) -> Callable[[dict[str, Any]], str | None]:
    return lambda row: None if row[column] is None else number(row[column])


def _parts(rows: pl.DataFrame, part: str) -> list[str]:
    """Return what the parts of a roll-up are called."""
    if part == "action_type":
        return _action_types(rows)
    unknown = tr("Not in public sources")
    return [unknown if code is None else country(code) if part == "country" else code for code in rows["part"]]


def _bars(rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    return rows.select(
        pl.Series("name", names, dtype=pl.String),
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
