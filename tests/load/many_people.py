"""Many people at once: viewers move through the pages and editors save, against one server on this machine.

    python -m tests.load.many_people [--viewers 50] [--editors 5] [--settle 20] [--minutes 10]
        [--store shared|embedded] [--json FILE]

Each speaks Streamlit's own messages over a WebSocket of its own, as a browser does; what a browser does with them, and
the files it fetches beside them, is not in the figures. A viewer thinks 3 to 8 seconds, then opens the next page (most
often), chooses a filter, another day or another consortium. An editor records events of one deliverable in the page's
own form; a save counts when the page said so, and at the end the store is asked for each of them. Before, in the same
run: an empty Streamlit page with as many viewers (the floor), and one reader alone on each page; then each viewer opens
every page of two consortia on two days, and all work on for the minutes of `--settle`, uncounted: what sessions keep of
pages, the store of answers and what DuckDB keeps of questions is there, and memory shows what grows without end.
"""

import argparse
import asyncio
import json
import math
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed

from components.labels import EVENT
from components.saving import today
from data.store import open_store
from tests.browser.server import ROOT, Address, serve
from tests.load.bench import PAGES, _empty
from tests.load.session import Session, View, session
from tests.postgresql import running

THINKS_S = (3.0, 8.0)
FLOOR_S = 60.0
ALONE_RUNS = 10
SAMPLED_EVERY_S = 5.0
# The last minutes, over which memory should be flat.
FLAT_MINUTES = 5.0
# What a viewer does next, and how often of a hundred times.
ACTS = {"page": 80, "filter": 8, "day": 6, "consortium": 6}
ALL = "every act of a viewer"
OPEN_DELIVERABLES = """
select consortium.acronym, deliverable.deliverable_id, deliverable.title
from deliverable
inner join consortium using (consortium_id)
where deliverable.title is not null and deliverable.deliverable_id not in (
    select deliverable_id from deliverable_event where event not in ('planned', 'rescheduled', 'drafted')
)
order by consortium.acronym, deliverable.deliverable_id
"""
RECORDED = """
select reason, count(*) as n from deliverable_event_record where reason like 'load %' and not withdrawn group by reason
"""
Figures = dict[str, Any]


