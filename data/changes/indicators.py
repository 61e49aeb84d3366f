"""Add an indicator, record what it was on a day, correct that or take it back.

Everything is checked inside the transaction that saves it: what is refused leaves the store as it was.
"""

import math
import uuid
from datetime import date
from typing import Any

import polars as pl

from data import store
from data.changes import checked
from data.changes.checked import SOURCE
from data.changes.events import Conflict, Meanwhile
from data.changes.limits import LONGEST_CODE
from data.changes.results import (
    ACCUMULATIONS,
    DENOMINATOR,
    DIRECTIONS,
    DOCUMENTED,
    EVIDENCE_LEVELS,
    NUMERATOR,
    RESULTS_LEVELS,
    TOTAL,
    IndicatorValue,
    NewIndicator,
)
from data.problems import Problem, Word
from data.transaction import Change, Transaction

# Beyond it a number no longer keeps its units apart.
LARGEST = 1e15

INDICATOR = "select * from indicator where indicator_id = $indicator_id"
HAS_CODE = "select code from indicator where consortium_id = $consortium_id and code = $code"
MEANWHILE = """
with added as (
    select 'value' as event, observed_on as effective_on, withdrawn, version
    from indicator_value_history
    where indicator_id = $indicator_id and version > $seen_version
    union
    select null as event, null as effective_on, withdrawn, version
    from indicator_history
    where indicator_id = $indicator_id and version > $seen_version
)
select
    indicator.code,
    added.event,
    added.effective_on,
    added.withdrawn,
    change.recorded_by,
    change.recorded_at,
    change.version
from added
inner join indicator on indicator.indicator_id = $indicator_id
inner join change on added.version = change.version
order by added.version, added.effective_on, added.event, added.withdrawn
"""
AXES = """
select disaggregation_axis as axis
from indicator
where indicator_id = $indicator_id and disaggregation_axis is not null
union
select axis
from indicator_value
where indicator_id = $indicator_id and axis <> 'total'
order by axis
"""
CATEGORIES = "select distinct category from indicator_value where indicator_id = $indicator_id and axis = $axis"
OF_THE_DAY = """
select *
from indicator_value
where
    indicator_id = $indicator_id
    and observed_on = $observed_on
    and ($axis = 'total' or (axis = $axis and category = $category))
order by axis, category
"""


def add_indicator(added: NewIndicator, *, who: str) -> Change:
    """Add an indicator and return the change of the store; raise Problem when a field is wrong or a number taken."""
    code = checked.text(added.code, Word("Number"), longest=LONGEST_CODE)
    level, direction = Word("Results level"), Word("Direction")
    row = {
        "consortium_id": added.consortium_id,
        "code": code,
        "title": checked.text(added.title, Word("Title")),
        "results_level": checked.filled(checked.one_of(added.results_level, RESULTS_LEVELS, level), level),
        "objective": added.objective,
        "unit": checked.text(added.unit, Word("Unit"), longest=LONGEST_CODE),
        "direction": checked.filled(checked.one_of(added.direction, DIRECTIONS, direction), direction),
        "accumulation": checked.filled(
            checked.one_of(added.accumulation, ACCUMULATIONS, Word("Counting")), Word("Counting")
        ),
        "baseline": _amount(added.baseline, Word("Baseline")),
        "target": _amount(added.target, Word("Target")),
        "target_on": added.target_on,
        "disaggregation_axis": _new_axis(added.disaggregation_axis),
        "note": checked.lines(added.note, Word("Note")),
        "source_id": SOURCE["source_id"],
    }
    _check_target(added)

    def work(transaction: Transaction) -> None:
        consortium = checked.lifetime(transaction, added.consortium_id)
        taken = transaction.fetch(HAS_CODE, {"consortium_id": added.consortium_id, "code": code})
        checked.free_code(taken, code)
        checked.objective(transaction, added.consortium_id, added.objective)
        _check_target_day(added.target_on, consortium)
        own = {
            "indicator_id": f"{added.consortium_id}-{uuid.uuid4().hex[:12]}",
            "language": consortium["language"],
        }
        transaction.append("source_document", [SOURCE])
        transaction.append("indicator", [row | own])

    _, change = store.write(work, who=who, why=f"{code}: added", origin="app")
    return change


