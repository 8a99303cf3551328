-- Names the keys of event data and session data alike, and makes session data quick to find.

alter table event_data rename column event_key to data_key;

-- Umami drops this index and builds it anew under the new name; the old one, renamed, is the same index.
alter index if exists event_data_website_id_created_at_event_key_idx
    rename to event_data_website_id_created_at_data_key_idx;
create index if not exists event_data_website_id_created_at_data_key_idx
    on event_data (website_id, created_at, data_key);

alter table session_data rename column session_key to data_key;
alter table session_data drop column deleted_at;
create index session_data_session_id_created_at_idx on session_data (session_id, created_at);
create index session_data_website_id_created_at_data_key_idx on session_data (website_id, created_at, data_key);
