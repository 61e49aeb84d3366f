"""A map of organisations with what a reader needs beside it: a legend, who could not be placed, whose data it is."""

from html import escape

import polars as pl
import streamlit as st

from components import page
from components.charts.points_map import KIND_LETTERS, points_map
from components.labels import MAP_KIND, named
from components.page import Numbers
from components.theme import KIND_COLOURS
from components.words import number, plural, tr


def show_map(points: pl.DataFrame, *, dark: bool, key: str, alt: str, numbers: Numbers) -> None:
    """Draw `points` (see points_map) on the base map and say how many of them have no known place."""
    placed = points.filter(pl.col("latitude").is_not_null() & pl.col("longitude").is_not_null())
    _legend(placed)
    page.show_chart(points_map(points, dark=dark), key=key, alt=alt, numbers=numbers)
    missing = points.height - placed.height
    if missing:
        st.caption(
            plural(
                "{n} of {total} is not on the map: its place is not known.",
                "{n} of {total} are not on the map: their place is not known.",
                missing,
                total=number(points.height),
            )
        )
    st.caption(tr("Boundaries: Natural Earth (public domain). Places: GeoNames (CC BY 4.0)."))


def _legend(placed: pl.DataFrame) -> None:
    """Draw the mark, the name and the number of each kind on the map."""
    counted = dict(placed["kind"].value_counts().iter_rows())
    entries = "".join(
        f'<span style="display: inline-flex; align-items: center; gap: 0.4rem">{_mark(kind)}'
        f"{escape(named(MAP_KIND, kind))} ({number(counted[kind])})</span>"
        for kind in MAP_KIND
        if kind in counted
    )
    if entries:
        st.html(f'<div style="display: flex; flex-wrap: wrap; gap: 0.3rem 1.2rem; font-size: 0.875rem">{entries}</div>')


def _mark(kind: str) -> str:
    """Return the mark of a kind as the map draws it: a small dot without a letter or a large one with its letter."""
    letter = KIND_LETTERS.get(kind, "")
    size = 1.3 if letter else 0.65
    return (
        '<span style="display: inline-flex; align-items: center; justify-content: center; flex: none; '
        f"width: {size}rem; height: {size}rem; border-radius: 50%; border: 0.15rem solid {KIND_COLOURS[kind]}; "
        f'background: {"transparent" if letter else KIND_COLOURS[kind]}; font-size: 0.7rem; font-weight: 700">'
        f"{letter}</span>"
    )
