import ast
import inspect
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any, get_type_hints

import duckdb
import pytest

from data import store as stores
from data.store import Store
from queries import Answer
from queries.quality import Entity
from tests.copies import empty_store
from tests.rules.repository import at, kept_files, nowhere, programs, text, tree

QUERIES = [file for file in kept_files() if file.parts[0] == "queries" and file.suffix == ".sql"]
SUBJECTS = sorted({file.parent for file in programs("queries")} - {Path("queries")})
HEADER = re.compile(
    r"-- what: \S.+\n-- grain: \S.+\n-- params: (none|\w+(?:, \w+)*)\n(?:-- reads: all consortia\n)?(?!--)"
)
DAY_OF_THE_MACHINE = re.compile(r"\b(current_date|current_timestamp|localtimestamp|get_current_\w+|now|today)\b", re.I)
# One value of each type a question may ask for.
SAMPLES: dict[Any, Any] = {
    date: date(2026, 3, 31),
    str: "a",
    str | None: "a",
    int: 1,
    bool: True,
    Sequence[str]: ["a", "b"],
    Entity: Entity("deliverable"),
}


def questions(subject: Path) -> dict[str, FunctionType]:
    """Return the public functions of a subject by name."""
    module = import_module(".".join(subject.parts))
    return {
        name: function
        for name, function in vars(module).items()
        if isinstance(function, FunctionType) and function.__module__ == module.__name__ and not name.startswith("_")
    }


def question(query: Path) -> FunctionType:
    """Return the function of the same name as a query's file."""
    named = questions(query.parent)
    assert query.stem in named, f"{query.parent}/__init__.py has no public function {query.stem}"
    return named[query.stem]


each_query = pytest.mark.parametrize("query", QUERIES, ids=lambda query: f"{query.parent.name}/{query.stem}")
each_subject = pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)


@cache
def demanded(query: Path) -> set[str]:
    """Return the parameters the statement of a query file uses."""
    with duckdb.connect() as connection:
        (statement,) = connection.extract_statements(text(query))
        return set(statement.named_parameters)


@cache
def shape(query: Path) -> dict[str, Any]:
    """Return DuckDB's own reading of a query."""
    with duckdb.connect() as connection:
        ((read,),) = connection.execute("select json_serialize_sql($sql)", {"sql": text(query)}).fetchall()
    statement: dict[str, Any] = json.loads(read)["statements"][0]["node"]
    return statement


def branches(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the selects whose rows a query returns: one, or the parts of a union."""
    if node["type"] != "SET_OPERATION_NODE":
        yield node
        return
    for part in node.get("children") or (node["left"], node["right"]):
        yield from branches(part)


@pytest.fixture(scope="module")
def without_rows() -> Iterator[Store]:
    with empty_store() as store:
        stores.use(store)
        yield store
        stores.use(None)


@each_query
def test_a_query_says_what_it_returns_at_which_grain_and_what_it_is_asked_with(query):
    header = HEADER.match(text(query))
    assert header, "the file begins with the lines `-- what:`, `-- grain:` and `-- params:`"
    named = [] if header[1] == "none" else header[1].split(", ")
    assert sorted(named) == sorted(demanded(query))


@each_query
def test_a_query_names_its_columns(query):
    chosen = [column["class"] for select in branches(shape(query)) for column in select["select_list"]]
    assert chosen
    assert "STAR" not in chosen


@each_query
def test_a_query_puts_its_rows_in_order(query):
    assert "ORDER_MODIFIER" in [modifier["type"] for modifier in shape(query)["modifiers"]]


@each_query
def test_a_query_is_asked_for_a_day_and_never_looks_at_the_clock(query):
    assert DAY_OF_THE_MACHINE.findall(re.sub(r"--.*|'[^']*'", "", text(query))) == []


@each_query
def test_a_query_has_a_function_of_its_name_that_asks_it(query):
    asked = [
        call
        for call in ast.walk(ast.parse(inspect.getsource(question(query))))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "ask"
    ]
    assert [ast.unparse(argument) for call in asked for argument in call.args] == ["__file__", repr(query.stem)]


@each_query
def test_a_question_takes_typed_arguments_by_name_and_says_what_it_returns(query):
    function = question(query)
    parameters = inspect.signature(function).parameters
    assert [name for name, given in parameters.items() if given.kind is not inspect.Parameter.KEYWORD_ONLY] == []
    assert get_type_hints(function).keys() == {*parameters, "return"}
    assert (inspect.getdoc(function) or "").startswith("Return ")


@each_query
def test_a_question_is_answered_by_an_empty_store(query, without_rows):
    function = question(query)
    kinds = get_type_hints(function)
    answer = function(**{name: SAMPLES[kind] for name, kind in kinds.items() if name != "return"})
    assert isinstance(answer, Answer)
    assert answer.what
    assert answer.parameters.keys() == demanded(query)


@each_subject
def test_a_public_function_of_a_subject_has_its_query_or_says_why_it_has_no_sql(subject):
    nowhere(
        name
        for name, function in questions(subject).items()
        if subject / f"{name}.sql" not in QUERIES
        if "no sql" not in " ".join((inspect.getdoc(function) or "").casefold().split())
    )


@each_subject
def test_every_public_function_of_a_subject_begins_with_what_it_returns(subject):
    found = questions(subject).items()
    nowhere(name for name, function in found if not (inspect.getdoc(function) or "").startswith("Return "))


def test_sql_is_put_together_from_pieces_in_the_store_and_around_a_check_alone():
    # The linter finds such SQL everywhere else, unless it is told to look away. Pieces are names of the store's own
    # catalogue, and the files of the checks.
    names = ["checks/__init__.py", "postgresql.py", "present.py", "shared_store.py", "store.py", "transaction.py"]
    told = [file.as_posix() for file in programs("data", "queries") if "noqa: S608" in text(file)]
    assert told == [f"data/{name}" for name in names]


def test_questions_are_asked_in_the_queries_alone():
    nowhere(
        at(file, call)
        for file in programs("app.py", "router.py", "pages", "components")
        for call in ast.walk(tree(file))
        if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in ("ask", "fetch")
    )
