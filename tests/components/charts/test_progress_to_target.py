import polars as pl
import pytest

from components.charts.progress_to_target import progress_said, progress_to_target
from components.theme import STATUS_COLOURS

SCHEMA = {
    "code": pl.String,
    "title": pl.String,
    "results_level": pl.String,
    "unit": pl.String,
    "baseline": pl.Float64,
    "target": pl.Float64,
    "actual": pl.Float64,
    "progress": pl.Float64,
    "progress_state": pl.String,
}
ROWS = pl.DataFrame(
    [
        ("I1", "Pilots", "output", "pilots", 0, 10, 12, 1.2, "reached"),
        ("I2", "Modules", "output", "modules", 0, 10, 4, 0.4, "underway"),
        ("I3", "Days", "outcome", "days", 40, 10, 55, -0.5, "underway"),
        ("I4", "Trust", "impact", "points", 62, 62, 64, None, "target equals baseline"),
        ("I5", "Policies", "impact", "policies", 0, 10, None, None, "no value yet"),
    ],
    schema=SCHEMA,
    orient="row",
)


def test_bars_end_at_the_target_and_begin_at_the_baseline():
    track, bars = progress_to_target(ROWS).data
    assert (list(track.y), list(track.x)) == (["I1", "I2", "I3", "I4", "I5"], [1] * 5)
    assert list(bars.x) == [1, 0.4, 0, None, None]
    assert bars.marker.color[:2] == (STATUS_COLOURS["achieved"], STATUS_COLOURS["running"])


def test_levels_stand_as_headings_along_the_results_chain():
    figure = progress_to_target(ROWS)
    assert figure.layout.yaxis.categoryarray == ("output", "I1", "I2", "outcome", "I3", "impact", "I4", "I5")
    assert figure.layout.yaxis.tickvals == ("I1", "I2", "I3", "I4", "I5")
    assert [mark.text for mark in figure.layout.annotations[:3]] == ["<b>Output</b>", "<b>Outcome</b>", "<b>Impact</b>"]


def test_every_bar_says_its_title_and_how_far_it_is():
    texts = {(mark.y, mark.text) for mark in progress_to_target(ROWS).layout.annotations[3:]}
    assert texts == {
        ("I1", "Pilots"),
        ("I1", "<b>✓ 100%</b>"),
        ("I2", "Modules"),
        ("I2", "<b>40%</b>"),
        ("I3", "Days"),
        ("I3", "<b>-50%</b>"),
        ("I4", "Trust"),
        ("I4", "Not defined: target equals baseline"),
        ("I5", "Policies"),
        ("I5", "No value yet"),
    }


def test_the_raw_progress_stands_in_what_the_bar_says():
    assert progress_to_target(ROWS).data[0].customdata[0] == (
        "Pilots<br>Baseline 0 pilots<br>Actual 12 pilots<br>Target 10 pilots<br>Progress 120%"
    )


def test_the_target_is_a_line():
    (line,) = progress_to_target(ROWS).layout.shapes
    assert (line.x0, line.x1) == (1, 1)


@pytest.mark.parametrize(
    ("progress", "state", "said"),
    [
        (1.0, "reached", "✓ 100%"),
        (0.999, "underway", "99%"),
        (0.004, "underway", "0%"),
        (None, "no baseline", "Not defined: no baseline"),
    ],
)
def test_what_is_not_reached_is_never_said_to_be_100(progress, state, said):
    assert progress_said(progress, state) == said


def test_without_rows_it_is_empty():
    figure = progress_to_target(pl.DataFrame(schema=SCHEMA))
    assert [list(trace.y) for trace in figure.data] == [[], []]
    assert len(figure.layout.shapes) == 0
