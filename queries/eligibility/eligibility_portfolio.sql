-- what: how every consortium stands by the rule of its action as of the day, by acronym
-- grain: one row per consortium; of several rules the one nearest to being met
-- params: as_of, with_fictional
select
    consortium.consortium_id,
    consortium.acronym,
    consortium.fictional,
    action_type.title as action_type,
    consortium.call_year,
    rule.label as rule,
    rule.confidence,
    state.parts,
    state.met,
    state.not_met,
    state.to_confirm,
    state.not_known,
    case
        when state.verdict is not null then state.verdict
        when consortium.action_type_id is null then 'no action type'
        when consortium.call_year is null then 'no call year'
        else 'no rule'
    end as verdict
from consortium
left join action_type on consortium.action_type_id = action_type.action_type_id
left join eligibility_rule_state($as_of, null, []) as state
    on consortium.consortium_id = state.consortium_id and state.is_nearest
left join eligibility_rule as rule on state.rule_id = rule.rule_id
where $with_fictional or not consortium.fictional
order by lower(consortium.acronym), consortium.consortium_id
