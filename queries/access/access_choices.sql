-- what: the organisations that take part in a consortium, or did
-- grain: one row per organisation
-- params: consortium
select distinct
    'organisation_id' as field,
    organisation.organisation_id as value,
    coalesce(known_as(organisation.short_name, organisation.legal_name), organisation.organisation_id) as name
from organisation
inner join participation on organisation.organisation_id = participation.organisation_id
where participation.consortium_id = $consortium
order by name, value
