"""Questions about when open deliverables will be handed in, and how well such forecasts did."""

from datetime import date

from queries import Answer, ask


def forecast_history(*, consortium: str, as_of: date) -> Answer:
    """Return one row per consortium whose deliveries stand for those to come: itself, else those of the portfolio.

    Columns: consortium_id.
    """
    return ask(__file__, "forecast_history", consortium=consortium, as_of=as_of)


def delivery_forecast(*, consortium: str, as_of: date) -> Answer:
    """Return one row per deliverable that is open, was never handed in and has a due date known to the day.

    Columns: deliverable_id, code, title, due_on, lead_days (from the day to the due date, below 0 after it), rule
    ('interval', 'median so far'; null where nothing is said), basis ('consortium', 'portfolio'), n (deliveries it
    stands on), needed (the fewest it may stand on), expected_on, earliest_on and latest_on (an 80 % interval; null
    with 'median so far'), error_days (median absolute error of the rule in the back-test at this lead; null where
    none could be judged).
    """
    return ask(
        __file__,
        "delivery_forecast",
        consortium=consortium,
        histories=_histories(consortium, as_of),
        as_of=as_of,
    )


def forecast_backtest(*, consortium: str, as_of: date) -> Answer:
    """Return one row per lead and one for all, of forecasts made on month ends whose interval has ended by the day.

    Columns: lead_band ('all', 'overdue', 'up to 30 days', '31 to 90 days', 'more than 90 days'), cases (deliverables
    times the days they were forecast on), deliverables, still_open and covered (cases), error_days and
    usual_error_days (median absolute error of the forecast and of the plain rule), basis ('consortium', 'portfolio'),
    rule (the one that is shown; null for 'all'). No row where no forecast of the past can be judged yet.
    """
    return ask(
        __file__,
        "forecast_backtest",
        consortium=consortium,
        histories=_histories(consortium, as_of),
        as_of=as_of,
    )


def _histories(consortium: str, as_of: date) -> list[str]:
    histories: list[str] = forecast_history(consortium=consortium, as_of=as_of).rows["consortium_id"].to_list()
    return histories
