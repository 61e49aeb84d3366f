"""The measurement of many people at once measures: pages are opened, saves are saved, errors are seen."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.browser.server import serve
from tests.load import many_people
from tests.load.session import session

FAULTY = """
import streamlit as st
st.title("Faulty")
name = st.text_input("Name")
if name == "wrong":
    st.error("Not this one.")
if name:
    st.toast(f"Hello {name}")
if name == "broken":
    raise ValueError("broken")
"""

IN_THE_ADDRESS = """
import streamlit as st
st.title(st.text_input("Name", key="name", bind="query-params") or "Nobody")
"""


def elsewhere(work: Callable[[], Any]) -> Any:
    """Return what `work` returns in a thread of its own: this one may drive a browser already, with an event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def test_a_short_run_reads_and_saves(monkeypatch):
    monkeypatch.setattr(many_people, "THINKS_S", (0.05, 0.1))
    monkeypatch.setattr(many_people, "PAGES", {"Overview": "/", "Deliverables": "/deliverables", "About": "/about"})
    figures = elsewhere(lambda: many_people.measure(2, 1, 4, "embedded", runs=1, settle=1))
    assert figures["errors"] == {}
    assert figures["saves"]["acknowledged"] > 0
    assert (figures["saves"]["lost"], figures["saves"]["doubled"]) == (0, 0)
    assert all(row["n"] > 0 and row["p50"] <= row["p95"] for row in figures["pages"].values())
    many_people.print_figures(figures)


def test_what_goes_wrong_is_seen(tmp_path):
    script = tmp_path / "faulty.py"
    script.write_text(FAULTY)

    async def said(address: str) -> list[tuple[str, list[str], list[str]]]:
        views = []
        async with session(address) as reader:
            views.append(await reader.open(""))
            for name in ("right", "wrong", "broken"):
                field = reader.find("text_input", "Name").drawn.id
                views.append(await reader.set(WidgetState(id=field, string_value=name)))
        return [(view.heading, view.toasts, view.errors) for view in views]

    with serve(tmp_path, script) as address:
        seen = elsewhere(lambda: asyncio.run(said(address)))
    assert seen == [
        ("Faulty", [], []),
        ("Faulty", ["Hello right"], []),
        ("Faulty", ["Hello wrong"], ["Not this one."]),
        ("Faulty", ["Hello broken"], ["ValueError: broken"]),
    ]


def test_what_is_chosen_stays_in_the_address_as_a_browser_keeps_it(tmp_path):
    script = tmp_path / "in_the_address.py"
    script.write_text(IN_THE_ADDRESS)

    async def shown(address: str) -> list[str]:
        headings = []
        async with session(address) as reader:
            headings.append((await reader.open("")).heading)
            for name in ("Ada", ""):
                field = reader.find("text_input", "Name").drawn.id
                headings.append((await reader.set(WidgetState(id=field, string_value=name))).heading)
                headings.append((await reader.move("")).heading)
        return headings

    with serve(tmp_path, script) as address:
        seen = elsewhere(lambda: asyncio.run(shown(address)))
    assert seen == ["Nobody", "Ada", "Ada", "Nobody", "Nobody"]


@pytest.mark.parametrize(
    ("memory", "grown"), [([(0, 9), (5, 1), (6, 2), (10, 6)], 1.0), ([(0, 1), (1, 2)], None)], ids=["line", "too few"]
)
def test_growth_is_that_of_the_last_minutes(memory, grown):
    assert many_people.slope(memory) == (grown if grown is None else pytest.approx(grown))


def test_memory_is_told_minute_by_minute_without_jumps():
    memory = [(-0.5, 3.0), (0.0, 9.0), (0.5, 5.0), (0.9, 6.0), (1.0, 7.0), (1.5, 8.0)]
    assert many_people.by_minute(memory) == [3.0, 6.0, 7.5]


def test_the_last_minutes_are_held_against_those_before_without_jumps():
    memory = [(0.0, 99.0), (5.0, 10.0), (6.0, 11.0), (9.0, 12.0), (10.0, 30.0), (13.0, 13.0), (15.0, 14.0)]
    # 10 to 15 against 5 to 10.
    assert many_people.more_at_last(memory) == 3.0
    assert many_people.more_at_last(memory[5:]) is None
