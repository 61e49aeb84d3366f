"""Where things lie: every rule of placing on a few rectangles, known places on real regions."""

import json
import math
import os
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from components.labels import PLACED_BY, PLACEMENT_REASON
from data.changes.placing import choose_place
from data.checks import run_checks
from data.problems import Problem
from data.regions.load import load_regions
from data.regions.placer import REASONS
from data.regions.placing import not_placed, place_all, place_organisation, placement_account
from data.regions.region_index import RegionIndex
from data.sources.load import load_sample, load_sources
from data.store import Store
from queries.coverage import place_choices
from tests.copies import empty_store
from tests.regions.conftest import SCHEME

FILES = Path(os.environ.get("REGION_FILES", Path(__file__).parents[3] / "shared" / "regions"))
BE = {"country": "BE"}


def placed(store: Store, kind: str = "organisation") -> dict[str, dict[str, Any]]:
    rows = store.fetch("select * from placement where subject_kind = $kind", {"kind": kind})
    return {row["subject_id"]: row for row in rows.to_dicts()}


def found(store_with, two_countries, **facts: Any) -> tuple[str | None, str, str | None]:
    """Region, how and why of an organisation of these facts."""
    store = store_with(two_countries | {"organisation": [{"organisation_id": "o", **facts}]})
    place_all(store)
    row = placed(store)["o"]
    return row["region_code"], row["placed_by"], row["reason"]


def at(latitude: float, longitude: float) -> dict[str, float]:
    return {"latitude": latitude, "longitude": longitude}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # Its own code, before everything else.
        ({"nuts3_code": "BE12"}, ("BE12", "own code", None)),
        ({"region_code": "be12 "}, ("BE12", "own code", None)),
        ({"nuts3_code": "BE12", **at(50.5, 5.5)}, ("BE12", "own code", None)),
        ({"nuts3_code": "BE12", "country": "BE", **at(50.5, 4.5)}, ("BE12", "own code", "outside own code")),
        ({"nuts3_code": "BE12", "country": "BE", **at(0, 0)}, ("BE12", "own code", "coordinates zero")),
        ({"region_code": "BE2"}, ("BE21", "own code", None)),
        ({"nuts3_code": "BE99"}, ("BE12", "own code", "translated code")),
        # A code that stands for several regions tells which of them can be meant.
        ({"region_code": "BE1"}, (None, "not placed", "coarse code|no place stated")),
        ({"region_code": "BE1", **BE, **at(50.5, 5.5)}, ("BE12", "coordinates", None)),
        (
            {"region_code": "BE1", **BE, **at(50.5, 6.5)},
            (None, "not placed", "outside own code|coarse code|no place stated"),
        ),
        ({"region_code": "BE1", **BE, **at(50.5, 6.01)}, ("BE12", "nearest region", None)),
        ({"nuts3_code": "BE98", **BE, **at(50.5, 5.5)}, ("BE12", "coordinates", "translated code")),
        ({"region_code": "BE1", **BE, "city": "Twice"}, ("BE12", "place name", "coarse code")),
        # A code nobody knows is said, and the rest decides.
        ({"nuts3_code": "XX1", **BE, **at(50.5, 4.5)}, ("BE11", "coordinates", "unknown code")),
        ({"region_code": "XX1"}, (None, "not placed", "unknown code|no place stated")),
        # Coordinates.
        ({**BE, **at(50.5, 4.5)}, ("BE11", "coordinates", None)),
        ({"country": "NL", **at(51.5, 4.5)}, ("NL11", "coordinates", None)),
        (at(50.5, 4.5), ("BE11", "coordinates", None)),
        ({**BE, **at(50.5, 3.9)}, ("BE11", "nearest region", None)),
        ({**BE, **at(50.5, 3.5)}, (None, "not placed", "far from outlines|no place stated")),
        (at(50.5, 3.9), (None, "not placed", "far from outlines|no place stated")),
        ({**BE, **at(51.01, 4.5)}, ("BE11", "nearest region", None)),
        ({**BE, **at(51.1, 4.5)}, (None, "not placed", "outside country|no place stated")),
        ({**BE, **at(51.1, 4.5), "city": "Twice"}, ("BE12", "place name", "outside country")),
        ({**BE, **at(4.5, 50.5), "city": "Twice"}, ("BE12", "place name", "coordinates swapped")),
        ({**BE, **at(0, 0), "city": "Twice"}, ("BE12", "place name", "coordinates zero")),
        ({"country": "US", **at(40, -75)}, (None, "not placed", "country not in scheme")),
        ({"country": "US", "city": "Maia"}, (None, "not placed", "country not in scheme")),
        # The name of its place.
        ({**BE, "city": "Göteborgen"}, ("BE11", "place name", None)),
        ({**BE, "city": "GOTEBORGEN"}, ("BE11", "place name", None)),
        ({**BE, "city": "Gothenburgh"}, ("BE11", "place name", None)),
        ({**BE, "city": "Гётеборг"}, ("BE11", "place name", None)),
        ({**BE, "city": "B-9000 Göteborgen CEDEX 05"}, ("BE11", "place name", None)),
        ({**BE, "city": "Göteborgen 12 (Centrum)"}, ("BE11", "place name", None)),
        ({**BE, "city": "City of Goteborgen"}, ("BE11", "place name", None)),
        ({**BE, "city": "Göteborgen, Belgium"}, ("BE11", "place name", None)),
        ({**BE, "city": "Centrum / Göteborgen"}, ("BE11", "place name", None)),
        ({**BE, "city": "Kortrijk"}, ("BE11", "place name", None)),
        # A title comes before the other name of another place.
        ({**BE, "city": "Courtrai"}, ("BE12", "place name", None)),
        ({**BE, "city": "Twice"}, ("BE12", "place name", None)),
        ({**BE, "city": "Maia"}, (None, "not placed", "several places")),
        ({"region_code": "BE11", **BE, "city": "Maia"}, ("BE11", "own code", None)),
        ({**BE, "city": "Nowhere"}, (None, "not placed", "unknown place")),
        ({"country": "NL", "city": "Maia"}, (None, "not placed", "unknown place")),
        ({"city": "Maia"}, (None, "not placed", "no country")),
        (BE, (None, "not placed", "no place stated")),
        ({}, (None, "not placed", "no place stated")),
    ],
)  # fmt: skip
def test_a_rule(store_with, two_countries, facts, expected):
    assert found(store_with, two_countries, **facts) == expected


