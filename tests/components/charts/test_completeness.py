import polars as pl

from components.charts.completeness import completeness

ROWS = pl.DataFrame({"line": ["Lead partner", "Means of verification of it"], "known": [3, 0], "total": [4, 4]})


def test_each_line_is_a_bar_on_a_track_with_its_share_and_n():
    track, bars = completeness(ROWS).data
    assert list(track.x) == [1, 1]
    assert list(bars.x) == [0.75, 0]
    assert list(bars.y) == ["Lead partner", "Means of verification<br>of it"]
    assert list(track.text) == ["75%, n = 4", "0%, n = 4"]
    assert list(bars.customdata) == ["3 of 4 known", "0 of 4 known"]


def test_without_a_line_the_chart_is_empty():
    track, bars = completeness(ROWS.clear()).data
    assert (list(track.x), list(bars.x)) == ([], [])
