import re
from datetime import date, timedelta

import polars as pl
import pytest

from components.charts.portfolio_wall import HATCHING, MARKS, OPEN_END, SELECTED, STAGE_COLOURS, legend, portfolio_wall

DAY = date(2026, 3, 31)
MARK_SCHEMA = {
    "consortium_id": pl.String,
    "kind": pl.String,
    "code": pl.String,
    "title": pl.String,
    "due_on": pl.Date,
    "due_precision": pl.String,
    "state": pl.String,
}
NOTHING = pl.DataFrame(schema=MARK_SCHEMA)
SCHEMA = {
    "consortium_id": pl.String,
    "acronym": pl.String,
    "fictional": pl.Boolean,
    "stage": pl.String,
    "selected_on": pl.Date,
    "starts_on": pl.Date,
    "starts_precision": pl.String,
    "ends_on": pl.Date,
    "ends_precision": pl.String,
    "begins_earliest_on": pl.Date,
    "begins_latest_on": pl.Date,
    "ends_earliest_on": pl.Date,
    "ends_latest_on": pl.Date,
}


@pytest.fixture
def rows() -> pl.DataFrame:
    begun, ended = date(2024, 1, 1), date(2027, 12, 31)
    return pl.DataFrame(
        [
            ("demo", "DEMO", True, "running", None, begun, "day", ended, "day", begun, begun, ended, ended),
            (
                "enhance",
                "ENHANCE",
                False,
                "running",
                date(2020, 7, 9),
                None,
                None,
                None,
                None,
                date(2020, 7, 9),
                date(2020, 7, 9),
                None,
                None,
            ),
            (
                "hecsos",
                "HECSOs",
                False,
                "ended",
                None,
                date(2022, 1, 1),
                "year",
                date(2025, 12, 31),
                "year",
                date(2022, 1, 1),
                date(2022, 12, 31),
                date(2025, 1, 1),
                date(2025, 12, 31),
            ),
            ("undated", "UNDATED", False, "not known", None, None, None, None, None, None, None, None, None),
        ],
        schema=SCHEMA,
        orient="row",
    )


