-- Sample portfolios of any size: numbers that look drawn by chance and are the same for the same seed.

-- A number from 0 up to 1, the same for the same seed, purpose and number.
create or replace macro chance(seed, purpose, number) as
    (hash(cast(seed as bigint), purpose, cast(number as bigint)) >> 11) / 9007199254740992.0;
create or replace macro chosen_of(list, drawn) as list[1 + cast(floor(drawn * len(list)) as bigint)];
-- One number for two: the one-th of number.
create or replace macro nth_of(number, one) as number * 1000 + one;

create or replace macro scale_id(number) as 'sample-' || lpad(cast(number as varchar), 6, '0');
create or replace macro scale_organisation_id(number) as 'sample-o' || lpad(cast(number as varchar), 6, '0');
create or replace macro scale_organisations(consortia) as 200 + 2 * cast(consortia as bigint);
-- The first organisations take part, the others are CSOs they are in contact with.
create or replace macro scale_partners(consortia) as 120 + cast(consortia as bigint) * 9 // 10;
-- What the records of a sample know: nothing later than this day, plans excepted.
create or replace macro scale_recorded_until() as date '2026-11-20';

-- One row per consortium of a sample from number `since` up to `before`, with its dates, how many of each it has, and
-- the share of deliverables (10 a consortium) and engagements (100 a consortium) that is its own: few are very large.
create or replace macro scale_consortium(seed, consortia, since, before) as table
with drawn as (
    select
        number,
        cast(
            date_trunc(
                'month', date '2014-09-01' + cast(floor(4580 * chance(seed, 'start', number) ** 0.8) as integer)
            ) as date
        ) as starts_on,
        chosen_of([18, 24, 24, 30, 36, 36, 36, 48], chance(seed, 'months', number)) as months,
        30 + cast(floor(200 * chance(seed, 'deliverables', number) ** 3) as bigint) as deliverable_weight,
        5 + cast(floor(1000 * chance(seed, 'engagements', number) ** 6) as bigint) as engagement_weight
    from (select unnest(range(cast(consortia as bigint))) as number)
),
weighed as (
    select
        *,
        sum(deliverable_weight) over so_far as deliverables_so_far,
        sum(deliverable_weight) over () as all_deliverables,
        sum(case when starts_on < scale_recorded_until() then engagement_weight else 0 end) over so_far
            as engagements_so_far,
        sum(case when starts_on < scale_recorded_until() then engagement_weight else 0 end) over () as all_engagements
    from drawn
    window so_far as (order by number rows unbounded preceding)
),
reached as (
    select
        number,
        starts_on,
        months,
        cast(deliverables_so_far * 10 * cast(consortia as bigint) // all_deliverables as bigint) as deliverables_until,
        cast(engagements_so_far * 100 * cast(consortia as bigint) // all_engagements as bigint) as engagements_until
    from weighed
),
counted as (
    select
        *,
        deliverables_until - coalesce(lag(deliverables_until) over (order by number), 0) as deliverables,
        engagements_until - coalesce(lag(engagements_until) over (order by number), 0) as engagements
    from reached
)
select
    number,
    scale_id(number) as consortium_id,
    starts_on,
    months,
    cast(starts_on + to_months(months) - interval 1 day as date) as ends_on,
    least(ends_on, scale_recorded_until()) as recorded_until,
    deliverables,
    engagements,
    3 + cast(floor(12 * chance(seed, 'partners', number) ** 2.2) as bigint) as partners,
    3 + cast(floor(5 * chance(seed, 'work packages', number)) as bigint) as work_packages,
    cast(floor(10 * chance(seed, 'csos', number) ** 2) as bigint) as csos,
    cast(floor(4 * chance(seed, 'pilots', number) ** 1.5) as bigint) as pilots
from counted
where number >= since and number < before;
