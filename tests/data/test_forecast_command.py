import json

from tests.data.test_command_line import command_line, made, path, refused  # noqa: F401 - fixtures

DAY = ("--as-of", "2026-11-21")


def test_the_back_test_of_the_demonstration_says_how_often_the_interval_held(path):  # noqa: F811
    before = path.read_bytes()
    done = command_line(path, "forecast", "--backtest", *DAY)
    assert (done.returncode, done.stderr) == (0, "")
    title, header, every, *leads = done.stdout.splitlines()
    assert title == "DEMO (fictional), as of 2026-11-21, from its own deliveries"
    assert header.split()[:3] == ["lead", "forecasts", "deliverables"]
    assert every.split()[0] == "all"
    # Real consortia of the shipped facts have public sources alone and nothing to learn from.
    assert [line[:20].strip() for line in leads] == ["up to 30 days", "31 to 90 days", "more than 90 days"]
    assert path.read_bytes() == before


def test_programs_get_the_same_numbers_and_they_add_up(path):  # noqa: F811
    done = command_line(path, "forecast", "--backtest", "--consortium", "DEMO", "--json", *DAY)
    (answer,) = json.loads(done.stdout)
    assert (answer["consortium_id"], answer["fictional"], answer["histories"]) == ("demo", True, ["demo"])
    every, *leads = answer["rows"]
    for count in ("cases", "still_open", "covered"):
        assert every[count] == sum(row[count] for row in leads)
    assert 0 < every["covered"] <= every["cases"] - every["still_open"]
    # Not beaten in the demonstration, so the plain rule is shown.
    assert {row["rule"] for row in leads} == {"median so far"}
    assert all(row["error_days"] >= row["usual_error_days"] for row in leads)


def test_without_a_back_test_open_deliverables_are_listed(path):  # noqa: F811
    done = command_line(path, "forecast", "--consortium", "DEMO", *DAY)
    assert (done.returncode, done.stderr) == (0, "")
    lines = {line.split()[0]: line for line in done.stdout.splitlines()[1:]}
    assert "expected 2026-11-27, median so far, n = 24" in lines["D5.4"]
    assert "no forecast: 0 earlier deliverables compare, fewer than 8" in lines["D6.5"]
    assert "D3.4" not in lines  # handed in once and returned


def test_a_consortium_without_anything_to_learn_from_is_said(path):  # noqa: F811
    done = command_line(path, "forecast", "--backtest", "--consortium", "HECSOs", *DAY)
    assert done.returncode == 0
    assert "No forecast of the past can be checked yet" in done.stdout


def test_an_unknown_consortium_is_said_with_those_there_are(path):  # noqa: F811
    refused(command_line(path, "forecast", "--consortium", "NOBODY"), "no consortium NOBODY", "DEMO")


def test_a_missing_store_is_said_and_not_made(tmp_path):
    refused(command_line(tmp_path / "store.duckdb", "forecast"), "There is no store at")
    assert list(tmp_path.iterdir()) == []
