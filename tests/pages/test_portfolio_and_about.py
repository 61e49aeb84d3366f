"""The pages that speak of every consortium at once, through the router."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

pytestmark = pytest.mark.usefixtures("opened")

ROUTER = Path(__file__).resolve().parents[2] / "router.py"
PORTFOLIO = "pages/results/portfolio.py"
ABOUT = "pages/data/about.py"


def visit(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROUTER), default_timeout=60)
    app.query_params.update({"as_of": "2026-11-21"} | query)
    shown = app.run().switch_page(page).run()
    assert [failure.value for failure in (*shown.error, *shown.exception)] == []
    return shown


def figures(app: AppTest) -> dict[str, str]:
    return {figure.label: figure.value for figure in app.metric}


def shown(links: Iterable[str | None]) -> list[str | None]:
    """Return what a reader sees of a column of links."""
    return [link and link.partition("#")[2] for link in links]


def listed(app: AppTest) -> list[str | None]:
    return shown(app.dataframe[0].value["acronym_shown"])


def said(app: AppTest) -> str:
    return "\n".join(element.value for element in (*app.markdown, *app.caption))


def test_the_fictional_consortium_is_in_no_figure_until_it_is_asked_in():
    app = visit(PORTFOLIO)
    assert figures(app) == {
        "Consortia": "3",
        "Organisations": "23",
        "Participations": "23",
        "Countries": "13",
        "Grant known": "€19.4M",
    }
    assert listed(app) == ["ENHANCE", "ENtRANCE", "HECSOs"]
    app.toggle(key="demonstration").set_value(True).run()
    assert (figures(app)["Consortia"], figures(app)["Organisations"], figures(app)["Grant known"]) == (
        "4",
        "31",
        "€22.6M",
    )
    assert "DEMO" in listed(app)
    assert "The fictional consortium is in every figure" in said(app)


def test_a_link_asks_the_fictional_consortium_in():
    assert figures(visit(PORTFOLIO, demonstration="true"))["Consortia"] == "4"


def test_each_number_leads_to_its_rows_on_the_same_day():
    app = visit(PORTFOLIO, demonstration="true")
    table, signals = (table.value.iloc[0] for table in app.dataframe[:2])
    assert table["acronym_shown"] == "/?consortium=DEMO&as_of=2026-11-21#DEMO"
    assert table["overdue_shown"] == "/deliverables?consortium=DEMO&as_of=2026-11-21&status=overdue#4"
    assert table["delivered_shown"].endswith("&status=submitted&status=accepted#23")
    assert signals["milestones"].startswith("/milestones?consortium=DEMO&as_of=2026-11-21&milestone_status=overdue#")


def test_a_table_says_what_is_known_of_period_and_grant():
    table = visit(PORTFOLIO).dataframe[0].value
    assert table["period"].to_list() == [
        "selected 2020-07-09 – 2027-10",
        "2017-12-31 – 2020-06-29",
        "2022 – 2025",
    ]
    assert table["grant_note"].to_list() == [
        "2 of 3 funding phases",
        "Not in public sources",
        "Not in public sources",
    ]


def test_signals_are_told_apart_and_silence_is_none_of_them():
    app = visit(PORTFOLIO, demonstration="true")
    signals = app.dataframe[1].value
    assert signals["acronym"].to_list() == ["DEMO", "ENHANCE", "ENtRANCE", "HECSOs"]
    assert shown(signals["deliverables"]) == ["● 4 of 27"] + ["Not in public sources"] * 3
    assert shown(signals["indicators"])[1:] == ["Not in public sources"] * 3
    assert shown(signals["latest"])[2:] == ["2018", "2024-06-07"]


def test_filters_narrow_figures_and_tables_alike():
    app = visit(PORTFOLIO)
    app.multiselect(key="portfolio_stage").set_value(["ended"]).run()
    assert figures(app)["Consortia"] == "2"
    assert listed(app) == ["ENtRANCE", "HECSOs"]
    app.multiselect(key="portfolio_country").set_value(["CH"]).run()
    assert [message.value for message in app.info] == [
        "**No consortium fits these filters.** Remove a filter to see more."
    ]


@pytest.mark.parametrize(
    ("part", "first"),
    [("action_type", "European Universities alliance"), ("country", "Italy"), ("year", "2017")],
)
def test_shares_of_a_roll_up_are_sums_with_their_n(part, first):
    table = visit(PORTFOLIO, demonstration="true", portfolio_part=part).dataframe[2].value
    assert table["part_shown"].to_list()[0] == first
    assert all(share == "–" or "of" in share for share in table["on_time_shown"])


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("purpose", ["**Project coordinator:**", "There is no account", "Languages here: English."]),
        ("store", ["Nothing in it is overwritten", "What must hold of the data"]),
        ("sources", ["**ENtRANCE project page**", "**ENHANCE:** call year, agreement number, start,", "Norwegian"]),
        (
            "programmes",
            ["At least 6 organisations", "**eTwinning** · Teachers and schools", ":orange-badge[to confirm]"],
        ),
        ("licences", ["Apache License 2.0", "GeoNames", "licence: CC BY 4.0"]),
    ],
)
def test_every_part_of_about_has_a_link_and_tells_its_story(part, words):
    app = visit(ABOUT, part=part)
    shown = said(app) + "\n".join(title.value for title in app.subheader)
    assert [word for word in words if word not in shown] == []


def test_a_part_of_about_that_does_not_exist_opens_the_first():
    assert "**Project coordinator:**" in said(visit(ABOUT, part="nowhere"))


def test_about_counts_what_the_store_holds_and_what_its_checks_find():
    app = visit(ABOUT, part="store")
    assert figures(app)["Failed checks"] == "0"
    held, programs, checks, changes = (table.value for table in app.dataframe)
    assert dict(zip(held["entity"], held["rows"], strict=True))["Consortia"] == 4
    assert "streamlit" in programs["program"].to_list()
    assert [result for result in checks["result"] if result.startswith("✕")] == []
    assert changes["reason"].to_list() == [
        "placed in regions",
        "demonstration data",
        "regions shipped with the dashboard",
        "facts shipped with the dashboard",
    ]
