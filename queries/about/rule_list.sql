-- what: eligibility rules of each action type, with the years they hold for and how surely they were seen
-- grain: one row per rule
-- params: none
select
    rule_id,
    action_type_id,
    label,
    first_call_year,
    last_call_year,
    country_pool,
    confidence,
    requirements
from eligibility_rule
order by action_type_id, first_call_year, rule_id
