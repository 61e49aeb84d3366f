"""Files a page offers for download, and how much is in them."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from data.exports.calendar import deliverable_calendar
from data.exports.iati import IatiFile, iati_file
from data.exports.package import FileKind, write_package
from data.exports.template import consortium_workbook
from data.exports.workbook import deliverable_workbook
from queries import Answer, ask


def store_extent() -> Answer:
    """Return one row: how many entities the store has and how many rows were ever written.

    The rows are those that whoever asks may read; for who may read all nearly exact.
    """
    return ask(__file__, "store_extent")


def calendar_file(*, consortium: str, as_of: date) -> bytes:
    """Return the due dates of deliverables, milestones and reports as an iCalendar file.

    No SQL of its own: the exports have theirs, on the same definitions.
    """
    return deliverable_calendar(consortium=consortium, as_of=as_of)


def workbook_file(
    *, consortium: str, as_of: date, only: Sequence[str] | None = None, filters: Mapping[str, str] | None = None
) -> bytes:
    """Return the table of deliverables as an Excel workbook: those of the ids in `only`, all when it is None.

    `filters` says in words (label -> value) how they were chosen. No SQL of its own: the exports have theirs, on the
    same definitions.
    """
    return deliverable_workbook(consortium=consortium, as_of=as_of, only=only, filters=filters)


def template_file(*, consortium: str | None = None, partner: str | None = None) -> bytes:
    """Return the workbook to fill in: empty, of a consortium, or of what one partner of it answers for.

    No SQL of its own: the exports have theirs.
    """
    return consortium_workbook(consortium=consortium, partner=partner)


def results_file(*, consortium: str, as_of: date) -> IatiFile:
    """Return the results of a consortium as an IATI 2.03 activity file, with what it leaves out.

    No SQL of its own: the exports have theirs, on the same definitions.
    """
    return iati_file(consortium=consortium, as_of=as_of)


def package_file(
    *,
    consortium: str | None,
    kind: FileKind,
    present: bool,
    on_progress: Callable[[str, int, int], None],
) -> tuple[bytes, int, int]:
    """Return a data package as a zip file, how many rows it holds, and of which version of the store.

    No SQL of its own: the exports have theirs.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "package.zip"
        written = write_package(target, kind=kind, consortium=consortium, present=present, on_progress=on_progress)
        return target.read_bytes(), sum(written.rows.values()), written.version
