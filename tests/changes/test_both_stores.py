"""Every change there is, on an embedded store and on a shared one: the same words, the same rows."""

import random
import uuid
from collections.abc import Callable

import pytest

from data import store as stores
from data.checks import run_checks
from data.problems import Problem
from data.store import Store
from tests.changes.test_roles import CHANGES, OF, Of, rows
from tests.conftest import DEMANDED
from tests.copies import empty_store

# Each change for the rows of two partners, from the first to the last and from the last to the first: what one change
# takes away cannot be changed by a later one.
ROUNDS = [("p", list(CHANGES)), ("q", list(CHANGES)[::-1])]


def filled(store: Store) -> None:
    store.write(
        lambda change: [
            change.append(entity, [DEMANDED.get(entity, {}) | {"source_id": "s"} | one for one in given])
            for entity, given in rows().items()
        ],
        who="test",
        why="rows of a test",
        origin="sources",
    )


def said_and_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[tuple[str, str], tuple[object, int]], object]:
    """Return what each change said, and all that the store holds after them but for the moments of saving."""
    filled(store)
    stores.use(store)
    said: dict[tuple[str, str], tuple[object, int]] = {}
    for owner, names in ROUNDS:
        for name in names:
            chance = random.Random(f"{owner} {name}")
            monkeypatch.setattr(uuid, "uuid4", lambda chance=chance: uuid.UUID(int=chance.getrandbits(128), version=4))
            before = store.version
            try:
                answer: object = CHANGES[name](Of(owner, OF[owner], before))
            except Problem as problem:
                answer = str(problem)
            said[owner, name] = answer, store.version - before
    stores.use(None)
    held: dict[str, object] = {"checks": run_checks(store).rows()}
    for entity in store.entities:
        for table in (entity, f"{entity}_record"):
            held[table] = store.fetch("from query_table($table) order by all", {"table": table}).rows()
    held["change"] = store.fetch(
        "select version, recorded_by, reason, origin, row_count, content from change order by version"
    ).rows()
    return said, held


def test_every_change_says_and_keeps_the_same_on_both_stores(
    new_shared_store: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
):
    with empty_store() as embedded:
        said, held = said_and_kept(embedded, monkeypatch)
    said_by_shared, held_by_shared = said_and_kept(new_shared_store(), monkeypatch)
    assert said_by_shared == said
    assert held_by_shared == held
    assert {name for (_, name), (_, versions) in said.items() if versions == 1} == set(CHANGES)