def test_every_reason_and_way_has_its_name_on_the_screen():
    assert PLACEMENT_REASON.keys() == {*REASONS}
    assert PLACED_BY.keys() >= {"own code", "coordinates", "nearest region", "place name", "chosen", "not placed"}


def test_greece_and_the_united_kingdom_have_two_codes(store_with, two_countries):
    greek = [row | {"country": "GR"} for row in two_countries["region"]]
    answered = found(store_with, two_countries | {"region": greek, "place": []}, country="EL", **at(50.5, 4.5))
    assert answered == ("BE11", "coordinates", None)


def test_near_a_border_is_within_two_kilometres_of_another_region_and_not_of_the_sea(store_with, two_countries):
    # At 50.5° north a degree of longitude is 70.7 km: 0.028° are 1.98 km, 0.029° are 2.05 km.
    points = {"sea": 4.001, "near": 4.972, "inside": 4.971, "beyond": 5.028, "far": 5.5}
    rows = [{"organisation_id": name, **BE, **at(50.5, longitude)} for name, longitude in points.items()]
    store = store_with(two_countries | {"organisation": rows})
    place_all(store)
    assert {name: row["near_border"] for name, row in placed(store).items()} == {
        "sea": False, "near": True, "inside": False, "beyond": True, "far": False}  # fmt: skip


def test_off_the_coast_the_distance_is_told(store_with, two_countries):
    rows = [
        {"organisation_id": "off", **BE, **at(50.5, 3.9)},
        {"organisation_id": "between", **BE, **at(49.9, 5.01)},
        {"organisation_id": "in", **BE, **at(50.5, 4.5)},
    ]
    store = store_with(two_countries | {"organisation": rows})
    place_all(store)
    known = placed(store)
    assert known["off"]["distance_km"] == pytest.approx(7.07, abs=0.02)
    assert known["in"]["distance_km"] is None
    assert (known["between"]["region_code"], known["between"]["near_border"]) == ("BE12", True)
    assert known["between"]["distance_km"] == pytest.approx(11.12, abs=0.02)