# The wall of `rows` without marks reaches from 9 July 2020 to 31 December 2027, and 45 days beyond on each side.
MARGIN = timedelta(days=(date(2027, 12, 31) - date(2020, 7, 9)).days // 60)
FIRST, LAST = date(2020, 7, 9) - MARGIN, date(2027, 12, 31) + MARGIN


def at(when):
    return f"{100 * ((when - FIRST) / (LAST - FIRST)):.2f}".rstrip("0").rstrip(".")


def lines(drawn):
    """Return the lines of the wall by the name at their beginning."""
    parts = re.split(r"overflow-wrap:anywhere\">", drawn)[1:]
    return {part.partition("<")[0]: part for part in parts}


def bars(line, look):
    """Return where the bars of a look begin, their width, and what they say."""
    found = re.findall(r"left:([\d.]+)%;width:([\d.]+)%;top:22%;height:56%;background:(.*?);.*?title=\"(.*?)\"", line)
    return [(left, width, said) for left, width, background, said in found if background == look]


def signs(line):
    """Return the marks on a line: where, the sign, what it says."""
    return [
        (left, sign, said)
        for left, said, sign in re.findall(
            r"<span style=\"position:absolute;left:([\d.]+)%;top:50%[^>]*title=\"(.*?)\">(.*?)<", line
        )
    ]


def test_a_bar_is_full_where_the_consortium_certainly_ran(rows):
    drawn = lines(portfolio_wall(rows, NOTHING, as_of=DAY))
    assert list(drawn) == ["DEMO (fictional)", "ENHANCE", "HECSOs"]
    ((left, width, said),) = bars(drawn["DEMO (fictional)"], STAGE_COLOURS["running"])
    assert (left, said) == (at(date(2024, 1, 1)), "1 Jan 2024 – 31 Dec 2027")
    assert float(width) == pytest.approx(100 * 1461 / (LAST - FIRST).days, abs=0.01)
    ((left, width, _),) = bars(drawn["HECSOs"], STAGE_COLOURS["ended"])
    assert left == at(date(2022, 12, 31))
    assert float(width) == pytest.approx(
        100 * ((date(2025, 1, 1) - date(2022, 12, 31)).days + 1) / (LAST - FIRST).days, abs=0.01
    )


def test_what_is_known_to_the_year_is_hatched_over_the_whole_year(rows):
    drawn = lines(portfolio_wall(rows, NOTHING, as_of=DAY))
    hatched = bars(drawn["HECSOs"], HATCHING)
    assert [left for left, _, _ in hatched] == [at(date(2022, 1, 1)), at(date(2025, 1, 1))]
    assert [float(width) for _, width, _ in hatched] == [pytest.approx(100 * 365 / (LAST - FIRST).days, abs=0.01)] * 2
    assert {said for _, _, said in hatched} == {"2022 – 2025"}
    assert bars(drawn["DEMO (fictional)"], HATCHING) == []


def test_a_selection_without_a_start_and_an_unknown_end_have_open_marks(rows):
    drawn = lines(portfolio_wall(rows, NOTHING, as_of=DAY))
    assert signs(drawn["ENHANCE"]) == [
        (at(date(2020, 7, 9)), SELECTED, "selected 9 Jul 2020 – ?"),
        (at(DAY), OPEN_END, "selected 9 Jul 2020 – ?"),
    ]
    assert signs(drawn["DEMO (fictional)"]) == []


def test_the_day_and_the_years_are_on_the_wall(rows):
    drawn = portfolio_wall(rows, NOTHING, as_of=DAY)
    assert "31 Mar 2026" in drawn
    assert re.findall(r">(20\d\d)<", drawn) == ["2021", "2022", "2023", "2024", "2025", "2026", "2027", "2028"]


def test_an_empty_list_draws_nothing_but_the_day(rows):
    nothing = portfolio_wall(rows.clear(), NOTHING, as_of=DAY)
    assert (lines(nothing), "31 Mar 2026" in nothing) == ({}, True)
    assert "<span" not in legend(rows.clear(), NOTHING)


def test_marks_stand_on_the_line_of_their_consortium_and_say_what_they_are(rows):
    marks = pl.DataFrame(
        [
            ("demo", "deliverable", "D1", "Map <b>", date(2026, 1, 31), "day", "overdue"),
            ("hecsos", "deliverable", "D2", "Guide", date(2024, 5, 1), "month", "not known"),
            ("demo", "milestone", "MS1", "Opening", date(2024, 6, 30), "day", "done"),
            ("demo", "report", "1", None, date(2025, 8, 29), "day", "past"),
            ("undated", "deliverable", "D9", "Nowhere", date(2025, 1, 1), "day", "done"),
        ],
        schema=MARK_SCHEMA,
        orient="row",
    )
    drawn = lines(portfolio_wall(rows, marks, as_of=DAY))
    assert signs(drawn["DEMO (fictional)"]) == [
        (at(date(2026, 1, 31)), "✖", "D1 Map &lt;b&gt;, due 31 Jan 2026"),
        (at(date(2024, 6, 30)), "▲", "MS1 Opening, due 30 Jun 2024"),
        (at(date(2025, 8, 29)), "■", "Report on period 1, due 29 Aug 2025"),
    ]
    assert (at(date(2024, 5, 1)), "⊙", "D2 Guide, due May 2024") in signs(drawn["HECSOs"])
    said = legend(rows, marks)
    assert "Deliverable overdue" in said
    assert "Milestone overdue" not in said


def test_every_mark_has_another_sign():
    signs_used = [sign for _, sign, _ in MARKS.values()]
    assert len(set(signs_used)) == len(signs_used)
