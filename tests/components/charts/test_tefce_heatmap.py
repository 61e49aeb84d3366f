from datetime import date

import polars as pl

from components.charts.tefce_heatmap import tefce_heatmap

JUDGED = {(1, 1): 5, (7, 5): 1}


def cells(judged: dict[tuple[int, int], int] = JUDGED) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "dimension": dimension,
                "criterion": criterion,
                "level": judged.get((dimension, criterion)),
                "evidence": "lists" if (dimension, criterion) in judged else None,
                "assessed_on": date(2026, 4, 16) if (dimension, criterion) in judged else None,
            }
            for dimension in range(1, 8)
            for criterion in range(1, 6)
        ],
        schema_overrides={"level": pl.Int64, "assessed_on": pl.Date, "evidence": pl.String},
    )


def test_each_cell_says_its_level_in_words():
    grid, words = tefce_heatmap(cells(), dark=False).data
    assert (len(grid.z), len(grid.z[0])) == (7, 5)
    assert grid.z[0][0] == 0.5
    assert (grid.z[6][4], grid.z[3][2]) == (0.1, 0)
    said = dict(zip(zip(words.y, words.x, strict=True), words.text, strict=True))
    assert said[1, 1] == "<b>5</b><br>Very high"
    assert said[7, 5] == "<b>1</b><br>Very low"
    assert {text for place, text in said.items() if place not in JUDGED} == {"Not<br>assessed"}
    assert grid.text[0][0] == "Authenticity of engagement: 5 of 5, Very high, 16 Apr 2026"


def test_each_dimension_stands_over_its_row():
    figure = tefce_heatmap(cells({}), dark=True)
    assert [(note.y, note.text) for note in figure.layout.annotations][:2] == [
        (0.5, "<b>Teaching and learning</b>"),
        (1.5, "<b>Research</b>"),
    ]
    assert len(figure.layout.annotations) == 7
    assert {depth for row in figure.data[0].z for depth in row} == {0}
