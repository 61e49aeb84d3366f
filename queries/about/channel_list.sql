-- what: dissemination channels and how many results are linked to each, fictional ones left out
-- grain: one row per channel
-- params: none
select
    channel.channel_id,
    channel.title,
    channel.audience,
    channel.description,
    channel.website,
    count(consortium.consortium_id) as linked_results
from channel
left join channel_link on channel.channel_id = channel_link.channel_id
left join consortium on channel_link.consortium_id = consortium.consortium_id and not consortium.fictional
group by channel.channel_id, channel.title, channel.audience, channel.description, channel.website
order by channel.title, channel.channel_id
