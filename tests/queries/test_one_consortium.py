"""What is asked of some consortia is answered alike whether others can be read or not."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, get_type_hints

import pytest
from polars.testing import assert_frame_equal

from data import store as stores
from data.sources.scale import add_scale_sample
from data.store import Store
from queries import READS_ALL
from tests.copies import shipped_store
from tests.rules.repository import text
from tests.rules.test_queries import QUERIES, SAMPLES, question

DAY = date(2025, 6, 30)
OF_SOME = [
    query
    for query in QUERIES
    if re.search(r"^-- params:.*\b(consortium|consortia)\b", text(query), re.MULTILINE) and READS_ALL not in text(query)
]

# What a question is asked with so that it has something to say; words as widely as they go.
SAID = {
    "scheme": "select scheme from region order by scheme limit 1",
    "cso": "select cso_id from cso_relation group by all order by count(distinct consortium_id) desc, cso_id limit 1",
    "scope": "select 'all'",
    "part": "select 'kind'",
    "measure": "select 'headcount'",
}


@pytest.fixture(scope="module")
def filled() -> Iterator[Store]:
    with shipped_store() as store:
        add_scale_sample(store, "S", 1, who="test")
        stores.use(store)
        yield store
        stores.use(None)


def given(kind: Any) -> Any:
    """Return what a question is asked with so that it leaves nothing out."""
    if kind is date:
        return DAY
    if "None" in str(kind):
        return None
    return [] if isinstance(SAMPLES[kind], list) else SAMPLES[kind]


@pytest.mark.parametrize("query", OF_SOME, ids=lambda query: f"{query.parent.name}/{query.stem}")
def test_an_answer_of_some_consortia_says_the_same_beside_others(query, filled):
    function = question(query)
    asked_with = {name: given(kind) for name, kind in get_type_hints(function).items() if name != "return"}
    asked_with |= {name: filled.fetch(sql).item() for name, sql in SAID.items() if name in asked_with}
    for consortium in ("demo", "entrance", "sample-000001"):
        told = {"consortium": consortium, "consortia": [consortium, "enhance"]}
        answer = function(**asked_with | {name: value for name, value in told.items() if name in asked_with})
        assert_frame_equal(answer.rows, filled.fetch(answer.sql, answer.parameters))
