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
