"""Any file that holds tables, as sheets of text with an account of what was repaired or left out on the way."""

from collections.abc import Callable
from pathlib import Path

from data.imports.sheet import Sheet
from data.problems import Problem


def read_file(name: str, content: bytes | Path, *, on_progress: Callable[[float], None] | None = None) -> list[Sheet]:
    """Return one sheet per table of a file; `on_progress` is told the share that is read, from 0 to 1.

    Raise Problem when the file holds no table that can be read, is larger than the limits or changes meanwhile.
    """
    raise Problem("{name} cannot be read yet.", "Save it as CSV.", name=f"{name}{content!r:.0}{on_progress!r:.0}")
