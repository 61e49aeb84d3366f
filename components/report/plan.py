"""What the report says of the plan: deliverables, the delivery curve, milestones, risks and what changed."""

from typing import Any

import polars as pl

from components import deliverables, milestones, progress, risks
from components.labels import EVENT, MILESTONE_STATUS, RISK_EVENT, RISK_LEVEL, RISK_STATUS, STATUS, named, with_mark
from components.report.document import Block, Column, Facts, Figures, Section, Table, Text
from components.report.drawings.delivery_curve import delivery_curve
from components.report.drawings.milestone_timeline import milestone_timeline
from components.words import day, number, percent, plural, tr


def deliverable_section(facts: Facts) -> Section:
    """Return the status of every deliverable on the last day."""
    rows = facts.answers["deliverable_list"].rows
    title = tr("Deliverables")
    if rows.is_empty():
        return Section(title, [Text(tr("No deliverable of this consortium is on record on this day."))])
    return Section(
        title,
        [
            Figures(deliverables.headlines(facts.answers["deliverable_headlines"].rows)),
            Table(
                plural("{n} deliverable as of {day}", "{n} deliverables as of {day}", rows.height,
                       day=day(facts.until)),
                [
                    Column(tr("No."), width=0.55),
                    Column(tr("Title"), width=2.6),
                    Column(tr("Status"), width=1.3),
                    Column(tr("Lead partner"), width=1.2),
                    Column(tr("Baseline due")),
                    Column(tr("Due")),
                    Column(tr("First submitted")),
                    Column(tr("Days late"), is_number=True, width=0.6),
                ],
                [_deliverable(row) for row in rows.iter_rows(named=True)],
            ),
        ],
    )  # fmt: skip


def curve_section(facts: Facts) -> Section:
    """Return the plan against what was handed in."""
    curve, trend = facts.answers["delivery_curve"].rows, facts.answers["milestone_trend"].rows
    title = tr("Delivery curve")
    if curve.is_empty():
        return Section(title, [Text(tr("No deliverable of this consortium has a known date on this day."))])
    stand = progress.on_the_day(curve, facts.until)
    return Section(
        title,
        [
            Figures(progress.headlines(stand, trend)),
            delivery_curve(
                curve, as_of=facts.until, alt=progress.curve_said(stand), caption=progress.curve_note(stand, curve)
            ),
        ],
    )


def milestone_section(facts: Facts) -> Section:
    """Return the status of every milestone and critical risk on the last day."""
    rows, known = facts.answers["milestone_list"].rows, facts.answers["risk_list"].rows
    blocks: list[Block] = [
        Figures(
            [
                *milestones.headlines(facts.answers["milestone_headlines"].rows),
                *risks.headlines(facts.answers["risk_headlines"].rows),
            ]
        )
    ]
    if rows["current_due_on"].is_not_null().any():
        blocks.append(
            milestone_timeline(
                rows,
                as_of=facts.until,
                alt=_timeline_said(rows),
                caption=tr("The table below says the same in words."),
            )
        )
    if not rows.is_empty():
        blocks.append(
            Table(
                plural("{n} milestone", "{n} milestones", rows.height),
                [
                    Column(tr("No."), width=0.5),
                    Column(tr("Title"), width=2.4),
                    Column(tr("Status")),
                    Column(tr("Due")),
                    Column(tr("Achieved on")),
                    Column(tr("Explanation"), width=1.8),
                ],
                [
                    [
                        row["code"], row["title"], with_mark(MILESTONE_STATUS, row["status"]),
                        day(row["current_due_on"]), day(row["achieved_on"]), row["explanation"] or "–",
                    ]
                    for row in rows.iter_rows(named=True)
                ],
            )
        )  # fmt: skip
    if not known.is_empty():
        blocks.append(_risk_table(known))
    return Section(tr("Milestones and risks"), blocks)


