import random
from collections import defaultdict
from datetime import date
from itertools import combinations
from typing import Any

import polars as pl
import pytest

from queries.engagement import (
    country_matrix,
    country_matrix_scope,
    engagement_by_part,
    engagement_by_quarter,
    engagement_choices,
    engagement_headlines,
    engagement_list,
)

DAY = date(2024, 8, 15)
HERE: dict[str, Any] = {"consortium": "c", "as_of": DAY}


def held(number: int, on: date, kind: str, partner: str | None, country: str | None, **more: Any) -> dict[str, Any]:
    return {
        "engagement_id": f"e{number}",
        "consortium_id": "c",
        "held_on": on,
        "kind": kind,
        "partner_id": partner,
        "country": country,
        **more,
    }


@pytest.fixture
def six(store_with):
    """Five engagements by the day and one after it: in two quarters and the running one, none in the second."""
    store_with(
        {
            "consortium": [{"consortium_id": "c", "acronym": "C", "ends_on": date(2026, 12, 31)}],
            "organisation": [
                {"organisation_id": "vub", "short_name": "VUB", "country": "BE"},
                {"organisation_id": "lab", "legal_name": "LAB University", "country": "FI"},
                {"organisation_id": "bread", "legal_name": "Bread", "organisation_type": "CSO"},
                {"organisation_id": "garden", "legal_name": "Garden", "organisation_type": "CSO"},
            ],
            "pilot": [{"pilot_id": "p", "consortium_id": "c", "title": "Warm homes"}],
            "engagement": [
                held(
                    1, date(2023, 11, 2), "workshop", "vub", "BE", cso_id="bread", initiator="cso", student=10, staff=2
                ),
                held(2, date(2024, 2, 1), "workshop", "lab", "FI", cso_id="bread", initiator="partner", pilot_id="p"),
                held(3, date(2024, 2, 9), "public event", "vub", "BE", cso_id="garden", citizen=50, unique_persons=40),
                held(4, date(2024, 7, 1), "workshop", "vub", "BE", cso_id="garden", initiator="cso", student=0),
                held(5, DAY, "public event", None, None),
                held(6, date(2024, 8, 16), "workshop", "vub", "BE", student=99),
            ],
        }
    )


def test_choices_are_of_what_was_held_by_the_day(six):
    assert engagement_choices(**HERE).rows.rows() == [
        ("country", "BE", 3),
        ("country", "FI", 1),
        ("kind", "public event", 2),
        ("kind", "workshop", 3),
        ("partner", "LAB University", 1),
        ("partner", "VUB", 3),
    ]


def test_headlines_carry_what_they_are_out_of(six):
    facts = engagement_headlines(**HERE).rows.row(0, named=True)
    assert {name: round(value, 4) for name, value in facts.items()} == {
        "engagements": 5,
        "counted": 3,
        "headcount": 62,
        "csos": 2,
        "with_cso": 4,
        "countries": 2,
        "with_country": 4,
        "cso_initiated": 2,
        "known_initiator": 3,
        "csos_retained": 1,  # Bread in two quarters; Garden's second one is still running
        "csos_active": 2,
        "herfindahl_index": 0.625,
        "effective_countries": 1.7548,
    }


def test_headlines_of_nothing_are_not_defined(six):
    facts = engagement_headlines(consortium="other", as_of=DAY).rows.row(0, named=True)
    assert (facts["engagements"], facts["csos"], facts["countries"]) == (0, 0, 0)
    assert [facts[name] for name in ("headcount", "herfindahl_index", "effective_countries")] == [None, None, None]


def test_a_retained_cso_is_retained_once_the_quarter_is_over(six):
    facts = engagement_headlines(consortium="c", as_of=date(2024, 9, 30)).rows.row(0, named=True)
    assert (facts["csos_retained"], facts["csos_active"]) == (2, 2)


