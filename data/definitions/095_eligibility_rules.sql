-- What the rules of an action ask of a consortium.

-- Which types of organisation count as what a rule asks for. Null where the type alone does not tell: a sector
-- organisation can be an association or a public body, a school can teach a trade.
create or replace macro counts_as(kind, organisation_type) as case kind
    when 'HEI' then organisation_type = 'HEI'
    when 'ENTERPRISE' then organisation_type in ('ENTERPRISE', 'SME')
    when 'VET' then case organisation_type when 'VET' then true when 'SCHOOL' then null else false end
    when 'EDU_TRAINING' then
        case
            when organisation_type in ('HEI', 'VET', 'SCHOOL') then true
            when organisation_type in ('CSO', 'PUBLIC', 'RESEARCH', 'OTHER') then null
            else false
        end
    when 'ENTERPRISE_OR_SECTOR' then
        case
            when organisation_type in ('ENTERPRISE', 'SME') then true
            when organisation_type in ('CSO', 'PUBLIC', 'RESEARCH', 'OTHER') then null
            else false
        end
    when 'LABOUR_MARKET' then
        case
            when organisation_type in ('ENTERPRISE', 'SME') then true
            when organisation_type in ('CSO', 'PUBLIC', 'OTHER') then null
            else false
        end
end;

-- How many months two days hold, both counted in, to the nearest month: 1 Sep 2015 to 31 Aug 2017 are 24.
create or replace macro months_held(first_on, last_on) as
    date_sub('month', first_on, last_on + 1)
    + case
        when
            last_on + 1 - cast(first_on + to_months(cast(date_sub('month', first_on, last_on + 1) as integer)) as date)
            >= 15
            then 1
        else 0
    end;

-- One row per rule and part of it.
--   part, kind     the name of the demand in the rule; the kind of organisation where one demand holds several
--   at_least, at_most, one_of  what the rule says: numbers, of months in a duration, of euro in a grant
--   is_unconfirmed  not seen in a primary source
create or replace view eligibility_part as
with asked as (
    select
        rule_id,
        action_type_id,
        confidence,
        cast(cast(requirements as json) as map(varchar, json)) as rule,
        unnest(json_keys(requirements)) as part
    from eligibility_rule
),
said as (
    select
        rule_id,
        part,
        rule,
        rule[part] as demand,
        confidence = 'memory' or ends_with(part, '_unverified') as is_unconfirmed
    from asked
    where
        part not in ('id', 'label', 'years', 'pool', 'confidence')
        and (part <> 'structural_requires_ministry' or action_type_id = 'capacity-building-structural')
),
kinds as (
    select
        *,
        unnest(case
            when starts_with(part, 'min_by_type') then json_keys(demand)
            when part = 'excluded_fields' then cast(demand as varchar[])
            when part = 'third_countries' then ['countries', 'institutions']
            else [null]
        end) as kind
    from said
)
select
    rule_id,
    part,
    kind,
    is_unconfirmed,
    case
        when starts_with(part, 'min_by_type') then cast(cast(demand as map(varchar, json))[kind] as double)
        when part = 'third_countries' and kind = 'countries'
            then cast(coalesce(demand -> '$.exact', demand -> '$.min') as double)
        when part = 'third_countries' then cast(demand -> '$.min_hei_each' as double)
        when part = 'min_hei_per_pool_country' then cast(rule['min_pool_countries'] as double)
        when part = 'duration' then cast(demand -> '$.min' as double)
        when starts_with(part, 'min_') then cast(demand as double)
    end as at_least,
    case
        when part = 'third_countries' and kind = 'countries' then cast(demand -> '$.exact' as double)
        when part = 'duration' then cast(demand -> '$.max' as double)
    end as at_most,
    case
        when part = 'duration' then cast(demand -> '$.in' as double[])
        when part = 'grant_in' then cast(demand as double[])
    end as one_of
from kinds;

-- One row per consortium and rule of its action for its call year, with what the rule needs to know of it.
--   pool_countries  the countries that count; null where the list is not on record
--   eu_countries    the member states of the European Union in that year
-- Of member states and associated countries only the first are on record: there a country is in, or not known to be.
create or replace view consortium_rule as
with call as (
    select distinct call_year
    from consortium
),
pool as (
    select
        country_pool.country_pool,
        call.call_year,
        list(country_pool.country) as countries
    from country_pool
    inner join call
        on
            country_pool.first_call_year <= call.call_year
            and coalesce(country_pool.last_call_year >= call.call_year, true)
    group by country_pool.country_pool, call.call_year
)
select
    consortium.consortium_id,
    rule.rule_id,
    consortium.call_year,
    pool.countries as pool_countries,
    member_state.countries as eu_countries,
    ends_with(rule.country_pool, '_MS_AC') as has_member_states,
    cast(json_extract(rule.requirements, '$.min_hei_per_pool_country') as integer) as hei_in_pool_country,
    cast(json_extract(rule.requirements, '$.third_countries.min_hei_each') as integer) as hei_in_third_country,
    cast(consortium.grant_eur as double) as grant_eur,
    greatest(
        months_held(
            latest_day(consortium.starts_on, consortium.starts_precision),
            earliest_day(consortium.ends_on, consortium.ends_precision)
        ),
        case when consortium.starts_on is not null and consortium.ends_on is not null then 0 end
    ) as fewest_months,
    months_held(
        earliest_day(consortium.starts_on, consortium.starts_precision),
        latest_day(consortium.ends_on, consortium.ends_precision)
    ) as most_months
from consortium
inner join eligibility_rule as rule
    on
        consortium.action_type_id = rule.action_type_id
        and consortium.call_year between rule.first_call_year and rule.last_call_year
left join pool on rule.country_pool = pool.country_pool and consortium.call_year = pool.call_year
left join pool as member_state
    on member_state.country_pool = 'EU_MEMBER_STATE' and consortium.call_year = member_state.call_year;
