from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import store as stores
from data.changes.events import Conflict, NewRisk, RiskCorrection, StateOfPlay
from data.changes.risks import add_risk, change_risk, record_state_of_play
from data.checks import run_checks
from data.problems import Problem
from data.store import Store
from data.transaction import Change
from queries.risks import risk_history
from tests.copies import empty_store

TODAY = date(2025, 6, 30)
RISK: dict[str, Any] = {
    "risk_id": "r1",
    "consortium_id": "c",
    "code": "R1",
    "description": "Few answers",
    "foreseen": True,
    "likelihood": "low",
    "severity": "high",
    "measures": "Call again",
    "identified_on": date(2024, 2, 1),
}
ROWS: dict[str, list[dict[str, Any]]] = {
    "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
    "organisation": [{"organisation_id": "o"}],
    "consortium": [
        {"consortium_id": consortium, "acronym": consortium, "starts_on": date(2024, 1, 1), "starts_precision": "day"}
        for consortium in ("c", "other")
    ],
    "participation": [{"participation_id": "p", "consortium_id": "c", "organisation_id": "o"}],
    "work_package": [{"consortium_id": "c", "work_package": "WP1", "title": "One"}],
    "reporting_period": [
        {
            "consortium_id": consortium,
            "period": period,
            "starts_on": starts_on,
            "ends_on": starts_on + timedelta(days=364),
            "report_due_on": starts_on + timedelta(days=400),
        }
        for consortium, period, starts_on in [
            ("c", 1, date(2024, 1, 1)),
            ("c", 2, date(2025, 1, 1)),
            ("c", 3, date(2026, 1, 1)),
            ("other", 4, date(2024, 1, 1)),
        ]
    ],
    "risk": [RISK],
}


@pytest.fixture
def store(store_with) -> Store:
    store: Store = store_with(ROWS)
    return store


def add(**fields: Any) -> Change:
    given: dict[str, Any] = {
        "consortium_id": "c",
        "code": "R9",
        "description": "A partner leaves",
        "identified_on": date(2025, 3, 1),
        "foreseen": False,
        "likelihood": "medium",
        "severity": "low",
        "measures": "Each task has a deputy",
    } | fields
    return add_risk(NewRisk(**given), who="a", today=TODAY)


def correct(seen: int | None = None, **fields: Any) -> Change:
    given: dict[str, Any] = {
        "risk_id": "r1",
        "likelihood": "low",
        "severity": "high",
        "measures": "Call again",
        "lead_id": None,
    } | fields
    return change_risk(RiskCorrection(**given), who="b", seen_version=stores.opened().version if seen is None else seen)


def say(on: date = date(2025, 3, 1), seen: int | None = None, **fields: Any) -> Change:
    given: dict[str, Any] = {
        "risk_id": "r1",
        "period": 2,
        "recorded_on": on,
        "materialised": False,
        "measures_applied": True,
        "state_of_play": "Quiet",
    } | fields
    return record_state_of_play(
        StateOfPlay(**given),
        who="a",
        today=TODAY,
        seen_version=stores.opened().version if seen is None else seen,
    )


