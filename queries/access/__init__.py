"""Questions about who may read and change what."""

from datetime import date

from queries import Answer, ask


def access_list(*, as_of: date) -> Answer:
    """Return one row per role that was granted and not taken back, by person.

    Columns: access_grant_id, person, recorded_as (in the history), role, acronym and organisation (null for all),
    from_on, until_on (the last day, null for no end), is_in_force (on the day). Only administrators see any.
    """
    return ask(__file__, "access_list", as_of=as_of)


def access_choices(*, consortium: str) -> Answer:
    """Return one row per organisation that takes part in a consortium, or did, by name: field, value (its id), name."""
    return ask(__file__, "access_choices", consortium=consortium)
