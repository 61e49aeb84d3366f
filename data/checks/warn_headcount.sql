-- what: An engagement says how many people came, of one audience at least.
-- grain: one row per engagement without
select
    'engagement' as entity,
    engagement_id as key,
    format('on {} has no headcount: it counts as an engagement, and nobody in it is counted.', held_on) as message
from engagement
where headcount(student, staff, cso_member, citizen, policy_maker, enterprise) is null
order by key
