"""Questions about consortia themselves."""

from collections.abc import Sequence
from datetime import date

from queries import Answer, ask

MOST = 200  # more are searched for, not sent to every reader


def consortium_list(*, as_of: date, search: str = "", named: Sequence[str] = (), most: int = MOST) -> Answer:
    """Return one row per consortium with the text `search` in acronym or title, the first `most`, and per one `named`.

    Columns: consortium_id, acronym, title, fictional, record_basis, stage; found and consortia: how many have the text,
    and how many there are. `named` are ids or acronyms. Those running on the day come first, fictional ones last.
    """
    return ask(__file__, "consortium_list", as_of=as_of, search=search, named=list(named), most=most)
