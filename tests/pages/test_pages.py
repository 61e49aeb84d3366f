"""Every page through app.py: with the shipped rows and with none, on several days, and after bad links."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from data import build
from data import store as stores
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(str(file.relative_to(ROOT)) for file in ROOT.glob("pages/*/*.py") if file.name != "__init__.py")
CONSORTIA = ("ENHANCE", "ENtRANCE", "HECSOs", "DEMO")
DAY = date(2026, 11, 21)


def visit(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update(query)
    app.run()
    return app if page.endswith("overview.py") else app.switch_page(page).run()


def nothing_failed(app: AppTest) -> None:
    assert [error.value for error in app.error] == []
    assert [failure.value for failure in app.exception] == []
    assert len(app.title) == 1


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("acronym", CONSORTIA)
def test_every_page_shows_every_consortium(page, acronym):
    app = visit(page, consortium=acronym, as_of=DAY.isoformat())
    nothing_failed(app)
    assert app.selectbox(key="consortium").value is not None
    assert app.date_input(key="as_of").value == DAY
    assert [warning.value for warning in app.warning] == []


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("day", ["2000-01-01", "2024-01-01", "2060-12-31"])
def test_every_page_shows_the_demonstration_long_before_at_its_start_and_long_after(page, day):
    nothing_failed(visit(page, consortium="DEMO", as_of=day))


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_that_the_demonstration_is_fictional(page):
    app = visit(page, consortium="DEMO", as_of=DAY.isoformat())
    shown = " ".join(element.value for element in [*app.markdown, *app.caption] if isinstance(element.value, str))
    assert "Demonstration (fictional)" in shown


@pytest.fixture
def bare(store_with, monkeypatch: pytest.MonkeyPatch) -> None:
    """A consortium of which nothing but the name is known."""
    store = store_with({"consortium": [{"consortium_id": "c", "acronym": "BARE"}]})
    monkeypatch.setattr(build, "_built", store)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("page", PAGES)
def test_every_page_stands_without_any_row(page):
    nothing_failed(visit(page, as_of=DAY.isoformat()))


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"consortium": "NOBODY"}, "The link asks for the consortium “NOBODY”"),
        ({"as_of": "31.3.2026"}, "The link asks for the day “31.3.2026”"),
        ({"as_of": "2026-02-30"}, "The link asks for the day “2026-02-30”"),
        ({"as_of": "1850-01-01"}, "The link asks for the day “1850-01-01”"),
        ({"consortium": "<script>alert(1)</script>"}, "The link asks for the consortium “\\<script\\>"),
        ({"consortium": "{acronym}"}, "The link asks for the consortium “{acronym}”"),
    ],
)
def test_a_link_that_is_wrong_is_answered_with_a_sentence(query, said):
    app = visit("pages/consortium/overview.py", **query)
    nothing_failed(app)
    assert [said in warning.value for warning in app.warning] == [True]


@pytest.mark.usefixtures("opened")
def test_a_filter_of_a_link_that_does_not_exist_is_left_out_and_said():
    app = visit("pages/consortium/deliverables.py", consortium="DEMO", status="lost")
    nothing_failed(app)
    assert ["“lost”" in warning.value for warning in app.warning] == [True]


@pytest.mark.usefixtures("opened")
def test_going_back_in_time_changes_what_is_overdue():
    def overdue(day: str) -> str:
        app = visit("pages/consortium/deliverables.py", consortium="DEMO", as_of=day)
        return next(figure.value for figure in app.metric if figure.label == "Overdue")

    assert (overdue("2026-11-21"), overdue("2024-01-31")) == ("4", "0")


@pytest.mark.usefixtures("opened")
def test_a_filter_narrows_the_table_and_the_picture_alike():
    app = visit("pages/consortium/deliverables.py", consortium="DEMO", as_of=DAY.isoformat())
    everything = len(app.dataframe[0].value)
    app.multiselect(key="status").set_value(["overdue"]).run()
    nothing_failed(app)
    assert (everything, len(app.dataframe[0].value)) == (40, 4)


def foreign(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 a workbook, not a store")


def half_written(path: Path) -> None:
    Store(str(path)).close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def newer(path: Path) -> None:
    Store(str(path)).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into migration values (9999, 'tomorrow', 'x')")


def somebody_elses(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table budget (amount integer)")


@pytest.mark.parametrize(
    ("spoil", "said", "way_out"),
    [
        (foreign, "is not a store of this dashboard", "Set CONSORTIUM_STORE"),
        (half_written, "is damaged or was not written to its end", "Put back a copy"),
        (newer, "was made by a newer version of the dashboard", "Install the newer version"),
        (somebody_elses, "but not a store of this dashboard", "Set CONSORTIUM_STORE"),
    ],
)
def test_a_store_that_cannot_be_opened_is_said_without_a_traceback(tmp_path, monkeypatch, spoil, said, way_out):
    file = tmp_path / "consortium.duckdb"
    spoil(file)
    before = file.read_bytes()
    monkeypatch.setenv("CONSORTIUM_STORE", str(file))
    monkeypatch.setattr(build, "_built", None)
    stores.use(None)
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60).run()
    assert [failure.value for failure in app.exception] == []
    assert said in app.error[0].value
    assert way_out in app.error[0].value
    assert file.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_said_without_a_traceback(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way of a folder")
    monkeypatch.setenv("CONSORTIUM_STORE", str(tmp_path / "file" / "consortium.duckdb"))
    monkeypatch.setattr(build, "_built", None)
    stores.use(None)
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60).run()
    assert [failure.value for failure in app.exception] == []
    assert "cannot be written here" in app.error[0].value
