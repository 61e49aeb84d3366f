"""The command line: python -m data <command>."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

from data import settings
from data.build import ready_store
from data.checks import run_checks
from data.exports.calendar import deliverable_calendar
from data.exports.workbook import deliverable_workbook
from data.problems import Problem
from data.sources.load import load_sample, withdraw_sample
from data.status import Status, store_status
from data.store import Store, leave, opened

EXIT_CODES = """
exit codes:
  0  done
  1  a check found something that must not be
  2  not done: the command or the store is not as it should be, and a sentence says what to do

The store is the file that CONSORTIUM_STORE names, else data/store/consortium.duckdb.
"""
EXPORTS = {"calendar": deliverable_calendar, "deliverables": deliverable_workbook}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.run is None:
        parser.print_help(sys.stderr)
        return 2
    try:
        code: int = chosen.run(chosen)
        sys.stdout.flush()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read along (`| head`) has seen enough; what Python still flushes at its end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    finally:
        leave()
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m data",
        description="Make, look at and check the store of the dashboard.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(title="commands", metavar="command")
    init = commands.add_parser(
        "init",
        help="make the store, or bring the facts of this release into it",
        description="Make the store when it is missing and bring the shipped facts into it; a second time changes "
        "nothing. The dashboard does the same at its start.",
    )
    init.set_defaults(run=_init)
    status = commands.add_parser(
        "status",
        help="say what the store holds and how it is",
        description="Say where the store is, its version and last change, its consortia, the rows of every entity, and "
        "how many checks failed.",
    )
    status.add_argument("--json", action="store_true", help="for programs: one JSON object")
    status.set_defaults(run=_status)
    check = commands.add_parser(
        "check",
        help="look for what must not be, and for what is worth a look",
        description="Run all checks and print each finding. Exit code 1 when a check failed; warnings leave it 0.",
    )
    check.set_defaults(run=_check)
    sample = commands.add_parser(
        "sample",
        help="write the demonstration data again, or withdraw it",
        description="Make the fictional demonstration consortium what it was at first; what was changed or added in it "
        "since goes. Other consortia are not touched, and nothing is lost: the store keeps every row ever written.",
    )
    sample.add_argument("--remove", action="store_true", help="withdraw it; it stays away until it is written again")
    sample.set_defaults(run=_sample)
    export = commands.add_parser(
        "export",
        help="write due dates for the calendar, or the deliverables for a spreadsheet",
        description="Write the due dates of a consortium as an iCalendar file, or its deliverables as an Excel "
        "workbook.",
    )
    export.add_argument("what", choices=EXPORTS)
    export.add_argument("--consortium", required=True, metavar="ACRONYM", help="its acronym or id")
    export.add_argument(
        "--as-of",
        type=date.fromisoformat,
        metavar="DAY",
        help="what held on this day, like 2026-03-31; today if left out",
    )
    export.add_argument("--out", required=True, type=Path, metavar="FILE", help="the file to write")
    export.add_argument("--force", action="store_true", help="replace the file when it is there already")
    export.set_defaults(run=_export)
    return parser


def _init(_: argparse.Namespace) -> int:
    was_there = Path(settings.store_location()).exists()
    status = store_status(ready_store())
    print(f"{'The store was there already' if was_there else 'Made the store'}: {status.location}")
    print(f"It holds {_consortia(status)}, {sum(status.rows.values())} rows in all, at version {status.version}.")
    print(_checks(status))
    return 0


def _status(chosen: argparse.Namespace) -> int:
    status = store_status(_present_store())
    if chosen.json:
        print(json.dumps(asdict(status), indent=2, ensure_ascii=False, default=lambda day: f"{day:%Y-%m-%dT%H:%M:%SZ}"))
    else:
        print(_in_words(status))
    return 0


def _check(_: argparse.Namespace) -> int:
    store = _present_store()
    for finding in run_checks(store).iter_rows(named=True):
        severity = "FAILED " if finding["severity"] == "fail" else "warning"
        entity = finding["entity"].replace("_", " ")
        print(f"{severity}  {entity} {finding['key']} {finding['message']} ({finding['check']})")
    status = store_status(store)
    print(_checks(status))
    return 1 if status.failed_checks else 0


def _sample(chosen: argparse.Namespace) -> int:
    store = _present_store()
    if chosen.remove:
        change = withdraw_sample(store, who="command line")
        done, nothing = "Withdrew the demonstration data", "There is no demonstration data to withdraw"
    else:
        change = load_sample(store, who="command line")
        done, nothing = "Wrote the demonstration data", "The demonstration data is there, and as it was made"
    rows = f"{change.row_count} rows, version {change.version}"
    print(f"{done}: {rows}." if change.row_count else f"{nothing}: nothing was written.")
    return 0


def _export(chosen: argparse.Namespace) -> int:
    _present_store()
    as_of = chosen.as_of or datetime.now().astimezone().date()
    content = EXPORTS[chosen.what](consortium=chosen.consortium, as_of=as_of)
    try:
        with chosen.out.open("wb" if chosen.force else "xb") as file:
            file.write(content)
    except FileExistsError as there:
        raise Problem(
            "The file {path} is there already and was left as it is.",
            "Name another file, or replace it with --force.",
            path=chosen.out,
        ) from there
    except OSError as refusal:
        raise Problem(
            "The file {path} cannot be written: {reason}.",
            "Name a file in a folder that exists and may be written.",
            path=chosen.out,
            reason=refusal.strerror,
        ) from refusal
    print(f"Wrote {chosen.out}: {chosen.what} of {chosen.consortium} as of {as_of}, {len(content)} bytes.")
    return 0


def _present_store() -> Store:
    location = settings.store_location()
    if "://" not in location and not Path(location).exists():
        raise Problem(
            "There is no store at {path}.",
            "Make it with: python -m data init, or set CONSORTIUM_STORE to the path of the one you mean.",
            path=location,
        )
    return opened()


def _in_words(status: Status) -> str:
    last = status.last_change
    changed = f"{last.recorded_at:%Y-%m-%d %H:%M} UTC by {last.recorded_by}: {last.reason}" if last else "never"
    width = max(len(entity) for entity in status.rows)
    rows = "\n".join(f"  {entity.replace('_', ' '):{width}}  {count:>7}" for entity, count in status.rows.items())
    return f"""\
Store      {status.location}
Version    {status.version} (format {status.store_format})
Changed    {changed}
Programs   dashboard {status.dashboard}, DuckDB {status.duckdb}
Consortia  {_consortia(status)}
Checks     {_checks(status)}

Rows
{rows}"""


def _consortia(status: Status) -> str:
    names = ", ".join(f"{one['acronym']}{' (fictional)' if one['fictional'] else ''}" for one in status.consortia)
    return f"{len(status.consortia)} consortia{f' ({names})' if names else ''}"


def _checks(status: Status) -> str:
    return f"{status.failed_checks} of {status.checks} checks failed, warnings: {status.warnings}."


if __name__ == "__main__":
    sys.exit(main())
