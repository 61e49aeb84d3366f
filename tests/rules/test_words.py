import ast
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.pofile import read_po

from tests.rules.repository import ROOT, at, kept_files, nowhere, programs, text, tree

# Function -> how many texts it takes before anything else.
TEXTS = {"tr": 1, "marked": 1, "plural": 2, "Problem": 2}
PROGRAMS = programs("app.py", "router.py", "pages", "components", "queries", "data")
# Where texts that were marked elsewhere are looked up.
LOOK_UP = {Path("components/labels.py"), Path("components/boundary.py")}
CATALOGUES = [file for file in kept_files() if file.suffix == ".po"]


def calls(part: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call of a function that takes texts, with the function's name."""
    for node in ast.walk(part):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in TEXTS:
                yield name, node


def literals(name: str, call: ast.Call) -> list[str]:
    """Return the texts of a call that are written out in it."""
    given = call.args[: TEXTS[name]]
    return [str(part.value) for part in given if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def places(said: str) -> set[str]:
    """Return the names of the places to fill in a text."""
    return {name for _, name, _, _ in Formatter().parse(said) if name is not None}


def every_form(entry: Any) -> list[str]:
    """Return the forms of a catalogue's text: one, or as many as a language has plurals."""
    return list(entry) if isinstance(entry, tuple | list) else [entry]


def marks(file: Path) -> set[str]:
    """Return the names of a module that hold marked texts: its own, and the labels it imports."""
    own = {
        target.id
        for node in tree(file).body
        if isinstance(node, ast.Assign) and any(name == "marked" for name, _ in calls(node))
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    labels = {
        name.name
        for node in tree(file).body
        if isinstance(node, ast.ImportFrom) and node.module == "components.labels"
        for name in node.names
        if name.name.isupper()
    }
    return own | labels


def says_what_was_marked(file: Path, call: ast.Call) -> bool:
    """Return whether `tr` is given a name and the function around it reads marked texts."""
    if not (call.args and isinstance(call.args[0], ast.Name | ast.Subscript)):
        return False
    around = [node for node in tree(file).body if node.lineno <= call.lineno <= (node.end_lineno or 0)]
    return any(isinstance(name, ast.Name) and name.id in marks(file) for node in around for name in ast.walk(node))


def test_every_text_is_written_out_where_it_is_said_or_marked_so_that_catalogues_can_hold_it():
    nowhere(
        f"{at(file, call)}: {ast.unparse(call)}"
        for file in PROGRAMS
        for name, call in calls(tree(file))
        if len(literals(name, call)) != TEXTS[name]
        if not (name == "tr" and (file in LOOK_UP or says_what_was_marked(file, call)))
    )


def test_every_label_of_a_code_is_marked_for_the_catalogues():
    file = Path("components/labels.py")
    nowhere(
        at(file, value)
        for node in tree(file).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
        for value in node.value.values
        if not (isinstance(value, ast.Call) and ast.unparse(value.func) == "marked")
    )


def test_the_functions_that_take_texts_go_by_their_own_names():
    nowhere(
        at(file, node)
        for file in PROGRAMS
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ImportFrom) and any(name.name in TEXTS and name.asname for name in node.names)
    )


def test_a_text_is_given_exactly_what_its_places_are_named():
    nowhere(
        f"{at(file, call)}: {ast.unparse(call)}"
        for file in PROGRAMS
        for name, call in calls(tree(file))
        if name != "marked" and len(literals(name, call)) == TEXTS[name]
        # `plural` fills {n} itself.
        if set().union(*map(places, literals(name, call))) - {"n" if name == "plural" else None}
        != {keyword.arg for keyword in call.keywords} - {"n" if name == "plural" else None}
    )


def test_the_command_that_updates_the_catalogues_finds_every_text(tmp_path):
    # It does not look inside the braces of an f-string, inside another text, or at calls with ten arguments.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    shown = subprocess.run(
        ["make", "--dry-run", "words"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout.replace("\\\n", " ")
    words = shlex.split(next(line for line in shown.splitlines() if "pybabel" in line and " extract " in line))
    options = words[words.index("extract") :]
    options[options.index("--output-file") + 1] = str(tmp_path / "texts.pot")
    pybabel = [sys.executable, "-m", "babel.messages.frontend", "--quiet"]
    subprocess.run([*pybabel, *options], cwd=ROOT, check=True)
    with (tmp_path / "texts.pot").open("rb") as template:
        entries = [tuple(every_form(entry.id)) for entry in read_po(template) if entry.id]
    # A text alone is also found as the first form of a plural, never as the second.
    found = {*entries, *((forms[0],) for forms in entries)}
    nowhere(
        f"{at(file, call)}: {said}"
        for file in PROGRAMS
        for name, call in calls(tree(file))
        for said in ([tuple(literals(name, call))] if name == "plural" else [(one,) for one in literals(name, call)])
        if said not in found
    )


def test_a_translation_has_the_places_of_its_text():
    wrong = []
    for catalogue in CATALOGUES:
        with (ROOT / catalogue).open("rb") as file:
            entries = [entry for entry in read_po(file, locale=catalogue.stem) if entry.id and not entry.fuzzy]
        for entry in entries:
            allowed = [places(form) for form in every_form(entry.id)]
            wrong += [
                f"{catalogue}: {form}" for form in every_form(entry.string) if form and places(form) not in allowed
            ]
    nowhere(wrong)


def test_a_catalogue_is_named_after_the_language_it_says_it_is_in():
    nowhere(
        str(catalogue)
        for catalogue in CATALOGUES
        if not re.search(rf'^"Language: {catalogue.stem}\\n"$', text(catalogue), re.MULTILINE)
    )
