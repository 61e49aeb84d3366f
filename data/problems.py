"""What can go wrong that a reader of the dashboard can mend, in the reader's words."""

from collections.abc import Mapping


class Word(str):
    """A source text of the catalogues as a value of a problem, such as the name of a field: translated with it."""

    __slots__ = ()


class Problem(Exception):
    """A sentence that says what is wrong and one that says the way out.

    Both are source texts of the catalogues, with `{name}` places filled from `values`; whoever shows the problem
    translates it. Raised wherever a user's mistake or the machine's state stops the work; nothing was changed.
    `about` is the number of the one thing that is wrong, where many are changed at once.
    """

    about: str | None = None

    def __init__(self, what: str, way_out: str, **values: object) -> None:
        super().__init__(what.format(**values))
        self.what = what
        self.way_out = way_out
        self.values = values

    @classmethod
    def said_before(cls, what: str, way_out: str, values: Mapping[str, object]) -> "Problem":
        """Return a problem that was told and kept: its texts stand in the catalogues from where it was made."""
        return cls(what, way_out, **values)

    def __str__(self) -> str:
        about = f"{self.about}: " if self.about else ""
        return f"{about}{self.what.format(**self.values)} {self.way_out.format(**self.values)}"
