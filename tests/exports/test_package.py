"""Data packages read with frictionless and Polars, which did not write them."""

import json
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import frictionless
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.exports.package import DESCRIPTOR, newest_of_each_key, sha256, write_package
from data.exports.schema import described, entity_described
from data.store import Store


def descriptor(folder: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    return said


def resource(said: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [one for one in said["resources"] if one["name"] == name]
    return dict(found)


@pytest.mark.parametrize("asked", [{}, {"present": True}, {"consortium": "c"}], ids=str)
def test_another_program_finds_nothing_wrong_with_a_package(filled, tmp_path, asked, monkeypatch):
    write_package(tmp_path / "package", **asked)
    # Documents are named but not on record in this store of a test.
    said = descriptor(tmp_path / "package")
    for one in said["resources"]:
        kept = [
            key for key in one["schema"].pop("foreignKeys", []) if key["reference"]["resource"] != "source_document"
        ]
        one["schema"] |= {"foreignKeys": kept} if kept else {}
    monkeypatch.chdir(tmp_path / "package")
    report = frictionless.validate(said)
    assert report.flatten(["type", "message"]) == []
    assert report.stats["tasks"] == len(said["resources"])


def test_another_program_finds_a_row_that_a_schema_forbids(filled, tmp_path):
    write_package(tmp_path / "package")
    file = tmp_path / "package" / "data" / "risk.csv"
    file.write_text(file.read_text().replace(",low,low,", ",low,huge,"))
    report = frictionless.validate(str(tmp_path / "package" / DESCRIPTOR))
    assert {"constraint-error", "hash-count"} <= {kind for (kind,) in report.flatten(["type"])}


def test_a_schema_says_what_the_store_demands(filled, tmp_path):
    write_package(tmp_path / "package")
    schema = resource(descriptor(tmp_path / "package"), "risk_state")["schema"]
    assert schema["primaryKey"] == ["risk_id", "period", "version"]
    fields = {field["name"]: field for field in schema["fields"]}
    assert fields["period"] == {
        "name": "period",
        "type": "integer",
        "description": "Number of the reporting period",
        "constraints": {"required": True},
    }
    assert {"fields": ["consortium_id", "risk_id"], "reference": {"resource": "risk",
            "fields": ["consortium_id", "risk_id"]}} in schema["foreignKeys"]  # fmt: skip
    risk = {field["name"]: field for field in resource(descriptor(tmp_path / "package"), "risk")["schema"]["fields"]}
    assert risk["likelihood"]["constraints"] == {"required": True, "enum": ["low", "medium", "high"]}
    engagement = resource(descriptor(tmp_path / "package"), "engagement")["schema"]["fields"]
    assert {"minimum": 0} in [field.get("constraints") for field in engagement]


def test_a_package_says_what_it_is_and_its_checksums_hold(filled, tmp_path):
    written = write_package(tmp_path / "package", consortium="beta")
    said = descriptor(tmp_path / "package")
    assert said["consortium_dashboard"]["consortium_id"] == "c"
    assert said["version"] == "1"
    assert {one["name"]: one["rows"] for one in said["resources"]} == written.rows
    for one in said["resources"]:
        file = tmp_path / "package" / one["path"]
        assert (file.stat().st_size, f"sha256:{sha256(file)}") == (one["bytes"], one["hash"])
    assert resource(said, "deliverable_event")["rows"] == 4


def test_one_consortium_takes_along_what_it_refers_to_and_nothing_of_others(filled, tmp_path):
    other = {"consortium_id": "o", "acronym": "Other", "language": "en", "record_basis": "records", "fictional": False,
             "source_id": "s"}  # fmt: skip
    filled.write(lambda change: change.append("consortium", [other]), who="Bo", why="other", origin="app")
    write_package(tmp_path / "package", consortium="c")
    data = tmp_path / "package" / "data"
    assert pl.read_csv(data / "consortium.csv")["consortium_id"].to_list() == ["c"]
    assert pl.read_csv(data / "organisation.csv")["organisation_id"].to_list() == ["a", "b", "x", "y"]
    assert pl.read_csv(data / "change.csv")["version"].to_list() == [1]
    assert not (data / "region.csv").exists()


def test_unknown_and_empty_stay_apart(filled, tmp_path):
    present = filled.fetch("select * from risk").with_columns(work_package=pl.lit(""))
    filled.write(lambda change: change.append("risk", present), who="test", why="test", origin="app")
    write_package(tmp_path / "package")
    rows = (tmp_path / "package" / "data" / "risk.csv").read_text().splitlines()
    assert rows[1].startswith("r,c,R1,Rain,false,,,low")
    assert rows[2].startswith('r,c,R1,Rain,false,"",,low')


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_same_version_gives_the_same_bytes(filled, kind, tmp_path):
    files = [tmp_path / "first.zip", tmp_path / "second.zip"]
    for file in files:
        write_package(file, kind=kind)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_parquet_holds_the_same_rows_with_their_types(filled, tmp_path):
    write_package(tmp_path / "parquet", kind="parquet")
    said = resource(descriptor(tmp_path / "parquet"), "participation")
    assert (said["format"], said["path"]) == ("parquet", "data/participation.parquet")
    rows = pl.read_parquet(tmp_path / "parquet" / said["path"])
    ours = filled.fetch("select * from participation_record order by participation_id").select(rows.columns)
    assert rows.equals(ours)
    assert rows.schema["joined_on"] == pl.Date


def test_what_tells_of_persons_stays_behind(filled, tmp_path, monkeypatch):
    monkeypatch.setattr("data.exports.package.PERSONS", ("pilot", "engagement"))
    written = write_package(tmp_path / "package")
    assert not {"pilot", "engagement"} & written.rows.keys()


def test_a_failure_leaves_nothing_behind(filled, tmp_path, monkeypatch):
    def fails(_file: Path) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.exports.package.sha256", fails)
    with pytest.raises(OSError, match="No space left"):
        write_package(tmp_path / "store.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_zip_holds_the_descriptor_at_its_root(filled, tmp_path):
    write_package(tmp_path / "store.zip")
    with zipfile.ZipFile(tmp_path / "store.zip") as archive:
        assert archive.namelist()[-1] == DESCRIPTOR
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# Rows in the order of key and version, cut into batches anywhere.
histories = st.lists(
    st.tuples(st.integers(0, 5), st.integers(1, 9), st.booleans()), max_size=30, unique_by=lambda row: row[:2]
).map(sorted)


@given(histories, st.lists(st.integers(0, 30), max_size=5))
def test_the_newest_of_each_key_is_found_however_the_rows_are_cut(rows, cuts):
    schema = {"key": pl.Int64, "version": pl.Int64, "withdrawn": pl.Boolean}
    whole = pl.DataFrame(rows, schema=schema, orient="row")
    edges = sorted({0, *(cut for cut in cuts if cut < len(rows)), len(rows)})
    batches = [whole.clear(), *(whole[start:end] for start, end in pairwise(edges))]
    found = pl.concat(newest_of_each_key(iter(batches), ["key"]))
    newest = {key: (version, withdrawn) for key, version, withdrawn in rows}
    assert found.rows() == [(key, *row) for key, row in sorted(newest.items()) if not row[1]]


def test_every_column_of_an_entity_that_is_described_is_described_too(filled: Store):
    known = {entity: columns for entity, columns in filled.entities.items() if entity_described(entity)}
    assert len(known) > 40
    assert sorted({column for columns in known.values() for column in columns if not described(column)}) == []
