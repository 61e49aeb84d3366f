"""What an installation may set, each from an environment variable of the same name."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_STORE = ROOT / "data" / "store" / "consortium.duckdb"


def store_location() -> str:
    """Return where the store is, from `CONSORTIUM_STORE`: the path of a DuckDB file."""
    return os.environ.get("CONSORTIUM_STORE", "").strip() or str(DEFAULT_STORE)


def language() -> str | None:
    """Return the language every reader gets, from `CONSORTIUM_LANGUAGE`; None leaves it to the reader's browser."""
    return os.environ.get("CONSORTIUM_LANGUAGE", "").strip() or None
