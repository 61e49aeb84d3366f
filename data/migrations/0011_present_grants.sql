-- The present of what was granted, which data/present.py makes anew where there is none: roles for all consortia that
-- were taken back stood in it.
drop table if exists access_grant_present;
