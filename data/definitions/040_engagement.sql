-- Engagement across countries: counting rules and concentration, as domain.md section 4.

-- Headcount of one engagement over its audiences; null when no audience was counted.
create or replace macro headcount(student, staff, cso_member, citizen, policy_maker, enterprise) as case
    when coalesce(student, staff, cso_member, citizen, policy_maker, enterprise) is not null
        then coalesce(student, 0) + coalesce(staff, 0) + coalesce(cso_member, 0) + coalesce(citizen, 0)
            + coalesce(policy_maker, 0) + coalesce(enterprise, 0)
end;

-- One row per consortium and country on the day: how many of its organisations are there (n_a).
create or replace macro country_presence(as_of) as table
select
    consortium_id,
    country,
    count(distinct organisation_id) as organisations
from participation_state(as_of)
where country is not null
group by consortium_id, country;

-- One row per consortium and pair of countries (country_a <= country_b) on the day, with the three counting rules:
--   organisation_pairs  n_a * n_b, within a country n_a (n_a - 1) / 2
--   consortium_pairs    1 (between two countries only)
--   fractional          the consortium's weight 1 spread over its organisation pairs
create or replace macro country_link(as_of) as table
with presence as (
    select
        *,
        sum(organisations) over (partition by consortium_id) as consortium_organisations
    from country_presence(as_of)
),
pair as (
    select
        one.consortium_id,
        one.country as country_a,
        other.country as country_b,
        one.consortium_organisations * (one.consortium_organisations - 1) / 2 as all_pairs,
        case
            when one.country = other.country then one.organisations * (one.organisations - 1) / 2
            else one.organisations * other.organisations
        end as organisation_pairs
    from presence as one
    inner join presence as other
        on one.consortium_id = other.consortium_id and one.country <= other.country
)
select
    consortium_id,
    country_a,
    country_b,
    cast(organisation_pairs as bigint) as organisation_pairs,
    case when country_a <> country_b then 1 else 0 end as consortium_pairs,
    organisation_pairs / all_pairs as fractional
from pair
where organisation_pairs > 0;

-- Affinity of two countries by Salton: consortia they have in common over the geometric mean of the consortia of each;
-- 1 where neither has a consortium without the other. With few consortia it is chance, so below a minimum it is hidden.
create or replace macro salton(in_common, consortia, other_consortia) as
    in_common / nullif(sqrt(consortia * other_consortia), 0);
create or replace macro affinity_minimum() as 3;
create or replace macro affinity(in_common, consortia, other_consortia) as case
    when consortia >= affinity_minimum() and other_consortia >= affinity_minimum()
        then salton(in_common, consortia, other_consortia)
end;

-- One row per ordered pair of countries with a partner in scope on the day: within one consortium, or within all real
-- ones (`scope` is 'all'). Consortia and organisations are those of each country (P_a and n_a). 0 says no link;
-- within a country consortium pairs and affinity are not defined.
create or replace macro country_tie(as_of, scope, of_consortium) as table
with scoped as (
    select consortium_id
    from consortium
    where case when scope = 'all' then not fictional else consortium_id = of_consortium end
),
presence as (
    select
        presence.country,
        count(*) as consortia,
        cast(sum(presence.organisations) as bigint) as organisations
    from country_presence(as_of) as presence
    semi join scoped on presence.consortium_id = scoped.consortium_id
    group by presence.country
),
link as (
    select
        link.country_a,
        link.country_b,
        cast(sum(link.organisation_pairs) as bigint) as organisation_pairs,
        cast(sum(link.consortium_pairs) as bigint) as consortium_pairs,
        sum(link.fractional) as fractional
    from country_link(as_of) as link
    semi join scoped on link.consortium_id = scoped.consortium_id
    group by link.country_a, link.country_b
)
select
    one.country,
    other.country as other_country,
    one.organisations,
    other.organisations as other_organisations,
    one.consortia,
    other.consortia as other_consortia,
    coalesce(link.organisation_pairs, 0) as organisation_pairs,
    case when one.country <> other.country then coalesce(link.consortium_pairs, 0) end as consortium_pairs,
    coalesce(link.fractional, 0) as fractional,
    case
        when one.country <> other.country
            then affinity(coalesce(link.consortium_pairs, 0), one.consortia, other.consortia)
    end as affinity
from presence as one
cross join presence as other
left join link
    on
        least(one.country, other.country) = link.country_a
        and greatest(one.country, other.country) = link.country_b;

-- Strength of a country: the sum of its links with other countries (the weighted degree of the network).
create or replace macro strength(weight, country, other_country) as
    coalesce(sum(weight) filter (where country <> other_country), 0);
create or replace macro per_million(amount, population) as 1e6 * amount / nullif(population, 0);

-- The calendar quarter or year of a day, named by its first day; it is the running one until its last day.
create or replace macro period_of(held_on, period) as
    cast(case period when 'year' then date_trunc('year', held_on) else date_trunc('quarter', held_on) end as date);
create or replace macro is_running_period(held_on, period, as_of) as
    period_of(held_on, period) = period_of(as_of + 1, period);

-- Concentration of a list of amounts; null ("not defined") when they sum to zero. Zeros are in n as given.
create or replace macro shares(amounts) as
    list_transform(amounts, lambda x: x / nullif(list_sum(amounts), 0));
create or replace macro herfindahl(amounts) as
    list_sum(list_transform(shares(amounts), lambda p: p * p));
create or replace macro herfindahl_normalised(amounts) as
    (herfindahl(amounts) - 1.0 / len(amounts)) / nullif(1 - 1.0 / len(amounts), 0);
create or replace macro shannon(amounts) as
    -list_sum(list_transform(shares(amounts), lambda p: case when p > 0 then p * ln(p) when p = 0 then 0 end));
create or replace macro evenness(amounts) as
    shannon(amounts) / nullif(ln(len(amounts)), 0);
create or replace macro effective_number(amounts) as
    exp(shannon(amounts));
create or replace macro gini(amounts) as
    list_sum(
        list_transform(
            range(1, len(amounts) + 1), lambda i: (2 * i - len(amounts) - 1) * list_sort(amounts)[i]
        )
    )
    / nullif(len(amounts) * list_sum(amounts), 0);
