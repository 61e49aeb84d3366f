-- Indicators on any day.

-- (actual - baseline) / (target - baseline); not defined when the target equals the baseline. Never capped here: the
-- screen caps what it draws, the raw value stays.
create or replace macro indicator_progress(baseline, target, actual) as
    (actual - baseline) / nullif(target - baseline, 0);

create or replace macro adds_up(sum_of_parts, total) as
    coalesce(abs(sum_of_parts - total) <= 1e-9 * greatest(1, abs(total)), false);

-- Whether a value was known on the day. What only public sources tell was public long before it was written down here:
-- it counts from the day it was observed.
create or replace macro is_value_known(recorded_on, observed_on, record_basis, as_of) as
    recorded_on <= as_of or (observed_on <= as_of and coalesce(record_basis = 'public sources', false));

-- One row per value of an indicator as it was known on the day: of each the newest that was recorded by then, unless
-- that was taken back. A correction recorded later leaves the picture of an earlier day as it was.
create or replace macro indicator_value_known(as_of, among := null) as table
select
    value.*
from indicator_value_history as value
left join consortium on value.consortium_id = consortium.consortium_id
where
    is_value_known(value.recorded_on, value.observed_on, consortium.record_basis, as_of)
    and (among is null or value.consortium_id in among)
qualify
    row_number() over (
        partition by value.consortium_id, value.indicator_id, value.observed_on, value.axis, value.category
        order by value.version desc
    ) = 1
    and not value.withdrawn;

-- One row per observation of an indicator by the day, of the total and of each part of a breakdown, with what stood
-- after it: a cumulative indicator's last value counts, a periodic one's values add. Of a reporting period only what
-- was observed in it counts: from `since` to `until`.
--   actual          fractions add as the sum of numerators over the sum of denominators; null where a percentage
--                   without its fraction would have to be added
--   evidence_level  of a sum: the lowest of what is added
--   respondents     of a sum: of all that is added; null when one of them is not known
create or replace macro indicator_observation(
    as_of, since := date '0001-01-01', until := date '9999-12-31', among := null
) as table
with observed as (
    select
        known.*,
        indicator.accumulation,
        indicator.unit,
        indicator.accumulation = 'cumulative' as is_cumulative,
        case when indicator.unit = '%' then 100 else 1 end as scale,
        count(*) over so_far as observations,
        count(case when known.denominator > 0 then known.numerator end) over so_far as fractions,
        sum(known.value) over so_far as sum_of_values,
        sum(known.numerator) over so_far as sum_of_numerators,
        sum(known.denominator) over so_far as sum_of_denominators,
        count(known.respondents) over so_far as times_asked,
        sum(known.respondents) over so_far as sum_of_respondents,
        min(known.evidence_level) over so_far as lowest_evidence_level
    from indicator_value_known(as_of, among := among) as known
    inner join indicator
        on
            known.consortium_id = indicator.consortium_id
            and known.indicator_id = indicator.indicator_id
    where known.observed_on <= as_of and known.observed_on between since and until
    window so_far as (
        partition by
            known.consortium_id, known.indicator_id, known.axis, known.category
        order by known.observed_on
    )
)
select
    consortium_id,
    indicator_id,
    axis,
    category,
    observed_on,
    observed_precision,
    unit,
    accumulation,
    is_cumulative,
    value,
    numerator,
    denominator,
    observations,
    case
        when is_cumulative or observations = 1 then value
        when fractions = observations then scale * sum_of_numerators / sum_of_denominators
        when fractions = 0 and unit <> '%' then sum_of_values
    end as actual,
    case
        when is_cumulative then respondents
        when times_asked = observations then cast(sum_of_respondents as bigint)
    end as respondents,
    case when is_cumulative then evidence_level else lowest_evidence_level end as evidence_level,
    evidence,
    recorded_on,
    source_id
from observed;

-- One row per indicator, axis and category: the breakdown of its actual on the day. Of a cumulative indicator that is
-- the breakdown of its last observation.
create or replace macro indicator_breakdown(as_of) as table
with observation as (
    select
        *,
        max(observed_on) filter (where axis = 'total') over (partition by consortium_id, indicator_id) as last_total_on
    from indicator_observation(as_of)
)
select
    *
from observation
where axis <> 'total' and (not is_cumulative or observed_on = last_total_on)
qualify observed_on = max(observed_on) over (partition by consortium_id, indicator_id, axis, category);

