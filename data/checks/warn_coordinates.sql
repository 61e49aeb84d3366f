-- what: An organisation that is named has coordinates, so that maps show it.
-- grain: one row per organisation without
select
    'organisation' as entity,
    organisation_id as key,
    format('{} has no coordinates: no map shows it.', known_as(short_name, legal_name)) as message
from organisation
where known_as(short_name, legal_name) is not null and (latitude is null or longitude is null)
order by key
