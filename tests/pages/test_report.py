"""The page of the report: made at a press of its button, and only then."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data import build
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def store(store_with, monkeypatch: pytest.MonkeyPatch) -> Store:
    """One consortium with one deliverable."""
    store: Store = store_with(
        {
            "consortium": [{"consortium_id": "c", "acronym": "C", "starts_on": date(2024, 1, 1)}],
            "deliverable": [{"deliverable_id": "d", "consortium_id": "c", "code": "D1", "title": "The one"}],
        }
    )
    monkeypatch.setattr(build, "_built", store)
    return store


def page(**query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update({"consortium": "C", "as_of": "2026-11-21"} | query)
    return app.run().switch_page("pages/results/report.py").run()


def press(app: AppTest) -> AppTest:
    return next(button for button in app.button if button.label == "Make the report").click().run()


def made(app: AppTest) -> Any:
    assert [failure.value for failure in app.exception] == []
    assert [error.value for error in app.error] == []
    return app.session_state["made_report"]


def test_nothing_is_made_before_the_button_is_pressed():
    app = page()
    assert "made_report" not in app.session_state
    assert app.get("download_button") == []


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF"), ("html", b"<!DOCTYPE html>"), ("docx", b"PK")])
def test_one_press_makes_the_report_and_offers_it(store, kind, begins):
    app = press(page(report_from="2026-01-01", report_kind=kind))
    report = made(app)
    assert report.content.startswith(begins)
    assert (report.wanted.since, report.wanted.until) == (date(2026, 1, 1), date(2026, 11, 21))
    assert report.wanted.file_name == f"report_c_2026-01-01_2026-11-21.{kind}"
    assert f"made from version {store.version} of the store" in app.success[0].value
    assert len(app.get("download_button")) == 1


def test_the_report_goes_back_a_year_unless_a_first_day_is_chosen():
    assert "changes from 21 Nov 2025 to 21 Nov 2026" in " ".join(caption.value for caption in page().caption)


def test_a_report_of_other_days_is_not_offered_for_these():
    app = press(page(report_kind="html"))
    made(app)
    app.date_input(key="as_of").set_value(date(2026, 10, 1)).run()
    assert app.get("download_button") == []


def test_a_first_day_after_the_last_is_said_and_makes_nothing():
    app = page(report_from="2026-12-01")
    assert "is after its last day" in app.info[0].value
    assert [button.label for button in app.button if button.label == "Make the report"] == []


def test_a_link_with_a_day_that_is_none_is_answered_with_a_sentence():
    assert "“yesterday”" in page(report_from="yesterday").warning[0].value
