"""Which tables a question reads, so that its answer is remembered until one of them changes."""

import re
from collections.abc import Iterable

import duckdb

NAME = re.compile(r"[a-z_][a-z0-9_]*")
COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)
DEFINITIONS = """
select view_name as name, sql from duckdb_views() where not internal
union all
select function_name, macro_definition from duckdb_functions() where not internal and macro_definition is not null
"""
# The change that wrote a row, joined by the row's version, says what it said as long as the row is there.
CHANGE_OF_A_ROW = re.compile(
    r"\bjoin\s+((?:readable_)?change)(?:\s+as\s+(\w+))?\s+on\s+\w+\.\w*version = (\w+)\.version\b(?!\s+or\b)"
)
TABLES = "select table_name from duckdb_tables() where not internal"


class Reads:
    """The tables behind questions to one database, found by the names that questions and definitions mention."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._tables = {str(name) for (name,) in connection.execute(TABLES).fetchall()}
        self._mentions: dict[str, set[str]] = {}
        # Macros of one name with other parameters, and a view of the name of a macro, count as one.
        for name, sql in connection.execute(DEFINITIONS).fetchall():
            self._mentions.setdefault(name.lower(), set()).update(_names(sql))
        self._can_be_told = self._tables | self._mentions.keys()
        self._known: dict[tuple[str, frozenset[str]], frozenset[str]] = {}

    def tables(self, sql: str, told: Iterable[object] = ()) -> frozenset[str]:
        """Return the names of all tables that `sql` may read, and perhaps some that it does not.

        A column or a text of the name of a table counts as the table, and so does a value in `told`: a question may be
        told which table to read. The change that wrote a row is not another table: it comes with the row.
        """
        asked = sql, frozenset(value.lower() for value in told if isinstance(value, str)) & self._can_be_told
        if asked not in self._known:
            found: set[str] = set()
            unread = _names(sql) | asked[1]
            while unread:
                found |= unread
                unread = {name for mentioned in unread for name in self._mentions.get(mentioned, ())} - found
            self._known[asked] = frozenset(found & self._tables)
        return self._known[asked]


def _names(sql: str) -> set[str]:
    text = COMMENT.sub("", sql.lower())
    for joined, table, alias, compared in [(found[0], *found.groups()) for found in CHANGE_OF_A_ROW.finditer(text)]:
        if compared == (alias or table):
            text = re.sub(rf"\b{compared}\.\w+", "", text.replace(joined, ""))
    return set(NAME.findall(text))
