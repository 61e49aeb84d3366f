"""Tables for a spreadsheet: no text is a formula, and what comes back says what it said."""

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.exports.comma_separated import BEGINS_FORMULA, comma_separated, without_mark

FORMULAS = ("=1+1", "+358 40", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "\t=1+1", "\r=1+1", "\uff1d1+1")
TEXTS = st.one_of(st.text(), st.tuples(st.sampled_from(["'", *BEGINS_FORMULA]), st.text()).map("".join))


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_begins_like_a_formula_has_an_apostrophe_before_it(text):
    assert cells(comma_separated(pl.DataFrame({"title": [text]}))) == [["title"], [f"'{text}"]]


def test_numbers_other_text_and_unknown_stay_as_they_are():
    rows = pl.DataFrame({"days": [-3], "share": [-0.5], "title": ["a = b"], "note": pl.Series([None], dtype=pl.String)})
    assert cells(comma_separated(rows)) == [["days", "share", "title", "note"], ["-3", "-0.5", "a = b", ""]]


def test_the_name_over_a_column_is_no_formula_either():
    assert cells(comma_separated(pl.DataFrame({"=A1": ["x"]})))[0] == ["'=A1"]


@given(st.lists(TEXTS, max_size=5))
def test_no_cell_begins_like_a_formula_and_reading_takes_away_what_writing_put_there(texts):
    said = [text.replace("\x00", "") for text in texts]
    written = cells(comma_separated(pl.DataFrame({"text": pl.Series(said, dtype=pl.String), "end": "."})))[1:]
    assert not [row for row in written if row[0].startswith(BEGINS_FORMULA)]
    read = pl.DataFrame({"text": pl.Series([row[0] for row in written], dtype=pl.String)})
    again = read.select(without_mark(pl.col("text")))["text"].to_list()
    # An apostrophe that was there before a formula is taken for ours.
    assert again == [text[1:] if text[:1] == "'" and text[1:].startswith(BEGINS_FORMULA) else text for text in said]
