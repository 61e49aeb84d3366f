"""Links between countries and concentration over time: worked checks, and other ways of counting the same."""

import random
from collections import Counter, defaultdict
from datetime import date
from itertools import combinations
from math import sqrt
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.problems import Problem
from queries.engagement import country_matrix, country_strength, engagement_concentration, engagement_headlines
from tests.queries.test_engagement import several

DAY = date(2024, 8, 15)
HERE: dict[str, Any] = {"consortium": "c0", "as_of": DAY}
RULES = ("organisation_pairs", "consortium_pairs", "fractional")
PLACES = {"BE": 11_800_000, "FI": 5_600_000, "NL": 18_000_000}


def with_population(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return rows with the populations of PLACES: of PT nothing is known, of FI three bases."""
    scheme = {"scheme": "ISO-3166-2"}
    counted = [(code, 2020, population, "statistics") for code, population in PLACES.items()]
    counted += [("FI", 2024, 7_000_000, "places"), ("FI", 2010, 5_000_000, "statistics")]
    return rows | {
        "region": [scheme | {"region_code": code, "level": 0, "country": code, "title": code} for code in PLACES],
        "region_population": [
            scheme | {"region_code": code, "population_year": year, "population": population, "basis": basis}
            for code, year, population, basis in counted
        ],
        "place": [
            {"place_id": name, "title": name, "country": code, "latitude": north, "longitude": 10, "population": size}
            for name, code, north, size in [
                ("Oulu", "FI", 65, 200),
                ("Helsinki", "FI", 60, 600),
                ("Ghent", "BE", 51, 9),
            ]
        ],
    }


def strengths(**asked: Any) -> dict[str, dict[str, Any]]:
    return {row["country"]: row for row in country_strength(**HERE | asked).rows.iter_rows(named=True)}


def test_the_worked_check_of_strength_and_per_million(store_with):
    store_with(with_population(several({"c0": "BE BE NL FI"})))
    found = strengths(scope="consortium")
    assert {code: [row[rule] for rule in RULES] for code, row in found.items()} == {
        "BE": [4, 2, pytest.approx(2 / 3)],
        "FI": [3, 2, pytest.approx(1 / 2)],
        "NL": [3, 2, pytest.approx(1 / 2)],
    }
    assert round(found["BE"]["organisation_pairs_per_million"], 4) == 0.3390
    assert round(found["FI"]["consortium_pairs_per_million"], 4) == 0.3571
    assert round(found["NL"]["fractional_per_million"], 4) == 0.0278


def test_statistics_stand_before_sums_of_places_and_a_country_at_its_largest_town(store_with):
    store_with(with_population(several({"c0": "FI BE PT"})))
    found = strengths(scope="consortium")
    names = ("population", "population_year", "population_basis", "place", "latitude")
    assert [found["FI"][name] for name in names] == [
        5_600_000, 2020, "statistics", "Helsinki", 60,
    ]  # fmt: skip
    assert [found["PT"][name] for name in ("population", "organisation_pairs_per_million", "latitude")] == [None] * 3
    assert found["PT"]["organisation_pairs"] == 2


def test_a_single_country_has_no_strength_and_no_population_is_not_zero(store_with):
    store_with(several({"c0": "BE BE"}))
    found = strengths(scope="consortium")
    assert [found["BE"][name] for name in (*RULES, "linked_countries", "organisation_pairs_per_million")] == [
        0, 0, 0, 0, None,
    ]  # fmt: skip


def test_affinity_is_hidden_below_its_minimum(store_with):
    store_with(several({"c0": "BE NL FI", "c1": "BE NL", "c2": "BE NL", "c3": "BE FI"}))
    rows = country_matrix(**HERE, scope="all").rows
    found = {(one, other): value for one, other, value in rows.select("country", "other_country", "affinity").rows()}
    assert round(found["BE", "NL"], 4) == round(3 / sqrt(4 * 3), 4) == 0.8660
    assert found["NL", "BE"] == found["BE", "NL"]
    assert (found["BE", "FI"], found["BE", "BE"]) == (None, None)  # Finland is in two consortia only


@pytest.fixture
def random_consortia(store_with) -> list[list[str]]:
    choose = random.Random(7)
    consortia = [choose.choices(["BE", "FI", "NL", "PT", "RO"], k=choose.randint(0, 7)) for _ in range(30)]
    store_with(several({f"c{n}": " ".join(words) for n, words in enumerate(consortia)}))
    return consortia


@pytest.mark.parametrize("rule", RULES)
def test_strength_is_the_weighted_degree_of_networkx(random_consortia, rule):
    network = nx.Graph()
    for countries in random_consortia:
        pairs = Counter(tuple(sorted(pair)) for pair in combinations(countries, 2))
        network.add_nodes_from(countries)
        for (one, other), n in pairs.items():
            if one != other:
                weight = {"organisation_pairs": n, "consortium_pairs": 1, "fractional": n / pairs.total()}[rule]
                held = network.get_edge_data(one, other, {"weight": 0})["weight"]
                network.add_edge(one, other, weight=held + weight)
    degrees = dict(network.degree(weight="weight"))
    found = strengths(scope="all")
    assert {code: row[rule] for code, row in found.items()} == pytest.approx(degrees)
    assert {code: row["linked_countries"] for code, row in found.items()} == dict(network.degree())


def test_affinity_is_the_cosine_of_who_takes_part_where(random_consortia):
    takes_part: defaultdict[str, set[int]] = defaultdict(set)
    for n, countries in enumerate(random_consortia):
        for code in countries:
            takes_part[code].add(n)
    for row in country_matrix(**HERE, scope="all").rows.filter(country="BE").iter_rows(named=True):
        one, other = takes_part["BE"], takes_part[row["other_country"]]
        if row["other_country"] != "BE":
            assert row["affinity"] == pytest.approx(len(one & other) / sqrt(len(one) * len(other)))


def held(amounts: dict[str, int], on: date, prefix: str = "e") -> list[dict[str, Any]]:
    return [
        {"engagement_id": f"{prefix}{code}{n}", "consortium_id": "c0", "held_on": on, "country": code}
        for code, amount in amounts.items()
        for n in range(amount)
    ]


MEASURES = ("herfindahl", "herfindahl_normalised", "shannon", "evenness", "effective_number", "gini")


def test_concentration_over_time_counts_zeros_and_is_not_defined_of_nothing(store_with):
    store_with(
        {
            "consortium": [{"consortium_id": "c0", "acronym": "C"}],
            "engagement": held({"BE": 40, "FI": 30, "NL": 20, "PT": 10}, date(2024, 1, 31))
            + held({"BE": 5}, date(2024, 7, 1), "later"),
        }
    )
    rows = engagement_concentration(**HERE, period="quarter", measure="engagements").rows
    winter, spring, summer = rows.iter_rows(named=True)
    assert [round(winter[name], 4) for name in MEASURES] == [0.3, 0.0667, 1.2799, 0.9232, 3.5961, 0.25]
    assert [spring[name] for name in MEASURES] == [None] * 6
    assert [round(summer[name], 4) for name in MEASURES] == [1, 1, 0, 0, 1, 0.75]
    assert [(row["countries"], row["countries_above_zero"], row["counted"], row["is_running"])
            for row in (winter, spring, summer)] == [(4, 4, 100, False), (4, 0, 0, False), (4, 1, 5, True)]  # fmt: skip
    (year,) = engagement_concentration(**HERE, period="year", measure="engagements").rows.iter_rows(named=True)
    assert (year["period_starts_on"], year["counted"], year["is_running"]) == (date(2024, 1, 1), 105, True)
    # Nobody counted heads: not defined, not equal.
    uncounted = engagement_concentration(**HERE, period="year", measure="headcount").rows
    assert uncounted.select("counted", *MEASURES).row(0) == (0, *[None] * 6)


def test_without_a_known_country_there_is_no_concentration(store_with):
    rows = held({"BE": 1}, DAY)
    rows[0]["country"] = None
    store_with({"consortium": [{"consortium_id": "c0", "acronym": "C"}], "engagement": rows})
    assert engagement_concentration(**HERE, period="quarter", measure="engagements").rows.is_empty()


def test_a_negative_count_and_an_end_before_the_beginning_are_refused(store_with):
    with pytest.raises(Problem):
        store_with({"engagement": [{"engagement_id": "e", "consortium_id": "c", "held_on": DAY, "student": -1}]})
    rows = several({"c": "BE"})
    rows["participation"][0] |= {"joined_on": DAY, "joined_precision": "day", "left_on": date(2020, 1, 1)}
    with pytest.raises(Problem):
        store_with(rows)


def test_an_organisation_that_takes_part_twice_at_once_counts_once(store_with):
    rows = several({"c0": "BE NL"})
    rows["participation"].append(rows["participation"][0] | {"participation_id": "again"})
    store_with(rows)
    assert strengths(scope="consortium")["NL"]["organisation_pairs"] == 1


CONTACT = st.tuples(
    st.sampled_from(["a", "b", "c", None]), st.sampled_from(["cso", "partner", None]), st.integers(0, 900)
)


def test_reciprocity_and_retention_agree_with_counting_by_hand(store_with):
    @settings(max_examples=15)
    @given(st.lists(CONTACT, max_size=12))
    def agrees(contacts):
        last = date(2024, 8, 15).toordinal()
        store_with(
            {
                "engagement": [
                    {
                        "engagement_id": f"e{n}",
                        "consortium_id": "c0",
                        "held_on": date.fromordinal(last - back),
                        "cso_id": cso,
                        "initiator": initiator,
                    }
                    for n, (cso, initiator, back) in enumerate(contacts)
                ]
            }
        )
        quarters: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
        for cso, _, back in contacts:
            on = date.fromordinal(last - back)
            if cso and on < date(2024, 7, 1):  # from there on the quarter is running
                quarters[cso].add((on.year, (on.month - 1) // 3))
        known = [initiator for _, initiator, _ in contacts if initiator]
        facts = engagement_headlines(**HERE).rows.row(0, named=True)
        assert (facts["cso_initiated"], facts["known_initiator"]) == (known.count("cso"), len(known))
        assert (facts["csos_retained"], facts["csos_active"]) == (
            sum(len(seen) >= 2 for seen in quarters.values()),
            len(quarters),
        )

    agrees()
