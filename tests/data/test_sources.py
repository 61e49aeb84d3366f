import csv
import json
import shutil
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from data.build import build
from data.problems import Problem
from data.sources.demonstration import demonstration
from data.sources.load import FOLDER, load_sample, load_sources, shipped_facts, withdraw_sample
from data.store import Store

REAL = {"entrance", "hecsos", "enhance"}


def rows(store: Store, sql: str, **parameters: object) -> list[tuple[object, ...]]:
    return store.fetch(sql, parameters).rows()


# What is known ----------------------------------------------------------------------------------------------------


def test_the_three_real_consortia_are_there_and_not_fictional(shipped):
    known = rows(
        shipped, "select consortium_id, acronym, record_basis, fictional from consortium order by consortium_id"
    )
    assert known == [
        ("enhance", "ENHANCE", "public sources", False),
        ("entrance", "ENtRANCE", "public sources", False),
        ("hecsos", "HECSOs", "public sources", False),
    ]


@pytest.mark.parametrize(
    ("consortium", "known"),
    [
        ("entrance", ("strategic-partnership", 2017, None, date(2017, 12, 31), "day", date(2020, 6, 29), "day")),
        ("hecsos", ("cooperation-partnership", None, None, date(2022, 1, 1), "year", date(2025, 12, 31), "year")),
        ("enhance", ("european-universities", None, date(2020, 7, 9), None, None, date(2027, 10, 31), "month")),
    ],
)
def test_dates_are_known_as_precisely_as_public_sources_say(shipped, consortium, known):
    found = rows(
        shipped,
        "select action_type_id, call_year, selected_on, starts_on, starts_precision, ends_on, ends_precision "
        "from consortium where consortium_id = $consortium",
        consortium=consortium,
    )
    assert found == [known]


@pytest.mark.parametrize(
    ("consortium", "day", "partners"),
    [
        ("entrance", date(2018, 1, 1), 5),
        ("hecsos", date(2023, 1, 1), 8),
        ("enhance", date(2021, 12, 31), 7),
        ("enhance", date(2022, 12, 31), 10),
    ],
)
def test_partners_on_a_day(shipped, consortium, day, partners):
    found = rows(
        shipped,
        "select count(*) from participation_state(cast($day as date)) where consortium_id = $consortium",
        consortium=consortium,
        day=day,
    )
    assert found == [(partners,)]


def test_every_consortium_has_one_coordinator(shipped):
    found = rows(
        shipped,
        "select consortium_id, organisation_id from participation where role = 'coordinator' order by consortium_id",
    )
    assert found == [("enhance", "tu-berlin"), ("entrance", "vub"), ("hecsos", "unito")]


def test_later_joiners_joined_in_2022_known_to_the_year(shipped):
    found = rows(
        shipped,
        "select organisation_id, role, joined_on, joined_precision from participation "
        "where joined_on is not null order by organisation_id",
    )
    assert found == [
        ("eth", "associated", date(2022, 1, 1), "year"),
        ("gdansk-tech", "partner", date(2022, 1, 1), "year"),
        ("tu-delft", "partner", date(2022, 1, 1), "year"),
    ]


def test_a_partner_is_known_by_its_place_and_its_codes(shipped):
    found = rows(
        shipped,
        "select legal_name, short_name, organisation_type, country, city, nuts3_code, latitude, longitude, "
        "coordinate_precision, pic, oid, erasmus_code from organisation "
        "where organisation_id in ('tu-delft', 's-nodi') order by organisation_id desc",
    )
    assert found == [
        (
            *("Delft University of Technology", "TU Delft", "HEI", "NL", "Delft", "NL362", 52.0022, 4.3736),
            *("campus", "999977366", "E10209395", "NL DELFT01"),
        ),
        ("S-NODI", "S-NODI", "CSO", "IT", "Turin", "ITC11", 45.07049, 7.68682, "city", None, None, None),
    ]


def test_every_named_organisation_stands_in_europe_and_in_its_own_country(shipped):
    named = shipped.fetch("select * from organisation where legal_name is not null")
    assert named.height == 19
    assert named["latitude"].is_between(35, 71).all()
    assert named["longitude"].is_between(-11, 33).all()
    assert (named["nuts3_code"].str.slice(0, 2) == named["country"]).all()
    codes = named.filter(pl.col("pic").is_not_null())
    assert codes.height == 16
    assert codes["pic"].str.contains(r"^\d{9}$").all()
    assert codes["oid"].str.contains(r"^E\d{8}$").all()


