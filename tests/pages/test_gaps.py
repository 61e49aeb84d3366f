"""Gaps and reach through the page: what it shows is what the queries answer, and what is not known is not zero."""

import json
import re
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.words import number, percent, short
from data.regions.schemes import SHIPPED
from queries import coverage

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("opened")
DAY = date(2026, 11, 21)
DEMO: dict[str, Any] = {"consortium": "demo", "as_of": DAY}
COUNTRIES = ["BE", "FI", "IT", "NL", "PL", "PT", "RO"]


def page(consortium: str = "DEMO", as_of: date = DAY, **query: Any) -> AppTest:
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update({"consortium": consortium, "as_of": as_of.isoformat(), **query})
    app.run()
    app = app.switch_page("pages/reach/gaps.py").run()
    assert [failure.value for failure in [*app.exception, *app.error]] == []
    return app


def figures(app: AppTest) -> dict[str, str]:
    return {figure.label: figure.value for figure in app.metric}


def headers(app: AppTest) -> list[str]:
    return [header.value for header in app.header]


def said(app: AppTest) -> str:
    return " ".join(element.value for element in [*app.caption, *app.info, *app.success])


def layers(app: AppTest) -> dict[str, Any]:
    (drawn,) = app.get("deck_gl_json_chart")
    return {layer["id"]: layer for layer in json.loads(drawn.proto.json)["layers"]}


def test_the_regions_without_a_cso_are_those_of_the_query():
    where: dict[str, Any] = {"scheme": SHIPPED, "level": 1, "countries": COUNTRIES}
    gaps = coverage.region_gaps(**DEMO, **where).rows
    scope = coverage.coverage_scope_headlines(**DEMO, **where).rows.row(0, named=True)
    missed = scope["population"] - scope["population_covered"]
    app = page()
    assert figures(app) == {
        "Coverage": percent(scope["regions_with_cso"], scope["regions"]),
        "Gaps": number(gaps.height),
        "People in gaps": short(missed),
        "Population known": percent(scope["regions_with_population"], scope["regions"]),
        "CSOs in scope": number(scope["csos_in_scope"]),
    }
    assert gaps["population"].sum() == missed
    assert headers(app) == [f"{gaps.height} regions without a CSO"]
    (table,) = app.dataframe
    assert table.value["title"].to_list() == gaps["title"].to_list()
    assert table.value["distance_km"].to_list() == gaps["distance_km"].to_list()
    assert len(layers(app)["gaps"]["data"]) == gaps.height
    assert f"of {scope['csos']}; {scope['csos_not_placed']} not placed" in said(app)


def test_scope_population_basis_and_attribution_stand_beside_the_figures():
    words = said(page())
    assert "level 1, in Belgium, Finland, Italy, Netherlands, Poland, Portugal, Romania." in words
    assert "Population: sums over the places that GeoNames lists, no census, 2026." in words
    assert "Made with Natural Earth. Places: GeoNames, CC BY 4.0." in words
    assert "level 1, in Finland." in said(page(gaps_country="FI"))
    assert "countries, in Germany, Finland." in said(page(gaps_country=["DE", "FI"], gaps_level="0"))


def test_no_gap_in_scope_is_said():
    assert "Nothing in scope is without a CSO." in said(page(gaps_country="FI", gaps_level="0"))


def test_more_gaps_than_are_drawn_are_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("components.gaps.MOST_DRAWN", 20)
    app = page()
    assert len(layers(app)["gaps"]["data"]) == 20
    assert "The 20 largest of " in said(app)


def test_towns_follow_the_sliders():
    app = page(gaps_part="towns")
    towns = coverage.town_gaps(**DEMO, countries=COUNTRIES).rows
    assert headers(app) == [f"{towns.height} towns of 50,000 people or more without a CSO within 10 km"]
    assert figures(app)["People there"] == short(sum(towns["population"].to_list()))
    app.slider(key="gaps_town_km").set_value(60)
    app.slider(key="gaps_town_people").set_value(200_000)
    app.run()
    fewer = coverage.town_gaps(**DEMO, countries=COUNTRIES, km=60, at_least=200_000).rows
    assert 0 < fewer.height < towns.height
    assert figures(app)["Towns"] == number(fewer.height)
    assert app.dataframe[0].value["title"].to_list() == fewer["title"].to_list()
    assert "156 of 159 have a point" in said(app)


@pytest.mark.parametrize("consortium", ["DEMO", "ENtRANCE"])
def test_reach_follows_the_slider_and_needs_no_cso(consortium):
    app = page(consortium, gaps_part="reach")
    for km in (30, 100):
        rows = coverage.reach_by_partner(consortium=consortium.lower(), as_of=DAY, km=km).rows
        *partners, together = rows.to_dicts()
        assert figures(app)["Within reach"] == short(together["population"])
        (bars,) = [drawn for one in app.get("html") if "text-align:end" in (drawn := one.proto.body)]
        assert re.findall(r'text-align:end">(.*?)<', bars) == [*(row["partner"] for row in partners), "All together"]
        assert re.findall(r"(?<=>)[\d,]+ people", bars) == [f"{row['population']:,} people" for row in rows.to_dicts()]
        circles = layers(app)["reach"]
        assert (circles["getRadius"], len(circles["data"])) == (km * 1000, len(partners))
        app.slider(key="gaps_reach_km").set_value(100)
        app.run()


def test_one_partner_can_be_looked_at():
    app = page(gaps_part="reach", gaps_partner="demo-tuulisaari")
    assert [circle["at"] for circle in layers(app)["reach"]["data"]] == [[25.721, 62.242]]
    assert "C: Civil society organisation" not in said(app)
    assert "C: Civil society organisation" in said(page(gaps_part="reach"))


def test_regions_that_work_together_and_how_far_csos_are():
    app = page(gaps_part="pairs")
    pairs = coverage.region_pairs(**DEMO, scheme=SHIPPED, level=1).rows
    far = coverage.cso_distance(**DEMO).rows
    assert headers(app) == [f"{pairs.height} pairs of regions work together", "How far CSOs are from their partner"]
    assert app.dataframe[0].value["pilots"].to_list() == pairs["pilots"].to_list()
    within = pairs.filter(pairs["region_code"] == pairs["other_region_code"]).height
    assert len(layers(app)["pairs"]["data"]) == pairs.height - within
    assert f"{within} regions work within themselves" in said(app)
    known = far["distance_km"].count()
    assert known < far.height
    assert f"known for {known} of {far.height} contacts" in said(app)
    assert f"median {number(median(far['distance_km'].drop_nulls().to_list()))} km" in said(app)


def test_all_real_consortia_leave_out_the_demonstration():
    app = page(gaps_part="pairs", gaps_consortia="all")
    pairs = coverage.region_pairs(consortium="", as_of=DAY, scheme=SHIPPED, level=1).rows
    assert headers(app)[0] == f"{pairs.height} pairs of regions work together"
    assert "is not in public sources" in said(app)


@pytest.mark.parametrize("part", ["regions", "towns"])
@pytest.mark.parametrize("consortium", ["ENtRANCE", "HECSOs"])
def test_what_public_sources_do_not_name_is_no_gap(consortium, part):
    app = page(consortium, gaps_part=part)
    assert "The CSOs this consortium works with are not in public sources." in said(app)
    assert (figures(app), headers(app), len(app.dataframe)) == ({}, [], 0)


def test_a_day_before_the_consortium_is_said():
    assert "Nobody is in this consortium on this day." in said(page(as_of=date(2000, 1, 1)))
