import re
from datetime import date
from pathlib import Path

import polars as pl
from streamlit.testing.v1 import AppTest

from components.frame import Chosen
from components.preflight import KIND, SETTLED_HERE, TO_DO, email, headlines, period_name
from queries import Answer

CHOSEN = Chosen("c", "Beta", date(2024, 11, 20), fictional=False, record_basis="records", dark=False)
PERIOD = {
    "period": 1,
    "starts_on": date(2024, 1, 1),
    "ends_on": date(2024, 12, 31),
    "report_due_on": date(2025, 3, 1),
    "days_to_report": 101,
}
ITEMS = pl.DataFrame(
    [
        ("deliverable", "D1.1", "A title\nof *two* lines", date(2024, 10, 31), True, "submit or justify", "o", "One"),
        ("milestone", "MS1", "Kick-off", date(2024, 12, 1), False, "achieve", "o", "One"),
        ("data management plan", "DMP", None, date(2024, 6, 30), True, "submit data management plan", None, None),
        ("participation", None, "Two", date(2025, 3, 1), False, "enter the day it left", "o", "One"),
        ("communication activity", None, None, date(2025, 3, 1), False, "deliver one", "o", "One"),
    ],
    schema={
        "kind": pl.String,
        "code": pl.String,
        "title": pl.String,
        "due_on": pl.Date,
        "is_past": pl.Boolean,
        "sentence": pl.String,
        "responsible_id": pl.String,
        "responsible": pl.String,
    },
    orient="row",
).with_row_index("item_id")


def answer(rows: pl.DataFrame) -> Answer:
    """The rows as a query answers."""
    return Answer(rows, "select 1", {}, 1, "what")


def test_the_email_can_be_sent_as_it_stands():
    assert (
        email("One", ITEMS, PERIOD, CHOSEN)
        == """\
Dear colleagues at One,

The report of Beta on reporting period 1 (1 Jan 2024 – 31 Dec 2024) is due on 1 Mar 2025. As of 20 Nov 2024, these \
items still keep it from being sent:

- D1.1 A title of *two* lines (was due 31 Oct 2024)
  Submit it, or justify the delay.
- MS1 Kick-off (due 1 Dec 2024)
  Achieve it by its due date, with its means of verification.
- DMP Data management plan (was due 30 Jun 2024)
  Submit the data management plan: it is due by month 6.
- Two (due 1 Mar 2025)
  Enter the day it left: it was noted as left without one.
- Communication activity (due 1 Mar 2025)
  Record one that was delivered: none is yet.

Thank you."""
    )


def test_headlines_count_items_and_the_partners_they_are_asked_of():
    assert [(figure.label, figure.value) for figure in headlines(ITEMS, PERIOD)] == [
        ("Open items", "5"),
        ("Past their due date", "2"),
        ("Partners asked", "1"),
        ("Report due", "in 101 days"),
    ]
    late = headlines(ITEMS.clear(), PERIOD | {"days_to_report": -1})
    assert [(figure.value, figure.note) for figure in late][-1] == ("1 day ago", "1 Mar 2025")


def test_a_period_is_named_with_its_months():
    assert period_name(PERIOD) == "Period 1: Jan 2024 – Dec 2024"


def test_every_code_of_a_sentence_and_of_a_kind_has_its_words():
    # As the definition lists them.
    told = (Path(__file__).parents[2] / "data" / "definitions" / "060_preflight.sql").read_text(encoding="utf-8")
    said = told[told.index("--   kind ") : told.index("--   responsible_id")]
    assert set(re.findall(r"'([^']+)'", said)) == {*KIND, *TO_DO}
    assert SETTLED_HERE.keys() <= TO_DO.keys()


def clear_screen() -> None:
    from components.preflight import all_clear, justified_delays, what_counts
    from tests.components.test_preflight import ITEMS, PERIOD, answer

    all_clear(PERIOD)
    what_counts()
    justified_delays(answer(ITEMS.clear()), lambda: None)


def test_all_clear_is_said_with_what_counts():
    screen = AppTest.from_function(clear_screen).run()
    assert not screen.exception
    assert screen.success[0].value == "Nothing on record keeps the report on period 1 from being sent."
    assert "A delay is justified by a justification" in screen.caption[0].value
    assert not screen.header


def partner_screen() -> None:
    from components.preflight import by_partner
    from tests.components.test_preflight import CHOSEN, ITEMS, PERIOD, answer

    # Of a kind that neither links to a page, which wants the menu around it, nor is settled in place.
    plain_items = ITEMS.with_columns(
        kind=ITEMS["kind"].replace(dict.fromkeys(ITEMS["kind"], "communication activity")),
        sentence=ITEMS["sentence"].replace(dict.fromkeys(ITEMS["sentence"], "deliver one")),
    )
    by_partner(answer(plain_items), PERIOD, CHOSEN, {})


def test_each_partner_has_its_items_and_its_email_and_nobody_is_written_to_when_nobody_is_known():
    screen = AppTest.from_function(partner_screen).run()
    assert not screen.exception
    assert [header.value for header in screen.header] == ["One", "Responsible partner not known"]
    assert [expander.label for expander in screen.expander] == ["E-mail to One"]
    assert screen.code[0].value.startswith("Dear colleagues at One,")
    assert screen.markdown[0].value == r"D1.1 A title of \*two\* lines"
    assert not screen.button
