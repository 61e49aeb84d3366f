"""NUTS regions from a user's own files: what is accepted, repaired and rejected, and what is asked for."""

import csv
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import shapely

from data.problems import Problem
from data.regions.account import Account
from data.regions.nuts import ATTRIBUTION, Addition, add_nuts
from data.settings import ROOT
from data.store import Store
from tests.copies import empty_store

# Outlines and tables of Eurostat, which the licence keeps out of this repository.
FILES = Path(os.environ.get("REGION_FILES") or ROOT.parent / "shared" / "regions")
needs_files = pytest.mark.skipif(not FILES.is_dir(), reason="the files of Eurostat are not on this machine")

Features = list[dict[str, Any]]
Add = Callable[..., Addition]


def square(west: float, south: float, size: float = 1.0, *, clockwise: bool = True) -> list[list[float]]:
    ring = [[west, south], [west, south + size], [west + size, south + size], [west + size, south], [west, south]]
    return ring if clockwise else ring[::-1]


def feature(code: str, ring: Sequence[Sequence[Any]], **properties: Any) -> dict[str, Any]:
    named = {"NUTS_ID": code, "LEVL_CODE": len(code) - 2, "NAME_LATN": f"Region {code}"}
    return {
        "type": "Feature",
        "id": code,
        "properties": named | properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def one_country(country: str = "BE") -> Features:
    """Return a country in which each level has the one region that the next divides, and level 3 two."""
    whole = [feature(country + digits, square(4, 50)) for digits in ("", "1", "11")]
    return [*whole, feature(f"{country}111", square(4, 50, 0.5)), feature(f"{country}112", square(4.5, 50.5, 0.5))]


def written(folder: Path, features: Features, *, year: int = 2024, name: str | None = None) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / (name or f"NUTS_RG_20M_{year}_4326.geojson")).write_text(text, encoding="utf-8")


@pytest.fixture
def store() -> Iterator[Store]:
    with empty_store() as store:
        yield store


@pytest.fixture
def add(store: Store, tmp_path: Path) -> Add:
    def from_folder(folder: Path = tmp_path, edition: int = 2024) -> Addition:
        return add_nuts(store, folder, edition, who="test", say=lambda _: None)

    return from_folder


def codes(store: Store) -> list[str]:
    return list(store.fetch("select region_code from region order by region_code")["region_code"])


def fates(account: Account) -> tuple[int, dict[str, list[str]], dict[str, list[str]]]:
    assert account.read == account.accepted + account.count(account.repaired) + account.count(account.rejected)
    return (
        account.accepted,
        {reason: rows for reason, rows in account.repaired.items() if rows},
        {reason: rows for reason, rows in account.rejected.items() if rows},
    )


def test_regions_come_with_level_parent_country_and_licence(store, add, tmp_path):
    written(tmp_path, [*one_country("EL"), *one_country("BE")])
    done = add()
    assert fates(done.accounts[0]) == (10, {}, {})
    rows = store.fetch("select region_code, level, parent_code, country, title from region order by all").rows()
    assert rows[5:8] == [
        ("EL", 0, None, "GR", "Region EL"),
        ("EL1", 1, "EL", "GR", "Region EL1"),
        ("EL11", 2, "EL1", "GR", "Region EL11"),
    ]
    (scheme,) = store.fetch("select * from region_scheme").to_dicts()
    assert (scheme["scheme"], scheme["edition"], scheme["attribution"]) == ("NUTS-2024", "2024", ATTRIBUTION)
    assert "not for commercial purposes" in scheme["licence"]
    sources = store.fetch("select distinct source_id from region anti join source_document using (source_id)")
    assert sources.is_empty()
    outside = store.fetch("select * from region where not (latitude between 50 and 51 and longitude between 4 and 5)")
    assert outside.is_empty()


