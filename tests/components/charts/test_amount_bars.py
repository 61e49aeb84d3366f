import polars as pl

from components.charts.amount_bars import ROOM, amount_bars

SCHEMA = {"name": pl.String, "amount": pl.Float64, "said": pl.String}


def test_each_row_is_a_bar_with_its_words_beside_it():
    rows = pl.DataFrame(
        [("Students", 30.0, "30 (n = 4)"), ("Citizens", 0.0, "0 (n = 1)"), ("Staff", None, "not counted")],
        schema=SCHEMA,
        orient="row",
    )
    figure = amount_bars(rows)
    (bars,) = figure.data
    assert list(bars.y) == ["Students", "Citizens", "Staff"]
    assert list(bars.x) == [30, 0, 0]
    assert list(bars.text) == ["30 (n = 4)", "0 (n = 1)", "not counted"]
    assert figure.layout.xaxis.range == (0, 30 * ROOM)
    assert figure.layout.yaxis.autorange == "reversed"


def test_without_rows_it_is_empty():
    assert list(amount_bars(pl.DataFrame(schema=SCHEMA)).data[0].y) == []
