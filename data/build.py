"""What stands in a store from the first start: the shipped facts, and the demonstration consortium."""

import threading

from data.sources.load import load_sample, load_sources, sample_was_loaded
from data.store import Store, opened

_building = threading.Lock()
_built: Store | None = None


def build(store: Store) -> None:
    """Bring the facts shipped with this release into `store`, and the demonstration consortium once in its life.

    A second time changes nothing; a demonstration consortium that somebody withdrew stays away.
    """
    load_sources(store)
    if not sample_was_loaded(store):
        load_sample(store)


def ready_store() -> Store:
    """Return the store of this process with the shipped facts in it: what the dashboard opens at its start."""
    global _built
    store = opened()
    with _building:
        if _built is not store:
            build(store)
            _built = store
    return store
