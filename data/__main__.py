"""The command line: python -m data <command>."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path

from data import access, settings
from data.access_commands import add_access_commands
from data.backup_commands import add_backup_commands
from data.build import ready_store
from data.checks import run_checks
from data.copying import add_copy_command
from data.exports.commands import add_export_commands, write_file
from data.forecast import backtests, forecasts, in_words
from data.imports.commands import add_import_commands
from data.imports.offer_commands import add_identifier_commands
from data.problems import Problem
from data.regions.commands import add_region_commands
from data.regions.placing import not_placed, place_all, placement_account
from data.sources.load import load_sample, withdraw_sample
from data.sources.scale.commands import add_scale_options, write_scale_sample
from data.status import Status, store_status
from data.store import Store, leave, opened

EXIT_CODES = """
exit codes:
  0  done
  1  something was found wrong (by a check, in a backup), or rows were rejected or not placed
  2  not done: the command or the store is not as it should be, and a sentence says what to do

The store is the file or the PostgreSQL database that CONSORTIUM_STORE names, else data/store/consortium.duckdb.
"""
REPORTS = ("pdf", "html", "docx")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.run is None:
        parser.print_help(sys.stderr)
        return 2
    try:
        # Whoever may run it here may read and write the store's file.
        with access.acting_as(access.EVERYTHING):
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
        help="write the demonstration data again, or withdraw it; or a large portfolio to try things with",
        description="Make the fictional demonstration consortium what it was at first; what was changed or added in it "
        "since goes. Other consortia are not touched, and nothing is lost: the store keeps every row ever written.",
    )
    sample.add_argument("--remove", action="store_true", help="withdraw it; it stays away until it is written again")
    add_scale_options(sample)
    sample.set_defaults(run=_sample)
    place = commands.add_parser(
        "place",
        help="say in which region of the schemes everything lies, and what is not placed",
        description="Place organisations, pilots, towns of engagements and places in the regions of every scheme, "
        "where something changed since, and print how many were placed how, and each that was not placed with the "
        "reason.",
    )
    place.add_argument("--scheme", help="only in this scheme")
    place.set_defaults(run=_place)
    add_export_commands(commands, _present_store)
    forecast = commands.add_parser(
        "forecast",
        help="say when open deliverables are expected, or how well such forecasts did",
        description="Print when each open deliverable is expected. With --backtest: replay the forecasts of the past "
        "and print how often the 80 % interval held and by how many days the expected date was wrong, beside the "
        "plain rule: late as the median so far.",
    )
    forecast.add_argument("--backtest", action="store_true", help="how well the forecasts of the past did")
    forecast.add_argument(
        "--consortium", metavar="ACRONYM", help="its acronym or id; every consortium that keeps records if left out"
    )
    forecast.add_argument(
        "--as-of",
        type=date.fromisoformat,
        metavar="DAY",
        help="what was known on this day, like 2026-03-31; today if left out",
    )
    forecast.add_argument("--json", action="store_true", help="for programs: one JSON array")
    forecast.set_defaults(run=_forecast)
    report = commands.add_parser(
        "report",
        help="write the report on a consortium: PDF, HTML or Word",
        description="Write what the pages say of a consortium as one file: headlines, deliverables, milestones and "
        "risks, what changed, coverage, engagement, indicators, eligibility, and where the figures come from. The same "
        "store and days make the same bytes.",
    )
    report.add_argument("--consortium", required=True, metavar="ACRONYM", help="its acronym or id")
    report.add_argument(
        "--from",
        dest="since",
        type=date.fromisoformat,
        metavar="DAY",
        help="changes since this day, like 2026-01-01; a year before the last day if left out",
    )
    report.add_argument(
        "--to",
        dest="until",
        type=date.fromisoformat,
        metavar="DAY",
        help="what held on this day, like 2026-03-31; today if left out",
    )
    report.add_argument("--format", choices=REPORTS, help="the kind of file; by the ending of FILE if left out")
    report.add_argument("--out", required=True, type=Path, metavar="FILE", help="the file to write")
    report.add_argument("--force", action="store_true", help="replace the file when it is there already")
    report.set_defaults(run=_report)
    add_region_commands(commands, _present_store)
    add_access_commands(commands, _present_store)
    add_backup_commands(commands, _present_store)
    add_import_commands(commands, _present_store)
    add_identifier_commands(commands, _present_store)
    add_copy_command(commands)
    return parser


def _init(_: argparse.Namespace) -> int:
    location = settings.store_location()
    was_there = opened().version > 0 if "://" in location else Path(location).exists()
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
    if chosen.scale:
        print(write_scale_sample(opened(), chosen.scale, chosen.seed, beside_real=chosen.beside_real))
        return 0
    store = _present_store()
    if chosen.remove:
        change = withdraw_sample(store, who="command line")
        done, nothing = "Withdrew the demonstration data", "There is no demonstration data to withdraw"
    else:
        change = load_sample(store, who="command line")
        done, nothing = "Wrote the demonstration data", "The demonstration data is there, and as it was made"
    place_all(store, who="command line", origin="command line")
    rows = f"{change.row_count} rows, version {change.version}"
    print(f"{done}: {rows}." if change.row_count else f"{nothing}: nothing was written.")
    return 0


def _place(chosen: argparse.Namespace) -> int:
    store = _present_store()
    change = place_all(store, chosen.scheme, who="command line", origin="command line")
    account = placement_account(store, chosen.scheme)
    if account.is_empty():
        raise Problem(
            "There is no region scheme to place in, or none of this name.",
            "Bring the shipped schemes in with: python -m data init, or leave out --scheme.",
        )
    for row in account.iter_rows(named=True):
        reasons = f" ({', '.join(row['reason'].split('|'))})" if row["reason"] else ""
        print(f"{row['scheme']}  {row['subject_kind']:12}  {row['subjects']:>7}  {row['placed_by']}{reasons}")
    for row in not_placed(store, chosen.scheme).iter_rows(named=True):
        said = ", ".join(row[name] for name in ("title", "city", "country") if row[name]) or "nothing known of it"
        reasons = ", ".join(row["reason"].split("|"))
        print(f"{row['scheme']}  not placed: {row['subject_kind']} {row['subject_id']} ({said}): {reasons}")
    print(f"{change.row_count} rows written." if change.row_count else "Nothing was written: all stands as it did.")
    return 0


def _report(chosen: argparse.Namespace) -> int:
    # Only this command draws; the others start faster without.
    from components import words
    from components.report.files import report_file
    from queries.report import report_facts

    kind = chosen.format or chosen.out.suffix.removeprefix(".").lower()
    if kind not in REPORTS:
        raise Problem(
            "The ending of the file {path} names no kind of report.",
            "Let it end in .pdf, .html or .docx, or say --format.",
            path=chosen.out,
        )
    until = chosen.until or datetime.now().astimezone().date()
    _present_store()
    words.ask_language_of(settings.language)
    facts = report_facts(
        consortium=chosen.consortium,
        since=chosen.since or until - timedelta(days=365),
        until=until,
        on_progress=_show_progress if sys.stderr.isatty() else None,
    )
    content = report_file(facts, kind)
    write_file(chosen.out, content, replace=chosen.force)
    print(
        f"Wrote {chosen.out}: report on {facts.acronym}, {facts.since} to {facts.until}, from version {facts.version} "
        f"of the store, {len(content)} bytes."
    )
    return 0


def _show_progress(done: int, total: int) -> None:
    end = "\nDrawing and writing ...\n" if done == total else ""
    print(f"\r{done} of {total} questions answered", end=end, file=sys.stderr, flush=True)


def _forecast(chosen: argparse.Namespace) -> int:
    _present_store()
    as_of = chosen.as_of or datetime.now().astimezone().date()
    answers = (backtests if chosen.backtest else forecasts)(consortium=chosen.consortium, as_of=as_of)
    if chosen.json:
        print(json.dumps(answers, indent=2, ensure_ascii=False, default=str))
    else:
        print(in_words(answers, backtest=chosen.backtest))
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
