"""Questions about who is who: which organisation a row of a file was taken for, and what waits for a person."""

from collections.abc import Sequence

from queries import Answer, ask


def match_list(*, search: str, decided_by: Sequence[str], most: int) -> Answer:
    """Return one row per row of a file that was taken for an organisation, the newest decision first, at most `most`.

    Columns: source_key, told (name, city and country as the file has them), organisation_id, name, decided_by
    ('identifier', 'name' or 'person'), score (0 to 1), reasons (divided by '|'), recorded_at (UTC), recorded_by, reason
    and files of the change. Filters left empty let everything through.
    """
    return ask(__file__, "match_list", search=search, decided_by=decided_by, most=most)


def waiting_list() -> Answer:
    """Return one row per organisation of a file that may be on record and that nobody decided, by name.

    Columns: name, file, sheet, at_row, run_id (the import that told it last), and the sentence: what, way_out, filled.
    """
    return ask(__file__, "waiting_list")
