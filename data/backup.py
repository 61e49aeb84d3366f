"""Copies of the store in a file: made while the dashboard runs, checked, and put back.

The program that has the file open makes the copy, for only it knows when nothing is being written. Another program of
the same user asks it by a file beside the store, which needs no port and no password.
"""

import hashlib
import json
import logging
import os
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from data.checks import run_checks
from data.problems import Problem
from data.status import VERSION
from data.store import Store
from data.store_file import copied, in_use

log = logging.getLogger("dashboard")

STORE = "store.duckdb"
ABOUT = "backup.json"
LOOK_SECONDS = 1.0
PATIENCE_SECONDS = 120.0


@dataclass(frozen=True)
class Backup:
    """What a backup says of itself: when it was made (UTC), by which dashboard, of which version, and its digests."""

    made_at: str
    dashboard: str
    store_version: int
    sha256: dict[str, str]


def make(store: Store, folder: Path) -> Path:
    """Copy the store of this process into a new folder within `folder` and return that.

    Raise Problem when the store is not a file or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"backup-{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z"
        target.mkdir(mode=0o700)
    except OSError as refusal:
        raise Problem(
            "The folder {path} cannot be written: {reason}.", "Name another folder.", path=folder,
            reason=refusal.strerror,
        ) from refusal  # fmt: skip
    try:
        version = store.copy_to(target / STORE)
        digests = {file.name: _sha256(file) for file in sorted(target.iterdir())}
        about = Backup(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", VERSION, version, digests)
        (target / ABOUT).write_text(json.dumps(asdict(about), indent=2) + "\n", encoding="utf-8")
    except BaseException as failure:
        shutil.rmtree(target, ignore_errors=True)
        if isinstance(failure, subprocess.CalledProcessError):
            raise _not_copied(folder, failure.stderr.decode(errors="replace")) from failure
        if isinstance(failure, OSError):
            raise _not_copied(folder, str(failure)) from failure
        raise
    return target


def _not_copied(folder: Path, said: str) -> Problem:
    return Problem(
        "The copy could not be written to {path}: {reason}.",
        "Nothing was copied. Make room on the disk, or name another folder.",
        path=folder,
        reason=said.strip().rpartition("\n")[2].rstrip("."),
    )


def ask_for(location: Path, folder: Path) -> Path:
    """Ask the program that has the store open for a copy in `folder` and return the folder it made.

    Raise Problem when it does not answer, or what it says.
    """
    wanted, done = _wanted(location), _done(location)
    done.unlink(missing_ok=True)
    _write(wanted, {"folder": str(folder.resolve())})
    limit = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < limit:
        if done.exists():
            answer = json.loads(done.read_text(encoding="utf-8"))
            done.unlink()
            if "problem" in answer:
                raise Problem("The dashboard made no backup: {reason}", "Nothing was copied.", reason=answer["problem"])
            return Path(answer["made"])
        time.sleep(LOOK_SECONDS / 4)
    wanted.unlink(missing_ok=True)
    raise Problem(
        "The program that has the store open did not answer within {n} seconds.",
        "Only a dashboard answers; wait until another command has ended.",
        n=int(PATIENCE_SECONDS),
    )


def answer_requests(store: Store, leaving: threading.Event) -> None:
    """Make the copies that other programs ask for, until `leaving` is set."""
    location = Path(store.location)
    while not leaving.wait(LOOK_SECONDS):
        wanted = _wanted(location)
        if wanted.exists():
            try:
                folder = json.loads(wanted.read_text(encoding="utf-8"))["folder"]
                answer = {"made": str(make(store, Path(folder)))}
            except (Problem, OSError, ValueError, KeyError) as failure:
                answer = {"problem": str(failure)}
            wanted.unlink(missing_ok=True)
            _write(_done(location), answer)
            log.info("backup asked for", extra={"told": {"made": "made" in answer}})


def verify(backup: Path) -> list[str]:
    """Return what is wrong with a backup, nothing when it is whole: digests, version, and the checks of the store.

    Raise Problem when there is no backup.
    """
    about = _about(backup)
    wrong = [
        f"{name} differs from when it was made"
        for name, digest in about.sha256.items()
        if not (backup / name).exists() or _sha256(backup / name) != digest
    ]
    if wrong:
        return wrong
    with tempfile.TemporaryDirectory() as folder:
        for name in about.sha256:
            copied(backup / name, Path(folder) / name)
        store = Store(str(Path(folder) / STORE))
        try:
            if store.version != about.store_version:
                wrong.append(f"it holds version {store.version}, not {about.store_version}")
            failures = run_checks(store, severity="fail")
            wrong += [f"{row['check']}: {row['entity']} {row['key']} {row['message']}" for row in failures.to_dicts()]
        finally:
            store.close()
    return wrong


def restore(backup: Path, location: Path, *, force: bool) -> Path | None:
    """Put a backup in the place of the store at `location` and return where what stood there is kept, None if nothing.

    Raise Problem when the backup is not whole, the store is open, or is there already and not to be replaced.
    """
    wrong = verify(backup)
    if wrong:
        raise Problem(
            "The backup {path} is not whole: {reason}.", "Nothing was changed. Take another one.", path=backup,
            reason=wrong[0],
        )  # fmt: skip
    location.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(location.with_name(f"{location.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise in_use(location, "?") from None
    try:
        kept = _put_aside(location, force=force)
        for name in _about(backup).sha256:
            copied(backup / name, location.with_name(name.replace(STORE, location.name)))
        return kept
    finally:
        lock.release()


def _put_aside(location: Path, *, force: bool) -> Path | None:
    parts = [location.with_name(location.name + part) for part in ("", ".wal")]
    # Copies of a checkpoint that was cut short would be put back over the restored file.
    parts += [location.with_name(location.name + part) for part in (".before-checkpoint", ".wal.before-checkpoint")]
    present = [part for part in parts if part.exists()]
    if not present:
        return None
    if not force:
        raise Problem(
            "There is a store at {path} already.",
            "Nothing was changed. Say --force to put the backup in its place; what stands there is kept beside it.",
            path=location,
        )
    kept = location.with_name(f"{location.name}.replaced-{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z")
    kept.mkdir()
    for part in present:
        part.rename(kept / part.name)
    return kept


def _about(backup: Path) -> Backup:
    try:
        about = Backup(**json.loads((backup / ABOUT).read_text(encoding="utf-8")))
        if not about.sha256 or any(Path(name).name != name for name in about.sha256):
            raise ValueError
        return about
    except (OSError, ValueError, TypeError) as refusal:
        raise Problem("{path} is no backup of a store.", "Name the folder that backup made.", path=backup) from refusal


def _wanted(location: Path) -> Path:
    return location.with_name(f"{location.name}.backup-wanted")


def _done(location: Path) -> Path:
    return location.with_name(f"{location.name}.backup-done")


def _write(file: Path, said: dict[str, Any]) -> None:
    part = file.with_name(f"{file.name}.{os.getpid()}")
    part.write_text(json.dumps(said), encoding="utf-8")
    part.replace(file)


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while piece := content.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
