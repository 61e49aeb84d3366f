-- what: how many take part in the consortium as of the day, of which kinds, from how many countries
-- grain: one row
-- params: consortium, as_of
select
    count(*) as participants,
    count(*) filter (where role <> 'associated') as partners,
    count(*) filter (where role = 'associated') as associated,
    count(known_as(short_name, legal_name)) as named,
    count(distinct country) as countries,
    count(country) as with_country,
    count(*) filter (where role = 'coordinator') as coordinators,
    string_agg(known_as(short_name, legal_name), ', ' order by participation_id)
        filter (where role = 'coordinator') as coordinator_names,
    count(*) filter (where organisation_type = 'HEI') as higher_education,
    count(*) filter (where organisation_type = 'CSO') as civil_society,
    count(*) filter (where organisation_type not in ('HEI', 'CSO')) as other_types
from participation_state($as_of)
where consortium_id = $consortium
order by participants
