"""What is counted beforehand is, on every day, what the plain definition counts."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.build import build
from data.sources import scale
from data.sources.scale import add_scale_sample
from data.store import Store, Transaction
from tests.copies import empty_store

START = date(2024, 1, 1)
EXAMPLES = count()
# Rows that one of the two has and the other has not.
DIFFERENCE = """
with plain as (
    select
        consortium_id,
        lead_id,
        count(*) as in_count,
        count(*) filter (where status = 'not known') as not_known,
        count(*) filter (where is_delivered) as delivered,
        count(is_on_time_current) as due,
        count(*) filter (where is_on_time_current) as on_time
    from deliverable_state($as_of)
    where is_in_count
    group by consortium_id, lead_id
)
(select 'counted beforehand' as is_in, * from (from deliverable_count($as_of) except from plain))
union all
(select 'plain' as is_in, * from (from plain except from deliverable_count($as_of)))
"""


def differences(store: Store, *days: date) -> list[object]:
    return [row for day in days for row in store.fetch(DIFFERENCE, {"as_of": day}).rows()]


@pytest.mark.parametrize("size", ["S", "M"])
def test_a_sample_portfolio_is_counted_as_the_plain_definition_counts_it(size, monkeypatch):
    monkeypatch.setattr(scale, "ENTITIES", ("consortium", "organisation", "participation", "deliverable",
                                            "deliverable_event"))  # fmt: skip
    with closing(Store(":memory:")) as store:
        build(store)
        add_scale_sample(store, size, 1, who="test")
        assert store.fetch("select sum(in_count) from deliverable_count($as_of)", {"as_of": date(2026, 11, 20)}).item()
        assert not differences(store, date(2014, 1, 1), date(2017, 2, 28), date(2021, 6, 15), date(2026, 11, 20),
                               date(2027, 1, 1), date(2040, 1, 1))  # fmt: skip


@pytest.fixture(scope="module")
def shared() -> Iterator[Store]:
    with empty_store() as store:
        yield store


KINDS = ("planned", "rescheduled", "drafted", "submitted", "returned", "approved", "merged", "removed")
EVENTS = st.tuples(
    st.sampled_from(("a", "b")),
    st.sampled_from(KINDS),
    st.integers(0, 12),  # day
    st.one_of(st.none(), st.integers(0, 15)),  # due
    st.booleans(),  # listed only
)
STEPS = st.lists(
    st.tuples(
        st.lists(EVENTS, min_size=1, max_size=5),
        st.sampled_from((None, "x", "y")),  # who leads a
        st.sampled_from(("records", "public sources")),
        st.booleans(),  # whether the events of b so far are withdrawn
    ),
    min_size=1,
    max_size=3,
)


@given(steps=STEPS)
@settings(max_examples=25, deadline=None)
def test_whatever_is_written_withdrawn_or_led_by_another_is_counted(shared, steps):
    consortium = f"example {next(EXAMPLES)}"
    number = count()
    for events, lead, basis, without_b in steps:
        of_consortium = {"consortium_id": consortium, "source_id": "s"}
        rows = [
            {
                **of_consortium,
                "event_id": f"{consortium} {next(number)}",
                "deliverable_id": f"{consortium} {deliverable}",
                "event": kind,
                "effective_on": START + timedelta(days=day),
                "effective_precision": "day",
                "position": next(number),
                "due_on": START + timedelta(days=due or 0) if due is not None or kind == "rescheduled" else None,
                "reason": "so it was",
                "merged_into_id": "other",
                "listed_only": listed,
            }
            for deliverable, kind, day, due, listed in events
        ]

        def work(
            to: Transaction,
            rows: list[dict[str, object]] = rows,
            lead: str | None = lead,
            basis: str = basis,
            without_b: bool = without_b,
            of_consortium: dict[str, str] = of_consortium,
        ) -> None:
            if without_b:
                asked = "select * from deliverable_event where deliverable_id = $of"
                to.withdraw("deliverable_event", to.fetch(asked, {"of": f"{consortium} b"}))
            to.append("consortium", [of_consortium | {"acronym": "C", "language": "en", "record_basis": basis,
                                                      "fictional": False}])  # fmt: skip
            to.append("deliverable", [of_consortium | {"deliverable_id": f"{consortium} {name}", "code": name,
                                                       "title": name, "language": "en",
                                                       "lead_id": lead if name == "a" else "x"}
                                      for name in ("a", "b")])  # fmt: skip
            to.append("deliverable_event", rows)

        shared.write(work, who="test", why="a step", origin="app")
    assert not differences(shared, *(START + timedelta(days=day) for day in range(-1, 18)))
