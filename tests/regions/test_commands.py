"""The command line of the regions, as a person reads it."""

import json
from pathlib import Path

import pytest

from data.__main__ import main
from data.regions.nuts import LICENCE
from data.store import Store
from tests.regions.test_nuts import feature, one_country, square, table, written


@pytest.fixture(autouse=True)
def present(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store where the command line looks for it; its schemes are those that a test adds."""
    path = tmp_path / "store" / "consortium.duckdb"
    path.parent.mkdir()
    monkeypatch.setenv("CONSORTIUM_STORE", str(path))
    Store(str(path)).close()
    return path


def test_without_a_command_the_commands_are_named(capsys):
    assert main(["regions"]) == 2
    said = capsys.readouterr().err
    assert [command for command in ("list", "add-nuts", "remove", "build") if command not in said] == []


def test_without_a_folder_the_files_and_their_licence_are_named(capsys):
    assert main(["regions", "add-nuts"]) == 2
    said = capsys.readouterr().err
    assert "NUTS_RG_20M_2024_4326.geojson" in said
    assert "not for commercial purposes" in said


def test_files_are_added_with_an_account_listed_and_removed(tmp_path, capsys):
    written(tmp_path, [*one_country(), feature("BE113", square(6, 50, clockwise=False)), feature("ZZ1", square(6, 50))])
    table(tmp_path, "changes.csv", "code_2021,code_2024,change,quality", "BE11X,BE112,Code change,exact")
    table(tmp_path, "population_nuts2021.csv", "nuts_id,2020", "BE111,10", "BE11X,20", "BE119,30")
    assert main(["regions", "add-nuts", "--from", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[:10] == [
        "Outlines: 7 read = 5 accepted + 1 repaired + 1 rejected",
        "  repaired, rings turned to run clockwise: BE113",
        "  rejected, no region above it (ZZ): ZZ1",
        "  without population: 4 of 6",
        "Correspondence of codes: 1 read = 1 accepted + 0 repaired + 0 rejected",
        "Population (population_nuts2021.csv): 3 read = 1 accepted + 1 repaired + 1 rejected",
        "  repaired, code translated: BE11X",
        "  rejected, no region has this code: BE119",
        "  code BE11X counts for BE112 (same region)",
        LICENCE,
    ]
    assert said.err.splitlines()[0] == "Reading NUTS_RG_20M_2024_4326.geojson"
    assert main(["regions", "add-nuts", "--from", str(tmp_path)]) == 0
    assert "nothing was written" in capsys.readouterr().out
    assert main(["regions", "list"]) == 0
    listed = capsys.readouterr().out
    assert "© EuroGeographics for the administrative boundaries" in listed
    assert "level 3: 3 regions in 1 countries, population up to 2020" in listed
    assert main(["regions", "remove", "NUTS-2024"]) == 0
    capsys.readouterr()
    assert main(["regions", "list"]) == 0
    assert capsys.readouterr().out == ""


def test_what_cannot_be_removed_is_said(capsys):
    assert main(["regions", "remove", "ISO-3166-2"]) == 2
    assert "comes with the dashboard and stays" in capsys.readouterr().err
    assert main(["regions", "remove", "NUTS-2016"]) == 2
    assert "There is no region scheme NUTS-2016." in capsys.readouterr().err


def test_a_refused_file_leaves_the_store_as_it_was(tmp_path, capsys):
    (tmp_path / "NUTS_RG_20M_2024_4326.geojson").write_text(json.dumps([]), encoding="utf-8")
    assert main(["regions", "add-nuts", "--from", str(tmp_path)]) == 2
    capsys.readouterr()
    assert main(["regions", "list"]) == 0
    assert capsys.readouterr().out == ""
