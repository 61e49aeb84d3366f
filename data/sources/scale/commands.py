"""The command line of sample portfolios: python -m data sample --scale S|M|L."""

import argparse

from data.build import build
from data.problems import Problem
from data.settings import DEFAULT_STORE
from data.sources.scale import SCALES, add_scale_sample
from data.store import Store


def add_scale_options(sample: argparse.ArgumentParser) -> None:
    """Add the options that make `sample` write a portfolio of many consortia."""
    sample.add_argument(
        "--scale",
        choices=SCALES,
        help="write a portfolio of fictional consortia instead, into a store of its own: "
        + ", ".join(f"{scale} {count:,}" for scale, count in SCALES.items()),
    )
    sample.add_argument("--seed", type=int, default=1, help="another seed, another portfolio; default: %(default)s")
    sample.add_argument("--beside-real", action="store_true", help="also into a store that holds real consortia")


def write_scale_sample(store: Store, scale: str, seed: int, *, beside_real: bool) -> str:
    """Write the portfolio into `store`, made whole first, and return what was done, as a sentence.

    Raise Problem when the store is the dashboard's own or holds real consortia and `beside_real` does not allow that.
    """
    if store.location == str(DEFAULT_STORE) and not beside_real:
        raise Problem(
            "The sample portfolio belongs into a store of its own, and {path} is the one of the dashboard.",
            "Set CONSORTIUM_STORE to the path of another store, or say --beside-real.",
            path=store.location,
        )
    build(store)
    rows = add_scale_sample(store, scale, seed, who="command line", beside_real=beside_real)
    build(store)
    return f"Wrote {SCALES[scale]} fictional consortia, {rows} rows, seed {seed}: version {store.version}."
