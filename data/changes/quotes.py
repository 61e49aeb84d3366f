"""Add what somebody said of the work, take it back.

Everything is checked inside the transaction that saves it: what is refused leaves the store as it was.
"""

import uuid
from datetime import date

from data import store
from data.changes import checked
from data.changes.activities import AUDIENCES
from data.changes.checked import SOURCE
from data.changes.results import LANGUAGES, NewQuote
from data.problems import Problem, Word
from data.transaction import Change, Transaction

HAS_PILOT = "select pilot_id from pilot where consortium_id = $consortium_id and pilot_id = $pilot_id"
HAS_INDICATOR = """
select indicator_id from indicator where consortium_id = $consortium_id and indicator_id = $indicator_id
"""
HAS_QUOTE = "select quote_id from quote where consortium_id = $consortium_id and quote = $quote and said_on = $said_on"
QUOTE = "select * from quote where quote_id = $quote_id"


def add_quote(added: NewQuote, *, who: str, today: date) -> Change:
    """Add a quote and return the change of the store; raise Problem when a field is wrong or it is there already."""
    field, said_by, language = Word("Quote"), Word("Said by"), Word("Language")
    words = checked.no_person(checked.filled(checked.lines(added.quote, field), field), field)
    row = {
        "consortium_id": added.consortium_id,
        "pilot_id": added.pilot_id,
        "indicator_id": added.indicator_id,
        "objective": added.objective,
        "said_by": checked.filled(checked.one_of(added.said_by, AUDIENCES, said_by), said_by),
        "said_on": added.said_on,
        "quote": words,
        "language": checked.filled(checked.one_of(added.language, LANGUAGES, language), language),
        "source_id": SOURCE["source_id"],
    }

    def work(transaction: Transaction) -> None:
        scope = {"consortium_id": added.consortium_id}
        consortium = checked.lifetime(transaction, added.consortium_id)
        checked.past_day(added.said_on, today, consortium["began_on"])
        checked.objective(transaction, added.consortium_id, added.objective)
        if added.pilot_id is not None and transaction.fetch(HAS_PILOT, scope | {"pilot_id": added.pilot_id}).is_empty():
            raise Problem(
                "The field “Pilot project” does not name a pilot project of this consortium.",
                "Choose one from the list or leave the field empty.",
            )
        indicator = scope | {"indicator_id": added.indicator_id}
        if added.indicator_id is not None and transaction.fetch(HAS_INDICATOR, indicator).is_empty():
            raise Problem(
                "The field “Indicator” does not name an indicator of this consortium.",
                "Choose one from the list or leave the field empty.",
            )
        said = scope | {"quote": words, "said_on": added.said_on}
        if not transaction.fetch(HAS_QUOTE, said).is_empty():
            raise Problem("This quote of this day is on record already.", "Look at the quotes above.")
        transaction.append("source_document", [SOURCE])
        transaction.append("quote", [row | {"quote_id": f"{added.consortium_id}-{uuid.uuid4().hex[:12]}"}])

    _, change = store.write(work, who=who, why="quote: added", origin="app")
    return change


def take_back_quote(quote_id: str | None, *, who: str) -> Change:
    """Take a quote back and return the change; its record stays. Raise Problem when there is no such quote."""
    asked = {"quote_id": checked.filled(quote_id, Word("Quote"))}

    def work(transaction: Transaction) -> None:
        held = transaction.fetch(QUOTE, asked)
        if held.is_empty():
            raise Problem("This quote is not on record.", "Load the page again and choose one from the list.")
        transaction.withdraw("quote", held)

    _, change = store.write(work, who=who, why="quote: taken back", origin="app")
    return change
