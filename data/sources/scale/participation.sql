-- what: who takes part in the consortia of the sample: few organisations in very many, most in one or two
-- grain: one row per organisation in a consortium
-- params: seed, consortia, since, before
with drawn as (
    select
        made.number,
        made.consortium_id,
        made.starts_on,
        made.ends_on,
        place,
        nth_of(made.number, place) as one,
        cast(floor(scale_partners($consortia) * chance($seed, 'organisation', one) ** 2.5) as bigint) as organisation
    from scale_consortium($seed, $consortia, $since, $before) as made
    cross join unnest(range(made.partners)) as counted (place)
),
-- A coordinator is a higher education institution; nobody stands in a consortium twice.
settled as (
    select
        * replace (case when place = 0 then organisation - organisation % 20 else organisation end as organisation)
    from drawn
),
once as (
    select
        *
    from settled
    qualify row_number() over (partition by number, organisation order by place) = 1
)
select
    consortium_id || '-p' || lpad(cast(place as varchar), 2, '0') as participation_id,
    consortium_id,
    scale_organisation_id(organisation) as organisation_id,
    case
        when place = 0 then 'coordinator'
        when chance($seed, 'role', one) < 0.1 then 'associated'
        else 'partner'
    end as role,
    case
        when place > 0 and chance($seed, 'joined', one) < 0.06
            then starts_on + cast(floor(300 * chance($seed, 'joining', one)) as integer)
    end as joined_on,
    case when joined_on is not null then 'day' end as joined_precision,
    case
        when place > 0 and chance($seed, 'left', one) < 0.05
            then ends_on - cast(floor(200 * chance($seed, 'leaving', one)) as integer)
    end as left_on,
    case
        when chance($seed, 'budget known', one) < 0.6
            then round(15000 + 600000 * chance($seed, 'budget', one) ** 3, -2)
    end as budget_eur,
    'scale-sample' as source_id
from once
order by number, place
