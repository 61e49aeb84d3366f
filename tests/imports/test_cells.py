"""Long columns: the values of a cell and what is said of it do not depend on how many cells stand around it."""

from typing import Any

import polars as pl
import pytest

from data.imports import cells

COLUMNS = ["Id", "Date", "Type", "Partner", "City", "Country", "Students", "Staff", "Initiated by"]
CLEAN = ["2024-03-04", "workshop", "VUB", "Gent", "BE", "12", None, "cso"]
ODD = ["M3", "Workshop", "999902870", "n/a", "UK", "1.200", "3,0", "university"]
WRONG = ["soon", "walk\x07", "Nobody", "x" * 300, "Narnia", "-4", "many", "chance"]


def told(done):
    (account,) = done.account.sheets
    return (
        [account.rows_read, account.accepted, account.repaired, account.rejected, account.ignored],
        account.remarks,
        account.counts,
    )


@pytest.mark.parametrize("odd", [[], [ODD], [WRONG], [ODD, WRONG], [[None] * 8]], ids=str)
def test_values_looked_at_once_become_what_each_cell_would(store, bring, monkeypatch, odd):
    rows = [[f"E{n}", *CLEAN[:5], str(n % 3), *CLEAN[6:]] for n in range(40)]
    for place, row in enumerate(odd):
        rows[7 + place] = [f"E{7 + place}", *row]
        rows[21 + place] = [f"E{21 + place}", *row]
    kept = []
    for long in (10, 10**9):
        monkeypatch.setattr(cells, "LONG", long)
        done = bring("engagements", COLUMNS, rows, trial=True, file="engagements.csv")
        kept.append((told(done), done.cells, done.account.entities()))
    assert kept[0] == kept[1]


def test_a_column_of_few_values_is_read_value_by_value(bring, monkeypatch):
    asked = []
    read = cells.READ["choice"]

    def noting(texts: pl.DataFrame, *rest: Any) -> Any:
        asked.append(texts.height)
        return read(texts, *rest)

    monkeypatch.setitem(cells.READ, "choice", noting)
    rows = [[f"E{n}", "2024-03-04", ("workshop", "lecture")[n % 2]] for n in range(2000)]
    done = bring("engagements", COLUMNS[:3], rows)
    assert asked == [2]
    assert done.account.sheets[0].accepted == 2000


def test_a_partner_is_one_of_the_consortium_of_its_row(store, bring, monkeypatch):
    monkeypatch.setattr(cells, "LONG", 10)
    rows = [[("CARE", "DARE")[n % 2], f"E{n}", "2024-03-04", "workshop", "VUB"] for n in range(40)]
    done = bring("engagements", ["Consortium", *COLUMNS[:4]], rows)
    assert [done.account.sheets[0].accepted, done.account.sheets[0].rejected] == [20, 20]
    assert store.fetch("select distinct consortium_id, partner_id from engagement").rows() == [("c", "vub")]
