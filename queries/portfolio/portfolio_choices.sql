-- what: the values each filter of the portfolio can take as of the day
-- grain: one row per filter field and value
-- params: as_of, with_fictional
with listed as (
    select
        consortium_id,
        action_type_id,
        stage
    from consortium_state($as_of)
    where $with_fictional or not fictional
),
presence as (
    select distinct
        held.consortium_id,
        held.country
    from participation_state($as_of) as held
    where held.country is not null
)
select
    'action_type' as field,
    listed.action_type_id as value,
    action_type.title,
    action_type.programme,
    count(*) as consortia
from listed
inner join action_type on listed.action_type_id = action_type.action_type_id
group by listed.action_type_id, action_type.title, action_type.programme
union all
select
    'country' as field,
    presence.country as value,
    null as title,
    null as programme,
    count(*) as consortia
from listed
inner join presence on listed.consortium_id = presence.consortium_id
group by presence.country
union all
select
    'stage' as field,
    stage as value,
    null as title,
    null as programme,
    count(*) as consortia
from listed
group by stage
order by field, title, value
