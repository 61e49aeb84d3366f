import polars as pl

from components.charts.risk_matrix import risk_matrix
from components.theme import INK, LETTERING

DEGREES = ("low", "medium", "high")
LEVELS = pl.DataFrame(
    [
        (likelihood, severity, DEGREES[min(DEGREES.index(likelihood) * DEGREES.index(severity), 2)])
        for likelihood in DEGREES
        for severity in DEGREES
    ],
    schema=["likelihood", "severity", "level"],
    orient="row",
)


def risks(*rows: tuple[str, str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [(code, f"About {code}", likelihood, severity, status) for code, likelihood, severity, status in rows],
        schema=dict.fromkeys(("code", "description", "likelihood", "severity", "status"), pl.String),
        orient="row",
    )


THREE = risks(
    ("R1", "high", "medium", "materialised"),
    ("R2", "high", "medium", "no state of play"),
    ("R<3>", "low", "high", "not materialised"),
)


def texts(rows: pl.DataFrame) -> dict[tuple[str, str], str]:
    """What is written in the cell of each likelihood and severity."""
    _, written = risk_matrix(rows, LEVELS, dark=False).data
    return {
        (likelihood, severity): text
        for likelihood, severity, text in zip(written.y, written.x, written.text, strict=True)
    }


def test_a_cell_says_its_level_how_many_risks_it_holds_and_which():
    said = texts(THREE)
    assert len(said) == 9
    assert said["high", "medium"] == "High: <b>2</b><br>●\u00a0R1, R2"
    assert said["low", "high"] == "Low: <b>1</b><br>R&lt;3>"
    assert said["medium", "medium"] == "Medium: <b>0</b>"


def test_the_deeper_the_colour_the_higher_the_level_and_letters_follow_the_background():
    surface, written = risk_matrix(THREE, LEVELS, dark=False).data
    # Lines of likelihood, from low to high.
    assert [list(line) for line in surface.z] == [[0.0, 0.0, 0.0], [0.0, 0.25, 0.5], [0.0, 0.5, 0.5]]
    assert (written.textfont.color, risk_matrix(THREE, LEVELS, dark=True).data[1].textfont.color) == (INK, LETTERING)


def test_what_a_cell_tells_when_pointed_at():
    surface = risk_matrix(THREE, LEVELS, dark=False).data[0]
    assert surface.text[2][1] == "● R1 About R1<br>R2 About R2"
    assert surface.text[0][2] == "R&lt;3> About R&lt;3>"
    assert surface.text[0][0] == "No risk"


def test_more_numbers_than_a_phone_has_room_for_end_in_dots():
    many = risks(*((f"R{number}", "low", "low", "no state of play") for number in range(1, 31)))
    assert texts(many)["low", "low"] == "Low: <b>30</b><br>R1, R2, R3,<br>R4, R5, R6,<br>…"


def test_a_long_description_is_shortened_and_text_of_any_script_shown():
    long = risks(("ס1 🙂", "low", "low", "no state of play")).with_columns(description=pl.lit("word " * 2000))
    told = risk_matrix(long, LEVELS, dark=False).data[0].text[0][0]
    assert told.startswith("ס1 🙂 word")
    assert len(told) < 80


def test_no_risk_draws_nine_empty_cells():
    assert {text.partition(": ")[2] for text in texts(risks()).values()} == {"<b>0</b>"}
