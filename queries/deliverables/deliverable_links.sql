-- what: where a deliverable and what belongs to it can be read as of the day
-- grain: one row per address
-- params: deliverable, as_of
with link as (
    select
        1 as position,
        'published' as kind,
        title,
        url,
        null as added_on
    from deliverable
    where deliverable_id = $deliverable and url is not null
    union all
    select
        2 as position,
        'link' as kind,
        title,
        url,
        added_on
    from deliverable_link
    where deliverable_id = $deliverable and added_on <= $as_of
    union all
    select
        3 as position,
        'channel' as kind,
        channel.title,
        channel_link.url,
        channel_link.published_on as added_on
    from channel_link
    inner join channel on channel_link.channel_id = channel.channel_id
    where channel_link.deliverable_id = $deliverable and coalesce(channel_link.published_on <= $as_of, true)
)
select
    kind,
    title,
    url,
    added_on
from link
order by position, added_on nulls first, title, url
