"""What is kept of imports: the list of runs, their remarks, and the rejected rows as tables to correct."""

import json

import polars as pl

from data.imports.account import TO_CORRECT
from data.problems import Problem
from data.store import Store

RUNS = """
with brought as (
    select
        run_id,
        sum(added) as added,
        sum(changed) as changed,
        sum(unchanged) as unchanged
    from import_entity
    group by run_id
)

select
    run.run_id,
    run.files,
    run.undone,
    run.rows_read,
    run.accepted,
    run.repaired,
    run.rejected,
    run.ignored,
    cast(coalesce(brought.added, 0) as bigint) as added,
    cast(coalesce(brought.changed, 0) as bigint) as changed,
    cast(coalesce(brought.unchanged, 0) as bigint) as unchanged,
    change.recorded_by,
    change.recorded_at
from import_run as run
inner join change on cast(run.run_id as bigint) = change.version
left join brought on run.run_id = brought.run_id
order by change.version desc
"""
REMARKS = """
select
    outcome,
    rule,
    file,
    sheet,
    at_row as "row",
    in_column as "column",
    cell as "value",
    became,
    what,
    way_out,
    filled
from import_remark
where run_id = $run_id
order by position
"""
REJECTED = """
select
    rejected.file,
    rejected.sheet,
    sheet.columns,
    rejected.cells,
    rejected.to_correct
from import_rejected_row as rejected
inner join import_sheet as sheet
    on rejected.run_id = sheet.run_id and rejected.file = sheet.file and rejected.sheet = sheet.sheet
where rejected.run_id = $run_id
order by rejected.file, rejected.sheet, rejected.at_row
"""
HAS_RUN = "select run_id from import_run where run_id = $run_id"


def run_list(store: Store) -> pl.DataFrame:
    """Return one row per import, the newest first.

    Columns: run_id, files, undone (whether it was taken back), rows_read = accepted + repaired + rejected + ignored,
    the rows of entities added, changed and unchanged, recorded_by, recorded_at (UTC).
    """
    return store.fetch(RUNS)


def remarks_of(store: Store, run_id: str) -> pl.DataFrame:
    """Return one row per remark that is kept of a run, with the columns of account.REMARK_SCHEMA."""
    return store.fetch(REMARKS, {"run_id": run_id})


def rejected_rows(store: Store, run_id: str) -> dict[tuple[str, str], pl.DataFrame]:
    """Return for each file and sheet of a run its rejected rows: the columns that were read, and what to correct.

    Raise Problem when there is no such run.
    """
    if store.fetch(HAS_RUN, {"run_id": run_id}).is_empty():
        raise Problem(
            "There is no import with the number {run}.", "Look at the list of imports for its number.", run=run_id
        )
    found: dict[tuple[str, str], pl.DataFrame] = {}
    for (file, sheet), some in store.fetch(REJECTED, {"run_id": run_id}).group_by("file", "sheet", maintain_order=True):
        cells = [json.loads(one) for one in some["cells"]]
        columns = [name for name in json.loads(some["columns"][0]) if any(name in one for one in cells)]
        found[str(file), str(sheet)] = pl.DataFrame(
            [[one.get(name) for name in columns] + [said] for one, said in zip(cells, some["to_correct"], strict=True)],
            schema=dict.fromkeys([*(name for name in columns if name != TO_CORRECT), TO_CORRECT], pl.String),
            orient="row",
        )
    return found
