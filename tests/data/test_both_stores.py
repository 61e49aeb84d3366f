"""Everything that is shipped, in an embedded store and in a shared one: the same rows, and the same answers."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from polars import selectors
from polars.testing import assert_frame_equal

from data import store as stores
from data.build import build
from data.shared_store import SharedStore
from data.store import Store
from queries import Answer
from tests.postgresql import Databases
from tests.rules.test_queries import QUERIES, SAMPLES, question

AS_OF = date(2026, 3, 31)
# What a question is asked with, by the name of the parameter; lists are empty, which means all.
ASKED: dict[str, Any] = {
    "consortium": "demo",
    "as_of": AS_OF,
    "since": date(2025, 3, 31),
    "changed_from": date(2025, 3, 31),
    "changed_to": AS_OF,
    "until": AS_OF,
    "scheme": "ISO-3166-2",
    "level": 1,
    "km": 50,
    "days": 365,
    "at_least": 1000,
    "most": 100,
    "dimension": 1,
    "criterion": 1,
    "search": "",
    "active_only": False,
    "with_fictional": True,
}
# Parameters that name one thing -> a question for one that is there.
NAMED = {
    "consortium": "select consortium_id from consortium where fictional order by 1 limit 1",
    "cso": "select organisation_id from organisation where organisation_type = 'CSO' order by 1 limit 1",
    "organisation_id": "select organisation_id from participation order by 1 limit 1",
    "deliverable": "select deliverable_id from deliverable_event group by 1 order by count(*) desc, 1 limit 1",
    "indicator": "select indicator_id from indicator_value order by 1 limit 1",
    "milestone": "select milestone_id from milestone_event order by 1 limit 1",
    "risk": "select risk_id from risk_state order by 1 limit 1",
    "region": "select region_code from placement where region_code is not null order by 1 limit 1",
}
KINDS: dict[Any, Any] = SAMPLES | {Sequence[str]: []}


@pytest.fixture(scope="module")
def both(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Store]]:
    address = databases.empty_store()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CONSORTIUM_MIRRORS", str(tmp_path_factory.mktemp("mirrors")))
        with closing(Store(":memory:")) as embedded, closing(SharedStore(address)) as shared:
            build(embedded)
            build(shared)
            yield embedded, shared
    databases.drop(address)


def test_both_hold_the_same_rows(both):
    embedded, shared = both
    assert shared.version == embedded.version > 0
    said = "select version, recorded_by, reason, origin, row_count from change order by version"
    assert shared.fetch(said).rows() == embedded.fetch(said).rows()
    rows = 0
    for entity in embedded.entities:
        for table in (f"{entity}_record", entity):
            found = [store.fetch("from query_table($table) order by all", {"table": table}) for store in both]
            assert_frame_equal(*found)
            rows += found[0].height
    assert rows > 10_000


def test_both_give_the_same_answers(both):
    embedded, _ = both
    asked = ASKED | {name: embedded.fetch(sql).item() for name, sql in NAMED.items()}
    asked["consortia"] = embedded.fetch("select consortium_id from consortium order by 1")["consortium_id"].to_list()
    answers: list[list[Answer]] = []
    for store in both:
        stores.use(store)
        answers.append([_answer(query, asked) for query in QUERIES])
    stores.use(None)
    for one, other in zip(*answers, strict=True):
        # Saved at another moment; and sums made in another order differ in the last digits.
        rows = [answer.rows.select(~selectors.datetime()) for answer in (one, other)]
        assert_frame_equal(*rows, check_exact=False, rel_tol=1e-9)
    assert sum(not one.rows.is_empty() for one in answers[0]) > 0.8 * len(QUERIES)


def _answer(query: Path, asked: dict[str, Any]) -> Answer:
    function = question(query)
    kinds = {name: kind for name, kind in get_type_hints(function).items() if name != "return"}
    answer: Answer = function(**{name: asked.get(name, KINDS[kind]) for name, kind in kinds.items()})
    return answer
