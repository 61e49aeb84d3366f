"""What is due when: the overdue, and the next thirty, sixty and ninety days."""

from datetime import date

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out
from components.theme import LETTERING, STATUS_COLOURS
from components.words import marked, number, tr

SPANS = (
    ("overdue", marked("Overdue"), "overdue"),
    ("30", marked("0–30 days"), "due soon"),
    ("60", marked("31–60 days"), "submitted"),
    ("90", marked("61–90 days"), "planned"),
)
KINDS = (
    ("deliverable", marked("Deliverables"), ""),
    ("milestone", marked("Milestones"), "/"),
    ("report", marked("Reports"), "x"),
)


def due_calendar(rows: pl.DataFrame, *, as_of: date) -> go.Figure:
    """Return bars of how many deliverables, milestones and reports are overdue or due in each span after `as_of`.

    `rows` as due_list: kind, due_on. Kinds differ by pattern, spans by place and colour.
    """
    spanned = rows.with_columns(span=_span(as_of))
    counted = {(kind, span): count for kind, span, count in spanned.group_by("kind", "span").len().iter_rows()}
    figure = laid_out(height=210, barmode="stack", xaxis={"visible": False}, yaxis={"autorange": "reversed"})
    for kind, name, pattern in KINDS:
        counts = [counted.get((kind, span), 0) for span, _, _ in SPANS]
        if not any(counts):
            continue
        figure.add_bar(
            orientation="h",
            y=[tr(label) for _, label, _ in SPANS],
            x=counts,
            name=tr(name),
            text=[number(count) if count else "" for count in counts],
            textposition="inside",
            insidetextanchor="middle",
            textfont={"size": 13, "color": LETTERING},
            marker={
                "color": [STATUS_COLOURS[status] for _, _, status in SPANS],
                "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": LETTERING, "fgopacity": 0.4},
            },
            hovertemplate="%{x} " + tr(name) + "<extra>%{y}</extra>",
        )
    return figure


def _span(as_of: date) -> pl.Expr:
    days = (pl.col("due_on") - pl.lit(as_of)).dt.total_days()
    return (
        pl.when(days < 0)
        .then(pl.lit("overdue"))
        .when(days <= 30)
        .then(pl.lit("30"))
        .when(days <= 60)
        .then(pl.lit("60"))
        .otherwise(pl.lit("90"))
    )
