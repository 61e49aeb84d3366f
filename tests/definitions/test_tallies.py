"""What is folded and counted beforehand is, on every day, what the plain definitions say."""

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
from data.store import Store
from data.transaction import Transaction
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


FOLDED = """
with event_so_far as (
    select
        *,
        moves_status(event) as moves_status,
        is_dated_submission(event, listed_only) as is_dated_submission
    from deliverable_event
    where effective_on <= $as_of
),
plain as (
    select
        consortium_id,
        deliverable_id,
        min(effective_on) filter (where event = 'planned') as planned_on,
        arg_min(due_on, (effective_on, position)) filter (where event = 'planned') as baseline_due_on,
        arg_min(due_precision, (effective_on, position)) filter (where event = 'planned') as baseline_due_precision,
        arg_min(due_month, (effective_on, position)) filter (where event = 'planned') as baseline_due_month,
        arg_max(due_on, (effective_on, position)) filter (
            where event in ('planned', 'rescheduled') and due_on is not null
        ) as current_due_on,
        arg_max(due_precision, (effective_on, position)) filter (
            where event in ('planned', 'rescheduled') and due_on is not null
        ) as current_due_precision,
        count(*) filter (where event = 'submitted') > 0 as has_submission,
        min(effective_on) filter (where is_dated_submission) as first_submitted_on,
        arg_min(effective_precision, (effective_on, position)) filter (
            where is_dated_submission
        ) as submitted_precision,
        max(effective_on) filter (where is_dated_submission) as last_submitted_on,
        max(effective_on) filter (where event = 'approved') as approved_on,
        max(effective_on) filter (where event = 'returned') as returned_on,
        arg_max(event, (effective_on, position)) filter (where moves_status) as last_event,
        arg_max(progress, (effective_on, position)) filter (where event = 'drafted') as progress,
        arg_max(reason, (effective_on, position)) filter (where reason is not null) as last_reason,
        arg_max(merged_into_id, (effective_on, position)) filter (where event = 'merged') as merged_into_id,
        count(*) filter (where event = 'rescheduled') as reschedulings,
        max(effective_on) as last_event_on
    from event_so_far
    group by consortium_id, deliverable_id
),
kept as (
    select * exclude (since, until) from deliverable_folded where since <= $as_of and until > $as_of
)
(select 'folded beforehand' as is_in, * from (from kept except from plain))
union all
(select 'plain' as is_in, * from (from plain except from kept))
"""


def differences(store: Store, *days: date) -> list[object]:
    return [row for day in days for asked in (FOLDED, DIFFERENCE) for row in store.fetch(asked, {"as_of": day}).rows()]


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
                "due_precision": ("day", "month")[place % 2],
                "due_month": place + 1 if kind == "planned" else None,
                "progress": place / 10 if kind == "drafted" else None,
                "reason": f"reason {place}",
                "merged_into_id": f"other {place}",
                "listed_only": listed,
            }
            for place, (deliverable, kind, day, due, listed) in enumerate(events)
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
