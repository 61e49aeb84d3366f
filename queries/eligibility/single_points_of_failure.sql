-- what: partners whose leaving alone would make a part of the rule no longer hold, by name
-- grain: one row per partner and part of the rule
-- params: consortium, as_of
select
    point.organisation_id,
    known_as(organisation.short_name, organisation.legal_name) as name,
    point.rule_id,
    rule.label,
    rule.requirements,
    point.part,
    point.kind,
    point.needed,
    point.found,
    point.found_without,
    point.verdict as verdict_without
from eligibility_single_points($as_of, [$consortium]) as point
inner join organisation on point.organisation_id = organisation.organisation_id
inner join eligibility_rule as rule on point.rule_id = rule.rule_id
order by
    name is null,
    lower(strip_accents(name)),
    point.organisation_id,
    point.part,
    point.kind nulls first
