from datetime import date

import pytest

from data.checks import check_files, count_findings, first_findings, run_checks
from data.store import Store

OWN_NAME = {
    "deliverable_event": "event_id",
    "eligibility_rule": "rule_id",
    "import_run": "run_id",
    "milestone_event": "event_id",
    "objective": "objective",
    "placement": "subject_id",
    "region_scheme": "scheme",
    "reporting_period": "period",
    "source_document": "source_id",
    "title": "subject_id",
    "work_package": "work_package",
}
NAMES_SOMETHING = {"objective", "work_package", "period", "scheme"}
# Values that the rules of the tables ask for; everything else that must be there is made from its type.
ALLOWED = {
    "accumulation": "cumulative",
    "basis": "statistics",
    "confidence": "seen",
    "country": "BE",
    "decided_by": "person",
    "decision": "same",
    "direction": "ascending",
    "event": "planned",
    "effective_precision": "day",
    "kind": "other",
    "likelihood": "low",
    "observed_precision": "day",
    "outcome": "rejected",
    "organisation_type": "CSO",
    "record_basis": "records",
    "results_level": "output",
    "placed_by": "not placed",
    "population_year": 2024,
    "role": "partner",
    "rows_read": 4,
    "said_by": "citizen",
    "severity": "low",
    "state": "ongoing",
    "subject_kind": "organisation",
}
MADE = {
    "TEXT": "x",
    "VARCHAR": "x",
    "INTEGER": 1,
    "BIGINT": 1,
    "BOOLEAN": False,
    "DATE": date(2024, 1, 1),
    "DOUBLE": 1.0,
}


def catalogue(store: Store) -> dict[str, dict[str, tuple[str, bool]]]:
    """Columns of every entity with their type and whether they may be unknown."""
    found = store.fetch(
        "select replace(table_name, '_record', ''), column_name, data_type, is_nullable = 'YES' "
        "from information_schema.columns where table_name like '%\\_record' escape '\\' "
        "and column_name not in ('version', 'withdrawn')"
    )
    entities: dict[str, dict[str, tuple[str, bool]]] = {}
    for entity, column, kind, may_be_unknown in found.rows():
        entities.setdefault(entity, {})[column] = (kind, may_be_unknown)
    return entities


def row(store: Store, entity: str, **given: object) -> dict[str, object]:
    """The least a row of the entity can be, with what is given."""
    made: dict[str, object] = {}
    for column, (kind, may_be_unknown) in catalogue(store)[entity].items():
        if not may_be_unknown:
            made[column] = ALLOWED.get(column, MADE[kind])
    return made | given


def add(store: Store, *rows: tuple[str, dict[str, object]]) -> None:
    def work(transaction):
        for entity, given in rows:
            transaction.append(entity, [row(store, entity, **given)])

    store.write(work, who="test", why="test", origin="app")


def found(store: Store, check: str) -> list[tuple[str, str, str]]:
    findings = run_checks(store, check)
    return list(zip(findings["entity"], findings["key"], findings["message"], strict=True))


def references(entity: str, columns: dict[str, tuple[str, bool]]) -> set[str]:
    own = OWN_NAME.get(entity, f"{entity}_id")
    return {name for name in columns if name != own and (name.endswith("_id") or name in NAMES_SOMETHING)}


def test_the_shipped_facts_have_no_finding(shipped):
    assert run_checks(shipped).rows() == []


def test_every_check_says_what_it_looks_for_and_what_a_row_is():
    assert len(check_files()) >= 10
    for file in check_files():
        what, grain, *_ = file.read_text(encoding="utf-8").splitlines()
        assert what.startswith("-- what: ")
        assert what.endswith(".")
        assert grain.startswith("-- grain: ")


def test_every_column_that_names_a_row_is_checked(empty):
    """One row per entity, each naming only what is not there."""
    expected = set()
    for entity, columns in catalogue(empty).items():
        named = references(entity, columns)
        # Each its own, for two of one row may have to differ.
        missing: dict[str, object] = {name: 99 if columns[name][0] == "INTEGER" else f"no {name}" for name in named}
        add(empty, (entity, missing))
        expected |= {(entity, name) for name in named}
    reported = {
        (entity, message.partition(" as its ")[2].partition(",")[0])
        for entity, _, message in found(empty, "fail_reference")
    }
    # A column that names one of several kinds of row has its own check.
    assert reported == expected
    assert len(expected) > 70


def test_a_reference_is_told_in_words(empty):
    add(empty, ("source_document", {"source_id": "x"}), ("organisation_unit", {"organisation_id": "nobody"}))
    assert found(empty, "fail_reference") == [
        ("organisation_unit", "x", 'names the organisation "nobody" as its organisation_id, and there is none.')
    ]


