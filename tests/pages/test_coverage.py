"""The coverage page by each map and measure, and the region that a link opens."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from queries.coverage import region_coverage

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("opened")


def page(consortium: str = "DEMO", **asked: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update({"consortium": consortium, "as_of": "2026-11-21"} | asked)
    app.run().switch_page("pages/reach/coverage.py").run()
    assert [failure.value for failure in app.exception] == []
    assert [error.value for error in app.error] == []
    return app


def captions(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.caption)


def headings(app: AppTest) -> list[str]:
    return [heading.value for heading in app.header]


@pytest.mark.parametrize("measure", ["csos", "density", "pilots", "engagements", "headcount"])
def test_regions_in_scope_out_of_scope_and_not_placed_make_all(measure):
    app = page(region_measure=measure)
    assert "156 CSOs in scope, 0 in regions out of scope and 3 not placed make 159." in captions(app)


def test_a_country_left_out_is_out_of_scope_and_its_csos_are_still_counted():
    app = page(region_country="FI")
    total = captions(app).partition(" make 159.")[0].rpartition("CSOs in scope, ")[2]
    assert total.endswith("in regions out of scope and 3 not placed")
    assert int(total.split()[0]) > 100


def test_a_link_opens_a_region_with_what_lies_in_it():
    app = page(region="PL-LU")
    assert "Lublin (Poland)" in headings(app)
    members = app.dataframe[1].value
    rows = region_coverage(scheme="ISO-3166-2", level=1, consortium="demo", as_of=date(2026, 11, 21)).rows.filter(
        region_code="PL-LU"
    )
    assert (members["kind_shown"] == "CSO").sum() == rows["csos"].item() == 13


def test_a_region_that_is_none_is_told_in_a_sentence():
    app = page(region="XX-1")
    assert ["“XX-1”, which is not among these" in warning.value for warning in app.warning] == [True]
    assert headings(app) == ["CSOs"]


@pytest.mark.parametrize(
    ("mode", "said"),
    [("organisations", "on the map"), ("links", "links of partners"), ("density", "Where 152 CSOs stand")],
)
def test_every_other_map_says_what_it_draws(mode, said):
    assert said in headings(page(map_mode=mode))[0]


def test_what_public_sources_do_not_say_is_not_called_none():
    app = page("ENtRANCE")
    assert any("not in public sources" in info.value for info in app.info)
    assert len(app.dataframe) == 0
