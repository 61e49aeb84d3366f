"""Questions about who changed what, when, why and from which file."""

from collections.abc import Sequence
from datetime import date

from queries import Answer, ask


def change_list(
    *, since: date, until: date, people: Sequence[str], origins: Sequence[str], entities: Sequence[str], most: int
) -> Answer:
    """Return one row per change recorded on the days from `since` to `until` (UTC), newest first, at most `most`.

    Filters left empty let everything through. Columns: version, recorded_at (UTC), recorded_by, reason, origin, files
    (of an import), row_count, content (a list: entity, rows added and withdrawn of it; null where not noted).
    """
    return ask(
        __file__,
        "change_list",
        since=since,
        until=until,
        people=people,
        origins=origins,
        entities=entities,
        most=most,
    )


def change_choices() -> Answer:
    """Return one row per field ('people', 'origins', 'entities') and value that changes have."""
    return ask(__file__, "change_choices")
