"""Who is who: sure is never wrong, unsure is asked, and nothing is asked twice."""

from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.imports.identifiers import identifiers
from data.imports.spelling import CITIES, KINDS, folded, spelled, spelled_city
from data.imports.who_is_who import REASONS, in_words, matches
from data.store import Store

PAIRS = Path("tests/imports/files/who_is_who_pairs.csv")
VUB = {"organisation_id": "vub", "legal_name": "Vrije Universiteit Brussel", "short_name": "VUB", "country": "BE",
       "city": "Brussels", "pic": "999902094", "oid": "E10209148"}  # fmt: skip
UNITO = {"organisation_id": "unito", "legal_name": "Università degli Studi di Torino", "country": "IT", "city": "Turin"}
CHARTER = Path("../shared/datasets/eche/eche_hei_geocoded.parquet")

words = st.text(st.characters(categories=["L", "N", "Zs", "Pd", "Po"], max_codepoint=0x24F), min_size=1, max_size=40)


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema_overrides={"other_names": pl.List(pl.String)}, infer_schema_length=None)


def one(row: dict[str, Any], *known: dict[str, Any], decided: pl.DataFrame | None = None) -> dict[str, Any]:
    return matches(frame({"row": 2} | row), frame(*known), decided).row(0, named=True)


@pytest.fixture(scope="module")
def labelled() -> pl.DataFrame:
    """The pairs made by hand: expected, certainty, and why they are there.

    Names are compared within a country, so that pairs of different countries can be judged at once.
    """
    pairs = pl.read_csv(PAIRS, infer_schema=False).with_row_index("row")
    rounds: list[list[dict[str, Any]]] = []
    for pair in pairs.iter_rows(named=True):
        places = countries(pair)
        free = [some for some in rounds if all(places.isdisjoint(countries(other)) for other in some)]
        if not free:
            rounds.append([])
        (free or rounds)[-1].append(pair)
    return pl.concat([judged(some) for some in rounds])


def countries(pair: dict[str, Any]) -> set[str]:
    return {pair["one_country"], pair["other_country"]}


def judged(pairs: list[dict[str, Any]]) -> pl.DataFrame:
    of_name = {"name": "legal_name", "short": "short_name", "country": "country", "city": "city", "pic": "pic",
               "vat": "vat_number"}  # fmt: skip
    rows = [{column: pair[f"one_{name}"] for name, column in of_name.items()} | {"row": pair["row"]} for pair in pairs]
    known = [
        {column: pair[f"other_{name}"] for name, column in of_name.items()}
        | {"organisation_id": str(pair["row"]), "other_names": [pair["other_names"]] if pair["other_names"] else None}
        for pair in pairs
    ]
    found = matches(frame(*rows), frame(*known))
    told = pl.DataFrame(pairs).select(pl.col("row").cast(pl.Int64), "expected", "why")
    is_own = pl.col("organisation_id").is_null() | (pl.col("organisation_id") == pl.col("row").cast(pl.String))
    assert found.filter(~is_own).is_empty()
    return told.join(found.select("row", "certainty"), on="row")


def test_of_the_labelled_pairs_nothing_that_is_sure_is_wrong(labelled):
    assert labelled.filter((pl.col("certainty") == "sure") & (pl.col("expected") != "same"))["why"].to_list() == []


def test_of_the_labelled_pairs_that_are_one_at_least_nine_in_ten_are_sure_and_the_others_asked(labelled):
    same = labelled.filter(pl.col("expected") == "same")
    counted = Counter(same["certainty"])
    assert same.height >= 35
    assert counted["sure"] / same.height >= 0.9
    assert counted["new"] == 0


def test_of_the_labelled_pairs_all_that_are_unsure_are_asked_and_few_that_are_two(labelled):
    assert set(labelled.filter(pl.col("expected") == "unsure")["certainty"]) == {"ask"}
    two = labelled.filter(pl.col("expected") == "different")
    assert (two["certainty"] == "ask").sum() / two.height <= 0.25


def test_an_identifier_joins_whatever_the_name_and_says_why():
    found = one({"legal_name": "Free University of Brussels", "country": "BE", "pic": "999902094.0"}, VUB, UNITO)
    assert (found["certainty"], found["organisation_id"], found["by"], found["score"]) == ("sure", "vub", "pic", 1.0)
    assert found["reasons"].split("|")[0] == "same PIC"
    assert set(found["reasons"].split("|")) <= set(REASONS)


