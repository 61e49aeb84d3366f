-- what: the consortia and partners for which a role can be granted
-- grain: one row per consortium, and one per organisation with a part in any
-- params: none
select
    'consortium_id' as field,
    consortium_id as value,
    acronym as name
from consortium
union all
select distinct
    'organisation_id' as field,
    organisation.organisation_id as value,
    coalesce(known_as(organisation.short_name, organisation.legal_name), organisation.organisation_id) as name
from organisation
inner join participation on organisation.organisation_id = participation.organisation_id
order by field, name, value