def test_a_reference_to_another_consortium_is_none(empty):
    add(
        empty,
        ("source_document", {}),
        ("consortium", {"consortium_id": "one"}),
        ("consortium", {"consortium_id": "two"}),
        ("deliverable", {"deliverable_id": "d1", "consortium_id": "one"}),
        ("deliverable_event", {"event_id": "e1", "deliverable_id": "d1", "consortium_id": "one"}),
        ("deliverable_event", {"event_id": "e2", "deliverable_id": "d1", "consortium_id": "two"}),
    )
    assert [key for _, key, _ in found(empty, "fail_reference")] == ["e2"]


def test_a_reference_to_a_withdrawn_row_is_none(empty):
    add(
        empty,
        ("source_document", {}),
        ("organisation", {"organisation_id": "o"}),
        ("organisation_unit", {"organisation_id": "o"}),
    )
    assert found(empty, "fail_reference") == []
    gone = empty.fetch("select * from organisation")
    empty.write(lambda t: t.withdraw("organisation", gone), who="test", why="test", origin="app")
    assert len(found(empty, "fail_reference")) == 1


@pytest.mark.parametrize("kind", ["consortium", "organisation", "action type", "deliverable"])
def test_a_title_belongs_to_something(empty, kind):
    add(empty, ("title", {"subject_kind": kind, "subject_id": "d1", "language": "sv"}))
    assert found(empty, "fail_title") == [
        ("title", f"{kind} d1 sv", f'is a title of the {kind} "d1", and there is none.')
    ]
    entity = kind.replace(" ", "_")
    add(empty, (entity, {f"{entity}_id": "d1"}))
    assert found(empty, "fail_title") == []


@pytest.mark.parametrize("entity", ["deliverable", "milestone"])
def test_a_deliverable_or_milestone_is_planned_once(empty, entity):
    add(empty, (entity, {f"{entity}_id": "a"}))
    assert found(empty, "fail_planned") == [(entity, "a", 'has no "planned" event.')]
    add(empty, (f"{entity}_event", {"event_id": "e1", f"{entity}_id": "a"}))
    assert found(empty, "fail_planned") == []
    add(empty, (f"{entity}_event", {"event_id": "e2", f"{entity}_id": "a"}))
    assert found(empty, "fail_planned") == [(entity, "a", 'has 2 "planned" events.')]


@pytest.mark.parametrize(
    ("events", "early"),
    [
        ([("planned", 10), ("submitted", 9)], ["submitted"]),
        ([("planned", 10), ("submitted", 10), ("approved", 10)], []),
        ([("planned", 1), ("submitted", 10), ("approved", 9)], ["approved"]),
        ([("planned", 1), ("submitted", 10), ("returned", 9)], ["returned"]),
        ([("planned", 1), ("submitted", 5), ("returned", 6), ("submitted again", 7), ("approved", 8)], []),
        ([("planned", 1), ("approved", 8)], []),
        ([("planned", 10), ("submitted", 12), ("approved", 9)], ["approved", "approved"]),
    ],
)
def test_events_of_a_deliverable_come_in_order(empty, events, early):
    add(
        empty,
        *(
            (
                "deliverable_event",
                {
                    "event_id": name,
                    "deliverable_id": "d1",
                    "event": name.split()[0],
                    "effective_on": date(2024, 1, day),
                    "reason": "why",
                },
            )
            for name, day in events
        ),
    )
    assert [key for _, key, _ in found(empty, "fail_event_order")] == early


def test_an_event_known_to_the_year_is_not_before_a_day_of_that_year(empty):
    planned = {"event_id": "e1", "deliverable_id": "d1", "effective_on": date(2024, 6, 1)}
    published = {"event_id": "e2", "deliverable_id": "d1", "event": "submitted", "effective_precision": "year"}
    add(
        empty,
        ("deliverable_event", planned),
        ("deliverable_event", published | {"effective_on": date(2024, 1, 1)}),
    )
    assert found(empty, "fail_event_order") == []
    add(empty, ("deliverable_event", published | {"effective_on": date(2023, 12, 31)}))
    assert found(empty, "fail_event_order") == [
        ("deliverable_event", "e2", 'is "submitted" on 2023-12-31, before it is planned on 2024-06-01.')
    ]


def test_a_milestone_is_not_achieved_before_it_is_planned(empty):
    add(
        empty,
        ("milestone_event", {"event_id": "e1", "milestone_id": "m1", "effective_on": date(2024, 6, 1)}),
        (
            "milestone_event",
            {"event_id": "e2", "milestone_id": "m1", "event": "achieved", "effective_on": date(2024, 5, 31)},
        ),
    )
    assert [key for _, key, _ in found(empty, "fail_event_order")] == ["e2"]


@pytest.mark.parametrize(
    ("participation", "is_warned"),
    [
        ({"role": "partner"}, True),
        ({"role": "coordinator"}, False),
        ({"role": "coordinator", "joined_on": date(2024, 1, 1)}, False),
        ({"role": "coordinator", "joined_on": date(2024, 1, 2)}, True),
    ],
)
def test_a_consortium_has_a_coordinator_from_its_start(empty, participation, is_warned):
    add(
        empty,
        ("consortium", {"consortium_id": "c", "starts_on": date(2024, 1, 1)}),
        ("participation", {"consortium_id": "c"} | participation),
    )
    assert bool(found(empty, "warn_coordinator")) == is_warned


