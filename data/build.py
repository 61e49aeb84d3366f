"""What stands in a store from the first start: shipped facts and regions, and the demonstration consortium."""

import threading

from data import access
from data.regions.load import load_regions
from data.regions.placing import place_all
from data.sources.load import load_sample, load_sources, sample_was_loaded
from data.store import Store, opened

_building = threading.Lock()
_built: Store | None = None


def build(store: Store) -> None:
    """Bring shipped facts and regions into `store`, and the demonstration consortium once in its life.

    A second time changes nothing; a demonstration consortium that somebody withdrew stays away.
    """
    load_sources(store)
    load_regions(store)
    if not sample_was_loaded(store):
        load_sample(store)
    place_all(store)


def ready_store() -> Store:
    """Return the store of this process with the shipped facts in it: what the dashboard opens at its start."""
    global _built
    store = opened()
    with _building:
        # A shared store out of reach is shown as it was last read; the facts of this release come once it is back.
        if _built is not store and store.out_of_reach_since is None:
            with access.acting_as(access.EVERYTHING):
                build(store)
            _built = store
    return store
