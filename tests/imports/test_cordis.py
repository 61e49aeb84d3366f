"""CORDIS: what its tables become here, what they do not tell, and the account of each real file."""

import hashlib
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.imports.account import in_words
from data.imports.choosing import best_fit, task_of
from data.imports.files import read_file
from data.imports.kinds import kind_named
from data.imports.run import Done, Order, run
from data.imports.sheet import ROW, sheet_of
from data.imports.undo import undo
from data.store import Store
from queries.deliverables import deliverable_list
from tests.imports.conftest import TODAY, Bring

DATASETS = Path("../shared/datasets/cordis")
FILES = Path("tests/imports/files")
PROJECT = ("id", "acronym", "status", "title", "startDate", "endDate", "totalCost", "ecMaxContribution",
           "frameworkProgramme", "subCall", "fundingScheme", "objective", "grantDoi")  # fmt: skip
ORGANISATION = ("projectID", "organisationID", "vatNumber", "name", "shortName", "SME", "activityType", "city",
                "country", "nutsCode", "geolocation", "organizationURL", "contentUpdateDate", "role", "ecContribution",
                "endOfParticipation")  # fmt: skip
DELIVERABLE = ("id", "title", "deliverableType", "description", "projectID", "url", "collection", "contentUpdateDate",
               "rcn")  # fmt: skip
PROJECT_ROW = ("883285.0", "CARING", "TERMINATED", "Caring  \n cities", "2021-01-01", "2024-12-31", "0", "2499638,25",
               "H2020", "H2020-SwafS-2018-2020", "RIA", "Ask ann@example.org", "10.3030/883285")  # fmt: skip


def organisation(**cells: str | None) -> tuple[str | None, ...]:
    row: dict[str, str | None] = {
        "projectID": "883285",
        "organisationID": "999902870",
        "vatNumber": "BE0449012406",
        "name": "VRIJE UNIVERSITEIT BRUSSEL",
        "shortName": "VUB",
        "SME": "false",
        "activityType": "HES",
        "city": "BRUSSEL",
        "country": "BE",
        "nutsCode": "BE100",
        "geolocation": "50.8215,4.3945",
        "organizationURL": "http://www.vub.be",
        "contentUpdateDate": "2023-12-26 14:40:12",
        "role": "coordinator",
        "ecContribution": "1200.50",
        "endOfParticipation": "false",
    }
    return tuple((row | cells)[name] for name in ORGANISATION)


def brought(*names: str | Path) -> tuple[Any, ...]:
    """Return the tasks of files, as the command line makes them."""
    sheets = [sheet for name in names for sheet in read_file(Path(name).name, Path(name))]
    fits = [best_fit(sheet) for sheet in sheets]
    return tuple(task_of(sheet, fit.kind if fit else None, {}) for sheet, fit in zip(sheets, fits, strict=True))


def import_files(store: Store, *names: str | Path) -> Done:
    return run(
        store,
        Order(brought(*names), {Path(name).name: hashlib.sha256(str(name).encode()).hexdigest() for name in names}),
        who="t",
        today=TODAY,
    )


def sums(done: Done) -> dict[str, tuple[int, ...]]:
    assert all(sheet.adds_up() for sheet in done.account.sheets)
    return {
        sheet.kind or "left out": (sheet.rows_read, sheet.accepted, sheet.repaired, sheet.rejected, sheet.ignored)
        for sheet in done.account.sheets
    }


def entities(done: Done) -> dict[str, tuple[int, int, int]]:
    return {name: (one.added, one.changed, one.same) for name, one in done.account.entities().items()}


def said(done: Done, outcome: str) -> list[str]:
    remarks = done.account.remarks().filter(pl.col("outcome") == outcome)
    return [in_words(remark) for remark in remarks.iter_rows(named=True)]


def real(name: str) -> Path:
    if not (DATASETS / name).exists():
        pytest.skip(f"needs {name} of CORDIS, which is not in the repository")
    return DATASETS / name


