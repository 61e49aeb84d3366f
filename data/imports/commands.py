"""The command line of imports: python -m data import FILE..., python -m data imports <command>."""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from data.exports.comma_separated import comma_separated
from data.imports.account import in_words
from data.imports.choosing import best_fit, refuse_nothing, remembered_columns, rows_of, task_of
from data.imports.files import read_file
from data.imports.kept import rejected_rows, run_list
from data.imports.kinds import KINDS, kind_named
from data.imports.package import is_package, load_package, read_package
from data.imports.places import placed
from data.imports.run import Done, Order, Task, run, try_out
from data.imports.sheet import Sheet
from data.imports.told import About
from data.imports.undo import undo
from data.problems import Problem
from data.regions.placing import place_all
from data.store import Store, opened

Subcommands = Any  # argparse does not name the type it returns
WHO = "command line"
REMARKS_SAID = 40
CONSORTIUM = "select consortium_id from consortium where acronym = $name or consortium_id = $name"
PLAIN_KINDS = [kind.name for kind in KINDS if not kind.by_own_names]
EXIT_CODES = """
exit codes:
  0  all rows are in, or stood there already
  1  the import is done, but some rows were rejected (they are told, and kept to be corrected) or could not be placed
  2  refused: nothing was saved, and a sentence says what to do
"""


