-- Each write has an id of its own: a writer whose connection broke finds out by it whether the write was kept

alter table change add column write_id text;
