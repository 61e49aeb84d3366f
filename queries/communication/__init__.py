"""Questions about how a consortium tells others of its work."""

from datetime import date

from queries import Answer, ask


def communication_list(*, consortium: str, as_of: date) -> Answer:
    """Return one row per communication activity known on the day: postponed, ongoing, not known, delivered, cancelled.

    Columns: communication_activity_id, code, title, audience (null when not known), lead_id and lead (null when none is
    on record), state (null when none is recorded), since (the day of that state), reason.
    """
    return ask(__file__, "communication_list", consortium=consortium, as_of=as_of)