def test_outputs_of_entrance_are_due_by_year_and_planned_at_its_start(shipped):
    found = rows(
        shipped,
        "select code, effective_on, due_on, due_precision from deliverable_event "
        "inner join deliverable using (deliverable_id, consortium_id) "
        "where consortium_id = 'entrance' and event = 'planned' order by due_on, code",
    )
    assert found == [
        ("O1", date(2017, 12, 31), date(2018, 12, 31), "year"),
        ("O2", date(2017, 12, 31), date(2018, 12, 31), "year"),
        ("O3", date(2017, 12, 31), date(2019, 12, 31), "year"),
        ("CS", date(2017, 12, 31), date(2020, 12, 31), "year"),
        ("HB", date(2017, 12, 31), date(2020, 12, 31), "year"),
    ]


def test_of_the_results_of_hecsos_one_is_known_to_be_published(shipped):
    found = rows(
        shipped,
        "select code, event, effective_on, effective_precision, reason from deliverable_event "
        "inner join deliverable using (deliverable_id, consortium_id) "
        "where consortium_id = 'hecsos' order by code, position",
    )
    assert found == [
        ("PR1", "planned", date(2022, 1, 1), "year", None),
        ("PR1", "submitted", date(2023, 4, 30), "month", "Published"),
        ("PR2", "planned", date(2022, 1, 1), "year", None),
        ("PW", "planned", date(2022, 1, 1), "year", None),
    ]


def test_objectives_are_those_of_hecsos(shipped):
    found = rows(shipped, "select consortium_id, objective from objective order by objective")
    assert found == [("hecsos", "SO1"), ("hecsos", "SO2"), ("hecsos", "SO3")]


def test_meetings_of_hecsos(shipped):
    found = rows(shipped, "select city, country, starts_on, ends_on from meeting order by starts_on")
    assert found == [
        ("Turin", "IT", date(2022, 5, 17), date(2022, 5, 18)),
        ("Vienna", "AT", date(2022, 10, 11), date(2022, 10, 12)),
    ]


def test_figures_have_no_baseline_target_or_respondents_that_nobody_published(shipped):
    found = rows(
        shipped,
        "select indicator_id, unit, value, observed_on, observed_precision, evidence_level, respondents, numerator, "
        "denominator, baseline, target from indicator_value inner join indicator using (indicator_id, consortium_id) "
        "order by indicator_id",
    )
    unknown = (None, None, None, None, None)
    assert found == [
        ("entrance-added-value", "%", 84, date(2018, 12, 31), "year", 2, *unknown),
        ("entrance-interviewed", "organisations", 23, date(2018, 12, 31), "year", 2, *unknown),
        ("entrance-surveyed", "organisations", 72, date(2018, 12, 31), "year", 2, *unknown),
        ("hecsos-case-studies", "case studies", 16, date(2023, 4, 30), "month", 2, *unknown),
        ("hecsos-summer-school-credits", "ECTS credits", 4, date(2024, 6, 7), "day", 2, *unknown),
        ("hecsos-summer-school-students", "students", 30, date(2024, 6, 7), "day", 2, *unknown),
    ]


def test_funding_phases_of_enhance(shipped):
    found = rows(
        shipped,
        "select funding_phase_id, agreement_number, starts_on, ends_on, ends_precision, grant_eur from funding_phase "
        "order by funding_phase_id",
    )
    assert found == [
        ("enhance-phase-1", None, None, None, None, Decimal("5000000.00")),
        ("enhance-phase-2", None, date(2023, 11, 1), date(2027, 10, 31), "month", Decimal("14400000.00")),
        ("enhance-research", "101035806", date(2021, 9, 1), date(2024, 11, 30), "day", None),
    ]


def test_action_types_support_what_the_documents_say(shipped):
    found = rows(
        shipped,
        "select action_type_id, count(*) from action_type_activity group by action_type_id order by action_type_id",
    )
    assert found == [
        ("capacity-building-joint", 3),
        ("capacity-building-structural", 3),
        ("european-universities", 5),
        ("knowledge-alliance", 12),
        ("sector-skills-alliance", 3),
        ("strategic-partnership", 7),
    ]


