-- what: how every consortium of an open page stands by the rule of its action as of the day, by acronym
-- grain: one row per consortium of the page; of several rules the one nearest to being met
-- params: as_of, with_fictional, passed_over, most
with page as materialized (
    select *
    from consortium
    where $with_fictional or not fictional
    order by
        lower(acronym),
        consortium_id
    limit $most offset $passed_over
),
asked as (
    select list(consortium_id) as consortia
    from page
)
select
    page.consortium_id,
    page.acronym,
    page.fictional,
    action_type.title as action_type,
    page.call_year,
    rule.label as rule,
    rule.confidence,
    state.parts,
    state.met,
    state.not_met,
    state.to_confirm,
    state.not_known,
    case
        when state.verdict is not null then state.verdict
        when page.action_type_id is null then 'no action type'
        when page.call_year is null then 'no call year'
        else 'no rule'
    end as verdict
from page
left join action_type on page.action_type_id = action_type.action_type_id
left join eligibility_rule_state($as_of, (select asked.consortia from asked), []) as state
    on page.consortium_id = state.consortium_id and state.is_nearest
left join eligibility_rule as rule on state.rule_id = rule.rule_id
order by lower(page.acronym), page.consortium_id