@dataclass
class Record:
    """What happened so far: seconds of each act, what went wrong, which saves the page acknowledged."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    acknowledged: list[str] = field(default_factory=list)
    is_counting: bool = False
    arrived: int = 0

    def note(self, act: str, view: View) -> None:
        """Note one act of somebody."""
        for error in view.errors:
            self.errors[f"{act}: {error}"] += 1
        if self.is_counting:
            self.seconds[act].append(view.seconds)


async def viewer(address: str, record: Record, chance: random.Random, until: Callable[[], bool]) -> None:
    """Read page after page until it is time, through all pages of all consortia."""
    titles: list[str] = []
    async with session(address) as reader:
        await asyncio.sleep(chance.uniform(0, THINKS_S[1]))
        record.note("first page", await reader.open(""))
        await _first_round(reader, record, chance)
        record.arrived += 1
        while not until():
            await asyncio.sleep(chance.uniform(*THINKS_S))
            act = chance.choices(list(ACTS), list(ACTS.values()))[0]
            state = _chosen(reader, act, chance)
            if state:
                view = await reader.set(state[0], fragment=state[1])
                record.note(act, view)
            else:
                titles = titles or chance.sample(list(PAGES), len(PAGES))
                title = titles.pop()
                view = await reader.move(PAGES[title][1:])
                record.note(title, view)
                if view.heading != title:
                    record.errors[f"{title}: shows “{view.heading}”"] += 1
            record.note(ALL, View(view.seconds))


async def _first_round(reader: Session, record: Record, chance: random.Random) -> None:
    for _ in range(2):
        for act in ("consortium", "day"):
            if chosen := _chosen(reader, act, chance):
                record.note(act, await reader.set(chosen[0]))
        for title in chance.sample(list(PAGES), len(PAGES)):
            record.note(title, await reader.move(PAGES[title][1:]))


def _chosen(reader: Session, act: str, chance: random.Random) -> tuple[WidgetState, str] | None:
    """Return the state of a widget that the reader sets and the part of the page it is in; None to open a page."""
    if act == "consortium":
        picker = reader.find("selectbox", "Consortium")
        return WidgetState(id=picker.drawn.id, string_value=chance.choice(picker.drawn.options)), ""
    if act == "day":
        # Today half of the times; else the first day of a month of the last two years.
        now = today()
        past = (now - timedelta(days=chance.randrange(730))).replace(day=1)
        state = WidgetState(id=reader.find("date_input", "As of").drawn.id)
        state.string_array_value.data.append(chance.choice([now, past]).isoformat())
        return state, ""
    filters = [widget for widget in reader.of_kind("multiselect") if widget.drawn.options and not widget.drawn.form_id]
    if act == "filter" and filters:
        picked = chance.choice(filters)
        state = WidgetState(id=picked.drawn.id)
        # Nothing chosen is all.
        state.string_array_value.data.extend(chance.sample(list(picked.drawn.options), chance.randrange(2)))
        return state, picked.fragment
    return None


async def editor(
    address: str, record: Record, name: str, about: tuple[str, str], chance: random.Random, until: Callable[[], bool]
) -> None:
    """Record events of one deliverable (acronym, title) until it is time, in the form of the page."""
    acronym, title = about
    async with session(address) as writer:
        await asyncio.sleep(chance.uniform(0, THINKS_S[1]))
        record.note("editor: open", await writer.open("deliverables", {"consortium": acronym, "search": title}))
        (table,) = writer.of_kind("dataframe")
        # Whoever comes again after an error is another.
        name = f"{name}.{time.monotonic_ns()}"
        choice = json.dumps({"selection": {"rows": [0], "columns": [], "cells": []}})
        record.note("editor: open", await writer.set(WidgetState(id=table.drawn.id, string_value=choice)))
        record.arrived += 1
        number = 0
        while not until():
            await asyncio.sleep(chance.uniform(*THINKS_S))
            number += 1
            event = ("drafted", "rescheduled")[number % 2]
            chosen = WidgetState(id=writer.find("selectbox", "Event").drawn.id, string_value=EVENT[event])
            record.note("editor: choose the event", await writer.set(chosen))
            await asyncio.sleep(chance.uniform(*THINKS_S))
            reason = f"load {name} {number}"
            typed = [WidgetState(id=writer.find("text_area", "Reason").drawn.id, string_value=reason)]
            if event == "drafted":
                typed.append(
                    WidgetState(id=writer.find("number_input", "Progress").drawn.id, double_value=number % 100)
                )
            else:
                due = WidgetState(id=writer.find("date_input", "New due date").drawn.id)
                due.string_array_value.data.append((today() + timedelta(days=30 + number)).isoformat())
                typed.append(due)
            typed.append(WidgetState(id=writer.find("button", "Save").drawn.id, trigger_value=True))
            view = await writer.set(*typed)
            record.note("save", view)
            if any(said.startswith("Saved") for said in view.toasts):
                record.acknowledged.append(reason)
            elif not view.errors:
                record.errors["save: the page did not say that it was saved"] += 1


async def kept_up(work: Callable[[], Awaitable[None]], record: Record, until: Callable[[], bool]) -> None:
    """Let somebody go on, in a new session after an error, which is counted."""
    while not until():
        try:
            await work()
        except (ConnectionClosed, OSError, TimeoutError, LookupError) as failure:
            record.errors[f"{type(failure).__name__}: {failure}"] += 1
            await asyncio.sleep(1)


async def together(
    address: Address, viewers: int, edited: list[tuple[str, str]], seconds: float, seed: int, settle: float = 0.0
) -> tuple[Record, Figures]:
    """Return what happened to viewers, and to an editor of each of `edited`, within some seconds; and the costs.

    It counts from `settle` seconds after everybody has arrived.
    """
    record = Record()
    end = [float("inf")]
    people: list[Callable[[], Awaitable[None]]] = []

    def is_over() -> bool:
        return time.monotonic() >= end[0]

    for number in range(viewers):
        chance = random.Random(f"{seed} viewer {number}")
        people.append(partial(viewer, address, record, chance, is_over))
    for number, about in enumerate(edited):
        chance = random.Random(f"{seed} editor {number}")
        people.append(partial(editor, address, record, f"{seed}.{number}", about, chance, is_over))
    before = address.memory()
    working = [asyncio.create_task(kept_up(work, record, is_over)) for work in people]
    while record.arrived < len(people):
        await asyncio.sleep(0.1)
    arrived = address.memory()
    # Minutes, before it counts below 0, and MB.
    memory: list[tuple[float, float]] = []
    counts_from = time.monotonic() + settle
    end[0] = counts_from + seconds
    await _watched(address, memory, counts_from, counts_from)
    record.is_counting = True
    begun, server, load = time.monotonic(), address.processor_ms(), time.process_time()
    await _watched(address, memory, counts_from, end[0])
    taken = time.monotonic() - begun
    costs = {
        "seconds": taken,
        "processor of the server, cores": (address.processor_ms() - server) / 1000 / taken,
        "processor of the load, cores": (time.process_time() - load) / taken,
        "MB before": before,
        "minutes of settling": settle / 60,
        "MB per session, pages seen": (arrived - before) / len(people),
        "MB at the end": address.memory(),
        "MB per minute at the end": slope(memory),
        "MB more in the last minutes": more_at_last(memory),
        "MB, median of each minute": by_minute(memory),
        "memory": memory,
        "programs waiting for a core": os.getloadavg()[1],
    }
    record.is_counting = False
    await asyncio.gather(*working)
    return record, costs


async def _watched(address: Address, memory: list[tuple[float, float]], counts_from: float, until: float) -> None:
    while (now := time.monotonic()) < until:
        memory.append(((now - counts_from) / 60, address.memory()))
        await asyncio.sleep(min(SAMPLED_EVERY_S, max(until - time.monotonic(), 0)))


def slope(memory: list[tuple[float, float]]) -> float | None:
    """Return by how much memory grows, in MB per minute, over the last minutes: a line fitted; None of fewer than 3."""
    last = [point for point in memory if point[0] >= memory[-1][0] - FLAT_MINUTES]
    return statistics.linear_regression(*zip(*last, strict=True)).slope if len(last) > 2 else None


def more_at_last(memory: list[tuple[float, float]]) -> float | None:
    """Return how much more, in MB, the last minutes have than as many before them: medians; None where there are none.

    A line through the last minutes follows what comes and goes in a moment: 20 MB while reports are made.
    """
    ago = [(memory[-1][0] - minute, size) for minute, size in memory]
    last = [size for minutes, size in ago if minutes <= FLAT_MINUTES]
    before = [size for minutes, size in ago if FLAT_MINUTES < minutes <= 2 * FLAT_MINUTES]
    return statistics.median(last) - statistics.median(before) if before else None


def by_minute(memory: list[tuple[float, float]]) -> list[float]:
    """Return the median of what was in memory in each minute, those of settling too: without jumps of a moment; MB."""
    minutes: dict[int, list[float]] = defaultdict(list)
    for minute, size in memory:
        minutes[math.floor(minute)].append(size)
    return [statistics.median(sizes) for _, sizes in sorted(minutes.items())]


async def alone(address: Address, runs: int) -> Figures:
    """Return what each page takes when one reader is there and others saw it before: its time and the server's."""
    figures: Figures = {}
    async with session(address) as reader:
        await reader.open("")
        for title, path in PAGES.items():
            await reader.move(path[1:])
            await reader.move("about")
            begun = address.processor_ms()
            views = [await reader.move(path[1:]) for _ in range(runs)]
            figures[title] = {
                "alone, ms": 1000 * statistics.median(view.seconds for view in views),
                "processor, ms": (address.processor_ms() - begun) / runs,
                "kB": statistics.median(view.bytes_received for view in views) / 1000,
            }
    return figures


