-- what: action types with their call years, as the programme calls them
-- grain: one row per action type
-- params: none
select
    action_type_id,
    title,
    programme,
    first_call_year,
    last_call_year,
    description
from action_type
order by programme, first_call_year, title, action_type_id
