import ast
import re
import tomllib
from pathlib import Path

from tests.rules.repository import at, kept_files, nowhere, programs, strings, text, tree

# Written so that they do not find themselves.
OTHER_HOSTS = re.compile(r"pypi\.org|npmjs\.|files\.pythonhosted|registry\.yarnpkg")
THIS_MACHINE = re.compile(r"(?<![\w.])/(?:work|tmp|root|home)/")
ASKS_FOR_FORBIDDEN_FILES = Path("tests/data/test_store.py")
VAGUE_NAMES = {"util", "utils", "utility", "helper", "helpers", "common", "misc", "core", "shared", "stuff"}
# A colour in figures; one without any opacity is none.
COLOUR = re.compile(r"#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![0-9a-z])|\b(?:rgb|hsl)a?\((?!0, 0, 0, 0\))", re.I)
# The theme, and the colours of the base map, which are written into static/map.
COLOURS_ARE_CHOSEN_IN = {Path("components/theme.py"), Path("data/regions/build.py")}
PINNED = re.compile(r"[\w.-]+(\[[\w,-]+\])?==[\w.!+]+( *; .+)?")


START = programs("app.py", "router.py")


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Return what an import names, in full, with another name where it gets one."""
    module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
    return [f"{module}{name.name}" + (f" as {name.asname}" if name.asname else "") for name in node.names]


def lines(pattern: re.Pattern[str], file: Path) -> list[str]:
    """Return where the lines of a file stand that hold what is looked for; a picture and a workbook have none."""
    if file.suffix in (".png", ".ico", ".xls"):
        return []
    found = enumerate(text(file).splitlines(), start=1)
    return [f"{file}:{number}: {match[0]}" for number, line in found if (match := pattern.search(line))]


def test_no_file_names_a_host_that_packages_come_from():
    nowhere(line for file in kept_files() for line in lines(OTHER_HOSTS, file))


def test_no_file_holds_a_path_of_one_machine():
    nowhere(line for file in kept_files() if file != ASKS_FOR_FORBIDDEN_FILES for line in lines(THIS_MACHINE, file))


def test_every_file_and_folder_has_a_name_that_says_what_is_in_it():
    nowhere(str(file) for file in kept_files() if VAGUE_NAMES & {part.partition(".")[0] for part in file.parts})


def test_colours_are_chosen_in_the_theme_alone():
    nowhere(
        f"{at(file, found)}: {found.value!r}"
        for file in programs("app.py", "router.py", "pages", "components", "queries", "data")
        if file not in COLOURS_ARE_CHOSEN_IN
        for found in strings(file)
        if COLOUR.search(str(found.value))
    )


def test_every_setting_is_read_in_one_place_and_explained_to_whoever_installs_the_dashboard():
    settings = Path("data/settings.py")
    named = set(re.findall(r"\bCONSORTIUM_[A-Z_]+", " ".join(str(found.value) for found in strings(settings))))
    assert named
    nowhere(name for name in sorted(named) if f"`{name}`" not in text(Path("README.md")))
    nowhere(
        at(file, found)
        for file in programs("app.py", "router.py", "pages", "components", "queries", "data")
        if file != settings
        for found in ast.walk(tree(file))
        if isinstance(found, ast.Attribute | ast.Name) and ast.unparse(found) in ("os.environ", "os.getenv", "environ")
    )


def test_every_requirement_names_one_version():
    files = [file for file in kept_files() if re.fullmatch(r"(requirements.*|constraints)\.txt", file.name)]
    assert len(files) >= 3
    nowhere(
        f"{file}:{number}: {line}"
        for file in files
        for number, line in enumerate(text(file).splitlines(), start=1)
        if (wanted := line.partition("#")[0].strip())
        if not re.fullmatch(r"(-r|-c) [\w./-]+\.txt", wanted) and not PINNED.fullmatch(wanted)
    )


def test_the_changelog_says_what_the_newest_version_brings():
    titles = re.findall(r"^## (.+)$", text(Path("CHANGELOG.md")), re.MULTILINE)
    assert titles
    assert re.search(r"\bUnreleased\b|\b\d{4}-\d{2}-\d{2}\b", titles[0])


def test_the_dashboard_listens_to_this_machine_alone_and_tells_nobody_of_its_use():
    settings = tomllib.loads(text(Path(".streamlit/config.toml")))
    assert settings["server"]["address"] == "localhost"
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["browser"]["serverAddress"] == "localhost"


def test_the_start_of_the_dashboard_leaves_the_store_to_others():
    # Import contracts cover packages; these two files stand outside of any. The server closes the store at its end.
    assert len(START) == 2
    nowhere(
        f"{at(file, node)}: {name}"
        for file in START
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in imported(node)
        if name.startswith(("duckdb", "data.store", "data.transaction", "data.cursor"))
        and (file.name, name) != ("app.py", "data.store")
    )
    nowhere(
        f"{at(file, node)}: {ast.unparse(node)}"
        for file in START
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("store", "data.store")
        if node.attr != "leave"
    )


def test_no_two_decisions_have_one_number():
    numbers = [file.name[:4] for file in kept_files() if file.parts[:2] == ("docs", "decisions")]
    assert len(numbers) == len(set(numbers))
