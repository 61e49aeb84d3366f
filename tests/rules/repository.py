"""What the laws are held against: the files of this repository and the syntax trees of its programs."""

import ast
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def kept_files() -> list[Path]:
    """Return the files that git keeps or would keep, as paths from the root."""
    # A checkout may belong to another user, as in a container: reading the list of its files is harmless.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [Path(name) for name in sorted(filter(None, listed.split("\0"))) if (ROOT / name).is_file()]


def programs(*places: str) -> list[Path]:
    """Return the Python files in these folders, or of these names, as paths from the root."""
    return [
        file for file in kept_files() if file.suffix == ".py" and (file.parts[0] in places or file.as_posix() in places)
    ]


@cache
def text(file: Path) -> str:
    """Return what a file says."""
    return (ROOT / file).read_text(encoding="utf-8")


@cache
def tree(file: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(text(file))


def strings(file: Path) -> list[ast.Constant]:
    """Return the texts in a Python file, docstrings left out."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree(file))
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def at(file: Path, node: ast.expr | ast.stmt) -> str:
    """Return where a part of a program stands, as an editor opens it."""
    return f"{file.as_posix()}:{node.lineno}"


def nowhere(found: Iterable[str]) -> None:
    """Fail, naming every place, unless nothing was found."""
    places = list(found)
    assert not places, "\n" + "\n".join(places)