def test_a_project_becomes_a_consortium_known_from_public_sources(store: Store, bring: Bring):
    done = bring("cordis-projects", PROJECT, [PROJECT_ROW], consortium=None)
    assert entities(done) == {"consortium": (1, 0, 0)}
    (row,) = store.fetch("select * from consortium where agreement_number = '883285'").to_dicts()
    assert row["consortium_id"] == "cordis-883285"
    assert (row["title"], row["summary"]) == ("Caring cities", "Ask …")
    assert (row["action_type_id"], row["call_year"]) == ("horizon-2020-ria", 2018)
    assert (row["starts_on"], row["ends_on"], float(row["grant_eur"])) == (
        date(2021, 1, 1), date(2024, 12, 31), 2499638.25,
    )  # fmt: skip
    assert (row["record_basis"], row["fictional"], row["selected_on"]) == ("public sources", False, None)
    assert row["website"] == "https://doi.org/10.3030/883285"
    version = store.version
    bring("cordis-projects", PROJECT, [PROJECT_ROW], consortium=None)
    assert store.version == version


def test_an_action_type_that_is_not_told_stays_unknown(store: Store, bring: Bring):
    rows = [
        (str(number), f"P{number}", None, None, None, None, None, None, programme, call, scheme, None, None)
        for number, programme, call, scheme in (
            (101000001, "HORIZON", "HORIZON-CL2-2021-DEMOCRACY-01", "HORIZON-RIA"),
            (101000002, "HORIZON", "ERC-2023-STG", "HORIZON-ERC"),
            (101000003, "H2020", None, "IA"),
        )
    ]
    bring("cordis-projects", PROJECT, rows, consortium=None)
    found = store.fetch("select action_type_id, call_year, grant_eur from consortium where acronym like 'P%'")
    assert sorted(found.rows(), key=str) == [
        ("horizon-2020-ia", None, None), ("horizon-europe-ria", 2021, None), (None, 2023, None),
    ]  # fmt: skip


def test_a_project_that_is_a_phase_of_a_consortium_does_not_count_twice(store: Store, bring: Bring):
    phase = {"funding_phase_id": "p", "consortium_id": "c", "title": "Arm", "agreement_number": "883285",
             "source_id": "s"}  # fmt: skip
    store.write(lambda change: change.append("funding_phase", [phase]), who="t", why="a phase", origin="app")
    done = bring("cordis-projects", PROJECT, [PROJECT_ROW], consortium=None)
    assert sums(done) == {"cordis-projects": (1, 0, 0, 0, 1)}
    assert any("is on record as a phase of CARE" in line for line in said(done, "ignored"))
    orphan = bring("cordis-organisations", ORGANISATION, [organisation()], consortium=None)
    assert sums(orphan) == {"cordis-organisations": (1, 0, 0, 0, 1)}


def test_an_organisation_on_record_takes_part_and_is_only_completed(store: Store, bring: Bring):
    bring("cordis-projects", PROJECT, [PROJECT_ROW], consortium=None)
    done = bring("cordis-organisations", ORGANISATION, [organisation()], consortium=None)
    assert entities(done) == {"organisation": (0, 1, 0), "organisation_match": (1, 0, 0), "participation": (1, 0, 0)}
    (vub,) = store.fetch("select * from organisation where organisation_id = 'vub'").to_dicts()
    assert (vub["legal_name"], vub["city"]) == ("Vrije Universiteit Brussel", "Brussel")
    assert (vub["vat_number"], vub["nuts3_code"], vub["latitude"]) == ("BE0449012406", "BE100", 50.8215)
    (part,) = store.fetch("select * from participation where consortium_id = 'cordis-883285'").to_dicts()
    assert (part["organisation_id"], part["role"], float(part["budget_eur"])) == ("vub", "coordinator", 1200.5)
    (match,) = store.fetch("select organisation_id, decided_by, score, reasons from organisation_match").to_dicts()
    assert (match["organisation_id"], match["decided_by"], match["score"]) == ("vub", "identifier", 1.0)
    undo(store, str(done.run_id), who="t")
    assert store.fetch("select count(*) from organisation_match").item() == 0
    assert store.fetch("select vat_number from organisation where organisation_id = 'vub'").item() is None