def test_who_lies_at_a_place_near_a_border_lies_near_it_too(store_with, two_countries):
    store = store_with(two_countries | {"organisation": [{"organisation_id": "o", **BE, "city": "Edge"}]})
    place_all(store)
    row = placed(store)["o"]
    assert (row["region_code"], row["place_id"], row["near_border"]) == ("BE12", "p8", True)


def test_pilots_and_towns_are_placed_too(store_with, two_countries):
    held = {"consortium_id": "c", "held_on": date(2024, 1, 1)}
    store = store_with(
        two_countries
        | {
            "pilot": [{"pilot_id": "1", "consortium_id": "c", **BE, **at(50.5, 5.5)}],
            "engagement": [
                {"engagement_id": "1", **held, **BE, "city": "Kortrijk"},
                {"engagement_id": "2", **held, **BE, "city": "KORTRIJK "},
                {"engagement_id": "3", **held, **BE, "city": "Maia"},
                {"engagement_id": "4", **held, **BE},
                {"engagement_id": "5", **held, **BE, "region_code": "BE12"},
                {"engagement_id": "6", **held, "country": "NL", "region_code": "BE1"},
                {"engagement_id": "7", **held},
            ],
        }
    )
    place_all(store)
    assert placed(store, "pilot")["1"]["region_code"] == "BE12"
    assert {name: row["region_code"] for name, row in placed(store, "town").items()} == {
        "BE:kortrijk": "BE11", "BE:maia": None}  # fmt: skip
    regions = "select engagement_id, region_code from engagement_region('nuts-test', $level) order by engagement_id"
    finest, middle, countries = (store.fetch(regions, {"level": level})["region_code"] for level in (2, 1, 0))
    assert finest.to_list() == ["BE11", "BE11", None, None, "BE12", None, None]
    assert middle.to_list() == ["BE1", "BE1", None, None, "BE1", "BE1", None]
    assert countries.to_list() == ["BE", "BE", "BE", "BE", "BE", "BE", None]


def test_regions_and_those_without_add_up_at_every_level(store_with, two_countries):
    organisations = [
        {"organisation_id": "1", "nuts3_code": "BE12"},
        {"organisation_id": "2", "region_code": "BE1"},
        {"organisation_id": "3", **BE},
        {"organisation_id": "4", "country": "US"},
        {"organisation_id": "5", **BE, "city": "Maia"},
    ]
    store = store_with(two_countries | {"organisation": organisations})
    place_all(store)
    asked = (
        "select region_code, placed_by from placed('nuts-test', $level) where subject_kind = 'organisation' "
        "order by subject_id"
    )
    no = (None, "not placed")
    assert store.fetch(asked, {"level": 2}).rows() == [("BE12", "own code"), no, no, no, no]
    assert store.fetch(asked, {"level": 1}).rows() == [("BE1", "own code"), ("BE1", "own code"), no, no, no]
    assert store.fetch(asked, {"level": 0}).rows() == [
        ("BE", "own code"), ("BE", "own code"), ("BE", "country"), no, ("BE", "country")]  # fmt: skip


def test_a_region_knows_those_above_it(store_with, two_countries):
    store = store_with(two_countries)
    rows = store.fetch("select region_code, codes from region_path('nuts-test') order by region_code").rows()
    assert dict(rows)["BE21"] == ["BE", "BE2", "BE21", None]
    assert dict(rows)["NL"] == ["NL", None, None, None]
    assert len(rows) == 9


# Again, and after a change -------------------------------------------------------------------------------------------


def test_a_second_time_nothing_is_done(store_with, two_countries):
    store = store_with(two_countries | {"organisation": [{"organisation_id": "o", **BE, "city": "Twice"}]})
    assert place_all(store).row_count == 10
    version = store.version
    assert place_all(store).row_count == 0
    assert store.version == version