@pytest.mark.parametrize(
    "contradiction", [{"country": "NL"}, {"country": "BE", "oid": "E10000001"}], ids=["country", "another identifier"]
)
def test_identifiers_that_contradict_each_other_are_never_sure(contradiction):
    found = one(
        {"legal_name": "Vrije Universiteit Brussel", "city": "Brussel", "pic": "999902094"} | contradiction, VUB
    )
    assert (found["certainty"], found["organisation_id"]) == ("ask", None)
    assert [candidate["organisation_id"] for candidate in found["candidates"]] == ["vub"]


def test_two_identifiers_that_name_two_organisations_are_asked():
    other = {"organisation_id": "x", "legal_name": "X", "country": "BE", "ror": "https://ror.org/006e5kg04"}
    row = {"legal_name": "Somebody", "country": "BE", "pic": "999902094", "ror": "006e5kg04"}
    found = one(row, VUB | {"oid": None}, other)
    assert found["certainty"] == "ask"
    assert found["reasons"].startswith("several possible|")
    assert {candidate["organisation_id"] for candidate in found["candidates"]} == {"vub", "x"}


def test_a_vat_number_alone_which_a_group_may_share_is_asked_and_with_a_like_name_is_sure():
    known = {"organisation_id": "csic", "legal_name": "Agencia Estatal Consejo Superior", "country": "ES",
             "vat_number": "ESQ2818002D"}  # fmt: skip
    row = {"country": "ES", "vat_number": "Q2818002D"}
    assert one(row | {"legal_name": "Instituto de Óptica"}, known)["certainty"] == "ask"
    assert one(row | {"legal_name": "Agencia Estatal Consejo Superior"}, known)["certainty"] == "sure"


def test_a_name_that_says_the_city_needs_no_column_of_it():
    assert one({"legal_name": "University of Turin", "country": "IT"}, UNITO)["organisation_id"] == "unito"
    assert one({"legal_name": "S-NODI", "country": "IT"}, UNITO | {"legal_name": "S-NODI"})["certainty"] == "ask"


def test_rows_of_the_file_that_are_one_point_to_the_first():
    found = matches(
        frame(
            {"row": 2, "legal_name": "Open Door vzw", "country": "BE", "city": "Gent"},
            {"row": 3, "legal_name": "Another", "country": "BE", "city": "Gent"},
            {"row": 4, "legal_name": "VZW Open Door", "country": "BE", "city": "Ghent"},
            {"row": 5, "legal_name": "Open Dooor", "country": "BE", "city": "Ghent"},
        ),
        frame(VUB),
    )
    assert found.select("row", "first_row", "certainty").rows() == [
        (2, 2, "new"), (3, 3, "new"), (4, 2, "new"), (5, 5, "ask"),
    ]  # fmt: skip
    assert [candidate["row"] for candidate in found["candidates"].to_list()[3]] == [2]


def test_a_row_without_identifiers_between_two_of_one_name_joins_the_first_and_the_second_is_asked():
    body = {"legal_name": "Lebenshilfe Bremen", "country": "DE", "city": "Bremen"}
    found = matches(
        frame({"row": 2, "pic": "912345678"} | body, {"row": 3} | body, {"row": 4, "pic": "987650000"} | body),
        frame(VUB),
    )
    assert found["first_row"].to_list() == [2, 2, 4]
    assert found["certainty"].to_list()[2] == "ask"


def test_a_file_that_gives_two_identifiers_to_one_name_says_that_there_are_two():
    body = {"legal_name": "Lebenshilfe Bremen", "country": "DE", "city": "Bremen"}
    found = matches(frame({"row": 2, "pic": "912345678"} | body, {"row": 3, "pic": "987650000"} | body), frame(VUB))
    assert found.select("first_row", "certainty").rows() == [(2, "new"), (3, "new")]


def test_two_rows_that_contradict_each_other_do_not_both_become_one_organisation():
    rows = [{"row": n, "pic": pic, "legal_name": "University of Turin", "country": "IT", "city": "Torino"}
            for n, pic in ((2, "912345678"), (3, "987650000"))]  # fmt: skip
    found = matches(frame(*rows), frame(UNITO))
    assert found["certainty"].to_list() == ["ask", "ask"]


