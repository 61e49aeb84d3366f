-- what: the parts of the rules as of the day, and as they would be without the partners taken away
-- grain: one row per rule and part of it
-- params: consortium, as_of, organisations
with without as (
    select
        *,
        count(*) filter (where verdict = 'not met') over of_rule as not_met,
        count(*) filter (where verdict = 'to confirm') over of_rule as to_confirm,
        count(*) filter (where verdict = 'not known') over of_rule as not_known,
        count(*) filter (where is_unconfirmed) over of_rule as unconfirmed
    from eligibility_without($as_of, $consortium, $organisations)
    window of_rule as (partition by rule_id)
)
select
    without.rule_id,
    rule_verdict(without.not_met, without.to_confirm, without.not_known, without.unconfirmed) as rule_verdict,
    without.part,
    without.kind,
    whole.found as found_before,
    whole.verdict as verdict_before,
    without.needed,
    without.found,
    without.found_most,
    without.verdict,
    without.verdict <> whole.verdict as flips
from without
inner join eligibility_without($as_of, $consortium, []) as whole
    on
        without.rule_id = whole.rule_id
        and without.part = whole.part
        and without.kind is not distinct from whole.kind
order by without.not_met, without.to_confirm, without.not_known, without.rule_id, without.part, without.kind nulls first
