import ast
import re

import pytest

from tests.rules.repository import at, nowhere, programs, strings, text, tree

PAGES = [file for file in programs("pages") if file.name != "__init__.py"]
MOST_LINES = 80
SQL = re.compile(
    r"\b(select|SELECT)\s.+\s(from|FROM)\s|\b(insert\s+into|INSERT\s+INTO|delete\s+from|DELETE\s+FROM)\s", re.S
)
GIVES_POLARS_A_FUNCTION = {"map_elements", "map_batches", "map_groups", "map_rows"}

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def test_every_page_stands_in_a_section_of_the_menu():
    # Streamlit finds pages that lie directly in pages/ by itself and shows them without the frame.
    assert PAGES
    nowhere(str(file) for file in PAGES if len(file.parts) != 3)


@each_page
def test_a_page_is_a_table_of_contents(page):
    assert len(text(page).splitlines()) <= MOST_LINES


@each_page
def test_a_page_holds_no_sql(page):
    nowhere(at(page, found) for found in strings(page) if SQL.search(str(found.value)))


@each_page
def test_a_page_does_not_try_and_catch(page):
    nowhere(at(page, found) for found in ast.walk(tree(page)) if isinstance(found, ast.Try | ast.TryStar))


@each_page
def test_a_page_leaves_the_session_state_alone(page):
    nowhere(
        at(page, found)
        for found in ast.walk(tree(page))
        if isinstance(found, ast.Attribute | ast.Name) and ast.unparse(found).endswith("session_state")
    )


def test_no_function_is_given_to_polars_where_words_are_looked_up():
    # Polars runs it in another thread, which does not know the reader's language.
    nowhere(
        at(file, found)
        for file in programs("components", "pages")
        for found in ast.walk(tree(file))
        if isinstance(found, ast.Attribute) and found.attr in GIVES_POLARS_A_FUNCTION
    )


def test_a_file_that_is_made_when_asked_for_is_made_for_whoever_asks():
    # Another thread makes it, which knows nobody: the store would refuse to answer.
    nowhere(
        at(file, given.value)
        for file in programs("components", "pages")
        for found in ast.walk(tree(file))
        if isinstance(found, ast.Call) and ast.unparse(found.func) == "st.download_button"
        for given in found.keywords
        if given.arg == "data"
        and not re.match(r"carried\(|lambda: _?\w*\(?rows\b|\w+\.content", ast.unparse(given.value))
    )