def test_a_row_that_names_nobody_is_new_and_is_nobody_else():
    found = matches(frame({"row": 2, "country": "IT"}, {"row": 3, "country": "IT"}), frame(UNITO))
    assert found.select("first_row", "certainty").rows() == [(2, "new"), (3, "new")]


def test_an_answer_is_not_asked_for_again_while_the_organisation_is_on_record():
    row = {"legal_name": "VUB", "country": "BE"}
    asked = one(row, VUB, UNITO)
    assert asked["certainty"] == "ask"
    decided = pl.DataFrame({"source_key": [asked["source_key"]], "organisation_id": ["vub"]})
    found = one(row, VUB, UNITO, decided=decided)
    assert (found["certainty"], found["organisation_id"], found["by"]) == ("sure", "vub", "decision")
    assert one(row, UNITO, decided=decided)["certainty"] == "new"


def test_nothing_known_makes_everything_new_and_nothing_brought_makes_nothing():
    nobody = pl.DataFrame(schema={"organisation_id": pl.String, "legal_name": pl.String})
    found = matches(frame({"row": 2, "legal_name": "Vrije Universiteit Brussel", "country": "BE"}), nobody)
    assert found.select("certainty", "reasons").rows() == [("new", "")]
    assert in_words("") == "nothing like it is on record"
    assert matches(frame(VUB).rename({"organisation_id": "row"}).clear(), nobody).is_empty()


@pytest.mark.parametrize(
    ("kind", "given", "compared"),
    [
        ("pic", "999902094", "999902094"), ("pic", "999902094.0", "999902094"), ("pic", "999 902 094", "999902094"),
        ("pic", "PIC 999902094", "999902094"), ("pic", "999999999", None), ("pic", "123456789", None),
        ("pic", "99990209", None), ("pic", "N/A", None), ("oid", "e10209148", "E10209148"), ("oid", "#N/A", None),
        ("ror", "https://ror.org/006E5KG04", "006e5kg04"), ("ror", "006e5kg04", "006e5kg04"), ("ror", "none", None),
        ("erasmus_code", "B\xa0 BRUSSEL01", "BBRUSSEL01"), ("erasmus_code", "B BRUSSEL01", "BBRUSSEL01"),
        ("erasmus_code", "TBC", None), ("vat_number", "BE 0449.012.406", "BE 449012406"),
        ("vat_number", "449012406", "BE 449012406"), ("vat_number", "NOTAPPLICABLE", None), ("vat_number", "N/A", None),
        ("vat_number", "MISSING", None), ("vat_number", "000000000", None), ("vat_number", "XXXXXXXXX", None),
    ],
)  # fmt: skip
def test_identifiers_as_they_are_compared(kind, given, compared):
    empty = dict.fromkeys(("pic", "oid", "ror", "erasmus_code", "vat_number"), None)
    row = pl.DataFrame([empty | {"country": "BE", kind: given}], schema_overrides=dict.fromkeys(empty, pl.String))
    assert identifiers(row)[kind].item() == compared


@pytest.mark.parametrize(
    ("country", "one_way", "other_way"),
    [
        ("GR", "EL094014298", "094014298"),
        ("CH", "CHE-123.456.788 MWST", "123456788"),
        ("GB", "GB123456782", "123456782"),
    ],
)
def test_vat_numbers_with_and_without_the_country_are_one(country, one_way, other_way):
    empty = dict.fromkeys(("pic", "oid", "ror", "erasmus_code"), None)
    rows = pl.DataFrame([empty | {"country": country, "vat_number": number} for number in (one_way, other_way)],
                        schema_overrides=dict.fromkeys(empty, pl.String))  # fmt: skip
    assert identifiers(rows)["vat_number"].n_unique() == 1


@given(words, words)
def test_spelling_is_symmetric_and_changes_nothing_the_second_time(one_name, other_name):
    once = pl.DataFrame({"name": [one_name, other_name]}).select(folded(pl.col("name")))["name"]
    assert once.to_frame().select(folded(pl.col("name")))["name"].to_list() == once.to_list()
    both, turned = (
        dict(spelled(pl.Series(names, dtype=pl.String)).select("name", "words").iter_rows())
        for names in ([one_name, other_name], [other_name, one_name])
    )
    assert both == turned


