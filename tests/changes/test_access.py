from datetime import date, timedelta
from typing import Any

import pytest

from data import access
from data.access import Person, Reader
from data.changes.access import ended_before, erase, grant, revoke
from data.changes.duplicates import decide
from data.changes.grants import NewGrant
from data.problems import Problem
from data.store import Store

TODAY = date(2026, 3, 1)
ROWS: dict[str, list[dict[str, Any]]] = {
    "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
    "consortium": [{"consortium_id": "c", "acronym": "C"}, {"consortium_id": "d", "acronym": "D"}],
    "organisation": [{"organisation_id": "p"}, {"organisation_id": "q"}],
    "participation": [
        {"participation_id": "1", "consortium_id": "c", "organisation_id": "p"},
        {"participation_id": "2", "consortium_id": "d", "organisation_id": "p", "left_on": date(2026, 1, 31)},
    ],
}


@pytest.fixture
def store(store_with) -> Store:
    store: Store = store_with(ROWS)
    return store


def give(person: str, role: str, **fields: object) -> str:
    return grant(NewGrant(person, role, **fields), who="a", today=TODAY)[0]  # type: ignore[arg-type]


def may(store: Store, *names: str, today: date = TODAY) -> Reader:
    return access.granted(Person(names), store.fetch, today)


def test_each_role_reads_and_changes_what_it_is_for(store):
    name = give("Ann@A.example", "partner", organisation_id="p")
    # What it left it may read on, and change no more.
    assert may(store, "ann@a.example") == Reader(
        name, ("c", "d"), works_for=frozenset({("c", "p")}), roles=("partner",)
    )
    name = give("bea@a.example", "coordinator", consortium_id="d")
    assert may(store, "bea@a.example") == Reader(name, ("d",), leads=frozenset({"d"}), roles=("coordinator",))
    name = give("cem@a.example", "funder")
    assert may(store, "cem@a.example") == Reader(name, None, roles=("funder",))
    name = give("eli@a.example", "administrator")
    assert may(store, "x", "eli@a.example") == Reader(name, None, administers=True, roles=("administrator",))
    assert may(store, "nobody@a.example") == Reader()


def test_on_the_day_a_partner_leaves_it_changes_nothing_any_more(store):
    give("ann@a.example", "partner", organisation_id="p", consortium_id="d", from_on=TODAY)
    left, part = date(2026, 3, 5), ROWS["participation"][1] | {"role": "partner", "source_id": "s"}
    store.write(
        lambda change: change.append("participation", [part | {"left_on": left}]), who="a", why="leaves", origin="app"
    )
    assert may(store, "ann@a.example", today=date(2026, 3, 4)).may_change
    assert not may(store, "ann@a.example", today=left).may_change
    state = "select consortium_id from participation_state($day)"
    assert store.fetch(state, {"day": left})["consortium_id"].to_list() == ["c"]


def test_a_role_holds_from_its_first_to_its_last_day(store):
    give("ann@a.example", "reader", consortium_id="c", from_on=date(2026, 3, 2), until_on=date(2026, 3, 4))
    held = [bool(may(store, "ann@a.example", today=date(2026, 3, day)).reads) for day in range(1, 6)]
    assert held == [False, True, True, True, False]


