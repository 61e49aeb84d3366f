"""A consortium with two partners, and a way to import tables into it."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from data.imports.choosing import remembered_columns, task_of
from data.imports.kinds import cordis, erasmus, kind_named
from data.imports.run import Done, Order, run, try_out
from data.imports.sheet import sheet_of
from data.store import Store

TODAY = date(2026, 11, 21)
Cells = Sequence[Sequence[str | None]]
Bring = Callable[..., Done]


@pytest.fixture
def store(store_with) -> Store:
    made: Store = store_with(
        {
            "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
            "action_type": [
                {"action_type_id": action_type, "title": action_type, "programme": "p", "first_call_year": 2014,
                 "language": "en"}
                for action_type in (*cordis.ACTION_TYPES.values(), *erasmus.ACTION_TYPES.values())
            ],
            "consortium": [
                {
                    "consortium_id": "c",
                    "acronym": "CARE",
                    "starts_on": date(2024, 1, 1),
                    "starts_precision": "day",
                    "ends_on": date(2027, 12, 31),
                },
                {"consortium_id": "d", "acronym": "DARE"},
            ],
            "organisation": [
                {"organisation_id": "vub", "legal_name": "Vrije Universiteit Brussel", "short_name": "VUB",
                 "country": "BE", "city": "Brussel", "pic": "999902870"},
                {"organisation_id": "turku", "legal_name": "Turun yliopisto", "short_name": "UTU", "country": "FI",
                 "city": "Turku"},
            ],
            "participation": [
                {"participation_id": "c-vub", "consortium_id": "c", "organisation_id": "vub", "role": "coordinator"},
                {"participation_id": "c-utu", "consortium_id": "c", "organisation_id": "turku"},
            ],
            "work_package": [{"consortium_id": "c", "work_package": "WP1", "title": "Management"}],
        }
    )  # fmt: skip
    return made


@pytest.fixture
def bring(store: Store) -> Bring:
    """Give a function that imports one table and returns what was done."""

    def bring(
        kind: str,
        columns: Sequence[str],
        cells: Cells,
        *,
        trial: bool = False,
        file: str = "table.csv",
        consortium: str | None = "c",
        **decided: Any,
    ) -> Done:
        sheet = sheet_of(file, columns, cells)
        task = task_of(sheet, kind_named(kind), remembered_columns(store, kind_named(kind), sheet))
        digest = hashlib.sha256(repr((columns, cells)).encode()).hexdigest()
        order = Order([task], {file: digest}, consortium, **decided)
        act = try_out if trial else run
        return act(store, order, who="test", today=TODAY)

    return bring
