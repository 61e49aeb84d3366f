"""Importing through the page: a table is dropped, its columns corrected, its faults told, and taken back."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data import build
from data.imports.kept import run_list
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]
FILE = """Nr.;Deliverable title;Verantw.;Type;Due date
D1.1;Handbook;Alpha University;R;2024-03-31
D1.2;Plan;Alfa University;R;2024-06-30
"""


@pytest.fixture
def store(store_with, monkeypatch: pytest.MonkeyPatch) -> Store:
    made: Store = store_with(
        {
            "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
            "consortium": [
                {"consortium_id": "c", "acronym": "C", "starts_on": date(2024, 1, 1), "starts_precision": "day",
                 "ends_on": date(2027, 12, 31)},
            ],
            "organisation": [{"organisation_id": "a", "legal_name": "Alpha University", "country": "BE"}],
            "participation": [{"participation_id": "p", "consortium_id": "c", "organisation_id": "a"}],
        }
    )  # fmt: skip
    monkeypatch.setattr(build, "_built", made)
    return made


@pytest.fixture
def app(store: Store) -> AppTest:
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update({"consortium": "C", "as_of": "2026-11-21"})
    app.run()
    return app.switch_page("pages/data/imports.py").run()


def labelled(elements: Any, label: str) -> Any:
    return next(element for element in elements if element.label.startswith(label))


def figures(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def clean(app: AppTest) -> AppTest:
    assert [failure.value for failure in app.exception] == []
    assert [error.value for error in app.error] == []
    return app


def test_a_table_is_dropped_corrected_previewed_imported_and_taken_back(app: AppTest, store: Store):
    clean(app)
    app.file_uploader[0].set_value([("plan.csv", FILE.encode(), "text/csv")]).run()
    clean(app)
    assert labelled(app.selectbox, "What it is about").value == "deliverables"
    assert labelled(app.selectbox, "Lead partner").value == ""
    labelled(app.selectbox, "Lead partner").set_value("Verantw.").run()
    version = store.version
    labelled(app.button, "See what would be done").click().run()
    clean(app)
    assert {name: value for name, value in figures(app).items() if name != "Records to add"} == {
        "Rows read": "2", "Accepted": "1", "Repaired": "0", "Rejected": "1", "Left out": "0",
    }  # fmt: skip
    assert store.version == version
    said = " ".join(str(value) for table in app.dataframe for value in table.value.to_numpy().ravel())
    assert "The field “Lead partner” says Alfa University" in said
    assert "such as: Alpha University" in said
    labelled(app.button, "Import 1 row").click().run()
    clean(app)
    assert figures(app)["Rejected"] == "1"
    assert store.fetch("select code, lead_id from deliverable").rows() == [("D1.1", "a")]
    run_id = run_list(store)["run_id"][0]
    app.session_state["opened_run"] = run_id
    app.session_state["opened_run_elsewhere"] = 1
    app.run()
    labelled(app.button, "Take it back").click().run()
    clean(app)
    assert store.fetch("select code from deliverable").is_empty()


def test_going_back_keeps_what_was_decided(app: AppTest, store: Store):
    app.file_uploader[0].set_value([("plan.csv", FILE.encode(), "text/csv")]).run()
    labelled(app.selectbox, "Lead partner").set_value("Verantw.").run()
    labelled(app.button, "See what would be done").click().run()
    labelled(app.button, "Back").click().run()
    assert labelled(app.selectbox, "Lead partner").value == "Verantw."
    # A column is one field: the one it was last said to be.
    labelled(app.selectbox, "Title").set_value("Verantw.").run()
    assert labelled(app.selectbox, "Lead partner").value == ""
    clean(app)


def test_a_file_that_is_none_is_refused_in_a_sentence(app: AppTest, store: Store):
    version = store.version
    app.file_uploader[0].set_value([("empty.csv", b"", "text/csv")]).run()
    assert [failure.value for failure in app.exception] == []
    assert len(app.error) == 1
    assert store.version == version
