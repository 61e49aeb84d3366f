"""Where what an import brought lies: worked out once the rows are in, in a change of its own."""

from data.problems import Problem
from data.regions.placing import place_all
from data.store import Store


def placed(store: Store, *, who: str, origin: str) -> Problem | None:
    """Place anew what changed; return None, or what is to be said where that was not possible though the rows are in.

    Nothing is lost by it: whatever is placed next, by the same import once more for one, places these too.
    """
    try:
        place_all(store, who=who, origin=origin)
    except Problem as problem:
        return Problem(
            "The rows are in, but where they lie could not be saved. {reason}",
            "Make room on the disk, then import the same file again: it brings nothing twice, and maps show the rows.",
            reason=problem.args[0],
        )
    return None
