-- Whether a consortium meets the rules of its action: on a day, over time, and with partners taken away.

-- One row per day, consortium, rule, organisation taken away and part of the rule: what is needed, what is found, the
-- verdict. This one definition serves the check on a day, over time and with partners taken away.
--   days, consortia  lists; consortia null: all
--   left_out      organisations (a list of ids) taken away throughout
--   one_by_one    also once without each partner: `leaver`, else null
-- Coordinator and partners count, each organisation once, from outside the pool too; associated partners do not.
--   needed        the number to reach; null where the rule is not one number
--   found         what is certain; found_most: what it is at most, as countries, kinds or days are not all known. Both
--                 null where the store cannot tell; euro of a grant, months of a duration
--   verdict       'met' or 'not met' when that is so whatever is not known, else 'not known'; what was not seen in a
--                 primary source is 'to confirm' instead of 'not met'. Where nobody is on record as coordinator or
--                 partner on the day, nothing is known of the partners.
create or replace macro eligibility_case(days, consortia, left_out, one_by_one) as table
with ruled as materialized (
    select *
    from consortium_rule
    where consortia is null or list_contains(consortia, consortium_id)
),
day as (
    select distinct unnest(days) as on_day
),
present as materialized (
    select
        day.on_day,
        state.consortium_id,
        state.organisation_id,
        any_value(state.organisation_type) as organisation_type,
        any_value(case state.country when 'EL' then 'GR' when 'UK' then 'GB' else state.country end) as country,
        bool_or(state.role = 'coordinator') as coordinates,
        bool_or(state.erasmus_code is not null) as has_erasmus_code,
        list_contains(left_out, state.organisation_id) as is_left_out
    from day
    cross join lateral (select * from participation_state(day.on_day)) as state
    where
        state.role <> 'associated'
        and state.consortium_id in (select ruled.consortium_id from ruled)
    group by day.on_day, state.consortium_id, state.organisation_id
),
cases as (
    select
        day.on_day,
        ruled.consortium_id,
        ruled.rule_id,
        null as leaver
    from day
    cross join ruled
    union all
    select
        present.on_day,
        present.consortium_id,
        ruled.rule_id,
        present.organisation_id as leaver
    from present
    inner join ruled on present.consortium_id = ruled.consortium_id
    where one_by_one and not present.is_left_out
),
-- Those whose country is not known stand in a place of their own.
place as (
    select
        cases.on_day,
        cases.consortium_id,
        cases.rule_id,
        cases.leaver,
        present.country,
        count(present.organisation_id) as organisations,
        count(*) filter (where counts_as('HEI', present.organisation_type)) as hei,
        count(*) filter (where counts_as('ENTERPRISE', present.organisation_type)) as enterprise,
        count(*) filter (where counts_as('VET', present.organisation_type)) as vet,
        count(present.organisation_id) filter (where counts_as('VET', present.organisation_type) is null) as vet_open,
        count(*) filter (where counts_as('EDU_TRAINING', present.organisation_type)) as education,
        count(present.organisation_id) filter (
            where counts_as('EDU_TRAINING', present.organisation_type) is null
        ) as education_open,
        count(present.organisation_id) filter (
            where counts_as('ENTERPRISE_OR_SECTOR', present.organisation_type) is null
        ) as sector_open,
        count(present.organisation_id) filter (
            where counts_as('LABOUR_MARKET', present.organisation_type) is null
        ) as labour_open,
        count(*) filter (where present.organisation_type = 'PUBLIC') as public_bodies,
        count(*) filter (where present.coordinates) as coordinators,
        count(*) filter (where present.organisation_type = 'HEI' and present.has_erasmus_code) as hei_with_code
    from cases
    left join present
        on
            cases.on_day = present.on_day
            and cases.consortium_id = present.consortium_id
            and cases.leaver is distinct from present.organisation_id
            and not present.is_left_out
    group by cases.on_day, cases.consortium_id, cases.rule_id, cases.leaver, present.country
),
-- is_in: in the pool or outside; null where that or the country is not known.
standing as (
    select
        place.*,
        ruled.hei_in_pool_country,
        ruled.hei_in_third_country,
        case
            when ruled.pool_countries is not null then list_contains(ruled.pool_countries, place.country)
            when ruled.has_member_states and list_contains(ruled.eu_countries, place.country) then true
        end as is_in,
        list_contains(ruled.eu_countries, place.country) as is_member_state
    from place
    inner join ruled on place.consortium_id = ruled.consortium_id and place.rule_id = ruled.rule_id
),
counted as (
    select
        on_day,
        consortium_id,
        rule_id,
        leaver,
        sum(organisations) as organisations,
        sum(hei) as hei,
        sum(enterprise) as enterprise,
        sum(vet) as vet,
        sum(vet_open) as vet_open,
        sum(education) as education,
        sum(education_open) as education_open,
        sum(sector_open) as sector_open,
        sum(labour_open) as labour_open,
        sum(coordinators) as coordinators,
        sum(if(is_in, organisations, 0)) as pool_organisations,
        sum(if(not is_in, organisations, 0)) as third_organisations,
        sum(if(is_in is null, organisations, 0)) as open_organisations,
        sum(if(is_in, hei, 0)) as pool_hei,
        sum(if(not is_in, hei, 0)) as third_hei,
        sum(if(is_in is null, hei, 0)) as open_hei,
        sum(if(country is null, organisations, 0)) as placeless,
        sum(if(country is null, hei, 0)) as placeless_hei,
        sum(if(is_in, hei_with_code, 0)) as pool_hei_with_code,
        sum(if(is_member_state, organisations, 0)) as member_state_organisations,
        sum(if(is_member_state is null, organisations, 0)) as member_state_open,
        sum(if(is_in, coordinators, 0)) as pool_coordinators,
        sum(if(not is_in, coordinators, 0)) as third_coordinators,
        count(*) filter (where is_in) as pool_countries,
        count(*) filter (where is_in and hei >= hei_in_pool_country) as pool_countries_with_hei,
        count(*) filter (where not is_in) as third_countries,
        count(*) filter (where not is_in and public_bodies > 0) as third_countries_with_public_body,
        count(*) filter (where is_in is null and country is not null) as open_countries,
        count(*) filter (
            where is_in is null and country is not null and hei >= hei_in_pool_country
        ) as open_countries_with_hei,
        min(hei) filter (where not is_in) as fewest_third_hei,
        min(hei) filter (where is_in is null and country is not null) as fewest_open_hei,
        max(if(is_in is null and country is not null, hei, 0)) as most_open_hei,
        sum(if(not is_in, greatest(hei_in_third_country - hei, 0), 0)) as third_hei_lacking
    from standing
    group by on_day, consortium_id, rule_id, leaver
),
with_partners as (
    select distinct
        on_day,
        consortium_id
    from present
),
found as (
    select
        counted.on_day,
        counted.consortium_id,
        counted.rule_id,
        counted.leaver,
        part.part,
        part.kind,
        part.is_unconfirmed,
        part.at_least,
        part.at_most,
        part.one_of,
        with_partners.on_day is not null or part.part in ('duration', 'grant_in') as is_told,
        coalesce(counted.fewest_third_hei, counted.most_open_hei) + counted.placeless_hei as most_hei_in_each,
        case part.part
            when 'third_hei_at_least_pool_hei' then counted.pool_hei
            when 'third_orgs_at_least_pool_orgs' then counted.pool_organisations
            when 'coordinator_in_pool' then greatest(counted.coordinators, 1)
            when 'eche_for_pool_heis' then counted.pool_hei
            when 'structural_requires_ministry' then counted.third_countries
            when 'ministry_per_third_country' then counted.third_countries
            else part.at_least
        end as needed,
        case part.part
            when 'min_orgs' then counted.organisations
            when 'min_full_partners' then counted.organisations
            when 'min_hei' then counted.hei
            when 'min_pool_countries' then counted.pool_countries
            when 'min_member_state_orgs' then counted.member_state_organisations
            when 'min_hei_per_pool_country' then counted.pool_countries_with_hei
            when 'third_hei_at_least_pool_hei' then counted.third_hei
            when 'third_orgs_at_least_pool_orgs' then counted.third_organisations
            when 'coordinator_in_pool' then counted.pool_coordinators
            when 'eche_for_pool_heis' then counted.pool_hei_with_code
            when 'structural_requires_ministry' then counted.third_countries_with_public_body
            when 'ministry_per_third_country' then counted.third_countries_with_public_body
            when 'grant_in' then ruled.grant_eur
            when 'duration' then ruled.fewest_months
            else case part.kind
                when 'HEI' then counted.hei
                when 'VET' then counted.vet
                when 'EDU_TRAINING' then counted.education
                when 'ENTERPRISE' then counted.enterprise
                when 'ENTERPRISE_OR_SECTOR' then counted.enterprise
                when 'LABOUR_MARKET' then counted.enterprise
                when 'countries' then counted.third_countries
                -- Whoever has no known country can be alone in one more country outside the pool.
                when 'institutions' then least(
                    coalesce(counted.fewest_third_hei, 0),
                    counted.fewest_open_hei,
                    case when counted.placeless > counted.placeless_hei then 0 when counted.placeless > 0 then 1 end
                )
            end
        end as found,
        case part.part
            when 'min_pool_countries' then counted.open_countries + counted.placeless
            when 'min_member_state_orgs' then counted.member_state_open
            when 'min_hei_per_pool_country' then counted.open_countries_with_hei + counted.placeless_hei
            when 'third_hei_at_least_pool_hei' then counted.open_hei
            when 'third_orgs_at_least_pool_orgs' then counted.open_organisations
            when 'coordinator_in_pool'
                then counted.coordinators - counted.pool_coordinators - counted.third_coordinators
            when 'duration' then ruled.most_months - ruled.fewest_months
            else case part.kind
                when 'VET' then counted.vet_open
                when 'EDU_TRAINING' then counted.education_open
                when 'ENTERPRISE_OR_SECTOR' then counted.sector_open
                when 'LABOUR_MARKET' then counted.labour_open
                when 'countries' then counted.open_countries + counted.placeless
                else 0
            end
        end as open,
        case part.part
            when 'eche_for_pool_heis' then counted.pool_hei + counted.open_hei > 0
            when 'coordinator_in_pool'
                then
                    counted.coordinators = 0
                    and counted.pool_organisations + counted.open_organisations > 0
                    or counted.coordinators > 0
                    and counted.third_coordinators = 0
                    and counted.pool_coordinators < counted.coordinators
            when 'third_countries'
                then
                    part.kind = 'institutions'
                    and case
                        when counted.third_countries > 0 then counted.third_hei_lacking <= counted.placeless_hei
                        else counted.most_open_hei + counted.placeless_hei >= part.at_least
                    end
            else false
        end as is_open
    from counted
    inner join ruled on counted.consortium_id = ruled.consortium_id and counted.rule_id = ruled.rule_id
    inner join eligibility_part as part on counted.rule_id = part.rule_id
    left join with_partners
        on counted.on_day = with_partners.on_day and counted.consortium_id = with_partners.consortium_id
),
judged as (
    select
        *,
        case when kind = 'institutions' then greatest(found, most_hei_in_each) else found + open end as found_most,
        case
            when part in ('third_hei_at_least_pool_hei', 'third_orgs_at_least_pool_orgs') then found >= needed + open
            when part = 'coordinator_in_pool' then found = needed
            when part = 'eche_for_pool_heis' then not is_open
            when part in ('grant_in', 'duration') and one_of is not null
                then open = 0 and list_contains(one_of, found)
            when at_least is not null then found >= at_least and coalesce(found + open <= at_most, true)
            else false
        end as is_certain,
        case
            when part in ('third_hei_at_least_pool_hei', 'third_orgs_at_least_pool_orgs') then found + open >= needed
            when part in ('coordinator_in_pool', 'eche_for_pool_heis') or kind = 'institutions' then is_open
            when part in ('grant_in', 'duration') and one_of is not null
                then len(list_filter(one_of, lambda amount: amount between found and found + open)) > 0
            when at_least is not null then found + open >= at_least and coalesce(found <= at_most, true)
            else true
        end as is_possible
    from found
)
select
    on_day,
    consortium_id,
    rule_id,
    leaver,
    part,
    kind,
    is_unconfirmed,
    at_least,
    at_most,
    one_of,
    cast(needed as double) as needed,
    case when is_told then cast(found as double) end as found,
    case when is_told then cast(found_most as double) end as found_most,
    case
        when not is_told then 'not known'
        when is_certain then 'met'
        when is_possible or found is null then 'not known'
        when is_unconfirmed then 'to confirm'
        else 'not met'
    end as verdict
