"""The DuckDB file on disk: opened by one process, refused when it is not ours, checkpointed with a copy beside it.

A kill in the middle of DuckDB's own checkpoint can leave a file that no longer opens. So DuckDB never checkpoints by
itself here: the file and its log are copied first, and a copy found at the next start is put back.
"""

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock, Timeout

from data.problems import Problem

log = logging.getLogger("dashboard")

MAGIC = b"DUCK"
MAGIC_OFFSET = 8
# One main header and two database headers; the blocks follow.
HEADER_BYTES = 3 * 4096
# Readable by the version before this one, so that there is a way back.
STORAGE_COMPATIBILITY = "v1.5.0"
# Said when opening, so that not even the log found there is folded in without a copy.
OPTIONS = {"storage_compatibility_version": STORAGE_COMPATIBILITY, "checkpoint_threshold": "1TB"}
# Left free beside the copies of a checkpoint, for what is written meanwhile.
SPARE_BYTES = 8 * 1024 * 1024
# In a child process: closing the file in this one would drop the lock DuckDB holds on it.
COPY = """
import os, shutil, sys
source, target = sys.argv[1:]
shutil.copyfile(source, target + ".part")
with open(target + ".part", "rb+") as copied:
    os.fsync(copied.fileno())
os.replace(target + ".part", target)
"""


class InUse(Problem):
    """Another program has the store open."""


class StoreFile:
    """One DuckDB file, its log, its lock and the copies made around a checkpoint."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.wal = path.with_name(path.name + ".wal")
        self._copy = path.with_name(path.name + ".before-checkpoint")
        self._wal_copy = path.with_name(path.name + ".wal.before-checkpoint")
        self._owner = path.with_name(path.name + ".owner")
        self._lock = FileLock(path.with_name(path.name + ".lock"))
        self._identity: tuple[int, int] | None = None
        self._has_room = True

    def open(self) -> duckdb.DuckDBPyConnection:
        """Return a connection to the file, made when missing.

        Raise Problem when the folder cannot be written, another process has the file, or it is not a whole store of
        this dashboard.
        """
        self._claim()
        try:
            self._restore()
            self._refuse_foreign()
            connection = self._connected()
            self._identity = _identity(self.path)
            return connection
        except BaseException:
            self.release()
            raise

    def open_again(self) -> duckdb.DuckDBPyConnection:
        """Return a new connection after DuckDB gave the former one up, with what was committed; it was closed before.

        Raise Problem when the file cannot be opened.
        """
        self._restore()
        connection = self._connected()
        self._identity = _identity(self.path)
        return connection

    def _connected(self) -> duckdb.DuckDBPyConnection:
        connection = self._connect(read_only=False)
        connection.execute("pragma disable_checkpoint_on_shutdown")
        return connection

    def release(self) -> None:
        """Let another process open the file."""
        if self._lock.is_locked:
            self._owner.unlink(missing_ok=True)
            self._lock.release()

    def exists(self) -> bool:
        """Return whether the file that was opened is still the one at its path."""
        return self.path.exists() and _identity(self.path) == self._identity

    def refuse_if_gone(self) -> None:
        """Raise Problem when the file was moved, deleted or replaced while open: what is saved now would be lost."""
        if not self.exists():
            raise Problem(
                "The store file {path} was moved, deleted or replaced while the dashboard had it open.",
                "Nothing was saved. Put the file back if you can, then start the dashboard again.",
                path=self.path,
            )

    def wal_bytes(self) -> int:
        """Return the size of the write-ahead log in bytes."""
        return self.wal.stat().st_size if self.wal.exists() else 0

    def checkpoint(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Fold the log into the file; until that is done a copy of both stands beside them.

        Where there is no room for that the log stays as it is: it is safe, and the room is for what people save.
        """
        if self.wal_bytes() == 0 or not self.exists():
            return
        needed = 2 * (self.wal_bytes() + self.path.stat().st_size) + SPARE_BYTES
        had_room, self._has_room = self._has_room, shutil.disk_usage(self.path.parent).free >= needed
        if not self._has_room:
            if had_room:
                log.warning("no room to fold the log of %s into it: %s bytes must be free", self.path, needed)
            return
        try:
            copied(self.wal, self._wal_copy)
            copied(self.path, self._copy)
        except (OSError, subprocess.CalledProcessError) as failure:
            log.warning("the log of %s cannot be folded into it now: %s", self.path, failure)
            # The copy of the file first: the other alone is never put back.
            self._copy.unlink(missing_ok=True)
            for left in (self._wal_copy, *self.path.parent.glob(f"{self.path.name}*.before-checkpoint.part")):
                left.unlink(missing_ok=True)
            return
        connection.execute("checkpoint")
        self._copy.unlink()
        self._wal_copy.unlink()

    def copy_to(self, target: Path, connection: duckdb.DuckDBPyConnection) -> None:
        """Copy the file to `target`, with the log beside it where that could not be folded in."""
        self.refuse_if_gone()
        self.checkpoint(connection)
        copied(self.path, target)
        if self.wal_bytes():
            copied(self.wal, target.with_name(target.name + ".wal"))

    def _claim(self) -> None:
        folder = self.path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if self.path.is_dir():
                raise Problem(
                    "{path} is a folder, not a store file.",
                    "Set CONSORTIUM_STORE to the path of a file.",
                    path=self.path,
                )
            if not os.access(folder, os.W_OK) or (self.path.exists() and not os.access(self.path, os.W_OK)):
                raise PermissionError
            self._lock.acquire(timeout=0)
        except Timeout:
            raise in_use(self.path, _written_in(self._owner)) from None
        except OSError:
            raise Problem(
                "The store {path} cannot be written here.",
                "Allow writing to the folder and the file, or set CONSORTIUM_STORE to a path where you may write.",
                path=self.path,
            ) from None
        self._owner.write_text(str(os.getpid()))

    def _restore(self) -> None:
        if not self._copy.exists():
            self._wal_copy.unlink(missing_ok=True)
            return
        _put_back(self._copy, self.path)
        if self._wal_copy.exists():
            _put_back(self._wal_copy, self.wal)
        else:
            self.wal.unlink(missing_ok=True)
        self._copy.unlink()
        self._wal_copy.unlink(missing_ok=True)

    def _refuse_foreign(self) -> None:
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            head = file.read(MAGIC_OFFSET + len(MAGIC))
        if head[MAGIC_OFFSET:] != MAGIC:
            raise Problem(
                "{path} is not a store of this dashboard: it is another kind of file.",
                "Set CONSORTIUM_STORE to a store file, or to a path where no file is yet and a new store is made.",
                path=self.path,
            )
        # Read-only first: a file that turns out to be somebody else's database is left byte for byte as it was.
        with self._connect(read_only=True) as looking:
            tables = {name for (name,) in looking.execute("select table_name from duckdb_tables()").fetchall()}
            ((block_bytes,),) = looking.execute(
                "select block_size * used_blocks from pragma_database_size()"
            ).fetchall()
        # DuckDB opens a file that is cut short and fails only where it reads what is missing. Free blocks may lie
        # beyond the end of a whole file.
        if self.path.stat().st_size < HEADER_BYTES + block_bytes:
            raise _damaged(self.path)
        if tables and not {"migration", "store_version"} <= tables:
            raise Problem(
                "{path} is a DuckDB database, but not a store of this dashboard.",
                "Set CONSORTIUM_STORE to a store file, or to a path where no file is yet and a new store is made.",
                path=self.path,
            )

    def _connect(self, *, read_only: bool) -> duckdb.DuckDBPyConnection:
        options: dict[str, Any] = {} if read_only else OPTIONS
        try:
            return duckdb.connect(str(self.path), read_only=read_only, config=options)
        except duckdb.Error as refusal:
            said = str(refusal)
            if "Conflicting lock" in said:
                raise in_use(self.path, said.rpartition("PID ")[2].partition(")")[0]) from refusal
            if "newer" in said or "version number" in said:
                raise Problem(
                    "The store {path} was written by a newer version of DuckDB than this dashboard uses.",
                    "Install the newer version of the dashboard, or open another store. The file was not changed.",
                    path=self.path,
                ) from refusal
            raise _damaged(self.path) from refusal


