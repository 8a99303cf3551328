-- Gives events a tag; old ones have none.

alter table website_event add column tag varchar(50);
create index website_event_website_id_created_at_tag_idx on website_event (website_id, created_at, tag);
