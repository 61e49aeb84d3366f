"""Rows of long tables, which come in part by part."""

from dataclasses import replace

import pytest

from data.imports import kinds
from data.imports.kinds import engagements
from data.transaction import Transaction
from tests.imports import conftest

COLUMNS = ["Id", "Date", "Type", "Students"]


@pytest.fixture(autouse=True)
def short_parts(monkeypatch):
    short = replace(engagements.KIND, batch=2)
    monkeypatch.setattr(conftest, "kind_named", lambda name: short if name == short.name else kinds.kind_named(name))


def rows(*ids, students="3"):
    return [[one, "2024-03-04", "workshop", students] for one in ids]


def sums(done):
    (account,) = done.account.sheets
    return [account.rows_read, account.accepted, account.repaired, account.rejected, account.ignored]


def test_a_key_that_an_earlier_part_told_is_rejected(store, bring):
    done = bring("engagements", COLUMNS, rows("A", "B", "C", "A", "D"))
    assert sums(done) == [5, 4, 0, 1, 0]
    (remark,) = [one for one in done.account.sheets[0].remarks if one["outcome"] == "rejected"]
    assert (remark["row"], remark["rule"]) == (5, "key told twice")
    assert store.fetch("select count(*) from engagement").item() == 4


def test_a_key_that_an_earlier_part_changed_is_rejected(store, bring):
    bring("engagements", COLUMNS, rows("A", "B"))
    done = bring("engagements", COLUMNS, rows("A", "B", students="4") + rows("A"))
    assert sums(done) == [3, 2, 0, 1, 0]
    assert store.fetch("select distinct student from engagement").rows() == [(4,)]


def test_what_this_import_added_is_looked_through_only_for_keys_told_before(bring, monkeypatch):
    asked = []
    newest = Transaction.newest

    def counted(self, entity, keys, *, as_it_began=False):
        asked.append(as_it_began)
        return newest(self, entity, keys, as_it_began=as_it_began)

    monkeypatch.setattr(Transaction, "newest", counted)
    bring("engagements", COLUMNS, rows("A", "B", "C", "D", "E", "A"))
    assert asked == [True, True, False]


def test_parts_come_again_and_change_nothing(store, bring):
    bring("engagements", COLUMNS, rows("A", "B", "C", "D", "E"))
    version = store.version
    done = bring("engagements", COLUMNS, rows("A", "B", "C", "D", "E"))
    assert done.account.entities()["engagement"].same == 5
    assert store.version == version
