"""The page of data quality."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.quality import FIELD, MENDED_ON
from data import build
from data.checks import check_files
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]
START = date(2024, 1, 1)


@pytest.fixture(autouse=True)
def store(store_with: Callable[..., Store], monkeypatch: pytest.MonkeyPatch) -> Store:
    store = store_with(
        {
            "consortium": [
                {"consortium_id": "a", "acronym": "Alpha", "title": "A", "starts_on": START},
                {"consortium_id": "b", "acronym": "Beta"},
            ],
            "deliverable": [{"deliverable_id": "d", "consortium_id": "a", "code": "D1", "lead_id": "o"}],
            "engagement": [{"engagement_id": "e", "consortium_id": "a", "held_on": START}],
        }
    )
    monkeypatch.setattr(build, "_built", store)
    return store


def page(**query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update({"consortium": "Alpha", "as_of": "2026-11-21"} | query)
    app = app.run().switch_page("pages/data/quality.py").run()
    assert [failure.value for failure in app.exception] == []
    return app


def figures(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_the_headlines_count_values_warnings_and_consortia_with_a_deliverable():
    app = page()
    # Of 9 + 6 + 11 values the title, the start and a lead are known.
    assert figures(app)["Values known"] == "12%"
    assert "3 of 26 values" in [caption.value for caption in app.caption]
    assert figures(app)["Deliverables"] == "50%"
    assert "on record in 1 of 2 real consortia" in [caption.value for caption in app.caption]
    assert figures(app)["Worth a look"] == "2"


def test_one_entity_is_shown_by_field_and_of_all_consortia_by_consortium_too():
    app = page(quality_entity="deliverable")
    assert [len(frame.value) for frame in app.dataframe] == [6]
    assert figures(app)["Worth a look"] == "0"
    app = page(quality_scope="all", quality_entity="deliverable")
    _, consortia = (frame.value for frame in app.dataframe)
    assert consortia["acronym"].to_list() == ["Alpha", "Beta"]
    assert consortia["row_count"].to_list() == [1, 0]


def test_of_all_consortia_one_entity_is_always_chosen():
    app = page(quality_scope="all")
    assert app.selectbox(key="quality_entity").value == "consortium"


def test_nothing_of_an_entity_is_said_as_such():
    app = page(quality_entity="risk")
    assert "No row of this kind is on record." in " ".join(info.value for info in app.info)


def test_every_check_that_warns_names_the_page_that_mends_it():
    warns = {file.stem for file in check_files() if file.stem.startswith("warn_")}
    assert warns == {*MENDED_ON}
    assert all((ROOT / target).exists() for target, _ in MENDED_ON.values())


def test_every_field_has_its_name(store):
    assert set(store.fetch("select field from expected_field")["field"]) == {*FIELD}
