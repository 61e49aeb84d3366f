"""Parquet files as sheets, read in batches so that memory stays bounded however long the table is."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
import polars.selectors as cs
import pyarrow as pa
import pyarrow.parquet as pq

from data.imports.encoding import changed
from data.imports.limits import Watch
from data.imports.sheet import BATCH, ROW, Sheet
from data.imports.table import BLANK_ROW, Account, named
from data.problems import Problem

# Read ahead so many bytes of a column, not all of it.
BUFFER = 1024 * 1024


def read_parquet(file: str, title: str, content: bytes | Path, watch: Watch) -> Sheet:
    """Return the sheet of a Parquet file. Its rows count from 2, as if the names of its columns stood in row 1.

    Dates are ISO 8601, lists are joined with "; ". Raise Problem when the file is damaged or larger than the limits;
    `batches` raises one when it is another file by then.
    """
    state = _state(content)
    account = Account(title)
    try:
        with _opened(content) as parquet:
            names, height = parquet.schema_arrow.names, parquet.metadata.num_rows
        watch.table(height, len(names))
        columns = named(names, len(names), account, 1)
        blank = _blank_rows(content, columns, height, watch)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as fault:
        raise _damaged(file) from fault
    account.rows_read = height
    for row in blank:
        account.note("ignored", "blank row", BLANK_ROW, row)

    def frames() -> Iterator[pl.DataFrame]:
        if _state(content) != state:
            raise changed()
        start = 2
        try:
            for frame in _frames(content, columns):
                numbers = pl.int_range(start, start + frame.height, dtype=pl.UInt32, eager=True).alias(ROW)
                numbered = frame.select(numbers, *columns)
                yield numbered.filter(~pl.col(ROW).is_in(blank)) if blank else numbered
                start += frame.height
        except (pa.ArrowInvalid, OSError) as fault:
            raise _damaged(file) from fault
        if _state(content) != state:
            raise changed()

    return Sheet(file, title, 1, columns, tuple(account.remarks), account.rows_read, frames, decimal=".")


def _opened(content: bytes | Path) -> pq.ParquetFile:
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    return pq.ParquetFile(source, pre_buffer=False, buffer_size=BUFFER)


def _state(content: bytes | Path) -> tuple[int, int]:
    if isinstance(content, bytes):
        return len(content), 0
    found = content.stat()
    return found.st_size, found.st_mtime_ns


def _damaged(file: str) -> Problem:
    return Problem(
        "{name} is a damaged Parquet file.",
        "Download or copy it again, or ask whoever sent it for a new one.",
        name=file,
    )


def _blank_rows(content: bytes | Path, columns: Sequence[str], height: int, watch: Watch) -> list[int]:
    """Return the numbers of rows without any value: most tables have a column that settles it alone."""
    for subset in ([0], range(len(columns))):
        blank, start = [], 2
        for frame in _frames(content, columns, subset):
            watch.at(min(1.0, start / max(1, height)))
            found = frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
            blank += [start + int(place) for place in found.arg_true()] if found.any() else []
            start += frame.height
        if not blank:
            break
    return blank


def _frames(
    content: bytes | Path, columns: Sequence[str], subset: Sequence[int] | None = None
) -> Iterator[pl.DataFrame]:  # fmt: skip
    """Yield frames of text with the columns of `subset`, all of them without it."""
    with _opened(content) as parquet:
        schema = parquet.schema_arrow
        places = range(len(columns)) if subset is None else subset
        chosen = None if subset is None else [schema.names[place] for place in places]
        for batch in parquet.iter_batches(batch_size=BATCH, columns=chosen, use_threads=False):
            table = pa.Table.from_batches([batch]).rename_columns([columns[place] for place in places])
            frame = pl.from_arrow(table)
            assert isinstance(frame, pl.DataFrame)
            yield frame.with_columns(map(_decoded, frame.select(cs.binary()))).select(
                _as_text(name, kind) for name, kind in frame.schema.items()
            )


def _decoded(column: pl.Series) -> pl.Series:
    """Return bytes as text; old programs write it so. What is no UTF-8 becomes hexadecimal digits."""
    try:
        return column.cast(pl.String)
    except pl.exceptions.ComputeError:
        return pl.Series(column.name, [None if cell is None else _text_or_digits(cell) for cell in column], pl.String)


def _text_or_digits(cell: bytes) -> str:
    try:
        return cell.decode()
    except UnicodeDecodeError:
        return cell.hex()


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.List | pl.Array):
        said = column.cast(pl.List(pl.String)).list.join("; ")
    elif isinstance(kind, pl.Struct):
        said = column.struct.json_encode()
    elif isinstance(kind, pl.Datetime):
        said = (
            column.dt.to_string("%Y-%m-%d %H:%M:%S%.f").str.replace(r" 00:00:00(\.0+)?$", "").str.replace(r"\.0+$", "")
        )
    else:
        said = column.cast(pl.String)
        said = said.str.replace(r"\.0$", "") if kind.is_float() else said
    return said.str.strip_chars().replace("", None).alias(name)
