"""Milestones on a time axis: planned, due now, achieved."""

from datetime import date

import polars as pl

from components.labels import MILESTONE_STATUS, named
from components.report.document import Drawing
from components.report.drawings.canvas import Canvas, TimeAxis, short
from components.theme import CLOCK_COLOURS, EMPHASIS, QUIET, STATUS_COLOURS
from components.words import tr

ROW, TOP, LEFT, RIGHT = 20, 44, 250, 668
# A shape for each status, drawn from its middle; closed ones are filled. Told apart without their colours.
SHAPES = {
    "overdue": "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
    "due soon": "m0 -4.5l5 8.5l-10 0Z",
    "planned": "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0",
    "achieved": "m-4.5 -0.5l3 4l6 -7.5",
    "removed": "m-4 -4l8 8m0 -8l-8 8",
}


def milestone_timeline(rows: pl.DataFrame, *, as_of: date, alt: str, caption: str) -> Drawing:
    """Return one line per milestone, by due date.

    `rows` as milestone_list: code, title, status, baseline_due_on, current_due_on, achieved_on; at least one has a
    current due date. A ring is the signed plan, the shape of the status the current due date, a bar the day of
    achievement.
    """
    dated = rows.filter(pl.col("current_due_on").is_not_null()).sort("current_due_on", "code")
    bottom = TOP + ROW * dated.height
    canvas = Canvas(bottom + 24)
    days = [when for column in ("baseline_due_on", "current_due_on", "achieved_on") for when in dated[column] if when]
    axis = TimeAxis([*days, as_of], LEFT, RIGHT)
    axis.draw(canvas, TOP - 6, bottom)
    _legend(canvas)
    for place, row in enumerate(dated.iter_rows(named=True)):
        y = TOP + ROW * (place + 0.5)
        canvas.write(0, y + 4, short(f"{row['code']}  {row['title']}", LEFT - 12))
        due = axis.at(row["current_due_on"])
        if row["baseline_due_on"]:
            planned = axis.at(row["baseline_due_on"])
            canvas.line(planned, y, due, y, stroke=QUIET, stroke_width=1.25, stroke_dasharray="2 2")
            _ring(canvas, planned, y)
        _mark(canvas, due, y, row["status"])
        if row["achieved_on"]:
            _bar(canvas, axis.at(row["achieved_on"]), y)
    axis.mark(canvas, as_of, TOP - 16, bottom, EMPHASIS)
    return Drawing(canvas.svg, canvas.width, canvas.height, alt, caption)


def _legend(canvas: Canvas) -> None:
    _ring(canvas, 6, 12)
    canvas.write(16, 16, tr("Baseline due"))
    x = 106.0
    for status, name in MILESTONE_STATUS.items():
        _mark(canvas, x, 12, status)
        canvas.write(x + 9, 16, named(MILESTONE_STATUS, status))
        x += 30 + len(name) * 5.9
    _bar(canvas, x + 10, 12)
    canvas.write(x + 18, 16, tr("Achieved on"))


def _ring(canvas: Canvas, x: float, y: float) -> None:
    canvas.draw("circle", cx=x, cy=y, r=5, fill="none", stroke=CLOCK_COLOURS["baseline"], stroke_width=1.5)


def _mark(canvas: Canvas, x: float, y: float, status: str) -> None:
    colour, path = STATUS_COLOURS[status], SHAPES[status]
    is_filled = path.endswith("Z")
    canvas.draw(
        "path", d=f"M{x:.1f} {y:.1f}{path}", stroke=colour, stroke_width=1 if is_filled else 2.2,
        fill=colour if is_filled else "none",
    )  # fmt: skip


def _bar(canvas: Canvas, x: float, y: float) -> None:
    canvas.line(x, y - 7, x, y + 7, stroke=CLOCK_COLOURS["actual"], stroke_width=3)
