-- what: what the rules of the action ask of the consortium, and what of it holds as of the day
-- grain: one row per rule and part of it
-- params: consortium, as_of
with part as (
    select
        *,
        count(*) filter (where verdict = 'not met') over of_rule as not_met,
        count(*) filter (where verdict = 'to confirm') over of_rule as to_confirm,
        count(*) filter (where verdict = 'not known') over of_rule as not_known,
        count(*) filter (where is_unconfirmed) over of_rule as unconfirmed
    from eligibility_without($as_of, $consortium, [])
    window of_rule as (partition by rule_id)
)
select
    rule.rule_id,
    rule.label,
    rule.first_call_year,
    rule.last_call_year,
    rule.country_pool,
    rule.confidence,
    source.title as source,
    rule.requirements,
    rule_verdict(part.not_met, part.to_confirm, part.not_known, part.unconfirmed) as rule_verdict,
    part.part,
    part.kind,
    part.is_unconfirmed,
    part.at_least,
    part.at_most,
    part.one_of,
    part.needed,
    part.found,
    part.found_most,
    part.verdict
from part
inner join eligibility_rule as rule on part.rule_id = rule.rule_id
left join source_document as source on rule.source_id = source.source_id
order by part.not_met, part.to_confirm, part.not_known, rule.rule_id, part.part, part.kind nulls first