def test_what_came_since_is_placed_and_what_went_is_placed_no_more(store_with, two_countries):
    store = store_with(two_countries | {"organisation": [{"organisation_id": "o", **BE, "city": "Twice"}]})
    place_all(store)

    def work(transaction):
        transaction.withdraw("organisation", transaction.fetch("select * from organisation"))
        new = {"organisation_id": "new", "organisation_type": "CSO", "fictional": False, "source_id": "s", **BE}
        transaction.append("organisation", [new | at(50.5, 4.5)])

    store.write(work, who="t", why="t", origin="app")
    place_all(store)
    assert {name: row["region_code"] for name, row in placed(store).items()} == {"new": "BE11"}
    assert run_checks(store, "fail_placement").is_empty()


def test_a_scheme_that_goes_takes_its_placements_along(store_with, two_countries):
    store = store_with(two_countries | {"organisation": [{"organisation_id": "o", **BE, "city": "Twice"}]})
    place_all(store)
    gone = "select * from region_scheme"
    store.write(lambda change: change.withdraw("region_scheme", change.fetch(gone)), who="t", why="t", origin="app")
    place_all(store)
    assert placed(store) == {}
    assert store.fetch("select * from placement_run").is_empty()


def test_an_organisation_is_placed_within_the_change_that_adds_it(store_with, two_countries):
    store = store_with(two_countries)
    place_all(store)

    def work(transaction):
        new = {"organisation_id": "new", "organisation_type": "CSO", "fictional": False, "source_id": "s", **BE}
        transaction.append("organisation", [new | {"city": "Courtrai"}])
        place_organisation(transaction, "new")

    store.write(work, who="t", why="t", origin="app")
    assert placed(store)["new"]["region_code"] == "BE12"
    assert placed(store, "place").keys() == {f"p{number}" for number in range(1, 9)}

    def gone(transaction):
        transaction.withdraw("organisation", transaction.fetch("select * from organisation"))
        place_organisation(transaction, "new")

    store.write(gone, who="t", why="t", origin="app")
    assert placed(store) == {}


def test_one_of_several_places_is_chosen_and_stays_chosen(store_with, two_countries):
    store = store_with(two_countries | {"organisation": [{"organisation_id": "o", **BE, "city": "Maia"}]})
    place_all(store)
    offered = place_choices(organisation_id="o", scheme="nuts-test").rows
    assert offered["place_id"].to_list() == ["p3", "p2"]
    assert offered["region_code"].to_list() == ["BE12", "BE11"]
    with pytest.raises(Problem, match="cannot mean"):
        choose_place("o", "p4", who="t")
    assert placed(store)["o"]["placed_by"] == "not placed"
    choose_place("o", "p2", who="t")
    assert placed(store)["o"] | {"reason": None} == {
        "subject_kind": "organisation", "subject_id": "o", "scheme": "nuts-test", "region_code": "BE11",
        "placed_by": "chosen", "near_border": False, "distance_km": None, "place_id": "p2", "reason": None,
        "source_id": "recorded-here"}  # fmt: skip
    place_all(store)
    assert placed(store)["o"]["placed_by"] == "chosen"
    choose_place("o", "p3", who="t")
    assert placed(store)["o"]["region_code"] == "BE12"
    history = "select place_id, placed_by from placement_record where subject_id = 'o' order by version"
    assert store.fetch(history).rows() == [(None, "not placed"), ("p2", "chosen"), ("p3", "chosen")]


def test_a_choice_holds_in_a_scheme_that_comes_later_and_ends_with_another_city(store_with, two_countries):
    store = store_with(two_countries | {"organisation": [{"organisation_id": "o", **BE, "city": "Maia"}]})
    place_all(store)
    choose_place("o", "p2", who="t")

    def another_scheme(transaction):
        for entity in ("region_scheme", "region"):
            rows = transaction.fetch(f"select * replace ('later' as scheme) from {entity}")
            transaction.append(entity, rows)

    store.write(another_scheme, who="t", why="t", origin="import")
    place_all(store)
    later = "select region_code, placed_by from placement where scheme = 'later' and subject_id = 'o'"
    assert store.fetch(later).rows() == [("BE11", "chosen")]

    def moved(transaction):
        transaction.append("organisation", transaction.fetch("select * replace ('Twice' as city) from organisation"))
        place_organisation(transaction, "o")

    store.write(moved, who="t", why="t", origin="app")
    assert store.fetch(later).rows() == [("BE12", "place name")]


