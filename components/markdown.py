"""Markdown made of sentences and of text that comes from the store."""

import re
from urllib.parse import quote, urlsplit

import streamlit as st

# What an address may hold as it is; a space or a parenthesis would end the link.
WITHIN_ADDRESS = "%/:?#@!$&'*+,;=~[]"


def points(*sentences: str) -> None:
    """Draw sentences, Markdown in them allowed, as a list."""
    st.markdown("\n".join(f"- {sentence}" for sentence in sentences))


def plain(text: str) -> str:
    """Return text of the store so that nothing in it is taken for markup."""
    # Icons and emoji are looked for after marks of escape are gone: an invisible sign that breaks no line parts them.
    parted = re.sub(r":(?=[\w+/-]*[A-Za-z][\w+/-]*:)", ":\u2060", text)
    return re.sub(r"([\\`*_\[\]<>$~:#|])", r"\\\1", parted)


def link(text: str, address: str) -> str:
    """Return a link that shows text of the store; the text alone where the address is none of a page on the web."""
    if urlsplit(address).scheme not in ("http", "https"):
        return plain(text)
    return f"[{plain(text)}]({quote(address, safe=WITHIN_ADDRESS)})"


def badge(text: str, color: str) -> None:
    """Draw text of the store as a badge: Streamlit's own takes it for Markdown."""
    st.markdown(f":{color}-badge[{plain(text)}]", width="content")
