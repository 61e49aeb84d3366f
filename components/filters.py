"""Filters of a page.

Each lives in the page's address as codes, so that a link shows a colleague the same view in the colleague's own
language.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from components.markdown import plain
from components.words import tr


def several(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    named: Callable[[str], str] = str,
    when_empty: str | None = None,
    most: int | None = None,
) -> list[str]:
    """Return the codes chosen among `options`, `most` at most; an empty list means all, or what `when_empty` says.

    `key` is the parameter's name in the address.
    """
    _take_from_link(key, options)
    held = st.session_state[key]
    if most and len(held) > most:
        st.warning(
            tr("The link names {given}; {most} can be shown at once: the first ones.", given=len(held), most=most)
        )
        st.session_state[key] = held[:most]
    chosen: list[str] = st.multiselect(
        label,
        list(options),
        format_func=named,
        key=key,
        placeholder=when_empty or tr("All"),
        max_selections=most,
        persist_state="session",
    )
    _put_into_link(key, chosen)
    return chosen


def one(label: str, options: Sequence[str], *, key: str, named: Callable[[str], str] = str) -> str:
    """Return the one code chosen among `options`, the first by default."""
    _take_from_link(key, options)
    held = st.session_state[key]
    st.session_state[key] = held[0] if isinstance(held, list) and held else held or options[0]
    chosen = (
        st.segmented_control(
            label,
            list(options),
            format_func=lambda code: plain(named(code)),
            key=key,
            required=True,
            persist_state="session",
        )
        or options[0]
    )
    _put_into_link(key, [] if chosen == options[0] else [chosen])
    return chosen


def pick(label: str, options: Sequence[str], *, key: str, named: Callable[[str], str] = str) -> str:
    """Return the one code picked from a list too long to lie open, the first by default."""
    _take_from_link(key, options)
    held = st.session_state[key]
    st.session_state[key] = held[0] if isinstance(held, list) and held else held or options[0]
    chosen: str = st.selectbox(label, list(options), format_func=named, key=key, required=True, persist_state="session")
    _put_into_link(key, [] if chosen == options[0] else [chosen])
    return chosen


def amount(label: str, *, least: int, most: int, step: int, default: int, key: str) -> int:
    """Return the whole number chosen on a slider from `least` to `most`, in steps."""
    return int(
        st.slider(
            label, least, most, default, step, key=key, format="localized", bind="query-params", persist_state="session"
        )
    )


def search(label: str, *, key: str, placeholder: str) -> str:
    """Return the text searched for, without spaces around it."""
    return (st.text_input(label, key=key, placeholder=placeholder, bind="query-params", type="search") or "").strip()


def passed_over(total: int, *, key: str, length: int) -> int:
    """Return how many of `total` rows stand before the open page of `length`; draw the page numbers of a long list."""
    pages = -(-total // length)
    if pages <= 1:
        return 0
    if st.session_state.get(key, 1) > pages:
        st.session_state[key] = 1
    return (int(st.pagination(pages, key=key, bind="query-params")) - 1) * length


def _take_from_link(key: str, options: Sequence[str]) -> None:
    if key not in st.session_state:
        asked = st.query_params.get_all(key)
        unknown = [code for code in asked if code not in options]
        if unknown:
            st.warning(
                tr(
                    "The link filters by {values}, which does not exist here. That part of the link is left out.",
                    values=", ".join(f"“{plain(code)}”" for code in unknown),
                ),
                icon=":material/link_off:",
            )
        st.session_state[key] = asked
    held = st.session_state[key]
    st.session_state[key] = (
        [code for code in held if code in options] if isinstance(held, list) else (held if held in options else None)
    )


def _put_into_link(key: str, codes: Sequence[str]) -> None:
    if st.query_params.get_all(key) == list(codes):
        return
    if codes:
        st.query_params[key] = list(codes)
    elif key in st.query_params:
        del st.query_params[key]
