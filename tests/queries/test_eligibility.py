from datetime import date
from typing import Any

import pytest

from queries.eligibility import (
    eligibility_count,
    eligibility_course,
    eligibility_list,
    eligibility_portfolio,
    eligibility_scope,
    eligibility_without,
    single_points_of_failure,
)

DAY = date(2020, 1, 1)
RULE: dict[str, Any] = {
    "rule_id": "R",
    "action_type_id": "pair",
    "label": "A pair",
    "first_call_year": 2014,
    "last_call_year": 2020,
    "country_pool": "P",
    "confidence": "seen",
    "requirements": '{"id":"R","min_orgs":2,"min_by_type_unverified":{"VET":1},"confidence":"seen"}',
}


@pytest.fixture(autouse=True)
def _pairs(store_with):
    """Three consortia: `a` of two organisations, one of which joins later; `b` without call year; `c` invented."""
    store_with(
        {
            "source_document": [{"source_id": "s", "title": "A guide", "language": "en", "kind": "guide"}],
            "action_type": [
                {"action_type_id": "pair", "title": "Pair", "programme": "X", "first_call_year": 2014, "language": "en"}
            ],
            "eligibility_rule": [RULE, RULE | {"rule_id": "Z", "label": "Later", "first_call_year": 2016}],
            "country_pool": [{"country_pool": "P", "country": "BE", "first_call_year": 2014}],
            "consortium": [
                {
                    "consortium_id": name,
                    "acronym": name.upper(),
                    "action_type_id": action,
                    "call_year": year,
                    "starts_on": date(2018, 1, 1),
                    "fictional": name == "c",
                }
                for name, action, year in (
                    ("a", "pair", 2015),
                    ("b", "pair", None),
                    ("c", "pair", 2021),
                    ("d", None, 2015),
                )
            ],
            "organisation": [
                {"organisation_id": "x", "short_name": "Xylo", "country": "BE"},
                {"organisation_id": "y", "country": "BE", "organisation_type": "VET"},
            ],
            "participation": [
                {"participation_id": "1", "consortium_id": "a", "organisation_id": "x", "role": "coordinator"},
                {"participation_id": "2", "consortium_id": "a", "organisation_id": "y", "joined_on": date(2019, 1, 1)},
            ],
        }
    )


def test_each_part_stands_with_what_is_needed_and_found_and_where_it_is_said():
    rows = eligibility_list(consortium="a", as_of=DAY).rows
    assert set(rows["rule_id"]) == {"R"}
    assert rows.select("part", "kind", "needed", "found", "found_most", "verdict", "is_unconfirmed").rows() == [
        ("min_by_type_unverified", "VET", 1, 1, 1, "met", True),
        ("min_orgs", None, 2, 2, 2, "met", False),
    ]
    assert rows.select("source", "confidence", "rule_verdict").unique().rows() == [("A guide", "seen", "to confirm")]
    assert eligibility_list(consortium="b", as_of=DAY).rows.is_empty()


def test_without_a_partner_before_and_after_stand_side_by_side():
    rows = eligibility_without(consortium="a", as_of=DAY, organisations=["y"]).rows
    assert set(rows["rule_verdict"]) == {"not met"}
    assert rows.select("part", "found_before", "verdict_before", "found", "verdict", "flips").rows() == [
        ("min_by_type_unverified", 1, "met", 0, "to confirm", True),
        ("min_orgs", 2, "met", 1, "not met", True),
    ]
    nobody = eligibility_without(consortium="a", as_of=DAY, organisations=[]).rows
    assert nobody["flips"].to_list() == [False, False]


def test_single_points_stand_by_name_those_not_named_last():
    rows = single_points_of_failure(consortium="a", as_of=DAY).rows
    assert rows.select("name", "organisation_id", "part", "found", "found_without", "verdict_without").rows() == [
        ("Xylo", "x", "min_orgs", 2, 1, "not met"),
        (None, "y", "min_by_type_unverified", 1, 0, "to confirm"),
        (None, "y", "min_orgs", 2, 1, "not met"),
    ]


def test_the_course_goes_from_change_to_change():
    rows = eligibility_course(consortium="a", as_of=DAY).rows
    assert rows.filter(part="min_orgs").select("from_day", "until_day", "found", "verdict").rows() == [
        (date(2018, 1, 1), date(2018, 12, 31), 1, "not met"),
        (date(2019, 1, 1), date(2019, 12, 31), 2, "met"),
        (DAY, DAY, 2, "met"),
    ]
    assert eligibility_course(consortium="b", as_of=DAY).rows.is_empty()


def test_the_scope_says_which_rules_hold():
    assert eligibility_scope(consortium="a").rows.rows() == [("pair", "Pair", 2015, 2, 1, 2014, 2020)]
    assert eligibility_scope(consortium="c").rows.rows() == [("pair", "Pair", 2021, 2, 0, 2014, 2020)]
    assert eligibility_scope(consortium="d").rows.rows() == [(None, None, 2015, 0, 0, None, None)]


def test_the_portfolio_has_every_consortium_and_the_reason_why_one_has_no_verdict():
    rows = eligibility_portfolio(as_of=DAY).rows
    assert rows.select("acronym", "rule", "parts", "met", "not_met", "to_confirm", "not_known", "verdict").rows() == [
        ("A", "A pair", 2, 2, 0, 0, 0, "to confirm"),
        ("B", None, None, None, None, None, None, "no call year"),
        ("D", None, None, None, None, None, None, "no action type"),
    ]
    assert eligibility_portfolio(as_of=DAY, with_fictional=True).rows["verdict"].to_list() == [
        "to confirm",
        "no call year",
        "no rule",
        "no action type",
    ]


def test_a_page_of_the_portfolio_has_its_part_of_the_consortia():
    assert eligibility_count().rows.item() == 3
    assert eligibility_count(with_fictional=True).rows.item() == 4
    everyone = eligibility_portfolio(as_of=DAY, with_fictional=True).rows
    for passed_over in range(4):
        page = eligibility_portfolio(as_of=DAY, with_fictional=True, passed_over=passed_over, most=2).rows
        assert page.equals(everyone.slice(passed_over, 2))
