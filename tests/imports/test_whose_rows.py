"""Who may import what: a file is kept as far as whoever brings it might have typed it in, or not at all."""

from datetime import date

import pytest

from data import access
from data.access import Reader
from data.imports.undo import undo
from data.permission import Refused
from data.store import Store
from data.transaction import Transaction
from tests.imports.conftest import Bring

COLUMNS = ("Deliverable No.", "Deliverable title", "Due date")
ROWS = [("D1.1", "Handbook", "2026-03-31")]
MAY = {
    "coordinator": Reader("a", reads=("c",), leads=frozenset("c"), roles=("coordinator",)),
    "administrator": Reader("a", reads=None, administers=True, roles=("administrator",)),
}
MAY_NOT = {
    "reader": Reader("a", reads=("c",), roles=("reader",)),
    "funder": Reader("a", reads=("c",), roles=("funder",)),
    "partner": Reader("a", reads=("c",), works_for=frozenset({("c", "vub")}), roles=("partner",)),
    "coordinator of another consortium": Reader("a", reads=("c", "d"), leads=frozenset("d"), roles=("coordinator",)),
}


@pytest.mark.parametrize("role", MAY)
def test_whoever_may_change_the_plan_may_import_it_and_take_it_back(role, store: Store, bring: Bring):
    with access.acting_as(MAY[role]):
        bring("deliverables", COLUMNS, ROWS)
    assert store.fetch("select code from deliverable").rows() == [("D1.1",)]
    assert store.fetch("select recorded_by from change order by version desc limit 1").item() == "a"
    with access.acting_as(MAY[role]):
        undo(store, str(store.version), who="test")
    assert store.fetch("select code from deliverable").rows() == []


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize(
    ("kind", "columns", "row"),
    [
        ("partners", ("Partner", "Country", "Type"), ("University of Example", "BE", "HEI")),
        ("csos", ("CSO", "Country", "Partner"), ("Voorbeeld vzw", "BE", "VUB")),
    ],
)
def test_whoever_may_import_a_new_organisation_may_take_it_back(kind, columns, row, role, store: Store, bring: Bring):
    before = store.fetch("select organisation_id from organisation order by all").rows()
    with access.acting_as(MAY[role]):
        done = bring(kind, columns, [row])
        assert store.fetch("select count(*) from organisation").item() == len(before) + 1
        assert undo(store, done.run_id or "", who="test").kept == []
    assert store.fetch("select organisation_id from organisation order by all").rows() == before


def test_who_gives_up_a_contact_takes_no_organisation_away_that_is_no_cso(store: Store):
    """Anybody may say that there is a contact."""
    contact = {"consortium_id": "c", "cso_id": "turku", "partner_id": "vub", "source_id": "s"}
    store.write(lambda change: change.append("cso_relation", [contact]), who="a", why="contact", origin="app")
    rows = store.fetch("select * from organisation where organisation_id = 'turku'")

    def work(change: Transaction) -> None:
        change.withdraw("cso_relation", change.fetch("select * from cso_relation"))
        change.withdraw("organisation", rows)

    with access.acting_as(MAY_NOT["partner"]), pytest.raises(Refused):
        store.write(work, who="a", why="both", origin="app")


@pytest.mark.parametrize("role", MAY_NOT)
def test_nobody_else_imports_the_plan(role, store: Store, bring: Bring):
    before = store.version
    with access.acting_as(MAY_NOT[role]), pytest.raises(Refused):
        bring("deliverables", COLUMNS, ROWS)
    assert store.version == before
    assert store.fetch("select count(*) from deliverable_record").item() == 0


def test_a_partner_imports_the_engagements_of_its_organisation_and_of_no_other(store: Store, bring: Bring):
    columns = ("Engagement ID", "Date", "Kind", "Partner")
    with access.acting_as(MAY_NOT["partner"]):
        bring("engagements", columns, [("E1", "2025-05-01", "workshop", "VUB")])
        with pytest.raises(Refused):
            bring("engagements", columns, [("E2", "2025-05-01", "workshop", "UTU")])
    held = store.fetch("select partner_id, held_on from engagement").rows()
    assert held == [("vub", date(2025, 5, 1))]