def test_a_second_time_changes_nothing_and_what_left_the_files_is_withdrawn(store, add, tmp_path):
    written(tmp_path, [*one_country("BE"), *one_country("NL")])
    assert add().change.row_count == 12
    assert add().change.row_count == 0
    written(tmp_path, one_country("BE"))
    assert add().change.row_count == 5
    assert codes(store) == ["BE", "BE1", "BE11", "BE111", "BE112"]


def test_rings_that_run_the_wrong_way_are_turned(store, add, tmp_path):
    features = one_country()
    features[3] = feature("BE111", square(4, 50, 0.5, clockwise=False))
    written(tmp_path, features)
    assert fates(add().accounts[0]) == (4, {"rings turned to run clockwise": ["BE111"]}, {})
    outlines = [shapely.from_geojson(text) for text in store.fetch("select outline from region")["outline"]]
    assert not any(outline.exterior.is_ccw for outline in outlines)


def test_a_ring_that_crosses_itself_is_mended(store, add, tmp_path):
    features = one_country()
    features[3] = feature("BE111", [[4, 50], [4.5, 50.5], [4.5, 50], [4, 50.5], [4, 50]])
    written(tmp_path, features)
    accepted, repaired, rejected = fates(add().accounts[0])
    assert (accepted, [*repaired.values()], rejected) == (4, [["BE111"]], {})
    assert "broken ring mended" in next(iter(repaired))
    (text,) = store.fetch("select outline from region where region_code = 'BE111'")["outline"]
    mended = shapely.from_geojson(text)
    assert mended.is_valid
    assert mended.area == pytest.approx(0.125)


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        (feature("BE113", [[4, 50], [4, 51]]), "outline cannot be read"),
        (feature("BE113", [["a", "b"], [4, 51], [5, 51], ["a", "b"]]), "outline cannot be read"),
        (feature("BE113", [[4, 50], [4, 51], [4, 50.5], [4, 50]]), "not an area"),
        (feature("BE113", square(4_000_000, 3_000_000, 1000)), "not in degrees of longitude and latitude"),
        ({"type": "Feature", "properties": {"NUTS_ID": "BE113"}, "geometry": None}, "outline cannot be read"),
        ({"type": "Feature", "properties": None, "geometry": None}, "no NUTS code"),
        ("nothing", "no NUTS code"),
        (feature("Wallonia", square(4, 50)), "no NUTS code"),
        (feature("BE113", square(4, 50), LEVL_CODE=2), "code and level do not fit"),
        (feature("BE111", square(4, 50)), "code given twice"),
        (feature("ZZ123", square(4, 50)), "no region above it (ZZ12)"),
    ],
)
def test_a_feature_that_cannot_be_used_is_rejected_with_its_reason_and_the_others_stay(
    store, add, tmp_path, spoilt, reason
):
    written(tmp_path, [*one_country(), spoilt])
    accepted, repaired, rejected = fates(add().accounts[0])
    assert (accepted, repaired, [*rejected]) == (5, {}, [reason])
    assert codes(store) == ["BE", "BE1", "BE11", "BE111", "BE112"]


def test_a_repaired_region_without_a_region_above_it_is_rejected_once(add, tmp_path):
    written(tmp_path, [*one_country(), feature("ZZ1", square(4, 50, clockwise=False))])
    assert fates(add().accounts[0]) == (5, {}, {"no region above it (ZZ)": ["ZZ1"]})


def test_one_file_per_level_is_read_too_and_a_missing_level_is_said(store, add, tmp_path):
    for level in range(4):
        of_level = [region for region in one_country() if region["properties"]["LEVL_CODE"] == level]
        written(tmp_path, of_level, name=f"NUTS_RG_10M_2024_4326_LEVL_{level}.geojson")
    assert len(add().accounts[0].lines()) == 2
    (tmp_path / "NUTS_RG_10M_2024_4326_LEVL_2.geojson").unlink()
    with pytest.raises(Problem, match=r"lacks outlines of NUTS 2024 for some of the levels"):
        add()