@pytest.mark.parametrize(
    ("first", "second", "is_warned"),
    [
        ((None, None), (None, None), True),
        ((None, date(2024, 6, 30)), (date(2024, 6, 30), None), False),
        ((None, date(2024, 6, 30)), (date(2024, 6, 29), None), True),
        ((date(2024, 1, 1), date(2024, 6, 30)), (date(2025, 1, 1), None), False),
        ((date(2025, 1, 1), None), (date(2024, 1, 1), date(2024, 6, 30)), False),
        ((date(2025, 1, 1), None), (None, None), True),
    ],
)
def test_an_organisation_takes_part_once_at_a_time(empty, first, second, is_warned):
    add(
        empty,
        *(
            ("participation", {"participation_id": name, "joined_on": joined, "left_on": left})
            for name, (joined, left) in {"p1": first, "p2": second}.items()
        ),
        ("participation", {"participation_id": "p3", "organisation_id": "another"}),
        ("participation", {"participation_id": "p4", "consortium_id": "another"}),
    )
    assert len(found(empty, "warn_overlapping_participation")) == is_warned


@pytest.mark.parametrize(
    ("organisation", "is_warned"),
    [
        ({}, False),
        ({"short_name": "VUB"}, True),
        ({"legal_name": "VUB", "latitude": 50.8}, True),
        ({"legal_name": "VUB", "latitude": 50.8, "longitude": 4.4}, False),
    ],
)
def test_a_named_organisation_has_coordinates(empty, organisation, is_warned):
    add(empty, ("organisation", organisation))
    assert bool(found(empty, "warn_coordinates")) == is_warned


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([("total", "total", 10), ("sex", "women", 6), ("sex", "men", 4)], None),
        (
            [("total", "total", 10), ("sex", "women", 6), ("sex", "men", 3)],
            "has parts by sex that sum to 9.0, and a total of 10.0.",
        ),
        ([("sex", "women", 6)], "has parts by sex that sum to 6.0, and no total."),
        ([("total", "total", 0.3), ("sex", "women", 0.1), ("sex", "men", 0.2)], None),
    ],
)
def test_the_parts_of_a_value_sum_to_its_total(empty, values, message):
    add(empty, *(("indicator_value", {"axis": axis, "category": part, "value": value}) for axis, part, value in values))
    expected = [] if message is None else [("indicator_value", "x 2024-01-01 sex", message)]
    assert found(empty, "warn_breakdown") == expected


@pytest.mark.parametrize(
    ("due_on", "precision", "message"),
    [
        (date(2024, 6, 15), "day", None),
        (date(2026, 6, 30), "day", None),
        (date(2026, 7, 1), "day", "sets the due date 2026-07-01, after the consortium ends on 2026-06-30."),
        (date(2026, 12, 31), "year", None),
        (date(2027, 12, 31), "year", "sets the due date 2027-12-31, after the consortium ends on 2026-06-30."),
        (date(2024, 1, 31), "month", "sets the due date 2024-01-31, before the consortium starts on 2024-02-01."),
    ],
)
def test_a_deliverable_is_due_while_its_consortium_lasts(empty, due_on, precision, message):
    lasts = {
        "starts_on": date(2024, 2, 1),
        "starts_precision": "day",
        "ends_on": date(2026, 6, 30),
        "ends_precision": "day",
    }
    add(empty, ("consortium", lasts), ("deliverable_event", {"due_on": due_on, "due_precision": precision}))
    expected = [] if message is None else [("deliverable_event", "x", message)]
    assert found(empty, "warn_due_date") == expected


@pytest.mark.parametrize(
    ("engagement", "is_warned"), [({}, True), ({"unique_persons": 5}, True), ({"citizen": 0}, False)]
)
def test_an_engagement_counts_somebody(empty, engagement, is_warned):
    add(empty, ("engagement", engagement))
    assert bool(found(empty, "warn_headcount")) == is_warned


def test_failures_stand_before_warnings(empty):
    add(empty, ("engagement", {}), ("deliverable", {}))
    severities = run_checks(empty)["severity"].to_list()
    assert severities == sorted(severities)
    assert set(severities) == {"fail", "warn"}


def test_what_is_counted_and_listed_first_is_what_the_checks_find(empty):
    add(empty, ("engagement", {}), ("engagement", {"engagement_id": "y"}), ("deliverable", {}), ("consortium", {}))
    findings = run_checks(empty)
    counted = {check: n for check, n in count_findings(empty).select("check", "findings").iter_rows() if n}
    assert counted == dict(findings["check"].value_counts().iter_rows())
    assert counted["warn_headcount"] == 2
    for file in check_files("warn"):
        rows = findings.filter(check=file.stem)
        listed = first_findings(empty, file, most=100)
        assert listed.select("entity", "key", "message").equals(rows.select("entity", "key", "message"))
        assert set(listed["findings"]) <= {rows.height}
