"""The command line of what leaves the store: python -m data export <what>, python -m data template."""

import argparse
import shutil
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data.exports.calendar import deliverable_calendar
from data.exports.iati import iati_file
from data.exports.package import DESCRIPTOR, FORMATS, write_package
from data.exports.template import consortium_workbook
from data.exports.workbook import deliverable_workbook
from data.problems import Problem
from data.store import Store

Subcommands = Any  # argparse does not name the type it returns
AS_OF_A_DAY = {
    "calendar": (deliverable_calendar, "the due dates of a consortium as an iCalendar file"),
    "deliverables": (deliverable_workbook, "the deliverables of a consortium as an Excel workbook"),
}


def add_export_commands(commands: Subcommands, present_store: Callable[[], Store]) -> None:
    """Add `export` with what it can write, and `template`; `present_store` opens the store or says there is none."""
    export = commands.add_parser(
        "export",
        help="write what the store holds as a file: calendar, deliverables, package, iati",
        description="Write what the store holds as a file for other programs.",
    )
    export.set_defaults(run=lambda _: _help(export))
    within = export.add_subparsers(title="what to write", metavar="what")
    for what, (_, said) in AS_OF_A_DAY.items():
        one = within.add_parser(what, help=said, description=f"Write {said}.")
        _add_consortium_and_day(one)
        _add_target(one)
        one.set_defaults(run=lambda chosen, what=what: _as_of_a_day(what, chosen, present_store))
    iati = within.add_parser(
        "iati",
        help="what a consortium achieved, as an IATI 2.03 activity file (XML)",
        description="Write indicators with baselines, targets and actuals as results of an IATI 2.03 activity. What "
        "the file leaves out, and why, is said in it and printed.",
    )
    _add_consortium_and_day(iati)
    iati.add_argument(
        "--reporting-org",
        metavar="IDENTIFIER",
        help="under which the coordinator is registered with IATI; a provisional one if left out",
    )
    _add_target(iati)
    iati.set_defaults(run=lambda chosen: _iati(chosen, present_store))
    package = within.add_parser(
        "package",
        help="all that the store holds, as a data package",
        description="Write a Frictionless data package: a table per entity with every row ever written, the changes "
        "that brought them, and datapackage.json, which describes them, with checksums. It is brought back with: "
        "python -m data import FILE. A name that ends in .zip becomes one file, another a folder.",
    )
    package.add_argument("--consortium", metavar="ACRONYM", help="one consortium alone; its acronym or id")
    package.add_argument("--present", action="store_true", help="what is present, without the history")
    package.add_argument("--format", choices=FORMATS, default="csv", help="of the tables; default: %(default)s")
    _add_target(package)
    package.set_defaults(run=lambda chosen: _package(chosen, present_store))
    template = commands.add_parser(
        "template",
        help="write the workbook that a consortium or a partner fills in",
        description="Write an Excel workbook with a sheet per kind of thing, lists to choose from, notes and an "
        "example row. With --consortium it holds what is on record, with --partner what this partner answers for. "
        "Filled in, it is brought back with: python -m data import FILE.",
    )
    template.add_argument("--consortium", metavar="ACRONYM", help="its acronym or id; an empty workbook if left out")
    template.add_argument("--partner", metavar="ORGANISATION", help="id or name of a partner of the consortium")
    _add_target(template)
    template.set_defaults(run=lambda chosen: _template(chosen, present_store))


def write_file(path: Path, content: bytes, *, replace: bool) -> None:
    """Write a file; raise Problem when it cannot be written, or is there and not to be replaced."""
    try:
        with path.open("wb" if replace else "xb") as file:
            file.write(content)
    except FileExistsError as there:
        raise is_there(path) from there
    except OSError as refusal:
        raise cannot_be_written(path, refusal) from refusal


def is_there(path: Path) -> Problem:
    """Return the Problem that says that a file is there already."""
    return Problem(
        "The file {path} is there already and was left as it is.",
        "Name another file, or replace it with --force.",
        path=path,
    )


def cannot_be_written(path: Path, refusal: OSError) -> Problem:
    """Return the Problem that says why a file cannot be written."""
    return Problem(
        "The file {path} cannot be written: {reason}.",
        "Name a file in a folder that exists and may be written.",
        path=path,
        reason=refusal.strerror,
    )


def _add_consortium_and_day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--consortium", required=True, metavar="ACRONYM", help="its acronym or id")
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        metavar="DAY",
        help="what held on this day, like 2026-03-31; today if left out",
    )


def _add_target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="the file to write")
    parser.add_argument("--force", action="store_true", help="replace the file when it is there already")


def _help(parser: argparse.ArgumentParser) -> int:
    parser.print_help(sys.stderr)
    return 2


def _as_of_a_day(what: str, chosen: argparse.Namespace, present_store: Callable[[], Store]) -> int:
    present_store()
    as_of = chosen.as_of or datetime.now().astimezone().date()
    content = AS_OF_A_DAY[what][0](consortium=chosen.consortium, as_of=as_of)
    write_file(chosen.out, content, replace=chosen.force)
    print(f"Wrote {chosen.out}: {what} of {chosen.consortium} as of {as_of}, {len(content)} bytes.")
    return 0


def _iati(chosen: argparse.Namespace, present_store: Callable[[], Store]) -> int:
    present_store()
    as_of = chosen.as_of or datetime.now().astimezone().date()
    made = iati_file(consortium=chosen.consortium, as_of=as_of, reporting_org=chosen.reporting_org)
    write_file(chosen.out, made.content, replace=chosen.force)
    print(f"Wrote {chosen.out}: IATI 2.03 activity of {chosen.consortium} as of {as_of}, {len(made.content)} bytes.")
    for note in made.notes:
        print(f"  {note}")
    return 0


def _package(chosen: argparse.Namespace, present_store: Callable[[], Store]) -> int:
    present_store()
    target: Path = chosen.out
    if target.exists() and not chosen.force:
        raise is_there(target)
    try:
        if target.is_dir() and target.suffix.lower() != ".zip":
            _remove_package(target)
        written = write_package(
            target,
            kind=chosen.format,
            consortium=chosen.consortium,
            present=chosen.present,
            on_progress=_show_progress if sys.stderr.isatty() else None,
        )
    except OSError as refusal:
        raise cannot_be_written(target, refusal) from refusal
    whose = f" of {chosen.consortium}" if chosen.consortium else ""
    rows = sum(written.rows.values())
    print(
        f"Wrote {target}: data package{whose} from version {written.version} of the store, {len(written.rows)} tables, "
        f"{rows} rows, {written.total_bytes} bytes before packing."
    )
    return 0


def _remove_package(folder: Path) -> None:
    """Remove a package that is to be replaced; raise Problem when the folder is something else."""
    if any(folder.iterdir()) and not (folder / DESCRIPTOR).is_file():
        raise Problem("The folder {path} holds something else than a data package.", "Name another.", path=folder)
    shutil.rmtree(folder)


def _show_progress(entity: str, done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\r{done} of {total} tables written, now: {entity:30}", end=end, file=sys.stderr, flush=True)


def _template(chosen: argparse.Namespace, present_store: Callable[[], Store]) -> int:
    if chosen.consortium or chosen.partner:
        present_store()
    content = consortium_workbook(consortium=chosen.consortium, partner=chosen.partner)
    write_file(chosen.out, content, replace=chosen.force)
    whose = f" of {chosen.consortium}" if chosen.consortium else ""
    whom = f" for {chosen.partner}" if chosen.partner else ""
    print(f"Wrote {chosen.out}: workbook{whose}{whom} to fill in, {len(content)} bytes.")
    return 0