def test_a_country_that_left_stands_with_its_last_edition(store, add, tmp_path):
    written(tmp_path, one_country("BE"))
    written(tmp_path, [*one_country("UK"), feature("BE", square(0, 0))], year=2021)
    accepted, _, rejected = fates(add().accounts[0])
    assert (accepted, rejected) == (10, {"of NUTS 2021; the country stands in the newer edition": ["BE"]})
    assert store.fetch("select edition from region_scheme").item() == "2024, GB of 2021"
    assert store.fetch("select count(*) from region where country = 'GB'").item() == 5


TO_BE_SAID = (
    "NUTS_RG_20M_2024_4326.geojson", "NUTS_RG_20M_2021_4326.geojson", "demo_r_pjanaggr3", "NUTS_AT_2024.csv",
    "correspondence", "gisco-services.ec.europa.eu", "not for commercial purposes", ATTRIBUTION, "--from",
)  # fmt: skip


@pytest.mark.parametrize("folder", [None, Path("nowhere")])
def test_without_files_it_is_said_what_to_fetch_from_where(store, folder):
    with pytest.raises(Problem) as raised:
        add_nuts(store, folder, 2024, who="test", say=lambda _: None)
    said = str(raised.value)
    assert [part for part in TO_BE_SAID if part not in said] == []
    assert store.version == 0


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"features": 3}', "\x00"])
def test_a_file_that_holds_no_outlines_is_refused_by_name(store, add, tmp_path, content):
    (tmp_path / "NUTS_RG_20M_2024_4326.geojson").write_text(content, encoding="utf-8")
    with pytest.raises(Problem, match=r"NUTS_RG_20M_2024_4326.geojson is not a collection"):
        add()
    assert store.version == 0


def table(folder: Path, name: str, *lines: str) -> None:
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def people(store: Store) -> list[tuple[Any, ...]]:
    return store.fetch(
        "select region_code, population_year, population, basis from region_population order by all"
    ).rows()


def test_a_table_of_eurostat_is_read_with_its_flags(store, add, tmp_path):
    written(tmp_path, one_country())
    table(
        tmp_path, "demo_r_pjanaggr3.tsv",
        "freq,unit,sex,age,geo\\TIME_PERIOD\t2022 \t2023 \t2024 ",
        "A,NR,T,TOTAL,BE111\t100 \t110 e\t: ",
        "A,NR,F,TOTAL,BE111\t51 \t56 \t: ",
        "A,NR,T,Y_LT15,BE111\t15 \t16 \t: ",
        "A,NR,T,TOTAL,EU27_2020\t447000000 \t448000000 \t449000000 ",
        "A,NR,T,TOTAL,BE112\t: \t: z\t: ",
    )  # fmt: skip
    accepted, repaired, rejected = fates(add().accounts[1])
    assert (accepted, repaired) == (1, {})
    assert rejected == {
        "not of all inhabitants (sex)": ["BE111"], "not of all inhabitants (age)": ["BE111"],
        "no region has this code": ["EU27_2020"], "no number": ["BE112"],
    }  # fmt: skip
    assert people(store) == [("BE111", 2022, 100, "statistics"), ("BE111", 2023, 110, "estimate")]


def test_long_tables_of_eurostat_and_ardeco_are_read(store, add, tmp_path):
    written(tmp_path, one_country())
    table(
        tmp_path, "estat.csv", "DATAFLOW,freq,unit,sex,age,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG",
        "X,A,NR,T,TOTAL,BE111,2020,100,", "X,A,NR,T,TOTAL,BE112,2020,200,p",
    )  # fmt: skip
    table(tmp_path, "ardeco.csv", "VERSIONS;NUTSCODE;YEAR;UNIT;VALUE", "2024;BE11;2020;Persons;300.0")
    assert [fates(account)[0] for account in add().accounts[1:]] == [1, 2]
    assert people(store) == [("BE11", 2020, 300, "statistics"), ("BE111", 2020, 100, "statistics"),
                             ("BE112", 2020, 200, "estimate")]  # fmt: skip


