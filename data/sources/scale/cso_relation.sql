-- what: which CSOs the partners of the sample are in contact with
-- grain: one row per consortium, CSO and partner
-- params: seed, consortia, since, before
with partner as (
    select
        consortium_id,
        list(organisation_id order by participation_id) as partners
    from participation
    where consortium_id >= scale_id($since) and consortium_id < scale_id($before) and source_id = 'scale-sample'
    group by consortium_id
)
select
    made.consortium_id,
    scale_organisation_id(
        scale_partners($consortia) + cast(
            floor(
                (scale_organisations($consortia) - scale_partners($consortia))
                * chance($seed, 'cso', nth_of(made.number, counted.place)) ** 1.3
            ) as bigint
        )
    ) as cso_id,
    partner.partners[1 + cast(
        floor(least(len(partner.partners), 4) * chance($seed, 'contact', nth_of(made.number, counted.place))) as bigint
    )] as partner_id,
    made.starts_on + cast(
        floor(400 * chance($seed, 'active from', nth_of(made.number, counted.place))) as integer
    ) as active_from,
    case
        when chance($seed, 'ended', nth_of(made.number, counted.place)) < 0.25
            then active_from + 100 + cast(
                floor(900 * chance($seed, 'ending', nth_of(made.number, counted.place))) as integer
            )
    end as active_until,
    'scale-sample' as source_id
from scale_consortium($seed, $consortia, $since, $before) as made
inner join partner on made.consortium_id = partner.consortium_id
cross join unnest(range(made.csos)) as counted (place)
qualify row_number() over (partition by made.consortium_id, cso_id, partner_id order by counted.place) = 1
order by made.consortium_id, cso_id, partner_id