def stand(store: Store, as_of: date = TODAY) -> dict[str, Any]:
    rows = store.fetch("select * from risk_stand($as_of) where risk_id = 'r1'", {"as_of": as_of})
    return rows.row(0, named=True)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"work_package": "WP1", "lead_id": "o"},
        {"description": "סיכון 🙂\nin two lines", "measures": "x" * 2000},
    ],
)
def test_a_risk_is_added(store, fields):
    assert add(**fields).version == store.version
    rows = store.fetch(
        "select description, measures, work_package, lead_id, foreseen, level from risk_stand(date '2025-06-30') "
        "where code = 'R9'"
    )
    assert rows.rows() == [
        (
            fields.get("description", "A partner leaves"),
            fields.get("measures", "Each task has a deputy"),
            fields.get("work_package"),
            fields.get("lead_id"),
            False,
            "low",
        )
    ]
    assert run_checks(store).filter(severity="fail").is_empty()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"consortium_id": "nobody"}, "This consortium is not on record"),
        ({"code": ""}, "“Number” has 0 characters"),
        ({"code": "R1"}, "“Number” says R1, which is taken"),
        ({"description": " "}, "“Description” is empty"),
        ({"description": "x" * 10_000}, "“Description” has 10000 characters"),
        ({"measures": ""}, "“Measures” is empty"),
        ({"measures": "a\x07"}, "“Measures” holds characters"),
        ({"foreseen": None}, "“Foreseen in the proposal” is empty"),
        ({"likelihood": None}, "“Likelihood” is empty"),
        ({"severity": "dreadful"}, "“Severity” says dreadful"),
        ({"work_package": "WP9"}, "“Work package” names WP9"),
        ({"lead_id": "nobody"}, "“Lead partner” does not name"),
        ({"identified_on": TODAY + timedelta(days=1)}, "“Day” says 2025-07-01"),
        ({"identified_on": date(2023, 1, 1)}, "“Day” says 2023-01-01"),
    ],
)
def test_a_risk_with_a_wrong_field_is_not_added(store, fields, said):
    version = store.version
    with pytest.raises(Problem) as refused:
        add(**fields)
    assert said in str(refused.value)
    assert store.version == version


def test_a_risk_is_corrected_and_the_records_keep_what_stood(store):
    correct(likelihood="high", measures="Call twice", lead_id="o")
    said = stand(store)
    assert (said["likelihood"], said["severity"], said["level"], said["measures"], said["lead_id"]) == (
        "high",
        "high",
        "high",
        "Call twice",
        "o",
    )
    # What nobody corrects stays.
    assert (said["description"], said["foreseen"], said["identified_on"]) == ("Few answers", True, date(2024, 2, 1))
    shown = risk_history(risk="r1", as_of=TODAY).rows.select(
        "kind", "likelihood", "measures", "recorded_by", "is_replaced"
    )
    assert shown.rows() == [
        ("corrected", "high", "Call twice", "b", False),
        ("identified", "low", "Call again", "test", True),
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"risk_id": "nobody"}, "This risk is not on record"),
        ({}, "Nothing differs"),
        ({"likelihood": None}, "“Likelihood” is empty"),
        ({"severity": "dreadful"}, "“Severity” says dreadful"),
        ({"measures": ""}, "“Measures” is empty"),
        ({"measures": "x" * 10_000}, "“Measures” has 10000 characters"),
        ({"lead_id": "nobody"}, "“Lead partner” does not name"),
    ],
)
def test_a_wrong_correction_is_refused(store, fields, said):
    version = store.version
    with pytest.raises(Problem) as refused:
        correct(**fields)
    assert said in str(refused.value)
    assert store.version == version


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"risk_id": "nobody"}, "This risk is not on record"),
        ({"period": None}, "“Reporting period” is empty"),
        ({"period": 9}, "“Reporting period” says 9, which this consortium does not have"),
        ({"period": 4}, "“Reporting period” says 4, which this consortium does not have"),
        ({"period": 3}, "“Day” says 2025-03-01, before reporting period 3 began on 2026-01-01"),
        ({"period": 1, "on": date(2024, 1, 31)}, "before the risk was identified on 2024-02-01"),
        ({"on": TODAY + timedelta(days=1)}, "“Day” says 2025-07-01, which is still to come"),
        ({"period": 1, "on": date(2023, 12, 31)}, "“Day” says 2023-12-31, before the consortium began"),
        ({"materialised": None}, "“Materialised” is empty"),
        ({"measures_applied": None}, "“Measures applied” is empty"),
        ({"state_of_play": "\n"}, "“State of play” is empty"),
        ({"state_of_play": "x" * 10_000}, "“State of play” has 10000 characters"),
    ],
)
def test_a_wrong_state_of_play_is_refused(store, fields, said):
    version = store.version
    with pytest.raises(Problem) as refused:
        say(**fields)
    assert said in str(refused.value)
    assert store.version == version


