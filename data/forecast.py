"""When open deliverables will be handed in, and how well such forecasts did, for the command line."""

from datetime import date
from typing import Any

from data import store
from data.exports import subject

HISTORY = "select consortium_id from forecast_history($consortium, $as_of) order by consortium_id"
FORECAST = """
select
    deliverable.code,
    deliverable.title,
    forecast.due_on,
    forecast.rule,
    forecast.basis,
    forecast.n,
    forecast.expected_on,
    forecast.earliest_on,
    forecast.latest_on
from delivery_forecast($consortium, $histories, $as_of) as forecast
inner join deliverable on forecast.deliverable_id = deliverable.deliverable_id
where deliverable.consortium_id = $consortium
order by forecast.due_on, deliverable.code, forecast.deliverable_id
"""
BACKTEST = """
select
    lead_band,
    cases,
    deliverables,
    still_open,
    covered,
    error_days,
    usual_error_days,
    rule
from forecast_backtest($consortium, $histories, $as_of)
order by array_position(['all', 'overdue', 'up to 30 days', '31 to 90 days', 'more than 90 days'], lead_band)
"""
WITH_RECORDS = "select consortium_id from consortium where record_basis = 'records' order by fictional, acronym"


def forecasts(*, consortium: str | None, as_of: date) -> list[dict[str, Any]]:
    """Return one entry per consortium with the rows of its open deliverables, those due first before the others."""
    return _answers(FORECAST, consortium, as_of)


def backtests(*, consortium: str | None, as_of: date) -> list[dict[str, Any]]:
    """Return one entry per consortium with the rows of its back-test, one per lead; none where nothing is decided.

    `consortium` is an id or an acronym; without it, every consortium whose records are kept.
    Raise Problem when there is no such consortium.
    """
    return _answers(BACKTEST, consortium, as_of)


def _answers(question: str, consortium: str | None, as_of: date) -> list[dict[str, Any]]:
    asked = [consortium] if consortium else store.fetch(WITH_RECORDS)["consortium_id"].to_list()
    answers = []
    for name in asked:
        about = subject(name)
        histories = store.fetch(HISTORY, {"consortium": about.consortium_id, "as_of": as_of})["consortium_id"].to_list()
        rows = store.fetch(question, {"consortium": about.consortium_id, "histories": histories, "as_of": as_of})
        answers.append(
            {
                "consortium_id": about.consortium_id,
                "acronym": about.acronym,
                "fictional": about.fictional,
                "as_of": as_of.isoformat(),
                "histories": histories,
                "rows": rows.to_dicts(),
            }
        )
    return answers


def in_words(answers: list[dict[str, Any]], *, backtest: bool) -> str:
    """Return forecasts or back-tests as text, one table per consortium."""
    if not answers:
        return "No consortium of this store keeps records: there is nothing to forecast from."
    said = []
    for answer in answers:
        fictional = " (fictional)" if answer["fictional"] else ""
        own = answer["histories"] == [answer["consortium_id"]]
        whose = "its own deliveries" if own else f"the deliveries of {len(answer['histories'])} consortia"
        said.append(f"{answer['acronym']}{fictional}, as of {answer['as_of']}, from {whose}")
        said += (_backtest_lines if backtest else _forecast_lines)(answer["rows"])
        said.append("")
    return "\n".join(said).rstrip()


def _forecast_lines(rows: list[dict[str, Any]]) -> list[str]:
    if not rows:
        return ["  No open deliverable has a due date known to the day."]
    return [f"  {row['code']:10} due {row['due_on']}  {_expected(row)}" for row in rows]


def _expected(row: dict[str, Any]) -> str:
    if row["rule"] is None:
        return f"no forecast: {row['n']} earlier deliverables compare, fewer than 8"
    if row["rule"] == "interval":
        return f"expected {row['expected_on']}, 80 % {row['earliest_on']} to {row['latest_on']}, n = {row['n']}"
    return f"expected {row['expected_on']}, median so far, n = {row['n']}"


def _backtest_lines(rows: list[dict[str, Any]]) -> list[str]:
    if not rows:
        return [
            "  No forecast of the past can be checked yet: fewer than 8 earlier deliveries, or no interval has ended."
        ]
    header = ("lead", "forecasts", "deliverables", "still open", "held", "share", "error", "plain rule", "shown")
    return [
        _backtest_line(*header),
        *(
            _backtest_line(
                row["lead_band"],
                row["cases"],
                row["deliverables"],
                row["still_open"],
                row["covered"],
                f"{row['covered'] / row['cases']:.0%}",
                f"{row['error_days']:g} d",
                f"{row['usual_error_days']:g} d",
                row["rule"] or "",
            )
            for row in rows
        ),
    ]


def _backtest_line(lead: str, *rest: object) -> str:
    *figures, shown = rest
    return f"  {lead:18}" + "".join(f"{figure!s:>13}" for figure in figures) + f"  {shown}"
