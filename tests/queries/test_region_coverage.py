"""Coverage, gaps, reach and pairs of regions: exact on a few rows, and against a naive computation on all of them."""

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from data import store as stores
from data.regions.placing import place_all
from data.regions.schemes import SHIPPED
from data.store import Store
from queries.coverage import (
    coverage_scope_headlines,
    cso_distance,
    reach_by_partner,
    region_coverage,
    region_gaps,
    region_members,
    region_pairs,
    region_trend,
    scheme_choices,
    town_gaps,
)
from tests.copies import shipped_store

DAY = date(2024, 7, 10)
WHERE: dict[str, Any] = {"scheme": "s", "level": 1}
ASKED: dict[str, Any] = {"consortium": "c", "as_of": DAY}
KM_PER_DEGREE = math.radians(1) * 6371.0088


def square(west: float) -> str:
    ring = [[west, 50], [west, 51], [west + 1, 51], [west + 1, 50], [west, 50]]
    return '{"type": "Polygon", "coordinates": [' + str(ring) + "]}"


def organisation(code: str, longitude: float | None, kind: str = "CSO", **more: Any) -> dict[str, Any]:
    point = {"latitude": longitude and 50.5, "longitude": longitude}
    return {"organisation_id": code, "legal_name": code, "organisation_type": kind, "country": "BE", **point, **more}


@pytest.fixture
def three_regions(store_with) -> Store:
    """Regions a (4° east, 200,000 people), b (5°, no population) and c (6°, 1,000); HEI in a, CSOs in a, a and c."""
    region = {"scheme": "s", "country": "BE", "latitude": 50.5}
    store: Store = store_with(
        {
            "region_scheme": [{"scheme": "s", "title": "S", "edition": "1", "licence": "x", "attribution": "x"}],
            "region": [
                region | {"region_code": "BE", "level": 0, "title": "Belgium", "longitude": 5.5},
                *(
                    region | {"region_code": code, "level": 1, "parent_code": "BE", "title": code.upper(),
                              "outline": square(west), "longitude": west + 0.5}
                    for code, west in (("a", 4), ("b", 5), ("c", 6))
                ),
            ],
            "region_population": [
                {"scheme": "s", "region_code": code, "population_year": year, "population": people, "basis": "estimate"}
                for code, year, people in [
                    ("a", 2020, 100), ("a", 2023, 200_000), ("a", 2030, 5), ("c", 2030, 1_000), ("BE", 2024, 300_000)
                ]
            ],
            "place": [
                {"place_id": code, "title": code, "country": "BE", "latitude": 50.5, "longitude": longitude,
                 "population": people, "part_of": part_of}
                for code, longitude, people, part_of in [
                    ("big", 4.5, 60_000, None), ("quarter", 4.51, 20_000, "big"), ("middle", 5.5, 55_000, None),
                    ("far", 6.9, 50_000, None), ("hamlet", 5.2, 10, None),
                ]
            ],
            "consortium": [{"consortium_id": "c", "acronym": "C"},
                           {"consortium_id": "d", "acronym": "D"},
                           {"consortium_id": "made up", "acronym": "M", "fictional": True}],
            "organisation": [
                organisation("hei", 4.5, "HEI"),
                organisation("enterprise", 6.5, "ENTERPRISE"),
                organisation("one", 4.2),
                organisation("two", 4.8),
                organisation("three", 6.5),
                organisation("former", 5.5),
                organisation("nowhere", None),
                organisation("taking part", 6.6),
            ],
            "participation": [
                {"participation_id": name, "consortium_id": consortium, "organisation_id": name}
                for name, consortium in [("hei", "c"), ("enterprise", "c"), ("taking part", "d")]
            ],
            "cso_relation": [
                {"consortium_id": consortium, "cso_id": cso, "partner_id": partner, "active_until": until}
                for consortium, cso, partner, until in [
                    ("c", "one", "hei", None), ("c", "two", "hei", None), ("c", "two", "enterprise", None),
                    ("c", "three", "enterprise", DAY), ("c", "former", "hei", date(2024, 7, 9)),
                    ("c", "nowhere", "hei", None),
                ]
            ],
            "pilot": [
                {"pilot_id": "food", "consortium_id": "c", "theme": "food", "partner_id": "hei", "country": "BE",
                 "latitude": 50.5, "longitude": 4.5, "starts_on": date(2024, 1, 1)},
                {"pilot_id": "over", "consortium_id": "c", "theme": "health", "partner_id": "enterprise",
                 "country": "BE", "starts_on": date(2023, 1, 1), "ends_on": date(2023, 12, 31)},
                {"pilot_id": "to come", "consortium_id": "c", "theme": "food", "starts_on": date(2025, 1, 1)},
            ],
            "pilot_cso": [{"pilot_id": "food", "cso_id": cso, "consortium_id": "c"} for cso in ("one", "three")],
            "engagement": [
                {"engagement_id": str(number), "consortium_id": "c", "held_on": held_on, "partner_id": "hei",
                 "country": "BE", "city": city, "pilot_id": pilot, "student": student}
                for number, (held_on, city, pilot, student) in enumerate([
                    (DAY, "big", "food", 7), (DAY, "BIG", None, None), (DAY, "middle", None, None),
                    (DAY, "unheard of", None, 5), (date(2025, 1, 1), "big", None, 9),
                ])
            ],
        }
    )  # fmt: skip
    place_all(store)
    return store


