-- what: A consortium has a coordinator from its start.
-- grain: one row per consortium without
select
    'consortium' as entity,
    consortium.consortium_id as key,
    'has no coordinator at its start.' as message
from consortium
anti join participation
    on
        consortium.consortium_id = participation.consortium_id
        and participation.role = 'coordinator'
        and (
            participation.joined_on is null
            or coalesce(consortium.starts_on, consortium.selected_on) is null
            or participation.joined_on <= coalesce(consortium.starts_on, consortium.selected_on)
        )
order by key
