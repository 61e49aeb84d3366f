"""Changing many deliverables at once, and the links of a deliverable."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import store as stores
from data.changes.deliverables import add_deliverable, add_link, change_many, record_event, withdraw_link
from data.changes.events import Conflict, DeliverableChange, DeliverableFields, Event, NewDeliverable
from data.checks import run_checks
from data.problems import Problem
from data.store import Store
from data.transaction import Change
from queries.deliverables import deliverable_links
from tests.changes.test_deliverables import TODAY, filled
from tests.copies import empty_store

ON = date(2025, 6, 1)
LATER = date(2025, 9, 30)
WHAT_IT_IS = """
select deliverable_id, title, work_package, lead_id, deliverable_type, dissemination_level, objective
from deliverable
order by deliverable_id
"""
WHAT_HAPPENED = """
select deliverable_id, event, effective_on, due_on, progress, reason, position
from deliverable_event
order by deliverable_id, position
"""


@pytest.fixture
def store() -> Iterator[Store]:
    with empty_store() as store:
        prepared(store)
        yield store
        stores.use(None)


def prepared(store: Store) -> None:
    filled(store)
    objective = {"consortium_id": "c", "objective": "SO1", "statement": "S", "language": "en", "source_id": "s"}
    store.write(lambda change: change.append("objective", [objective]), who="test", why="objective", origin="sources")


def asked(deliverable: str = "d1", *, reason: str | None = None, **fields: Any) -> DeliverableChange:
    return DeliverableChange(deliverable, cast(DeliverableFields, fields), reason)


def save(*changes: DeliverableChange, seen: int | None = None) -> Change:
    seen_version = stores.opened().version if seen is None else seen
    return change_many(changes, on=ON, who="a", today=TODAY, seen_version=seen_version)


def link(**fields: Any) -> Change:
    given: dict[str, Any] = {"url": "https://a.example/x", "title": "Minutes", "on": ON} | fields
    return add_link("d1", who="a", today=TODAY, **given)


def links() -> list[tuple[Any, ...]]:
    found = deliverable_links(deliverable="d1", as_of=TODAY).rows
    return found.select("kind", "title", "url", "added_on").rows()


def test_fields_of_several_deliverables_are_changed_in_one_version(store):
    version = store.version
    first = asked(
        title="כותרת 🙂",
        work_package="WP1",
        lead_id="o",
        deliverable_type="DEM",
        dissemination_level="PU",
        objective="SO1",
        due_on=LATER,
        progress=0.4,
        reason="fieldwork",
    )
    change = save(first, asked("d2", submitted_on=date(2025, 5, 1)))
    # The source, one description, three events.
    assert (change, store.version) == (Change(version + 1, 5), version + 1)
    assert store.fetch(WHAT_IT_IS).rows()[:2] == [
        ("d1", "כותרת 🙂", "WP1", "o", "DEM", "PU", "SO1"),
        ("d2", "A deliverable", None, None, None, None, None),
    ]
    assert store.fetch(WHAT_HAPPENED).filter(event="planned").height == 3
    assert [row for row in store.fetch(WHAT_HAPPENED).rows() if row[1] != "planned"] == [
        ("d1", "rescheduled", ON, LATER, None, "fieldwork", 2),
        ("d1", "drafted", ON, None, 0.4, None, 3),
        ("d2", "submitted", date(2025, 5, 1), None, None, None, 2),
    ]
    assert run_checks(store).filter(severity="fail").is_empty()


def test_a_field_is_emptied_and_the_others_stay(store):
    save(asked(work_package="WP1", lead_id="o"))
    save(asked(work_package=None))
    assert store.fetch(WHAT_IT_IS).rows()[0] == ("d1", "A deliverable", None, "o", None, None, None)


def test_a_deliverable_is_rescheduled_and_submitted_at_once(store):
    save(asked(due_on=LATER, submitted_on=date(2025, 5, 1), progress=1.0, reason="fieldwork"))
    state = store.fetch("select status, current_due_on, days_late from deliverable_state(date '2025-06-30')")
    assert ("submitted", LATER, 0) in state.rows()


def test_nothing_to_change_makes_no_version(store):
    save(asked(title="Other"))
    version = store.version
    assert save(asked(title="Other")) == Change(version, 0)
    assert save() == Change(version, 0)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": None}, "“Title” has 0 characters"),
        ({"title": "x" * 10_000}, "“Title” has 10000 characters"),
        ({"title": "a\x00b"}, "“Title” holds characters"),
        ({"work_package": "WP9"}, "“Work package” names WP9"),
        ({"lead_id": "nobody"}, "“Lead partner” does not name"),
        ({"deliverable_type": "POEM"}, "“Type” says POEM"),
        ({"dissemination_level": "SECRET"}, "“Dissemination level” says SECRET"),
        ({"objective": "SO9"}, "“Objective” names SO9"),
        ({"due_on": LATER}, "“Reason” is empty"),
        ({"due_on": LATER, "reason": " "}, "“Reason” is empty"),
        ({"due_on": None}, "“Due date” is empty"),
        ({"due_on": date(2023, 1, 1), "reason": "r"}, "due date 2023-01-01 lies before"),
        ({"due_on": date(2030, 1, 1), "reason": "r"}, "due date 2030-01-01 lies more than a year after"),
        ({"progress": None}, "“Progress” is empty"),
        ({"progress": 1.2}, "“Progress” is not between"),
        ({"submitted_on": None}, "“Submitted on” is empty"),
        ({"submitted_on": TODAY + timedelta(days=1)}, "“Submitted on” says 2025-07-01, which is still to come"),
        ({"submitted_on": date(2024, 1, 5)}, "“Submitted on” says 2024-01-05, before the deliverable was planned"),
        ({"submitted_on": date(2023, 1, 5)}, "“Submitted on” says 2023-01-05, before the consortium began"),
    ],
)
def test_a_wrong_cell_is_named_with_its_number_and_nothing_of_all_is_saved(store, fields, said):
    version = store.version
    with pytest.raises(Problem) as refused:
        save(asked("d2", title="Fine", progress=0.5), asked("d1", **fields))
    assert str(refused.value).startswith("D1: ")
    assert said in str(refused.value)
    assert store.version == version
    assert store.fetch(WHAT_IT_IS)["title"].to_list() == ["A deliverable"] * 3


@pytest.mark.parametrize(
    ("before", "fields", "said"),
    [
        (["submitted"], {"submitted_on": ON}, "“Submitted on” does not fit: this deliverable is submitted and waits"),
        (["submitted"], {"due_on": LATER, "reason": "r"}, "“Due date” does not fit: this deliverable is submitted"),
        (["submitted", "approved"], {"progress": 0.5}, "“Progress” cannot be set: nothing follows"),
    ],
)
def test_what_cannot_follow_is_refused_by_the_name_of_its_field(store, before, fields, said):
    for event in before:
        record_event(Event("d1", event, date(2025, 2, 1)), who="a", today=TODAY, seen_version=store.version)
    with pytest.raises(Problem) as refused:
        save(asked(**fields))
    assert said in str(refused.value)
    assert str(refused.value).startswith("D1: ")


def test_what_is_accepted_can_still_be_corrected(store):
    for event in ("submitted", "approved"):
        record_event(Event("d1", event, date(2025, 2, 1)), who="a", today=TODAY, seen_version=store.version)
    save(asked(title="Right"))
    assert store.fetch(WHAT_IT_IS)["title"][0] == "Right"


def test_a_day_before_the_last_answer_is_refused_by_the_day_chosen(store):
    for event, reason in (("submitted", None), ("returned", "gaps")):
        happened = Event("d1", event, date(2025, 6, 20), reason=reason)
        record_event(happened, who="a", today=TODAY, seen_version=store.version)
    with pytest.raises(Problem, match="D1: The field “As of” says 2025-06-01, before the last submission or answer"):
        save(asked(progress=0.5))


def test_an_unknown_deliverable_is_refused(store):
    with pytest.raises(Problem, match="This deliverable is not on record"):
        save(asked("nobody", title="x"))


def test_rows_somebody_else_saved_are_named_and_may_be_saved_all_the_same(store):
    seen = store.version
    change_many([asked("d2", title="Theirs", work_package="WP1")], on=ON, who="b", today=TODAY, seen_version=seen)
    record_event(Event("d1", "drafted", ON, progress=0.2), who="b", today=TODAY, seen_version=seen)
    version = store.version
    mine = (asked("d1", title="Mine"), asked("d2", title="Mine"))
    with pytest.raises(Conflict) as conflict:
        save(*mine, seen=seen)
    told = [(change.code, change.event, change.recorded_by) for change in conflict.value.changes]
    assert told == [("D1", "drafted", "b"), ("D2", None, "b")]
    assert (conflict.value.version, store.version) == (version, version)
    save(*mine, seen=conflict.value.version)
    # What they changed and I did not stays theirs.
    assert store.fetch(WHAT_IT_IS).select("title", "work_package").rows()[:2] == [("Mine", None), ("Mine", "WP1")]


def test_a_row_nobody_else_touched_is_no_conflict(store):
    seen = store.version
    save(asked("d2", title="Theirs"))
    save(asked("d1", title="Mine"), seen=seen)
    assert store.fetch(WHAT_IT_IS)["title"].to_list()[:2] == ["Mine", "Theirs"]


def test_a_deliverable_is_added_with_its_objective(store):
    new = NewDeliverable("c", "D9", "New", TODAY, due_month=18, objective="SO1")
    add_deliverable(new, who="a", today=TODAY)
    assert store.fetch("select objective from deliverable where code = 'D9'").item() == "SO1"
    wrong = NewDeliverable("c", "D10", "New", TODAY, due_month=18, objective="SO9")
    with pytest.raises(Problem, match="“Objective” names SO9"):
        add_deliverable(wrong, who="a", today=TODAY)


@pytest.mark.usefixtures("store")
def test_a_link_is_added_removed_and_added_again():
    link(title="דוח 🙂")
    assert links() == [("link", "דוח 🙂", "https://a.example/x", ON)]
    withdraw_link("d1", url="https://a.example/x", who="a")
    assert links() == []
    link(title="Minutes")
    assert links() == [("link", "Minutes", "https://a.example/x", ON)]


@pytest.mark.usefixtures("store")
def test_a_bracket_in_an_address_does_not_end_it():
    link(url="https://a.example/x_(y)")
    assert [row[2] for row in links()] == ["https://a.example/x_%28y%29"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"url": "javascript:alert(1)"}, "“Address” is not an address"),
        ({"url": "ftp://a.example/x"}, "“Address” is not an address"),
        ({"url": "a.example/x"}, "“Address” is not an address"),
        ({"url": "https://"}, "“Address” is not an address"),
        ({"url": "https://[x"}, "“Address” is not an address"),
        ({"url": "https://u:p@a.example"}, "“Address” is not an address"),
        ({"url": "https://a.example/a b"}, "“Address” is not an address"),
        ({"url": 'https://a.example/"x'}, "“Address” is not an address"),
        ({"url": "https://a.example/" + "x" * 2000}, "“Address” has 2018 characters"),
        ({"url": ""}, "“Address” has 0 characters"),
        ({"title": " "}, "“Title” has 0 characters"),
        ({"title": "x" * 10_000}, "“Title” has 10000 characters"),
        ({"on": TODAY + timedelta(days=1)}, "which is still to come"),
        ({"url": "https://a.example/there"}, "has already"),
    ],
)
def test_a_wrong_link_is_refused_by_its_field(store, fields, said):
    link(url="https://a.example/there")
    version = store.version
    with pytest.raises(Problem) as refused:
        link(**fields)
    assert said in str(refused.value)
    assert store.version == version


@pytest.mark.usefixtures("store")
def test_a_link_that_is_gone_cannot_be_removed():
    with pytest.raises(Problem, match="not on record any more"):
        withdraw_link("d1", url="https://a.example/x", who="a")


DAYS = st.dates(date(2023, 12, 1), date(2025, 7, 10))
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from(["One", "Two", "", "🙂"]),
    "work_package": st.sampled_from(["WP1", "WP9", None]),
    "lead_id": st.sampled_from(["o", "nobody", None]),
    "due_on": st.sampled_from([LATER, date(2030, 1, 1)]),
    "progress": st.sampled_from([0.0, 0.5, 1.5]),
    "submitted_on": DAYS,
}
ROW = st.fixed_dictionaries({}, optional=FIELDS)


def one_by_one(change: DeliverableChange, store: Store) -> None:
    """Record the same as further single changes."""
    fields = cast(dict[str, Any], change.fields)
    named = change.deliverable_id
    for name in ("title", "work_package", "lead_id"):
        if name in fields:
            save(asked(named, **{name: fields[name]}))
    events = {
        "due_on": lambda day: Event(named, "rescheduled", ON, due_on=day, reason=change.reason),
        "progress": lambda done: Event(named, "drafted", ON, progress=done),
        "submitted_on": lambda day: Event(named, "submitted", day),
    }
    for name, event in events.items():
        if name in fields:
            record_event(event(fields[name]), who="a", today=TODAY, seen_version=store.version)


@settings(max_examples=25)
@given(st.lists(st.tuples(ROW, ROW), min_size=1, max_size=3))
def test_what_is_accepted_at_once_is_what_is_accepted_one_by_one(rounds):
    with empty_store() as at_once, empty_store() as single:
        for store in (at_once, single):
            prepared(store)
        for first, second in rounds:
            changes = [asked("d1", reason="r", **first), asked("d2", reason="r", **second)]
            stores.use(at_once)
            before = (at_once.fetch(WHAT_IT_IS), at_once.fetch(WHAT_HAPPENED))
            try:
                save(*changes)
            except Problem:
                assert (at_once.fetch(WHAT_IT_IS).rows(), at_once.fetch(WHAT_HAPPENED).rows()) == (
                    before[0].rows(),
                    before[1].rows(),
                )
                continue
            stores.use(single)
            for change in changes:
                one_by_one(change, single)
        assert at_once.fetch(WHAT_IT_IS).rows() == single.fetch(WHAT_IT_IS).rows()
        assert at_once.fetch(WHAT_HAPPENED).rows() == single.fetch(WHAT_HAPPENED).rows()
        assert run_checks(at_once).filter(severity="fail").is_empty()
        stores.use(None)
