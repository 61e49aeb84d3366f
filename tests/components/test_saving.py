"""Forms that follow each other: what was typed into one is never found in another."""

from typing import Any

import streamlit

from components import saving


def test_what_was_typed_does_not_come_back_with_its_key(monkeypatch):
    state: dict[str, Any] = {}
    monkeypatch.setattr(streamlit, "session_state", state)
    first = saving.opened("risk", "the first", 1)
    assert saving.opened("risk", "the first", 2) is first
    # As where the reader goes on and on before a page was drawn to its end.
    state[first.key("title")] = "about the first"
    state["risk_table_0"] = "no field of the form"
    between = [saving.opened("risk", str(number), 2).key("title") for number in range(saving.TURNS - 1)]
    assert len({first.key("title"), *between}) == saving.TURNS
    again = saving.opened("risk", "the last", 2)
    assert again.key("title") == first.key("title")
    assert state == {"risk": again, "risk_table_0": "no field of the form"}