def test_every_rule_is_loaded_whole_for_every_action_type_it_holds_for(shipped):
    written = {
        rule["id"]: rule
        for rule in json.loads((FOLDER / "eligibility_rules.json").read_text(encoding="utf-8"))["rules"]
    }
    loaded = shipped.fetch("select * from eligibility_rule")
    requirements = [json.loads(text) for text in loaded["requirements"]]
    assert {rule["id"] for rule in requirements} == set(written)
    assert all(rule == written[rule["id"]] for rule in requirements)
    assert loaded["label"].to_list() == [rule["label"] for rule in requirements]
    assert loaded["country_pool"].to_list() == [rule["pool"] for rule in requirements]
    years = list(zip(loaded["first_call_year"], loaded["last_call_year"], strict=True))
    assert years == [tuple(rule["years"]) for rule in requirements]
    without = shipped.fetch("select * from action_type anti join eligibility_rule using (action_type_id)")
    assert without.is_empty()


@pytest.mark.parametrize(
    ("pool", "year", "countries", "inside", "outside"),
    [
        ("PROGRAMME", 2014, 33, "GB", "RS"),
        ("PROGRAMME", 2018, 33, "GB", "RS"),
        ("PROGRAMME", 2019, 34, "RS", "CH"),
        ("PROGRAMME", 2020, 34, "GR", "CH"),
        ("PROGRAMME", 2021, 0, None, "BE"),
        ("ASSOCIATED", 2021, 33, "RS", "GB"),
        ("ASSOCIATED", 2027, 33, "GR", "CH"),
    ],
)
def test_countries_of_a_call_year(shipped, pool, year, countries, inside, outside):
    found = {
        country
        for (country,) in rows(
            shipped,
            "select country from country_pool where country_pool = $pool and first_call_year <= $year "
            "and (last_call_year is null or last_call_year >= $year)",
            pool=pool,
            year=year,
        )
    }
    assert len(found) == countries
    assert inside is None or inside in found
    assert outside not in found


def test_titles_stand_in_several_languages(shipped):
    found = rows(shipped, "select subject_id, language, title from title where subject_kind = 'action type' order by 1")
    assert found == [
        ("european-universities", "no", "Europeiske universiteter"),
        ("knowledge-alliance", "sv", "Kunskapsallians"),
    ]


def test_the_platforms_of_the_documents_are_channels(shipped):
    assert rows(shipped, "select channel_id from channel order by 1") == [
        ("epale",),
        ("etwinning",),
        ("european-youth-portal",),
    ]


# What is not known ------------------------------------------------------------------------------------------------

NOT_FOUND = {
    "agreement number of ENtRANCE, HECSOs or ENHANCE": "select * from consortium where agreement_number is not null",
    "grant of ENtRANCE or HECSOs": "select * from consortium where grant_eur is not null",
    "Erasmus+ grant number of ENHANCE": (
        "select * from funding_phase where agreement_number is not null and action_type_id = 'european-universities'"
    ),
    "exact due date": "select * from deliverable_event where due_on is not null and due_precision <> 'year'",
    "due date of a result of HECSOs": (
        "select * from deliverable_event where consortium_id = 'hecsos' and due_on is not null"
    ),
    "pilot": "select * from pilot",
    "civil society organisation of a pilot": "select * from pilot_cso",
    "civil society organisation at work with a partner": "select * from cso_relation",
    "engagement": "select * from engagement",
    "work package": "select * from work_package",
    "lead of a deliverable": "select * from deliverable where lead_id is not null",
    "type or dissemination level of a deliverable": (
        "select * from deliverable where deliverable_type is not null or dissemination_level is not null"
    ),
    "deliverable of ENHANCE": "select * from deliverable where consortium_id = 'enhance'",
    "milestone, risk or reporting period": (
        "select milestone_id from milestone union all select risk_id from risk "
        "union all select consortium_id from reporting_period"
    ),
    "budget of a partner": "select * from participation where budget_eur is not null",
    "start of ENHANCE": "select * from consortium where consortium_id = 'enhance' and starts_on is not null",
    "website of a consortium": "select * from consortium where website is not null",
    "code of ETH Zürich, S-NODI or Caritas": (
        "select * from organisation where organisation_id in ('eth', 's-nodi', 'caritas-wien') "
        "and coalesce(pic, oid, erasmus_code) is not null"
    ),
}


@pytest.mark.parametrize("sql", NOT_FOUND.values(), ids=NOT_FOUND.keys())
def test_nothing_is_invented(shipped, sql):
    assert shipped.fetch(sql).is_empty()


