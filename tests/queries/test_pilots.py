from datetime import date

import pytest

from queries.pilots import pilot_choices, pilot_headlines, pilot_list

DAY = date(2024, 7, 10)


@pytest.fixture(autouse=True)
def five_pilots(store_with):
    """One of each status, and one of another consortium."""
    store_with(
        {
            "consortium": [{"consortium_id": "c", "acronym": "C"}, {"consortium_id": "other", "acronym": "O"}],
            "organisation": [
                {"organisation_id": "vub", "short_name": "VUB"},
                {"organisation_id": "a", "legal_name": "Évora Friends", "organisation_type": "CSO"},
                {"organisation_id": "b", "legal_name": "Bread Bank", "organisation_type": "CSO"},
            ],
            "pilot": [
                {
                    "pilot_id": code,
                    "consortium_id": "other" if code == "theirs" else "c",
                    "title": title,
                    "theme": theme,
                    "partner_id": "vub",
                    "country": country,
                    "starts_on": starts_on,
                    "ends_on": ends_on,
                    "stopped_on": stopped_on,
                    "case_study_title": f"What {title} taught",
                    "case_study_url": f"https://example.org/{code}",
                }
                for code, title, theme, country, starts_on, ends_on, stopped_on in [
                    ("running", "Warm homes", "climate", "BE", date(2024, 1, 1), date(2024, 12, 31), None),
                    ("planned", "Rain barrels", "climate", "NL", date(2024, 9, 1), date(2025, 3, 31), None),
                    ("finished", "Kitchen", "food", "BE", date(2023, 1, 1), date(2023, 12, 31), None),
                    ("stopped", "Garden", "food", None, date(2023, 6, 1), date(2024, 8, 31), date(2024, 3, 1)),
                    ("unknown", "Walks", "health", "BE", None, None, None),
                    ("theirs", "Theirs", "health", "FI", None, None, None),
                ]
            ],
            "pilot_cso": [
                {"pilot_id": "finished", "cso_id": "a", "consortium_id": "c"},
                {"pilot_id": "finished", "cso_id": "b", "consortium_id": "c"},
                {"pilot_id": "stopped", "cso_id": "a", "consortium_id": "c"},
            ],
        }
    )


def found(**filters: object) -> list[str]:
    rows = pilot_list(consortium="c", as_of=DAY, **filters).rows  # type: ignore[arg-type]
    return rows["pilot_id"].to_list()


def test_pilots_with_where_they_stand_and_with_whom():
    rows = pilot_list(consortium="c", as_of=DAY).rows
    assert rows.select("pilot_id", "status", "partner", "ends_on", "csos", "cso_names").rows() == [
        ("running", "running", "VUB", date(2024, 12, 31), None, None),
        ("planned", "planned", "VUB", date(2025, 3, 31), None, None),
        ("finished", "finished", "VUB", date(2023, 12, 31), 2, "Bread Bank, Évora Friends"),
        ("stopped", "stopped", "VUB", date(2024, 3, 1), 1, "Évora Friends"),
        ("unknown", "not known", "VUB", None, None, None),
    ]


def test_a_case_study_is_not_there_before_its_pilot_has_ended():
    rows = pilot_list(consortium="c", as_of=DAY).rows.select("case_study_title", "case_study_url")
    assert rows.rows() == [
        (None, None),
        (None, None),
        ("What Kitchen taught", "https://example.org/finished"),
        ("What Garden taught", "https://example.org/stopped"),
        (None, None),
    ]


def test_an_earlier_day_shows_what_held_then():
    rows = pilot_list(consortium="c", as_of=date(2023, 7, 1)).rows
    assert dict(rows.select("pilot_id", "status").rows()) == {
        "finished": "running",
        "stopped": "running",
        "running": "planned",
        "planned": "planned",
        "unknown": "not known",
    }
    assert rows.filter(pilot_id="stopped")["ends_on"].item() == date(2024, 8, 31)


def test_filters():
    assert found(themes=["food"]) == ["finished", "stopped"]
    assert found(countries=["BE"]) == ["running", "finished", "unknown"]
    assert found(statuses=["planned", "stopped"]) == ["planned", "stopped"]
    assert found(search="evora") == ["finished", "stopped"]
    assert found(search="WARM") == ["running"]
    assert found(themes=["food"], countries=["NL"]) == []


def test_choices_are_the_values_that_occur():
    assert pilot_choices(consortium="c", as_of=DAY).rows.rows() == [
        ("country", "BE", 3),
        ("country", "NL", 1),
        ("status", "finished", 1),
        ("status", "not known", 1),
        ("status", "planned", 1),
        ("status", "running", 1),
        ("status", "stopped", 1),
        ("theme", "climate", 2),
        ("theme", "food", 2),
        ("theme", "health", 1),
    ]


def test_headlines_count_each_cso_once():
    assert pilot_headlines(consortium="c", as_of=DAY).rows.row(0, named=True) == {
        "pilots": 5,
        "planned": 1,
        "running": 1,
        "finished": 1,
        "stopped": 1,
        "not_known": 1,
        "themes": 3,
        "countries": 2,
        "with_country": 4,
        "case_studies": 2,
        "csos": 2,
        "with_csos": 2,
    }


def test_nothing_of_a_consortium_without_pilots():
    assert pilot_list(consortium="none", as_of=DAY).rows.is_empty()
    assert pilot_headlines(consortium="none", as_of=DAY).rows["pilots"].to_list() == [0]
