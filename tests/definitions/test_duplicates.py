"""Which organisations may be one, and which names say the same."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.store import Store
from tests.copies import empty_store

FORMS = ["ASBL", "vzw", "e.V.", "ry", "ONG", "Stiftung", "Fundacja", "Stichting", "z.s."]
WORDS = ["Open", "Door", "Café", "Łódź", "e", "V", "Ünï", "r", "f", "12", "İ", "ẞ", "ﬁ", "-", "北京", "שלום", "🙂"]


@pytest.fixture(scope="module")
def empty() -> Iterator[Store]:
    with empty_store() as store:
        yield store


def folded(store: Store, name: str) -> str:
    return str(store.fetch("select name_without_form($name) as folded", {"name": name}).item())


def pairs(store_with: Any, *organisations: dict[str, Any]) -> list[tuple[Any, ...]]:
    rows = [
        {"organisation_id": str(position), "organisation_type": "CSO", "country": "BE"} | organisation
        for position, organisation in enumerate(organisations)
    ]
    found = store_with({"organisation": rows}).fetch(
        "select first_id, second_id, round(likeness, 2) as likeness, same_website, same_city, score, decision "
        "from possible_duplicate order by all"
    )
    return list(found.rows())


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Open Door vzw", "VZW Open Door"),
        ("Café Réparation ASBL", "cafe reparation"),
        ("Nachbarschaft e.V.", "Nachbarschaft"),
        ("Lähiapu ry", "LAHIAPU"),
        ("ONG Inimă Deschisă", "Inima Deschisa"),
        ("Stiftung Offene Tür", "Offene Tur"),
        ("Fundacja Żółty Dom", "Zolty Dom"),
        ("Straße 7", "Strasse, 7"),
    ],
)
def test_a_name_without_accents_capitals_and_legal_form(empty, name, other):
    assert folded(empty, name) == folded(empty, other)


@pytest.mark.parametrize("name", ["Stiftung", "vzw", "Deutsche Stiftung Weltbevölkerung", "e.V."])
def test_a_legal_form_that_is_the_name_or_stands_within_it_stays(empty, name):
    assert len(folded(empty, name).split()) == len(name.replace(".", " ").split())


@given(
    st.lists(st.sampled_from(FORMS + WORDS), max_size=7).map(" ".join)
    | st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20)
)
def test_folding_a_folded_name_changes_nothing(empty, name):
    once = folded(empty, name)
    assert folded(empty, once) == once
    assert once or not any(sign.isalnum() for sign in name)


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("https://www.Open-Door.be/nl/contact?x=1", "open-door.be"),
        ("http://open-door.be:8080", "open-door.be"),
        ("open-door.be", "open-door.be"),
        ("https://www.facebook.com/opendoor", None),
        ("https://nl-nl.facebook.com/opendoor", None),
        ("https://sites.google.com/view/opendoor", None),
        ("https://fox.com", "fox.com"),
        ("", None),
        (None, None),
    ],
)
def test_the_host_of_a_website_says_whose_it_is(empty, website, host):
    assert empty.fetch("select website_host(cast($website as text)) as host", {"website": website}).item() == host


@pytest.mark.parametrize(
    ("one", "other", "agrees"),
    [
        # The same name but for legal form, accents and the order of words.
        ({"legal_name": "Café Repair vzw"}, {"legal_name": "Repair Cafe"}, (1.0, False, False, 0.6)),
        ({"legal_name": "Open Door", "city": "Gent"}, {"legal_name": "open door", "city": "Brugge"},
         (1.0, False, False, 0.6)),
        # By the short name of one.
        ({"legal_name": "Vrienden van de Nacht", "short_name": "Nachtvrienden"}, {"legal_name": "Nachtvrienden ASBL"},
         (1.0, False, False, 0.6)),
        # A similar name and the same city, postal code or not.
        ({"legal_name": "River Watch Gent", "city": "9000 Gent"}, {"legal_name": "Riverwatch Gent", "city": "GENT"},
         (0.99, False, True, 0.74)),
        ({"legal_name": "Neighbourhood Kitchen", "website": "https://kitchen.be"},
         {"legal_name": "Neighborhood Kitchen", "website": "http://www.kitchen.be/en"}, (0.99, True, False, 0.84)),
        # Another name, but website and city agree.
        ({"legal_name": "Alpha", "website": "https://a.be", "city": "Gent"},
         {"legal_name": "Foundation for Everybody", "website": "https://a.be", "city": "Gent"}, (0.0, True, True, 0.4)),
        ({"legal_name": "Open Door", "country": "GR"}, {"legal_name": "Open Door", "country": "EL"},
         (1.0, False, False, 0.6)),
    ],
)  # fmt: skip
def test_two_that_may_be_one_are_told_with_what_agrees(store_with, one, other, agrees):
    assert pairs(store_with, one, other) == [("0", "1", *agrees, None)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"legal_name": "Open Door"}, {"legal_name": "Open Door", "country": "NL"}),
        ({"legal_name": "Open Door"}, {"legal_name": "Open Door", "country": None}),
        ({"legal_name": "Open Door"}, {"legal_name": "Open Door", "fictional": True}),
        # A similar name alone, or in another city.
        ({"legal_name": "River Watch Gent"}, {"legal_name": "Riverwatch Gent"}),
        ({"legal_name": "Open Door Gent", "city": "Gent"}, {"legal_name": "Open Door Genk", "city": "Genk"}),
        # A number tells them apart, and so does a letter in a short name.
        ({"legal_name": "Primary School 12", "city": "Gent"}, {"legal_name": "Primary School 13", "city": "Gent"}),
        ({"legal_name": "ABCDE", "city": "Gent"}, {"legal_name": "ABCDF", "city": "Gent"}),
        ({"legal_name": "Story House", "city": "Gent"}, {"legal_name": "Night Shelter Friends", "city": "Gent"}),
        # A host that anybody may have a page on.
        ({"legal_name": "Alpha", "website": "https://facebook.com/a", "city": "Gent"},
         {"legal_name": "Everybody", "website": "https://facebook.com/b", "city": "Gent"}),
        ({"legal_name": None}, {"legal_name": None}),
        ({"legal_name": "🙂"}, {"legal_name": "🙂🙂"}),
    ],
)  # fmt: skip
def test_two_that_are_not_one_are_left_alone(store_with, one, other):
    assert pairs(store_with, one, other) == []


def test_what_was_decided_stands_with_the_pair(store_with):
    names = [{"organisation_id": one, "country": "BE", "legal_name": "Open Door"} for one in ("a", "b", "c")]
    store = store_with(
        {
            "organisation": names,
            "duplicate_decision": [{"first_id": "a", "second_id": "b", "decision": "different"}],
        }
    )
    found = store.fetch("select first_id, second_id, decision from possible_duplicate order by all")
    assert found.rows() == [("a", "b", "different"), ("a", "c", None), ("b", "c", None)]


@pytest.mark.parametrize("organisations", [2, 40])
def test_every_pair_agrees_with_a_comparison_of_each_with_each(store_with, organisations):
    words = ["Open Door", "Open Doors", "Riverwatch Gent", "River Watch Gent", "Story House", "open door vzw"]
    cities, sites = ["Gent", "Brugge", None], ["https://a.be", "https://b.be", None, None]
    rows = [
        {
            "organisation_id": f"{position:03}",
            "country": "BE",
            "legal_name": words[position % 6],
            "city": cities[position // 2 % 3],
            "website": sites[position // 3 % 4],
        }
        for position in range(organisations)
    ]
    store = store_with({"organisation": rows})
    each = """
        select one.organisation_id as first_id, other.organisation_id as second_id
        from organisation as one
        cross join organisation as other
        where one.organisation_id < other.organisation_id and may_be_one(
            folded_likeness(name_without_form(one.legal_name), name_without_form(other.legal_name)),
            coalesce(website_host(one.website) = website_host(other.website), false),
            coalesce(one.city = other.city, false)
        )
        order by all
    """
    found = store.fetch("select first_id, second_id from possible_duplicate order by all").rows()
    assert found == store.fetch(each).rows()
    for row in rows:
        described = {key: row[key] for key in ("legal_name", "country", "city", "website")}
        on_record = store.fetch(
            "select organisation_id from may_be_on_record($legal_name, null, $country, $city, $website, false)",
            described,
        )["organisation_id"]
        mine = row["organisation_id"]
        assert {*on_record} - {mine} == {one for pair in found if mine in pair for one in pair} - {mine}


def test_those_of_one_consortium_are_the_pairs_that_have_one_of_its_csos(store_with):
    known = [
        {"organisation_id": code, "legal_name": name, "city": city, "country": "BE", "organisation_type": "CSO"}
        for code, name, city in [
            ("a", "Green Neighbours", "Ghent"),
            ("b", "Green Neighbors asbl", "Ghent"),
            ("c", "Neighbours Green", "Namur"),
            ("d", "Clean Rivers", "Ghent"),
            ("e", "Clean River", "Ghent"),
        ]
    ]
    store = store_with(
        {
            "consortium": [{"consortium_id": "one", "acronym": "ONE"}],
            "organisation": known,
            "cso_relation": [{"consortium_id": "one", "cso_id": "b", "partner_id": "a"}],
        }
    )
    columns = "first_id, second_id, likeness, same_website, same_city, score"
    plain = store.fetch(f"select {columns} from possible_duplicate order by all").rows()
    found = store.fetch("select * from possible_duplicate_of(date '2026-03-31', 'one') order by all").rows()
    assert ("d", "e") in [pair[:2] for pair in plain]
    assert found == [pair for pair in plain if "b" in pair[:2]]
    assert found
