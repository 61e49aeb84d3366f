"""Engagements held, quarter by quarter."""

import polars as pl

from components.report.document import Drawing
from components.report.drawings.canvas import Canvas
from components.theme import QUIET, SERIES
from components.words import day, number

TOP, BOTTOM, LEFT, RIGHT = 18, 172, 8, 668
# Columns at which each can carry its quarter; with more, every other one does, and so on.
MOST_LABELS = 12


def engagement_quarters(rows: pl.DataFrame, *, alt: str, caption: str) -> Drawing:
    """Return one column per calendar quarter with its number; that of the running quarter is hollow.

    `rows` as engagement_by_quarter: quarter_starts_on, is_running, engagements; at least one.
    """
    quarters = (
        rows.group_by("quarter_starts_on").agg(pl.sum("engagements"), pl.any("is_running")).sort("quarter_starts_on")
    )
    canvas = Canvas(198)
    most = max(quarters["engagements"].to_list()) or 1
    width = min((RIGHT - LEFT) / quarters.height, 80)
    every = -(-quarters.height // MOST_LABELS)
    for place, (begins, count, is_running) in enumerate(quarters.iter_rows()):
        x = LEFT + place * width
        height = count / most * (BOTTOM - TOP)
        look: dict[str, float | str] = (
            {"fill": "none", "stroke_dasharray": "3 2"} if is_running else {"fill": SERIES[0]}
        )
        canvas.draw(
            "rect", x=x + width * 0.14, y=BOTTOM - height, width=width * 0.72, height=height, stroke=SERIES[0], **look
        )
        if place % every == 0:
            canvas.write(x + width / 2, BOTTOM - height - 4, number(count), size=10, text_anchor="middle")
            canvas.write(x + width / 2, BOTTOM + 14, day(begins, "month"), size=9.5, text_anchor="middle")
    canvas.line(LEFT, BOTTOM, RIGHT, BOTTOM, stroke=QUIET, stroke_width=1)
    return Drawing(canvas.svg, canvas.width, canvas.height, alt, caption)
