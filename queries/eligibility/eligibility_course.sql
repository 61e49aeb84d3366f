-- what: how each part of the rules stood from each day on which partners joined or left, up to the day
-- grain: one row per rule, part of it and day of change; the day itself is the last
-- params: consortium, as_of
select
    course.rule_id,
    rule.requirements,
    course.part,
    course.kind,
    course.on_day as from_day,
    coalesce(
        lead(course.on_day) over (partition by course.rule_id, course.part, course.kind order by course.on_day) - 1,
        course.on_day
    ) as until_day,
    course.needed,
    course.found,
    course.found_most,
    course.verdict
from eligibility_course($consortium, $as_of) as course
inner join eligibility_rule as rule on course.rule_id = rule.rule_id
order by course.rule_id, course.part, course.kind nulls first, from_day