@pytest.mark.parametrize(("role", "scope"), [("reader", {"consortium_id": "c"}), ("funder", {}), ("administrator", {})])
def test_a_role_taken_back_is_gone_at_once_and_stays_in_the_records(role, scope, store):
    give("ann@a.example", role, **scope)
    assert may(store, "ann@a.example") != Reader()
    (row,) = store.fetch("select * from access_grant").to_dicts()
    revoke(row["access_grant_id"], who="a")
    assert may(store, "ann@a.example") == Reader()
    assert store.fetch("select withdrawn from access_grant_history order by version")["withdrawn"].to_list() == [
        False,
        True,
    ]
    with pytest.raises(Problem, match="not granted any more"):
        revoke(row["access_grant_id"], who="a")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"role": None}, "“Role” is empty"),
        ({"role": "owner"}, "not among its values"),
        ({"person": " "}, "“Person” has 0 characters"),
        ({"role": "partner"}, "“Organisation” is empty"),
        ({"role": "coordinator"}, "“Consortium” is empty"),
        ({"role": "administrator", "consortium_id": "c"}, "is not granted for it"),
        ({"role": "reader", "organisation_id": "p"}, "is not granted for it"),
        ({"role": "partner", "organisation_id": "q"}, "does not name a partner"),
        ({"role": "reader", "consortium_id": "z"}, "not on record"),
        ({"role": "reader", "until_on": date(2026, 2, 28)}, "is over or before"),
        ({"role": "reader", "recorded_as": "ann@a.example"}, "holds an e-mail address"),
    ],
)
def test_what_cannot_be_granted_is_refused_in_words(store, fields, said):
    with pytest.raises(Problem, match=said):
        grant(NewGrant(**{"person": "ann@a.example", "role": "reader"} | fields), who="a", today=TODAY)
    assert store.fetch("select * from access_grant_history").is_empty()


def test_a_person_keeps_one_name_in_the_history_and_nobody_takes_anothers(store):
    assert give("ann@a.example", "reader", consortium_id="c", recorded_as="Office C") == "Office C"
    assert give("ann@a.example", "reader", consortium_id="d") == "Office C"
    with pytest.raises(Problem, match="has already"):
        give("ann@a.example", "reader", consortium_id="d")
    for taken in ("Office C", "test"):
        with pytest.raises(Problem, match="is taken"):
            give("bea@a.example", "reader", recorded_as=taken)
    assert not store.fetch("select * from change").filter(reason="ann@a.example").height


def test_who_signed_in_is_recorded_whatever_a_form_says(store):
    name = give("eli@a.example", "administrator")
    with access.acting_as(may(store, "eli@a.example")):
        decide("p", "q", "same", who="somebody else", seen_version=store.version)
    assert store.fetch("select recorded_by from change order by version desc limit 1").item() == name


def test_an_erased_person_stands_nowhere_and_what_they_recorded_stays(store):
    name = give("eli@a.example", "administrator")
    with access.acting_as(may(store, "eli@a.example")):
        decide("p", "q", "same", who="a", seen_version=store.version)
    changes = store.fetch("select version, recorded_at, reason from change")
    pseudonym, change = erase("Eli@A.example", who="a")
    assert change.row_count == 3
    assert may(store, "eli@a.example") == Reader()
    for table in ("change", "access_grant_record", "access_grant_present"):
        said = str(store.fetch("select * from query_table($table)", {"table": table}).to_dicts())
        assert "eli@a.example" not in said
        assert name not in said
    assert store.fetch("select recorded_by from change where reason like 'p, q%'").item() == pseudonym
    after = store.fetch("select version, recorded_at, reason from change")
    assert after.head(changes.height).rows() == changes.rows()
    assert after["reason"][-1] == "access: a person was erased"
    with pytest.raises(Problem, match="Nothing was ever granted"):
        erase("eli@a.example", who="a")


def test_those_all_of_whose_roles_ended_are_found(store):
    give("ann@a.example", "reader", until_on=date(2026, 4, 1))
    give("bea@a.example", "reader", until_on=date(2026, 4, 1))
    give("bea@a.example", "funder")
    give("cem@a.example", "funder")
    # One role that ran out does not hide another that was taken back later.
    give("dag@a.example", "reader", until_on=date(2026, 4, 1))
    give("dag@a.example", "funder")
    later = "select access_grant_id from access_grant where role = 'funder' and person = 'dag@a.example'"
    revoke(store.fetch(later).item(), who="a")
    today = store.fetch("select cast(max(recorded_at) as date) from change").item()
    assert ended_before(today) == ["ann@a.example"]
    assert "dag@a.example" in ended_before(today + timedelta(days=1))
    assert ended_before(date(2026, 4, 1)) == []
    assert ended_before(date(2026, 4, 2)) == ["ann@a.example"]
