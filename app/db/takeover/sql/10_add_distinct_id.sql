-- Gives sessions the id by which a website knows its visitor; old ones have none.

alter table session add column distinct_id varchar(50);
alter table session_data add column distinct_id varchar(50);
