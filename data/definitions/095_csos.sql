-- The directory of civil society organisations (CSOs).

-- One row per CSO on record by the day: those in contact with a partner of the consortium asked for or taking part in
-- it, now or before; of all real consortia (an empty text), also those in contact with nobody.
--   is_active     a contact, or its own part, holds on the day
--   partner_ids   the partners it is in contact with on the day, else those it was in contact with
create or replace macro cso_on_record(as_of, in_consortium) as table
with known as (
    select
        known.cso_id,
        known.partner_id,
        known.is_active
    from known_cso(as_of) as known
    semi join asked_consortium(in_consortium) as asked on known.consortium_id = asked.consortium_id
    union all
    select
        organisation_id as cso_id,
        null as partner_id,
        false as is_active
    from organisation
    where in_consortium = '' and organisation_type = 'CSO' and not fictional
),
of_cso as (
    select
        cso_id,
        bool_or(is_active) as is_active,
        list_distinct(list(partner_id) filter (where is_active and partner_id is not null)) as active_partner_ids,
        list_distinct(list(partner_id) filter (where partner_id is not null)) as all_partner_ids
    from known
    group by cso_id
)
select
    cso_id,
    is_active,
    coalesce(case when is_active then active_partner_ids else all_partner_ids end, []) as partner_ids
from of_cso;

-- One row per organisation that is placed in a region, in the first of the schemes that have it.
create or replace view organisation_region as
select
    placement.subject_id as organisation_id,
    placement.scheme,
    placement.region_code,
    region.title
from placement
inner join region on placement.scheme = region.scheme and placement.region_code = region.region_code
where placement.subject_kind = 'organisation'
qualify row_number() over (partition by placement.subject_id order by placement.scheme) = 1;

-- As possible_duplicate, of the CSOs of one consortium only: their names are compared with all, not all with all.
create or replace macro possible_duplicate_of(as_of, in_consortium) as table
with own as (
    select name.*
    from organisation_name as name
    semi join cso_on_record(as_of, in_consortium) as known on name.organisation_id = known.cso_id
),
alike as (
    select
        own.organisation_id as own_id,
        other.organisation_id as other_id
    from own
    inner join organisation_name as other on own.country = other.country and own.ordered_name = other.ordered_name
    union
    select
        own.organisation_id as own_id,
        other.organisation_id as other_id
    from own
    inner join organisation_name as other on own.country = other.country and own.city = other.city
    union
    select
        own.organisation_id as own_id,
        other.organisation_id as other_id
    from own
    inner join organisation_name as other on own.country = other.country and own.host = other.host
),
compared as (
    select
        least(own.organisation_id, other.organisation_id) as first_id,
        greatest(own.organisation_id, other.organisation_id) as second_id,
        max(folded_likeness(own.folded_name, other.folded_name)) as likeness,
        bool_or(coalesce(own.host = other.host, false)) as same_website,
        bool_or(coalesce(own.city = other.city, false)) as same_city
    from alike
    inner join own on alike.own_id = own.organisation_id
    inner join organisation_name as other on alike.other_id = other.organisation_id
    where own.organisation_id <> other.organisation_id and own.fictional = other.fictional
    group by first_id, second_id
)
select
    first_id,
    second_id,
    likeness,
    same_website,
    same_city,
    duplicate_score(likeness, same_website, same_city) as score
from compared
where may_be_one(likeness, same_website, same_city);
