import json

import polars as pl

from components.charts.country_network import WIDEST, country_network

LINKS = pl.DataFrame(
    [
        ("BE", "BE", 2, 2, 1, 1, 9),
        ("BE", "FI", 2, 1, 1, 1, 4),
        ("FI", "BE", 1, 2, 1, 1, 4),
        ("BE", "NL", 2, 1, 1, 1, 2),
        ("BE", "PT", 2, 1, 1, 1, 0),
        ("BE", "XK", 2, 1, 1, 1, 1),
    ],
    schema=["country", "other_country", "organisations", "other_organisations", "consortia", "other_consortia",
            "organisation_pairs"],
    orient="row",
)  # fmt: skip
PLACES = {"BE": (50.85, 4.35), "FI": (60.17, 24.94), "NL": (51.92, 4.48), "PT": (38.73, -9.15), "XK": (None, None)}
COUNTRIES = pl.DataFrame(
    [(code, 2, 1, *place) for code, place in PLACES.items()],
    schema={
        "country": pl.String,
        "organisations": pl.Int64,
        "consortia": pl.Int64,
        "latitude": pl.Float64,
        "longitude": pl.Float64,
    },
    orient="row",
)


def layers(links: pl.DataFrame, countries: pl.DataFrame) -> dict[str, list[dict[str, object]]]:
    deck = json.loads(country_network(links, countries, rule="organisation_pairs", dark=False).to_json())
    return {layer["id"]: layer["data"] for layer in deck["layers"]}


def test_an_arc_is_as_wide_as_its_link_and_says_what_stands_behind_it():
    arcs = layers(LINKS, COUNTRIES)["links"]
    assert [(arc["from"], arc["to"], arc["width"]) for arc in arcs] == [
        ([4.35, 50.85], [4.48, 51.92], WIDEST / 2),
        ([4.35, 50.85], [24.94, 60.17], WIDEST),  # the strongest lies on top
    ]
    assert arcs[1]["text"] == (
        "Belgium – Finland: 4 pairs of organisations\n"
        "Belgium: 2 partners, 1 consortium\n"
        "Finland: 1 partner, 1 consortium"
    )


def test_a_country_without_a_place_has_neither_mark_nor_arc():
    assert [mark["code"] for mark in layers(LINKS, COUNTRIES)["codes"]] == ["BE", "FI", "NL", "PT"]


def test_without_links_there_are_only_countries_and_without_countries_nothing():
    assert layers(LINKS.clear(), COUNTRIES)["links"] == []
    assert layers(LINKS.clear(), COUNTRIES.clear())["countries"] == []
