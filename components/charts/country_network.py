"""How strongly countries are linked, as a network on our own base map."""

import polars as pl
import pydeck

from components.charts.base_map import on_base_map, rgb
from components.charts.country_matrix import strength_said
from components.theme import INK, LETTERING, SERIES
from components.words import country, plural

WIDEST, THINNEST = 9.0, 1.0  # pixels
COUNTRY_RADIUS = 10  # pixels
# Arcs lean to the side, so that links which would lie on each other on the ground part.
BEND, TILT = 0.5, 25  # of a half circle; degrees

# What is drawn later lies above: an arc in the air would else hide the countries it passes.
FLAT = {"depthCompare": "always", "depthWriteEnabled": False}


def country_network(links: pl.DataFrame, countries: pl.DataFrame, *, rule: str, dark: bool) -> pydeck.Deck:
    """Return a map with an arc per pair of linked countries, as wide as its link is strong, and a mark per country.

    `links` as country_matrix, of which null and 0 are no arc; `countries` as country_strength. Countries without a
    point cannot be drawn.
    """
    placed = countries.filter(pl.col("latitude").is_not_null() & pl.col("longitude").is_not_null())
    at = {
        code: [round(longitude, 3), round(latitude, 3)]
        for code, longitude, latitude in placed.select("country", "longitude", "latitude").iter_rows()
    }
    pairs = links.filter((pl.col("country") < pl.col("other_country")) & (pl.col(rule) > 0)).sort(
        rule, "country", "other_country"
    )
    strongest = pairs[rule].max()
    arcs = [
        {
            "from": at[row["country"]],
            "to": at[row["other_country"]],
            "width": round(max(THINNEST, WIDEST * row[rule] / strongest), 2),
            "text": strength_said(row["country"], row["other_country"], row[rule], rule)
            + f"\n{_behind(row['country'], row['organisations'], row['consortia'])}"
            + f"\n{_behind(row['other_country'], row['other_organisations'], row['other_consortia'])}",
        }
        for row in pairs.iter_rows(named=True)
        if row["country"] in at and row["other_country"] in at
    ]
    marks = [
        {
            "at": at[row["country"]],
            "code": row["country"],
            "text": _behind(row["country"], row["organisations"], row["consortia"]),
        }
        for row in placed.iter_rows(named=True)
    ]
    colour = rgb(SERIES[0])
    return on_base_map(
        [
            pydeck.Layer(
                "ArcLayer",
                arcs,
                id="links",
                get_source_position="from",
                get_target_position="to",
                get_source_color=[*colour, 170],
                get_target_color=[*colour, 170],
                get_width="width",
                get_height=BEND,
                get_tilt=TILT,
                parameters=FLAT,
                pickable=True,
            ),
            pydeck.Layer(
                "ScatterplotLayer",
                marks,
                id="countries",
                get_position="at",
                get_fill_color=rgb(INK if dark else LETTERING),
                get_radius=COUNTRY_RADIUS,
                radius_units="'pixels'",
                stroked=True,
                get_line_color=colour,
                get_line_width=2,
                line_width_units="'pixels'",
                parameters=FLAT,
                pickable=True,
            ),
            pydeck.Layer(
                "TextLayer",
                marks,
                id="codes",
                get_position="at",
                get_text="code",
                get_color=rgb(LETTERING if dark else INK),
                get_size=11,
                font_family="'Source Sans, sans-serif'",
                font_weight=700,
                parameters=FLAT,
            ),
        ],
        placed,
        dark=dark,
    )


def _behind(code: str, organisations: int, consortia: int) -> str:
    partners = plural("{n} partner", "{n} partners", organisations)
    return f"{country(code)}: {partners}, " + plural("{n} consortium", "{n} consortia", consortia)
