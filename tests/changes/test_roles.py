"""Every change of data/changes against every role: who may save what of whom.

Each change is tried on a row of the consortium "c" that belongs to its partner "p", on one that belongs to its partner
"q", and on one of the consortium "other" and its partner "x". Nothing is kept: what is allowed is stopped just after.
"""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

import pytest

from data import access, changes, permission
from data import store as stores
from data.access import EVERYTHING, VISITOR, Person, Reader
from data.changes import access as granting
from data.changes import (
    communication,
    delays,
    deliverables,
    duplicates,
    indicators,
    matching,
    milestones,
    organisations,
    participations,
    placing,
    quotes,
    risks,
    tefce,
)
from data.changes.activities import CommunicationState, NewCommunicationActivity
from data.changes.csos import NewCso, Relation
from data.changes.events import (
    DeliverableChange,
    Event,
    MilestoneEvent,
    NewDeliverable,
    NewMilestone,
    NewRisk,
    RiskCorrection,
    StateOfPlay,
)
from data.changes.grants import NewGrant
from data.changes.results import AssessedCell, IndicatorValue, NewIndicator, NewQuote
from data.permission import Refused
from data.problems import Problem
from data.store import Store
from tests.conftest import DEMANDED
from tests.copies import empty_store

TODAY = date(2025, 6, 30)
DAY = date(2025, 3, 3)
# Partner -> its consortium.
OF = {"p": "c", "q": "c", "x": "other"}
WHO = "somebody"


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return of everything one row per partner, named after it."""
    of = [(owner, {"consortium_id": consortium}) for owner, consortium in OF.items()]
    consortia = [(consortium, {"consortium_id": consortium}) for consortium in sorted(set(OF.values()))]
    late = {"effective_on": date(2024, 1, 1), "due_on": date(2024, 6, 30), "due_precision": "day"}
    return {
        "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
        "consortium": [
            named | {"acronym": name, "starts_on": date(2024, 1, 1), "starts_precision": "day"}
            for name, named in consortia
        ],
        "organisation": [
            *({"organisation_id": owner, "legal_name": f"University {owner}", "country": "BE"} for owner in OF),
            *(
                {
                    "organisation_id": f"cso-{owner}",
                    "organisation_type": "CSO",
                    "legal_name": f"Shelter {owner} {owner}",
                    "country": "BE",
                    "city": "Twice",
                }
                for owner in OF
            ),
        ],
        "participation": [
            named | {"participation_id": f"part-{owner}", "organisation_id": owner} for owner, named in of
        ]
        + [
            named | {"participation_id": f"left-{owner}", "organisation_id": owner, "left_noted_on": DAY}
            for owner, named in of
        ],
        "cso_relation": [
            named | {"cso_id": f"cso-{owner}", "partner_id": owner, "active_from": DAY} for owner, named in of
        ],
        "reporting_period": [
            named | {"period": 1, "starts_on": date(2024, 1, 1), "ends_on": date(2025, 1, 1), "report_due_on": DAY}
            for _, named in consortia
        ],
        "deliverable": [
            named | {"deliverable_id": f"{kind}-{owner}", "code": f"{kind}-{owner}", "lead_id": owner}
            for owner, named in of
            for kind in ("late", "drafted", "answered")
        ],
        "deliverable_event": [
            *(
                named | late | {"deliverable_id": f"{kind}-{owner}", "event_id": f"{kind}-{owner}", "event": "planned"}
                for owner, named in of
                for kind in ("late", "drafted", "answered")
            ),
            *(
                named
                | {
                    "deliverable_id": f"drafted-{owner}",
                    "event_id": f"event-{owner}",
                    "event": "drafted",
                    "effective_on": date(2024, 3, 1),
                    "progress": 0.5,
                    "position": 2,
                }
                for owner, named in of
            ),
            *(
                named
                | {
                    "deliverable_id": f"answered-{owner}",
                    "event_id": f"sent-{owner}",
                    "event": "submitted",
                    "effective_on": date(2024, 3, 1),
                    "position": 2,
                }
                for owner, named in of
            ),
        ],
        "deliverable_link": [
            named | {"deliverable_id": f"late-{owner}", "url": "https://a.example/", "title": "A", "added_on": DAY}
            for owner, named in of
        ],
        "delay_justification": [
            named | {"deliverable_id": f"late-{owner}", "recorded_on": date(2024, 8, 1), "justification": "A strike"}
            for owner, named in of
        ],
        "milestone": [
            named | {"milestone_id": f"m-{owner}", "code": f"MS{owner}", "lead_id": owner} for owner, named in of
        ],
        "milestone_event": [
            *(
                named
                | {
                    "milestone_id": f"m-{owner}",
                    "event_id": f"m-{owner}",
                    "event": "planned",
                    "effective_on": date(2024, 1, 1),
                    "due_on": DAY,
                }
                for owner, named in of
            ),
            *(
                named
                | {
                    "milestone_id": f"m-{owner}",
                    "event_id": f"n-{owner}",
                    "event": "explained",
                    "reason": "A strike",
                    "effective_on": date(2024, 3, 1),
                    "position": 2,
                }
                for owner, named in of
            ),
        ],
        "risk": [
            named
            | {
                "risk_id": f"r-{owner}",
                "code": f"R{owner}",
                "lead_id": owner,
                "description": "A",
                "foreseen": True,
                "likelihood": "low",
                "severity": "low",
                "measures": "B",
                "identified_on": date(2024, 2, 1),
            }
            for owner, named in of
        ],
        "communication_activity": [
            named | {"communication_activity_id": f"a-{owner}", "code": f"A{owner}", "title": "A", "lead_id": owner}
            for owner, named in of
        ],
        "communication_activity_state": [
            named | {"communication_activity_id": f"a-{owner}", "effective_on": date(2024, 2, 1), "state": "ongoing"}
            for owner, named in of
        ],
        "pilot": [named | {"pilot_id": f"pilot-{owner}", "partner_id": owner} for owner, named in of],
        "quote": [
            named
            | {
                "quote_id": f"quote-{owner}",
                "pilot_id": f"pilot-{owner}",
                "said_by": "student",
                "said_on": DAY,
                "quote": "Good",
                "language": "en",
            }
            for owner, named in of
        ],
        "indicator": [named | {"indicator_id": f"i-{name}", "code": f"I{name}"} for name, named in consortia],
        "indicator_value": [
            named | {"indicator_id": f"i-{name}", "observed_on": DAY, "value": 1.0, "recorded_on": DAY}
            for name, named in consortia
        ],
        "tefce_cell": [
            named | {"dimension": 1, "criterion": 1, "assessed_on": DAY, "level": 3, "evidence": "A"}
            for _, named in consortia
        ],
        "duplicate_decision": [
            {"first_id": f"cso-{owner}", "second_id": owner, "decision": "different"} for owner in OF
        ],
        "organisation_match": [{"source_key": owner, "organisation_id": owner, "decided_by": "person"} for owner in OF],
        "access_grant": [
            grant("ann@a.example", "partner", organisation_id="p"),
            grant("bea@a.example", "coordinator", consortium_id="c"),
            grant("cem@a.example", "reader", consortium_id="c"),
            grant("dua@a.example", "funder", consortium_id="c"),
            grant("eli@a.example", "administrator"),
            grant("fay@a.example", "partner", organisation_id="p", until_on=date(2024, 12, 31)),
        ],
        "region_scheme": [{"scheme": "t", "title": "T", "edition": "1", "licence": "none", "attribution": "none"}],
        "region": [
            {
                "scheme": "t",
                "region_code": f"BE{west}",
                "level": 0,
                "country": "BE",
                "title": "BE",
                "outline": outline(west),
            }
            for west in (4, 5)
        ],
        "place": [
            {
                "place_id": str(n),
                "title": "Twice",
                "country": "BE",
                "latitude": 50.5,
                "longitude": 4.5 + n,
                "population": 9,
            }
            for n in (0, 1)
        ],
        "placement": [
            {
                "subject_kind": "organisation",
                "subject_id": f"cso-{owner}",
                "scheme": "t",
                "region_code": "BE4",
                "placed_by": "place name",
                "near_border": False,
                "reason": "several places",
            }
            for owner in OF
        ],
    }


def outline(west: int) -> str:
    """Return the outline of a region one degree wide."""
    ring = [[west, 50], [west, 51], [west + 1, 51], [west + 1, 50], [west, 50]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def grant(person: str, role: str, **fields: Any) -> dict[str, Any]:
    """Return the row of a grant."""
    known = {"person": person, "role": role, "recorded_as": f"{role} {person[0]}", "from_on": date(2024, 1, 1)}
    return {"access_grant_id": person, **known, **fields}


NAMED: dict[str, Any] = {"who": WHO}
DATED: dict[str, Any] = NAMED | {"today": TODAY}
CELL: dict[str, Any] = {"dimension": 1, "criterion": 1, "assessed_on": DAY}
GRANTED = {"p": "ann@a.example", "q": "bea@a.example", "x": "cem@a.example"}


class Of(NamedTuple):
    """Whose row is changed, at which version of the store."""

    partner: str
    consortium: str
    version: int


# Change -> how it is tried.
CHANGES: dict[str, Callable[[Of], object]] = {
    "access.grant": lambda of: granting.grant(
        NewGrant("new@a.example", "partner", consortium_id=of.consortium, organisation_id=of.partner), **DATED
    ),
    "access.erase": lambda of: granting.erase(GRANTED[of.partner], **NAMED),
    "access.revoke": lambda of: granting.revoke(GRANTED[of.partner], **NAMED),
    "communication.add_communication_activity": lambda of: communication.add_communication_activity(
        NewCommunicationActivity(of.consortium, "A9", "A", CommunicationState("ongoing", DAY), lead_id=of.partner),
        **DATED,
    ),
    "communication.record_communication_state": lambda of: communication.record_communication_state(
        f"a-{of.partner}", CommunicationState("delivered", DAY), **DATED, seen_version=of.version
    ),
    "delays.justify_delay": lambda of: delays.justify_delay(
        f"late-{of.partner}", "A strike", DAY, **DATED, seen_version=of.version
    ),
    "delays.take_back_justification": lambda of: delays.take_back_justification(
        f"late-{of.partner}", date(2024, 8, 1), **NAMED, seen_version=of.version
    ),
    "deliverables.record_event": lambda of: deliverables.record_event(
        Event(f"late-{of.partner}", "submitted", DAY), **DATED, seen_version=of.version
    ),
    "deliverables.change_many": lambda of: deliverables.change_many(
        [DeliverableChange(f"late-{of.partner}", {"title": "B", "submitted_on": DAY})],
        on=DAY,
        **DATED,
        seen_version=of.version,
    ),
    "deliverables.undo_last_event": lambda of: deliverables.undo_last_event(
        f"drafted-{of.partner}", **NAMED, seen_version=of.version
    ),
    "deliverables.add_deliverable": lambda of: deliverables.add_deliverable(
        NewDeliverable(of.consortium, "D9", "A", DAY, due_on=TODAY, lead_id=of.partner), **DATED
    ),
    "deliverables.add_link": lambda of: deliverables.add_link(
        f"late-{of.partner}", url="https://b.example/", title="B", on=DAY, **DATED
    ),
    "deliverables.withdraw_link": lambda of: deliverables.withdraw_link(
        f"late-{of.partner}", url="https://a.example/", **NAMED
    ),
    "duplicates.decide": lambda of: duplicates.decide(
        f"cso-{of.partner}", of.partner, "same", **NAMED, seen_version=of.version
    ),
    "duplicates.take_back_decision": lambda of: duplicates.take_back_decision(
        f"cso-{of.partner}", of.partner, **NAMED, seen_version=of.version
    ),
    "indicators.add_indicator": lambda of: indicators.add_indicator(
        NewIndicator(of.consortium, "I9", "A", "output", "persons", "ascending", "cumulative"), **NAMED
    ),
    "indicators.record_value": lambda of: indicators.record_value(
        IndicatorValue(f"i-{of.consortium}", TODAY, 1, value=2.0), **DATED, seen_version=of.version
    ),
    "indicators.take_back_value": lambda of: indicators.take_back_value(
        f"i-{of.consortium}", observed_on=DAY, axis="total", category="total", **DATED, seen_version=of.version
    ),
    "matching.take_identifiers": lambda of: matching.take_identifiers(
        of.partner, {"ror": "https://ror.org/1"}, **NAMED, seen_version=of.version
    ),
    "matching.withdraw_match": lambda of: matching.withdraw_match(of.partner, **NAMED, seen_version=of.version),
    "milestones.record_milestone_event": lambda of: milestones.record_milestone_event(
        MilestoneEvent(f"m-{of.partner}", "achieved", DAY), **DATED, seen_version=of.version
    ),
    "milestones.undo_last_milestone_event": lambda of: milestones.undo_last_milestone_event(
        f"m-{of.partner}", **NAMED, seen_version=of.version
    ),
    "milestones.add_milestone": lambda of: milestones.add_milestone(
        NewMilestone(of.consortium, "MS9", "A", DAY, due_on=TODAY, lead_id=of.partner), **DATED
    ),
    "organisations.add_cso": lambda of: organisations.add_cso(
        NewCso(of.consortium, {"legal_name": "Night kitchen", "country": "BE"}, of.partner), **DATED
    ),
    "organisations.correct_cso": lambda of: organisations.correct_cso(
        f"cso-{of.partner}", {"city": "Lier"}, **NAMED, seen_version=of.version
    ),
    "organisations.record_relation": lambda of: organisations.record_relation(
        Relation(of.consortium, f"cso-{of.partner}", of.partner, date(2024, 2, 2)), **DATED, seen_version=of.version
    ),
    "organisations.use_cso": lambda of: organisations.use_cso(
        Relation(of.consortium, "cso-x" if of.partner == "p" else "cso-p", of.partner, DAY), **DATED
    ),
    "organisations.end_relation": lambda of: organisations.end_relation(
        Relation(of.consortium, f"cso-{of.partner}", of.partner), TODAY, **DATED, seen_version=of.version
    ),
    "participations.note_left": lambda of: participations.note_left(
        f"part-{of.partner}", DAY, **DATED, seen_version=of.version
    ),
    "participations.end_participation": lambda of: participations.end_participation(
        f"part-{of.partner}", DAY, **DATED, seen_version=of.version
    ),
    "participations.take_back_leaving": lambda of: participations.take_back_leaving(
        f"left-{of.partner}", **NAMED, seen_version=of.version
    ),
    "placing.choose_place": lambda of: placing.choose_place(f"cso-{of.partner}", "1", **NAMED),
    "quotes.add_quote": lambda of: quotes.add_quote(
        NewQuote(of.consortium, "Fine", "student", DAY, "en", pilot_id=f"pilot-{of.partner}"), **DATED
    ),
    "quotes.take_back_quote": lambda of: quotes.take_back_quote(f"quote-{of.partner}", **NAMED),
    "risks.add_risk": lambda of: risks.add_risk(
        NewRisk(of.consortium, "R9", "A", DAY, True, "low", "low", "B", lead_id=of.partner), **DATED
    ),
    "risks.change_risk": lambda of: risks.change_risk(
        RiskCorrection(f"r-{of.partner}", "high", "low", "B", of.partner), **NAMED, seen_version=of.version
    ),
    "risks.record_state_of_play": lambda of: risks.record_state_of_play(
        StateOfPlay(f"r-{of.partner}", 1, DAY, False, True, "Well"), **DATED, seen_version=of.version
    ),
    "tefce.record_cell": lambda of: tefce.record_cell(
        AssessedCell(of.consortium, 1, 2, DAY, 3, "A"), **DATED, seen_version=of.version
    ),
    "tefce.take_back_cell": lambda of: tefce.take_back_cell(of.consortium, **CELL, **NAMED, seen_version=of.version),
}

# What a partner may not do even with what is its own: the plan, the indicators, the assessment and who takes part are
# the coordinator's, and rights are the administrator's.
NOT_OF_PARTNERS = {
    "access.erase",
    "access.grant",
    "access.revoke",
    "deliverables.add_deliverable",
    "indicators.add_indicator",
    "indicators.record_value",
    "indicators.take_back_value",
    "milestones.add_milestone",
    "participations.note_left",
    "participations.end_participation",
    "participations.take_back_leaving",
    "tefce.record_cell",
    "tefce.take_back_cell",
}
OF_ADMINISTRATORS = {"access.erase", "access.grant", "access.revoke"}
# Which organisation a row of a file is, is known to all who import.
OF_ANYBODY = {"matching.withdraw_match"}
# Role -> the partners whose rows it may change.
PERSONS: Mapping[str, tuple[Person | Reader, set[str]]] = {
    "partner": (Person(("ann@a.example",)), {"p"}),
    "coordinator": (Person(("bea@a.example",)), {"p", "q"}),
    "reader": (Person(("cem@a.example",)), set()),
    "funder": (Person(("dua@a.example",)), set()),
    "administrator": (Person(("eli@a.example",)), {"p", "q", "x"}),
    "whose grant has ended": (Person(("fay@a.example",)), set()),
    "without a grant": (Person(("gus@a.example",)), set()),
    "visitor of a public dashboard": (VISITOR, set()),
    "local user": (EVERYTHING, {"p", "q", "x"}),
}


class Allowed(Exception):
    """Stops a change that would have been kept."""


@contextmanager
def store_of_roles() -> Iterator[Store]:
    """Give the store of this process, with what each role may change or not."""
    complete = {
        entity: [DEMANDED.get(entity, {}) | {"source_id": "s"} | one for one in given]
        for entity, given in rows().items()
    }
    with empty_store() as store:
        store.write(
            lambda change: [change.append(entity, given) for entity, given in complete.items()],
            who="test",
            why="rows of a test",
            origin="sources",
        )
        stores.use(store)
        yield store
        stores.use(None)


@pytest.fixture(scope="module")
def filled() -> Iterator[Store]:
    with store_of_roles() as store:
        yield store


@pytest.fixture(autouse=True)
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be kept."""
    really = permission.check

    def check(*given: Any) -> None:
        really(*given)
        raise Allowed

    monkeypatch.setattr(permission, "check", check)
    monkeypatch.setenv("ACCESS", "sign-in")