def counted(*columns: str, **asked: Any) -> list[tuple[Any, ...]]:
    return region_coverage(**WHERE | ASKED | asked).rows.select("region_code", *columns).rows()


@pytest.mark.usefixtures("three_regions")
class TestOnAFewRows:
    def test_what_lies_in_each_region_and_in_none(self):
        assert counted("csos", "partners", "pilots", "engagements", "engagements_counted", "headcount") == [
            ("a", 2, 1, 1, 2, 1, 7),
            ("b", 0, 0, 0, 1, 0, None),
            ("c", 1, 1, 0, 0, 0, 0),
            (None, 1, 0, 0, 1, 1, 5),
        ]

    def test_population_is_of_the_year_before_the_day_else_of_the_first_after_it(self):
        assert counted("population", "population_year", "density") == [
            ("a", 200_000, 2023, 1.0), ("b", None, None, None), ("c", 1_000, 2030, 100.0), (None, None, None, None)
        ]  # fmt: skip

    def test_the_level_of_countries(self):
        rows = region_coverage(**WHERE | ASKED | {"level": 0}).rows
        assert rows.select("region_code", "csos", "pilots", "engagements", "headcount", "population").rows() == [
            ("BE", 4, 1, 4, 12, 300_000), (None, 0, 0, 0, 0, None)]  # fmt: skip

    def test_those_of_before_count_when_asked_for(self):
        assert counted("csos", "pilots", active_only=False) == [
            ("a", 2, 1), ("b", 1, 0), ("c", 1, 0), (None, 1, 1)]  # fmt: skip

    def test_a_day_earlier(self):
        assert [row[1] for row in counted("csos", as_of=date(2024, 7, 9))] == [2, 1, 1, 1]
        assert [row[1] for row in counted("csos", as_of=date(2024, 7, 11))] == [2, 0, 0, 1]

    def test_themes_and_types_of_partner(self):
        assert counted("csos", "pilots", "engagements", themes=["food"]) == [
            ("a", 1, 1, 1), ("b", 0, 0, 0), ("c", 1, 0, 0), (None, 0, 0, 0)]  # fmt: skip
        assert counted("csos", "partners", "pilots", "engagements", types=["ENTERPRISE"]) == [
            ("a", 1, 0, 0, 0), ("b", 0, 0, 0, 0), ("c", 1, 1, 0, 0), (None, 0, 0, 0, 0)]  # fmt: skip

    def test_where_nothing_is_recorded_nothing_is_known(self):
        assert counted("csos", "pilots", "engagements", "headcount", "density", consortium="d")[0] == (
            "a", 0, None, None, None, 0.0)  # fmt: skip
        unknown = counted("csos", "pilots", "headcount", "density", consortium="made up")
        assert unknown == [(code, None, None, None, None) for code in ("a", "b", "c", None)]
        assert region_gaps(**WHERE | ASKED | {"consortium": "made up"}).rows.is_empty()
        assert town_gaps(**ASKED | {"consortium": "made up"}).rows.is_empty()

    def test_all_real_consortia(self):
        assert [row[1] for row in counted("csos", consortium="")] == [2, 0, 2, 1]

    def test_scope(self):
        assert counted("in_scope", countries=["BE"]) == [("a", True), ("b", True), ("c", True), (None, False)]
        assert counted("in_scope", countries=["NL"]) == [("a", False), ("b", False), ("c", False), (None, False)]

    def test_headlines_of_the_scope(self):
        (row,) = coverage_scope_headlines(**WHERE | ASKED, countries=["BE"]).rows.to_dicts()
        assert row == {
            "regions": 3, "regions_with_cso": 2, "regions_with_population": 2, "population": 201_000,
            "population_covered": 201_000, "first_population_year": 2023, "last_population_year": 2030,
            "population_bases": "estimate", "csos": 4, "csos_in_scope": 3, "csos_not_placed": 1,
            "csos_without_point": 1, "partners": 2, "partners_not_placed": 0, "pilots": 1, "pilots_not_placed": 0,
            "engagements": 4, "engagements_not_placed": 1,
        }  # fmt: skip
        (row,) = coverage_scope_headlines(**WHERE | ASKED | {"consortium": "made up"}).rows.to_dicts()
        assert (row["regions"], row["regions_with_cso"], row["population_covered"], row["csos"]) == (
            3,
            None,
            None,
            None,
        )

    def test_a_gap_says_the_nearest_partner_university(self):
        (gap,) = region_gaps(**WHERE | ASKED).rows.to_dicts()
        assert (gap["region_code"], gap["population"], gap["partner_id"]) == ("b", None, "hei")
        assert gap["distance_km"] == pytest.approx(math.cos(math.radians(50.5)) * KM_PER_DEGREE, rel=1e-4)
        by_people = region_gaps(**WHERE | ASKED | {"themes": ["none"]}).rows
        assert by_people.select("region_code", "population").rows() == [("a", 200_000), ("c", 1_000), ("b", None)]

    def test_towns_without_a_cso_near(self):
        towns = town_gaps(**ASKED).rows
        assert towns.select("title", "population").rows() == [("big", 60_000), ("middle", 55_000), ("far", 50_000)]
        # The CSO in the region c is 28 km from the town there, those in a 21 km from theirs.
        assert town_gaps(**ASKED, km=25).rows["title"].to_list() == ["middle", "far"]
        assert town_gaps(**ASKED, km=30).rows["title"].to_list() == ["middle"]
        assert town_gaps(**ASKED, at_least=56_000).rows["title"].to_list() == ["big"]
        assert town_gaps(**ASKED, countries=["NL"]).rows.is_empty()

    def test_reach_counts_each_place_once_and_a_quarter_with_its_town(self):
        rows = reach_by_partner(**ASKED, km=80).rows
        assert rows.select("partner_id", "places", "population").rows() == [
            ("enterprise", 2, 105_000), ("hei", 3, 115_010), (None, 4, 165_010)]  # fmt: skip
        assert reach_by_partner(**ASKED, km=80, types=["HEI"]).rows["population"].to_list() == [115_010, 115_010]
        assert reach_by_partner(**ASKED, km=80, countries=["NL"]).rows["population"].to_list() == [0, 0, 0]

    def test_regions_that_work_together(self):
        rows = region_pairs(**WHERE | ASKED).rows
        assert rows.select("region_code", "other_region_code", "consortia", "pilots").rows() == [
            ("a", "c", 1, 1), ("a", "a", 0, 1)]  # fmt: skip

    def test_what_lies_in_one_region(self):
        rows = region_members(**ASKED, **WHERE, region="a").rows
        assert rows.select("kind", "name", "placed_by").rows() == [
            ("cso", "one", "coordinates"),
            ("cso", "two", "coordinates"),
            ("partner", "hei", "coordinates"),
            ("pilot", "A pilot", "coordinates"),
        ]
        assert region_members(**ASKED, **WHERE, region="a", themes=["health"]).rows["kind"].to_list() == ["partner"]

    def test_engagements_in_one_region_by_quarter(self):
        later: dict[str, Any] = {"consortium": "c", "as_of": date(2025, 3, 1)}
        rows = region_trend(**later, **WHERE, region="a").rows
        assert rows.drop("part").rows() == [
            (date(2024, 7, 1), False, 2, 1, 7),
            (date(2024, 10, 1), False, 0, 0, 0),
            (date(2025, 1, 1), True, 1, 1, 9),
        ]
        assert region_trend(**later, **WHERE, region="c").rows.is_empty()

    def test_schemes_have_levels_and_countries(self):
        rows = scheme_choices().rows.select("scheme", "title", "edition", "level", "regions", "countries").rows()
        assert rows == [("s", "S", "1", 0, 1, ["BE"]), ("s", "S", "1", 1, 3, ["BE"])]

    def test_how_far_csos_are_from_their_partner(self):
        rows = cso_distance(**ASKED).rows
        degree = math.cos(math.radians(50.5)) * KM_PER_DEGREE
        assert rows.select("partner_id", "cso_id").rows() == [
            ("enterprise", "three"), ("enterprise", "two"),
            ("hei", "one"), ("hei", "two"), ("hei", "nowhere"),
        ]  # fmt: skip
        assert rows["distance_km"].to_list()[:2] == [0, pytest.approx(1.7 * degree, rel=1e-3)]
        assert rows["distance_km"].to_list()[2:4] == [pytest.approx(0.3 * degree, rel=1e-3)] * 2
        assert rows["distance_km"].to_list()[4] is None