def record_value(said: IndicatorValue, *, who: str, today: date, seen_version: int) -> Change:
    """Record what an indicator was on a day and return the change of the store.

    A value of the same day and part is replaced; its record stays. Pages as of days before `today` do not know the new
    value. Raise Conflict when somebody saved the indicator since `seen_version`, Problem when a field is wrong.
    """
    code = _indicator(store.fetch(INDICATOR, {"indicator_id": said.indicator_id}))["code"]

    def work(transaction: Transaction) -> None:
        asked = {"indicator_id": said.indicator_id}
        indicator = _indicator(transaction.fetch(INDICATOR, asked))
        _nothing_since(transaction, said.indicator_id, seen_version)
        consortium = checked.lifetime(transaction, indicator["consortium_id"])
        checked.past_day(said.observed_on, today, consortium["began_on"])
        axis, category = _part(transaction, said)
        row = {
            "indicator_id": said.indicator_id,
            "consortium_id": indicator["consortium_id"],
            "observed_on": said.observed_on,
            "axis": axis,
            "category": category,
            **_measured(said, indicator),
            **_evidenced(said),
            "recorded_on": today,
            "source_id": SOURCE["source_id"],
        }
        key = asked | {"observed_on": said.observed_on, "axis": axis, "category": category}
        held = transaction.fetch(OF_THE_DAY, key).filter(axis=axis).to_dicts()
        _check_differs(row, held)
        if axis != TOTAL:
            whole = key | {"axis": TOTAL, "category": TOTAL}
            if transaction.fetch(OF_THE_DAY, whole).filter(axis=TOTAL).is_empty():
                raise Problem(
                    "The field “Day” says {day}, of which no total is on record.",
                    "Record the total of that day first, then its parts.",
                    day=said.observed_on,
                )
        precision = held[0]["observed_precision"] if held else "day"
        transaction.append("source_document", [SOURCE])
        transaction.append("indicator_value", [row | {"observed_precision": precision}])

    _, change = store.write(work, who=who, why=f"{code}: value of {said.observed_on}", origin="app")
    return change


def take_back_value(
    indicator_id: str, *, observed_on: date, axis: str, category: str, who: str, today: date, seen_version: int
) -> Change:
    """Take back what an indicator was said to be on a day, with the parts of a total, and return the change.

    Pages as of days before `today` keep it, and so does the history. Raise Conflict when somebody saved the indicator
    since `seen_version`, Problem when there is no such value.
    """
    code = _indicator(store.fetch(INDICATOR, {"indicator_id": indicator_id}))["code"]

    def work(transaction: Transaction) -> None:
        _indicator(transaction.fetch(INDICATOR, {"indicator_id": indicator_id}))
        _nothing_since(transaction, indicator_id, seen_version)
        key = {"indicator_id": indicator_id, "observed_on": observed_on, "axis": axis, "category": category}
        held = transaction.fetch(OF_THE_DAY, key)
        if held.is_empty():
            raise Problem("This value is not on record.", "Choose one from the list.")
        transaction.withdraw("indicator_value", held.with_columns(recorded_on=pl.lit(today)))

    _, change = store.write(work, who=who, why=f"{code}: value of {observed_on} taken back", origin="app")
    return change


def _indicator(rows: pl.DataFrame) -> dict[str, Any]:
    if rows.is_empty():
        raise Problem("This indicator is not on record.", "Load the page again and choose one from the list.")
    return rows.row(0, named=True)


def _nothing_since(transaction: Transaction, indicator_id: str, seen_version: int) -> None:
    rows = transaction.fetch(MEANWHILE, {"indicator_id": indicator_id, "seen_version": seen_version}).to_dicts()
    if rows:
        raise Conflict([Meanwhile(**row) for row in rows])


def _amount(value: float | None, field: Word) -> float | None:
    if value is not None and not (math.isfinite(value) and abs(value) <= LARGEST):
        raise Problem(
            "The field “{field}” is not a number that can be counted with.", "Give a smaller number.", field=field
        )
    return value


def _new_axis(value: str | None) -> str | None:
    axis = checked.lines(value, Word("Broken down by"), longest=LONGEST_CODE)
    if axis is not None and axis.casefold() == TOTAL:
        raise Problem(
            "The field “Broken down by” says {axis}, which stands for the whole.",
            "Name what the whole is divided by, such as country or gender, or leave the field empty.",
            axis=axis,
        )
    return axis


def _check_target(added: NewIndicator) -> None:
    baseline, target = added.baseline, added.target
    if target is None:
        if added.target_on is not None:
            raise Problem(
                "The field “Target day” is filled in, and the field “Target” is empty.",
                "Give a target, or empty the field.",
            )
        return
    if baseline is None:
        return
    if baseline == target:
        raise Problem(
            "The fields “Baseline” and “Target” both say {value}, so that progress is not defined.",
            "Give another target, or leave it empty: the indicator is then a finding.",
            value=target,
        )
    if (target > baseline) != (added.direction == "ascending"):
        raise Problem(
            "The target {target} lies on the wrong side of the baseline {baseline} for the field “Direction”.",
            "Choose the other direction, or correct baseline or target.",
            target=target,
            baseline=baseline,
        )


def _check_target_day(target_on: date | None, consortium: dict[str, Any]) -> None:
    began_on, last_on = consortium["began_on"], consortium["last_due_on"]
    if target_on and began_on and target_on < began_on:
        raise Problem(
            "The field “Target day” says {day}, before the consortium began on {began_on}.",
            "Choose a later day.",
            day=target_on,
            began_on=began_on,
        )
    if target_on and last_on and target_on > last_on:
        raise Problem(
            "The field “Target day” says {day}, more than a year after the end of the consortium.",
            "Choose a day up to {last}.",
            day=target_on,
            last=last_on,
        )


