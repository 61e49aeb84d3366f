"""No import leaves a store in which a check fails that did not fail before.

The checks are asked once all rows are in and before they are kept. If one fails, the import is made again without the
rows that the check names, so that what every import costs is the checks alone.
"""

from collections.abc import Callable
from typing import TypeVar

import polars as pl

from data.checks import run_checks
from data.imports.account import Findings
from data.imports.load import Compared
from data.imports.sheet import ROW
from data.problems import Problem
from data.store import Store
from data.transaction import Transaction

Result = TypeVar("Result")
# Entity -> the column that names what an event is about, and asks for it.
ABOUT = {
    "deliverable_event": ("deliverable_id", "select deliverable_id from deliverable_event where event_id = $key"),
    "milestone_event": ("milestone_id", "select milestone_id from milestone_event where event_id = $key"),
    "deliverable": ("deliverable_id", "select deliverable_id from deliverable where deliverable_id = $key"),
    "milestone": ("milestone_id", "select milestone_id from milestone where milestone_id = $key"),
}


class _Failing(Exception):
    """Ends a transaction in which checks fail; has the entities that were added to, and what the checks found."""

    def __init__(self, added_to: set[str], found: pl.DataFrame, about: dict[tuple[str, str], tuple[str, str]]) -> None:
        self.added_to = added_to
        self.found = found
        self.about = about


class Sound:
    """What must stay out of a store for its checks to hold, found out by trying.

    Rows are named by their own key or, where the check names a row that the file does not hold, by the deliverable or
    milestone that they are about.
    """

    def __init__(self) -> None:
        self._before = pl.DataFrame()
        self._told: dict[tuple[str, str], Problem] = {}
        self._about: dict[tuple[str, str], Problem] = {}

    def check(self, transaction: Transaction) -> None:
        """End the transaction when a check fails that did not fail before it."""
        added_to = {entity for entity in transaction.added_to if not entity.startswith("import_")}
        found = run_checks(transaction, severity="fail", added_to=added_to)
        if self._before.height:
            found = found.join(self._before, on=found.columns, how="anti", nulls_equal=True)
        if found.is_empty():
            return
        about: dict[tuple[str, str], tuple[str, str]] = {}
        for entity, key in found.select("entity", "key").iter_rows():
            if entity in ABOUT and (entity, key) in self._told:
                column, sql = ABOUT[entity]
                named = transaction.fetch(sql, {"key": key}).to_series()
                about |= {(entity, key): (column, named[0])} if len(named) else {}
        raise _Failing(added_to, found, about)

    def leave_out(self, compared: Compared, findings: Findings) -> None:
        """Reject the rows that must stay out."""
        columns = [name for name in compared.told_by.columns if name != ROW]
        key = pl.concat_str(pl.col(columns).cast(pl.String), separator=" ")
        told = {key: said for (entity, key), said in self._told.items() if entity == compared.entity}
        if told:
            rows = compared.told_by.select(ROW, key.alias("value")).filter(pl.col("value").is_in(list(told)))
            events = compared.rows.select(key.alias("value"), pl.col("event")) if "event" in compared.rows else None
            field_of = {key: f"{event}_on" for key, event in events.iter_rows()} if events is not None else {}
            fields = pl.col("value").replace_strict(field_of, default=None, return_dtype=pl.String)
            for (field,), some in rows.with_columns(fields.alias("field")).group_by("field"):
                findings.reject(some, "check", field and str(field), told.__getitem__)
        for (column, value), said in self._about.items():
            if column in compared.rows.columns:
                findings.reject(compared.rows.filter(pl.col(column) == value).select(ROW), "check", None, said)

    def learn(self, failing: _Failing, store: Store) -> None:
        """Take in what checks found; raise Problem where no row can be named that would have to stay out."""
        self._before = run_checks(store, severity="fail", added_to=failing.added_to)
        found = failing.found.join(self._before, on=failing.found.columns, how="anti", nulls_equal=True)
        for entity, key, message in found.select("entity", "key", "message").iter_rows():
            said = Problem(
                "With this row the {entity} “{key}” {message}",
                "Correct the row, or what is on record, and import it again.",
                entity=entity.replace("_", " "),
                key=key[:80],
                message=message,
            )
            if (entity, key) not in self._told:
                self._told[entity, key] = said
                continue
            about = failing.about.get((entity, key))
            if about is None or about in self._about:
                raise Problem(
                    "With the rows of this import the {entity} “{key}” {message}",
                    "Nothing was saved. Correct the file, or what is on record, and import it again.",
                    entity=entity.replace("_", " "),
                    key=key[:80],
                    message=message,
                )
            self._about[about] = said


def kept_sound(store: Store, bring: Callable[[Sound], Result]) -> Result:
    """Return what `bring` does, without the rows with which a check would fail; it calls `check` and `leave_out`.

    Raise Problem where no such row can be named.
    """
    sound = Sound()
    while True:
        try:
            return bring(sound)
        except _Failing as failing:
            sound.learn(failing, store)