from judged;

-- One row per consortium, rule and part on the day. A consortium without action type or call year, and one whose call
-- year has no rule, has no row.
create or replace macro eligibility(as_of) as table
select * exclude (on_day, leaver)
from eligibility_case([as_of], null, [], false);

-- The same of one consortium, as if the organisations (a list of ids) were not in it.
create or replace macro eligibility_without(as_of, consortium, organisations) as table
select * exclude (on_day, leaver)
from eligibility_case([as_of], [consortium], organisations, false);

-- How a rule stands by its parts: what cannot hold first, then what would not if the rule is right, then what nobody
-- knows. A rule that was not seen in a primary source is to confirm even where all of it is met.
create or replace macro rule_verdict(not_met, to_confirm, not_known, unconfirmed) as case
    when not_met > 0 then 'not met'
    when to_confirm > 0 then 'to confirm'
    when not_known > 0 then 'not known'
    when unconfirmed > 0 then 'to confirm'
    else 'met'
end;

-- One row per consortium and rule on the day, without the organisations left out: how many parts stand how, and the
-- verdict on the rule. consortia null: all.
--   is_nearest  the rule of the consortium that is nearest to being met; where several hold, one of them is enough
create or replace macro eligibility_rule_state(as_of, consortia, left_out) as table
with counted as (
    select
        consortium_id,
        rule_id,
        count(*) as parts,
        count(*) filter (where verdict = 'met') as met,
        count(*) filter (where verdict = 'not met') as not_met,
        count(*) filter (where verdict = 'to confirm') as to_confirm,
        count(*) filter (where verdict = 'not known') as not_known,
        count(*) filter (where is_unconfirmed) as unconfirmed
    from eligibility_case([as_of], consortia, left_out, false)
    group by consortium_id, rule_id
)
select
    * exclude (unconfirmed),
    rule_verdict(not_met, to_confirm, not_known, unconfirmed) as verdict,
    row_number() over (partition by consortium_id order by not_met, to_confirm, not_known, rule_id) = 1 as is_nearest