def test_there_is_nothing_to_choose_where_nothing_is_in_doubt(store_with, two_countries):
    store = store_with(two_countries | {"organisation": [{"organisation_id": "o", **BE, "city": "Twice"}]})
    place_all(store)
    with pytest.raises(Problem, match="not in doubt"):
        choose_place("o", "p4", who="t")


def test_the_account_counts_every_subject_and_names_those_not_placed(store_with, two_countries):
    bread = {"organisation_id": "o", "legal_name": "Bread", **BE, "city": "Maia"}
    store = store_with(two_countries | {"organisation": [bread, {"organisation_id": "p", **BE}]})
    place_all(store)
    assert placement_account(store).drop("scheme").rows() == [
        ("organisation", "not placed", "no place stated", 1),
        ("organisation", "not placed", "several places", 1),
        ("place", "coordinates", None, 8),
    ]
    assert placement_account(store, "other").is_empty()
    assert not_placed(store).drop("scheme").row(0) == (
        "organisation", "o", "Bread", "BE", "Maia", "several places")  # fmt: skip
    assert run_checks(store, "warn_not_placed")["message"].to_list() == [
        "Bread is in no region of Test: several places."
    ]


def test_a_placement_of_nothing_or_in_no_region_is_found(store_with, two_countries):
    rows = [
        {"subject_kind": "organisation", "subject_id": "x", "scheme": "nuts-test", "placed_by": "not placed"},
        {
            "subject_kind": "place",
            "subject_id": "p1",
            "scheme": "nuts-test",
            "placed_by": "chosen",
            "region_code": "BE1",
        },
    ]
    store = store_with(two_countries | {"placement": [row | {"near_border": False} for row in rows]})
    assert run_checks(store, "fail_placement").select("key", "message").rows() == [
        ("organisation x nuts-test", 'places the organisation "x", and there is none.'),
        ("place p1 nuts-test", 'places it in "BE1", which is not a finest region of the scheme.'),
    ]


# Points and outlines -------------------------------------------------------------------------------------------------

RING = [[0, 0], [1, 3], [3, 4], [2, 2], [5, 3], [4, 0], [2, 1], [0, 0]]
HOLE = [[3, 1], [4, 1], [4, 2], [3, 1]]
outlines = [
    ("A", {"type": "Polygon", "coordinates": [RING, HOLE]}),
    ("B", {"type": "MultiPolygon", "coordinates": [[HOLE], [[[6, 0], [6, 2], [8, 2], [8, 0], [6, 0]]]]}),
    ("broken", {"type": "Polygon", "coordinates": [[[10, 0], [12, 2], [12, 0], [10, 2], [10, 0]]]}),
    ("none", None),
]
index = RegionIndex(
    pl.DataFrame(
        [(code, None, "BE", json.dumps(outline) if outline else None) for code, outline in outlines],
        schema={"region_code": pl.String, "parent_code": pl.String, "country": pl.String, "outline": pl.String},
        orient="row",
    )
)


def is_in_ring(x: float, y: float, ring: list[list[int]]) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


@given(st.lists(st.tuples(st.floats(-1, 9), st.floats(-1, 5)), max_size=20))
def test_a_point_lies_in_the_region_that_a_plain_count_of_crossings_says(points):
    columns = pl.DataFrame(points, schema={"x": pl.Float64, "y": pl.Float64}, orient="row")
    answered = index.containing(columns["y"].to_numpy(), columns["x"].to_numpy()).tolist()
    for (x, y), region in zip(points, answered, strict=True):
        rings = [RING, HOLE, [[6, 0], [6, 2], [8, 2], [8, 0], [6, 0]]]
        if min(shapely.LineString(ring).distance(shapely.Point(x, y)) for ring in rings) < 1e-9:
            continue  # on a border both answers are right
        in_hole = is_in_ring(x, y, HOLE)
        expected = 1 if in_hole or is_in_ring(x, y, rings[2]) else 0 if is_in_ring(x, y, RING) else -1
        assert region == expected