@pytest.mark.parametrize(
    ("cells", "becomes"),
    [
        ({"activityType": "HES"}, "HEI"), ({"activityType": "REC"}, "RESEARCH"), ({"activityType": "PUB"}, "PUBLIC"),
        ({"activityType": "PRC", "SME": "true"}, "SME"), ({"activityType": "PRC", "SME": "false"}, "ENTERPRISE"),
        ({"activityType": "PRC", "SME": None}, "ENTERPRISE"), ({"activityType": "OTH"}, "OTHER"),
        ({"activityType": None}, "OTHER"),
    ],
)  # fmt: skip
def test_types_of_organisations_and_never_a_guessed_cso(store: Store, bring: Bring, cells, becomes):
    bring("cordis-projects", PROJECT, [PROJECT_ROW], consortium=None)
    new = {"organisationID": "912345678", "name": "Somebody", "vatNumber": "NOTAPPLICABLE"}
    bring("cordis-organisations", ORGANISATION, [organisation(**new, **cells)], consortium=None)
    found = store.fetch("select organisation_type, vat_number from organisation where pic = '912345678'")
    assert found.rows() == [(becomes, None)]


def test_what_cannot_be_read_is_left_out_and_said_or_rejected(store: Store, bring: Bring):
    bring("cordis-projects", PROJECT, [PROJECT_ROW], consortium=None)
    done = bring(
        "cordis-organisations",
        ORGANISATION,
        [
            organisation(organisationID="911111112", name="A", nutsCode="BE", geolocation="0,0", vatNumber="N/A"),
            organisation(organisationID="911111113", name="B", geolocation="95.1,4.4", role="thirdParty",
                         ecContribution=None, endOfParticipation="true"),
            organisation(organisationID="911111114", name="C", role="cook"),
            organisation(organisationID="911111115", name="D", projectID="1"),
            organisation(organisationID="999902870", name="Vrije Universiteit Brussel", country="NL", city="Delft"),
        ],
        consortium=None,
    )  # fmt: skip
    assert sums(done) == {"cordis-organisations": (5, 0, 2, 3, 0)}
    assert [remark.split(":")[0] for remark in said(done, "rejected")] == [
        "rejected, row 5, column projectID", "rejected, row 4, column role", "rejected, row 6, column name",
    ]  # fmt: skip
    assert "may be Vrije Universiteit Brussel (Brussel)" in said(done, "rejected")[2]
    found = store.fetch(
        "select legal_name, nuts3_code, latitude, role, participation.note, budget_eur, left_on, left_noted_on "
        "from participation inner join organisation using (organisation_id) "
        "where consortium_id = 'cordis-883285' order by 1"
    )
    assert found.rows() == [
        ("A", None, None, "coordinator", None, 1200.5, None, None),
        ("B", "BE100", None, "associated", "Linked third party of a beneficiary.", None, None, date(2023, 12, 26)),
    ]


def test_an_answer_of_the_user_brings_the_row_in_and_is_kept(store: Store, bring: Bring):
    bring("cordis-projects", PROJECT, [PROJECT_ROW], consortium=None)
    row = organisation(country="NL", city="Delft")
    asked = bring("cordis-organisations", ORGANISATION, [row], consortium=None)
    assert sums(asked) == {"cordis-organisations": (1, 0, 0, 1, 0)}
    key = "NL|delft|vrije universiteit brussel|pic 999902870|vat_number NL BE0449012406"
    answers = pl.DataFrame(
        {"source_key": [key], "organisation_id": [None]}, schema_overrides={"organisation_id": pl.String}
    )
    done = bring("cordis-organisations", ORGANISATION, [row], consortium=None, answers=answers)
    assert entities(done)["organisation"] == (1, 0, 0)
    assert store.fetch("select decided_by from organisation_match").rows() == [("person",)]
    again = bring("cordis-organisations", ORGANISATION, [row], consortium=None)
    assert entities(again) == {"organisation": (0, 0, 1), "participation": (0, 0, 1)}


