-- Adds the tables of session recordings and the switches of websites for them; boards lose their slug.

-- Images built between two releases may have boards without it.
drop index if exists board_slug_idx;
drop index if exists board_slug_key;
alter table board drop column if exists slug;

alter table website add column replay_enabled boolean not null default false, add column replay_config jsonb;

create table session_replay (
    replay_id uuid primary key,
    website_id uuid not null,
    session_id uuid not null,
    visit_id uuid not null,
    chunk_index integer not null,
    events bytea not null,
    event_count integer not null,
    started_at timestamptz(6) not null,
    ended_at timestamptz(6) not null,
    created_at timestamptz(6) default current_timestamp
);
create index session_replay_website_id_idx on session_replay (website_id);
create index session_replay_session_id_idx on session_replay (session_id);
create index session_replay_website_id_session_id_idx on session_replay (website_id, session_id);
create index session_replay_website_id_visit_id_idx on session_replay (website_id, visit_id);
create index session_replay_website_id_created_at_idx on session_replay (website_id, created_at);
create index session_replay_session_id_chunk_index_idx on session_replay (session_id, chunk_index);

create table session_replay_saved (
    saved_replay_id uuid primary key,
    name varchar(100) not null,
    website_id uuid not null,
    visit_id uuid not null,
    created_at timestamptz(6) default current_timestamp,
    updated_at timestamptz(6),
    constraint session_replay_saved_website_id_visit_id_key unique (website_id, visit_id)
);
create index session_replay_saved_website_id_idx on session_replay_saved (website_id);
create index session_replay_saved_visit_id_idx on session_replay_saved (visit_id);
create index session_replay_saved_website_id_created_at_idx on session_replay_saved (website_id, created_at);