def test_a_broken_ring_is_mended_and_a_region_without_outline_contains_nothing():
    latitudes, longitudes = pl.Series([0.2, 1.0, 1.8]).to_numpy(), pl.Series([11.9, 11.0, 11.9]).to_numpy()
    assert index.containing(latitudes, longitudes).tolist() == [2, 2, 2]
    assert index.codes == ["A", "B", "broken", "none"]


@pytest.fixture(scope="module")
def empty() -> Iterator[Store]:
    with empty_store() as store:
        yield store


@given(
    latitude=st.floats(-80, 80),
    longitude=st.floats(-170, 170),
    other=st.tuples(st.floats(-80, 80), st.floats(-170, 170)),
)
def test_the_distance_is_that_of_the_plain_formula(empty, latitude, longitude, other):
    asked = {"a": latitude, "b": longitude, "c": other[0], "d": other[1]}
    answered = empty.fetch("select distance_km($a, $b, $c, $d) as km", asked).item()
    one, two = math.radians(latitude), math.radians(other[0])
    cosine = math.sin(one) * math.sin(two) + math.cos(one) * math.cos(two) * math.cos(
        math.radians(other[1] - longitude)
    )
    # The spherical law of cosines: exact but for the smallest distances, where the haversine is the better one.
    assert answered == pytest.approx(6371.0088 * math.acos(max(-1, min(1, cosine))), rel=1e-6, abs=0.2)


# Known places on real regions ----------------------------------------------------------------------------------------

# Place: country, latitude, longitude, what else it is called, region of NUTS 2024, of ISO 3166-2.
KNOWN = {
    "Brussels": ("BE", 50.8466, 4.3528, "Bruxelles|Brussel", "BE100", "BE-BRU"),
    "Lahti": ("FI", 60.9827, 25.6615, "Lahtis", "FI1C6", "FI-16"),
    "Vilnius": ("LT", 54.6892, 25.2798, "Wilno", "LT011", "LT-VL"),
    "Wageningen": ("NL", 51.97, 5.6667, None, "NL221", "NL-GE"),
    "Maia": ("PT", 41.2357, -8.6199, None, "PT11A", "PT-13"),
    "Trondheim": ("NO", 63.4305, 10.3951, "Nidaros", "NO060", "NO-50"),
    "Delft": ("NL", 52.0067, 4.3556, None, "NL362", "NL-ZH"),
    "Berlin": ("DE", 52.5244, 13.4105, None, "DE300", "DE-BE"),
    "Aachen": ("DE", 50.7766, 6.0834, "Aix-la-Chapelle", "DEA2D", "DE-NW"),
    "Göteborg": ("SE", 57.7072, 11.9668, "Gothenburg", "SE232", "SE-O"),
    "Milano": ("IT", 45.4643, 9.1895, "Milan", "ITC4C", "IT-MI"),
    "Warszawa": ("PL", 52.2298, 21.0118, "Warsaw", "PL911", "PL-MZ"),
    "València": ("ES", 39.4697, -0.3774, "Valencia", "ES523", "ES-V"),
}


def known_places() -> list[dict[str, Any]]:
    return [
        {"place_id": f"known-{title}", "title": title, "other_titles": others, "country": country,
         "latitude": latitude, "longitude": longitude, "population": 1}
        for title, (country, latitude, longitude, others, *_) in KNOWN.items()
    ]  # fmt: skip


def nuts_2024() -> list[dict[str, Any]]:
    regions = []
    for level in range(4):
        drawn = json.loads((FILES / f"nuts_2024_20m_l{level}.geojson").read_text(encoding="utf-8"))
        for feature in drawn["features"]:
            code, country = feature["id"], feature["properties"]["CNTR_CODE"]
            regions.append({
                "scheme": "nuts-2024", "region_code": code, "level": level, "parent_code": code[:-1] if level else None,
                "country": "GR" if country == "EL" else country, "title": code,
                "outline": json.dumps(feature["geometry"])})  # fmt: skip
    return regions


