"""A long list shows one page of itself, which stands in the address; a short one shows all."""

import pytest
from streamlit.testing.v1 import AppTest


def listing(length: int) -> None:
    import streamlit as st

    from components.filters import passed_over

    before = passed_over(length, key="list_page", length=25)
    st.text(f"{before + 1} to {min(before + 25, length)}")


@pytest.mark.parametrize(
    ("length", "page", "shown"),
    [
        (25, None, "1 to 25"),
        (60, None, "1 to 25"),
        (60, 3, "51 to 60"),
        (30, 3, "1 to 25"),  # a filter has made the list shorter than the page that was open
    ],
)
def test_a_page_of_a_list(length: int, page: int | None, shown: str):
    app = AppTest.from_function(listing, kwargs={"length": length})
    if page:
        app.session_state["list_page"] = page
    app.run()
    assert not app.exception
    assert app.text[0].value == shown