def test_four_partners_of_hecsos_are_not_named(shipped):
    unnamed = shipped.fetch("select * from organisation where legal_name is null order by organisation_type")
    assert unnamed["organisation_type"].to_list() == ["CSO", "CSO", "HEI", "HEI"]
    unknown = ["short_name", "country", "city", "nuts3_code", "latitude", "longitude", "coordinate_precision"]
    assert unnamed.select(pl.col(*unknown).is_null().all()).row(0) == (True,) * len(unknown)
    assert unnamed["note"].str.contains("not named in public sources").all()
    hecsos = shipped.fetch("select * from participation where consortium_id = 'hecsos'")
    assert set(unnamed["organisation_id"]) < set(hecsos["organisation_id"])


# The files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entity", sorted(shipped_facts()))
def test_every_row_names_a_known_document(shipped, entity):
    known = set(shipped_facts()["source_document"]["source_id"])
    found = set(shipped.fetch("select source_id from query_table($entity)", {"entity": entity})["source_id"])
    assert found
    assert found <= known


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.csv")), ids=lambda file: file.stem)
def test_a_file_has_the_columns_of_its_entity_in_every_row(shipped, file):
    header, *written = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    columns = shipped.fetch("select * from query_table($entity)", {"entity": file.stem}).columns
    if file.stem == "eligibility_rule":
        assert header == ["rule_id", "rule", "action_type_id", "source_id"]
    else:
        # What only lists of others say of a record has no place in facts shipped with the dashboard.
        assert header == [column for column in columns if column != "listed_only"]
    assert {len(row) for row in written} == {len(header)}
    assert all(cell == cell.strip() for row in written for cell in row)


@pytest.mark.parametrize("entity", sorted(shipped_facts()))
def test_every_shipped_row_is_present(shipped, entity):
    assert (
        shipped.fetch("select * from query_table($entity)", {"entity": entity}).height == shipped_facts()[entity].height
    )


# Loading ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files that a test may change."""
    for file in [*FOLDER.glob("*.csv"), *FOLDER.glob("*.json")]:
        shutil.copy(file, tmp_path)
    return tmp_path


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_second_load_adds_nothing(empty):
    first = load_sources(empty)
    assert first.version == 1
    assert first.row_count == sum(facts.height for facts in shipped_facts().values())
    second = load_sources(empty)
    assert (second.version, second.row_count) == (1, 0)
    assert rows(empty, "select recorded_by, reason, origin from change") == [
        ("dashboard", "facts shipped with the dashboard", "sources")
    ]


def test_a_row_changed_in_a_release_replaces_the_shipped_one(empty, folder):
    load_sources(empty)
    change(folder / "meeting.csv", "Project meeting in Turin", "Kick-off meeting in Turin")
    assert load_sources(empty, folder).row_count == 1
    assert rows(empty, "select title from meeting where city = 'Turin'") == [("Kick-off meeting in Turin",)]


def test_a_row_gone_from_a_release_is_withdrawn_and_kept_in_the_record(empty, folder):
    load_sources(empty)
    change(folder / "meeting.csv", "hecsos-vienna-2022,", "hecsos-wien-2022,")
    assert load_sources(empty, folder).row_count == 2
    assert rows(empty, "select meeting_id from meeting where country = 'AT'") == [("hecsos-wien-2022",)]
    record = "select meeting_id, withdrawn from meeting_record where country = 'AT' order by version, meeting_id"
    assert rows(empty, record) == [
        ("hecsos-vienna-2022", False),
        ("hecsos-vienna-2022", True),
        ("hecsos-wien-2022", False),
    ]


def test_what_a_user_corrected_or_withdrew_stays_so(empty, folder):
    load_sources(empty)
    meetings = empty.fetch("select * from meeting order by meeting_id")

    def correct(transaction):
        transaction.append("meeting", meetings.head(1).with_columns(title=pl.lit("Corrected")))
        transaction.withdraw("meeting", meetings.tail(1))

    empty.write(correct, who="coordinator", why="correction", origin="app")
    change(folder / "meeting.csv", "Project meeting in Turin", "Kick-off meeting in Turin")
    assert load_sources(empty, folder).row_count == 0
    assert rows(empty, "select title from meeting") == [("Corrected",)]