async def empty_page(address: Address, viewers: int, seconds: float, seed: int) -> Figures:
    """Return what as many viewers wait for on an empty page: what Streamlit itself takes."""
    taken: list[float] = []
    end = time.monotonic() + seconds

    async def look(chance: random.Random) -> None:
        async with session(address) as reader:
            await asyncio.sleep(chance.uniform(0, THINKS_S[1]))
            await reader.open("")
            while time.monotonic() < end:
                await asyncio.sleep(chance.uniform(*THINKS_S))
                taken.append((await reader.move("")).seconds)

    begun = address.processor_ms()
    await asyncio.gather(*(look(random.Random(f"{seed} floor {number}")) for number in range(viewers)))
    return summary(taken) | {"processor, ms": (address.processor_ms() - begun) / (len(taken) + viewers)}


def summary(seconds: list[float]) -> Figures:
    """Return how many, and half and 95 % of them within how many milliseconds."""
    ordered = sorted(seconds)
    if not ordered:
        return {"n": 0, "p50": None, "p95": None}
    return {
        "n": len(ordered),
        "p50": 1000 * statistics.median(ordered),
        "p95": 1000 * ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))],
    }


def saves(store: str, record: Record) -> Figures:
    """Return how many acknowledged saves a store that nobody else has open does not hold, or holds twice."""
    with closing(open_store(store)) as opened:
        there = dict(opened.fetch(RECORDED).iter_rows())
    return {
        "acknowledged": len(record.acknowledged),
        "lost": sum(reason not in there for reason in record.acknowledged),
        "doubled": sum(count != 1 for count in there.values()),
    }


