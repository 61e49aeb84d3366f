"""The first step: give files, or take a template."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from components import boundary, sign_in
from components.importing.steps import Work, begin_anew, go
from components.markdown import plain
from components.words import number, plural, tr
from data.access import carried
from data.imports.sheet import Sheet
from data.problems import Problem

ENDINGS = ["csv", "tsv", "txt", "xlsx", "xls", "parquet", "zip"]


@sign_in.for_writers()
def give(
    held: Work,
    *,
    acronym: str,
    look: Callable[..., tuple[list[Sheet], Any]],
    digest: Callable[[bytes], str],
    recognise: Callable[[Sheet], Any],
) -> None:
    """Draw the field that takes files; read them by `look` as soon as they are there and go on to the next step."""
    if held.sheets:
        _in_hand(held)
        return
    given = st.file_uploader(
        tr("Files with tables: Excel, CSV, Parquet or a zip of them"),
        type=ENDINGS,
        accept_multiple_files=True,
        key=held.key("files"),
    )
    st.caption(
        tr(
            "Rows that do not say to which consortium they belong are taken for {acronym}, chosen in the sidebar. "
            "Nothing is saved before you have seen what would be done. A file may have {n} MB here; a larger one "
            "goes in on the machine of the dashboard, by the command “python -m data import FILE”.",
            acronym=plain(acronym),
            n=number(st.get_option("server.maxUploadSize")),
        )
    )
    if not given:
        return
    bar = st.progress(0.0, text=tr("Reading …"))
    for file in given:
        content = file.getvalue()
        try:
            if file.name in held.digests:
                raise Problem("Two files are called {file}.", "Import them one after the other.", file=file.name)
            found, ours = look(file.name, content, lambda share: bar.progress(min(share, 1.0), text=tr("Reading …")))
        except Problem as problem:
            boundary.answer(problem)
            continue
        held.sheets += found
        held.ours[file.name] = ours
        held.digests[file.name] = digest(content)
    bar.empty()
    if not held.sheets:
        return
    for place, sheet in enumerate(held.sheets):
        name, _, fits = recognise(sheet)[0]
        held.kind_of[place] = name if fits else None
    if len(held.digests) == len(given):
        go(held, "columns")
        st.rerun()
    st.button(
        tr("Go on with the files that could be read"), type="primary", key=held.key("go_on"), on_click=go,
        args=(held, "columns"),
    )  # fmt: skip


def templates(made: Mapping[str, tuple[str, Callable[[], bytes]]]) -> None:
    """Offer workbooks to fill in; `made` has label -> name of the file and what makes it."""
    with st.container(horizontal=True, gap="small"):
        for place, (label, (file_name, content)) in enumerate(made.items()):
            st.download_button(
                label,
                data=carried(content),
                file_name=file_name,
                mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                key=f"import_template_{place}",
                on_click="ignore",
                icon=":material/download:",
            )


def _in_hand(held: Work) -> None:
    names = ", ".join(held.digests)
    n = len(held.sheets)
    st.info(
        plural("In hand: {files}, {n} table.", "In hand: {files}, {n} tables.", n, files=names),
        icon=":material/description:",
    )
    with st.container(horizontal=True):
        st.button(tr("Go on"), type="primary", key=held.key("on"), on_click=go, args=(held, "columns"))
        st.button(tr("Take other files"), key=held.key("other"), on_click=begin_anew, args=(held,))
