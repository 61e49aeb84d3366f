import polars as pl

from components.charts.compare_curves import compare_curves
from components.charts.compare_shares import compare_shares

CURVES = {
    "consortium_id": pl.String,
    "acronym": pl.String,
    "months": pl.Float64,
    "due_share": pl.Float64,
    "delivered_share": pl.Float64,
    "in_count": pl.Int64,
}
SHARES = {
    "consortium_id": pl.String,
    "name": pl.String,
    "measure": pl.String,
    "share": pl.Float64,
    "said": pl.String,
}


def test_each_consortium_has_a_dotted_line_of_what_was_due_and_a_full_one_of_what_was_delivered():
    rows = pl.DataFrame(
        [("a", "A", 0.0, 0.0, 0.0, 4), ("a", "A", 6.0, 0.5, 0.25, 4), ("a", "A", 12.0, 1.0, None, 4)],
        schema=CURVES,
        orient="row",
    )
    due, delivered = compare_curves(rows, consortia=["b", "a"]).data
    assert (due.name, due.line.dash, list(due.y)) == ("A, due", "dot", [0, 0.5, 1])
    assert (delivered.name, list(delivered.x), list(delivered.y)) == ("A, delivered", [0, 6], [0, 0.25])
    assert delivered.text[-1] == "month 6: 1 of 4"
    assert (delivered.marker.symbol, list(delivered.marker.size)) == ("square", [0, 12])  # second in the order


def test_what_nothing_is_known_of_has_no_line():
    rows = pl.DataFrame([("a", "A", 0.0, 0.5, None, 2)], schema=CURVES, orient="row")
    assert [trace.name for trace in compare_curves(rows, consortia=["a"]).data] == ["A, due"]
    assert len(compare_curves(rows.clear(), consortia=["a"]).data) == 0


def test_shares_stand_on_one_axis_and_an_unknown_one_is_words_without_a_bar():
    rows = pl.DataFrame(
        [
            ("a", "A", "On time", 0.5, "50% (1 of 2)"),
            ("b", "B", "On time", None, "not in public sources"),
        ],
        schema=SHARES,
        orient="row",
    )
    first, second = compare_shares(rows, consortia=["a", "b"]).data
    assert (list(first.x), list(first.text)) == ([0.5], ["50% (1 of 2)"])
    assert (list(second.x), list(second.text)) == ([0], ["not in public sources"])
    assert first.marker.pattern.shape != second.marker.pattern.shape
    assert len(compare_shares(rows.clear(), consortia=[]).data) == 0
