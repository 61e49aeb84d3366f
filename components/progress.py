"""What the page on progress is made of: headlines, the two days compared, and the list of what moved between them."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import streamlit as st

from components import page
from components.frame import EARLIEST_DAY, LATEST_DAY
from components.labels import EVENT, MILESTONE_STATUS, RISK_EVENT, RISK_STATUS, STATUS, named, with_mark
from components.markdown import plain
from components.page import Headline
from components.words import day, marked, number, percent, plural, tr

DAYS_BACK = 90
KIND = {
    "deliverable": marked("Deliverables"),
    "milestone": marked("Milestones"),
    "risk": marked("Critical risks"),
}


def on_the_day(curve: pl.DataFrame, as_of: date) -> dict[str, Any]:
    """Return the row of the delivery curve that stands for the day itself."""
    return curve.row(by_predicate=pl.col("day") == as_of, named=True)


def headlines(stand: dict[str, Any], trend: pl.DataFrame) -> list[Headline]:
    """Return the figures at the top of the page: planned by the day, delivered, and how many due dates moved."""
    total = stand["in_count"]
    followed = trend.unique(["kind", "code"])
    return [
        _planned(tr("Baseline plan"), stand["planned_baseline"], total, tr("Due by this day in the signed plan.")),
        _planned(tr("Current plan"), stand["planned_current"], total, tr("Due by this day after reschedulings.")),
        Headline(
            tr("Delivered"),
            number(stand["delivered"]),
            _delivered_note(stand),
            tr("Handed in and not returned since. Merged and removed deliverables are not in count."),
        ),
        Headline(
            tr("Moved dates"),
            number(followed.filter(pl.col("reschedulings") > 0).height) if followed.height else "–",
            plural("of {n} deliverable or milestone", "of {n} deliverables and milestones", followed.height)
            if followed.height
            else tr("no due date on record"),
            tr("Rescheduled at least once so far. Merged and removed ones are left out."),
        ),
    ]


def curve_note(stand: dict[str, Any], curve: pl.DataFrame) -> str:
    """Return what to know when reading the delivery curve, with how many deliverables it cannot show."""
    said = [tr("Merged and removed deliverables are left out. Delivered: by day of first submission, unless returned.")]
    if curve["is_approximate"].any():
        said.append(tr("A date known to the month or year only counts from the last day of it."))
    if stand["undated"]:
        said.append(
            plural("{n} of {total} has no known due date.", "{n} of {total} have no known due date.", stand["undated"],
                   total=number(stand["in_count"]))
        )  # fmt: skip
    if stand["not_known"]:
        said.append(
            tr("Whether {n} of {total} were delivered is not in public sources.",
               n=number(stand["not_known"]), total=number(stand["in_count"]))
        )  # fmt: skip
    return " ".join(said)


def curve_said(stand: dict[str, Any]) -> str:
    """Return what the delivery curve shows, in a sentence."""
    return tr(
        "Delivery curve: by {day}, {baseline} of {total} deliverables were planned by the baseline, {current} by the "
        "current due dates, and {delivered} were delivered.",
        day=day(stand["day"]),
        baseline=number(stand["planned_baseline"]),
        current=number(stand["planned_current"]),
        delivered=number(stand["delivered"]),
        total=number(stand["in_count"]),
    )


def trend_note() -> str:
    """Return how to read the milestone trend."""
    return tr("Level: the due date holds. A step up: rescheduled to a later date. A line ends on delivery.")


def trend_said(trend: pl.DataFrame) -> str:
    """Return what the milestone trend shows, in a sentence."""
    steps = trend.filter(pl.col("event") == "rescheduled")
    return plural(
        "Milestone trend: {n} rescheduling, of {codes}.",
        "Milestone trend: {n} reschedulings, of {codes}.",
        steps.height,
        codes=", ".join(steps["code"].unique(maintain_order=True)),
    )


def no_rescheduling() -> None:
    """Say that no due date moved."""
    page.section(tr("Milestone trend"))
    page.nothing_recorded(
        tr("No rescheduling is on record up to this day."), tr("A due date that moves shows here as a step.")
    )


def no_lateness() -> None:
    """Say why there are no days late or early."""
    page.section(tr("Days late and early by lead partner"))
    page.nothing_recorded(
        tr("No deliverable is known to be handed in or overdue with dates known to the day."),
        tr("Days late and early are counted only where the due date and the submission are known to the day."),
    )


def lateness_note(lateness: pl.DataFrame) -> str:
    """Return how to read the lateness by lead partner, with what it counts."""
    so_far = lateness["is_so_far"].sum()
    counted = tr("{n} handed in, {open} overdue and counted so far.", n=lateness.height - so_far, open=so_far)
    return (
        tr(
            "First submission against the current due date: right of the line late, left of it early. Partners in "
            "alphabetical order, not a ranking: tasks differ and numbers are small. From 5 handed in on, a box holds "
            "the middle half."
        )
        + f" {counted}"
    )


def lateness_said(lateness: pl.DataFrame) -> str:
    """Return what the lateness by lead partner shows, in a sentence."""
    late = lateness.filter(pl.col("days") > 0).height
    return tr(
        "Days late and early of {n} deliverables by lead partner: {late} after their current due date, the most by "
        "{days} days.",
        n=lateness.height,
        late=late,
        days=max(lateness["days"].max(), 0),  # type: ignore[type-var]
    )


def days_asked(as_of: date) -> tuple[date, date]:
    """Draw the two days to compare and return them: by default the 90 days up to `as_of`.

    An empty field keeps its default, so that the default follows the day of the page.
    """
    for key in ("changed_from", "changed_to"):
        mend_link(key)
    with st.container(horizontal=True, gap="small"):
        changed_from = day_field(tr("Changes from"), "changed_from", tr("Empty: 90 days before the later day."))
        changed_to = day_field(tr("Changes to"), "changed_to", tr("Empty: the day this page is as of."))
    until = changed_to or as_of
    return changed_from or until - timedelta(days=DAYS_BACK), until


def days_said(changed_from: date, changed_to: date) -> str:
    """Return which days are compared, in a sentence."""
    return tr(
        "From the end of {first} to the end of {last}: status and due date then → now, and what happened in between.",
        first=day(changed_from),
        last=day(changed_to),
    )


def change_list(rows: pl.DataFrame) -> None:
    """Draw what moved, one point each with what happened to it under it, by kind."""
    for kind, title in KIND.items():
        moved = rows.filter(pl.col("kind") == kind).partition_by("code", "title", maintain_order=True)
        if not moved:
            continue
        st.markdown(f"**{tr(title)}** ({number(len(moved))})")
        st.markdown("\n".join(_point(part) for part in moved))


def _delivered_note(stand: dict[str, Any]) -> str:
    """Return what the delivered ones are out of; no share where sources are silent about some of the others."""
    if stand["delivered"] is None:
        return tr("not in public sources")
    total = stand["in_count"]
    if stand["not_known"]:
        return tr("of {total} in count, {n} not known", total=number(total), n=number(stand["not_known"]))
    return tr("{share} of {total} in count", share=percent(stand["delivered"], total), total=number(total))


def _planned(label: str, planned: int | None, total: int, help: str) -> Headline:  # noqa: A002
    share = tr("{share} of {total} in count", share=percent(planned, total), total=number(total))
    return Headline(label, number(planned), share if planned is not None else tr("not in public sources"), help)


def day_field(label: str, key: str, explained: str) -> date | None:
    """Draw a field for a day, which may stay empty, and return the day; `key` is its name in the address."""
    chosen: date | None = st.date_input(
        label,
        value=None,
        min_value=EARLIEST_DAY,
        max_value=LATEST_DAY,
        format="YYYY-MM-DD",
        key=key,
        bind="query-params",
        help=explained,
    )
    return chosen


def mend_link(key: str) -> None:
    """Say what a link got wrong. Streamlit drops the value itself and shows the default."""
    asked = st.query_params.get(key)
    if asked and not _is_day(asked):
        st.warning(
            tr(
                "The link compares with the day “{asked}”, which is not a date like 2026-03-31 between {first} and "
                "{last}. That part of the link is left out.",
                asked=asked,
                first=EARLIEST_DAY.year,
                last=LATEST_DAY.year,
            ),
            icon=":material/link_off:",
        )


def _is_day(text: str) -> bool:
    try:
        return EARLIEST_DAY <= date.fromisoformat(text) <= LATEST_DAY
    except ValueError:
        return False


def _point(moved: pl.DataFrame) -> str:
    first = moved.row(0, named=True)
    said = [f"- **{plain(first['code'])}** {plain(first['title'])}", _status_moved(first)]
    if first["kind"] != "risk":
        said.append(_due_moved(first))
    events = [f"    - {_happened(row)}" for row in moved.iter_rows(named=True) if row["event"]]
    return "\n".join([" · ".join(said), *events])


def _status_moved(row: dict[str, Any]) -> str:
    after = _status(row["kind"], row["status_after"])
    if row["status_before"] is None:
        return tr("new → **{status}**", status=after)
    if row["status_before"] == row["status_after"]:
        return tr("still **{status}**", status=after)
    return f"{_status(row['kind'], row['status_before'])} → **{after}**"


def _status(kind: str, status: str) -> str:
    if kind == "risk":
        return named(RISK_STATUS, status)
    return with_mark(STATUS if kind == "deliverable" else MILESTONE_STATUS, status)


def _due_moved(row: dict[str, Any]) -> str:
    after = day(row["due_after"], row["due_after_precision"])
    if row["due_before"] is None or row["due_before"] == row["due_after"]:
        return tr("due {day}", day=after)
    return tr("due {before} → **{after}**", before=day(row["due_before"], row["due_before_precision"]), after=after)


def _happened(row: dict[str, Any]) -> str:
    event = named(EVENT | RISK_EVENT, row["event"])
    if row["event_due_on"]:
        event = tr("{event} to {day}", event=event, day=day(row["event_due_on"]))
    if row["progress"] is not None:
        event = f"{event}, {percent(row['progress'], 1)}"
    said = f"{day(row['effective_on'], row['effective_precision'])} · {event}"
    return f"{said}: {plain(row['reason'])}" if row["reason"] else said
