"""How the dashboard is, for a program that watches it: no personal data, nothing of what the store holds."""

import threading
import time
from datetime import UTC, datetime
from typing import Any

from data import access
from data.checks import run_checks
from data.problems import Problem
from data.status import VERSION
from data.store import Store, opened

CHECK_SECONDS = 24 * 3600.0
# The first readers come first.
FIRST_CHECK_SECONDS = 30.0


class Checks:
    """When the checks of the store were last run, and how many failed."""

    def __init__(self) -> None:
        self.at: datetime | None = None
        self.failures: int | None = None

    def run_for_ever(self, store: Store, leaving: threading.Event) -> None:
        """Run the checks soon and then once a day, until `leaving` is set."""
        wait = FIRST_CHECK_SECONDS
        while not leaving.wait(wait):
            with access.acting_as(access.EVERYTHING):
                self.failures = run_checks(store, severity="fail").height
            self.at = datetime.now(UTC)
            wait = CHECK_SECONDS


def health(checks: Checks) -> tuple[int, dict[str, Any]]:
    """Return the status code of HTTP and what is said: 200 when the store answers, 503 when it does not.

    `checks_age` and `answered_in` are seconds; null when the checks were not run yet.
    """
    began = time.perf_counter()
    said: dict[str, Any] = {"dashboard": VERSION}
    try:
        with access.acting_as(access.EVERYTHING):
            store = opened()
            store.fetch("select version from store_version")
    except Problem:
        return 503, said | {"status": "the store does not open"}
    away = store.out_of_reach_since
    return 200, said | {
        "status": "the shared store is out of reach" if away else "ok",
        "store_version": store.version,
        "checks_age": round((datetime.now(UTC) - checks.at).total_seconds()) if checks.at else None,
        "failed_checks": checks.failures,
        "answered_in": round(time.perf_counter() - began, 4),
    }
