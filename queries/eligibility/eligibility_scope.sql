-- what: which rules hold for the consortium: its action type and call year, and the call years rules are on record for
-- grain: one row
-- params: consortium
select
    consortium.action_type_id,
    action_type.title as action_type,
    consortium.call_year,
    count(rule.rule_id) as rules_of_action,
    count(rule.rule_id) filter (
        where consortium.call_year between rule.first_call_year and rule.last_call_year
    ) as rules_of_year,
    min(rule.first_call_year) as first_call_year,
    max(rule.last_call_year) as last_call_year
from consortium
left join action_type on consortium.action_type_id = action_type.action_type_id
left join eligibility_rule as rule on consortium.action_type_id = rule.action_type_id
where consortium.consortium_id = $consortium
group by consortium.action_type_id, action_type.title, consortium.call_year
order by consortium.action_type_id
