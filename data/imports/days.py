"""Columns of text as days, with how precise they are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl
from babel import Locale

from data.changes.events import LAST_MONTH
from data.imports.parsed import Values, cells_of, folded, values_of
from data.problems import Problem
from data.store import opened

FIRST_YEAR = 1950
LAST_YEAR = 2099
LANGUAGES = "bg cs da de el en es et fi fr ga hr hu is it lt lv mk mt nb nl pl pt ro sk sl sq sr sv tr uk".split()
# Spreadsheets count days from here; the numbers of the years above, so that other numbers are no days.
DAY_ZERO = date(1899, 12, 30)
FIRST_NUMBER, LAST_NUMBER = (date(FIRST_YEAR, 1, 1) - DAY_ZERO).days, (date(LAST_YEAR, 12, 31) - DAY_ZERO).days
MONTHS_DUE_ON = """
select
    asked.starts_on,
    asked.month_number,
    month_due_on(asked.starts_on, asked.month_number) as due_on
from (select unnest($starts_on) as starts_on, unnest($months) as month_number) as asked
"""

ISO = r"^\d{4}-\d{2}-\d{2}$"
YEAR_FIRST = r"^(\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})\.?(?:[t ].*)?$"
YEAR_LAST = r"^(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})\.?(?: \d{1,2}:.*)?$"
MONTH_FIRST = r"^(\d{1,2})\s?[-/.]\s?(\d{4})$"
MONTH_LAST = r"^(\d{4})\s?[-/.]\s?(\d{1,2})$"
YEAR = r"^(\d{4})(?:\.0+)?$"
NUMBER = r"^(\d{5})(?:\.\d+)?$"
PROJECT_MONTH = r"^(?:m|month|monat|mois|mes|mese|maand|manad|mies|mesic)\.?\s?0*(\d{1,3})$"
# "30th of June 2019", "June 30, 2019", "2019. gada 30. jūnijs", commas and points taken away.
DAY_NAMED = r"(?:(\d{1,2})\s?(?:st|nd|rd|th|er|o|º|ª|a)?\s+(?:de\s+|of\s+)?)?"
NAMED = (
    rf"^{DAY_NAMED}(NAMES)(?:\s+(\d{{1,2}})(?:st|nd|rd|th)?)?(?:\s+(?:de|of|del))?\s+(\d{{4}})"
    r"(?:\s+(?:r|roku|god|gada|m))?$"
)
YEAR_NAMED = r"^(\d{4})\s+(?:(?:m|gada|g|r|ev)\s+)?(?:(\d{1,2})\s+)?(NAMES)(?:\s+(\d{1,2})(?:\s+d)?)?$"


@dataclass(frozen=True)
class Days(Values):
    """Days (Date) with `precision`: "day", "month" or "year" (then the first day of it); null where there is none."""

    precision: pl.Series


def as_day(column: pl.Series, starts_on: date | pl.Series | None = None) -> Days:
    """Return days of `2019-06-30`, `30/06/2019`, `30.6.2019`, numbers of spreadsheets, `June 2019`, `2019` and `M18`.

    Names of months are read in the languages of Europe. A month number counts from `starts_on`, one day or one per
    cell, by `month_due_on` of the store. `03/04/2019` is the 3rd of April, as in Europe, with a note, unless the
    column holds days that can only be month first; one that holds both kinds leaves it not understood. Days outside
    1950 to 2099 are not understood.
    """
    plain_day = pl.col("value").str.to_date("%Y-%m-%d", strict=False)
    is_plain = pl.col("value").str.contains(ISO) & plain_day.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
    all_cells, cells = cells_of(column, is_plain, plain_day)
    cells = cells.with_columns(pl.when("blank").then(None).otherwise("said").alias("said"))
    cells = _project_months(_named(_numeric(cells)), starts_on)
    day = pl.concat_str("y", pl.coalesce("m", 1), pl.coalesce("d", 1), separator="-").str.to_date(
        "%Y-%m-%d", strict=False
    )
    numbered = pl.lit(DAY_ZERO) + pl.duration(days=pl.col("number"))
    cells = cells.with_columns(pl.coalesce("due_on", day, numbered).alias("day"))
    in_range = pl.col("day").dt.year().is_between(FIRST_YEAR, LAST_YEAR)
    cells = cells.with_columns(pl.when(in_range).then("day").alias("typed")).with_columns(_rule().alias("rule"))
    read = values_of(all_cells, cells, column.name, pl.Date(), SENTENCES)
    precision = (
        pl.when(pl.col("typed").is_null()).then(None)
        .when(pl.col("y").is_null() | pl.col("d").is_not_null()).then(pl.lit("day"))
        .when(pl.col("m").is_not_null()).then(pl.lit("month"))
        .otherwise(pl.lit("year"))
    )  # fmt: skip
    late = all_cells.join(cells.select("place", precision.alias("late")), on="place", how="left", maintain_order="left")
    known = pl.when(pl.col("typed").is_not_null()).then(pl.lit("day")).otherwise("late")
    return Days(read.typed, read.notes, read.sentences, late.select(known.alias("precision")).to_series())


def _part(pattern: str, group: int, text: str = "said") -> pl.Expr:
    return pl.col(text).str.extract(pattern, group).cast(pl.Int32)


def _numeric(cells: pl.DataFrame) -> pl.DataFrame:
    """Add y, m, d of days written in digits, `order`, how a day before or after its month was told, and `number`."""
    cells = cells.with_columns(
        _part(YEAR_LAST, 1).alias("first"),
        _part(YEAR_LAST, 2).alias("second"),
        _part(YEAR_LAST, 3).alias("last"),
        # With points the day always comes first.
        pl.col("said").str.contains(r"^\d+\s?\.").alias("points"),
    )
    first, second, last = pl.col("first"), pl.col("second"), pl.col("last")
    shown = cells.filter(~pl.col("points")).select(
        ((first <= 12) & (second > 12)).any().alias("month"), ((first > 12) & (second <= 12)).any().alias("day")
    )
    month_shown, day_shown = shown.row(0)
    open_order = (first <= 12) & (second <= 12) & (first != second) & ~pl.col("points")
    is_month_first = ~pl.col("points") & ((second > 12) | (open_order & (month_shown and not day_shown)))
    order = (
        pl.when(first.is_null()).then(None)
        .when(open_order & (month_shown and day_shown)).then(pl.lit("not told"))
        .when(is_month_first).then(pl.lit("month first"))
        .when(open_order & (not day_shown)).then(pl.lit("day first"))
        .otherwise(pl.lit("plain"))
    )  # fmt: skip
    century = pl.when(last >= 100).then(0).when(last < 50).then(2000).otherwise(1900)
    number = _part(NUMBER, 1)
    return cells.with_columns(order.alias("order")).with_columns(
        pl.coalesce(
            _part(YEAR_FIRST, 1), last + century, _part(MONTH_FIRST, 2), _part(MONTH_LAST, 1), _part(YEAR, 1)
        ).alias("y"),
        pl.coalesce(
            _part(YEAR_FIRST, 2),
            pl.when(pl.col("order") == "month first").then(first).when(pl.col("order") != "not told").then(second),
            pl.when(pl.col("order") == "not told").then(0),
            _part(MONTH_FIRST, 1),
            _part(MONTH_LAST, 2),
        ).alias("m"),
        pl.coalesce(
            _part(YEAR_FIRST, 3), pl.when(pl.col("order") == "month first").then(second).otherwise(first)
        ).alias("d"),
        pl.when(number.is_between(FIRST_NUMBER, LAST_NUMBER)).then(number).alias("number"),
    )  # fmt: skip


def _named(cells: pl.DataFrame) -> pl.DataFrame:
    """Fill y, m, d of days whose month has a name; add `month`, the name."""
    months = _months()
    names = "|".join(sorted(months, key=len, reverse=True))
    named, year_named = NAMED.replace("NAMES", names), YEAR_NAMED.replace("NAMES", names)
    plain = pl.col("said").str.replace_all(r"[.,/-]+", " ").str.replace_all(r"\s+", " ").str.strip_chars()
    # Few cells have one, and the pattern is long.
    with_letters = pl.when(pl.col("said").str.contains(r"\p{L}{3}.*\d{4}|\d{4}.*\p{L}{3}")).then(plain)
    cells = cells.with_columns(with_letters.alias("plain"))
    month = pl.coalesce(pl.col("plain").str.extract(named, 2), pl.col("plain").str.extract(year_named, 3))
    found = month.replace_strict(list(months), list(months.values()), default=None, return_dtype=pl.Int32)
    return cells.with_columns(
        month.alias("month"),
        pl.coalesce("y", _part(named, 4, "plain"), _part(year_named, 1, "plain")).alias("y"),
        pl.coalesce(pl.col("m"), found).alias("m"),
        pl.coalesce(
            pl.col("d"), *(_part(named, group, "plain") for group in (1, 3)),
            *(_part(year_named, group, "plain") for group in (2, 4)),
        ).alias("d"),
    )  # fmt: skip


@cache
def _months() -> dict[str, int]:
    """Return folded names and short names of months -> 1 to 12, and 0 for a name of different months by language."""
    said = {
        (name, number)
        for language in LANGUAGES
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in Locale(language).months[context][width].items()
        if not name.isdecimal()
    }
    ordered = sorted(said)
    plain = pl.select(folded(pl.lit(pl.Series([name for name, _ in ordered]))).str.strip_chars(". ")).to_series()
    found: dict[str, int] = {}
    for name, (_, number) in zip(plain, ordered, strict=True):
        found[name] = number if found.get(name, number) == number else 0
    # Numbered names are no names ("8. mēnesis" is not written).
    return {name: number for name, number in found.items() if name.replace(" ", "").isalpha()} | {"sept": 9}


def _project_months(cells: pl.DataFrame, starts_on: date | pl.Series | None) -> pl.DataFrame:
    """Add `project_month`, the number after an M, and `due_on`, its last day."""
    starts = starts_on.gather(cells["place"]) if isinstance(starts_on, pl.Series) else pl.lit(starts_on, pl.Date)
    cells = cells.with_columns(_part(PROJECT_MONTH, 1).alias("project_month"), starts.alias("starts_on"))
    asked = cells.filter(pl.col("project_month").is_between(1, LAST_MONTH) & pl.col("starts_on").is_not_null())
    if asked.is_empty():
        return cells.with_columns(pl.lit(None, pl.Date).alias("due_on"))
    pairs = asked.select("starts_on", "project_month").unique()
    due = opened().fetch(
        MONTHS_DUE_ON, {"starts_on": pairs["starts_on"].to_list(), "months": pairs["project_month"].to_list()}
    )
    due = due.select("starts_on", pl.col("month_number").cast(pl.Int32).alias("project_month"), "due_on")
    return cells.join(due, on=["starts_on", "project_month"], how="left", maintain_order="left")


def _rule() -> pl.Expr:
    """Return why a cell is no day, or what was done to make it one; null where it stands as it should."""
    year = pl.coalesce(pl.col("day").dt.year(), "y")
    return (
        pl.when(pl.col("typed").is_not_null()).then(
            pl.when(pl.col("value").str.contains(ISO) | pl.col("value").str.contains(r"^\d{4}(?:-\d\d)?$")).then(None)
            .when(pl.col("due_on").is_not_null()).then(pl.lit("project month"))
            .when(pl.col("number").is_not_null()).then(pl.lit("number of a spreadsheet"))
            .when(pl.col("order").is_in(["day first", "month first"])).then("order")
            .otherwise(pl.lit("date format"))
        )
        .when(pl.col("project_month").is_not_null()).then(
            pl.when(pl.col("starts_on").is_null()).then(pl.lit("month without a start"))
            .otherwise(pl.lit("month out of range"))
        )
        .when(pl.col("order") == "not told").then(pl.lit("day or month first"))
        .when(pl.col("month").is_not_null() & (pl.col("m") == 0)).then(pl.lit("month of two languages"))
        .when(~year.is_between(FIRST_YEAR, LAST_YEAR)).then(pl.lit("year out of range"))
        .when(pl.col("y").is_not_null()).then(pl.lit("no such day"))
        .otherwise(pl.lit("not a day"))
    )  # fmt: skip


SENTENCES: dict[str, Callable[[str], Problem]] = {
    "project month": lambda value: Problem(
        "“{value}” was counted from the start of the consortium.", "Check the start.", value=value
    ),
    "number of a spreadsheet": lambda value: Problem(
        "“{value}” is how spreadsheets count days; it was read as a day.", "Check the day.", value=value
    ),
    "day first": lambda value: Problem(
        "“{value}” was read with the day before the month, as in Europe.",
        "Check it; if the month comes first, write it as year-month-day.",
        value=value,
    ),
    "month first": lambda value: Problem(
        "“{value}” was read with the month before the day, as other days of its column can only be.",
        "Check it; if the day comes first, write it as year-month-day.",
        value=value,
    ),
    "date format": lambda value: Problem("“{value}” was read as a day.", "Nothing is to be done.", value=value),
    "month without a start": lambda value: Problem(
        "“{value}” counts from the start of the consortium, which is not known.",
        "Write the day, or record the start of the consortium first.",
        value=value,
    ),
    "month out of range": lambda value: Problem(
        "“{value}” is not a month of a project.", "Write a month from M1 to M{last}.", value=value, last=LAST_MONTH
    ),
    "day or month first": lambda value: Problem(
        "“{value}” may have the day or the month first: its column holds days of both kinds.",
        "Write it as year-month-day.",
        value=value,
    ),
    "month of two languages": lambda value: Problem(
        "“{value}” names a month that is another one in another language.", "Write it as year-month-day.", value=value
    ),
    "year out of range": lambda value: Problem(
        "“{value}” is not within the years {first} to {last}.",
        "Correct the year.",
        value=value,
        first=FIRST_YEAR,
        last=LAST_YEAR,
    ),
    "no such day": lambda value: Problem(
        "“{value}” is a day that no calendar has.", "Correct the day or the month.", value=value
    ),
    "not a day": lambda value: Problem(
        "“{value}” is not a day.", "Write it as year-month-day, such as 2019-06-30, or leave it blank.", value=value
    ),
}
