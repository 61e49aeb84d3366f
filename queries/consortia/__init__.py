"""Questions about consortia themselves."""

from datetime import date

from queries import Answer, ask


def consortium_list(*, as_of: date) -> Answer:
    """Return one row per consortium: consortium_id, acronym, title, fictional, record_basis, stage.

    Those running on the day come first, fictional ones last.
    """
    return ask(__file__, "consortium_list", as_of=as_of)
