"""Commands about backups: `python -m data backup|verify|restore`."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from data import backup, settings
from data.problems import Problem
from data.store import Store
from data.store_file import InUse


def add_backup_commands(commands: Any, present_store: Callable[[], Store]) -> None:
    """Add `backup`, `verify` and `restore` to the commands of the command line."""
    making = commands.add_parser("backup", help="copy the store, also while the dashboard has it open")
    making.add_argument("folder", type=Path, help="the folder in which a folder with the copy is made")
    making.set_defaults(run=lambda chosen: _backup(present_store, chosen.folder))
    verifying = commands.add_parser("verify", help="say whether a backup is whole: digests, version and checks")
    verifying.add_argument("backup", type=Path, help="the folder that `backup` made")
    verifying.set_defaults(run=_verify)
    restoring = commands.add_parser("restore", help="put a backup in the place of the store")
    restoring.add_argument("backup", type=Path, help="the folder that `backup` made")
    restoring.add_argument("--force", action="store_true", help="replace a store that is there; it is kept beside")
    restoring.set_defaults(run=_restore)


def _backup(present_store: Callable[[], Store], folder: Path) -> int:
    location = _file()
    try:
        made = backup.make(present_store(), folder)
    except InUse:
        made = backup.ask_for(location, folder)
    print(f"Made {made}. Look whether it is whole with: python -m data verify {made}")
    return 0


def _verify(chosen: argparse.Namespace) -> int:
    wrong = backup.verify(chosen.backup)
    for one in wrong:
        print(f"FAILED  {one}")
    print(f"{chosen.backup} is {'not whole' if wrong else 'whole'}.")
    return 1 if wrong else 0


def _restore(chosen: argparse.Namespace) -> int:
    location = _file()
    kept = backup.restore(chosen.backup, location, force=chosen.force)
    print(f"Restored {location}.")
    if kept:
        print(f"What stood there is kept in {kept}.")
    return 0


def _file() -> Path:
    location = settings.store_location()
    if "://" in location:
        raise Problem(
            "The store is a PostgreSQL database, which has backups of its own.",
            "Use pg_dump and pg_restore; see docs/deploy.md.",
        )
    return Path(location)
