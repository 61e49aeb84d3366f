"""Who is who on its page: decisions with who, when and why, taken back there; what waits; identifiers taken over."""

import hashlib
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data import build
from data.imports.choosing import task_of
from data.imports.guide import ANSWERS
from data.imports.kinds import kind_named
from data.imports.run import Done, Order, run
from data.imports.sheet import sheet_of
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ("Legal name", "Country", "City", "PIC")
ENTRY = {"register": "Charter", "entry": "1", "edition": "2026", "pic": "999902870", "erasmus_code": "B BRUSSEL01",
         "legal_name": "Vrije Universiteit Brussel", "country": "BE", "city": "Brussel"}  # fmt: skip


@pytest.fixture
def store(store_with, monkeypatch: pytest.MonkeyPatch) -> Store:
    made: Store = store_with(
        {
            "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
            "consortium": [{"consortium_id": "c", "acronym": "C", "starts_on": date(2024, 1, 1)}],
            "organisation": [
                {"organisation_id": "vub", "legal_name": "Vrije Universiteit Brussel", "country": "BE",
                 "city": "Brussel"},
                {"organisation_id": "turku", "legal_name": "Turun yliopisto", "country": "FI", "city": "Turku",
                 "pic": "999838000"},
            ],
        }
    )  # fmt: skip
    monkeypatch.setattr(build, "_built", made)
    return made


def bring(store: Store, *rows: tuple[str | None, ...], answers: pl.DataFrame | None = None) -> Done:
    sheet = sheet_of("partners.csv", COLUMNS, rows)
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    order = Order([task_of(sheet, kind_named("partners"), {})], {"partners.csv": digest}, "c", answers=answers)
    return run(store, order, who="Ann", today=date(2026, 11, 21))


def opened() -> AppTest:
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update({"consortium": "C", "as_of": "2026-11-21"})
    app.run()
    return clean(app.switch_page("pages/data/who_is_who.py").run())


def clean(app: AppTest) -> AppTest:
    assert [failure.value for failure in app.exception] == []
    assert [error.value for error in app.error] == []
    return app


def figures(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_nothing_imported_says_what_will_stand_here(store: Store):
    app = opened()
    assert [said.value.partition("**")[2].partition("**")[0] for said in app.info] == [
        "No organisation was imported yet.",
        "No register was imported yet.",
    ]
    assert set(figures(app).values()) == {"0"}


def test_a_decision_is_shown_with_who_when_and_why_and_is_taken_back(store: Store):
    bring(store, ("Turku University", "FI", "Turku", "999838000"))
    app = opened()
    (table,) = [one.value for one in app.dataframe if "told" in one.value.columns]
    (row,) = table.to_dict("records")
    assert (row["told"], row["name"], row["decided_by"], row["recorded_by"], row["reason"]) == (
        "turku university, turku, FI", "Turun yliopisto", "identifier", "Ann", "partners.csv",
    )  # fmt: skip
    assert row["reasons"].startswith("same PIC")
    app.selectbox(key="match_taken_back").select_index(0).run()
    (button,) = [one for one in app.button if one.label == "Take this decision back"]
    clean(button.click().run())
    assert store.fetch("select count(*) as n from organisation_match").item() == 0
    assert figures(app)["Decisions"] == "0"


def test_what_a_register_knows_is_taken_over_when_somebody_says_so(store: Store):
    entry = ENTRY | {"source_id": "s"}
    store.write(lambda t: t.append("register_entry", [entry]), who="t", why="t", origin="app")
    app = opened()
    assert figures(app)["Identifiers on offer"] == "2"
    app.selectbox(key="offered_to").select_index(0).run()
    (button,) = [one for one in app.button if one.label == "Take over"]
    clean(button.click().run())
    found = store.fetch("select pic, erasmus_code from organisation where organisation_id = 'vub'")
    assert found.rows() == [("999902870", "B BRUSSEL01")]
    assert figures(app)["Identifiers on offer"] == "0"


def test_what_waits_is_told_until_it_is_decided(store: Store):
    row = ("Vrije Universiteit Brussel Foundation", "BE", "Brussel", None)
    asked = bring(store, row)
    app = opened()
    waiting = [one.value for one in app.dataframe if "said" in one.value.columns]
    assert [list(one["name"]) for one in waiting] == [["Vrije Universiteit Brussel Foundation"]]
    assert figures(app)["Waiting"] == "1"
    new = pl.DataFrame({"source_key": [asked.questions[0].source_key], "organisation_id": [None]}, schema=ANSWERS)
    bring(store, row, answers=new)
    assert figures(opened())["Waiting"] == "0"