def test_a_deliverable_was_handed_in_and_nobody_says_when(store: Store, bring: Bring):
    bring("cordis-projects", PROJECT, [PROJECT_ROW], consortium=None)
    rows = [
        ("883285_5_DELIVHORIZON", "Report", "Documents, reports", None, "883285", None, "Project deliverable",
         "2023-03-10 20:12:48", "1"),
        ("883285_6_DELIVHORIZON", None, "Open Research Data Pilot", "What the data are", "883285.0", None,
         "Project deliverable", "2023-03-10", "2"),
        ("883285_7_DELIVHORIZON", "Film", "Films", None, "883285", None, "Project deliverable", None, "3"),
        ("1_1_DELIVHORIZON", "Another", "Other", None, "1", None, "Project deliverable", None, "4"),
    ]  # fmt: skip
    done = bring("cordis-deliverables", DELIVERABLE, rows, consortium=None)
    assert sums(done) == {"cordis-deliverables": (4, 1, 2, 1, 0)}
    assert "The project 1 is neither on record nor in the file." in said(done, "rejected")[0]
    found = deliverable_list(consortium="cordis-883285", as_of=TODAY).rows
    shown = found.select(
        "code", "title", "deliverable_type", "status", "current_due_on", "first_submitted_on", "days_late"
    )
    assert shown.rows() == [
        ("5", "Report", "R", "submitted", None, None, None),
        ("6", "What the data are", "DMP", "submitted", None, None, None),
        ("7", "Film", None, "submitted", None, None, None),
    ]
    before = deliverable_list(consortium="cordis-883285", as_of=date(2023, 3, 9)).rows
    assert before["status"].unique().to_list() == ["not known"]
    version = store.version
    bring("cordis-deliverables", DELIVERABLE, rows, consortium=None)
    assert store.version == version


def test_the_zip_as_published_brings_projects_first_whatever_their_place_in_it(store: Store, tmp_path: Path):
    packed = tmp_path / "cordis_2026.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted((FILES / "cordis_2026").iterdir()):
            archive.write(file, file.name)
    done = import_files(store, packed)
    assert sums(done) == {
        "cordis-organisations": (3, 3, 0, 0, 0),
        "cordis-deliverables": (2, 1, 1, 0, 0),
        "left out": (1, 0, 0, 0, 1),
        "cordis-projects": (2, 1, 1, 0, 0),
    }
    assert entities(done) == {
        "consortium": (2, 0, 0),
        "organisation": (2, 1, 0),
        "organisation_match": (3, 0, 0),
        "participation": (3, 0, 0),
        "deliverable": (2, 0, 0),
        "deliverable_event": (4, 0, 0),
    }


@pytest.mark.parametrize(
    "columns",
    [
        ("projectID", "topic", "title"),
        ("projectID", "legalBasis", "title", "uniqueProgrammePart"),
        ("id", "title", "projectID", "isPublishedAs", "authors", "rcn"),
        ("id", "projectID", "physUrl", "type"),
        ("id", "title", "projectID", "projectAcronym", "attachment", "contentUpdateDate", "rcn"),
    ],
)
def test_the_other_tables_of_the_archive_are_taken_for_nothing(columns):
    assert best_fit(sheet_of("other.csv", columns, [tuple("1" for _ in columns)])) is None


def test_the_heads_of_projects_and_organisations_go_in_and_are_undone(store: Store):
    done = import_files(
        store, real("he_head100_project_df_100.csv"), real("he_head100_organization_df_100.csv")
    )  # fmt: skip
    assert sums(done) == {"cordis-projects": (100, 80, 20, 0, 0), "cordis-organisations": (100, 81, 19, 0, 0)}
    assert entities(done) == {
        "consortium": (100, 0, 0),
        "organisation": (92, 0, 0),
        "organisation_match": (92, 0, 0),
        "participation": (100, 0, 0),
    }
    types = dict(store.fetch("select organisation_type, count(*) from organisation group by all").iter_rows())
    assert "CSO" not in types
    assert store.fetch("select count(*) from organisation where nuts3_code is null").item() == 13 + 2
    undo(store, str(done.run_id), who="t")
    assert store.fetch("select count(*) from consortium").item() == 2
    assert store.fetch("select count(*) from organisation").item() == 2