def test_years_that_are_not_over_are_estimates(store, add, tmp_path):
    written(tmp_path, one_country())
    table(tmp_path, "population.csv", "nuts_id,level,quality,2014,2099", "BE111,3,exact,1,2", "BE112,3,approx,3,4")
    add()
    assert [basis for _, _, _, basis in people(store)] == ["statistics", "estimate", "estimate", "estimate"]


CHANGES = (
    "code_2021,code_2024,level,label,change,quality",
    "BE111,BE111,3,same,unchanged,exact",
    "BE11X,BE112,3,renamed,Code change,exact",
    "BE11Y,BE113,3,moved,Boundary shift,approx",
    "BE11M,BE114,3,merged,Merged,approx",
    "BE11N,BE114,3,merged,Merged,approx",
    "BE11S,BE115,3,divided,Split,approx",
    "BE11S,BE116,3,divided,Split,approx",
    "BE11T,BE116,3,joined by a part,Boundary shift,approx",
)


def with_five_more() -> Features:
    return [*one_country(), *(feature(f"BE11{n}", square(4 + n, 50, 0.5)) for n in range(3, 7))]


def test_a_population_of_the_former_edition_is_translated_and_the_translation_reported(store, add, tmp_path):
    written(tmp_path, with_five_more())
    table(tmp_path, "changes.csv", *CHANGES)
    rows = [f"BE11{letter},3,{10 + n}" for n, letter in enumerate("1XYMNST")]
    table(tmp_path, "population_nuts2021.csv", "nuts_id,level,2020", *rows)
    done = add()
    account = done.accounts[2]
    accepted, repaired, rejected = fates(account)
    assert accepted == 1
    assert repaired == {
        "code translated": ["BE11X"],
        "translated, borders moved: an estimate": ["BE11Y", "BE11M", "BE11N"],
    }
    assert rejected == {"divided into BE115, BE116": ["BE11S"], "BE116 holds parts of BE11S": ["BE11T"]}
    assert done.translated == {
        "BE11X": "BE112 (same region)", "BE11Y": "BE113 (borders moved)",
        "BE11M": "BE114 (borders moved)", "BE11N": "BE114 (borders moved)",
    }  # fmt: skip
    assert people(store) == [
        ("BE111", 2020, 10, "statistics"), ("BE112", 2020, 11, "statistics"), ("BE113", 2020, 12, "estimate"),
        ("BE114", 2020, 13 + 14, "estimate"),
    ]  # fmt: skip
    former = store.fetch("select former_code, region_code from region_former_code order by all").rows()
    assert former == [("BE11M", "BE114"), ("BE11N", "BE114"), ("BE11S", "BE115"), ("BE11S", "BE116"),
                      ("BE11T", "BE116"), ("BE11X", "BE112"), ("BE11Y", "BE113")]  # fmt: skip


def test_a_table_that_does_not_say_its_edition_is_known_by_its_codes(store, add, tmp_path):
    written(tmp_path, with_five_more())
    table(tmp_path, "changes.csv", *CHANGES)
    table(tmp_path, "population.csv", "nuts_id,2020", "BE111,1", "BE11X,2")
    assert add().translated == {"BE11X": "BE112 (same region)"}
    table(tmp_path, "population.csv", "nuts_id,2020", "BE111,1", "BE112,2")
    assert add().translated == {}


def test_half_of_a_merged_region_is_no_population_of_it(store, add, tmp_path):
    written(tmp_path, with_five_more())
    table(tmp_path, "changes.csv", *CHANGES)
    table(tmp_path, "population_nuts2021.csv", "nuts_id,2020", "BE11M,13")
    add()
    assert people(store) == []


def test_a_population_of_another_edition_without_the_changes_is_refused(store, add, tmp_path):
    written(tmp_path, one_country())
    table(tmp_path, "population_nuts2021.csv", "nuts_id,2020", "BE111,1")
    with pytest.raises(Problem, match=r"population_nuts2021.csv is of NUTS 2021, the outlines are of NUTS 2024"):
        add()
    table(tmp_path, "population_nuts2021.csv", "nuts_id,version,2020", "BE111,2021,1", "BE111,2024,1")
    with pytest.raises(Problem, match="several NUTS editions: 2021, 2024"):
        add()
    assert store.version == 0


