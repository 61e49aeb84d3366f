"""What became of each row of a file that somebody brought: nothing read is lost."""

from collections import defaultdict
from dataclasses import dataclass, field

NAMED = 20  # of the rows with one fate, so many are named


@dataclass
class Account:
    """The rows of one kind of file: read = accepted + repaired + rejected, the latter two by reason."""

    title: str
    accepted: int = 0
    repaired: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    rejected: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    notes: list[str] = field(default_factory=list)

    @property
    def read(self) -> int:
        """How many rows were read."""
        return self.accepted + self.count(self.repaired) + self.count(self.rejected)

    @staticmethod
    def count(by_reason: dict[str, list[str]]) -> int:
        """Return how many rows stand under all reasons."""
        return sum(len(rows) for rows in by_reason.values())

    def lines(self) -> list[str]:
        """Return the account in words, one line for the sum and one per reason."""
        repaired, rejected = self.count(self.repaired), self.count(self.rejected)
        said = [
            f"{self.title}: {self.read} read = {self.accepted} accepted + {repaired} repaired + {rejected} rejected"
        ]
        for fate, by_reason in (("repaired", self.repaired), ("rejected", self.rejected)):
            said += [f"  {fate}, {reason}: {_named(rows)}" for reason, rows in sorted(by_reason.items())]
        return said + [f"  {note}" for note in self.notes]


def _named(rows: list[str]) -> str:
    more = len(rows) - NAMED
    return ", ".join(rows[:NAMED]) + (f" and {more} more" if more > 0 else "")
