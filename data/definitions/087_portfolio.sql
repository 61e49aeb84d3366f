-- Which consortia a portfolio is made of.

-- One row per consortium, with its stage, first known day and grant as of the day.
--   grant_eur, phases, phases_with_grant  the consortium's own grant, else that of its funding phases begun by the day
create or replace macro funded_consortium(as_of) as table
with phase as (
    select
        funding_phase.consortium_id,
        count(*) as phases,
        count(funding_phase.grant_eur) as phases_with_grant,
        sum(funding_phase.grant_eur) as grant_eur
    from funding_phase
    inner join consortium_state(as_of) as state on funding_phase.consortium_id = state.consortium_id
    where coalesce(funding_phase.starts_on, state.first_known_on, as_of) <= as_of
    group by funding_phase.consortium_id
)
select
    state.* exclude (grant_eur),
    cast(coalesce(state.grant_eur, phase.grant_eur) as double) as grant_eur,
    case when state.grant_eur is null then phase.phases end as phases,
    case when state.grant_eur is null then phase.phases_with_grant end as phases_with_grant
from consortium_state(as_of) as state
left join phase on state.consortium_id = phase.consortium_id;

-- Of these, the ones that fit the filters; an empty list or text leaves all.
--   text    in the acronym, the title, or the name of an organisation that takes part
create or replace macro portfolio_consortium(
    as_of, with_fictional, text, action_types, countries, stages
) as table
with located as (
    select held.consortium_id
    from participation_state(as_of) as held
    where len(countries) > 0 and held.country in countries
),
named as (
    select organisation_id
    from organisation
    where
        text <> ''
        and contains(strip_accents(lower(concat_ws(' ', short_name, legal_name))), strip_accents(lower(text)))
),
taking_part as (
    select held.consortium_id
    from participation_state(as_of) as held
    semi join named on held.organisation_id = named.organisation_id
)
select
    state.*
from funded_consortium(as_of) as state
where
    (with_fictional or not state.fictional)
    and (len(action_types) = 0 or state.action_type_id in action_types)
    and (len(stages) = 0 or state.stage in stages)
    and (len(countries) = 0 or state.consortium_id in (select located.consortium_id from located))
    and (
        text = ''
        or contains(strip_accents(lower(concat_ws(' ', state.acronym, state.title))), strip_accents(lower(text)))
        or state.consortium_id in (select taking_part.consortium_id from taking_part)
    );