def put_in_place(made: Path, target: Path) -> None:
    """Let the store file `made`, which nobody has open, be the one at `target`, with what stood there gone.

    Raise Problem when another process has the one at `target` open.
    """
    former = StoreFile(target)
    former._claim()
    try:
        former.wal.unlink(missing_ok=True)
        made.replace(target)
    finally:
        former.release()


def _damaged(path: Path) -> Problem:
    return Problem(
        "The store file {path} is damaged or was not written to its end.",
        "Put back a copy of it, or move it away and start again: a new store is then made. The file was not changed.",
        path=path,
    )


def in_use(path: Path, process: str) -> InUse:
    """Return the Problem that says that another program has the store open."""
    return InUse(
        "The store {path} is open in another program (process {process}), most likely the dashboard.",
        "Stop that program first, or work on another store by setting CONSORTIUM_STORE.",
        path=path,
        process=process or "?",
    )


def _written_in(file: Path) -> str:
    return file.read_text().strip() if file.exists() else ""


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino


def copied(source: Path, target: Path) -> None:
    """Copy a file as a whole or not at all, and see it on the disk."""
    command = [sys.executable, "-I", "-S", "-c", COPY, str(source), str(target)]
    subprocess.run(command, check=True, capture_output=True)


def _put_back(copy: Path, target: Path) -> None:
    """Let `target` be the copy, which stays; on a full disk too, where the file system can give a file two names."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        part.hardlink_to(copy)
        part.replace(target)
    except OSError:
        copied(copy, target)
