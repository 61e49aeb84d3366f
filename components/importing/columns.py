"""The second step: what each table is about, and which of its columns is which field."""

from collections.abc import Callable, Sequence

import polars as pl
import streamlit as st

from components.importing.steps import Work, back, go
from components.labels import worded
from components.markdown import plain
from components.tables import Column, show_table
from components.words import number, plural, tr
from data.imports.kind import Field, Kind, Recognised
from data.imports.mapping import Proposed
from data.imports.sheet import Sheet

LEFT_OUT = ""
CERTAIN = 1.0
Recognise = Callable[[Sheet], list[tuple[str, Recognised, bool]]]


def choose(
    held: Work,
    *,
    kinds: Sequence[Kind],
    recognise: Recognise,
    columns: Callable[[Sheet, str], list[Proposed]],
    samples: Callable[[Sheet], dict[str, str]],
) -> None:
    """Draw for each table what it is taken for and why, and its columns; both can be corrected."""
    lacking = 0
    for place, sheet in enumerate(held.sheets):
        with st.container(border=True):
            lacking += _table(held, place, sheet, kinds, recognise, columns, samples)
    wanted = [kind for kind in held.kind_of.values() if kind]
    if not wanted:
        st.warning(tr("No table is to be imported: say what at least one is about."), icon=":material/help:")
    held.empties_erase = st.toggle(
        tr("Empty cells erase what is known"),
        value=held.empties_erase,
        key=held.key("erase"),
        help=tr("Otherwise what a file leaves empty stays as it is on record."),
    )
    with st.container(horizontal=True):
        back(held, "files")
        st.button(
            tr("See what would be done"),
            type="primary",
            key=held.key("see"),
            disabled=bool(lacking) or not wanted,
            on_click=go,
            args=(held, "preview"),
        )


def _table(
    held: Work,
    place: int,
    sheet: Sheet,
    kinds: Sequence[Kind],
    recognise: Recognise,
    columns: Callable[[Sheet, str], list[Proposed]],
    samples: Callable[[Sheet], dict[str, str]],
) -> int:
    """Draw one table and return how many needed fields it lacks."""
    st.markdown(f"**{plain(sheet.title)}**")
    st.caption(_about(sheet))
    by_name = {kind.name: kind for kind in kinds}
    found = recognise(sheet)
    options = [LEFT_OUT, *(name for name, _, _ in found)]
    chosen = st.selectbox(
        tr("What it is about"),
        options,
        index=options.index(held.kind_of.get(place) or LEFT_OUT),
        format_func=lambda name: worded(by_name[name].title) if name else tr("Leave it out"),
        key=held.key(f"kind_{place}"),
    )
    if chosen != (held.kind_of.get(place) or LEFT_OUT):
        held.columns_of.pop(place, None)
    held.kind_of[place] = chosen or None
    if not chosen:
        held.columns_of.pop(place, None)
        st.caption(_why_not(found, by_name))
        return 0
    fits = next(recognised for name, recognised, _ in found if name == chosen)
    st.caption(_why(fits, sheet))
    offered = columns(sheet, chosen)
    if place not in held.columns_of:
        held.columns_of[place] = {one.field: one.column for one in offered}
    return _fields(held, place, sheet, by_name[chosen], {one.field: one for one in offered}, samples(sheet))


def _fields(
    held: Work, place: int, sheet: Sheet, kind: Kind, offered: dict[str, Proposed], shown: dict[str, str]
) -> int:
    """Draw which column is which field, what has to be said first, and return how many needed fields are missing."""
    mapping = held.columns_of[place]
    missing = [field for field in kind.fields if field.needed and field.name not in mapping]
    unsure = [field for field in kind.fields if field.name in offered and offered[field.name].score < CERTAIN]
    first = [field for field in kind.fields if field in missing or field in unsure]
    for field in first:
        _field(held, place, sheet, kind, field, offered, shown)
    missing = [field for field in kind.fields if field.needed and field.name not in mapping]
    if missing:
        st.error(
            tr("Not found yet, and needed: {fields}. Say which column that is.", fields=_titles(missing)),
            icon=":material/error:",
        )
    show_table(
        _as_table(sheet, kind, mapping, offered, shown),
        [
            Column("column", tr("Column of the file"), width="medium"),
            Column("field", tr("Is"), width="medium"),
            Column("why", tr("Because"), width="medium"),
            Column("values", tr("First values"), width="large"),
        ],
        key=held.key(f"columns_{place}_{kind.name}"),
        alt=tr("Columns of the file and the fields they are taken for."),
    )
    with st.expander(tr("Correct the columns"), key=held.key(f"correct_{place}_{kind.name}")):
        for field in kind.fields:
            if field not in first:
                _field(held, place, sheet, kind, field, offered, shown)
    return len(missing)


