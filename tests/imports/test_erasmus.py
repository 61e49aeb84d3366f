"""Lists of the Erasmus+ Project Results Platform: hundreds of columns, no dates, and no natural person anywhere."""

import csv
from pathlib import Path

import pytest

from data.imports.choosing import best_fit, rows_of, task_of
from data.imports.files import read_file
from data.imports.kept import rejected_rows
from data.imports.run import Done, Order, run
from data.store import Store
from tests.imports.conftest import TODAY
from tests.imports.test_cordis import entities, said, sums

GRANT = (
    "EU Grant award in euros (This amount represents the grant awarded after the selection stage and is indicative. "
    "Please note that any changes made during or after the project's lifetime will not be reflected here.)"
)
PROJECT = (
    "Programme",
    "Key Action",
    "Action Type",
    "Call year",
    "Project Identifier",
    "Project Title",
    "Topics",
    "Project Summary",
    "Project Status",
    GRANT,
    "Project Website",
    "Results Platform Project Card",
    "Participating countries",
    "Coordinating organisation name",
    "Coordinating organisation type",
    "Coordinator's address",
    "Coordinator's region",
    "Coordinator's country",
    "Coordinator's website",
)
SLOTS = tuple(
    f"Partner {slot} {what}"
    for slot in range(1, 42)
    for what in ("name", "organisation type", "address", "region", "country", "website")
)
HIGHER = "Higher education institution (tertiary level)"
VUB = ("VRIJE UNIVERSITEIT BRUSSEL", HIGHER, "PLEINLAAN 2, 1050 BRUSSEL", "BE", "http://www.vub.be")
DOOR = ("Open Door vzw", "Non-governmental organisation/association", "Kouter 1, 9000, Gent", "BE", None)
PERSON = ("Maria Musterfrau", "Natural person", "Hauptplatz 1, Graz", "AT", None)


def row(number: str, action: str, grant: str, *partners: tuple[str | None, ...]) -> list[str]:
    coordinator, *others = partners
    told = [
        "Erasmus+",
        "KA2",
        action,
        "2019",
        number,
        f"Caring cities {number}",
        "",
        "Cities\ncare.",
        "completed",
        grant,
        "https://example.eu",
        "",
        "BE,AT",
        *coordinator[:3],
        "",
        *coordinator[3:],
    ]
    for name, kind, address, country, website in others:
        told += [name, kind, address, "", country, website]
    told += [""] * (len(PROJECT) + len(SLOTS) - len(told))
    return ["" if cell is None else cell for cell in told]


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "ErasmusPlus_Projects.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*PROJECT, *SLOTS])
        writer.writerow(
            row("2019-1-AT01-KA203-050670", "Strategic Partnerships for higher education", "299,940.00", VUB, DOOR)
        )
        writer.writerow(row("2025-1-AT01-KA121-VET-000306220", "Accredited projects", "60,000.00", PERSON, DOOR, VUB))
        writer.writerow(row("Maria's project", "Accredited projects", "1,000.00", VUB, PERSON))
    return file


def imported(store: Store, file: Path) -> Done:
    sheets, _ = rows_of(read_file(file.name, file), store)
    fits = [best_fit(sheet) for sheet in sheets]
    tasks = [task_of(sheet, fit.kind if fit else None, {}) for sheet, fit in zip(sheets, fits, strict=True)]
    return run(store, Order(tasks, {file.name: "digest"}), who="t", today=TODAY)


def test_projects_and_partners_go_in_and_what_is_not_told_stays_unknown(store: Store, listed: Path):
    done = imported(store, listed)
    assert sums(done) == {"erasmus-projects": (3, 0, 2, 1, 0)}
    assert entities(done) == {
        "consortium": (2, 0, 0),
        "organisation": (1, 0, 0),
        "organisation_match": (2, 0, 0),
        "participation": (4, 0, 0),
    }
    found = store.fetch(
        "select acronym, action_type_id, call_year, grant_eur, starts_on, ends_on, record_basis from consortium "
        "where consortium_id like 'erasmus-%' order by acronym"
    )
    assert [(*one[:3], float(one[3]), *one[4:]) for one in found.rows()] == [
        ("2019-1-AT01-KA203-050670", "strategic-partnership", 2019, 299940.0, None, None, "public sources"),
        ("2025-1-AT01-KA121-VET-000306220", None, 2019, 60000.0, None, None, "public sources"),
    ]
    parts = store.fetch(
        "select consortium_id[9:12], organisation.legal_name, role, organisation_type from participation "
        "inner join organisation using (organisation_id) where consortium_id like 'erasmus-%' order by all"
    )
    assert parts.rows() == [
        ("2019", "Open Door vzw", "partner", "CSO"),
        ("2019", "Vrije Universiteit Brussel", "coordinator", "HEI"),
        ("2025", "Open Door vzw", "partner", "CSO"),
        ("2025", "Vrije Universiteit Brussel", "partner", "HEI"),
    ]
    version = store.version
    imported(store, listed)
    assert store.version == version


def test_a_natural_person_is_nowhere_in_the_store_nor_in_what_is_handed_back(store: Store, listed: Path):
    done = imported(store, listed)
    (told,) = [line for line in said(done, "repaired") if "natural person" in line]
    assert told.startswith("repaired, row 3, column Coordinator and partners: A natural person among the partners was")
    handed_back = rejected_rows(store, str(done.run_id))
    assert [rows.height for rows in handed_back.values()] == [1]
    assert "Musterfrau" not in "".join(rows.write_csv() for rows in handed_back.values())
    for entity in store.entities:
        held = store.fetch(f"select * from {entity}_record").write_json()
        assert "Musterfrau" not in held, entity


def test_an_organisation_that_may_be_on_record_is_kept_apart_and_that_is_said(store: Store, tmp_path: Path):
    file = tmp_path / "list.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*PROJECT, *SLOTS])
        like = ("Turunn yliopisto", *VUB[1:2], "Yliopistonmäki, 20014 TURKU", "FI", None)
        writer.writerow(row("2019-1-AT01-KA203-050670", "European Universities", "1.00", like))
    done = imported(store, file)
    assert "may be Turun yliopisto" in said(done, "repaired")[0]
    assert store.fetch("select count(*) from organisation").item() == 3


def test_other_tables_are_not_taken_for_such_a_list(store: Store, tmp_path: Path):
    file = tmp_path / "partners.csv"
    file.write_text("Project Identifier,Partner 1 name,Grant\n1,A,2\n", encoding="utf-8")
    (sheet,), _ = rows_of(read_file(file.name, file), store)
    assert "Partner 1 name" in sheet.columns
