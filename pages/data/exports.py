"""Take the data away: every kind of file this dashboard makes, with who it is for."""

from components import frame, page, taking_away
from components.partners import partner_names
from components.words import number, tr
from queries import exports, overview, partners

chosen = frame.chosen()
page.heading(
    tr("Take the data away"),
    chosen,
    lead=tr("What the store holds, as files for other people and other programs."),
)
extent = exports.store_extent()
page.section(
    tr("Files"),
    tr("All are made from version {version} of the store, at the moment you ask.", version=number(extent.version)),
)
listed = partners.partner_list(consortium=chosen.consortium_id, as_of=chosen.as_of)
profile = overview.consortium_profile(consortium=chosen.consortium_id, as_of=chosen.as_of).rows.row(0, named=True)

taking_away.package(chosen, extent.rows["row_count"].item(), exports.package_file)
taking_away.workbook(chosen, partner_names(listed.rows), exports.template_file, of_deliverables=exports.workbook_file)
taking_away.calendar(chosen, exports.calendar_file)
taking_away.results(chosen, exports.results_file, is_dated=bool(profile["starts_on"] or profile["ends_on"]))
