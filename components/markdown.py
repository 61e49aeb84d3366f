"""Markdown made of sentences and of text that comes from the store."""

import re

import streamlit as st


def points(*sentences: str) -> None:
    """Draw sentences, Markdown in them allowed, as a list."""
    st.markdown("\n".join(f"- {sentence}" for sentence in sentences))


def plain(text: str) -> str:
    """Return text of the store so that nothing in it is taken for markup."""
    return re.sub(r"([\\`*_\[\]<>$~:#|])", r"\\\1", text)