@contextmanager
def made_store(folder: Path, kind: str) -> Iterator[str]:
    """Give the address of a store of a kind ("embedded", "shared") with all that is shipped."""
    with ExitStack() as stack:
        address = (
            stack.enter_context(running(durable=True)).empty_store()
            if kind == "shared"
            else str(folder / "consortium.duckdb")
        )
        subprocess.run(
            [sys.executable, "-m", "data", "init"],
            cwd=ROOT,
            env=os.environ | {"CONSORTIUM_STORE": address},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        yield address


def measure(
    viewers: int, editors: int, seconds: float, kind: str, seed: int = 1, runs: int = ALONE_RUNS, settle: float = 0.0
) -> Figures:
    """Return all figures of one run."""
    with tempfile.TemporaryDirectory() as name, made_store(Path(name), kind) as store:
        folder = Path(name)
        with closing(open_store(store)) as opened:
            edited = [(row[0], row[2]) for row in opened.fetch(OPEN_DELIVERABLES).iter_rows()][:editors]
        with _empty(folder) as address:
            floor = asyncio.run(empty_page(address, viewers, min(FLOOR_S, seconds), seed))
        with serve(folder, settings={"CONSORTIUM_STORE": store}) as address:
            pages = asyncio.run(alone(address, runs))
            record, costs = asyncio.run(together(address, viewers, edited, seconds, seed, settle))
        for title in pages:
            pages[title] |= summary(record.seconds[title])
        return {
            "machine": _machine(),
            "asked": {"viewers": viewers, "editors": len(edited), "store": kind, "thinks": THINKS_S},
            "floor": floor,
            "pages": pages,
            "acts": {act: summary(taken) for act, taken in sorted(record.seconds.items()) if act not in pages},
            "saves": saves(store, record),
            "errors": dict(record.errors),
            "costs": costs,
        }


def _machine() -> str:
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return f"{len(model)} cores, {model[0].partition(': ')[2]}; Python {platform.python_version()}"


def print_figures(figures: Figures) -> None:
    """Print one table, and below it what the server took and what went wrong."""
    asked, costs, floor = figures["asked"], figures["costs"], figures["floor"]
    print(figures["machine"])
    print(f"{asked['viewers']} viewers and {asked['editors']} editors, {asked['store']} store\n")
    columns = ("alone, ms", "processor, ms", "kB", "n", "p50", "p95")
    print(f"{'':34}" + "".join(f"{column:>15}" for column in columns))
    rows = {"empty Streamlit page (floor)": floor, **figures["pages"], **figures["acts"]}
    for title, row in rows.items():
        said = [f"{row[column]:.0f}" if row.get(column) is not None else "–" for column in columns]
        print(f"{title:34}" + "".join(f"{value:>15}" for value in said))
    print("\nsaves: " + ", ".join(f"{name} {value}" for name, value in figures["saves"].items()))
    print(", ".join(f"{name} {value:.2f}" for name, value in costs.items() if isinstance(value, float)))
    print(
        f"MB, median of each minute, {costs['minutes of settling']:.0f} of them before it counts: "
        + ", ".join(f"{size:.0f}" for size in costs["MB, median of each minute"])
    )
    print("errors: " + (", ".join(f"{said} ({n} times)" for said, n in figures["errors"].items()) or "none"))


def main() -> None:
    """Measure, print and, where asked, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--viewers", type=int, default=50)
    parser.add_argument("--editors", type=int, default=5)
    parser.add_argument("--settle", type=float, default=20.0, help="minutes of the same before it counts")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--store", choices=("shared", "embedded"), default="embedded")
    parser.add_argument("--json", type=Path, help="a file to write the figures to")
    options = parser.parse_args()
    figures = measure(options.viewers, options.editors, 60 * options.minutes, options.store, settle=60 * options.settle)
    print_figures(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
