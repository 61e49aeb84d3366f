"""The changes: of each entity how much one holds, as far as the reader may see it."""

from datetime import date
from typing import Any

import pytest

from data.access import EVERYTHING, Reader, acting_as
from data.store import Store
from queries import audit
from tests.conftest import DEMANDED

FOURTH = DEMANDED["deliverable"] | {"deliverable_id": "d4", "consortium_id": "b", "code": "D4", "source_id": "s"}
WIDE: dict[str, Any] = {"since": date(2000, 1, 1), "until": date(2100, 1, 1), "people": [], "origins": [], "most": 10}


@pytest.fixture(autouse=True)
def store(store_with) -> Store:
    """One change of two consortia, and then one of the second alone."""
    made: Store = store_with(
        {
            "consortium": [{"consortium_id": "a", "acronym": "A"}, {"consortium_id": "b", "acronym": "B"}],
            "deliverable": [
                {"deliverable_id": "d1", "consortium_id": "a", "code": "D1"},
                {"deliverable_id": "d2", "consortium_id": "b", "code": "D2"},
                {"deliverable_id": "d3", "consortium_id": "b", "code": "D3"},
            ],
        }
    )
    made.write(
        lambda change: change.append("deliverable", [FOURTH]),
        who="test",
        why="one more",
        origin="app",
    )
    return made


def held(**filters) -> list[list[tuple[str, int, int]]]:
    rows = audit.change_list(**(WIDE | {"entities": []} | filters)).rows
    return [
        [(part["entity"], part["added"], part["withdrawn"]) for part in content]
        for content in rows["content"].to_list()
        if content is not None
    ]


def test_a_change_says_of_each_entity_how_many_rows_of_all_consortia_it_holds():
    with acting_as(EVERYTHING):
        assert held()[:2] == [[("deliverable", 1, 0)], [("consortium", 2, 0), ("deliverable", 3, 0)]]


def test_who_reads_one_consortium_sees_its_changes_and_is_told_of_its_rows_only():
    with acting_as(Reader(reads=("a",))):
        assert [[part for part in content if part[0] != "source_document"] for content in held()] == [
            [("consortium", 1, 0), ("deliverable", 1, 0)]
        ]
        assert held(entities=["milestone"]) == []
        assert held(entities=["deliverable"]) != []
