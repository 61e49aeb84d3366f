"""What an installation may set, each from an environment variable of the same name."""

import os
from pathlib import Path

from data.problems import Problem

ACCESS = ("local", "local-network", "public", "sign-in")
ROOT = Path(__file__).resolve().parent.parent
DEFAULT_STORE = ROOT / "data" / "store" / "consortium.duckdb"


def store_location() -> str:
    """Return where the store is, from `CONSORTIUM_STORE`: the path of a DuckDB file or the address of a database."""
    return os.environ.get("CONSORTIUM_STORE", "").strip() or str(DEFAULT_STORE)


def mirror_folder() -> Path:
    """Return the folder for the mirrors of shared stores, from `CONSORTIUM_MIRRORS`; what is in it may be deleted."""
    return Path(os.environ.get("CONSORTIUM_MIRRORS", "").strip() or DEFAULT_STORE.parent)


def language() -> str | None:
    """Return the language every reader gets, from `CONSORTIUM_LANGUAGE`; None leaves it to the reader's browser."""
    return os.environ.get("CONSORTIUM_LANGUAGE", "").strip() or None


def access() -> str:
    """Return who may do what, from `ACCESS`: one of `local`, `local-network`, `public` and `sign-in`.

    Raise Problem when it says anything else: nobody is let in by a slip of the pen.
    """
    mode = os.environ.get("ACCESS", "").strip().lower() or "local"
    if mode not in ACCESS:
        raise Problem(
            "ACCESS says {value}, which is not among its values.",
            "Set ACCESS to local, local-network, public or sign-in, or leave it out: it is then local.",
            value=mode[:80],
        )
    return mode


def sign_in_hours() -> float:
    """Return for how many hours a sign-in holds, from `SIGN_IN_HOURS`; 12 where it says nothing.

    Raise Problem when it is no number above 0.
    """
    said = os.environ.get("SIGN_IN_HOURS", "").strip() or "12"
    try:
        hours = float(said)
    except ValueError:
        hours = 0.0
    if not 0 < hours <= 24 * 30:
        raise Problem(
            "SIGN_IN_HOURS says {value}, which is no number of hours from above 0 to 720.",
            "Set it to a number such as 12, or leave it out.",
            value=said[:80],
        )
    return hours
