"""How far civil society organisations are from the partner they are in contact with; no ranking."""

from textwrap import wrap

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out, plain
from components.theme import KIND_COLOURS
from components.words import number, tr

ROW_HEIGHT = 48
LABEL_WIDTH = 20  # letters: leaves a phone room for the marks
INVISIBLE = "rgba(0, 0, 0, 0)"


def cso_distance(rows: pl.DataFrame) -> go.Figure:
    """Return one line per partner in the order of `rows`, with a dot per CSO and a stroke at the median.

    `rows` as cso_distance: partner_id, partner, cso, distance_km. CSOs without a distance have no dot; the label of the
    line says how many there are.
    """
    partners = rows.group_by("partner_id", maintain_order=True).agg(
        pl.first("partner"),
        median=pl.median("distance_km"),
        known=pl.count("distance_km"),
        total=pl.len(),
    )
    figure = laid_out(
        height=110 + ROW_HEIGHT * max(partners.height, 2),
        xaxis={"title": tr("Kilometres from the partner"), "rangemode": "tozero", "zeroline": False},
        yaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": partners["partner_id"].to_list(),
            "tickmode": "array",
            "tickvals": partners["partner_id"].to_list(),
            "ticktext": [_label(row["partner"], row["known"], row["total"]) for row in partners.to_dicts()],
            "autorange": "reversed",
        },
    )
    placed = rows.drop_nulls("distance_km")
    figure.add_box(
        x=placed["distance_km"].to_list(),
        y=placed["partner_id"].to_list(),
        orientation="h",
        boxpoints="all",
        jitter=0.6,
        pointpos=0,
        hoveron="points",
        fillcolor=INVISIBLE,
        line={"color": INVISIBLE},
        marker={"symbol": "circle", "size": 7, "color": KIND_COLOURS["CSO in contact"]},
        text=[
            tr("{cso}: {km} km", cso=plain(cso or tr("not named in public sources")), km=number(km))
            for cso, km in placed.select("cso", "distance_km").iter_rows()
        ],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )
    # A box has no mark of its own in the legend.
    figure.add_scatter(
        x=[None],
        y=[None],
        mode="markers",
        name=tr("CSO"),
        marker={"symbol": "circle", "size": 7, "color": KIND_COLOURS["CSO in contact"]},
    )
    measured = partners.filter(pl.col("known") > 0)
    figure.add_scatter(
        x=measured["median"].to_list(),
        y=measured["partner_id"].to_list(),
        mode="markers",
        name=tr("Median"),
        marker={"symbol": "line-ns-open", "size": 24, "color": KIND_COLOURS["HEI"], "line": {"width": 3}},
        text=[tr("Median: {km} km", km=number(km)) for km in measured["median"]],
        hovertemplate="%{text}<extra></extra>",
    )
    return figure


def _label(partner: str | None, known: int, total: int) -> str:
    counted = (
        f"n = {number(known)}" if known == total else tr("n = {n} of {total}", n=number(known), total=number(total))
    )
    return "<br>".join([*map(plain, wrap(partner or tr("not named in public sources"), LABEL_WIDTH)), counted])
