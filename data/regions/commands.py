"""The command line of the regions: python -m data regions <command>."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from data.regions.build import build
from data.regions.nuts import EDITIONS, LICENCE, add_nuts
from data.regions.placing import place_all
from data.regions.schemes import remove_scheme, scheme_list
from data.store import Store

Subcommands = Any  # argparse does not name the type it returns


def add_region_commands(commands: Subcommands, present_store: Callable[[], Store]) -> None:
    """Add `regions` with its own commands; `present_store` opens the store or says that there is none."""
    regions = commands.add_parser(
        "regions",
        help="list, add or remove region schemes, or make the shipped one again",
        description="Region schemes say which regions there are, with outlines and population.",
    )
    regions.set_defaults(run=lambda _: _help(regions))
    within = regions.add_subparsers(title="commands", metavar="command")
    listed = within.add_parser("list", help="say which schemes the store holds", description="One line per level.")
    listed.set_defaults(run=lambda _: _list(present_store()))
    add = within.add_parser(
        "add-nuts",
        help="add the NUTS regions from files you fetched",
        description=f"Read outlines, names, population and changed codes from a folder. {LICENCE} Without --from it is "
        "said which files to fetch from where. A second time replaces what the first brought.",
    )
    add.add_argument("--from", dest="folder", type=Path, metavar="FOLDER", help="the folder with the files")
    add.add_argument("--edition", type=int, choices=EDITIONS, default=max(EDITIONS), help="default: %(default)s")
    add.set_defaults(run=lambda chosen: _add_nuts(chosen, present_store))
    remove = within.add_parser(
        "remove",
        help="withdraw a scheme that was added",
        description="Take a scheme with its regions and population out of use. The store keeps every row ever written.",
    )
    remove.add_argument("scheme", metavar="SCHEME", help="its name, as regions list says it")
    remove.set_defaults(run=lambda chosen: _remove(chosen.scheme, present_store()))
    made = within.add_parser(
        "build",
        help="make the shipped maps, places and regions again (needs npm and the package registries)",
        description="Make static/map and the files of data/regions again; data/regions/LICENCES.md says from what.",
    )
    made.set_defaults(run=lambda _: _build())


def _help(parser: argparse.ArgumentParser) -> int:
    parser.print_help(sys.stderr)
    return 2


def _list(store: Store) -> int:
    said = None
    for row in scheme_list(store).iter_rows(named=True):
        if row["scheme"] != said:
            said = row["scheme"]
            print(f"{said}  {row['title']}, edition {row['edition']}")
            print(f"  {row['attribution']}")
            print(f"  {row['licence']}")
        people = f"population up to {row['population_year']}" if row["population_year"] else "no population"
        print(f"  level {row['level']}: {row['regions']} regions in {row['countries']} countries, {people}")
    return 0


def _add_nuts(chosen: argparse.Namespace, present_store: Callable[[], Store]) -> int:
    store = present_store()
    done = add_nuts(store, chosen.folder, chosen.edition, who="command line", say=_say)
    _say("Placing what lies in the regions")
    place_all(store)
    for account in done.accounts:
        print("\n".join(account.lines()))
    for former, present in sorted(done.translated.items()):
        print(f"  code {former} counts for {present}")
    print(LICENCE)
    if done.change.row_count:
        print(f"Wrote {done.scheme}: {done.change.row_count} rows, version {done.change.version}.")
    else:
        print(f"{done.scheme} is there, and says the same: nothing was written.")
    return 0


def _remove(scheme: str, store: Store) -> int:
    change = remove_scheme(store, scheme, who="command line")
    print(f"Withdrew {scheme}: {change.row_count} rows, version {change.version}.")
    return 0


def _build() -> int:
    for path in build():
        print(f"Wrote {path}: {path.stat().st_size} bytes.")
    return 0


def _say(step: str) -> None:
    print(step, file=sys.stderr, flush=True)
