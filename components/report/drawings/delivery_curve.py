"""How many deliverables were planned and how many delivered, day by day."""

from datetime import date

import polars as pl

from components.charts.delivery_curve import CURVES
from components.labels import named
from components.report.document import Drawing
from components.report.drawings.canvas import Canvas, TimeAxis
from components.theme import CLOCK_COLOURS, EMPHASIS, QUIET
from components.words import number

NAMES = {column: name for column, name, *_ in CURVES}
DASHES = {"solid": "none", "dash": "7 4", "dot": "1.5 3"}
TOP, BOTTOM, LEFT, RIGHT = 34, 262, 40, 668


def delivery_curve(rows: pl.DataFrame, *, as_of: date, alt: str, caption: str) -> Drawing:
    """Return one step line per count, rising from zero, as the chart of the same name; a count not known is left out.

    `rows` as the query delivery_curve: day, planned_baseline, planned_current, delivered; at least one.
    """
    canvas = Canvas(288)
    axis = TimeAxis(rows["day"].to_list(), LEFT, RIGHT)
    most = rows.select(pl.max_horizontal(pl.col(column).max() for column, *_ in CURVES)).item() or 1
    axis.draw(canvas, TOP, BOTTOM)
    step = _step(most)
    for value in range(0, most + step, step):
        y = _height(value, most)
        if y >= TOP - 1:
            canvas.line(LEFT, y, RIGHT, y, stroke=QUIET, stroke_width=0.5, stroke_opacity=0.5)
            canvas.write(LEFT - 6, y + 4, number(value), size=10, text_anchor="end")
    x: float = LEFT
    for column, _, clock, dash, width in CURVES:
        known = rows.filter(pl.col(column).is_not_null())
        if known.is_empty():
            continue
        look: dict[str, float | str] = {
            "stroke": CLOCK_COLOURS[clock], "stroke_width": width, "stroke_dasharray": DASHES[dash]
        }  # fmt: skip
        canvas.path(_steps(known.select("day", column).rows(), axis, most), **look)
        canvas.line(x, 12, x + 28, 12, **look)
        canvas.write(x + 34, 16, named(NAMES, column))
        x += 190
    axis.mark(canvas, as_of, TOP, BOTTOM, EMPHASIS)
    return Drawing(canvas.svg, canvas.width, canvas.height, alt, caption)


def _height(value: float, most: int) -> float:
    return BOTTOM - value / most * (BOTTOM - TOP)


def _steps(counts: list[tuple[date, int]], axis: TimeAxis, most: int) -> list[tuple[float, float]]:
    points = [(axis.at(counts[0][0]), float(BOTTOM))]
    for when, count in counts:
        points += [(axis.at(when), points[-1][1]), (axis.at(when), _height(count, most))]
    return points


def _step(most: int) -> int:
    return next((step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if most / step <= 8), max(most // 8, 1))
