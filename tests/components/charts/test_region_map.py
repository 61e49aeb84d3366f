import polars as pl
import pytest

from components.charts.region_map import class_fill, region_map
from components.theme import CLASS_FILLS, EMPHASIS, REGION_FILLS

ROWS = pl.DataFrame(
    [
        ("BE-1", 0.0, True, 51.0, 4.0),
        ("BE-2", None, True, 50.5, 4.5),
        ("BE-3", 1.0, True, 50.4, 5.0),
        ("BE-4", 7.0, True, 50.2, 5.5),
        ("FR-1", 3.0, False, 48.0, 2.0),
    ],
    schema={
        "region_code": pl.String,
        "value": pl.Float64,
        "in_scope": pl.Boolean,
        "latitude": pl.Float64,
        "longitude": pl.Float64,
    },
    orient="row",
)
SAID = ["one", "two", "three", "four", "five"]


def drawn(**more):
    figure = region_map(
        ROWS, **{"outlines": "outlines/x/1.geojson", "bounds": [1, 5], "chosen": None, "said": SAID} | more
    )
    return figure, {trace.name: trace for trace in figure.data if trace.name}


def test_the_four_looks_differ_and_each_region_has_one():
    _, shown = drawn()
    assert {look: (list(trace.locations), trace.colorscale[0][1]) for look, trace in shown.items()} == {
        "out of scope": (["FR-1"], REGION_FILLS["out of scope"]),
        "zero": (["BE-1"], REGION_FILLS["zero"]),
        "no data": (["BE-2"], REGION_FILLS["no data"]),
        "0": (["BE-3"], CLASS_FILLS[-2]),
        "1": (["BE-4"], CLASS_FILLS[-1]),
    }
    assert len({trace.colorscale[0][1] for trace in shown.values()}) == 5


def test_a_region_without_data_carries_a_cross_so_that_colour_does_not_speak_alone():
    figure, _ = drawn()
    crosses = figure.data[-1]
    assert (crosses.marker.symbol, list(crosses.lat), list(crosses.lon)) == ("x-thin", [50.5], [4.5])


def test_outlines_are_named_by_their_address_and_never_sent_along():
    figure, shown = drawn()
    assert {trace.geojson for trace in shown.values()} == {"outlines/x/1.geojson"}
    assert len(figure.to_json()) < 12_000


def test_the_chosen_region_is_outlined_on_top():
    figure, _ = drawn(chosen="BE-4")
    assert (list(figure.data[-1].locations), figure.data[-1].marker.line.color) == (["BE-4"], EMPHASIS)


def test_the_map_shows_the_regions_in_scope_and_no_island_far_out():
    far = pl.concat([ROWS, ROWS.tail(1).with_columns(in_scope=pl.lit(True), longitude=pl.lit(-28.0))])
    figure = region_map(far, outlines="x", bounds=[1], chosen=None, said=[*SAID, "far"])
    west, east = figure.layout.geo.lonaxis.range
    assert -12 < west < 4
    assert east > 5.5
    assert figure.layout.geo.lataxis.range[0] < 50.2


@pytest.mark.parametrize(("classes", "least"), [(1, CLASS_FILLS[-1]), (5, CLASS_FILLS[0])])
def test_few_classes_take_the_fullest_fills(classes, least):
    assert class_fill(0, classes) == least
    assert class_fill(classes - 1, classes) == CLASS_FILLS[-1]


def test_without_regions_all_of_europe_is_shown_empty():
    figure = region_map(ROWS.clear(), outlines="x", bounds=[], chosen=None, said=[])
    assert len(figure.data) == 0
    west, east = figure.layout.geo.lonaxis.range
    assert (west <= -12, east >= 46) == (True, True)