-- One row per indicator with a value and axis it is or should be broken down by.
--   is_incomplete  an observation that counts (the last one of a cumulative indicator, each of a periodic one) has
--                  parts that do not sum to its total; fractions are compared by numerator and by denominator; null
--                  for percentages without their fractions, of which nobody can tell
create or replace macro indicator_axis(as_of, until := date '9999-12-31', among := null) as table
with known as (
    select * from indicator_value_known(as_of, among := among)
),
axis as (
    select
        consortium_id,
        indicator_id,
        axis
    from known
    where axis <> 'total' and observed_on <= as_of and observed_on <= until
    union
    select
        consortium_id,
        indicator_id,
        disaggregation_axis
    from indicator
    where disaggregation_axis is not null and (among is null or consortium_id in among)
),
total as (
    select
        *
    from indicator_observation(as_of, until := until, among := among)
    where axis = 'total'
    qualify not is_cumulative or observed_on = max(observed_on) over (partition by consortium_id, indicator_id)
),
part as (
    select
        consortium_id,
        indicator_id,
        axis,
        observed_on,
        sum(value) as value,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from known
    where axis <> 'total'
    group by consortium_id, indicator_id, axis, observed_on
),
compared as (
    select
        axis.consortium_id,
        axis.indicator_id,
        axis.axis,
        case
            when part.axis is null then true
            when total.denominator is not null
                then not (adds_up(part.numerator, total.numerator) and adds_up(part.denominator, total.denominator))
            when total.unit <> '%' then not adds_up(part.value, total.value)
        end as is_incomplete
    from axis
    inner join total on axis.consortium_id = total.consortium_id and axis.indicator_id = total.indicator_id
    left join part
        on
            axis.consortium_id = part.consortium_id
            and axis.indicator_id = part.indicator_id
            and axis.axis = part.axis
            and total.observed_on = part.observed_on
)
select
    consortium_id,
    indicator_id,
    axis,
    bool_or(is_incomplete) as is_incomplete
from compared
group by consortium_id, indicator_id, axis;

-- One row per indicator: its actual on the day and how far that is on the way from baseline to target. At the end of a
-- reporting period, `until`, it is what had been observed by then.
--   progress_state    why progress is what it is: 'no target', 'no value yet', 'not addable', 'no baseline',
--                     'target equals baseline', 'underway' or 'reached'
--   parts_incomplete  one of its breakdowns is; null without a breakdown
create or replace macro indicator_state(as_of, until := date '9999-12-31', among := null) as table
with latest as (
    select
        *
    from indicator_observation(as_of, until := until, among := among)
    where axis = 'total'
    qualify observed_on = max(observed_on) over (partition by consortium_id, indicator_id)
),
checked as (
    select
        consortium_id,
        indicator_id,
        bool_or(is_incomplete) as parts_incomplete
    from indicator_axis(as_of, until := until, among := among)
    group by consortium_id, indicator_id
),
valued as (
    select
        indicator.*,
        latest.observations,
        latest.actual,
        latest.observed_on,
        latest.observed_precision,
        latest.recorded_on,
        latest.respondents,
        latest.evidence_level,
        latest.evidence,
        latest.source_id as value_source_id,
        checked.parts_incomplete,
        indicator_progress(indicator.baseline, indicator.target, latest.actual) as progress
    from indicator
    left join latest
        on indicator.consortium_id = latest.consortium_id and indicator.indicator_id = latest.indicator_id
    left join checked
        on indicator.consortium_id = checked.consortium_id and indicator.indicator_id = checked.indicator_id
    where among is null or indicator.consortium_id in among
)
select
    *,
    case
        when target is null then 'no target'
        when observations is null then 'no value yet'
        when actual is null then 'not addable'
        when baseline is null then 'no baseline'
        when target = baseline then 'target equals baseline'
        when progress >= 1 then 'reached'
        else 'underway'
    end as progress_state
from valued;

-- One row per dimension and criterion of the TEFCE Toolbox that a consortium has judged by the day, with the latest
-- judgement. A cell without a row is not assessed, which is no level.
create or replace macro tefce_state(as_of) as table
select
    consortium_id,
    dimension,
    criterion,
    assessed_on,
    level,
    evidence,
    source_id
from tefce_cell
where assessed_on <= as_of
qualify assessed_on = max(assessed_on) over (partition by consortium_id, dimension, criterion);