def _field(
    held: Work,
    place: int,
    sheet: Sheet,
    kind: Kind,
    field: Field,
    offered: dict[str, Proposed],
    shown: dict[str, str],
) -> None:
    """Draw the list from which the column of a field is chosen."""
    mapping = held.columns_of[place]
    options = ["", *sheet.columns]
    one = offered.get(field.name)
    explained = None
    if one and one.score < CERTAIN:
        explained = tr("Its name is {n} % alike.", n=number(100 * one.score))
    st.selectbox(
        tr("{field} (needed)", field=worded(field.title)) if field.needed else worded(field.title),
        options,
        index=options.index(mapping.get(field.name, "")),
        format_func=lambda column: f"{column}: {shown[column]}" if column else tr("not in this table"),
        key=_key(held, place, kind, field.name),
        help=explained,
        on_change=_keep,
        args=(held, place, kind, field.name),
    )


def _key(held: Work, place: int, kind: Kind, name: str) -> str:
    return held.key(f"field_{place}_{kind.name}_{name}")


def _keep(held: Work, place: int, kind: Kind, name: str) -> None:
    """Keep the column that was chosen for a field; a column is one field, the one it was last said to be."""
    mapping, column = held.columns_of[place], st.session_state[_key(held, place, kind, name)]
    for other in [other for other, taken in mapping.items() if column and taken == column and other != name]:
        del mapping[other]
        st.session_state[_key(held, place, kind, other)] = ""
    mapping.pop(name, None)
    if column:
        mapping[name] = column


def _as_table(
    sheet: Sheet, kind: Kind, mapping: dict[str, str], offered: dict[str, Proposed], shown: dict[str, str]
) -> pl.DataFrame:
    field_of = {column: name for name, column in mapping.items()}
    rows = []
    for column in sheet.columns:
        name = field_of.get(column)
        one = offered.get(name or "")
        rows.append(
            {
                "column": column,
                "field": worded(kind.field(name).title) if name else tr("not read"),
                "why": _because(one if one and one.column == column else None, is_read=name is not None),
                "values": shown[column],
            }
        )
    return pl.DataFrame(rows, schema=dict.fromkeys(("column", "field", "why", "values"), pl.String))


def _because(one: Proposed | None, *, is_read: bool) -> str:
    if not is_read:
        return "–"
    if one is None:
        return tr("you said so")
    if one.by == "remembered":
        return tr("you said so before")
    return tr("its name says so") if one.by == "name" else tr("its name is {n} % alike", n=number(100 * one.score))


def _about(sheet: Sheet) -> str:
    rows = plural("{n} row", "{n} rows", sheet.rows_read)
    if sheet.header_row is None:
        return tr("{rows} in {file}, without a header row", rows=rows, file=plain(sheet.file))
    return tr("{rows} in {file}, header in row {n}", rows=rows, file=plain(sheet.file), n=number(sheet.header_row))


def _why(fits: Recognised, sheet: Sheet) -> str:
    return tr(
        "{n} of its {total} columns are known: {fields}.",
        n=number(len(fits.found)),
        total=number(len(sheet.columns)),
        fields=_titles(fits.found),
    )


def _why_not(found: list[tuple[str, Recognised, bool]], by_name: dict[str, Kind]) -> str:
    name, fits, _ = found[0]
    if fits.missing:
        return tr(
            "It comes closest to “{kind}”, of which it lacks: {fields}.",
            kind=worded(by_name[name].title),
            fields=_titles(fits.missing),
        )
    return tr("It comes closest to “{kind}”.", kind=worded(by_name[name].title))


def _titles(fields: Sequence[Field]) -> str:
    return ", ".join(worded(field.title) for field in fields) or "–"
