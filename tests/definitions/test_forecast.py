"""The forecast of delivery dates: exact values from few rows, honest as of every day, and a naive second reading."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.store import Store
from tests.conftest import DEMANDED
from tests.copies import empty_store

START = date(2024, 1, 1)
DUE = date(2024, 6, 30)
DAY = date(2025, 1, 15)


def event(deliverable: str, kind: str, on: date, position: int, of: str = "c", **more: Any) -> dict[str, Any]:
    return {
        "event_id": f"{of} {deliverable} {position}",
        "deliverable_id": f"{of} {deliverable}",
        "consortium_id": of,
        "event": kind,
        "effective_on": on,
        "position": position,
        **({"due_precision": "day"} if "due_on" in more else {}),
        **({"reason": "as agreed"} if kind in ("rescheduled", "removed", "returned") else {}),
        **more,
    }


def handed_in(name: str, late: int, *, due_on: date = DUE, of: str = "c") -> list[dict[str, Any]]:
    """Give the events of a deliverable that came `late` days after its one due date."""
    return [
        event(name, "planned", START, 0, of, due_on=due_on),
        event(name, "submitted", due_on + timedelta(late), 1, of),
    ]


def still_open(name: str, due_on: date, of: str = "c") -> list[dict[str, Any]]:
    return [event(name, "planned", START, 0, of, due_on=due_on)]


def stored(
    store_with: Callable[..., Store],
    *events: Sequence[dict[str, Any]],
    others: Sequence[dict[str, Any]] = (),
) -> Store:
    """Give a store with these events of the consortium c, which keeps records, and of `others`."""
    listed = [row for part in events for row in part]
    return store_with(
        {
            "consortium": [{"acronym": row["consortium_id"]} | row for row in ({"consortium_id": "c"}, *others)],
            "deliverable": [
                {"deliverable_id": name, "consortium_id": of, "code": name}
                for name, of in sorted({(row["deliverable_id"], row["consortium_id"]) for row in listed})
            ],
            "deliverable_event": listed,
        }
    )


def forecast(store: Store, as_of: date = DAY, consortium: str = "c") -> dict[str, dict[str, Any]]:
    """Give the forecast of each open deliverable by its name."""
    rows = store.fetch(
        "select * from delivery_forecast($consortium, $histories, $as_of)",
        {"consortium": consortium, "histories": histories(store, as_of, consortium), "as_of": as_of},
    )
    return {row["deliverable_id"].removeprefix(f"{consortium} "): row for row in rows.iter_rows(named=True)}


def histories(store: Store, as_of: date = DAY, consortium: str = "c") -> list[str]:
    found = store.fetch(
        "select consortium_id from forecast_history($consortium, $as_of)", {"consortium": consortium, "as_of": as_of}
    )
    return sorted(found["consortium_id"])


def replay(store: Store, as_of: date) -> list[dict[str, Any]]:
    return store.fetch("select * from forecast_replay('c', ['c'], $as_of)", {"as_of": as_of}).to_dicts()


def delivered(*late: int) -> list[dict[str, Any]]:
    return [row for number, days in enumerate(late) for row in handed_in(f"past {number}", days)]


def test_with_seven_deliveries_nothing_is_said(store_with):
    found = forecast(stored(store_with, delivered(*range(7)), still_open("next", date(2025, 3, 31))))["next"]
    assert (found["rule"], found["expected_on"], found["earliest_on"], found["latest_on"]) == (None, None, None, None)
    assert (found["n"], found["needed"], found["lead_days"]) == (7, 8, 75)


def test_with_eight_deliveries_the_interval_is_their_whole_range(store_with):
    store = stored(store_with, delivered(30, -5, 0, 2, 4, 9, 14, 21), still_open("next", date(2025, 3, 31)))
    (found,) = [row for row in replay(store, DAY) if row["on_day"] == DAY]
    assert (found["n"], found["deliveries"]) == (8, 8)
    assert found["expected_on"] == date(2025, 3, 31) + timedelta(9)  # of the middle values 4 and 9 the later
    assert found["earliest_on"] == date(2025, 3, 31) - timedelta(5)
    assert found["latest_on"] == date(2025, 3, 31) + timedelta(30)


@pytest.mark.parametrize(
    ("n", "lower", "middle", "upper"), [(8, 0, 4, 7), (9, 0, 4, 8), (18, 0, 9, 17), (19, 1, 9, 17), (29, 2, 14, 26)]
)
def test_the_ends_leave_out_a_tenth_of_the_places_on_either_side(store_with, n, lower, middle, upper):
    store = stored(store_with, delivered(*range(n)), still_open("next", date(2025, 3, 31)))
    (found,) = [row for row in replay(store, DAY) if row["on_day"] == DAY]
    after = {name: (found[name] - found["due_on"]).days for name in ("earliest_on", "expected_on", "latest_on")}
    assert after == {"earliest_on": lower, "expected_on": middle, "latest_on": upper}


def test_what_is_late_already_is_compared_with_what_came_later_still(store_with):
    due_on = DAY - timedelta(10)
    events = (delivered(*range(20)), still_open("late", due_on))
    (found,) = [row for row in replay(stored(store_with, *events), DAY) if row["on_day"] == DAY]
    assert found["n"] == 9  # 11 to 19 days late
    assert (found["earliest_on"], found["latest_on"]) == (due_on + timedelta(11), due_on + timedelta(19))
    assert forecast(stored(store_with, *events), DAY + timedelta(1))["late"]["rule"] == "median so far"
    nothing = forecast(stored(store_with, *events), DAY + timedelta(2))["late"]
    assert (nothing["n"], nothing["rule"], nothing["expected_on"]) == (7, None, None)


def test_a_rescheduling_counts_as_lateness_only_as_far_ahead_as_it_still_was_to_come(store_with):
    moved = [
        event("moved", "planned", START, 0, due_on=DUE),
        event("moved", "rescheduled", DUE - timedelta(20), 1, due_on=DUE + timedelta(60)),
        event("moved", "submitted", DUE + timedelta(62), 2),
    ]
    store = stored(
        store_with,
        delivered(*[0] * 8),
        moved,
        still_open("far", DAY + timedelta(21)),
        still_open("near", DAY + timedelta(20)),
    )
    found = {row["deliverable_id"]: row for row in replay(store, DAY) if row["on_day"] == DAY}
    assert (found["c far"]["latest_on"] - found["c far"]["due_on"]).days == 62
    assert (found["c near"]["latest_on"] - found["c near"]["due_on"]).days == 2


def test_the_plain_rule_is_the_due_date_and_the_median_so_far_but_not_before_the_day(store_with):
    store = stored(
        store_with, delivered(*range(-3, 17)), still_open("next", DAY + timedelta(5)), still_open("early", DAY)
    )
    assert {name: row["rule"] for name, row in forecast(store).items()} == dict.fromkeys(
        ("next", "early"), "median so far"
    )
    assert forecast(store)["next"]["expected_on"] == DAY + timedelta(5 + 7)
    before = stored(store_with, delivered(*range(-20, 0)), still_open("next", DAY + timedelta(3)))
    rows = {row["deliverable_id"]: row for row in replay(before, DAY) if row["on_day"] == DAY}
    assert rows["c next"]["usual_on"] is None  # with 2 that came less than 3 days early nothing is said


@pytest.mark.parametrize(
    "events",
    [
        [*handed_in("x", 3), event("x", "returned", DAY, 2)],
        [*still_open("x", date(2025, 3, 31)), event("x", "removed", DAY, 1)],
        [*still_open("x", date(2025, 3, 31)), event("x", "merged", DAY, 1, merged_into_id="other")],
        [event("x", "planned", START, 0)],
        [event("x", "planned", START, 0, due_on=date(2025, 12, 31)) | {"due_precision": "year"}],
        [event("x", "planned", DAY + timedelta(1), 0, due_on=date(2025, 12, 31))],
    ],
    ids=["returned", "removed", "merged", "no due date", "due in a year", "not planned yet"],
)
def test_what_has_no_first_submission_to_come_or_no_known_due_date_has_no_row(store_with, events):
    assert "x" not in forecast(stored(store_with, delivered(*range(9)), events))


def test_what_left_the_plan_later_counts_until_it_left(store_with):
    gone = [*handed_in("gone", 7), event("gone", "removed", date(2025, 2, 1), 2)]
    store = stored(store_with, delivered(*range(7)), gone, still_open("next", date(2025, 5, 31)))
    assert forecast(store, date(2025, 1, 31))["next"]["n"] == 8
    assert forecast(store, date(2025, 2, 1))["next"]["rule"] is None


def test_the_portfolio_stands_in_for_few_deliveries_and_fiction_stays_among_itself(store_with):
    def few(of: str) -> list[dict[str, Any]]:
        return [row for number in range(5) for row in handed_in(f"past {number}", number, of=of)]

    store = stored(
        store_with,
        *[few(of) for of in ("c", "d", "made up", "told")],
        still_open("next", date(2025, 3, 31)),
        still_open("next", date(2025, 3, 31), of="made up"),
        still_open("next", date(2025, 3, 31), of="told"),
        still_open("before", date(2024, 12, 31), of="told"),
        others=[
            {"consortium_id": "d"},
            {"consortium_id": "made up", "fictional": True},
            {"consortium_id": "told", "record_basis": "public sources"},
        ],
    )
    found = forecast(store)["next"]
    assert (histories(store), found["basis"], found["n"]) == (["c", "d"], "portfolio", 10)
    assert found["expected_on"] == date(2025, 4, 2)
    fiction = forecast(store, consortium="made up")["next"]
    assert (histories(store, consortium="made up"), fiction["n"], fiction["rule"]) == (["made up"], 5, None)
    # Where only public sources speak, its own deliveries stand for nothing, and silence past the due date is not open.
    told = forecast(store, consortium="told")
    assert (list(told), told["next"]["basis"], told["next"]["n"]) == (["next"], "portfolio", 10)


def test_eight_deliveries_of_its_own_are_enough(store_with):
    other = [row for number in range(9) for row in handed_in(f"past {number}", 100, of="d")]
    store = stored(
        store_with, delivered(*range(8)), other, still_open("next", date(2025, 3, 31)), others=[{"consortium_id": "d"}]
    )
    found = forecast(store)["next"]
    assert (histories(store), found["basis"], found["n"]) == (["c"], "consortium", 8)


def one_in_two_late() -> list[dict[str, Any]]:
    """Give the events of 60 deliverables, two due every 30 days: one comes on its due date, one 35 to 37 days later."""
    return [
        row
        for number in range(60)
        for row in handed_in(
            f"past {number}",
            0 if number % 2 else 35 + number % 3,
            due_on=date(2024, 2, 15) + timedelta(30 * (number // 2) + number % 2),
        )
    ]


def test_the_rule_is_chosen_by_what_the_back_test_found_at_the_lead(store_with):
    as_of = date(2026, 9, 10)
    store = stored(
        store_with,
        one_in_two_late(),
        still_open("late", as_of - timedelta(10)),
        still_open("far", as_of + timedelta(200)),
    )
    tested = {
        row["lead_band"]: row
        for row in store.fetch("select * from forecast_backtest('c', ['c'], $as_of)", {"as_of": as_of}).iter_rows(
            named=True
        )
    }
    overdue = tested["overdue"]
    assert overdue["deliverables"] >= 8
    assert overdue["error_days"] < overdue["usual_error_days"]
    assert (overdue["covered"], overdue["rule"]) == (overdue["cases"], "interval")
    assert tested["all"]["rule"] is None
    assert tested["all"]["cases"] == sum(row["cases"] for name, row in tested.items() if name != "all")
    found = forecast(store, as_of)
    assert found["late"]["rule"] == "interval"
    assert as_of < found["late"]["earliest_on"] <= found["late"]["expected_on"] <= found["late"]["latest_on"]
    assert found["far"]["rule"] == tested.get("more than 90 days", {"rule": "median so far"})["rule"]


def test_a_forecast_is_decided_once_its_interval_has_ended_and_what_is_still_open_then_counts_as_missed(store_with):
    store = stored(store_with, delivered(*range(8)), still_open("stuck", date(2024, 10, 10)))
    # Forecast at the end of July, August and September; the interval ends on 17 October.
    before, after = date(2024, 10, 16), date(2024, 10, 17)
    question = "select * from forecast_backtest('c', ['c'], $as_of) where lead_band = 'all'"
    assert store.fetch(question, {"as_of": before}).is_empty()
    (found,) = store.fetch(question, {"as_of": after}).to_dicts()
    assert (found["cases"], found["deliverables"], found["still_open"], found["covered"]) == (3, 1, 3, 0)
    assert found["error_days"] == (after - date(2024, 10, 14)).days


@st.composite
def plans(draw: st.DrawFn) -> list[list[dict[str, Any]]]:
    """Give up to 16 deliverables, some rescheduled, handed in, returned or removed."""
    made = []
    for number in range(draw(st.integers(9, 16))):
        name, on, position = f"D{number}", START, 0
        due_on = START + timedelta(draw(st.integers(5, 200)))
        events = [event(name, "planned", on, position, due_on=due_on)]
        for _ in range(draw(st.integers(0, 2))):
            position += 1
            on += timedelta(draw(st.integers(0, 60)))
            due_on = START + timedelta(draw(st.integers(5, 300)))
            events.append(event(name, "rescheduled", on, position, due_on=due_on))
        fate = draw(st.sampled_from(["submitted", "submitted", "submitted", "submitted", "open", "removed"]))
        if fate != "open":
            on = max(on, due_on + timedelta(draw(st.integers(-20, 40))))
            events.append(event(name, fate, on, position + 1))
        if fate == "submitted" and draw(st.booleans()):
            on += timedelta(draw(st.integers(0, 20)))
            events.append(event(name, "returned", on, position + 2))
            events.append(event(name, "rescheduled", on, position + 3, due_on=on + timedelta(60)))
        made.append(events)
    return made


class Naive:
    """What the definition says, read word by word: events in, forecasts out, one deliverable at a time."""

    def __init__(self, plan: list[list[dict[str, Any]]]) -> None:
        self.plan = plan

    @staticmethod
    def first(events: list[dict[str, Any]], kinds: Sequence[str], as_of: date) -> date | None:
        return min((row["effective_on"] for row in events if row["event"] in kinds and row["effective_on"] <= as_of),
                   default=None)  # fmt: skip

    @staticmethod
    def due(events: list[dict[str, Any]], on: date) -> date | None:
        found = [row["due_on"] for row in events if "due_on" in row and row["effective_on"] <= on]
        return found[-1] if found else None

    def gone(self, events: list[dict[str, Any]], on: date) -> bool:
        return self.first(events, ("removed", "merged"), on) is not None

    def lateness_at(self, events: list[dict[str, Any]], lead: int, came: date) -> int | None:
        """Give how late it came against the first due date that had still been `lead` days ahead while it was open."""
        dated = [row for row in events if "due_on" in row and row["effective_on"] <= came]
        for number, row in enumerate(dated):
            ended = dated[number + 1]["effective_on"] if number + 1 < len(dated) else came
            if row["due_on"] - timedelta(lead) < min(ended, came):
                return int((came - row["due_on"]).days)
        return None

    def forecasts(self, on: date, by: date) -> dict[str, tuple[Any, ...]]:
        """Give n, the three dates and the plain rule's date of each deliverable open on `on`, seen from `by`."""
        past = [
            (events, came)
            for events in self.plan
            if (came := self.first(events, ("submitted",), on)) and not self.gone(events, on)
        ]
        usual = sorted(int((came - due_on).days) for events, came in past if (due_on := self.due(events, came)))
        found: dict[str, tuple[Any, ...]] = {}
        for events in self.plan:
            due_on = self.due(events, on)
            if due_on is None or self.first(events, ("submitted",), on) or self.gone(events, by):
                continue
            lead = (due_on - on).days
            spread = sorted(days for other, came in past if (days := self.lateness_at(other, lead, came)) is not None)
            n, k = len(spread), max((len(spread) + 1) // 10, 1)
            if min(n, len(usual)) < 8:
                found[events[0]["deliverable_id"]] = (n, None, None, None, None)
                continue
            places = (n // 2, k - 1, n - k)
            dates = [due_on + timedelta(spread[place]) for place in places]
            plain = max(due_on + timedelta(usual[len(usual) // 2]), on)
            found[events[0]["deliverable_id"]] = (n, *dates, plain)
        return found

    def backtest(self, as_of: date) -> tuple[int, int, float | None, float | None]:
        """Give cases, covered and both median errors over all month ends before the day."""
        month_ends = [
            day for number in range((as_of - START).days)
            if (day := START + timedelta(number)) < as_of and (day + timedelta(1)).day == 1
        ]  # fmt: skip
        came = {events[0]["deliverable_id"]: self.first(events, ("submitted",), as_of) for events in self.plan}
        decided = [
            (came[name], *row)
            for on in month_ends
            for name, row in self.forecasts(on, as_of).items()
            if row[3] is not None and row[3] <= as_of
        ]
        errors = [abs(((on or as_of) - row[1]).days) for on, *row in decided]
        plain = [abs(((on or as_of) - row[4]).days) for on, *row in decided]
        covered = sum(on is not None and row[2] <= on <= row[3] for on, *row in decided)
        return len(decided), covered, median(errors) if errors else None, median(plain) if plain else None


@settings(max_examples=25)
@given(plan=plans(), after=st.integers(30, 500))
def test_a_naive_second_reading_finds_the_same(plan, after):
    as_of = START + timedelta(after)
    with _filled(plan) as store:
        naive = Naive(plan)
        rows = replay(store, as_of)
        now = {
            row["deliverable_id"]: tuple(
                row[name] for name in ("n", "expected_on", "earliest_on", "latest_on", "usual_on")
            )
            for row in rows
            if row["on_day"] == as_of
        }
        assert now == naive.forecasts(as_of, as_of)
        tested = store.fetch(
            "select * from forecast_backtest('c', ['c'], $as_of) where lead_band = 'all'", {"as_of": as_of}
        ).to_dicts()
        found = (
            tuple(tested[0][name] for name in ("cases", "covered", "error_days", "usual_error_days"))
            if tested
            else (0, 0, None, None)
        )
        assert found == naive.backtest(as_of)


@settings(max_examples=25)
@given(plan=plans(), after=st.integers(30, 400))
def test_a_later_event_never_changes_an_earlier_forecast(plan, after):
    as_of = START + timedelta(after)
    so_far = [part for events in plan if (part := [row for row in events if row["effective_on"] <= as_of])]
    answers = []
    for part in (plan, so_far):
        with _filled(part) as store:
            answers.append((forecast(store, as_of), sorted(map(repr, replay(store, as_of)))))
    assert answers[0] == answers[1]


@contextmanager
def _filled(plan: list[list[dict[str, Any]]]) -> Iterator[Store]:
    rows = {
        "consortium": [{"consortium_id": "c", "acronym": "C"}],
        "deliverable": [
            {"deliverable_id": events[0]["deliverable_id"], "consortium_id": "c", "code": "D"} for events in plan
        ],
        "deliverable_event": [row for events in plan for row in events],
    }
    with empty_store() as store:
        store.write(
            lambda change: [
                change.append(entity, [DEMANDED[entity] | {"source_id": "s"} | row for row in given])
                for entity, given in rows.items()
            ],
            who="test",
            why="rows of a test",
            origin="sources",
        )
        yield store