from counted;

-- One row per consortium, partner and part of its nearest rule that holds on the day and would no longer hold (verdict)
-- if this partner alone left.
create or replace macro eligibility_single_points(as_of, consortia) as table
with checked as materialized (
    select *
    from eligibility_case([as_of], consortia, [], true)
),
nearest as (
    select
        consortium_id,
        rule_id
    from checked
    where leaver is null
    group by consortium_id, rule_id
    qualify
        row_number() over (
            partition by consortium_id
            order by
                count(*) filter (where verdict = 'not met'),
                count(*) filter (where verdict = 'to confirm'),
                count(*) filter (where verdict = 'not known'),
                rule_id
        ) = 1
)
select
    without.consortium_id,
    without.rule_id,
    without.leaver as organisation_id,
    without.part,
    without.kind,
    without.needed,
    whole.found,
    without.found as found_without,
    without.verdict
from checked as without
inner join nearest on without.consortium_id = nearest.consortium_id and without.rule_id = nearest.rule_id
inner join checked as whole
    on
        without.consortium_id = whole.consortium_id
        and without.rule_id = whole.rule_id
        and without.part = whole.part
        and without.kind is not distinct from whole.kind
where without.leaver is not null and whole.leaver is null and whole.verdict = 'met' and without.verdict <> 'met';

-- The days by which participations of a consortium changed, and the day itself.
create or replace macro participation_days(consortium, as_of) as (
    select list_sort(list_distinct(list_append(list(changed.on_day), as_of)))
    from (
        select
            unnest([
                coalesce(participation.joined_on, state.starts_on, state.selected_on),
                participation.left_on
            ]) as on_day
        from participation
        inner join consortium as state on participation.consortium_id = state.consortium_id
        where participation.consortium_id = consortium
    ) as changed
    where changed.on_day <= as_of
);

-- One row per day on which participations of the consortium changed (and the day itself), rule and part.
create or replace macro eligibility_course(consortium, as_of) as table
select * exclude (leaver)
from eligibility_case((select participation_days(consortium, as_of)), [consortium], [], false);