def test_columns_of_projects_that_are_not_kept_are_said_by_name(store: Store, bring: Bring):
    done = bring("cordis-projects", PROJECT, [PROJECT_ROW], consortium=None)
    remarks = done.account.remarks().filter(rule="column not kept")
    assert remarks.select("outcome", "row", "column").rows() == [
        ("ignored", None, "status"),
        ("ignored", None, "totalCost"),
    ]
    assert said(done, "ignored")[1] == (
        "ignored, column totalCost: The column is not kept: grants are shown, and the whole cost of a project nowhere. "
        "Nothing is to be done."
    )


def as_workbook(csv_file: Path, target: Path) -> Path:
    """Write a table of CORDIS as the workbook in which it is published too: days and amounts are no texts there."""
    rows = read_file(csv_file.name, csv_file)[0].rows().drop(ROW)
    days = [name for name in ("startDate", "endDate", "ecSignatureDate") if name in rows.columns]
    amounts = [name for name in ("totalCost", "ecMaxContribution", "id") if name in rows.columns]
    rows.with_columns(
        *(pl.col(name).str.to_date(strict=True) for name in days),
        *(pl.col(name).str.replace(",", ".").cast(pl.Float64) for name in amounts),
    ).write_excel(target)
    return target


def test_a_table_of_cordis_says_the_same_as_a_workbook(store: Store, tmp_path: Path):
    csv_file = real("he_head100_project_df_100.csv")
    done = import_files(store, csv_file)
    version = store.version
    again = import_files(store, as_workbook(csv_file, tmp_path / "project.xlsx"))
    assert sums(done).keys() == sums(again).keys() == {"cordis-projects"}
    assert entities(again) == {"consortium": (0, 0, 100)}
    assert store.version == version + 1
    assert sums(again)["cordis-projects"][0] == 100
    assert sums(again)["cordis-projects"][3:] == (0, 0)


def test_the_head_of_deliverables_belongs_to_other_projects_and_is_rejected_with_the_reason(store: Store):
    project, deliverables = real("he_head100_project_df_100.csv"), real("he_head100_deliverables_df_100.csv")
    done = import_files(store, project, deliverables)
    assert sums(done)["cordis-deliverables"] == (100, 0, 0, 100, 0)
    assert set(done.account.remarks().filter(outcome="rejected")["rule"]) == {"project not on record"}


def test_of_all_deliverables_those_of_projects_on_record_go_in(store: Store):
    done = import_files(store, real("he_head100_project_df_100.csv"), real("he_deliverables_2025-03.parquet"))
    assert sums(done)["cordis-deliverables"] == (20_815, 321, 0, 20_494, 0)
    assert entities(done)["deliverable_event"] == (642, 0, 0)
    found = store.fetch("select status, is_overdue, first_submitted_on from deliverable_state(date '2026-11-21')")
    assert set(found.rows()) == {("submitted", False, None)}


def test_kinds_of_cordis_are_told_from_tables_with_like_columns():
    others = sheet_of("x.csv", ("id", "title", "acronym", "start date", "end date"), [("1", "T", "A", None, None)])
    fit = best_fit(others)
    assert fit is None or not fit.kind.name.startswith("cordis")
    for name, columns in (("projects", PROJECT), ("organisations", ORGANISATION), ("deliverables", DELIVERABLE)):
        fit = best_fit(sheet_of("x.csv", columns, [tuple("x" for _ in columns)]))
        assert fit is not None
        assert fit.kind is kind_named(f"cordis-{name}")
