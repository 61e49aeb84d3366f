"""Changes: who changed what, when, why and from which file."""

from components import audit as parts
from components import frame, page
from components.words import tr
from queries import audit

chosen = frame.chosen()
page.heading(
    tr("Changes"),
    chosen,
    lead=tr("Every change of the store that touches what you may read: who made it, when, why and from which file."),
)
wanted = parts.filter_bar(audit.change_choices().rows, chosen.as_of)
listed = audit.change_list(**wanted, most=parts.MOST)
if listed.rows.is_empty():
    page.nothing_matches(tr("No change was recorded in this time that fits these filters."))
else:
    page.headlines(parts.headlines(listed.rows))
    parts.table(listed.rows)
page.numbers_behind(listed, key="changes")
