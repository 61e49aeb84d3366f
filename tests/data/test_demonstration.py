import hashlib
import json
import math
import os
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from data.sources.demonstration import demonstration
from data.store import Store

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "data" / "sources"
AS_OF = date(2026, 11, 21)
CONTENT = "0886f2c0b7f0dc4b710e8ac719cad9a929c5f0e5925e4a932db3ed6cee72455a"
FINGERPRINT = (
    "from tests.data.test_demonstration import fingerprint; from data.sources.demonstration import demonstration;"
    "print(fingerprint(demonstration()))"
)


@pytest.fixture(scope="module")
def rows():
    return demonstration()


@pytest.fixture(scope="module")
def store(rows):
    store = Store(":memory:")
    store.write(
        lambda transaction: [transaction.append(entity, rows[entity]) for entity in rows],
        who="tests",
        why="demonstration data",
        origin="sample",
    )
    yield store
    store.close()


def fingerprint(rows):
    content = {entity: [frame.columns, frame.rows()] for entity, frame in rows.items()}
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


def values(frame, column):
    return set(frame[column].drop_nulls())


def states(store, sql):
    return values(store.fetch(sql, {"as_of": AS_OF}), "status")


def test_it_is_as_large_as_it_says(rows):
    partners = rows["participation"].join(rows["organisation"], on="organisation_id")
    assert len(partners) == 9
    assert partners["country"].n_unique() == 7
    assert dict(partners["organisation_type"].value_counts().iter_rows()) == {"HEI": 5, "CSO": 2, "ENTERPRISE": 2}
    assert partners.filter(role="coordinator").height == 1
    assert values(partners, "joined_on") == {date(2024, 1, 1), date(2025, 3, 1)}
    assert values(partners, "left_on") == {date(2026, 6, 30)}
    assert {entity: len(frame) for entity, frame in rows.items()} == {
        "source_document": 1,
        "consortium": 1,
        "organisation": 9 + 180,
        "organisation_unit": 2,
        "participation": 9,
        "meeting": 10,
        "objective": 3,
        "work_package": 6,
        "reporting_period": 3,
        "deliverable": 40,
        "deliverable_event": 160,
        "delay_justification": 2,
        "communication_activity": 8,
        "communication_activity_state": 16,
        "channel_link": 8,
        "milestone": 12,
        "milestone_event": 25,
        "risk": 10,
        "risk_state": 16,
        "cso_relation": 194,
        "pilot": 24,
        "pilot_cso": 46,
        "engagement": 917,
        "indicator": 14,
        "indicator_value": 155,
        "quote": 9,
        "tefce_cell": 49,
    }


def test_it_says_that_it_is_fictional(rows):
    assert rows["consortium"]["fictional"].to_list() == [True]
    assert "fictional" in rows["consortium"]["title"][0]
    assert rows["organisation"]["fictional"].all()
    assert all(values(frame, "source_id") == {"demonstration"} for frame in rows.values())
    identifiers = rows["organisation"].select("pic", "oid", "ror", "vat_number", "erasmus_code")
    assert identifiers.null_count().row(0) == (189,) * 5


