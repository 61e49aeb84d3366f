-- Engagements and the civil society organisations (CSOs) that come back.

-- The calendar quarter of a day, named by its first day.
create or replace macro quarter_of(held_on) as cast(date_trunc('quarter', held_on) as date);

-- A quarter is over on its last day; until then it is the running one.
create or replace macro is_running_quarter(held_on, as_of) as quarter_of(held_on) = quarter_of(as_of + 1);

-- In how many quarters something happened, the running one left out: it is not over, so it says nothing yet.
create or replace macro quarters_active(held_on, as_of) as
    count(distinct quarter_of(held_on)) filter (where not is_running_quarter(held_on, as_of));

-- Retention is CSOs retained / CSOs active in one quarter or more.
create or replace macro is_retained(quarters) as quarters >= 2;

-- One row per engagement held by the day, with its quarter and its headcount (null when nobody counted).
create or replace macro engagement_state(as_of) as table
select
    *,
    quarter_of(held_on) as quarter_starts_on,
    is_running_quarter(held_on, as_of) as is_running,
    headcount(student, staff, cso_member, citizen, policy_maker, enterprise) as headcount
from engagement
where held_on <= as_of;

-- One row per engagement held by the day and audience that was counted in it.
create or replace macro engagement_audience(as_of) as table
select
    consortium_id,
    engagement_id,
    audience,
    headcount
from (
    select
        consortium_id,
        engagement_id,
        student,
        staff,
        cso_member,
        citizen,
        policy_maker,
        enterprise
    from engagement
    where held_on <= as_of
)
unpivot (headcount for audience in (student, staff, cso_member, citizen, policy_maker, enterprise));

-- One row per consortium, CSO and partner it is or was in contact with by the day; a CSO that takes part in the
-- consortium itself stands with no partner.
--   is_active  the contact, or its own part, holds on the day: this decides which CSO counts as active
create or replace macro known_cso(as_of) as table
select
    consortium_id,
    cso_id,
    partner_id,
    is_active
from cso_relation_begun(as_of)
union all
select
    consortium_id,
    organisation_id as cso_id,
    null as partner_id,
    true as is_active
from participation_state(as_of)
where organisation_type = 'CSO'
union all
select
    participation.consortium_id,
    participation.organisation_id as cso_id,
    null as partner_id,
    false as is_active
from participation
inner join organisation on participation.organisation_id = organisation.organisation_id
where organisation.organisation_type = 'CSO' and participation.left_on <= as_of;
