import json
import logging
import threading

from data import health as healths
from data import store as stores
from data.health import Checks, health
from data.logs import JsonLines


def test_health_tells_how_it_is_and_nothing_of_what_the_store_holds(store_with, monkeypatch):
    store = store_with({"access_grant": [], "organisation_unit": [
        {"organisation_unit_id": "u", "organisation_id": "nobody", "kind": "faculty", "title": "Secret"}]})  # fmt: skip
    monkeypatch.setenv("ACCESS", "sign-in")
    monkeypatch.setattr(healths, "FIRST_CHECK_SECONDS", 0.0)
    checks, leaving = Checks(), threading.Event()
    code, said = health(checks)
    assert (code, said["status"], said["checks_age"]) == (200, "ok", None)
    monkeypatch.setattr(leaving, "wait", lambda _: checks.at is not None)
    checks.run_for_ever(store, leaving)
    code, said = health(checks)
    assert said["store_version"] == store.version
    assert said["failed_checks"] >= 1
    assert said["checks_age"] < 60
    assert "Secret" not in json.dumps(said)


def test_a_store_that_does_not_open_is_told_by_the_status_code(monkeypatch, tmp_path):
    stores.use(None)
    monkeypatch.setenv("CONSORTIUM_STORE", str(tmp_path))
    assert health(Checks())[0] == 503


def test_a_line_of_the_log_is_json_and_leaves_out_what_an_exception_says():
    try:
        raise ValueError("ann@a.example typed this")
    except ValueError as failure:
        record = logging.getLogger("dashboard").makeRecord(
            "dashboard", logging.ERROR, __file__, 1, "unexpected failure %s", ("1a2b",),
            (type(failure), failure, failure.__traceback__),
        )  # fmt: skip
    line = JsonLines().format(record)
    told = json.loads(line)
    assert told["event"] == "unexpected failure 1a2b"
    assert told["failure"] == "ValueError"
    assert told["raised_at"][0].startswith(__file__)
    assert "ann@a.example" not in line
