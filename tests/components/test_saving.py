"""Forms that follow each other: what was typed into one is never found in another."""

from typing import Any

import streamlit

from components import saving


def test_what_was_typed_two_turns_ago_does_not_come_back_with_its_key(monkeypatch):
    state: dict[str, Any] = {}
    monkeypatch.setattr(streamlit, "session_state", state)
    first = saving.opened("risk", "a", 1)
    assert saving.opened("risk", "a", 2) is first
    state[first.key("title")] = "about a"
    # As where the reader goes on before the page about b was drawn to its end.
    second = saving.opened("risk", "b", 2)
    assert second.key("title") not in state
    state["risk_table_0"] = "no field of the form"
    third = saving.opened("risk", "c", 2)
    assert third.key("title") == first.key("title") != second.key("title")
    assert state == {"risk": third, "risk_table_0": "no field of the form"}
