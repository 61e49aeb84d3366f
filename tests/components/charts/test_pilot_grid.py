from datetime import date

import polars as pl

from components.charts.pilot_grid import pilot_grid
from components.theme import STATUS_COLOURS

SCHEMA = {
    "title": pl.String,
    "theme": pl.String,
    "partner": pl.String,
    "country": pl.String,
    "status": pl.String,
    "starts_on": pl.Date,
    "ends_on": pl.Date,
}


def pilots(*rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


FOUR = pilots(
    ("Warm homes", "climate", "VUB", "NL", "running", date(2024, 1, 1), date(2024, 12, 31)),
    ("Rain barrels", "climate", "VUB", "NL", "planned", date(2024, 9, 1), None),
    ("Shade", "climate", None, "NL", "running", None, None),
    ("Kitchen", "food", "LAB", None, "finished", date(2023, 1, 1), date(2023, 12, 31)),
)


def test_one_trace_per_status_with_mark_colour_and_number():
    figure = pilot_grid(FOUR)
    assert [(trace.name, trace.marker.symbol, trace.marker.color) for trace in figure.data] == [
        ("Planned (1)", "circle-open", STATUS_COLOURS["planned"]),
        ("Running (2)", "triangle-right", STATUS_COLOURS["running"]),
        ("Finished (1)", "circle", STATUS_COLOURS["finished"]),
    ]


def test_axes_count_the_pilots_and_name_an_unknown_country_last():
    figure = pilot_grid(FOUR)
    assert list(figure.layout.xaxis.ticktext) == ["Netherlands · 3", "Not known · 1"]
    assert list(figure.layout.yaxis.ticktext) == ["Climate · 3", "Food · 1"]


def test_marks_of_one_cell_stand_side_by_side_in_lines():
    planned, running, finished = pilot_grid(FOUR).data
    # Two lines of marks make the theme 12 + 2 * 20 pixels high, its lines stand at 16 and 36.
    assert (list(running.x), list(running.y)) == ([-0.22, -0.22], [16, 36])
    assert (list(planned.x), list(planned.y)) == ([0.22], [16])
    assert (list(finished.x), list(finished.y)) == ([1], [52 + 16])


def test_what_a_mark_says():
    planned, running, _ = pilot_grid(FOUR).data
    assert list(running.customdata) == [
        ["Warm homes", "VUB", "1 Jan 2024 – 31 Dec 2024"],
        ["Shade", "–", "Dates not known"],
    ]
    assert list(planned.customdata) == [["Rain barrels", "VUB", "From 1 Sept 2024"]]


def test_no_pilot_draws_no_mark():
    figure = pilot_grid(pilots())
    assert list(figure.data) == []
