"""How large a file may be, and how long reading it may take: a file beyond is refused with a sentence."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from data.problems import Problem

MEGABYTE = 1_000_000
# Below this a file is small however well it was packed.
SMALL = 20 * MEGABYTE


@dataclass(frozen=True)
class Limits:
    """What a file may have at most."""

    bytes: int = 2_000 * MEGABYTE
    # Of what a packed file unpacks to, all of its members together.
    unpacked_bytes: int = 4_000 * MEGABYTE
    # The same for what has to be unpacked in memory: a workbook, a table in a workbook's format within an archive.
    bytes_in_memory: int = 1_000 * MEGABYTE
    # Unpacked bytes to packed bytes; tables reach about 50.
    ratio: int = 250
    members: int = 200
    rows: int = 20_000_000
    columns: int = 16_384
    seconds: float = 900.0


LIMITS = Limits()


@dataclass(frozen=True)
class Watch:
    """Holds limits while a file is read and tells how far that is: this part begins at `begin`, is `share` of all."""

    name: str
    limits: Limits
    on_progress: Callable[[float], None] | None = None
    begin: float = 0.0
    share: float = 1.0
    started: float = field(default_factory=time.monotonic)

    def part(self, begin: float, share: float, name: str | None = None) -> "Watch":
        """Return the watch of a part of the work, which begins at `begin` of this one and is `share` of it."""
        whole = self.begin + self.share * begin
        return replace(self, begin=whole, share=self.share * share, name=name or self.name)

    def at(self, fraction: float) -> None:
        """Tell that `fraction` of this part is done; raise Problem when it took too long."""
        if time.monotonic() - self.started > self.limits.seconds:
            raise Problem(
                "Reading {name} took longer than {n} seconds.",
                "Split the file and import the parts one after the other.",
                name=self.name,
                n=round(self.limits.seconds),
            )
        if self.on_progress:
            self.on_progress(min(1.0, self.begin + self.share * fraction))

    def size(self, size: int) -> None:
        """Raise Problem when a file of `size` bytes is larger than the limit."""
        if size > self.limits.bytes:
            raise Problem(
                "{name} has {size} MB, more than {most} MB.",
                "Split the file and import the parts one after the other.",
                name=self.name,
                size=size // MEGABYTE,
                most=self.limits.bytes // MEGABYTE,
            )

    def unpacked(self, size: int, packed: int, *, in_memory: bool = False) -> None:
        """Raise Problem when `packed` bytes unpack to more than the limits."""
        most = min(self.limits.unpacked_bytes, self.limits.bytes_in_memory if in_memory else self.limits.unpacked_bytes)
        if size > most:
            raise Problem(
                "{name} unpacks to {size} MB, more than {most} MB.",
                "Unpack it yourself, split the tables and import the parts one after the other.",
                name=self.name,
                size=size // MEGABYTE,
                most=most // MEGABYTE,
            )
        if size > SMALL and size > packed * self.limits.ratio:
            raise Problem(
                "{name} unpacks to more than {most} times its size, which files made to do harm do.",
                "Ask whoever sent it for the plain table.",
                name=self.name,
                most=self.limits.ratio,
            )

    def members(self, count: int) -> None:
        """Raise Problem when an archive has more than so many files."""
        if count > self.limits.members:
            raise Problem(
                "{name} holds {n} files, more than {most}.",
                "Make an archive of the tables alone.",
                name=self.name,
                n=count,
                most=self.limits.members,
            )

    def table(self, rows: int, columns: int) -> None:
        """Raise Problem when a table has more rows or columns than the limits."""
        if rows > self.limits.rows:
            raise Problem(
                "{name} has more than {most} rows.",
                "Split the file and import the parts one after the other.",
                name=self.name,
                most=self.limits.rows,
            )
        if columns > self.limits.columns:
            raise Problem(
                "{name} has {n} columns, more than {most}.",
                "This seems to be no table; choose another file.",
                name=self.name,
                n=columns,
                most=self.limits.columns,
            )