@pytest.fixture(scope="module")
def nuts() -> Iterator[Store]:
    """The known places thrice: by code, by coordinates, by name; the shipped ones and those of the demonstration."""
    if not FILES.is_dir():
        pytest.skip("no folder of NUTS files")
    with empty_store() as store:
        load_sources(store)
        load_sample(store)

        def work(transaction):
            source = {"source_id": "s"}
            transaction.append("region_scheme", [SCHEME | source | {"scheme": "nuts-2024"}])
            transaction.append("region", [row | source for row in nuts_2024()])
            transaction.append("place", [row | source for row in known_places()])
            for title, (country, latitude, longitude, others, code, _) in KNOWN.items():
                own = source | {"organisation_type": "CSO", "fictional": True, "country": country}
                transaction.append("organisation", [
                    own | {"organisation_id": f"code {title}", "nuts3_code": code},
                    own | {"organisation_id": f"point {title}", **at(latitude, longitude)},
                    own | {"organisation_id": f"name {title}", "city": title.upper()},
                    own | {"organisation_id": f"other {title}", "city": (others or title).rpartition("|")[2]},
                ])  # fmt: skip

        store.write(work, who="t", why="t", origin="import")
        place_all(store)
        yield store


@pytest.fixture(scope="module")
def shipped() -> Iterator[Store]:
    """The shipped regions and places; of the known places an organisation by coordinates, by name and by other name."""
    with empty_store() as store:
        load_regions(store)

        def work(transaction):
            for title, (country, latitude, longitude, others, *_) in KNOWN.items():
                own = {"organisation_type": "CSO", "fictional": True, "country": country, "source_id": "s"}
                other = (others or title).rpartition("|")[2]
                transaction.append("organisation", [
                    own | {"organisation_id": f"point {title}", **at(latitude, longitude)},
                    own | {"organisation_id": f"name {title}", "city": title.upper()},
                    own | {"organisation_id": f"other {title}", "city": other},
                ])  # fmt: skip

        store.write(work, who="t", why="t", origin="import")
        place_all(store)
        yield store


@pytest.mark.parametrize("known_by", ["point", "name", "other"])
def test_known_places_lie_in_their_region_of_iso_3166_2(shipped, known_by):
    rows = placed(shipped)
    regions = {title: rows[f"{known_by} {title}"]["region_code"] for title in KNOWN}
    assert regions == {title: code for title, (*_, code) in KNOWN.items()}


def test_nearly_every_shipped_place_lies_in_a_shipped_region(shipped):
    account = placement_account(shipped).filter(pl.col("subject_kind") == "place")
    every, without = (
        sum(rows["subjects"].to_list()) for rows in (account, account.filter(pl.col("placed_by") == "not placed"))
    )
    assert every > 20_000
    assert without < 0.002 * every


@pytest.mark.parametrize("known_by", ["code", "point", "name", "other"])
def test_known_places_lie_in_their_region_of_nuts_2024(nuts, known_by):
    rows = placed(nuts)
    assert {title: rows[f"{known_by} {title}"]["region_code"] for title in KNOWN} == {
        title: code for title, (*_, code, _) in KNOWN.items()}  # fmt: skip


def test_the_universities_with_a_code_lie_where_their_coordinates_say_too(nuts):
    rows = placed(nuts)
    with_code = nuts.fetch(
        "select organisation_id, nuts3_code from organisation where not fictional and nuts3_code <> ''"
    )
    assert with_code.height > 15
    assert [code for name, code in with_code.rows() if rows[name]["region_code"] != code] == []
    assert [name for name in with_code["organisation_id"] if rows[name]["reason"]] == []


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_regions_and_not_placed_add_up_on_the_demonstration(nuts, level):
    asked = """
        select subject_kind, count(*) as subjects, count(region_code) as in_regions
        from placed('nuts-2024', $level) group by subject_kind order by subject_kind
    """
    counted = {kind: (subjects, inside) for kind, subjects, inside in nuts.fetch(asked, {"level": level}).rows()}
    for kind, entity in (("organisation", "organisation"), ("pilot", "pilot"), ("place", "place")):
        assert counted[kind][0] == nuts.fetch(f"select count(*) as n from {entity}").item()
        assert 0 < counted[kind][1] <= counted[kind][0]


def test_the_demonstration_passes_the_check_of_placements(nuts):
    assert run_checks(nuts, "fail_placement").is_empty()