def test_every_change_has_its_row_in_the_table():
    public = set()
    for found in pkgutil.iter_modules(changes.__path__):
        module = importlib.import_module(f"data.changes.{found.name}")
        public |= {
            f"{found.name}.{name}"
            for name, function in inspect.getmembers(module, inspect.isfunction)
            if function.__module__ == module.__name__ and not name.startswith("_")
            if "who" in inspect.signature(function).parameters
        }
    assert public == set(CHANGES)


def test_every_entity_is_the_matter_of_one_rule(filled):
    of_consortium = {entity for entity, columns in filled.entities.items() if "consortium_id" in columns}
    assert {*permission.OWNER, *permission.PART_OF, *permission.OF_ADMINISTRATORS} <= of_consortium
    assert not of_consortium & {*permission.SHARED, *permission.OF_ANYBODY}
    assert not set(permission.OWNER) & set(permission.PART_OF)
    assert set(permission.PART_OF.values()) == set(permission.LED) <= set(permission.OWNER)
    assert all(column in filled.entities[entity] for entity, column in permission.OWNER.items())
    assert all(f"{whole}_id" in filled.entities[part] for part, whole in permission.PART_OF.items())


@pytest.mark.parametrize("role", PERSONS)
@pytest.mark.parametrize("change", CHANGES)
def test_a_role_may_change_what_the_table_says_and_nothing_else(change, role, filled):
    who, theirs = PERSONS[role]
    if change in NOT_OF_PARTNERS and role == "partner":
        theirs = set()
    if change in OF_ADMINISTRATORS and role == "coordinator":
        theirs = set()
    if change in OF_ANYBODY and role in ("coordinator", "partner"):
        theirs = set(OF)
    before = filled.version
    for owner, consortium in OF.items():
        with access.acting_as(who):
            if owner in theirs:
                with pytest.raises(Allowed):
                    CHANGES[change](Of(owner, consortium, before))
                continue
            # What somebody may not read is not on record for them.
            hidden = consortium == "other" or role in ("whose grant has ended", "without a grant")
            with pytest.raises(Problem if hidden or change in ("access.erase", "access.revoke") else Refused):
                CHANGES[change](Of(owner, consortium, before))
    assert filled.version == before


def test_nobody_changes_anything_without_signing_in(filled):
    for change in CHANGES.values():
        with pytest.raises(access.NotSignedIn):
            change(Of("p", "c", filled.version))
