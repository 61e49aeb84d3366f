from datetime import date

from components.charts.forecast_intervals import forecast_intervals
from tests.components.test_forecast import DAY, DUE, ROWS


def test_a_ring_is_the_due_date_a_diamond_the_expected_one_and_a_bar_the_interval():
    figure = forecast_intervals(ROWS, as_of=DAY)
    bar, due, expected = figure.data
    assert (bar.name, list(bar.x), list(bar.y)) == (
        "80 % interval",
        [DUE, date(2027, 2, 1), None],
        ["D1.1", "D1.1", None],
    )
    assert list(due.y) == ["D1.1", "D1.2", "D1.3", "D1.4"]
    assert list(due.x) == [DUE, DUE, DAY, date(2026, 8, 31)]
    assert list(expected.y) == ["D1.1", "D1.2", "D1.3"]
    assert expected.customdata[0] == "Expected 4 Jan 2027, 80 % between 31 Dec 2026 and 1 Feb 2027"
    assert expected.customdata[1] == "Expected 28 Dec 2026"
    assert list(figure.layout.yaxis.categoryarray) == ["D1.1", "D1.2", "D1.3", "D1.4"]
    assert figure.layout.annotations[0].text == "21 Nov 2026"


def test_without_an_interval_the_legend_does_not_name_one():
    assert [trace.name for trace in forecast_intervals(ROWS.tail(3), as_of=DAY).data] == [
        "Current due date",
        "Expected",
    ]


def test_nothing_to_forecast_draws_an_empty_chart():
    assert [len(trace.x) for trace in forecast_intervals(ROWS.clear(), as_of=DAY).data] == [0, 0]