def test_it_is_the_same_every_time_and_everywhere(rows):
    again = demonstration()
    assert again.keys() == rows.keys()
    assert all(again[entity].equals(rows[entity]) for entity in rows)
    assert fingerprint(rows) == CONTENT
    other = subprocess.run(
        [sys.executable, "-c", FINGERPRINT],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == CONTENT


def test_it_is_made_in_less_than_half_a_second():
    begun = time.process_time()
    demonstration()
    assert time.process_time() - begun < 0.5


# What only lists of others say of a record.
OF_LISTS = {"deliverable_event": {"listed_only"}}


def test_the_store_takes_every_row_and_every_column(rows, store):
    for entity, frame in rows.items():
        present = store.fetch(f"select * from {entity}")
        assert set(frame.columns) == set(present.columns) - OF_LISTS.get(entity, set())
        assert len(present) == len(frame), f"{entity}: a key stands twice"


@pytest.mark.parametrize(
    ("entity", "column", "target", "key"),
    [
        ("organisation_unit", "organisation_id", "organisation", "organisation_id"),
        ("participation", "organisation_id", "organisation", "organisation_id"),
        ("work_package", "lead_id", "participation", "organisation_id"),
        ("deliverable", "lead_id", "participation", "organisation_id"),
        ("deliverable", "work_package", "work_package", "work_package"),
        ("deliverable", "objective", "objective", "objective"),
        ("deliverable_event", "deliverable_id", "deliverable", "deliverable_id"),
        ("deliverable_event", "merged_into_id", "deliverable", "deliverable_id"),
        ("delay_justification", "deliverable_id", "deliverable", "deliverable_id"),
        ("communication_activity", "lead_id", "participation", "organisation_id"),
        (
            "communication_activity_state",
            "communication_activity_id",
            "communication_activity",
            "communication_activity_id",
        ),
        ("channel_link", "deliverable_id", "deliverable", "deliverable_id"),
        ("milestone", "lead_id", "participation", "organisation_id"),
        ("milestone", "work_package", "work_package", "work_package"),
        ("milestone", "closes_deliverable_id", "deliverable", "deliverable_id"),
        ("milestone_event", "milestone_id", "milestone", "milestone_id"),
        ("risk", "lead_id", "participation", "organisation_id"),
        ("risk", "work_package", "work_package", "work_package"),
        ("risk_state", "risk_id", "risk", "risk_id"),
        ("risk_state", "period", "reporting_period", "period"),
        ("cso_relation", "cso_id", "organisation", "organisation_id"),
        ("cso_relation", "partner_id", "participation", "organisation_id"),
        ("pilot", "partner_id", "participation", "organisation_id"),
        ("pilot_cso", "pilot_id", "pilot", "pilot_id"),
        ("pilot_cso", "cso_id", "cso_relation", "cso_id"),
        ("engagement", "partner_id", "participation", "organisation_id"),
        ("engagement", "cso_id", "cso_relation", "cso_id"),
        ("engagement", "pilot_id", "pilot", "pilot_id"),
        ("indicator", "objective", "objective", "objective"),
        ("indicator_value", "indicator_id", "indicator", "indicator_id"),
        ("quote", "pilot_id", "pilot", "pilot_id"),
        ("quote", "indicator_id", "indicator", "indicator_id"),
        ("quote", "objective", "objective", "objective"),
    ],
)
def test_every_reference_resolves(rows, entity, column, target, key):
    assert values(rows[entity], column) <= values(rows[target], key)


def test_references_to_the_shipped_facts_resolve(rows):
    action_types = pl.read_csv(SOURCES / "action_type.csv", infer_schema=False)
    channels = pl.read_csv(SOURCES / "channel.csv", infer_schema=False)
    assert values(rows["consortium"], "action_type_id") <= values(action_types, "action_type_id")
    assert values(rows["channel_link"], "channel_id") == values(channels, "channel_id")
    assert all(
        values(frame, "consortium_id") == {"demo"} for frame in rows.values() if "consortium_id" in frame.columns
    )


def test_the_grant_is_spread_over_the_partners(rows):
    assert rows["participation"]["budget_eur"].sum() == rows["consortium"]["grant_eur"][0]


def test_months_become_days_by_the_rule(rows, store):
    months = rows["deliverable_event"].drop_nulls("due_month").select("due_month", "due_on").unique()
    computed = store.fetch("select n, month_due_on(date '2024-01-01', n) as due_on from range(1, 49) as months (n)")
    assert dict(months.iter_rows()).items() <= dict(computed.iter_rows()).items()
    periods = rows["reporting_period"]
    assert periods["starts_on"].to_list() == [date(2024, 1, 1), date(2025, 7, 1), date(2027, 1, 1)]
    assert periods["ends_on"].to_list() == [date(2025, 6, 30), date(2026, 12, 31), date(2027, 12, 31)]
    assert (periods["report_due_on"] - periods["ends_on"]).to_list() == [timedelta(days=60)] * 3


def test_nothing_is_recorded_in_the_future(rows):
    recorded = {
        "deliverable_event": ("effective_on",),
        "milestone_event": ("effective_on",),
        "risk": ("identified_on",),
        "risk_state": ("recorded_on",),
        "engagement": ("held_on",),
        "indicator_value": ("observed_on", "recorded_on"),
        "cso_relation": ("active_from", "active_until"),
        "channel_link": ("published_on",),
        "delay_justification": ("recorded_on",),
        "communication_activity_state": ("effective_on",),
        "participation": ("left_noted_on",),
        "pilot": ("stopped_on",),
        "quote": ("said_on",),
        "tefce_cell": ("assessed_on",),
    }
    for entity, columns in recorded.items():
        for column in columns:
            assert date(2024, 1, 1) <= min(values(rows[entity], column)), (entity, column)
            assert max(values(rows[entity], column)) <= date(2026, 11, 20), (entity, column)


MAY_FOLLOW = {
    "planned": {"rescheduled", "drafted", "merged", "removed"},
    "rescheduled": {"rescheduled", "drafted", "submitted", "merged", "removed"},
    "drafted": {"rescheduled", "drafted", "submitted", "merged", "removed"},
    "submitted": {"returned", "approved"},
    "returned": {"drafted", "submitted"},
    "approved": set(),
    "merged": set(),
    "removed": set(),
}


def test_events_of_deliverables_come_in_a_possible_order(rows):
    for _, events in rows["deliverable_event"].group_by("deliverable_id"):
        story = events.sort("position")
        assert story["position"].to_list() == list(range(1, len(story) + 1))
        assert story["effective_on"].is_sorted()
        assert story["event"][0] == "planned"
        for before, after in zip(story["event"], story["event"][1:], strict=False):
            assert after in MAY_FOLLOW[before], story
        moved = story.filter(event="rescheduled")
        assert (moved["effective_on"] < moved["due_on"]).all()


def test_events_of_milestones_come_in_a_possible_order(rows):
    submitted = dict(
        rows["deliverable_event"]
        .filter(event="submitted")
        .group_by("deliverable_id")
        .agg(pl.min("effective_on"))
        .rows()
    )
    closes = dict(rows["milestone"].select("milestone_id", "closes_deliverable_id").rows())
    for (milestone_id,), events in rows["milestone_event"].group_by("milestone_id"):
        story = events.sort("position")
        assert story["effective_on"].is_sorted()
        assert story["event"][0] == "planned"
        assert not values(story.head(-1), "event") & {"achieved", "removed"}
        achieved_on = values(story.filter(event="achieved"), "effective_on")
        if closes[milestone_id] is not None and achieved_on:
            assert min(achieved_on) >= submitted[closes[milestone_id]]


def test_the_history_is_lively(rows, store):
    deliverables = store.fetch("select * from deliverable_state($as_of)", {"as_of": AS_OF})
    assert values(rows["deliverable_event"], "event") == {
        "planned", "rescheduled", "drafted", "submitted", "returned", "approved", "merged", "removed",
    }  # fmt: skip
    assert values(deliverables, "status") == {
        "planned", "in preparation", "due soon", "overdue", "submitted", "revision requested", "accepted",
        "merged", "removed",
    }  # fmt: skip
    delivered = deliverables.filter(pl.col("first_submitted_on").is_not_null())
    early = delivered["first_submitted_on"] < delivered["baseline_due_on"] - timedelta(days=14)
    assert early.any()
    assert (delivered["days_late"] == 0).any()
    assert (delivered["days_late"] > 0).any()
    assert values(deliverables, "reschedulings") == {0, 1, 2}
    for days in (30, 60, 90):
        due_on = AS_OF + timedelta(days=days)
        is_open = ~pl.col("status").is_in(["accepted", "submitted", "merged", "removed"])
        window = pl.col("current_due_on").is_between(due_on - timedelta(days=29), due_on)
        assert deliverables.filter(is_open & window).height > 0, f"nothing is due in the 30 days up to {due_on}"
    assert rows["deliverable"].filter(deliverable_type="DMP").height == 1
    assert deliverables["baseline_due_on"].max() == date(2027, 12, 31)


def test_milestones_risks_and_pilots_show_every_state(rows, store):
    milestones = store.fetch("select * from milestone_state($as_of)", {"as_of": AS_OF})
    assert values(rows["milestone_event"], "event") == {"planned", "rescheduled", "achieved", "explained", "removed"}
    assert values(milestones, "status") == {"achieved", "overdue", "planned", "removed"}
    assert milestones.filter(status="overdue")["explanation"].null_count() == 1
    assert (milestones["achieved_on"] > milestones["current_due_on"]).any()
    assert states(store, "select status from pilot_state($as_of)") == {"planned", "running", "finished", "stopped"}
    assert rows["pilot"]["theme"].n_unique() == 8
    finished = store.fetch("select * from pilot_state($as_of) where status = 'finished'", {"as_of": AS_OF})
    assert 0 < finished["case_study_title"].null_count() < len(finished)
    running = rows["risk_state"].filter(period=2)
    assert rows["risk"].height - running.height == 3
    assert values(rows["risk"], "foreseen") == {True, False}


def test_the_pre_flight_shows_every_kind_of_item(store):
    blocking = store.fetch("select period, kind, sentence from preflight($as_of)", {"as_of": AS_OF})
    # The data management plan was handed in: it is asked for on days before.
    assert values(blocking, "kind") == {
        "deliverable", "milestone", "risk", "indicator", "communication activity", "participation",
    }  # fmt: skip
    assert {"submit or justify", "submit again or justify"} <= values(blocking.filter(period=2), "sentence")
    assert blocking.filter(kind="communication activity")["period"].to_list() == [3, 3, 3]
    justified = store.fetch("select deliverable_id from justified_delay($as_of)", {"as_of": AS_OF})
    assert values(justified, "deliverable_id") == {"demo-D3.3", "demo-D3.5"}
    early = store.fetch("select sentence from preflight(date '2024-07-04')")
    assert "deliver one" in values(early, "sentence")


def test_something_changed_in_the_last_thirty_days(rows):
    since = AS_OF - timedelta(days=30)
    lately = rows["deliverable_event"].filter(pl.col("effective_on") > since)
    assert values(lately, "event") == {"drafted", "submitted", "returned", "approved", "rescheduled"}
    assert rows["engagement"].filter(pl.col("held_on") > since).height > 20
    gaps = rows["deliverable_event"]["effective_on"].unique().sort().diff().drop_nulls()
    assert gaps.max() <= timedelta(days=56)


def test_pilots_work_with_associations_their_partner_knows(rows):
    assert rows["pilot_cso"].group_by("pilot_id").len()["len"].is_between(1, 3).all()
    assert rows["pilot_cso"]["pilot_id"].n_unique() == 24
    pilots = rows["pilot"].select("pilot_id", "partner_id", "starts_on")
    known = rows["pilot_cso"].join(pilots, on="pilot_id")
    known = known.join(rows["cso_relation"].select("cso_id", "partner_id", "active_from"), on=["cso_id", "partner_id"])
    assert len(known) == len(rows["pilot_cso"])
    assert (known["active_from"] <= known["starts_on"]).all()


def test_associations_stand_where_people_and_partners_are(rows):
    organisations = rows["organisation"]
    partners = rows["participation"].join(organisations, on="organisation_id")
    csos = organisations.join(rows["participation"], on="organisation_id", how="anti")
    assert csos["legal_name"].n_unique() == 180
    assert values(csos, "country") == values(partners, "country")
    assert csos["latitude"].null_count() == csos["longitude"].null_count() == 6
    assert csos["city"].null_count() == 3
    places = pl.read_csv(ROOT / "data" / "regions" / "places.csv")
    at_place = csos.drop_nulls("latitude").join(places, left_on=["country", "city"], right_on=["country", "name"])
    north = (at_place["latitude"] - at_place["latitude_right"]) * 111.2
    shrink = (at_place["latitude"] * math.pi / 180).cos()
    east = (at_place["longitude"] - at_place["longitude_right"]) * 111.2 * shrink
    nearest = at_place.with_columns(km=(north**2 + east**2).sqrt()).group_by("organisation_id").agg(pl.min("km"))
    assert len(nearest) == 174
    assert nearest["km"].max() <= 2
    related = rows["cso_relation"].join(csos, left_on="cso_id", right_on="organisation_id")
    of_partner = dict(organisations.select("organisation_id", "country").rows())
    assert all(of_partner[partner] == country for partner, country in related.select("partner_id", "country").rows())
    assert values(rows["cso_relation"], "cso_id") == values(csos, "organisation_id")


def test_engagements_are_possible(rows):
    engagements = rows["engagement"]
    assert engagements["kind"].n_unique() == 7
    parts = engagements.join(rows["participation"], left_on="partner_id", right_on="organisation_id")
    assert (parts["held_on"] >= parts["joined_on"]).all()
    assert parts.filter(pl.col("held_on") >= pl.col("left_on")).is_empty()
    active = (
        engagements.drop_nulls("cso_id")
        .join(rows["cso_relation"], on="cso_id")
        .filter(
            (pl.col("active_from") <= pl.col("held_on"))
            & (pl.col("active_until").is_null() | (pl.col("held_on") <= pl.col("active_until")))
        )
    )
    assert active["engagement_id"].n_unique() == engagements["cso_id"].count()
    piloted = engagements.join(rows["pilot"], on="pilot_id")
    assert (piloted["partner_id"] == piloted["partner_id_right"]).all()
    assert (piloted["held_on"] >= piloted["starts_on"]).all()
    assert (piloted["held_on"] <= piloted["stopped_on"].fill_null(piloted["ends_on"])).all()
    heads = engagements.select(
        "unique_persons",
        headcount=pl.sum_horizontal("student", "staff", "cso_member", "citizen", "policy_maker", "enterprise"),
    ).drop_nulls("unique_persons")
    assert (heads["unique_persons"] <= heads["headcount"]).all()
    unknown = engagements.select("cso_id", "pilot_id", "initiator", "city", "citizen", "unique_persons").null_count()
    assert all(0 < count < len(engagements) for count in unknown.row(0))
    assert values(engagements, "initiator") == {"cso", "partner"}


def test_engagements_grow_and_rest_in_august(rows):
    by_year = rows["engagement"].filter(pl.col("held_on").dt.month() <= 10)["held_on"].dt.year().value_counts(sort=True)
    assert by_year["held_on"].to_list() == [2026, 2025, 2024]
    by_month = rows["engagement"]["held_on"].dt.month().value_counts().sort("count")
    assert by_month["held_on"][0] == 8


def test_indicators_show_every_case(rows, store):
    indicators = store.fetch("select * from indicator_state($as_of)", {"as_of": AS_OF})
    assert values(indicators, "results_level") == {"activity", "output", "outcome", "impact"}
    assert values(indicators, "accumulation") == {"cumulative", "periodic"}
    assert indicators.filter(direction="descending").height == 1
    assert indicators["actual"].null_count() == 1
    assert indicators.filter(pl.col("baseline") == pl.col("target"))["progress"].to_list() == [None]
    assert indicators.filter(parts_incomplete=True)["code"].to_list() == ["I03"]
    assert indicators.filter(parts_incomplete=False).height == 3
    assert values(rows["indicator_value"], "evidence_level") == {0, 1, 2, 3}
    again = rows["indicator_value"].drop_nulls("numerator")
    assert again["indicator_id"].unique().to_list() == ["demo-I09"]
    assert (again["value"] == (100 * again["numerator"] / again["denominator"]).round(1)).all()
    assert (again["denominator"] == again["respondents"]).all()


def test_counted_indicators_agree_with_the_rows_they_count(rows):
    last = rows["indicator_value"].filter(axis="total", observed_on=date(2026, 6, 30))
    actual = dict(last.select("indicator_id", "value").rows())
    until = pl.lit(date(2026, 6, 30))
    assert actual["demo-I01"] == rows["engagement"].filter(pl.col("held_on") <= until).height
    assert actual["demo-I04"] == rows["pilot"].filter(pl.col("starts_on") <= until).height
    students = rows["indicator_value"].filter(axis="total", indicator_id="demo-I02")["value"].sum()
    assert students == rows["engagement"].filter(pl.col("held_on") <= until)["student"].sum()


def test_the_self_assessment_shows_every_level_a_gap_and_a_change(rows, store):
    cells = store.fetch("select * from tefce_state($as_of)", {"as_of": AS_OF})
    assert len(cells) == 31
    assert values(cells, "level") == {1, 2, 3, 4}
    assert values(rows["tefce_cell"], "assessed_on") == {date(2024, 11, 14), date(2026, 4, 16)}


def test_quotes_come_from_roles_and_pilots_with_a_case_study(rows):
    assert rows["quote"]["said_by"].n_unique() == 6
    about = rows["quote"].drop_nulls("pilot_id").join(rows["pilot"], on="pilot_id")
    assert about["case_study_title"].null_count() == 0
    assert (about["said_on"] > about["ends_on"]).all()
