"""Partners: who is in the consortium, from where, and since when."""

from components import frame, page, saving
from components.exports import filled_workbook
from components.maps import show_map
from components.partners import (
    change_table,
    funding_phase_table,
    headlines,
    leaving,
    meeting_table,
    partner_names,
    points,
    table,
)
from components.words import plural, tr
from data.changes.participations import end_participation, note_left, take_back_leaving
from queries import exports, partners

chosen = frame.chosen()
page.heading(tr("Partners"), chosen, lead=tr("Who is in the consortium on this day, from where, and since when."))
saving.say_what_was_saved()

listed = partners.partner_list(consortium=chosen.consortium_id, as_of=chosen.as_of)
changes = partners.partner_changes(consortium=chosen.consortium_id, as_of=chosen.as_of)
phases = partners.funding_phase_list(consortium=chosen.consortium_id)
meetings = partners.meeting_list(consortium=chosen.consortium_id, as_of=chosen.as_of)

if listed.rows.is_empty():
    page.nothing_recorded(
        tr("Nobody is in this consortium on this day."),
        tr("Choose another day in the sidebar, or import the list of its partners."),
    )
else:
    count = partners.partner_headlines(consortium=chosen.consortium_id, as_of=chosen.as_of)
    page.headlines(headlines(count.rows), [count])
    page.section(
        tr("Where they are"),
        tr("Letter and colour tell the type. Zoom in where marks overlap."),
    )
    show_map(
        points(listed.rows),
        dark=chosen.dark,
        key="partner_map",
        alt=plural(
            "Map of {n} organisation of the consortium, in {countries} known countries.",
            "Map of {n} organisations of the consortium, in {countries} known countries.",
            listed.rows.height,
            countries=count.rows["countries"].item(),
        ),
        numbers=listed,
    )
    page.section(
        plural("{n} organisation", "{n} organisations", listed.rows.height),
        tr(
            "The coordinator first, those not named last. Without a known day, taking part counts from the beginning. "
            "Who has left on a day not known counts until that day is entered."
        ),
    )
    table(listed.rows, record_basis=chosen.record_basis)
    page.section(
        tr("Send out and take back"),
        tr("A workbook with what is on record, to correct and to add to. It comes back on the page “Imports”."),
    )
    filled_workbook(chosen, partner_names(listed.rows), exports.template_file, key="partner_pack")

if not changes.rows.is_empty():
    page.section(tr("Joined later or left"), tr("Also those who are to join or to leave after this day."))
    change_table(changes.rows)
leaving(listed, changes.rows, note=note_left, end=end_participation, take_back=take_back_leaving)
funding_phase_table(phases.rows)
meeting_table(meetings.rows)