def change_section(facts: Facts) -> Section:
    """Return what moved between the first and the last day."""
    rows = facts.answers["what_changed"].rows
    title = tr("What changed")
    said = tr(
        "From the end of {first} to the end of {last}: status and due date then → now, and what happened in between.",
        first=day(facts.since),
        last=day(facts.until),
    )
    if rows.is_empty():
        return Section(
            title,
            [Text(said), Text(tr("No deliverable, milestone or risk is known to have moved between these days."))],
        )
    tables = [
        Table(
            named(progress.KIND, kind),
            [
                Column(tr("No."), width=0.5),
                Column(tr("Title"), width=1.9),
                Column(tr("Status"), width=1.3),
                Column(tr("Due"), width=1.2),
                Column(tr("What happened"), width=2.6),
            ],
            [_changed(part) for part in rows.filter(kind=kind).partition_by("code", "title", maintain_order=True)],
        )
        for kind in progress.KIND
    ]
    return Section(title, [Text(said, quiet=True), *(table for table in tables if table.rows)])


def _deliverable(row: dict[str, Any]) -> list[str]:
    status = with_mark(STATUS, row["status"])
    if row["is_overdue"] and row["status"] != "overdue":
        status = f"{with_mark(STATUS, 'overdue')} · {status}"
    return [
        row["code"],
        row["title"],
        status,
        row["lead"] or "–",
        day(row["baseline_due_on"], row["baseline_due_precision"]),
        day(row["current_due_on"], row["current_due_precision"]),
        day(row["first_submitted_on"], row["submitted_precision"]),
        number(row["days_late"]),
    ]


def _timeline_said(rows: pl.DataFrame) -> str:
    return plural(
        "Timeline of {n} milestone: {achieved} achieved, {overdue} overdue.",
        "Timeline of {n} milestones: {achieved} achieved, {overdue} overdue.",
        rows.height,
        achieved=number(rows.filter(status="achieved").height),
        overdue=number(rows.filter(status="overdue").height),
    )


def _risk_table(known: pl.DataFrame) -> Table:
    return Table(
        plural("{n} critical risk", "{n} critical risks", known.height),
        [
            Column(tr("No."), width=0.5),
            Column(tr("Risk"), width=2.2),
            Column(tr("Level"), width=0.7),
            Column(tr("Status"), width=1.2),
            Column(tr("State of play"), width=2.4),
        ],
        [
            [
                row["code"], row["description"], named(RISK_LEVEL, row["level"]),
                with_mark(RISK_STATUS, row["status"]), row["state_of_play"] or "–",
            ]
            for row in known.iter_rows(named=True)
        ],
    )  # fmt: skip


def _changed(moved: pl.DataFrame) -> list[str]:
    first = moved.row(0, named=True)
    labels = {"deliverable": STATUS, "milestone": MILESTONE_STATUS, "risk": RISK_STATUS}[first["kind"]]
    after = with_mark(labels, first["status_after"])
    before = tr("new") if first["status_before"] is None else with_mark(labels, first["status_before"])
    due = day(first["due_after"], first["due_after_precision"])
    if first["due_before"] is not None and first["due_before"] != first["due_after"]:
        due = f"{day(first['due_before'], first['due_before_precision'])} → {due}"
    happened = "; ".join(_happened(row) for row in moved.iter_rows(named=True) if row["event"])
    return [
        first["code"],
        first["title"],
        after if before == after else f"{before} → {after}",
        due,
        happened or tr("time passed"),
    ]


def _happened(row: dict[str, Any]) -> str:
    event = named(EVENT | RISK_EVENT, row["event"])
    if row["event_due_on"]:
        event = tr("{event} to {day}", event=event, day=day(row["event_due_on"]))
    if row["progress"] is not None:
        event = f"{event}, {percent(row['progress'], 1)}"
    said = f"{day(row['effective_on'], row['effective_precision'])} {event}"
    return f"{said}: {row['reason']}" if row["reason"] else said
