"""The shipped regions and places on their way into a store."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.problems import Problem
from data.regions import load
from data.store import Store
from data.transaction import Change
from tests.copies import empty_store


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with empty_store() as store:
        load.load_regions(store)
        yield store


def test_countries_hold_regions_and_every_row_names_its_source(store):
    levels = store.fetch(
        "select level, count(*) as n, count(parent_code) as below from region group by all order by level"
    )
    assert levels.rows() == [(0, 63, 0), (1, 1951, 1951)]
    orphans = store.fetch(
        "select region_code from region anti join (select region_code as code from region where level = 0) as country "
        "on region.parent_code = country.code where level = 1"
    )
    assert orphans.is_empty()
    sources = store.fetch("select distinct source_id from region union select distinct source_id from place order by 1")
    assert sources["source_id"].to_list() == ["geonames", "natural-earth"]


def test_people_are_labelled_as_people_in_places(store):
    found = store.fetch("select distinct basis, population_year, source_id from region_population")
    assert found.rows() == [("places", load.PLACES_YEAR, "geonames")]
    without = store.fetch("select count(*) from region anti join region_population using (region_code)").item()
    assert 0 < without < 100


def test_places_come_with_their_other_names_and_the_town_they_are_part_of(store):
    (gothenburg,) = store.fetch("select * from place where title = 'Gothenburg'").to_dicts()
    assert (gothenburg["country"], gothenburg["population"] > 500_000, gothenburg["part_of"]) == ("SE", True, None)
    assert "Göteborg" in gothenburg["other_titles"].split("|")
    inside = store.fetch(
        "select town.title from place inner join place as town on place.part_of = town.place_id "
        "where place.title = 'Neukölln'"
    )
    assert inside["title"].to_list() == ["Berlin"]


def test_a_second_time_changes_nothing_and_begins_no_write(store, monkeypatch):
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("nothing is to be written")

    monkeypatch.setattr(store, "write", refused)
    assert load.load_regions(store) == Change(store.version, 0)


def test_other_files_replace_what_was_loaded(tmp_path):
    for name in (load.REGIONS, load.PLACES):
        shutil.copy(load.FOLDER / name, tmp_path / name)
    lines = (tmp_path / load.PLACES).read_text(encoding="utf-8").splitlines(keepends=True)
    with empty_store() as store:
        load.load_regions(store, tmp_path)
        (tmp_path / load.PLACES).write_text("".join(lines[:-2]), encoding="utf-8")
        # two places withdrawn, and the scheme with its new edition
        assert load.load_regions(store, tmp_path).row_count == 3
        assert store.fetch("select count(*) from place").item() == len(lines) - 3
        assert load.load_regions(store, tmp_path).row_count == 0


def test_a_missing_file_is_said_and_nothing_is_changed(tmp_path: Path):
    with empty_store() as store:
        with pytest.raises(Problem, match=r"iso_3166_2.topojson of the shipped regions cannot be read"):
            load.load_regions(store, tmp_path)
        assert store.version == 0
