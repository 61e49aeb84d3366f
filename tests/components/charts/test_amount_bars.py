import re

import polars as pl

from components.charts.amount_bars import ROOM, amount_bars

SCHEMA = {"name": pl.String, "amount": pl.Float64, "said": pl.String}


def test_each_row_is_a_bar_with_its_words_beside_it():
    rows = pl.DataFrame(
        [("Students", 30.0, "30 (n = 4)"), ("Citizens & <others>", 15.0, "15 (n = 1)"), ("Staff", None, "not counted")],
        schema=SCHEMA,
        orient="row",
    )
    drawn = amount_bars(rows)
    assert re.findall(r"text-align:end\">(.*?)<", drawn) == ["Students", "Citizens &amp; &lt;others&gt;", "Staff"]
    longest = 100 / ROOM
    assert re.findall(r"flex:0 0 ([\d.]+)%", drawn) == [f"{longest:g}", f"{longest / 2:g}", "0"]
    assert re.findall(r"<span style=\"\">(.*?)<", drawn) == ["30 (n = 4)", "15 (n = 1)", "not counted"]


def test_without_rows_it_is_empty():
    assert "flex:" not in amount_bars(pl.DataFrame(schema=SCHEMA))
