-- what: what blocks the report on a reporting period as of the day, by responsible partner
-- grain: one row per blocking item
-- params: consortium, as_of, period
select
    item.kind,
    item.item_id,
    item.code,
    item.title,
    item.due_on,
    item.due_on < $as_of as is_past,
    item.sentence,
    item.responsible_id,
    known_as(organisation.short_name, organisation.legal_name) as responsible
from preflight($as_of, among := [$consortium]) as item
left join organisation on item.responsible_id = organisation.organisation_id
where item.consortium_id = $consortium and item.period = $period
order by
    strip_accents(lower(responsible)) nulls last,
    item.responsible_id,
    item.due_on,
    item.kind,
    code_order(item.code),
    item.item_id
