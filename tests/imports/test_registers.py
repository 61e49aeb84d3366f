"""The list of holders of the Erasmus Charter: looked up, offered, never counted as organisations."""

import argparse
from pathlib import Path

import polars as pl
import pytest

from data import store as stores
from data.changes.events import Conflict
from data.changes.matching import known_organisations, take_identifiers
from data.imports.choosing import best_fit
from data.imports.offer_commands import add_identifier_commands
from data.imports.offers import offered_identifiers
from data.imports.sheet import sheet_of
from data.problems import Problem
from data.store import Store
from tests.imports.conftest import Bring
from tests.imports.test_cordis import entities, import_files, said, sums

CHARTER = Path("../shared/datasets/eche")
COLUMNS = ("Proposal number", "Erasmus Code", "Pic", "OID", "Legal Name", "Street", "Post Cd", "City", "Country Cd",
           "Website Url", "Erasmus Eche Start", "Erasmus Eche End")  # fmt: skip
ROWS = [
    ("101", "B\xa0 BRUSSEL01", "999902870", "E10209148", "VRIJE UNIVERSITEIT BRUSSEL", "Pleinlaan 2", "1050", "BRUSSEL",
     "BE", "www.vub.be", "1/1/2021", "12/31/2029"),
    ("102", "SF TURKU01", "999903840", "#N/A", "TURUN YLIOPISTO", "x", "20014", "TURKU", "FI", "http://www.utu.fi ",
     "26/06/2024", "31/12/2029"),
    ("103", "G ATHINE01", "999643007", "E10209090", "KAPODISTRIAKO PANEPISTIMIO ATHINON", "x", "1", "Athina",
     "EL", None, "1/1/2021", "12/31/2029"),
    ("104", "no code", "999643008", None, "Somebody", "x", "1", "Athina", "EL", None, "1/1/2021", "12/31/2029"),
]  # fmt: skip
ENTRIES = "select * from register_entry order by entry"


def test_entries_are_kept_as_the_register_says_them_and_are_no_organisations(store: Store, bring: Bring):
    done = bring("erasmus-charter", COLUMNS, ROWS, consortium=None)
    assert sums(done) == {"erasmus-charter": (4, 1, 2, 1, 0)}
    assert "no Erasmus code" in said(done, "rejected")[0]
    found = store.fetch("select entry, edition, pic, oid, country, city, website from register_entry order by entry")
    assert found.rows() == [
        ("B BRUSSEL01", "2021–2029", "999902870", "E10209148", "BE", "BRUSSEL", "https://www.vub.be"),
        ("G ATHINE01", "2021–2029", "999643007", "E10209090", "GR", "Athina", None),
        ("SF TURKU01", "2024–2029", "999903840", None, "FI", "TURKU", "http://www.utu.fi"),
    ]
    assert store.fetch("select count(*) from organisation").item() == 2
    version = store.version
    bring("erasmus-charter", COLUMNS, ROWS, consortium=None)
    assert store.version == version


def test_what_a_register_knows_is_offered_and_taken_over_only_when_somebody_says_so(store: Store, bring: Bring):
    bring("erasmus-charter", COLUMNS, ROWS, consortium=None)
    offers = offered_identifiers(known_organisations(), store.fetch(ENTRIES))
    assert offers.select("organisation_id", "identifier", "value", "certainty").rows() == [
        ("turku", "erasmus_code", "SF TURKU01", "sure"),
        ("turku", "pic", "999903840", "sure"),
        ("vub", "erasmus_code", "B BRUSSEL01", "sure"),
        ("vub", "oid", "E10209148", "sure"),
    ]
    seen = store.version
    take_identifiers("turku", {"pic": "999903840"}, who="a", seen_version=seen)
    assert store.fetch("select pic from organisation where organisation_id = 'turku'").item() == "999903840"
    offers = offered_identifiers(known_organisations(), stores.fetch(ENTRIES))
    assert offers.filter(organisation_id="turku")["identifier"].to_list() == ["erasmus_code"]
    with pytest.raises(Conflict):
        take_identifiers("turku", {"oid": "E10000001"}, who="b", seen_version=seen)
    with pytest.raises(Problem, match="another identifier of this kind"):
        take_identifiers("turku", {"pic": "911111111"}, who="b", seen_version=store.version)
    with pytest.raises(Problem, match="not on record"):
        take_identifiers("nobody", {"pic": "911111111"}, who="b", seen_version=store.version)


def test_the_command_line_lists_offers_and_takes_over_those_of_one_organisation(store: Store, bring: Bring, capsys):
    def command(*arguments: str) -> str:
        parser = argparse.ArgumentParser()
        add_identifier_commands(parser.add_subparsers(), lambda: store)
        chosen = parser.parse_args(["identifiers", *arguments])
        assert chosen.run(chosen) == 0
        return str(capsys.readouterr().out)

    assert command() == "No register knows an identifier that is not on record.\n"
    bring("erasmus-charter", COLUMNS, ROWS, consortium=None)
    assert "turku  Turun yliopisto: pic 999903840, from Erasmus Charter for Higher Education" in command()
    assert "Taken over: erasmus_code, pic" in command("--take", "turku")
    assert "turku" not in command()


def test_nothing_is_offered_where_there_is_no_register(store: Store):
    assert offered_identifiers(known_organisations(), store.fetch(ENTRIES)).is_empty()


def test_a_table_of_partners_with_erasmus_codes_is_no_register():
    fit = best_fit(sheet_of("partners.csv", ("Name", "Country", "City", "PIC", "Erasmus code"), [("A",) * 5]))
    assert fit is None or fit.kind.name != "erasmus-charter"


@pytest.mark.parametrize(
    ("file", "account"),
    [("eche_destinations.csv", (5913, 4955, 957, 0, 1)), ("eche_hei_geocoded.parquet", (5912, 5880, 32, 0, 0))],
)
def test_the_published_list_goes_in_as_a_whole(store: Store, file, account):
    if not (CHARTER / file).exists():
        pytest.skip("needs the list of charter holders, which is not in the repository")
    done = import_files(store, CHARTER / file)
    assert sums(done) == {"erasmus-charter": account}
    assert entities(done) == {"register_entry": (5912, 0, 0)}
    found = store.fetch("select count(distinct pic), count(distinct oid) from register_entry")
    assert found.rows() == [(5911, 4984)]
    assert store.fetch("select count(*) from organisation").item() == 2


def test_offers_for_organisations_without_identifiers_name_the_right_entry():
    if not (CHARTER / "eche_hei_geocoded.parquet").exists():
        pytest.skip("needs the list of charter holders, which is not in the repository")
    charter = pl.read_parquet(CHARTER / "eche_hei_geocoded.parquet")
    entries = charter.select(
        "pic", "oid", "erasmus_code", "legal_name", "city", country="country_cd", register=pl.lit("r"),
        entry="erasmus_code", ror=pl.lit(None, pl.String), vat_number=pl.lit(None, pl.String),
        short_name=pl.lit(None, pl.String),
    )  # fmt: skip
    none = {name: pl.lit(None, pl.String) for name in ("pic", "oid", "ror", "vat_number", "erasmus_code")}
    known = entries.head(200).with_columns(organisation_id=pl.col("entry"), **none).drop("register", "entry")
    offers = offered_identifiers(known, entries).filter(identifier="erasmus_code", certainty="sure")
    assert offers.filter(pl.col("organisation_id") != pl.col("value")).is_empty()
    assert offers.height >= 195
