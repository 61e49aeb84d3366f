-- what: yearly values of the indicators of the sample, the first of them broken down
-- grain: one row per indicator, day, axis and category
-- params: seed, consortia, since, before
with observed as (
    select
        made.number,
        made.consortium_id,
        counted.place,
        year.nth,
        cast(made.starts_on + to_months(cast(12 * year.nth as integer)) - interval 1 day as date) as observed_on,
        floor(
            (20 + 300 * chance($seed, 'reached', nth_of(made.number, counted.place)) ** 3)
            * case counted.place when 3 then 1 else year.nth end / 3
        ) as value,
        cast(floor(4 * chance($seed, 'evidence', nth_of(made.number, counted.place))) as integer) as evidence_level
    from scale_consortium($seed, $consortia, $since, $before) as made
    cross join unnest([1, 2, 3]) as counted (place)
    cross join unnest(range(1, made.months // 12 + 1)) as year (nth)
),
part as (
    select
        *,
        unnest(
            case
                when place = 1
                    then [
                        {'axis': 'total', 'category': 'total', 'amount': value},
                        {'axis': 'gender', 'category': 'women', 'amount': floor(value * 0.55)},
                        {'axis': 'gender', 'category': 'men', 'amount': value - floor(value * 0.55)}
                    ]
                else [{'axis': 'total', 'category': 'total', 'amount': value}]
            end
        ) as share
    from observed
    where observed_on <= scale_recorded_until()
)
select
    format('{}-i{}', consortium_id, place) as indicator_id,
    consortium_id,
    observed_on,
    'day' as observed_precision,
    share.axis,
    share.category,
    share.amount as value,
    evidence_level,
    observed_on as recorded_on,
    'scale-sample' as source_id
from part
order by number, place, nth, share.axis, share.category
