"""When open deliverables are expected: in the table, beside one deliverable, and how well such forecasts did."""

from datetime import date
from typing import Any

import polars as pl

from components import page
from components.charts.forecast_intervals import forecast_intervals
from components.labels import named
from components.page import Headline, Numbers
from components.tables import Column, show_table
from components.words import day, marked, number, percent, plural, tr

# The chart shows the deliverables due first: what is due in years moves before it comes.
SHOWN = 20
LEAD_BAND = {
    "all": marked("All"),
    "overdue": marked("Past the due date"),
    "up to 30 days": marked("Up to 30 days before"),
    "31 to 90 days": marked("31 to 90 days before"),
    "more than 90 days": marked("More than 90 days before"),
}
RULE = {"interval": marked("80 % interval"), "median so far": marked("median so far")}
BASIS = {"consortium": marked("this consortium"), "portfolio": marked("portfolio")}


def with_expected(rows: pl.DataFrame, forecast: pl.DataFrame) -> pl.DataFrame:
    """Return `rows` with a text column `expected`: "2026-12-28", with an interval "2026-12-28 (2026-12-09 – ...)".

    `rows` have a deliverable_id; `forecast` as delivery_forecast. Null where nothing is said.
    """
    text = pl.col("expected_on").dt.strftime("%Y-%m-%d")
    interval = pl.format(
        " ({} – {})", pl.col("earliest_on").dt.strftime("%Y-%m-%d"), pl.col("latest_on").dt.strftime("%Y-%m-%d")
    )
    said = forecast.select("deliverable_id", expected=text + interval.fill_null(""))
    return rows.join(said, on="deliverable_id", how="left", maintain_order="left")


def headline(forecast: pl.DataFrame, deliverable_id: str, as_of: date) -> Headline | None:
    """Return when one deliverable is expected, or why nothing is said; None where `forecast` does not speak of it.

    It does not of what was handed in once (a second submission is not forecast), of what left the plan, and of what
    has no due date known to the day.
    """
    found = forecast.filter(pl.col("deliverable_id") == deliverable_id)
    if found.is_empty():
        return None
    row = found.row(0, named=True)
    return Headline(tr("Expected"), day(row["expected_on"]), _note(row, as_of), _help(row))


def section(expected: Numbers, tested: Numbers, as_of: date) -> None:
    """Draw what is expected of the deliverables due first, and how such forecasts did in the past.

    `expected` as delivery_forecast, `tested` as forecast_backtest. Nothing where neither has a row.
    """
    if expected.rows.is_empty() and tested.rows.is_empty():
        return
    page.section(tr("Forecast"), _section_note(expected.rows))
    first = expected.rows.head(SHOWN)
    if first.is_empty():
        page.nothing_recorded(
            tr("No open deliverable has a due date known to the day."),
            tr("What was handed in once and returned is not forecast."),
        )
    else:
        page.show_chart(forecast_intervals(first, as_of=as_of), key="forecast", alt=chart_said(first), numbers=expected)
    page.section(tr("How well such forecasts did"), backtest_note(tested.rows))
    if tested.rows.is_empty():
        page.nothing_recorded(
            tr("No forecast of the past can be checked yet."),
            tr("A forecast is checked once its interval has ended."),
        )
        return
    show_table(
        backtest_table(tested.rows),
        [
            Column("lead", tr("Forecast made")),
            Column("held", tr("Interval held")),
            Column("error_days", tr("Error, days"), "number", help=tr("Median error of the middle of the interval.")),
            Column(
                "usual_error_days",
                tr("Plain rule's error, days"),
                "number",
                help=tr("Median error of: due date and median days late so far."),
            ),
            Column("deliverables", tr("Deliverables"), "number"),
            Column("shown", tr("Shown")),
        ],
        key="forecast_backtest",
        alt=tr("Forecasts of the past against what came, by how long before the due date they were made."),
    )
    page.numbers_behind(tested, key="forecast_backtest")


