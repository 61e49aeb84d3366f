"""The rows of our workbook against a store with a little of everything."""

import pytest

from data.exports.sheet_rows import SheetRows
from data.exports.sheets import SHEETS, Sheet
from data.store import Store


def rows(store: Store, **asked: str) -> SheetRows:
    return SheetRows(store, consortium_id="c", version=store.version, **asked)


def known(row: dict[str, str | None]) -> dict[str, str]:
    """Return what of a row is known, by the names of columns without their entity."""
    return {name.rpartition(".")[2]: value for name, value in row.items() if value is not None}


def test_every_value_is_a_text_in_its_shortest_form_and_unknown_stays_unknown(filled):
    partners = rows(filled).rows["partners"].to_dicts()
    assert [known(row) for row in partners] == [
        {
            "id": "pa",
            "short_name": "Example",
            "legal_name": "Example A",
            "organisation_type": "HEI",
            "role": "partner",
            "budget_eur": "1000",
        },
        {
            "id": "pb",
            "short_name": "Example (b)",
            "organisation_type": "HEI",
            "role": "partner",
            "country": "BE",
            "latitude": "51",
            "longitude": "3.75",
            "joined_on": "2024-06",
        },
    ]
    (risk,) = rows(filled).rows["risks"].to_dicts()
    assert known(risk)["foreseen"] == "no"
    (engagement,) = rows(filled).rows["engagements"].to_dicts()
    assert (known(engagement)["student"], engagement["engagement.staff"]) == ("0", None)


def test_the_plan_stands_beside_what_is_planned_and_other_events_on_their_own_sheet(filled):
    of_all = rows(filled).rows
    assert [known(row) for row in of_all["deliverables"].to_dicts()] == [
        {"id": "d9", "code": "D1.9", "title": "A deliverable", "lead_id": "Example (b)", "due_on": "2024"},
        {"id": "d10", "code": "D1.10", "title": "A deliverable", "lead_id": "Example", "due_on": "2024"},
    ]
    assert [known(row) for row in of_all["deliverable_events"].to_dicts()] == [
        {
            "id": "d9-drafted",
            "deliverable_id": "D1.9",
            "event": "drafted",
            "effective_on": "2024-01-01",
            "progress": "0.4",
        },
        {"id": "d10-submitted", "deliverable_id": "D1.10", "event": "submitted", "effective_on": "2024-01-01"},
    ]


def test_a_row_with_a_key_of_several_columns_is_known_by_all_of_them(filled):
    assert rows(filled).rows["cso_relations"]["id"].to_list() == ["x|a", "y|b"]


def test_a_pack_holds_what_the_partner_leads_and_names_all_it_may_refer_to(filled):
    pack = rows(filled, partner_id="a")
    assert {key: frame["id"].to_list() for key, frame in pack.rows.items() if frame.height} == {
        "partners": ["pa"],
        "deliverables": ["d10"],
        "deliverable_events": ["d10-submitted"],
        "csos": ["x"],
        "cso_relations": ["x|a"],
        "engagements": ["e"],
    }
    assert not {"indicators", "indicator_values"} & pack.rows.keys()
    assert pack.names["deliverables"] == {"d9": "D1.9", "d10": "D1.10"}


def test_the_rows_are_those_of_the_version_that_is_asked_for(filled):
    before = filled.version
    present = filled.fetch("select * from deliverable where deliverable_id = 'd9'")
    filled.write(lambda change: change.withdraw("deliverable", present), who="test", why="test", origin="app")
    assert rows(filled).rows["deliverables"]["id"].to_list() == ["d10"]
    then = SheetRows(filled, consortium_id="c", version=before)
    assert then.rows["deliverables"]["id"].to_list() == ["d9", "d10"]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_every_column_of_a_sheet_is_one_of_the_store(filled: Store, sheet: Sheet):
    for field in sheet.fields:
        assert field.name in filled.entities[field.entity]
        assert field.precision is None or field.precision in filled.entities[field.entity]
        assert field.refers_to in {None, "objective", *(other.key for other in SHEETS if other.named_by)}
    assert sheet.named_by is None or sheet.field(sheet.named_by).required
