-- what: activities that each action type supports, in the order of its source
-- grain: one row per action type and activity
-- params: none
select
    action_type_id,
    position,
    activity
from action_type_activity
order by action_type_id, position