def chart_said(rows: pl.DataFrame) -> str:
    """Return what the chart of forecasts shows, in a sentence."""
    said = rows.filter(pl.col("expected_on").is_not_null())
    late = said.filter(pl.col("expected_on") > pl.col("due_on")).height
    return tr(
        "Forecast of {n} open deliverables: {said} have an expected date, {late} of these after the due date.",
        n=number(rows.height),
        said=number(said.height),
        late=number(late),
    )


def backtest_table(tested: pl.DataFrame) -> pl.DataFrame:
    """Return the back-test with its codes and shares in words; shares with the numbers they are made of."""
    return tested.select(
        pl.Series("lead", [named(LEAD_BAND, code) for code in tested["lead_band"]], dtype=pl.String),
        pl.Series(
            "held",
            [
                tr("{n} of {total} ({share})", n=number(held), total=number(cases), share=percent(held, cases))
                for held, cases in tested.select("covered", "cases").iter_rows()
            ],
            dtype=pl.String,
        ),
        "error_days",
        "usual_error_days",
        "deliverables",
        pl.Series("shown", [named(RULE, rule) if rule else None for rule in tested["rule"]], dtype=pl.String),
    )


def backtest_note(tested: pl.DataFrame) -> str:
    """Return how the back-test was made and how its result decides what is shown."""
    said = [
        tr(
            "On month ends of the past (fewer days above 100 deliverables), what was forecast then against what came. "
            "The interval should hold in about 80 of 100. Where its middle is not nearer than the plain rule (due "
            "date and median days late so far), or it held in fewer than 70 of 100, the plain rule is shown."
        )
    ]
    if not tested.is_empty():
        every = tested.row(by_predicate=pl.col("lead_band") == "all", named=True)
        said.append(
            plural(
                "{n} forecast of {deliverables} deliverables, {open} of it still open: counted as missed.",
                "{n} forecasts of {deliverables} deliverables, {open} of them still open: counted as missed.",
                every["cases"],
                deliverables=number(every["deliverables"]),
                open=number(every["still_open"]),
            )
        )
    return " ".join(said)


def _section_note(rows: pl.DataFrame) -> str:
    said = []
    spoken = rows.filter(pl.col("rule").is_not_null())
    if not spoken.is_empty():
        said.append(
            tr(
                "From how late earlier deliverables came: n = {n}, {whose}. How far off such forecasts were stands "
                "below.",
                n=number(spoken["n"].max()),  # type: ignore[arg-type]
                whose=named(BASIS, spoken["basis"][0]),
            )
        )
    if spoken.height < rows.height:
        said.append(tr("No expected date where fewer than 8 earlier ones were still open at that distance."))
    if rows.height > SHOWN:
        said.append(tr("Of {total} open deliverables the {n} due first.", total=number(rows.height), n=SHOWN))
    return " ".join(said)


def _note(row: dict[str, Any], as_of: date) -> str:
    whose = named(BASIS, row["basis"])
    if row["rule"] is None:
        return tr(
            "needs {needed} deliveries that were open this long, {n} known ({whose})",
            needed=number(row["needed"]),
            n=number(row["n"]),
            whose=whose,
        )
    if row["rule"] == "interval":
        return tr(
            "80 % between {first} and {last}, n = {n}, {whose}",
            first=day(row["earliest_on"]),
            last=day(row["latest_on"]),
            n=number(row["n"]),
            whose=whose,
        )
    if row["expected_on"] == as_of:
        return tr("any day: later than the median so far, n = {n}, {whose}", n=number(row["n"]), whose=whose)
    return tr("due date and median so far, n = {n}, {whose}", n=number(row["n"]), whose=whose)


def _help(row: dict[str, Any]) -> str | None:
    if row["rule"] is None:
        return None
    if row["rule"] == "median so far":
        said = tr(
            "The current due date and the median days late or early so far. An interval is shown where it did better "
            "in the back-test."
        )
    else:
        said = tr(
            "From how late deliverables came that were still open as long before, or after, their due date. The "
            "median, and the dates between which 8 of 10 are expected."
        )
    if row["error_days"] is None:
        return said
    wrong = plural(
        "Half of such forecasts were wrong by {n} day or more.",
        "Half of such forecasts were wrong by {n} days or more.",
        round(row["error_days"]),
    )
    return f"{said} {wrong}"
