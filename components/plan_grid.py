"""The grid in which a user changes many deliverables at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

import polars as pl
import streamlit as st

from components import filters, page, saving, sign_in
from components.frame import EARLIEST_DAY, LATEST_DAY, Chosen
from components.labels import DELIVERABLE_TYPE, DISSEMINATION_LEVEL, STATUS, named
from components.tables import Column, show_table
from components.words import day, marked, number, plural, tr
from data.changes.events import DeliverableChange, DeliverableFields

# Deliverable -> field -> what was typed there.
Typed = dict[str, dict[str, Any]]
FIELDS = (
    "title",
    "due_on",
    "progress",
    "submitted_on",
    "work_package",
    "lead_id",
    "deliverable_type",
    "dissemination_level",
    "objective",
)
PARTS = {
    "many": marked("Edit many"),
    "add": marked("Add a deliverable"),
    "links": marked("Links"),
}
ROWS_SHOWN = 12
ROW_HEIGHT = 35


@dataclass
class Grid:
    """The grid as one user has it open: the rows it was opened on and what was typed since.

    `drawn` are the rows the editor was given, which forgets its cells when it is given others; `draws` counts these.
    """

    about: str
    turn: int
    rows: pl.DataFrame
    typed: Typed = field(default_factory=dict)
    drawn: pl.DataFrame | None = None
    draws: int = 0


@sign_in.for_writers()
def grid(found: page.Numbers, choices: pl.DataFrame, chosen: Chosen, *, change: Callable[..., object]) -> None:
    """Draw the deliverables `found` as a grid, say what was changed in it, and save that by `change`.

    Only those that the reader may change stand in it. `choices` are the rows of plan_choices. What was typed is kept
    until it is saved or discarded, under another filter, on another page and when saving is refused.
    """
    rows = sign_in.theirs(found.rows)
    if rows.is_empty():
        return
    values = _values(choices)
    form, opened = _opened(rows, found.version, values, f"plan_{chosen.consortium_id}_{chosen.as_of.isoformat()}")
    _draw(opened, form, values)
    on = min(chosen.as_of, saving.today())
    changed = changed_cells(opened.rows, opened.typed)
    if changed.is_empty():
        st.caption(tr("Nothing is changed yet."))
        return
    page.section(
        tr("What will be saved"),
        tr("Progress and new due dates take effect on {day}, the day chosen in the sidebar.", day=day(on)),
    )
    show_table(
        changed,
        [
            Column("code", tr("No.")),
            Column("field", tr("Field")),
            Column("before", tr("Before"), width="large"),
            Column("after", tr("After"), width="large"),
        ],
        key=form.key("changed"),
        alt=tr("Every cell that was changed, with its value before and after."),
    )
    reason = None
    if any("due_on" in cells for cells in opened.typed.values()):
        reason = st.text_input(tr("Reason for the changed due dates"), key=form.key("reason"), persist_state="session")
    with st.container(horizontal=True, gap="small"):
        wants_to_save = st.button(tr("Save"), type="primary", key=form.key("save"))
        if st.button(tr("Discard"), key=form.key("discard")):
            saving.open_anew(form, tr("Discarded. Nothing was saved."))

    def save(seen_version: int) -> None:
        change(
            changes(opened.typed, values, reason),
            on=on,
            who=saving.LOCAL_USER,
            today=saving.today(),
            seen_version=seen_version,
        )

    n = len(opened.typed)
    saving.submit(form, wants_to_save, save, plural("Saved: {n} deliverable", "Saved: {n} deliverables", n))


def part_name(part: str) -> str:
    """Return the name of a part of the page."""
    return named(PARTS, part)


def changes(typed: Typed, values: Mapping[str, Mapping[str, str]], reason: str | None) -> list[DeliverableChange]:
    """Return the changes that the cells `typed` ask for; `values` has field -> what the screen says -> value.

    What `values` does not have goes on as it was typed, to be refused by name.
    """
    return [
        DeliverableChange(
            deliverable_id,
            cast(DeliverableFields, {name: _value(name, said, values) for name, said in cells.items()}),
            reason if "due_on" in cells else None,
        )
        for deliverable_id, cells in typed.items()
    ]


def typed_cells(rows: pl.DataFrame, edited: pl.DataFrame) -> Typed:
    """Return the cells of `edited` that differ from `rows`, by deliverable and field."""
    before = {row["deliverable_id"]: row for row in rows.to_dicts()}
    typed: Typed = {}
    for row in edited.to_dicts():
        was = before[row["deliverable_id"]]
        cells = {name: _plain(row[name]) for name in FIELDS if _plain(row[name]) != was[name]}
        if cells:
            typed[row["deliverable_id"]] = cells
    return typed


def changed_cells(rows: pl.DataFrame, typed: Typed) -> pl.DataFrame:
    """Return one row per changed cell, in the order of the grid: code, field, before, after as the screen says them."""
    labels = _labels()
    return pl.DataFrame(
        [
            {
                "code": row["code"],
                "field": labels[name],
                "before": _said(name, row[name]),
                "after": _said(name, typed[row["deliverable_id"]][name]),
            }
            for row in rows.to_dicts()
            for name in FIELDS
            if name in typed.get(row["deliverable_id"], {})
        ],
        schema={"code": pl.String, "field": pl.String, "before": pl.String, "after": pl.String},
    )


def _opened(
    rows: pl.DataFrame, version: int, values: Mapping[str, Mapping[str, str]], name: str
) -> tuple[saving.Opened, Grid]:
    held: Grid | None = st.session_state.get(f"{name}_grid")
    # Rows somebody else saved meanwhile are shown at once unless something is typed.
    form = saving.opened(name, held.about if held and held.typed else str(version), version)
    if held is None or held.turn != form.turn:
        held = Grid(form.about, form.turn, _as_said(rows, values))
        st.session_state[f"{name}_grid"] = held
    _let_go_but(held)
    return form, held


def _let_go_but(held: Grid) -> None:
    """Forget the grids of other consortia and days in which nothing is typed."""
    for key, other in list(st.session_state.items()):
        if isinstance(other, Grid) and other is not held and not other.typed:
            del st.session_state[key]


def _draw(opened: Grid, form: saving.Opened, values: Mapping[str, Mapping[str, str]]) -> None:
    shown = _filtered(opened.rows)
    if shown.is_empty():
        page.nothing_matches(tr("No deliverable fits these filters."))
        return
    same = opened.drawn is not None and opened.drawn["deliverable_id"].equals(shown["deliverable_id"])
    if not same or form.key(f"cells_{opened.draws}") not in st.session_state:
        opened.drawn = _with_typed(shown, opened.typed)
        opened.draws += 1
    st.caption(
        tr(
            "Type into a cell, or paste cells copied from a spreadsheet: choose the first cell, then paste. "
            "Dates are written 2026-03-31, names as in the lists: a name that is not in its list leaves the cell "
            "as it was."
        )
    )
    vague = shown.filter(pl.col("due_precision").is_in(["month", "year"])).height
    if vague:
        st.caption(
            plural(
                "The due date of {n} deliverable is known to the month or year only; the grid shows a day within it.",
                "The due dates of {n} deliverables are known to the month or year only; the grid shows a day within.",
                vague,
            )
        )
    edited = st.data_editor(
        opened.drawn,
        hide_index=True,
        column_order=["code", *FIELDS],
        column_config=_columns(opened.rows, values),
        disabled=["code"],
        height=ROW_HEIGHT * (min(shown.height, ROWS_SHOWN) + 1) + 3,
        key=form.key(f"cells_{opened.draws}"),
        alt=tr("Deliverables; every cell but the number can be changed."),
        placeholder="–",
    )
    elsewhere = {key: cells for key, cells in opened.typed.items() if key not in set(shown["deliverable_id"])}
    opened.typed = elsewhere | typed_cells(opened.rows, edited)


def _filtered(rows: pl.DataFrame) -> pl.DataFrame:
    with st.container(horizontal=True, gap="small"):
        statuses = [status for status in STATUS if status in set(rows["status"])]
        asked = {
            "status": filters.several(tr("Status"), statuses, key="plan_status", named=_status_name),
            "work_package": filters.several(tr("Work package"), _found(rows, "work_package"), key="plan_work_package"),
            "lead_id": filters.several(tr("Lead partner"), _found(rows, "lead_id"), key="plan_lead"),
        }
    return rows.filter(pl.lit(True), *(pl.col(name).is_in(wanted) for name, wanted in asked.items() if wanted))


def _status_name(status: str) -> str:
    return named(STATUS, status)


def _found(rows: pl.DataFrame, column: str) -> list[str]:
    return rows[column].drop_nulls().unique(maintain_order=True).sort().to_list()


def _with_typed(rows: pl.DataFrame, typed: Typed) -> pl.DataFrame:
    return pl.DataFrame(
        [row | typed.get(row["deliverable_id"], {}) for row in rows.to_dicts()], schema=rows.schema, strict=False
    )


def _values(choices: pl.DataFrame) -> dict[str, dict[str, str]]:
    """Return field -> what the screen says -> value, for the fields whose values stand in a list."""
    found: dict[str, dict[str, str]] = {"work_package": {}, "lead_id": {}, "objective": {}}
    for name, value, said in choices.select("field", "value", "name").iter_rows():
        found[name][said] = value
    found["deliverable_type"] = {tr(label): code for code, label in DELIVERABLE_TYPE.items()}
    found["dissemination_level"] = {tr(label): code for code, label in DISSEMINATION_LEVEL.items()}
    return found


def _as_said(rows: pl.DataFrame, values: Mapping[str, Mapping[str, str]]) -> pl.DataFrame:
    return rows.with_columns(
        pl.col(name).replace_strict(list(said.values()), list(said), default=pl.col(name), return_dtype=pl.String)
        for name, said in values.items()
        if said
    )


def _value(name: str, said: Any, values: Mapping[str, Mapping[str, str]]) -> Any:
    if name == "progress":
        return None if said is None else said / 100
    return values.get(name, {}).get(said, said)


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, str):
        return cell.strip() or None
    return int(cell) if isinstance(cell, float) else cell


def _said(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, date):
        return day(value)
    return tr("{n} %", n=number(value)) if name == "progress" else str(value)


def _labels() -> dict[str, str]:
    return {
        "title": tr("Title"),
        "work_package": tr("Work package"),
        "lead_id": tr("Lead partner"),
        "deliverable_type": tr("Type"),
        "dissemination_level": tr("Dissemination level"),
        "objective": tr("Objective"),
        "due_on": tr("Due date"),
        "progress": tr("Progress"),
        "submitted_on": tr("Submitted on"),
    }


def _columns(rows: pl.DataFrame, values: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    kinds = st.column_config
    labels = _labels()

    def choice(name: str) -> Any:
        return kinds.SelectboxColumn(labels[name], options=list(dict.fromkeys([*values[name], *_found(rows, name)])))

    def a_day(name: str) -> Any:
        return kinds.DateColumn(labels[name], min_value=EARLIEST_DAY, max_value=LATEST_DAY, format="YYYY-MM-DD")

    return {
        "code": kinds.TextColumn(tr("No."), pinned=True, width="small"),
        "title": kinds.TextColumn(labels["title"], width="medium"),
        "work_package": choice("work_package"),
        "lead_id": choice("lead_id"),
        "deliverable_type": choice("deliverable_type"),
        "dissemination_level": choice("dissemination_level"),
        "objective": choice("objective"),
        "due_on": a_day("due_on"),
        "progress": kinds.NumberColumn(labels["progress"], min_value=0, max_value=100, step=1, format="%d %%"),
        "submitted_on": a_day("submitted_on"),
    }
