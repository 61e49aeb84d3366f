"""Text that attacks, through every change that takes text and every filter that does: kept as text or refused."""

import dataclasses
import io
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args, get_type_hints

import openpyxl  # type: ignore[import-untyped]
import pytest

from data import store as stores
from data.changes import access as granting
from data.exports.workbook import deliverable_workbook
from data.problems import Problem
from data.store import Store
from queries.deliverables import deliverable_list
from tests.changes import test_roles as roles
from tests.changes.test_roles import CHANGES, Of, rows, store_of_roles
from tests.conftest import DEMANDED
from tests.rules.test_queries import QUERIES, SAMPLES, question

HOSTILE = (
    "'; drop table change; --",
    "') union select person from access_grant --",
    "$who",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "../../../../etc/passwd",
    "=HYPERLINK(1)",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "{0.__class__}",
    "\u202etxt.exe",
)
# All in one, and what fits a short field.
EVERY = " ".join(HOSTILE)
SHORT = "=1+'--<b>"
SHORT_FIELDS = ("code", "unit")


@pytest.fixture
def filled(store_with) -> Store:
    store: Store = store_with(rows())
    return store


@pytest.fixture(scope="module")
def asked() -> Iterator[Store]:
    with store_of_roles() as store:
        yield store


def of_everything(store: Store) -> Iterator[str]:
    """Yield every text in the store."""
    for entity in store.entities:
        for row in store.fetch("select * from query_table($entity)", {"entity": entity}).iter_rows():
            yield from (cell for cell in row if isinstance(cell, str))


def texts(given: Any) -> list[str]:
    """Return the names of the fields of a dataclass that are free text, by its own word for what is typed."""
    typed = ("title", "description", "reason", "measures", "state_of_play", "quote", "evidence", "note", "code", "unit")
    hints = get_type_hints(type(given))
    return [name for name in typed if hints.get(name) is str or str in get_args(hints.get(name))]


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_hostile_text_in_every_field_of_every_change_is_kept_as_text_or_refused(change, filled, monkeypatch):
    module, name = change.split(".")
    function = getattr(__import__(f"data.changes.{module}", fromlist=[name]), name)
    sent: list[str] = []

    def with_hostile(*values: Any, **named: Any) -> Any:
        def spoilt(value: Any) -> Any:
            if dataclasses.is_dataclass(value) and not isinstance(value, type):
                fields = texts(value)
                sent.extend(fields)
                return dataclasses.replace(value, **{name: SHORT if name in SHORT_FIELDS else EVERY for name in fields})
            return value

        values = tuple(spoilt(value) for value in values)
        for field in named.keys() & {"title", "url", "category", "axis"}:
            named[field] = EVERY
            sent.append(field)
        if name == "justify_delay":
            sent.append("justification")
            values = (values[0], EVERY, *values[2:])
        return function(*values, **named)

    monkeypatch.setattr({"access": granting}.get(module, getattr(roles, module, None)), name, with_hostile)
    before = filled.version
    kept = set(of_everything(filled))
    try:
        CHANGES[change](Of("p", "c", before))
    except Problem:
        assert filled.version == before
        assert set(of_everything(filled)) == kept
        return
    new = set(of_everything(filled)) - kept
    if sent:
        assert {EVERY, SHORT} & new
    assert filled.fetch("select count(*) from change").item() == 2


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: f"{query.parent.name}/{query.stem}")
def test_hostile_text_as_what_a_question_is_asked_for_finds_nothing_and_changes_nothing(query, asked):
    function = question(query)
    kinds = {name: kind for name, kind in get_type_hints(function).items() if name != "return"}
    stores.use(asked)
    for hostile in (EVERY, *HOSTILE[:2]):
        given = {name: SAMPLES[kind] for name, kind in kinds.items()}
        given |= {name: hostile for name, kind in kinds.items() if kind in (str, str | None)}
        given |= {name: [hostile] for name, kind in kinds.items() if isinstance(SAMPLES[kind], list)}
        found = function(**given).rows
        assert "@a.example" not in str(found.to_dicts()) or query.parent.name == "access"
    assert asked.version == 1


def test_the_database_reads_no_file_and_takes_no_setting(filled):
    for attempt in (
        "select * from read_csv('/etc/passwd')",
        "copy (select 1) to 'stolen.csv'",
        "attach 'other.duckdb'",
        "install httpfs",
        "set enable_external_access = true",
    ):
        with pytest.raises(Exception, match=r"disabled|locked|not allowed|Permission|Cannot"):
            filled.fetch(attempt)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_text_in_a_workbook(hostile, store_with):
    store_with(rows() | {"deliverable": [
        DEMANDED["deliverable"] | {"deliverable_id": "late-p", "consortium_id": "c", "code": "D1", "title": hostile}
    ]})  # fmt: skip
    listed = deliverable_list(consortium="c", as_of=date(2026, 1, 1))
    assert hostile in listed.rows["title"].to_list()
    book = openpyxl.load_workbook(io.BytesIO(deliverable_workbook(consortium="c", as_of=date(2026, 1, 1))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(hostile in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    assert not [cell.value for cell in cells if cell.hyperlink]
