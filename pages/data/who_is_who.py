"""Who is who: which organisation rows of files were taken for, what waits for a person, identifiers on offer."""

from components import frame, page, saving, who_is_who
from components.words import tr
from data.changes.matching import take_identifiers, withdraw_match
from data.imports.offers import offers_on_record
from queries import identities

chosen = frame.chosen()
page.heading(
    tr("Who is who"),
    chosen,
    lead=tr("Files name organisations in many ways: which is which here, who decided it, and the way back."),
)
saving.say_what_was_saved()

on_offer = offers_on_record()
waiting = identities.waiting_list()
search, decided_by = who_is_who.filter_bar()
matches = identities.match_list(search=search, decided_by=decided_by, most=who_is_who.MOST)
page.headlines(who_is_who.headlines(on_offer.rows, waiting.rows, matches.rows))

page.section(tr("Decisions"), tr("Every row of a file is taken for one organisation; the same row is not asked twice."))
if matches.rows.is_empty() and not (search or decided_by):
    page.nothing_recorded(
        tr("No organisation was imported yet."),
        tr("What is decided when a table of organisations comes in stands here."),
    )
else:
    who_is_who.decisions(matches.rows, version=matches.version, withdraw=withdraw_match)
who_is_who.waiting(waiting.rows)
who_is_who.offered(on_offer.rows, registers=on_offer.registers, version=matches.version, take=take_identifiers)
page.numbers_behind(matches, waiting, key="who_is_who")
