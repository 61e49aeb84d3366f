"""Consortia on one time axis, each day drawn as surely as it is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Any

import polars as pl

from components.charts.drawing import Drawing, Styles, share_of_width, styled
from components.labels import STAGE, named
from components.theme import CLOCK_COLOURS, EMPHASIS, QUIET, STATUS_COLOURS
from components.words import day, marked, tr

ROW_HEIGHT = "2.1rem"
LABELS = "clamp(5.5rem, 18vw, 12rem)"
STAGE_COLOURS = {
    "running": STATUS_COLOURS["running"],
    "ended": CLOCK_COLOURS["baseline"],
    "not begun": STATUS_COLOURS["due soon"],
    "not known": QUIET,
}
# Kind and state of a mark -> its name, its sign and the status it has its colour from. No two look alike in grey.
MARKS = {
    ("deliverable", "done"): (marked("Deliverable delivered"), "●", "accepted"),
    ("deliverable", "overdue"): (marked("Deliverable overdue"), "✖", "overdue"),
    ("deliverable", "to come"): (marked("Deliverable to come"), "○", "planned"),
    ("deliverable", "not known"): (marked("Deliverable, not known"), "⊙", "not known"),
    ("milestone", "done"): (marked("Milestone achieved"), "▲", "achieved"),
    ("milestone", "overdue"): (marked("Milestone overdue"), "◬", "overdue"),
    ("milestone", "to come"): (marked("Milestone to come"), "△", "planned"),
    ("report", "past"): (marked("Report due, day past"), "■", "in preparation"),
    ("report", "to come"): (marked("Report to come"), "□", "in preparation"),
}
SELECTED, OPEN_END = "◇", "▷"
BAR_OPACITY = 0.35  # the marks stand on the bars
HATCHING = f"repeating-linear-gradient(135deg, {QUIET} 0 1px, transparent 1px 5px)"
MOST_TICKS = 8
DAY: Styles = {
    "position": "absolute",
    "top": "-1.3rem",
    "white-space": "nowrap",
    "font-size": "0.8rem",
    "font-weight": 600,
}
LINE: Styles = {"display": "flex", "align-items": "center"}
WIDEST: Styles = {"position": "absolute", "top": "0", "bottom": "0"}


@dataclass(frozen=True)
class Axis:
    """Days from left to right between two edges."""

    first: date
    last: date

    def at(self, when: date) -> float:
        """Return where the beginning of a day stands, 0 at the left and 1 at the right."""
        return (when - self.first) / (self.last - self.first)

    def years(self) -> list[date]:
        """Return the first days of years to write below, at most as many as can be read."""
        all_years = range(self.first.year + 1, self.last.year + 1)
        return [date(year, 1, 1) for year in all_years if year % -(-len(all_years) // MOST_TICKS) == 0]


def portfolio_wall(rows: pl.DataFrame, marks: pl.DataFrame, *, as_of: date) -> Drawing:
    """Return a wall with one bar per consortium, those without any date left out, and marks on it.

    `rows` as portfolio_list: acronym, fictional, stage, selected_on, starts_on, ends_on with their precision, and the
    earliest and latest day of beginning and end. The bar is full where the consortium certainly ran and hatched where
    only its year or month is known. An open diamond stands for a selection without a known start, an open triangle
    for an end that is not known.

    `marks` as portfolio_marks: a deliverable, milestone or report stands where it is due.
    """
    dated = rows.filter(pl.col("begins_earliest_on").is_not_null() | pl.col("ends_latest_on").is_not_null())
    shown = marks.filter(pl.col("consortium_id").is_in(dated["consortium_id"].to_list()))
    days = [as_of, *shown["due_on"]]
    for column in ("begins_earliest_on", "begins_latest_on", "ends_earliest_on", "ends_latest_on"):
        days += dated[column].drop_nulls().to_list()
    margin = timedelta(days=max(15, (max(days) - min(days)).days // 60))
    axis = Axis(min(days) - margin, max(days) + margin)
    of_consortium = {
        str(consortium): list(own.iter_rows(named=True))
        for (consortium,), own in shown.group_by("consortium_id", maintain_order=True)
    }
    lines = "".join(_line(row, of_consortium.get(row["consortium_id"], []), axis, as_of) for row in dated.to_dicts())
    beside: Styles = {"position": "absolute", "left": LABELS, "right": 0, "top": "1.4rem", "bottom": 0}
    below: Styles = {"position": "relative", "height": "1.4rem", "margin-left": LABELS, "font-size": "0.8rem"}
    return Drawing(
        styled(
            {"position": "relative", "padding-top": "1.4rem"},
            styled(beside, _years(axis) + _as_of(axis, as_of)) + lines,
        )
        + styled(below, "".join(_year(axis, year) for year in axis.years()))
    )


def legend(rows: pl.DataFrame, marks: pl.DataFrame) -> Drawing:
    """Return what the bars and marks of the wall mean, those that are on it."""
    stages = [stage for stage in STAGE if stage in rows["stage"]]
    states = {(row["kind"], row["state"]) for row in marks.iter_rows(named=True)}
    entries = [_swatch({"background": STAGE_COLOURS[stage], "opacity": BAR_OPACITY}) + named(STAGE, stage)
               for stage in stages]  # fmt: skip
    spans = [_hatched(row) for row in rows.iter_rows(named=True)]
    if any(spans):
        entries.append(_swatch({"background": HATCHING}) + tr("Only the year or month is known"))
    if rows.filter(pl.col("selected_on").is_not_null() & pl.col("starts_on").is_null()).height:
        entries.append(_sign(SELECTED, EMPHASIS) + tr("Selected; start not in public sources"))
    if rows.filter(pl.col("ends_on").is_null() & pl.col("begins_earliest_on").is_not_null()).height:
        entries.append(_sign(OPEN_END, EMPHASIS) + tr("End not known"))
    entries += [_sign(sign, STATUS_COLOURS[status]) + tr(name)
                for of, (name, sign, status) in MARKS.items() if of in states]  # fmt: skip
    beside: Styles = {"display": "inline-flex", "align-items": "center", "gap": "0.35rem"}
    return Drawing(
        styled(
            {"display": "flex", "flex-wrap": "wrap", "gap": "0.2rem 1.1rem", "font-size": "0.875rem"},
            "".join(styled(beside, entry, tag="span") for entry in entries),
        )
    )


def _line(row: dict[str, Any], marks: Sequence[dict[str, Any]], axis: Axis, as_of: date) -> str:
    """Return the line of one consortium: its name, its bar, and the marks on it."""
    name = tr("{acronym} (fictional)", acronym=row["acronym"]) if row["fictional"] else row["acronym"]
    period = _period(row)
    begins = row["begins_latest_on"] or row["ends_earliest_on"]
    ends = row["ends_earliest_on"] or max(as_of, begins)
    drawn = [
        _bar(axis, first, last, {"background": HATCHING, "border": f"1px solid {QUIET}"}, period)
        for first, last in _hatched(row)
    ]
    if ends > begins:
        colour: Styles = {"background": STAGE_COLOURS[row["stage"]], "opacity": BAR_OPACITY}
        drawn.insert(0, _bar(axis, begins, ends, colour, period))
    if row["selected_on"] and not row["starts_on"]:
        drawn.append(_mark(axis, row["selected_on"], SELECTED, EMPHASIS, period))
    if not row["ends_on"]:
        drawn.append(_mark(axis, ends, OPEN_END, EMPHASIS, period))
    for one in marks:
        _, sign, status = MARKS[one["kind"], one["state"]]
        drawn.append(_mark(axis, one["due_on"], sign, STATUS_COLOURS[status], _mark_said(one)))
    label: Styles = {
        "flex": f"0 0 {LABELS}",
        "padding-right": "0.6rem",
        "font-size": "0.8rem",
        "line-height": 1.1,
        "text-align": "end",
        "overflow-wrap": "anywhere",
    }
    track: Styles = {"flex": "1 1 0", "position": "relative", "height": ROW_HEIGHT}
    return styled(
        {"display": "flex", "align-items": "center"}, styled(label, escape(name)) + styled(track, "".join(drawn))
    )


def _hatched(row: dict[str, Any]) -> list[tuple[date, date]]:
    """Return the first and last days of beginning and end of which only the year or month is known."""
    edges = ((row["begins_earliest_on"], row["begins_latest_on"]), (row["ends_earliest_on"], row["ends_latest_on"]))
    return [(first, last) for first, last in edges if first and last > first]


def _bar(axis: Axis, first: date, last: date, look: Styles, said: str) -> str:
    left, right = axis.at(first), axis.at(last + timedelta(days=1))
    place: Styles = {
        "position": "absolute",
        "left": share_of_width(left),
        "width": share_of_width(right - left),
        "top": "22%",
        "height": "56%",
    }
    return styled({**place, **look}, said=said)


def _mark(axis: Axis, when: date, sign: str, colour: str, said: str) -> str:
    place: Styles = {
        "position": "absolute",
        "left": share_of_width(axis.at(when)),
        "top": "50%",
        "transform": "translate(-50%,-50%)",
        "line-height": 1,
        "color": colour,
        "cursor": "default",
    }
    return styled(place, sign, said=said, tag="span")


def _years(axis: Axis) -> str:
    quiet: Styles = {**WIDEST, "border-left": f"1px solid {QUIET}", "opacity": 0.3}
    return "".join(styled({**quiet, "left": share_of_width(axis.at(year))}) for year in axis.years())


def _year(axis: Axis, year: date) -> str:
    place: Styles = {"position": "absolute", "left": share_of_width(axis.at(year)), "transform": "translateX(-50%)"}
    return styled(place, day(year, "year"), tag="span")


def _as_of(axis: Axis, as_of: date) -> str:
    """Return the line of the day the wall is as of, with its date above, on the side where there is room."""
    at = axis.at(as_of)
    side: Styles = {"right": "0.25rem"} if at > 0.5 else {"left": "0.25rem"}
    line: Styles = {**WIDEST, "left": share_of_width(at), "border-left": f"2px solid {EMPHASIS}"}
    return styled(line, styled({**DAY, **side}, day(as_of), tag="span"))


def _swatch(look: Styles) -> str:
    size: Styles = {"width": "1.4rem", "height": "0.7rem", "border": f"1px solid {QUIET}"}
    return styled({**size, **look}, tag="span")


def _sign(sign: str, colour: str) -> str:
    return styled({"color": colour}, sign, tag="span")


def _period(row: dict[str, Any]) -> str:
    if row["starts_on"]:
        begins = day(row["starts_on"], row["starts_precision"])
    elif row["selected_on"]:
        begins = tr("selected {day}", day=day(row["selected_on"]))
    else:
        begins = "?"
    return f"{begins} – {day(row['ends_on'], row['ends_precision']) if row['ends_on'] else '?'}"


def _mark_said(row: dict[str, Any]) -> str:
    due = day(row["due_on"], row["due_precision"])
    if row["kind"] == "report":
        return tr("Report on period {period}, due {day}", period=row["code"], day=due)
    return tr("{code} {title}, due {day}", code=row["code"], title=row["title"], day=due)