def test_a_second_state_of_play_replaces_the_first_from_its_own_day_on(store):
    say(date(2025, 3, 1))
    say(date(2025, 5, 1), materialised=True, state_of_play="מצב 🙂")
    seen = {day: stand(store, day) for day in (date(2025, 2, 28), date(2025, 4, 30), date(2025, 5, 1))}
    assert [(row["status"], row["state_of_play"], row["missing_periods"]) for row in seen.values()] == [
        ("no state of play", None, [1, 2]),
        ("not materialised", "Quiet", [1]),
        ("materialised", "מצב 🙂", [1]),
    ]
    shown = risk_history(risk="r1", as_of=TODAY).rows.filter(pl.col("kind") == "state of play")
    assert shown.select("said_on", "state_of_play", "recorded_by", "is_replaced").rows() == [
        (date(2025, 5, 1), "מצב 🙂", "a", False),
        (date(2025, 3, 1), "Quiet", "a", True),
    ]
    then = risk_history(risk="r1", as_of=date(2025, 4, 30)).rows.filter(pl.col("kind") == "state of play")
    assert then.select("state_of_play", "is_replaced").rows() == [("Quiet", False)]
    assert run_checks(store).filter(severity="fail").is_empty()


def test_a_correction_dated_before_what_it_replaces_replaces_it_all_the_same(store):
    say(date(2025, 5, 1), materialised=True)
    say(date(2025, 3, 1), state_of_play="Was never so")
    assert stand(store, date(2025, 6, 1))["state_of_play"] == "Was never so"


def test_the_second_of_two_who_save_is_told_what_changed_and_may_save_all_the_same(store):
    seen = store.version
    say(seen=seen)
    correct(severity="low")
    with pytest.raises(Conflict) as conflict:
        say(date(2025, 4, 1), seen=seen, state_of_play="Mine")
    told = [(change.code, change.event, change.effective_on, change.recorded_by) for change in conflict.value.changes]
    assert told == [("R1", "state of play", date(2025, 3, 1), "a"), ("R1", None, None, "b")]
    with pytest.raises(Conflict):
        correct(seen=seen, severity="medium")
    say(date(2025, 4, 1), seen=conflict.value.version, state_of_play="Mine")
    assert stand(store)["state_of_play"] == "Mine"


def test_what_is_said_of_another_risk_is_no_conflict(store):
    seen = store.version
    add()
    correct(seen=seen, severity="low")
    assert stand(store)["severity"] == "low"


DAYS = st.dates(date(2024, 1, 1), date(2025, 7, 15))


@settings(max_examples=20)
@given(st.lists(st.tuples(st.sampled_from([1, 2, 3, 9]), DAYS, st.booleans()), max_size=6))
def test_what_is_said_never_changes_the_days_before_it(attempts):
    with empty_store() as store:
        stores.use(store)
        filled = {
            entity: [
                {"source_id": "s", "language": "en", "record_basis": "records", "fictional": False} | row
                for row in rows
            ]
            for entity, rows in ROWS.items()
        }
        store.write(
            lambda change: [
                change.append(entity, [{k: v for k, v in row.items() if k in store.entities[entity]} for row in rows])
                for entity, rows in filled.items()
                if entity in ("consortium", "reporting_period", "risk", "source_document")
            ],
            who="test",
            why="rows of a test",
            origin="sources",
        )
        days = sorted(
            {date(2024, 2, 1), TODAY}
            | {on for _, on, _ in attempts}
            | {on - timedelta(days=1) for _, on, _ in attempts}
        )
        watched = [day for day in days if day >= date(2024, 2, 1)]
        before = {day: stand(store, day) for day in watched}
        for period, on, materialised in attempts:
            try:
                say(on, period=period, materialised=materialised, state_of_play=f"{period} {on}")
            except Problem:
                continue
            after = {day: stand(store, day) for day in watched}
            assert [after[day] for day in watched if day < on] == [before[day] for day in watched if day < on]
            assert after[TODAY]["status"] != "no state of play"
            before = after
        assert run_checks(store).filter(severity="fail").is_empty()
        stores.use(None)