def add_import_commands(commands: Subcommands, present_store: Callable[[], Store]) -> None:
    """Add `import` and `imports`; `present_store` opens the store or says that there is none."""
    brought = commands.add_parser(
        "import",
        help="bring tables of partners, deliverables and more into the store",
        description="Read files (CSV, Excel, Parquet, zip), find out what they are about and which column is what, and "
        "bring them in: all or, if refused, nothing. Every row is accepted, repaired, rejected or ignored, and said.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    brought.add_argument("files", nargs="+", type=Path, metavar="FILE")
    brought.add_argument(
        "--as", dest="kind", choices=PLAIN_KINDS, metavar="KIND",
        help="what the tables are about, where that is not found out: " + ", ".join(PLAIN_KINDS),
    )  # fmt: skip
    brought.add_argument("--consortium", metavar="ACRONYM", help="whose rows these are, where they do not say so")
    brought.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    brought.add_argument(
        "--erase-empty", action="store_true", help="what a file leaves empty is erased; else what is known stays"
    )
    brought.add_argument(
        "--conflicts",
        choices=("ask", "keep", "take"),
        default="ask",
        help="of what was changed here and in the file: reject the row and tell (ask), keep what stands here, or take "
        "what the file says; default: %(default)s",
    )
    brought.add_argument("--json", action="store_true", help="for programs: one JSON object")
    # A data package makes a store where none is: that is how a store moves from one machine to another.
    brought.set_defaults(
        run=lambda chosen: (
            _import_package(chosen) if any(map(is_package, chosen.files)) else _import(chosen, present_store())
        )
    )
    runs = commands.add_parser(
        "imports",
        help="list imports, take one back, or get its rejected rows",
        description="What was imported, when and by whom.",
    )
    runs.set_defaults(run=lambda _: _help(runs))
    within = runs.add_subparsers(title="commands", metavar="command")
    listed = within.add_parser("list", help="say which imports there were", description="One line per import.")
    listed.add_argument("--json", action="store_true", help="for programs: one JSON array")
    listed.set_defaults(run=lambda chosen: _list(present_store(), as_json=chosen.json))
    back = within.add_parser(
        "undo",
        help="take an import back",
        description="Take back exactly what an import brought; what somebody changed since is told and stays.",
    )
    back.add_argument("number", metavar="RUN", help="its number, as imports list says it")
    back.set_defaults(run=lambda chosen: _undo(present_store(), chosen.number))
    rejected = within.add_parser(
        "rejected",
        help="write the rejected rows of an import as CSV, to be corrected and imported again",
        description="Write rows with the columns that were read and a column “what to correct”, which is ignored when "
        "the file is imported.",
    )
    rejected.add_argument("number", metavar="RUN", help="its number, as imports list says it")
    rejected.add_argument("--out", type=Path, metavar="FILE", help="the file to write; else they are printed")
    rejected.set_defaults(run=lambda chosen: _rejected(present_store(), chosen.number, chosen.out))


def _import(chosen: argparse.Namespace, store: Store) -> int:
    consortium_id = _consortium(store, chosen.consortium) if chosen.consortium else None
    names: dict[Path, str] = {}
    for path in chosen.files:
        if path.name in names.values():
            raise Problem("Two files are called {file}.", "Import them one after the other.", file=path.name)
        names[path] = path.name
    tasks = [task for path in chosen.files for task in _tasks(store, path, chosen.kind)]
    refuse_nothing(tasks)
    order = Order(
        tasks,
        {path.name: _digest(path) for path in chosen.files},
        consortium_id,
        empties_erase=chosen.erase_empty,
        otherwise=chosen.conflicts,
    )
    act = try_out if chosen.dry_run else run
    today = datetime.now().astimezone().date()
    done = act(store, order, who=WHO, today=today, on_progress=_show_progress if sys.stderr.isatty() else None)
    not_placed = placed(store, who=WHO, origin="command line") if done.change else None
    if chosen.json:
        print(json.dumps(_as_json(done, tasks), indent=2, ensure_ascii=False, default=str))
    else:
        _say(done, tasks)
    if not_placed:
        print(not_placed, file=sys.stderr)
    return 1 if not_placed or done.account.total("rejected") else 0


def _import_package(chosen: argparse.Namespace) -> int:
    if len(chosen.files) > 1:
        raise Problem("A data package is imported by itself.", "Import the files one after the other.")
    path = chosen.files[0]
    if chosen.dry_run:
        package = read_package(path)
        print(f"{path}: data package from version {package.about['store_version']} of its store.")
        for entity, rows in package.rows.items():
            print(f"  {entity.replace('_', ' ')}: {rows} rows")
        print("Tried out: nothing was saved.")
        return 0
    store = opened()
    loaded = load_package(store, path, who=WHO, on_progress=_show_tables if sys.stderr.isatty() else None)
    if chosen.json:
        print(json.dumps(asdict(loaded), indent=2))
    elif loaded.as_it_was:
        rows = sum(loaded.added.values())
        print(
            f"The store is what it was at version {loaded.version}: {rows} rows, each with who wrote it, when and why."
        )
    else:
        print(
            "This store held rows already, so that the history of the package stays behind: what was present there "
            f"came in as a change of this store, version {loaded.version}."
        )
        for entity, added in loaded.added.items():
            if added:
                print(f"  {entity.replace('_', ' ')}: {added} rows added or changed")
    if not loaded.as_it_was and sum(loaded.added.values()) > 0:
        place_all(store, who=WHO, origin="command line")
    return 0


def _show_tables(entity: str, done: int, total: int) -> None:
    end = "\n" if done + 1 == total else ""
    print(f"\r{done + 1} of {total} tables: {entity:30}", end=end, file=sys.stderr, flush=True)


def _tasks(store: Store, path: Path, kind_name: str | None) -> list[Task]:
    if not path.is_file():
        raise Problem("There is no file {path}.", "Look at its name and folder.", path=path)
    sheets, ours = rows_of(read_file(path.name, path), store)
    return [_task(store, sheet, kind_name, ours) for sheet in sheets]


def _task(store: Store, sheet: Sheet, kind_name: str | None, ours: About | None) -> Task:
    fit = None if kind_name else best_fit(sheet)
    kind = kind_named(kind_name) if kind_name else fit.kind if fit else None
    return task_of(sheet, kind, remembered_columns(store, kind, sheet) if kind else {}, ours)


def _consortium(store: Store, name: str) -> str:
    found = store.fetch(CONSORTIUM, {"name": name})
    if found.is_empty():
        raise Problem(
            "There is no consortium {name}.", "Give its acronym or id; python -m data status lists them.", name=name
        )
    return str(found["consortium_id"][0])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _as_json(done: Done, tasks: list[Task]) -> dict[str, Any]:
    return {
        "run": done.run_id,
        "earlier_run": done.earlier,
        "saved": done.change is not None and done.change.row_count > 0,
        "sheets": [
            {
                "file": one.file,
                "sheet": one.sheet,
                "kind": one.kind,
                "header_row": one.header_row,
                "columns": dict(task.mapping),
                "rows_read": one.rows_read,
                "accepted": one.accepted,
                "repaired": one.repaired,
                "rejected": one.rejected,
                "ignored": one.ignored,
                "entities": {entity: asdict(brought) for entity, brought in one.entities.items()},
            }
            for one, task in zip(done.account.sheets, tasks, strict=True)
        ],
        "remarks": [
            {name: row[name] for name in ("outcome", "rule", "file", "sheet", "row", "column", "value", "became")}
            | {"said": in_words(row)}
            for row in done.account.remarks().iter_rows(named=True)
        ],
        "conflicts": [asdict(cell) for cell in done.conflicts],
    }


def _say(done: Done, tasks: list[Task]) -> None:
    for one, task in zip(done.account.sheets, tasks, strict=True):
        title = str(task.kind.title) if task.kind else "left out, as it is of no kind that can be imported"
        print(f"{one.file}, {one.sheet}: {title}")
        if task.kind is None:
            continue
        print(f"  {one.sum_in_words()}")
        print("  columns: " + ", ".join(f"{column} → {field}" for field, column in task.mapping.items()))
        not_read = [column for column in task.sheet.columns if column not in task.mapping.values()]
        if not_read:
            print(f"  columns that are not read: {', '.join(not_read)}")
        for entity, brought in one.entities.items():
            print(f"  {entity.replace('_', ' ')}: {brought}")
        for remark in one.remarks[:REMARKS_SAID]:
            print(f"  {in_words(remark)}")
        more = sum(one.counts.values()) - min(len(one.remarks), REMARKS_SAID)
        if more > 0:
            print(f"  and {more} more")
    if done.change is None:
        print("Tried out: nothing was saved.")
    elif done.run_id is None:
        print(f"Nothing was saved: all of it stands there already, from import {done.earlier}.")
    else:
        print(f"Import {done.run_id} is in. To take it back: python -m data imports undo {done.run_id}")
        if done.account.total("rejected"):
            print(f"Rejected rows to correct: python -m data imports rejected {done.run_id} --out FILE")


def _list(store: Store, *, as_json: bool) -> int:
    runs = run_list(store).to_dicts()
    if as_json:
        print(json.dumps(runs, indent=2, ensure_ascii=False, default=str))
        return 0
    for row in runs:
        undone = ", taken back" if row["undone"] else ""
        print(
            f"{row['run_id']:>6}  {row['recorded_at']:%Y-%m-%d %H:%M} UTC by {row['recorded_by']}: {row['files']}: "
            f"{row['rows_read']} rows read, {row['added']} added, {row['changed']} changed, {row['rejected']} rejected"
            f"{undone}"
        )
    if not runs:
        print("Nothing was imported yet. Begin with: python -m data import FILE")
    return 0


def _undo(store: Store, run_id: str) -> int:
    undone = undo(store, run_id, who=WHO)
    place_all(store, who=WHO, origin="command line")
    for entity, count in undone.taken.items():
        print(f"{entity.replace('_', ' ')}: {count} taken back")
    for one in undone.kept:
        print(
            f"kept: {one.entity.replace('_', ' ')} {one.key}, changed or built on by "
            f"{one.recorded_by or 'another consortium'} on "
            f"{one.recorded_at:%Y-%m-%d}"
        )
    print(f"Import {run_id} is taken back. The store keeps every row ever written.")
    return 0


def _rejected(store: Store, run_id: str, out: Path | None) -> int:
    files = rejected_rows(store, run_id)
    if not files:
        print(f"Import {run_id} has no rejected rows.")
        return 0
    for place, (_, rows) in enumerate(files.items()):
        if out is None:
            sys.stdout.buffer.write(comma_separated(rows))
            continue
        path = out if place == 0 else out.with_stem(f"{out.stem}-{place + 1}")
        path.write_bytes(comma_separated(rows))
        print(f"Wrote {path}: {rows.height} rows to correct.")
    return 0


def _show_progress(done: int, total: int) -> None:
    end = "\n" if done >= total else ""
    print(f"\r{done} of {total} rows", end=end, file=sys.stderr, flush=True)


def _help(parser: argparse.ArgumentParser) -> int:
    parser.print_help(sys.stderr)
    return 2
