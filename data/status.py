"""What a store holds and how it is, in one look."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data.checks import count_findings
from data.store import Store

VERSION = "0.1.0"


@dataclass(frozen=True)
class LastChange:
    """The newest write: its time is UTC."""

    recorded_at: datetime
    recorded_by: str
    reason: str
    origin: str


@dataclass(frozen=True)
class Status:
    """Where a store is, what is in it, who wrote last, and what its checks say."""

    location: str
    version: int
    last_change: LastChange | None
    consortia: list[dict[str, Any]]
    rows: dict[str, int]
    checks: int
    failed_checks: int
    failures: int
    warnings: int
    store_format: int
    dashboard: str
    duckdb: str


def store_status(store: Store) -> Status:
    """Return the status of `store`: `rows` by entity are those present, `failures` and `warnings` are findings."""
    last = store.fetch(
        "select recorded_at, recorded_by, reason, origin from readable_change order by version desc limit 1"
    )
    entities = store.fetch(
        "select view_name as entity from duckdb_views() where not internal and view_name || '_record' in "
        "(select table_name from duckdb_tables()) order by view_name"
    )
    checks = count_findings(store)
    failures = [n for severity, n in checks.select("severity", "findings").iter_rows() if severity == "fail"]
    return Status(
        location=store.location,
        version=store.version,
        last_change=LastChange(**last.row(0, named=True)) if last.height else None,
        consortia=store.fetch(
            "select consortium_id, acronym, fictional from consortium order by fictional, acronym"
        ).to_dicts(),
        rows={
            entity: store.fetch("select count(*) as rows from query_table($entity)", {"entity": entity}).item()
            for entity in entities["entity"]
        },
        checks=checks.height,
        failed_checks=sum(n > 0 for n in failures),
        failures=sum(failures),
        warnings=sum(checks["findings"]) - sum(failures),
        store_format=store.fetch("select max(number) as number from migration").item(),
        dashboard=VERSION,
        duckdb=store.fetch("select version() as version").item().removeprefix("v"),
    )
