-- what: how the risks of the sample stood at the end of reporting periods, not all of them told
-- grain: one row per risk and reporting period
-- params: seed, consortia, since, before
select
    made.consortium_id || '-r' || cast(counted.place as varchar) as risk_id,
    made.consortium_id,
    period.period,
    period.ends_on as recorded_on,
    chance($seed, 'materialised', nth_of(made.number, counted.place)) < 0.15 as materialised,
    true as measures_applied,
    'As foreseen.' as state_of_play,
    'scale-sample' as source_id
from scale_consortium($seed, $consortia, $since, $before) as made
inner join reporting_period as period on made.consortium_id = period.consortium_id
cross join unnest([1, 2]) as counted (place)
where
    period.ends_on <= scale_recorded_until()
    and chance($seed, 'told', nth_of(made.number, counted.place * 10 + period.period)) < 0.8
order by made.number, counted.place, period.period
