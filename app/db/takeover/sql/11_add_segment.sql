-- Adds the table of saved filters: segments and cohorts.

create table segment (
    segment_id uuid primary key,
    website_id uuid not null,
    type varchar(200) not null,
    name varchar(200) not null,
    parameters jsonb not null,
    created_at timestamptz(6) default current_timestamp,
    updated_at timestamptz(6)
);
create unique index segment_segment_id_key on segment (segment_id);
create index segment_website_id_idx on segment (website_id);
