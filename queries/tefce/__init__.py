"""Questions about a consortium's self-assessment of its community engagement, by the TEFCE Toolbox."""

from datetime import date

from queries import Answer, ask


def tefce_cells(*, consortium: str, as_of: date) -> Answer:
    """Return one row per dimension (1 to 7) and criterion (1 to 5), judged or not.

    Columns: dimension, criterion, level (1 to 5; null where not assessed), evidence, assessed_on, source.
    """
    return ask(__file__, "tefce_cells", consortium=consortium, as_of=as_of)


def tefce_history(*, consortium: str, dimension: int, criterion: int, as_of: date) -> Answer:
    """Return one row per recording of one cell, the latest day first.

    Columns: assessed_on, level (1 to 5), evidence, recorded_by, recorded_at (UTC), standing ('counts', 'replaced' by a
    later recording for the same day, or 'taken back').
    """
    return ask(__file__, "tefce_history", consortium=consortium, dimension=dimension, criterion=criterion, as_of=as_of)
