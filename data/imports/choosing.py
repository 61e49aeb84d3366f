"""What the sheets of files are: the kind that fits best, which column is which field; the user has the last word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.imports.kind import Kind, Recognised
from data.imports.kinds import KINDS, erasmus
from data.imports.kinds.cordis import is_another_table
from data.imports.kinds.workbook import about, is_sheet
from data.imports.mapping import Proposed, as_mapping, header_set, proposed, recognised
from data.imports.run import Task
from data.imports.sheet import Sheet
from data.imports.told import About
from data.problems import Problem
from data.store import Store

# A sheet that fits no kind this well is left out until the user says what it is.
FITS_FROM = 0.55

REMEMBERED = """
select
    header,
    field
from import_mapping
where kind = $kind and headers = $headers
order by header
"""


@dataclass(frozen=True)
class Fit:
    """A kind that a sheet may be, and how well it fits."""

    kind: Kind
    recognised: Recognised


def fits(sheet: Sheet) -> list[Fit]:
    """Return every kind with how well a sheet fits it, the best first; sheets of our workbook are nothing else."""
    kinds = [kind for kind in KINDS if kind.by_own_names == is_sheet(sheet)]
    found = [
        Fit(kind, kind.recognise(sheet) if kind.recognise else recognised(kind, sheet.columns, sheet.title))
        for kind in kinds
    ]
    return sorted(found, key=lambda fit: (bool(fit.recognised.missing), -fit.recognised.score, fit.kind.name))


def best_fit(sheet: Sheet) -> Fit | None:
    """Return the kind that a sheet fits best, None when it fits none well enough."""
    best = fits(sheet)[0]
    if is_another_table(sheet):
        return None
    return None if best.recognised.missing or best.recognised.score < FITS_FROM else best


def columns_of(sheet: Sheet, kind: Kind, remembered: Mapping[str, str]) -> list[Proposed]:
    """Return which column is which field: as the user said of such a table before, else as names say."""
    return proposed(kind, sheet.columns, remembered)


def task_of(sheet: Sheet, kind: Kind | None, remembered: Mapping[str, str], ours: About | None = None) -> Task:
    """Return a sheet with its kind and columns as they are proposed; `ours` is what a workbook of ours says."""
    mapping = as_mapping(columns_of(sheet, kind, remembered)) if kind else {}
    return Task(sheet, kind, mapping, ours)


def rows_of(sheets: Sequence[Sheet], store: Store) -> tuple[list[Sheet], About | None]:
    """Return the sheets of one file that may hold rows, and what it says of itself if it is a workbook of ours."""
    sheets = [erasmus.packed(sheet) if erasmus.is_list(sheet) else sheet for sheet in sheets]
    ours = about(sheets, store)
    return [sheet for sheet in sheets if (is_sheet(sheet) if ours else not sheet.hidden)], ours


def refuse_nothing(tasks: Sequence[Task]) -> None:
    """Raise Problem when none of the sheets is of a kind that can be imported."""
    if all(task.kind is None for task in tasks):
        sheet = tasks[0].sheet
        closest = fits(sheet)[0]
        missing = ", ".join(str(field.title) for field in closest.recognised.missing)
        if missing:
            raise Problem(
                "“{sheet}” is not recognised; it comes closest to {kind}, of which it lacks: {missing}.",
                "Name the columns as in the template, or say what it is with --as.",
                sheet=sheet.title,
                kind=closest.kind.title,
                missing=missing,
            )
        raise Problem(
            "“{sheet}” is not recognised as any kind of table.",
            "Name the columns as in the template, or say what it is with --as.",
            sheet=sheet.title,
        )


def remembered_columns(store: Store, kind: Kind, sheet: Sheet) -> dict[str, str]:
    """Return column -> field as it was said of a table with these headers before; "" for one that is not read."""
    return dict(store.fetch(REMEMBERED, {"kind": kind.name, "headers": header_set(sheet.columns)}).iter_rows())
