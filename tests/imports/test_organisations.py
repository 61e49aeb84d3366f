"""Tables of partners and CSOs: who is on record is joined, who is new is added, who is in doubt is asked."""

import polars as pl

from data.store import Store
from tests.imports.conftest import Bring
from tests.imports.test_kinds import rejected, said

COLUMNS = ("Organisation", "Acronym", "Country", "City", "PIC", "Type", "Role", "Joined on", "Budget")
PARTNERS = (
    ("Vrije Universiteit Brussel", "VUB", "BE", "Brussel", "999902870", "University", "Coordinator", "2024-01-01",
     "250.000,00"),
    ("Universitatea din Exemplu", "UEX", "Romania", "Cluj-Napoca", "912345678", "HES", "partner", "2024-01-01",
     "75.500,50"),
    ("Buurtwerk Voorbeeld vzw", None, "BE", "Gent", None, "NGO", "associated partner", None, None),
)  # fmt: skip


def test_partners_are_joined_to_those_on_record_or_added(store: Store, bring: Bring):
    done = bring("partners", COLUMNS, PARTNERS)
    assert rejected(done) == []
    assert {entity: str(brought) for entity, brought in done.account.entities().items()} == {
        "organisation": "2 added, 0 changed, 1 the same",
        "organisation_match": "3 added, 0 changed, 0 the same",
        "participation": "2 added, 1 changed, 0 the same",
    }
    found = store.fetch(
        "select legal_name, country, organisation_type, role, budget_eur, joined_precision from participation "
        "inner join organisation using (organisation_id) where consortium_id = 'c' order by legal_name"
    )
    assert [(*row[:4], row[4] and float(row[4]), row[5]) for row in found.rows()] == [
        ("Buurtwerk Voorbeeld vzw", "BE", "CSO", "associated", None, None),
        ("Turun yliopisto", "FI", "HEI", "partner", None, None),
        ("Universitatea din Exemplu", "RO", "HEI", "partner", 75500.5, "day"),
        ("Vrije Universiteit Brussel", "BE", "HEI", "coordinator", 250000.0, "day"),
    ]
    version = store.version
    bring("partners", COLUMNS, PARTNERS)
    assert store.version == version


def test_what_imports_brought_imports_correct_and_what_was_recorded_here_is_only_completed(store: Store, bring: Bring):
    bring("partners", COLUMNS, PARTNERS)
    done = bring(
        "partners",
        COLUMNS,
        [
            ("Universitatea din Exemplul Nou", "UEX", "RO", "Cluj-Napoca", "912345678", None, None, None, None),
            ("Free University of Brussels", "VUB", "BE", "Ixelles", "999902870", None, None, None, None),
        ],
    )
    names = store.fetch("select legal_name, city from organisation order by legal_name").rows()
    assert ("Universitatea din Exemplul Nou", "Cluj-Napoca") in names
    assert ("Vrije Universiteit Brussel", "Brussel") in names
    assert [line for line in said(done) if "known by another name" in line] == [
        (
            "repaired, row 3, column Organisation: “Free University of Brussels” is known by another name, which was "
            "kept. Nothing is to be done."
        )
    ]


def test_who_may_be_on_record_is_asked_and_the_answer_is_kept(store: Store, bring: Bring):
    columns, row = ("Organisation", "Country", "City"), ("Turku University", "FI", "Turku")
    done = bring("partners", columns, [row])
    (question,) = done.questions
    assert (question.name, [one["organisation_id"] for one in question.candidates]) == ("Turku University", ["turku"])
    assert rejected(done) == [
        (
            "rejected, row 2, column Organisation: “Turku University” may be Turun yliopisto (Turku), or another "
            "organisation. Decide it on the page of imports, or give its PIC, OID or ROR."
        )
    ]
    schema = {"source_key": pl.String, "organisation_id": pl.String}
    same = pl.DataFrame([(question.source_key, "turku")], schema=schema, orient="row")
    again = bring("partners", columns, [row], answers=same)
    assert (rejected(again), again.questions) == ([], [])
    assert store.fetch("select count(*) from organisation").item() == 2
    once_more = bring("partners", columns, [row, ("Åbo Akademi", "FI", "Turku")])
    assert (rejected(once_more), once_more.questions) == ([], [])


def test_who_is_said_to_be_new_is_added(store: Store, bring: Bring):
    columns, row = ("Organisation", "Country", "City"), ("Turku University", "FI", "Turku")
    (question,) = bring("partners", columns, [row]).questions
    schema = {"source_key": pl.String, "organisation_id": pl.String}
    done = bring(
        "partners", columns, [row], answers=pl.DataFrame([(question.source_key, None)], schema=schema, orient="row")
    )
    assert (rejected(done), store.fetch("select count(*) from organisation").item()) == ([], 3)
    assert bring("partners", columns, [row], file="again.csv").questions == []


def test_identifiers_that_are_none_and_days_in_the_wrong_order_are_said(store: Store, bring: Bring):
    columns = ("Organisation", "Country", "PIC", "OID", "Joined on", "Left on")
    done = bring(
        "partners",
        columns,
        [
            ("Example House", "Belgia", "12345", "E123", "2025-01-01", "2024-01-01"),
            ("Example", "Atlantis", None, None, None, None),
        ],
    )
    assert [line.partition(": ")[0] for line in rejected(done)] == [
        "rejected, row 2, column Left on",
        "rejected, row 2, column OID",
        "rejected, row 2, column PIC",
        "rejected, row 3, column Country",
    ]


def test_csos_with_their_partners(store: Store, bring: Bring):
    columns = ("CSO", "Land", "Stadt", "Partner", "Seit", "Field of activity", "E-mail of the contact")
    rows = [
        ("Buurtwerk Voorbeeld vzw", "Belgien", "Gent", "VUB", "01.03.2024", "Social services", "an@example.org"),
        ("Esimerkkiyhdistys ry", "Finnland", "Turku", "UTU", "2024", "Knitting", None),
    ]
    done = bring("csos", columns, rows)
    assert rejected(done) == []
    found = store.fetch(
        "select legal_name, organisation_type, activity_field, partner_id, cast(active_from as varchar) "
        "from cso_relation inner join organisation on cso_id = organisation_id order by legal_name"
    )
    assert found.rows() == [
        ("Buurtwerk Voorbeeld vzw", "CSO", "Social services", "vub", "2024-03-01"),
        ("Esimerkkiyhdistys ry", "CSO", "Knitting", "turku", "2024-01-01"),
    ]
    version = store.version
    bring("csos", columns, rows)
    assert store.version == version


def test_columns_with_addresses_of_persons_are_not_read(store: Store, bring: Bring):
    bring("csos", ("CSO", "Land", "E-mail of the contact"), [("Voorbeeld", "Nowhere", "an@example.org")])
    kept = store.fetch("select cells from import_rejected_row")["cells"].to_list()
    assert kept == ['{"CSO": "Voorbeeld", "Land": "Nowhere"}']
