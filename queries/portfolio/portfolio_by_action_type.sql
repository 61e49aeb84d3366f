-- what: organisations and consortia of the chosen consortia by action type, as of the day
-- grain: one row per action type, one without a type for consortia whose type is not known
-- params: as_of, consortia
select
    consortium.action_type_id,
    action_type.title,
    action_type.programme,
    count(distinct held.organisation_id) as organisations,
    count(distinct consortium.consortium_id) as consortia,
    count(held.participation_id) as participations
from consortium
left join action_type on consortium.action_type_id = action_type.action_type_id
left join participation_state($as_of) as held on consortium.consortium_id = held.consortium_id
where consortium.consortium_id in (select unnest($consortia))
group by consortium.action_type_id, action_type.title, action_type.programme
order by
    consortium.action_type_id is null,
    consortia desc,
    organisations desc,
    action_type.title,
    consortium.action_type_id
