"""The command line of what registers know: python -m data identifiers."""

import argparse
from collections.abc import Callable
from typing import Any

from data.changes.matching import known_organisations, take_identifiers
from data.imports.offers import ENTRIES, offered_identifiers
from data.imports.who_is_who import in_words
from data.store import Store

Subcommands = Any  # argparse does not name the type it returns


def add_identifier_commands(commands: Subcommands, present_store: Callable[[], Store]) -> None:
    """Add `identifiers`; `present_store` opens the store or says that there is none."""
    offered = commands.add_parser(
        "identifiers",
        help="say which identifiers imported registers know of organisations on record, and take them over",
        description="List PIC, OID and Erasmus codes that a register, such as the list of holders of the Erasmus "
        "Charter, knows of organisations on record that have none. Import the list first. Nothing is taken over unless "
        "it is asked for.",
    )
    offered.add_argument(
        "--take", metavar="ORGANISATION", help="take over what is offered for this organisation, by its id"
    )
    offered.set_defaults(run=lambda chosen: _identifiers(present_store(), chosen))


def _identifiers(store: Store, chosen: argparse.Namespace) -> int:
    offers = offered_identifiers(known_organisations(store.fetch), store.fetch(ENTRIES))
    if chosen.take:
        offers = offers.filter(organisation_id=chosen.take)
    for row in offers.iter_rows(named=True):
        print(
            f"{row['organisation_id']}  {row['name']}: {row['identifier']} {row['value']}, from {row['register']}, "
            f"{row['entry_name']} ({row['certainty']}: {in_words(row['reasons'])})"
        )
    if offers.is_empty():
        print("No register knows an identifier that is not on record.")
    elif chosen.take:
        found = dict(offers.select("identifier", "value").iter_rows())
        change = take_identifiers(chosen.take, found, who="command line", seen_version=store.version)
        print(f"Taken over: {', '.join(sorted(found))}, version {change.version}.")
    else:
        print("Take over what is right with: python -m data identifiers --take ORGANISATION")
    return 0
