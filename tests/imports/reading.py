"""How tests read files and state accounts."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from data.imports.files import read_file
from data.imports.sheet import ROW, Sheet

DATASETS = Path(__file__).parents[3] / "shared" / "datasets"


def sheet(content: bytes | str, name: str = "table.csv", **options: Any) -> Sheet:
    """Return the one sheet of a file, whose account adds up."""
    (found,) = sheets(content, name, **options)
    return found


def sheets(content: bytes | str, name: str = "table.csv", **options: Any) -> list[Sheet]:
    """Return the sheets of a file, whose accounts add up."""
    found = read_file(name, content.encode() if isinstance(content, str) else content, **options)
    for one in found:
        adds_up(one)
    return found


def adds_up(sheet: Sheet) -> None:
    """Assert that every row is yielded or has exactly one remark that takes it away."""
    gone = [one.row for one in sheet.remarks if one.row is not None and one.outcome != "repaired"]
    numbers = [*sheet.rows()[ROW], *gone]
    assert len(numbers) == len(set(numbers)) == sheet.rows_read
    assert sheet.header_row not in numbers


def cells(sheet: Sheet) -> list[tuple[Any, ...]]:
    """Return the rows with their numbers."""
    return sheet.rows().rows()


def account(sheet: Sheet) -> Mapping[tuple[str, str], int]:
    """Return how often each rule was applied, by outcome."""
    return Counter((one.outcome, one.rule) for one in sheet.remarks)


def dataset(path: str) -> Path:
    """Return one of the real files, which are no part of the repository; skip the test where they are absent."""
    if not (DATASETS / path).exists():
        pytest.skip(f"the folder of real files is not here: {path}")
    return DATASETS / path