@pytest.mark.parametrize(
    ("filtered", "found"),
    [
        ({}, ["e5", "e4", "e3", "e2", "e1"]),
        ({"kinds": ["workshop"]}, ["e4", "e2", "e1"]),
        ({"countries": ["FI"]}, ["e2"]),
        ({"partners": ["VUB"]}, ["e4", "e3", "e1"]),
        ({"kinds": ["workshop"], "countries": ["BE"], "partners": ["LAB University"]}, []),
    ],
)
def test_filters_leave_what_fits_all_of_them(six, filtered, found):
    assert engagement_list(**HERE, **filtered).rows["engagement_id"].to_list() == found
    facts = engagement_headlines(**HERE, **filtered).rows
    assert facts["engagements"].to_list() == [len(found)]
    assert engagement_by_part(**HERE, part="kind", **filtered).rows["engagements"].sum() == len(found)
    assert engagement_by_quarter(**HERE, part="kind", **filtered).rows["engagements"].sum() == len(found)


def test_the_list_names_partner_cso_and_pilot(six):
    row = engagement_list(**HERE, countries=["FI"]).rows.row(0, named=True)
    assert (row["partner"], row["cso"], row["pilot"], row["headcount"]) == (
        "LAB University",
        "Bread",
        "Warm homes",
        None,
    )


@pytest.mark.parametrize(
    ("part", "rows"),
    [
        ("kind", [("public event", 2, 1, 50), ("workshop", 3, 2, 12)]),
        ("country", [("BE", 3, 3, 62), ("FI", 1, 0, None), (None, 1, 0, None)]),
        ("audience", [("citizen", 1, 1, 50), ("student", 2, 2, 10), ("staff", 1, 1, 2)]),
    ],
)
def test_parts_come_with_their_n_the_largest_first(six, part, rows):
    assert engagement_by_part(**HERE, part=part).rows.rows() == rows


def test_quarters_have_no_gaps_and_unknown_is_not_zero(six):
    rows = engagement_by_quarter(**HERE, part="country").rows
    autumn, winter, spring, summer = (date(2023, 10, 1), date(2024, 1, 1), date(2024, 4, 1), date(2024, 7, 1))
    assert rows.rows() == [
        (autumn, False, "BE", 1, 1, 12),
        (autumn, False, "FI", 0, 0, 0),
        (autumn, False, None, 0, 0, 0),
        (winter, False, "BE", 1, 1, 50),
        (winter, False, "FI", 1, 0, None),
        (winter, False, None, 0, 0, 0),
        (spring, False, "BE", 0, 0, 0),
        (spring, False, "FI", 0, 0, 0),
        (spring, False, None, 0, 0, 0),
        (summer, True, "BE", 1, 1, 0),
        (summer, True, "FI", 0, 0, 0),
        (summer, True, None, 1, 0, None),
    ]


def test_quarters_stop_when_the_consortium_does(six):
    rows = engagement_by_quarter(consortium="c", as_of=date(2040, 1, 1), part="kind").rows
    assert rows["quarter_starts_on"].max() == date(2026, 10, 1)
    assert not rows["is_running"].any()


def test_audiences_by_quarter_add_up_to_the_headcount(six):
    rows = engagement_by_quarter(**HERE, part="audience").rows
    assert rows["headcount"].sum() == 62


def members(countries: str, consortium: str = "c") -> dict[str, list[dict[str, Any]]]:
    """Return an organisation and a participation per word of `countries`; "?" is one whose country is not known."""
    words = countries.split()
    return {
        "organisation": [
            {"organisation_id": f"{consortium}{number}", "country": None if word == "?" else word}
            for number, word in enumerate(words)
        ],
        "participation": [
            {
                "participation_id": f"{consortium}{number}",
                "consortium_id": consortium,
                "organisation_id": f"{consortium}{number}",
            }
            for number in range(len(words))
        ],
    }


def several(countries: dict[str, str], fictional: str = "") -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {
        "consortium": [
            {"consortium_id": name, "acronym": name.upper(), "fictional": name == fictional} for name in countries
        ],
        "organisation": [],
        "participation": [],
    }
    for name, words in countries.items():
        for entity, more in members(words, name).items():
            rows[entity] += more
    return rows


RULES = ("organisation_pairs", "consortium_pairs", "fractional")


