import json

import pytest

from components.eligibility import (
    COUNTRY_POOL,
    NO_DEMAND,
    SENTENCES,
    confidence_name,
    country_pool_name,
    demands,
)
from data.sources.load import shipped_facts

RULES = {row["rule_id"]: row for row in shipped_facts()["eligibility_rule"].iter_rows(named=True)}


def said(rule: str) -> list[tuple[str, bool]]:
    return [(demand.text, demand.to_confirm) for demand in demands(RULES[rule]["requirements"])]


def test_a_rule_is_said_sentence_by_sentence():
    assert said("KA") == [
        ("At least 6 organisations", False),
        ("The organisations are independent of each other", False),
        ("From at least 3 programme countries", False),
        ("At least 2 higher education institutions", False),
        ("At least 2 enterprises", False),
        ("The coordinator is from a programme country", False),
        (
            "Higher education institutions of programme countries hold the Erasmus Charter for Higher Education",
            False,
        ),
        ("Lasts 24 or 36 months", False),
    ]


def test_only_the_part_that_was_not_seen_is_to_confirm():
    assert [text for text, to_confirm in said("AI-L1") if to_confirm] == [
        "At least 3 organisations of the labour market",
        "At least 3 providers of education or training",
    ]


def test_everything_of_a_rule_from_memory_is_to_confirm():
    assert {to_confirm for _, to_confirm in said("SSA-L3")} == {True}


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("SP-HE", "Lasts 24 to 36 months"),
        ("SSP", "A lump sum of 30,000 or 60,000 euro"),
        ("CP", "A lump sum of 120,000, 250,000 or 400,000 euro"),
        ("SSP", "Not in higher education"),
        ("AI-L2", "Lasts 48 months"),
        ("CBHE-S1", "At least 1 country outside the programme"),
        ("CBHE-S1", "At least 2 higher education institutions in each country outside the programme"),
        ("CBHE-NAT-1420-JOINT", "Exactly one country outside the programme"),
        (
            "CBHE-NAT-1420-JOINT",
            "At least 3 higher education institutions in each country outside the programme",
        ),
        ("HE-RIA", "At least 1 organisation from an EU member state"),
    ],
)
def test_durations_sums_and_countries_are_said(rule, sentence):
    assert (sentence, False) in said(rule)


def test_every_demand_of_every_shipped_rule_has_its_sentence():
    for rule, row in RULES.items():
        assert set(json.loads(row["requirements"])) - NO_DEMAND <= set(SENTENCES), rule
        assert all("{" not in text and ": " not in text for text, _ in said(rule)), rule
        assert row["country_pool"] in COUNTRY_POOL, rule
        assert confidence_name(row["confidence"]) != row["confidence"], rule
        assert country_pool_name(row["country_pool"]) != row["country_pool"], rule


def test_a_demand_that_has_no_sentence_is_shown_and_not_left_out():
    assert [demand.text for demand in demands('{"confidence": "seen", "min_moons": 2, "min_by_type": {"ELF": 3}}')] == [
        "ELF: 3",
        "min_moons: 2",
    ]
