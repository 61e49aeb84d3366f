"""IATI files against the schema of the standard, and what they say of a store of a few rows."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from data.exports.iati import FICTIONAL, LEFT_OUT, NO_RESULTS, NO_START, PROVISIONAL, iati_file
from data.problems import Problem
from data.sources.load import load_sample, load_sources
from data.store import Store

SCHEMA = Path(__file__).parent / "iati_2_03" / "iati-activities-schema.xsd"
START, DAY = date(2024, 1, 1), date(2026, 2, 1)


@pytest.fixture(scope="module")
def schema() -> Any:
    return etree.XMLSchema(etree.parse(SCHEMA))


@pytest.fixture
def store(store_with: Callable[..., Store]) -> Store:
    """A consortium with two reporting periods and three indicators: cumulative, periodic and one in percent."""
    scope: dict[str, Any] = {"consortium_id": "c"}

    def value(name: str, on: date, number: float, **more: Any) -> dict[str, Any]:
        return scope | {"indicator_id": name, "observed_on": on, "recorded_on": on, "value": number, **more}

    return store_with(
        {
            "consortium": [
                scope
                | {
                    "acronym": "Beta",
                    "title": "Titel",
                    "language": "de",
                    "starts_on": START,
                    "starts_precision": "month",
                    "ends_on": date(2027, 12, 31),
                    "agreement_number": "2023/1 & more",
                }
            ],
            "organisation": [
                {"organisation_id": "a", "legal_name": "Anna & Co", "pic": "999999999"},
                {"organisation_id": "b", "short_name": "Bread", "organisation_type": "CSO"},
                {"organisation_id": "n"},
            ],
            "participation": [
                scope | {"participation_id": "a", "organisation_id": "a", "role": "coordinator"},
                scope | {"participation_id": "b", "organisation_id": "b", "role": "associated"},
                scope | {"participation_id": "n", "organisation_id": "n"},
            ],
            "reporting_period": [
                scope | {"period": number, "starts_on": start, "ends_on": end, "report_due_on": end}
                for number, start, end in (
                    (1, START, date(2024, 12, 31)),
                    (2, date(2025, 1, 1), date(2025, 12, 31)),
                    (3, date(2026, 3, 1), date(2027, 12, 31)),
                )
            ],
            "objective": [scope | {"objective": "SO1", "statement": "Reach people"}],
            "indicator": [
                scope | {"indicator_id": "people", "code": "I1", "title": "People", "objective": "SO1", "baseline": 5,
                         "target": 90.5, "target_on": date(2025, 6, 30), "accumulation": "cumulative"},
                scope | {"indicator_id": "events", "code": "I2", "title": "Events", "objective": "SO1",
                         "accumulation": "periodic", "target": 10, "results_level": "output"},
                scope | {"indicator_id": "pleased", "code": "I3", "title": "Pleased", "unit": "%",
                         "results_level": "activity", "direction": "descending"},
            ],
            "indicator_value": [
                value("people", date(2024, 3, 1), 10),
                value("people", date(2024, 9, 1), 40.5, evidence="See https://beta.example/list.pdf?x=1 please"),
                value("people", date(2024, 9, 1), 30, axis="country", category="BE"),
                value("people", date(2025, 9, 1), 80),
                value("events", date(2024, 3, 1), 2, evidence_level=0),
                value("events", date(2024, 9, 1), 3, respondents=7),
                value("pleased", date(2026, 1, 15), 12),
            ],
        }
    )  # fmt: skip


def read(content: bytes) -> Any:
    return etree.fromstring(content)


def made(**asked: Any) -> Any:
    defaults: dict[str, Any] = {"consortium": "c", "as_of": DAY}
    return read(iati_file(**(defaults | asked)).content)


def values(indicator: Any) -> list[tuple[str, str, list[str], list[tuple[str, str | None]]]]:
    """Return of each period its days, its targets and its actuals with the part they are of."""
    return [
        (
            period.find("period-start").get("iso-date"),
            period.find("period-end").get("iso-date"),
            [target.get("value") for target in period.findall("target")],
            [
                (actual.get("value"), part.get("value") if (part := actual.find("dimension")) is not None else None)
                for actual in period.findall("actual")
            ],
        )
        for period in indicator.findall("period")
    ]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with_all = Store(str(tmp_path_factory.mktemp("iati") / "store.duckdb"))
    load_sources(with_all)
    load_sample(with_all)
    yield with_all
    with_all.close()


@pytest.mark.parametrize("day", [date(2016, 1, 1), date(2026, 11, 21), date(2040, 1, 1)], ids=str)
@pytest.mark.parametrize("consortium", ["demo", "hecsos", "entrance", "enhance"])
def test_every_file_is_valid_against_the_schema_of_the_standard(real, schema, consortium, day, monkeypatch):
    monkeypatch.setattr("data.store._opened", real)
    schema.assertValid(made(consortium=consortium, as_of=day))


def test_a_file_that_breaks_the_order_is_found(store, schema):
    broken = made()
    activity = broken.find("iati-activity")
    activity.append(activity.find("title"))
    assert not schema.validate(broken)


def test_results_have_baselines_targets_and_actuals_by_reporting_period(store, schema):
    root = made()
    schema.assertValid(root)
    results = root.findall("iati-activity/result")
    assert [(result.get("type"), result.findtext("title/narrative")) for result in results] == [
        ("1", "Outputs for SO1"),
        ("9", "Activities"),
    ]
    people, events = results[0].findall("indicator")
    assert [people.get("measure"), people.get("ascending")] == ["1", "1"]
    assert [(one.get("year"), one.get("value")) for one in people.findall("baseline")] == [("2024", "5")]
    assert values(people) == [
        ("2024-01-01", "2024-12-31", [], [("40.5", None), ("30", "BE")]),
        ("2025-01-01", "2025-12-31", ["90.5"], [("80", None)]),
    ]
    assert values(events) == [("2024-01-01", "2024-12-31", [], [("5", None)])]
    assert "Target: 10; by when is not on record." in events.findtext("description/narrative")
    assert events.find("baseline") is None


def test_what_falls_outside_of_every_period_stays_out_and_nothing_is_invented(store):
    (pleased,) = made().findall("iati-activity/result")[1].findall("indicator")
    assert [pleased.get("measure"), pleased.get("ascending")] == ["2", "0"]
    assert values(pleased) == []


def test_evidence_is_a_comment_and_an_address_in_it_a_document(store):
    people = made().find("iati-activity/result/indicator")
    actual = people.find("period/actual")
    assert actual.findtext("comment/narrative").startswith("Evidence level 1: self-reported. See https://")
    link = actual.find("document-link")
    assert (link.get("url"), link.get("format")) == ("https://beta.example/list.pdf?x=1", "application/pdf")
    assert link.find("category").get("code") == "A08"
    events = made().findall("iati-activity/result/indicator")[1]
    said = events.findtext("period/actual/comment/narrative")
    assert said == "Evidence level 0: no evidence. Observed on 2024-09-01."


def test_the_activity_says_who_takes_part_and_when(store):
    activity = made().find("iati-activity")
    assert activity.findtext("iati-identifier") == "PIC-999999999-2023-1-more"
    assert activity.find("reporting-org").get("ref") == "PIC-999999999"
    assert activity.findtext("reporting-org/narrative") == "Anna & Co"
    assert [
        (one.get("role"), one.get("type"), one.findtext("narrative")) for one in activity.findall("participating-org")
    ] == [
        ("1", None, "European Union"),
        ("2", "80", "Anna & Co"),
        ("4", "80", "Anna & Co"),
        ("4", "22", "Bread"),
    ]
    assert [(one.get("type"), one.get("iso-date")) for one in activity.findall("activity-date")] == [
        ("1", "2024-01-01"),
        ("2", "2024-01-01"),
        ("3", "2027-12-31"),
    ]
    assert "the month alone is known" in activity.findtext("activity-date/narrative")
    assert activity.find("activity-status").get("code") == "2"
    assert activity.find("title/narrative").get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert activity.find("transaction") is None


def test_the_registered_identifier_takes_the_place_of_the_provisional_one(store):
    named = iati_file(consortium="c", as_of=DAY, reporting_org="BE-BCE_KBO-1")
    assert read(named.content).find("iati-activity/reporting-org").get("ref") == "BE-BCE_KBO-1"
    assert PROVISIONAL not in named.notes
    assert PROVISIONAL in iati_file(consortium="c", as_of=DAY).notes


def test_the_file_says_what_it_leaves_out(store, real, monkeypatch):
    file = iati_file(consortium="c", as_of=DAY)
    assert file.notes == (PROVISIONAL, *LEFT_OUT)
    assert all(f"<!-- {note} -->".encode() in file.content for note in file.notes)
    monkeypatch.setattr("data.store._opened", real)
    assert FICTIONAL in iati_file(consortium="demo", as_of=DAY).notes
    assert {NO_RESULTS, NO_START} <= {*iati_file(consortium="enhance", as_of=DAY).notes}


def test_without_reporting_periods_each_observation_is_a_period_as_exact_as_it_is_known(real, monkeypatch):
    monkeypatch.setattr("data.store._opened", real)
    spans = {
        (start, end)
        for indicator in made(consortium="hecsos", as_of=date(2026, 11, 21)).iter("indicator")
        for start, end, _, _ in values(indicator)
    }
    assert spans == {("2023-04-01", "2023-04-30"), ("2024-06-07", "2024-06-07")}


def test_the_same_version_gives_the_same_bytes(store):
    assert iati_file(consortium="c", as_of=DAY) == iati_file(consortium="c", as_of=DAY)


def test_a_consortium_without_any_date_is_refused(store_with):
    store_with({"consortium": [{"consortium_id": "c", "acronym": "Beta"}]})
    with pytest.raises(Problem, match="Neither the start nor the end of the consortium Beta"):
        iati_file(consortium="c", as_of=DAY)
