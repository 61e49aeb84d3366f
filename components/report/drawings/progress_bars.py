"""How far indicators are on the way from their baseline to their target."""

import polars as pl

from components.charts.progress_to_target import progress_said
from components.report.document import Drawing
from components.report.drawings.canvas import Canvas, short
from components.theme import EMPHASIS, QUIET, STATUS_COLOURS
from components.words import percent

ROW, TOP, LEFT, RIGHT = 20, 22, 300, 580


def progress_bars(rows: pl.DataFrame, *, alt: str, caption: str) -> Drawing:
    """Return one bar per indicator on a track from baseline to target, as the chart progress_to_target.

    `rows` as indicator_list: code, title, progress, progress_state. A bar ends at the target at the latest; where
    progress is not defined the track is empty and says why.
    """
    bottom = TOP + ROW * rows.height
    canvas = Canvas(bottom + 6)
    for share in (0, 0.5, 1):
        canvas.write(_across(share), TOP - 8, percent(share, 1), size=10, text_anchor="middle")
    for place, (code, title, progress, state) in enumerate(
        rows.select("code", "title", "progress", "progress_state").iter_rows()
    ):
        y = TOP + ROW * place
        canvas.write(0, y + 14, short(f"{code}  {title}", LEFT - 12))
        canvas.draw("rect", x=LEFT, y=y + 4, width=RIGHT - LEFT, height=12, fill=QUIET, fill_opacity=0.2)
        said = progress_said(progress, state)
        if progress is None:
            canvas.write(LEFT + 6, y + 14, said, size=10)
            continue
        width = min(1.0, max(0.0, progress)) * (RIGHT - LEFT)
        colour = STATUS_COLOURS["achieved" if state == "reached" else "running"]
        canvas.draw("rect", x=LEFT, y=y + 4, width=width, height=12, fill=colour)
        canvas.write(RIGHT + 8, y + 14, said)
    canvas.line(RIGHT, TOP, RIGHT, bottom, stroke=EMPHASIS, stroke_width=2)
    return Drawing(canvas.svg, canvas.width, canvas.height, alt, caption)


def _across(share: float) -> float:
    return LEFT + share * (RIGHT - LEFT)
