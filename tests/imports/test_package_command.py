from tests.data.test_command_line import command_line, made, path, refused  # noqa: F401 - fixtures


def test_a_package_makes_a_store_where_none_is_and_adds_to_one_that_is_there(path, tmp_path):  # noqa: F811
    package, other = tmp_path / "demo.zip", tmp_path / "other.duckdb"
    assert command_line(path, "export", "package", "--consortium", "DEMO", "--out", str(package)).returncode == 0
    tried = command_line(other, "import", str(package), "--dry-run")
    assert (tried.returncode, tried.stderr) == (0, "")
    assert "data package from version 4 of its store" in tried.stdout
    assert not other.exists()
    done = command_line(other, "import", str(package))
    assert (done.returncode, done.stderr) == (0, "")
    assert "The store is what it was at version 4" in done.stdout
    again = command_line(other, "import", str(package))
    assert (again.returncode, again.stderr) == (0, "")
    assert "held rows already" in again.stdout
    refused(command_line(other, "import", str(package), str(package)), "imported by itself")
