-- what: the CSOs, partners and pilots that lie in a region, as of the day
-- grain: one row per organisation as CSO or as partner, and per pilot
-- params: scheme, level, region, consortium, as_of, themes, types, active_only
with lies_in as (
    select
        subject_kind,
        subject_id,
        placed_by
    from placed($scheme, $level)
    where region_code = $region
),
member as (
    select distinct
        'cso' as kind,
        asked.cso_id as subject_id,
        'organisation' as subject_kind
    from asked_cso($as_of, $consortium, $themes, $types, $active_only) as asked
    union all
    select distinct
        'partner' as kind,
        asked.partner_id as subject_id,
        'organisation' as subject_kind
    from asked_partner($as_of, $consortium, $types) as asked
    union all
    select
        'pilot' as kind,
        asked.pilot_id as subject_id,
        'pilot' as subject_kind
    from asked_pilot($as_of, $consortium, $themes, $types, $active_only) as asked
)
select
    member.kind,
    member.subject_id,
    coalesce(pilot.title, known_as(organisation.short_name, organisation.legal_name)) as name,
    coalesce(pilot.theme, organisation.activity_field) as about,
    coalesce(pilot.city, organisation.city) as city,
    lies_in.placed_by
from member
inner join lies_in on member.subject_kind = lies_in.subject_kind and member.subject_id = lies_in.subject_id
left join organisation on member.subject_kind = 'organisation' and member.subject_id = organisation.organisation_id
left join pilot on member.subject_kind = 'pilot' and member.subject_id = pilot.pilot_id
order by member.kind, strip_accents(lower(name)) nulls last, member.subject_id