def matrix(rows: pl.DataFrame, rule: str) -> dict[tuple[str, str], float | None]:
    return {(one, other): value for one, other, value in rows.select("country", "other_country", rule).iter_rows()}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("organisation_pairs", {"BE-BE": 1, "BE-FI": 2, "BE-NL": 2, "FI-FI": 0, "FI-NL": 1, "NL-NL": 0}),
        ("consortium_pairs", {"BE-BE": None, "BE-FI": 1, "BE-NL": 1, "FI-FI": None, "FI-NL": 1, "NL-NL": None}),
        ("fractional", {"BE-BE": 1 / 6, "BE-FI": 1 / 3, "BE-NL": 1 / 3, "FI-FI": 0, "FI-NL": 1 / 6, "NL-NL": 0}),
    ],
)
def test_the_worked_check_of_the_matrix(store_with, rule, expected):
    store_with(several({"c": "BE BE NL FI"}))
    found = matrix(country_matrix(consortium="c", as_of=DAY, scope="consortium").rows, rule)
    assert {f"{one}-{other}": value for (one, other), value in found.items() if one <= other} == pytest.approx(expected)
    assert all(found[other, one] == value for (one, other), value in found.items())


def test_the_scope_of_all_leaves_the_fictional_one_out(store_with):
    store_with(several({"c": "BE NL ?", "d": "BE NL NL FI", "demo": "RO PT"}, fictional="demo"))
    everywhere = country_matrix(consortium="demo", as_of=DAY, scope="all").rows
    assert matrix(everywhere, "organisation_pairs")["BE", "NL"] == 3
    assert matrix(everywhere, "consortium_pairs")["BE", "NL"] == 2
    assert everywhere.filter(country="NL", other_country="BE").row(0)[2:4] == (3, 2)
    assert everywhere["country"].unique().sort().to_list() == ["BE", "FI", "NL"]
    assert country_matrix_scope(consortium="demo", as_of=DAY, scope="all").rows.rows() == [(2, "C, D", 7, 1, 3)]
    alone = country_matrix(consortium="demo", as_of=DAY, scope="consortium").rows
    assert alone["country"].unique().sort().to_list() == ["PT", "RO"]
    assert country_matrix_scope(consortium="demo", as_of=DAY, scope="consortium").rows.rows() == [(1, "DEMO", 2, 0, 3)]


def test_who_has_left_links_nothing(store_with):
    rows = several({"c": "BE NL"})
    rows["participation"][1] |= {"joined_on": date(2024, 1, 1), "joined_precision": "day", "left_on": DAY}
    store_with(rows)
    assert country_matrix(consortium="c", as_of=DAY, scope="consortium").rows.height == 1
    assert country_matrix(consortium="c", as_of=date(2024, 8, 14), scope="consortium").rows.height == 4


def test_without_a_partner_there_is_no_matrix(store_with):
    store_with(several({"c": ""}))
    assert country_matrix(consortium="c", as_of=DAY, scope="consortium").rows.is_empty()
    assert country_matrix_scope(consortium="c", as_of=DAY, scope="consortium").rows.rows() == [(1, "C", 0, 0, 3)]


def naive(consortia: list[list[str]], rule: str) -> dict[tuple[str, str], float]:
    """Return the links counted pair by pair, one organisation with one other."""
    links: defaultdict[tuple[str, str], float] = defaultdict(float)
    for countries in consortia:
        pairs = list(combinations(sorted(countries), 2))
        if rule == "consortium_pairs":
            pairs = [pair for pair in set(pairs) if pair[0] != pair[1]]
        for pair in pairs:
            links[pair] += 1 / len(pairs) if rule == "fractional" else 1
    return links


def test_any_consortia_agree_with_counting_pair_by_pair(store_with):
    choose = random.Random(1)
    consortia = {f"c{n}": choose.choices(["BE", "FI", "NL", "PT", "?"], k=choose.randint(0, 8)) for n in range(40)}
    store_with(several({name: " ".join(words) for name, words in consortia.items()}))
    placed = {name: [country for country in words if country != "?"] for name, words in consortia.items()}
    scopes = [("c0", "all", list(placed.values())), *((name, "consortium", [words]) for name, words in placed.items())]
    for name, scope, counted in scopes:
        rows = country_matrix(consortium=name, as_of=DAY, scope=scope).rows
        assert rows["country"].n_unique() == len({country for words in counted for country in words})
        for rule in RULES:
            expected = naive(counted, rule)
            for (one, other), value in matrix(rows, rule).items():
                if rule == "consortium_pairs" and one == other:
                    assert value is None
                else:
                    assert value == pytest.approx(expected[one, other] if one < other else expected[other, one])
