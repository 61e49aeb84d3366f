-- True where a public source lists a deliverable as delivered and does not say the day: effective_on is then the day of
-- the list, and the deliverable was handed in on that day or before.

alter table deliverable_event_record add column listed_only boolean;
