-- what: An organisation takes part in a consortium once at a time.
-- grain: one row per participation that begins while another of the same organisation lasts
select
    'participation' as entity,
    later.participation_id as key,
    format(
        'has "{}" in the consortium "{}" while its participation "{}" lasts.',
        later.organisation_id, later.consortium_id, earlier.participation_id
    ) as message
from participation as later
inner join participation as earlier
    on
        later.consortium_id = earlier.consortium_id
        and later.organisation_id = earlier.organisation_id
        and (coalesce(earlier.joined_on, cast('-infinity' as date)), earlier.participation_id)
        < (coalesce(later.joined_on, cast('-infinity' as date)), later.participation_id)
where earlier.left_on is null or later.joined_on is null or later.joined_on < earlier.left_on
order by key, earlier.participation_id