def test_doubted_coordinates_do_not_reach_anybody(store_with, three_regions):
    def swap(transaction):
        transaction.append(
            "organisation",
            transaction.fetch(
                "select * replace (longitude as latitude, latitude as longitude) from organisation "
                "where organisation_id = 'hei'"
            ),
        )

    three_regions.write(swap, who="t", why="t", origin="app")
    place_all(three_regions)
    rows = reach_by_partner(**ASKED, km=80, types=["HEI"]).rows
    assert rows.select("latitude", "population").rows() == [(None, None), (None, None)]


# The demonstration, computed again ------------------------------------------------------------------------------------

TODAY = date(2026, 7, 1)
COUNTRIES = ["BE", "FI", "IT", "NL", "PL", "PT", "RO"]


class Naive:
    """The rows of the demonstration and loops over them."""

    def __init__(self, store: Store) -> None:
        def rows(entity: str) -> list[dict[str, Any]]:
            found = store.fetch(f"select * from {entity}").to_dicts()
            return [row for row in found if row.get("consortium_id", "demo") == "demo"]

        self.organisations = {row["organisation_id"]: row for row in rows("organisation")}
        self.regions = {row["region_code"]: row for row in rows("region")}
        self.population = {row["region_code"]: row["population"] for row in rows("region_population")}
        self.places = rows("place")
        self.placement = {(row["subject_kind"], row["subject_id"]): row for row in rows("placement")}
        self.partners = {
            row["organisation_id"]
            for row in rows("participation")
            if row["joined_on"] <= TODAY and (row["left_on"] is None or row["left_on"] > TODAY)
        }
        self.csos = {
            row["cso_id"]
            for row in rows("cso_relation")
            if row["active_from"] <= TODAY and (row["active_until"] is None or row["active_until"] >= TODAY)
        } | {one for one in self.partners if self.organisations[one]["organisation_type"] == "CSO"}

    def region(self, organisation_id: str, level: int) -> str | None:
        code: str | None = self.placement["organisation", organisation_id]["region_code"]
        if code is None:
            return self.organisations[organisation_id]["country"] if level == 0 else None
        while self.regions[code]["level"] > level:
            code = self.regions[code]["parent_code"]
        return code

    def csos_of(self, level: int) -> dict[str | None, int]:
        counts: dict[str | None, int] = defaultdict(int)
        for cso in self.csos:
            counts[self.region(cso, level)] += 1
        return counts

    def point(self, organisation_id: str) -> tuple[float, float] | None:
        row = self.organisations[organisation_id]
        if row["latitude"] is not None:
            return row["latitude"], row["longitude"]
        place = self.placement["organisation", organisation_id]["place_id"]
        return next(((row["latitude"], row["longitude"]) for row in self.places if row["place_id"] == place), None)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The chord through the earth, then the arc over it."""

    def on_sphere(latitude: float, longitude: float) -> tuple[float, float, float]:
        up, around = math.radians(latitude), math.radians(longitude)
        return math.cos(up) * math.cos(around), math.cos(up) * math.sin(around), math.sin(up)

    return 2 * 6371.0088 * math.asin(min(1, math.dist(on_sphere(*one), on_sphere(*other)) / 2))


@pytest.fixture(scope="module")
def built() -> Iterator[Store]:
    with shipped_store() as store:
        yield store


@pytest.fixture(scope="module")
def naive(built) -> Naive:
    return Naive(built)


@pytest.fixture
def demo(built) -> Iterator[dict[str, Any]]:
    """What to ask about the demonstration."""
    stores.use(built)
    yield {"consortium": "demo", "as_of": TODAY}
    stores.use(None)


@pytest.mark.parametrize("level", [0, 1])
def test_counts_and_density_agree_with_a_naive_computation(naive, demo, level):
    rows = region_coverage(**demo, scheme=SHIPPED, level=level).rows.to_dicts()
    counts = naive.csos_of(level)
    assert {row["region_code"]: row["csos"] for row in rows if row["csos"]} == counts
    assert sum(row["csos"] for row in rows) == len(naive.csos) > 100
    assert {row["region_code"] for row in rows} == {
        code for code, region in naive.regions.items() if region["level"] == level} | {None}  # fmt: skip
    for row in rows:
        people = naive.population.get(row["region_code"])
        assert row["population"] == people
        density = pytest.approx(counts.get(row["region_code"], 0) / people * 100_000) if people else None
        assert row["density"] == density


@pytest.mark.parametrize("level", [0, 1])
def test_coverage_agrees_with_a_naive_computation(naive, demo, level):
    (row,) = coverage_scope_headlines(**demo, scheme=SHIPPED, level=level, countries=COUNTRIES).rows.to_dicts()
    scope = [code for code, one in naive.regions.items() if one["level"] == level and one["country"] in COUNTRIES]
    covered = naive.csos_of(level).keys() & set(scope)
    assert (row["regions"], row["regions_with_cso"]) == (len(scope), len(covered))
    assert row["population"] == sum(naive.population.get(code, 0) for code in scope)
    assert row["population_covered"] == sum(naive.population.get(code, 0) for code in covered)
    assert row["csos"] == len(naive.csos)
    assert row["csos_not_placed"] == naive.csos_of(level)[None]


def test_gaps_agree_with_a_naive_computation(naive, demo):
    universities = {
        one: naive.point(one) for one in naive.partners if naive.organisations[one]["organisation_type"] == "HEI"
    }
    covered = naive.csos_of(1).keys()
    expected = {}
    for code, one in naive.regions.items():
        if one["level"] == 1 and one["country"] in COUNTRIES and code not in covered:
            expected[code] = min((kilometres((one["latitude"], one["longitude"]), point), name)
                                 for name, point in universities.items())  # fmt: skip
    rows = region_gaps(**demo, scheme=SHIPPED, level=1, countries=COUNTRIES).rows
    assert len(rows) == len(expected) > 50
    for row in rows.to_dicts():
        assert (row["distance_km"], row["partner_id"]) == (pytest.approx(expected[row["region_code"]][0], rel=1e-6),
                                                           expected[row["region_code"]][1])  # fmt: skip
    known = [people for people in rows["population"] if people is not None]
    assert known == sorted(known, reverse=True)


def test_towns_without_a_cso_agree_with_a_naive_computation(naive, demo):
    points = [point for cso in naive.csos if (point := naive.point(cso))]
    expected = {
        place["place_id"]
        for place in naive.places
        if place["part_of"] is None and place["population"] >= 50_000 and place["country"] in COUNTRIES
        if not any(kilometres((place["latitude"], place["longitude"]), point) <= 10 for point in points)
    }
    assert set(town_gaps(**demo, countries=COUNTRIES).rows["place_id"]) == expected
    assert len(expected) > 50


@pytest.mark.parametrize("km", [5, 30, 120])
def test_reach_agrees_with_a_naive_computation(naive, demo, km):
    within: dict[str | None, set[str]] = {
        partner: {
            place["place_id"]
            for place in naive.places
            if place["part_of"] is None
            if kilometres(naive.point(partner), (place["latitude"], place["longitude"])) <= km
        }
        for partner in naive.partners
    }
    within[None] = set[str]().union(*within.values())
    people = {place["place_id"]: place["population"] for place in naive.places}
    rows = reach_by_partner(**demo, km=km).rows
    assert {row["partner_id"]: (row["places"], row["population"]) for row in rows.to_dicts()} == {
        partner: (len(places), sum(people[place] for place in places)) for partner, places in within.items()
    }


def test_distances_agree_with_a_naive_computation(naive, demo):
    rows = cso_distance(**demo).rows.to_dicts()
    assert len(rows) > 100
    for row in rows:
        points = naive.point(row["partner_id"]), naive.point(row["cso_id"])
        assert row["distance_km"] == (None if None in points else pytest.approx(kilometres(*points), abs=1e-6))


def test_every_cso_lies_in_a_region_of_its_own_country(naive):
    for cso in naive.csos:
        region = naive.region(cso, 1)
        assert region is None or naive.regions[region]["country"] == naive.organisations[cso]["country"]
