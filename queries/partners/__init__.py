"""Questions about who is in a consortium, since when, under which grants, and when they met."""

from datetime import date

from queries import Answer, ask


def partner_list(*, consortium: str, as_of: date) -> Answer:
    """Return one row per participation that holds on the day, the coordinator first.

    Columns: participation_id, organisation_id, name (short, else legal; null when public sources do not name it),
    legal_name, organisation_type, role, country, city, joined_on and its precision (null: from the beginning),
    left_on (a day to come), left_noted_on (when it was noted that it has left; only while the day it left is not
    known), pic, oid, other_names and units (joined by "; "), website, note, latitude and longitude (degrees),
    coordinate_precision.
    """
    return ask(__file__, "partner_list", consortium=consortium, as_of=as_of)


def partner_headlines(*, consortium: str, as_of: date) -> Answer:
    """Return one row: how many take part on the day.

    Columns: participants (all roles), partners (without the associated), associated, named, countries (distinct) and
    with_country (participants whose country is known), coordinators and coordinator_names, and participants by type:
    higher_education, civil_society, other_types.
    """
    return ask(__file__, "partner_headlines", consortium=consortium, as_of=as_of)


def partner_changes(*, consortium: str, as_of: date) -> Answer:
    """Return one row per participation that joined after the consortium's first known day, left, or will do either.

    Columns: participation_id, name, organisation_type, role, country, standing on the day ('joined later', 'left',
    'left, day not known', 'to join', 'to leave'), joined_on and its precision, left_on, note.
    """
    return ask(__file__, "partner_changes", consortium=consortium, as_of=as_of)


def funding_phase_list(*, consortium: str) -> Answer:
    """Return one row per funding phase.

    Columns: funding_phase_id, title, action_type (its title), agreement_number, starts_on and ends_on with their
    precision, grant_eur (euro), note.
    """
    return ask(__file__, "funding_phase_list", consortium=consortium)


def meeting_list(*, consortium: str, as_of: date) -> Answer:
    """Return one row per meeting, the latest first.

    Columns: meeting_id, title, city, country, starts_on, ends_on (null: one day), standing on the day ('past', 'now',
    'to come').
    """
    return ask(__file__, "meeting_list", consortium=consortium, as_of=as_of)
