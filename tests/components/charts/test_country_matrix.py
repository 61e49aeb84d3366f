import polars as pl
import pytest

from components.charts.country_matrix import country_matrix
from components.theme import INK, LETTERING

SCHEMA = {
    "country": pl.String,
    "other_country": pl.String,
    "organisation_pairs": pl.Int64,
    "consortium_pairs": pl.Int64,
    "fractional": pl.Float64,
}
ROWS = pl.DataFrame(
    [
        ("BE", "BE", 1, None, 1 / 3),
        ("BE", "FI", 10, 1, 2 / 3),
        ("FI", "BE", 10, 1, 2 / 3),
        ("FI", "FI", 0, None, 0.0),
    ],
    schema=SCHEMA,
    orient="row",
)


def drawn(rule: str, *, with_unknown: bool = False, dark: bool = False):
    return country_matrix(ROWS, rule=rule, with_unknown=with_unknown, dark=dark)


def written(figure) -> dict[tuple[str, str], str]:
    return {
        (line, column): text
        for trace in figure.data
        if trace.type == "scatter"
        for column, line, text in zip(trace.x, trace.y, trace.text, strict=True)
    }


@pytest.mark.parametrize(
    ("rule", "surface", "texts"),
    [
        ("organisation_pairs", [[1, 10], [10, None]], ("1", "10", "10", "0")),
        ("consortium_pairs", [[None, 1], [1, None]], ("–", "1", "1", "–")),
        ("fractional", [[1 / 3, 2 / 3], [2 / 3, None]], ("33", "67", "67", "0")),
    ],
)
def test_no_link_and_not_counted_have_no_colour_and_differ_in_their_text(rule, surface, texts):
    figure = drawn(rule)
    heat = figure.data[0]
    assert (list(heat.x), list(heat.y), list(heat.z)) == (["BE", "FI"], ["Belgium", "Finland"], surface)
    assert heat.zmax == max(value for line in surface for value in line if value)
    cells = [("Belgium", "BE"), ("Belgium", "FI"), ("Finland", "BE"), ("Finland", "FI")]
    assert written(figure) == dict(zip(cells, texts, strict=True))


def test_partners_without_a_country_are_question_marks_on_another_surface():
    figure = drawn("organisation_pairs", with_unknown=True)
    heat, unknown = (trace for trace in figure.data if trace.type == "heatmap")
    assert list(heat.z) == [[1, 10, None], [10, None, None], [None, None, None]]
    assert list(unknown.z) == [[None, None, 1], [None, None, 1], [1, 1, 1]]
    texts = written(figure)
    assert {cell for cell, text in texts.items() if text == "?"} == {
        ("Belgium", "?"),
        ("Finland", "?"),
        ("Not known", "BE"),
        ("Not known", "FI"),
        ("Not known", "?"),
    }


def test_a_link_too_small_to_write_is_not_written_as_none():
    rows = ROWS.with_columns(fractional=pl.lit(0.001))
    figure = country_matrix(rows, rule="fractional", with_unknown=False, dark=False)
    assert set(written(figure).values()) == {"<1"}


def test_letters_are_light_on_strong_cells_and_on_a_dark_page():
    light = {trace.textfont.color: set(trace.text) for trace in drawn("organisation_pairs").data[1:]}
    assert light == {INK: {"1"}, LETTERING: {"10"}, None: {"0"}}
    dark = {trace.textfont.color: set(trace.text) for trace in drawn("organisation_pairs", dark=True).data[1:]}
    assert dark == {LETTERING: {"1", "10"}, None: {"0"}}


@pytest.mark.parametrize(
    ("rule", "texts"),
    [
        (
            "organisation_pairs",
            ("Within Belgium: 1 pair of organisations", "Belgium – Finland: 10 pairs of organisations"),
        ),
        ("consortium_pairs", ("Within Belgium: not counted by this rule", "Belgium – Finland: 1 consortium")),
        ("fractional", ("Within Belgium: weight 0.3333", "Belgium – Finland: weight 0.6667")),
    ],
)
def test_a_cell_says_what_it_counts(rule, texts):
    assert tuple(drawn(rule).data[0].text[0]) == texts


def test_without_countries_it_is_empty():
    figure = country_matrix(pl.DataFrame(schema=SCHEMA), rule="fractional", with_unknown=False, dark=False)
    assert [list(trace.x) for trace in figure.data] == [[]]
