"""What a form refuses of a field an import rejects, and what a form takes an import takes as the same value."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.changes import checked
from data.countries import COUNTRIES
from data.imports.account import Findings, SheetAccount
from data.imports.cells import read_cells
from data.imports.context import Context
from data.imports.kind import Field, Kind, Reads
from data.imports.sheet import ROW
from data.imports.values import as_code, as_text
from data.problems import Problem, Word

TITLE = Word("Title")
LEVELS = ("low", "medium", "high")
# What only one of the two ever meets, and what either side has a rule for.
SIGNS = "aZé1 @.\t\n\r\x00\x1c\x85\u00a0\u200b\u2028/:-_'\"<>()"
said = st.one_of(
    st.text(SIGNS, max_size=12),
    st.text(max_size=12),
    st.sampled_from(
        [*LEVELS, "Low", "LOW ", "be", "BE", "EL", "uk", "NA", "XX", "Belgium", "x" * 300, "x" * 301, "n/a",
         "an@example.org", "a @ b", "https://example.org/a(b)", "http://[", "www.example.org", "ftp://example.org"]
    ),
)  # fmt: skip


def imported(reads: Reads, value: str, **options: Any) -> tuple[str, Any]:
    """Return whether an import accepts, repairs or rejects a cell, and what becomes of it."""
    field = Field("title", TITLE, reads=reads, **options)
    kind = Kind("kind", TITLE, (field,), "entity", lambda *_: {}, of_consortium=False)
    account = SheetAccount("file", "sheet", "kind", 1, ("Title",), 1)
    rows = pl.DataFrame({ROW: [2], "Title": [value]}, schema={ROW: pl.UInt32, "Title": pl.String})
    context = Context(None, date(2026, 11, 21), "s")  # type: ignore[arg-type]
    context.findings = Findings(account, rows, {"title": "Title"})
    read = read_cells(rows, kind, {"title": "Title"}, context)["title"].item()
    context.findings.close()
    outcome = next(name for name in ("accepted", "repaired", "rejected", "ignored") if getattr(account, name))
    return outcome, read


def taken(check: Callable[[], Any]) -> tuple[bool, Any]:
    """Return whether a form takes a value, and what becomes of it."""
    try:
        return True, check()
    except Problem:
        return False, None


def agree(reads: Reads, value: str, check: Callable[[], Any], **options: Any) -> None:
    """Assert that both say the same; what an import takes beyond the forms it must name as repaired."""
    outcome, read = imported(reads, value, **options)
    is_taken, kept = taken(check)
    if is_taken:
        assert outcome != "rejected"
        assert read == kept
    else:
        assert outcome != "accepted"


def is_word_for_nothing(value: str) -> bool:
    """Return whether an import understands that nothing is known, which nobody types into a form."""
    return as_text(pl.Series([value.strip()])).typed.item() is None


@given(said)
@example("\x1ca")
@example("x" * 300 + " ")
def test_a_line_of_text(value: str):
    if not is_word_for_nothing(value):
        agree("text", value, lambda: checked.text(value, TITLE), needed=True)


@given(said)
@example("a\r\nb")
def test_a_text_of_several_lines(value: str):
    if not is_word_for_nothing(value):
        agree("lines", value, lambda: checked.lines(value, TITLE, longest=300))


@given(said)
def test_a_number_of_something(value: str):
    code = as_code(pl.Series([value.strip()])).typed.item()
    if code is not None and code == value.strip():
        agree("id", value, lambda: checked.text(value, TITLE), needed=True)


@given(said)
def test_an_address(value: str):
    if not is_word_for_nothing(value):
        agree("address", value, lambda: checked.web_address(value, TITLE), needed=True)


@given(said)
def test_one_of_a_list(value: str):
    choices = dict.fromkeys(LEVELS, ())
    if not is_word_for_nothing(value):
        agree("choice", value, lambda: checked.one_of(value.strip(), LEVELS, TITLE), choices=choices, needed=True)


@given(st.one_of(said, st.sampled_from(sorted(COUNTRIES)), st.text("ABEGKLRUabegklru ", max_size=3)))
def test_a_country(value: str):
    # Files write NA for what is not available, and the list of a form has no such entry.
    if value.strip().upper() != "NA" and not is_word_for_nothing(value):
        agree("country", value, lambda: checked.country(value, TITLE), needed=True)


@pytest.mark.parametrize("value", ["Ask an@example.org", "an@example.org"])
def test_no_title_names_a_person(value: str):
    assert taken(lambda: checked.text(value, TITLE)) == (False, None)
    assert imported("text", value)[0] == "rejected"
    assert taken(lambda: checked.text(value, TITLE, names_person=True)) == (True, value)
