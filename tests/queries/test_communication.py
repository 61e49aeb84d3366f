from datetime import date

from queries.communication import communication_list

DAY = date(2024, 11, 20)
STATES = {
    "C1": [(date(2024, 1, 1), "ongoing"), (DAY, "delivered")],
    "C2": [(date(2024, 1, 1), "ongoing")],
    "C3": [(date(2024, 2, 1), "postponed")],
    "C4": [(date(2024, 11, 21), "ongoing")],
    "C5": [],
    "C6": [(date(2024, 2, 1), "cancelled")],
    "C10": [(date(2024, 3, 1), "ongoing")],
}


def test_activities_known_on_the_day_stand_with_what_is_open_first(store_with):
    store_with(
        {
            "organisation": [{"organisation_id": "o", "legal_name": "Organisation"}],
            "communication_activity": [
                {
                    "communication_activity_id": code,
                    "consortium_id": "c",
                    "code": code,
                    "title": "An exhibition",
                    "audience": "citizen",
                    "lead_id": "o" if code == "C3" else None,
                }
                for code in STATES
            ],
            "communication_activity_state": [
                {
                    "communication_activity_id": code,
                    "consortium_id": "c",
                    "effective_on": effective_on,
                    "state": state,
                    "reason": "rain" if state in ("postponed", "cancelled") else None,
                }
                for code, states in STATES.items()
                for effective_on, state in states
            ],
        }
    )
    shown = communication_list(consortium="c", as_of=DAY).rows.select("code", "lead", "state", "since", "reason")
    assert shown.rows() == [
        ("C3", "Organisation", "postponed", date(2024, 2, 1), "rain"),
        ("C2", None, "ongoing", date(2024, 1, 1), None),
        ("C10", None, "ongoing", date(2024, 3, 1), None),
        ("C5", None, None, None, None),
        ("C1", None, "delivered", DAY, None),
        ("C6", None, "cancelled", date(2024, 2, 1), "rain"),
    ]
    assert communication_list(consortium="other", as_of=DAY).rows.is_empty()
