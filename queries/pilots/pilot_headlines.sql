-- what: how many pilot projects stand where as of the day, and how many CSOs and case studies they have
-- grain: one row
-- params: consortium, as_of
with state as (
    select * from pilot_state($as_of)
    where consortium_id = $consortium
)
select
    count(*) as pilots,
    count(*) filter (where status = 'planned') as planned,
    count(*) filter (where status = 'running') as running,
    count(*) filter (where status = 'finished') as finished,
    count(*) filter (where status = 'stopped') as stopped,
    count(*) filter (where status = 'not known') as not_known,
    count(distinct theme) as themes,
    count(distinct country) as countries,
    count(country) as with_country,
    count(case_study_title) filter (where status in ('finished', 'stopped')) as case_studies,
    (
        select count(distinct link.cso_id)
        from pilot_cso as link
        inner join state as pilot on link.pilot_id = pilot.pilot_id
        where link.consortium_id = $consortium
    ) as csos,
    (
        select count(distinct link.pilot_id)
        from pilot_cso as link
        inner join state as pilot on link.pilot_id = pilot.pilot_id
        where link.consortium_id = $consortium
    ) as with_csos
from state
order by pilots