def _part(transaction: Transaction, said: IndicatorValue) -> tuple[str, str]:
    """Return axis and category of a value, as they are spelled where they are on record."""
    if said.axis == TOTAL:
        return TOTAL, TOTAL
    asked = {"indicator_id": said.indicator_id}
    axes = transaction.fetch(AXES, asked)["axis"].to_list()
    if said.axis not in axes:
        raise Problem(
            "The field “Of” says {axis}, by which this indicator is not broken down.",
            "Choose the total or an axis from the list.",
            axis=str(said.axis)[:80],
        )
    field = Word("Part")
    if said.axis == "country":
        return said.axis, checked.country(said.category, field)
    category = checked.text(said.category, field, longest=80)
    if category.casefold() == TOTAL:
        raise Problem(
            "The field “Part” says {part}, which stands for the whole.", "Give the name of a part.", part=category
        )
    on_record = transaction.fetch(CATEGORIES, asked | {"axis": said.axis})["category"]
    # One part in two spellings would be counted as two.
    return said.axis, {one.casefold(): one for one in on_record}.get(category.casefold(), category)


def _measured(said: IndicatorValue, indicator: dict[str, Any]) -> dict[str, Any]:
    """Return value, numerator, denominator and respondents of a row; raise Problem when they cannot be so."""
    value = _amount(said.value, Word("Value"))
    numerator, denominator = _amount(said.numerator, NUMERATOR), _amount(said.denominator, DENOMINATOR)
    is_percentage = indicator["unit"] == "%"
    if (numerator is None) != (denominator is None):
        raise Problem(
            "The field “{field}” is empty, though the other count is given.",
            "Give both numerator and denominator, or neither.",
            field=NUMERATOR if numerator is None else DENOMINATOR,
        )
    if numerator is not None and denominator is not None:
        value = _quotient(numerator, denominator, value, is_percentage=is_percentage)
    if value is None:
        raise Problem(
            "The field “Value” is empty.",
            "Give a value, or numerator and denominator. A value that is not known is not recorded: it is not zero.",
        )
    may_be_negative = any((indicator[name] or 0) < 0 for name in ("baseline", "target"))
    if value < 0 and not may_be_negative:
        raise Problem(
            "The field “Value” says {value}, and nothing can be counted below 0.", "Give 0 or more.", value=value
        )
    if said.respondents is not None and said.respondents < 0:
        raise Problem(
            "The field “Respondents” says {n}, and nobody can be counted below 0.",
            "Give 0 or more, or leave the field empty when it is not known.",
            n=said.respondents,
        )
    return {"value": value, "numerator": numerator, "denominator": denominator, "respondents": said.respondents}


def _quotient(numerator: float, denominator: float, value: float | None, *, is_percentage: bool) -> float:
    if denominator <= 0:
        raise Problem(
            "The field “{field}” says {n}, and a share of nothing is not defined.",
            "Give a number above 0, or leave both counts empty.",
            field=DENOMINATOR,
            n=denominator,
        )
    if is_percentage and not 0 <= numerator <= denominator:
        raise Problem(
            "The field “{field}” says {n}, which is no part of {total}: the share would lie outside 0 to 100 %.",
            "Give a number from 0 to {total}.",
            field=NUMERATOR,
            n=numerator,
            total=denominator,
        )
    quotient = numerator / denominator * (100 if is_percentage else 1)
    # As exact as people write a rounded value.
    if value is not None and abs(value - quotient) > max(0.5, abs(quotient) * 0.005):
        raise Problem(
            "The field “Value” says {value}, while numerator and denominator make {quotient}.",
            "Correct one of them, or leave the value empty.",
            value=value,
            quotient=round(quotient, 2),
        )
    return quotient


def _evidenced(said: IndicatorValue) -> dict[str, Any]:
    field = Word("Evidence level")
    level = checked.filled(said.evidence_level, field)
    if level not in EVIDENCE_LEVELS:
        raise Problem(
            "The field “{field}” says {value}, which is not among its values.",
            "Choose one from the list.",
            field=field,
            value=level,
        )
    evidence = checked.lines(said.evidence, Word("Evidence"))
    if level >= DOCUMENTED and evidence is None:
        raise Problem(
            "The field “Evidence” is empty, and evidence level {level} needs it.",
            "Say which document or list the value rests on, or choose a lower level.",
            level=level,
        )
    if evidence is not None:
        checked.no_person(evidence, Word("Evidence"))
    return {"evidence_level": level, "evidence": evidence}


def _check_differs(row: dict[str, Any], held: list[dict[str, Any]]) -> None:
    beside = ("recorded_on", "source_id")
    if held and all(held[0][name] == value for name, value in row.items() if name not in beside):
        raise Problem("Nothing differs from what is on record.", "Change a field, or leave the form.")
