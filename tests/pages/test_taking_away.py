"""The page on which data is taken away, and the pack for one partner on the page of partners."""

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from streamlit.testing.v1 import AppTest

from components import taking_away
from data import build
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def store(store_with: Callable[..., Store], monkeypatch: pytest.MonkeyPatch) -> Store:
    """Two consortia, one of them with a partner and a start."""
    store = store_with(
        {
            "consortium": [
                {"consortium_id": "c", "acronym": "C", "starts_on": date(2024, 1, 1)},
                {"consortium_id": "d", "acronym": "D"},
            ],
            "organisation": [{"organisation_id": "o", "short_name": "Oak"}, {"organisation_id": "n"}],
            "participation": [
                {"participation_id": "o", "consortium_id": "c", "organisation_id": "o"},
                {"participation_id": "n", "consortium_id": "c", "organisation_id": "n"},
            ],
        }
    )
    monkeypatch.setattr(build, "_built", store)
    return store


def page(name: str = "data/exports", **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update({"consortium": "C", "as_of": "2026-11-21"} | query)
    app = app.run().switch_page(f"pages/{name}.py").run()
    assert [failure.value for failure in app.exception] == []
    return app


def offered(app: AppTest) -> list[str]:
    return [getattr(button, "label", "") for button in app.get("download_button")]


def made(app: AppTest) -> Any:
    app = next(button for button in app.button if button.label == "Make the package").click().run()
    assert [failure.value for failure in app.exception] == []
    return app.session_state["made_package"]


def test_every_kind_of_file_is_offered_and_the_package_only_once_it_is_made():
    app = page()
    assert offered(app) == [
        "Workbook of the consortium",
        "Empty workbook",
        "Deliverables for Excel",
        "Due dates for the calendar",
        "Results as IATI XML",
    ]
    assert "made_package" not in app.session_state


@pytest.mark.parametrize(
    ("query", "name", "consortia", "history"),
    [
        ({}, "c_version_1_csv.zip", 1, True),
        ({"package_scope": "all"}, "store_version_1_csv.zip", 2, True),
        ({"package_scope": "all", "package_rows": "present"}, "store_version_1_csv.zip", 2, False),
        ({"package_kind": "parquet"}, "c_version_1_parquet.zip", None, True),
    ],
)
def test_one_press_makes_the_package_that_is_wanted(query, name, consortia, history):
    package = made(page(**query))
    assert package.file_name == name
    with zipfile.ZipFile(BytesIO(package.content)) as archive:
        names = archive.namelist()
        if consortia:
            assert archive.read("data/consortium.csv").count(b"\n") == 1 + consortia
    assert any(name.startswith("data/change.") for name in names) == history


def test_another_choice_does_not_offer_what_was_made_before():
    app = page()
    app = next(button for button in app.button if button.label == "Make the package").click().run()
    assert "Download the package" in offered(app)
    app.session_state["package_kind"] = "parquet"
    assert "Download the package" not in offered(app.run())


def test_more_rows_than_a_browser_should_hold_are_left_to_the_command_line(monkeypatch):
    monkeypatch.setattr(taking_away, "MOST_ROWS", 3)
    app = page(package_scope="all")
    assert "python -m data export package" in " ".join(info.value for info in app.info)
    assert [button.label for button in app.button if button.label == "Make the package"] == []


def test_a_consortium_without_any_date_has_no_iati_file():
    app = page(consortium="D")
    assert "Results as IATI XML" not in offered(app)
    assert "IATI demands one of them" in " ".join(info.value for info in app.info)


def test_the_page_of_partners_offers_a_pack_for_each_partner_with_a_name():
    app = page("consortium/partners")
    picker = app.selectbox(key="partner_pack_partner")
    assert picker.options == ["The whole consortium", "Oak"]
    app = picker.select_index(1).run()
    assert "Workbook for this partner" in offered(app)


def test_the_pack_holds_what_the_partner_answers_for():
    from queries.exports import template_file

    book = openpyxl.load_workbook(BytesIO(template_file(consortium="c", partner="o")))
    assert [row[0] for row in book["Partners"].iter_rows(min_row=4, values_only=True)] == ["o"]
