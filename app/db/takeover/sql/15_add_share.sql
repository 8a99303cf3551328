-- Adds the table of shared pages, with a row for each website that was shared.

create table share (
    share_id uuid primary key,
    entity_id uuid not null,
    name varchar(200) not null,
    share_type integer not null,
    slug varchar(100) not null,
    parameters jsonb not null,
    created_at timestamptz(6) default current_timestamp,
    updated_at timestamptz(6)
);
create unique index share_slug_key on share (slug);
create index share_entity_id_idx on share (entity_id);

insert into share (share_id, entity_id, name, share_type, slug, parameters)
select gen_random_uuid(), website_id, name, 1, share_id, '{"overview": true}'
from website where share_id is not null;

-- Its two indexes go with it.
alter table website drop column share_id;