def test_names_come_from_the_table_where_the_outlines_have_none(store, add, tmp_path):
    features = one_country()
    features[3]["properties"]["NAME_LATN"] = None
    written(tmp_path, features)
    table(tmp_path, "NUTS_AT_2024.csv", "CNTR_CODE,NUTS_ID,NAME_LATN,NUTS_NAME", "BE,BE111,Liège,Liège")
    add()
    assert store.fetch("select title from region where region_code = 'BE111'").item() == "Liège"


def test_an_account_names_some_rows_and_counts_the_rest():
    account = Account("Outlines", accepted=2)
    account.rejected["no area"] += [f"A{n}" for n in range(22)]
    first, second = account.lines()
    assert first == "Outlines: 24 read = 2 accepted + 0 repaired + 22 rejected"
    assert second.startswith("  rejected, no area: A0, A1, ")
    assert second.endswith("A19 and 2 more")


@pytest.fixture(scope="module")
def official() -> Iterator[tuple[Store, Addition]]:
    with empty_store() as store:
        yield store, add_nuts(store, FILES, 2024, who="test", say=lambda _: None)


@needs_files
def test_the_files_of_eurostat_are_read_whole(official):
    store, done = official
    assert [fates(account) for account in done.accounts] == [(2031, {}, {}), (1778, {}, {}), (2015, {}, {})]
    levels = store.fetch(
        "select level, count(*) from region where country <> 'GB' group by level order by level"
    ).rows()
    assert levels == [(0, 39), (1, 115), (2, 299), (3, 1345)]
    orphans = store.fetch(
        "select region_code from region anti join (select region_code as code from region) as above "
        "on region.parent_code = above.code where level > 0"
    )
    assert orphans.is_empty()
    assert store.fetch(
        "select population from region_population where region_code = 'UKC11' and population_year = 2021"
    )["population"].to_list() == [289607]


@needs_files
@pytest.mark.parametrize(
    ("code", "longitude", "latitude"),
    [
        ("BE100", 4.35, 50.85), ("FI1C6", 25.66, 60.98), ("LT011", 25.28, 54.69), ("NL221", 5.66, 51.97),
        ("PT11A", -8.62, 41.23), ("NO060", 10.39, 63.43), ("NL362", 4.36, 52.01), ("DE300", 13.4, 52.52),
        ("DEA2D", 6.08, 50.77), ("SE232", 11.97, 57.71), ("ITC4C", 9.19, 45.46), ("PL911", 21.01, 52.23),
        ("ES523", -0.38, 39.47),
    ],
)  # fmt: skip
def test_known_places_lie_in_their_nuts_3_region(official, code, longitude, latitude):
    store, _ = official
    rows = store.fetch("select region_code, outline from region where level = 3").rows()
    at = shapely.Point(longitude, latitude)
    assert [found for found, outline in rows if shapely.from_geojson(outline).contains(at)] == [code]


@needs_files
def test_the_population_of_2024_codes_is_not_of_use_for_2021_without_translation(tmp_path, store):
    for file in FILES.glob("*.csv"):
        if "names" not in file.name:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    with (FILES / "nuts_2021_2024_correspondence.csv").open(encoding="utf-8", newline="") as lines:
        changes = list(csv.DictReader(lines))
    finland = {row["code_2021"] for row in changes if row["code_2021"].startswith("FI")}
    written(tmp_path, [feature(code, square(20, 60)) for code in sorted(finland)], year=2021)
    done = add_nuts(store, tmp_path, 2021, who="test", say=lambda _: None)
    assert done.translated["FI1C6"] == "FI1C3 (borders moved)"
    of_2020 = "select basis from region_population where region_code = 'FI1C3' and population_year = 2020"
    assert store.fetch(of_2020).item() == "estimate"
