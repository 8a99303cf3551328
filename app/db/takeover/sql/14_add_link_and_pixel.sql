-- Adds links and pixels, and turns saved funnels and goals into the form of Umami 3, one report a goal.

alter table report alter column type type varchar(50);
alter table segment alter column type type varchar(50);
alter table revenue alter column currency type varchar(10);

create table link (
    link_id uuid primary key,
    name varchar(100) not null,
    url varchar(500) not null,
    slug varchar(100) not null,
    user_id uuid,
    team_id uuid,
    created_at timestamptz(6) default current_timestamp,
    updated_at timestamptz(6),
    deleted_at timestamptz(6)
);
create unique index link_link_id_key on link (link_id);
create unique index link_slug_key on link (slug);
create index link_slug_idx on link (slug);
create index link_user_id_idx on link (user_id);
create index link_team_id_idx on link (team_id);
create index link_created_at_idx on link (created_at);

create table pixel (
    pixel_id uuid primary key,
    name varchar(100) not null,
    slug varchar(100) not null,
    user_id uuid,
    team_id uuid,
    created_at timestamptz(6) default current_timestamp,
    updated_at timestamptz(6),
    deleted_at timestamptz(6)
);
create unique index pixel_pixel_id_key on pixel (pixel_id);
create unique index pixel_slug_key on pixel (slug);
create index pixel_slug_idx on pixel (slug);
create index pixel_user_id_idx on pixel (user_id);
create index pixel_team_id_idx on pixel (team_id);
create index pixel_created_at_idx on pixel (created_at);

-- `case` asks for the type before the length: PostgreSQL may evaluate both sides of an `and` in any order.
delete from report
where type = 'funnel'
    and case when jsonb_typeof(parameters -> 'steps') = 'array'
        then jsonb_array_length(parameters -> 'steps') = 1 else false end;

update report set parameters = parameters - 'websiteId' - 'dateRange' - 'urls'
where type = 'funnel' and jsonb_typeof(parameters) = 'object';

update report
set parameters = jsonb_set(parameters, '{steps}', (
    select jsonb_agg(
        case when step ->> 'type' = 'url' then jsonb_set(step, '{type}', '"path"') else step end order by place
    )
    from jsonb_array_elements(parameters -> 'steps') with ordinality steps (step, place)
))
where type = 'funnel'
    and case when jsonb_typeof(parameters -> 'steps') = 'array'
        then jsonb_array_length(parameters -> 'steps') > 0 else false end;

update report set type = 'goal' where type = 'goals';

insert into report (report_id, user_id, website_id, type, name, description, parameters, created_at, updated_at)
select
    gen_random_uuid(), user_id, website_id, 'goal',
    -- A name may be 200 characters long, and the value is added to it: Umami's migration fails then.
    left(name || ' - ' || coalesce(goal ->> 'value', ''), 200),
    description,
    jsonb_build_object(
        'type', case goal ->> 'type' when 'url' then 'path' else 'event' end, 'value', goal -> 'value'
    ),
    created_at, updated_at
from report
cross join lateral jsonb_array_elements(
    case when jsonb_typeof(parameters -> 'goals') = 'array' then parameters -> 'goals' else '[]' end
) goals (goal)
where type = 'goal' and goal ->> 'type' in ('url', 'event');

delete from report where type = 'goal' and parameters ? 'goals';
