"""Compare: up to four consortia side by side on the same axes."""

from components import compare as parts
from components import frame, page
from components.words import tr
from queries import compare
from queries.consortia import consortium_list

chosen = frame.chosen()
as_of = chosen.as_of
page.heading(
    tr("Compare"),
    None,
    lead=tr(
        "Up to four consortia on the same axes: what was delivered and when, whom they engaged, what they reached."
    ),
    as_of=as_of,
)
consortia = parts.picked(consortium_list(as_of=as_of, **parts.looked_for(chosen)).rows, chosen)
facts = compare.compare_facts(as_of=as_of, consortia=consortia)
order = facts.rows["consortium_id"].to_list()
parts.curves(compare.compare_curves(as_of=as_of, consortia=consortia), facts.rows, order)
parts.shares(facts, order)
parts.lateness(compare.compare_lateness(as_of=as_of, consortia=consortia), facts.rows)
parts.table(facts.rows, as_of)