organisations = st.fixed_dictionaries(
    {"legal_name": words, "country": st.sampled_from(["BE", "IT", None]), "city": st.one_of(st.none(), words)},
    optional={"pic": st.from_regex(r"9[0-8][0-9]{7}", fullmatch=True), "short_name": words},
)


@settings(max_examples=30)
@given(st.lists(organisations, min_size=1, max_size=30))
def test_an_organisation_is_always_itself_or_asked_never_another(bodies):
    rows = [body | {"row": number} for number, body in enumerate(bodies)]
    known = [body | {"organisation_id": str(number)} for number, body in enumerate(bodies)]
    for row, found in zip(rows, matches(frame(*rows), frame(*known)).to_dicts(), strict=True):
        offered = {candidate["organisation_id"] for candidate in found["candidates"]}
        if found["certainty"] == "sure":
            assert spelled_alike(bodies[int(found["organisation_id"])], row)
        elif found["source_key"] is not None and row.get("pic"):
            assert found["certainty"] == "ask"
            assert str(row["row"]) in offered or len(offered) >= 5


def spelled_alike(one_body: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether both have one PIC, or names of the same words."""
    names = [body["legal_name"] for body in (one_body, other)]
    by_name = dict(spelled(pl.Series(names)).select("name", "words").iter_rows())
    same_pic = one_body.get("pic") is not None and one_body.get("pic") == other.get("pic")
    return same_pic or by_name[names[0]] == by_name[names[1]]


@settings(max_examples=30)
@given(st.lists(organisations, min_size=2, max_size=2))
def test_two_organisations_are_judged_alike_either_way_round(bodies):
    one_body, other = bodies
    found = one(one_body, other | {"organisation_id": "o"})
    turned = one(other, one_body | {"organisation_id": "o"})
    assert (found["certainty"], found["score"], found["reasons"]) == (
        turned["certainty"], turned["score"], turned["reasons"],
    )  # fmt: skip


def test_the_tables_of_words_know_each_word_once():
    for table in (KINDS, CITIES):
        listed = [word for one, said in table.items() for word in {one, *said.split()}]
        assert [word for word, count in Counter(listed).items() if count > 1] == []


def test_what_the_list_of_duplicates_holds_for_a_legal_form_is_one_here_too():
    store = Store(":memory:")
    forms = str(store.fetch("select legal_forms() as forms")["forms"].item()).split("|")
    store.close()
    names = [f"Open Door {form}" for form in forms]
    found = spelled(pl.Series(names))
    assert [name for name, own in found.select("name", "words").iter_rows() if own != "door open"] == []


@pytest.mark.parametrize(
    ("city", "spellings"),
    [
        ("1050 Bruxelles", ["brussels"]), ("Brussel/Elsene", ["brussels elsene", "brussels", "elsene"]),
        ("PARIS CEDEX 05", ["paris"]), ("Frankfurt (Oder)", ["frankfurt oder"]), ("Muenchen", ["munich"]),
        ("12345", []),
    ],
)  # fmt: skip
def test_cities_in_one_spelling(city, spellings):
    found = pl.DataFrame({"city": [city]}).select(spelled_city(pl.col("city")))["city"].to_list()[0]
    assert found == spellings


def test_every_holder_of_the_erasmus_charter_is_found_by_its_name_or_asked_never_another():
    if not CHARTER.exists():
        pytest.skip("needs the list of charter holders, which is not in the repository")
    charter = pl.read_parquet(CHARTER).select("pic", "oid", "erasmus_code", "legal_name", "city", country="country_cd")
    known = charter.with_row_index("row").with_columns(organisation_id=pl.format("{}", "row"))
    rows = known.select(pl.col("row").cast(pl.Int64), "legal_name", "city", "country")
    found = matches(rows, known.drop("row"))
    sure = found.filter(pl.col("certainty") == "sure")
    assert sure.filter(pl.col("organisation_id") != pl.col("row").cast(pl.String)).is_empty()
    assert sure.height / found.height >= 0.99
    assert found.filter(pl.col("certainty") == "new").is_empty()
