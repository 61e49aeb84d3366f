"""How strongly countries are linked, country by country."""

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out
from components.theme import AMOUNT_SCALE, INK, LETTERING, QUIET
from components.words import country, number, plural, tr

ROW_HEIGHT = 34
STRONG = 0.85  # of the strongest link: from there on light letters read better on the cell
UNKNOWN, HIDDEN = "?", "·"
IN_HUNDREDTHS = ("fractional", "affinity")


def country_matrix(rows: pl.DataFrame, *, rule: str, with_unknown: bool, dark: bool) -> go.Figure:
    """Return a symmetric heat map with one row and one column per country; the diagonal is within a country.

    `rows` as country_matrix: country, other_country and a column named as `rule`, where 0 is no link (a bare 0) and
    null is not counted by this rule (a dash) or, of affinity between two countries, hidden for want of consortia (a
    dot). `with_unknown` adds a row and a column of question marks, for partners
    whose country is not known.
    """
    codes = rows["country"].unique().sort().to_list()
    columns = [*codes, UNKNOWN] if with_unknown else codes
    lines = [*map(country, codes), tr("Not known")] if with_unknown else [country(code) for code in codes]
    strength = {(one, other): value for one, other, value in rows.select("country", "other_country", rule).iter_rows()}
    axis = {"type": "category", "showgrid": False, "zeroline": False}
    figure = laid_out(
        height=56 + ROW_HEIGHT * max(len(lines), 1),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        xaxis=axis | {"side": "top", "categoryorder": "array", "categoryarray": columns},
        yaxis=axis | {"autorange": "reversed", "categoryorder": "array", "categoryarray": lines},
    )
    cells = {
        "x": columns,
        "y": lines,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hovertemplate": "%{text}<extra></extra>",
    }
    strongest = max(filter(None, strength.values()), default=1)
    figure.add_heatmap(
        z=[[strength.get((one, other)) or None for other in columns] for one in columns],
        text=[[_said(one, other, strength, rule) for other in columns] for one in columns],
        zmin=0,
        zmax=strongest,
        colorscale=AMOUNT_SCALE,
        **cells,
    )
    if with_unknown:
        figure.add_heatmap(
            z=[[1 if UNKNOWN in (one, other) else None for other in columns] for one in columns],
            colorscale=((0, QUIET), (1, QUIET)),
            opacity=0.3,
            **(cells | {"hoverinfo": "skip", "hovertemplate": None}),
        )
    written: dict[str | None, list[tuple[str, str, str]]] = {}
    for one, line in zip(columns, lines, strict=True):
        for other in columns:
            value = strength.get((one, other), 0)
            is_strong = (value or 0) >= STRONG * strongest
            colour = None if not value else LETTERING if is_strong or dark else INK
            text = UNKNOWN if UNKNOWN in (one, other) else _written(one, other, value, rule)
            written.setdefault(colour, []).append((other, line, text))
    for colour, texts in written.items():
        figure.add_scatter(
            x=[x for x, _, _ in texts],
            y=[y for _, y, _ in texts],
            text=[text for _, _, text in texts],
            mode="text",
            textfont={"size": 12, "color": colour},
            hoverinfo="skip",
        )
    return figure


def strength_said(one: str, other: str, value: float | None, rule: str) -> str:
    """Return the strength of the link between two countries, or within one, as a reader is told it."""
    pair = tr("Within {country}", country=country(one)) if one == other else f"{country(one)} – {country(other)}"
    if value is None and rule == "affinity" and one != other:
        return tr("{pair}: hidden, one of the two has too few consortia", pair=pair)
    if value is None:
        return tr("{pair}: not counted by this rule", pair=pair)
    if not value:
        return tr("{pair}: no link", pair=pair)
    if rule == "affinity":
        return tr("{pair}: affinity {affinity}", pair=pair, affinity=number(value, 4))
    if rule == "fractional":
        return tr("{pair}: weight {weight}", pair=pair, weight=number(value, 4))
    if rule == "consortium_pairs":
        return f"{pair}: " + plural("{n} consortium", "{n} consortia", int(value))
    return f"{pair}: " + plural("{n} pair of organisations", "{n} pairs of organisations", int(value))


def _written(one: str, other: str, value: float | None, rule: str) -> str:
    """Return a strength as short as a phone's cell: fractions in hundredths."""
    if value is None:
        return HIDDEN if rule == "affinity" and one != other else "–"
    if rule not in IN_HUNDREDTHS or not value:
        return number(value)
    return number(100 * value) if value >= 0.005 else "<1"


def _said(one: str, other: str, strength: dict[tuple[str, str], float | None], rule: str) -> str:
    if UNKNOWN in (one, other):
        return tr("Partners whose country is not known may have links here.")
    return strength_said(one, other, strength[one, other], rule)
