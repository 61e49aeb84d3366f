-- Consortia and their partners on any day.

-- What a reader calls an organisation: its short name, else its legal name; null when public sources do not name it.
create or replace macro known_as(short_name, legal_name) as coalesce(short_name, legal_name);

-- One row per participation that holds on the day. A joining date that is not known counts as from the consortium's
-- first known day; on the day somebody left they are no longer in.
create or replace macro participation_state(as_of) as table
select
    participation.consortium_id,
    participation.participation_id,
    participation.organisation_id,
    participation.role,
    participation.joined_on,
    participation.joined_precision,
    participation.left_on,
    case
        when participation.left_on is null and participation.left_noted_on <= as_of then participation.left_noted_on
    end as left_noted_on,
    participation.budget_eur,
    participation.note,
    organisation.legal_name,
    organisation.short_name,
    organisation.organisation_type,
    organisation.country,
    organisation.city,
    organisation.latitude,
    organisation.longitude,
    organisation.coordinate_precision,
    organisation.pic,
    organisation.oid,
    organisation.nuts3_code,
    organisation.erasmus_code,
    organisation.website
from participation
inner join organisation on participation.organisation_id = organisation.organisation_id
left join consortium on participation.consortium_id = consortium.consortium_id
where
    coalesce(participation.joined_on, consortium.starts_on, consortium.selected_on, as_of) <= as_of
    and (participation.left_on is null or participation.left_on > as_of);

-- One row per consortium: where it stands on the day. Its first known day is its start, else the day it was selected.
create or replace macro consortium_state(as_of) as table
select
    *,
    coalesce(starts_on, selected_on) as first_known_on,
    case
        when as_of < coalesce(starts_on, selected_on) then 'not begun'
        when as_of > ends_on then 'ended'
        when coalesce(starts_on, selected_on) is null then 'not known'
        else 'running'
    end as stage
from consortium;

-- One row per pilot known on the day: planned, running, finished or stopped; 'not known' without a start.
create or replace macro pilot_state(as_of) as table
select
    *,
    case
        when stopped_on <= as_of then 'stopped'
        when ends_on < as_of then 'finished'
        when starts_on <= as_of then 'running'
        when starts_on > as_of then 'planned'
        else 'not known'
    end as status
from pilot;

-- One row per relation of a civil society organisation with a partner that had begun by the day.
--   is_active  it holds on the day
create or replace macro cso_relation_begun(as_of) as table
select
    *,
    coalesce(active_until >= as_of, true) as is_active
from cso_relation
where active_from is null or active_from <= as_of;

-- One row per relation of a civil society organisation with a partner that is active on the day.
create or replace macro cso_relation_state(as_of) as table
select * exclude (is_active)
from cso_relation_begun(as_of)
where is_active;