def test_a_consortium_that_a_user_withdrew_gets_no_new_facts(empty, folder):
    load_sources(empty)
    hecsos = empty.fetch("select * from consortium where consortium_id = 'hecsos'")
    empty.write(lambda t: t.withdraw("consortium", hecsos), who="funder", why="not ours", origin="app")
    with (folder / "meeting.csv").open("a", encoding="utf-8") as file:
        file.write("hecsos-2023,hecsos,Another meeting,,,2023-01-01,,public-pages\n")
    load_sources(empty, folder)
    assert rows(empty, "select * from meeting where meeting_id = 'hecsos-2023'") == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("meeting", "2022-10-11", "11 October", "meeting.csv, row 2: "),
        (
            "participation",
            "entrance-lab,entrance,lab,partner",
            "entrance-lab,entrance,lab,boss",
            "participation.csv, row 2: ",
        ),
        ("objective", "hecsos,SO3", "hecsos,SO2", "objective.csv, row 3: "),
        ("consortium", "hecsos,HECSOs", "hecsos,", "consortium.csv, row 2: "),
        ("organisation", "organisation_id,legal_name", "organisation_id,official_name", "official_name"),
        ("meeting", "meeting_id,", "id,", "meeting.csv"),
        ("meeting", "Vienna,AT", "Vienna,AT,one,more,and,more,cells,than,columns", "meeting.csv"),
    ],
)
def test_a_file_that_breaks_a_rule_is_named_and_nothing_is_saved(empty, folder, name, old, new, said):
    change(folder / f"{name}.csv", old, new)
    with pytest.raises(Problem, match=r"Nothing was saved|Put back") as refused:
        load_sources(empty, folder)
    assert said in str(refused.value)
    assert empty.version == 0
    assert empty.fetch("select * from source_document").is_empty()


def test_a_file_in_another_encoding_is_named(empty, folder):
    (folder / "meeting.csv").write_bytes((folder / "meeting.csv").read_text(encoding="utf-8").encode("utf-16"))
    with pytest.raises(Problem, match=r"meeting\.csv"):
        load_sources(empty, folder)


def test_a_file_that_is_no_entity_is_named(empty, folder):
    (folder / "partners.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(Problem, match=r"partners\.csv"):
        load_sources(empty, folder)


# The demonstration consortium -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("built") / "store.duckdb"
    with closing(Store(str(path))) as store:
        build(store)
    return path


@pytest.fixture
def built(built_file, tmp_path):
    """A store as the dashboard makes it at its first start."""
    with closing(Store(str(shutil.copy(built_file, tmp_path)))) as store:
        yield store


def consortia(store: Store) -> set[object]:
    return {name for (name,) in rows(store, "select consortium_id from consortium")}


def test_a_new_store_holds_the_real_consortia_and_the_fictional_one(built):
    assert consortia(built) > REAL
    assert rows(built, "select count(*) from consortium where fictional") == [(1,)]
    assert rows(built, "select version, origin from change order by version") == [
        (1, "sources"),
        (2, "sources"),
        (3, "sample"),
        (4, "sources"),
    ]


def test_building_again_changes_nothing(built):
    build(built)
    assert built.version == 4


def test_a_demonstration_that_was_withdrawn_stays_away_until_it_is_written_again(built):
    withdrawn = withdraw_sample(built, who="command line")
    assert withdrawn.row_count == sum(made.height for made in demonstration().values())
    assert consortia(built) == REAL
    assert rows(built, "select count(*) from organisation where fictional") == [(0,)]
    build(built)
    assert consortia(built) == REAL
    assert withdraw_sample(built, who="command line").row_count == 0
    load_sample(built, who="command line")
    assert consortia(built) > REAL


def test_writing_the_demonstration_again_undoes_what_was_changed_in_it_and_nothing_else(built):
    pilots = built.fetch("select * from pilot order by pilot_id")
    hecsos = built.fetch("select * from meeting where meeting_id = 'hecsos-turin-2022'")

    def work(transaction):
        transaction.append("pilot", pilots.head(1).with_columns(title=pl.lit("Changed")))
        transaction.append("pilot", pilots.head(1).with_columns(pilot_id=pl.lit("added")))
        transaction.withdraw("pilot", pilots.tail(1))
        transaction.append("meeting", hecsos.with_columns(title=pl.lit("Corrected")))

    built.write(work, who="coordinator", why="trying", origin="app")
    assert load_sample(built, who="command line").row_count == 3
    assert built.fetch("select * from pilot order by pilot_id").equals(pilots)
    assert rows(built, "select title from meeting where meeting_id = 'hecsos-turin-2022'") == [("Corrected",)]
