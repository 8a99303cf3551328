-- Adds the table of boards.

create table board (
    board_id uuid primary key,
    type varchar(50) not null,
    name varchar(200) not null,
    description varchar(500) not null,
    parameters jsonb not null,
    slug varchar(100) not null,
    user_id uuid,
    team_id uuid,
    created_at timestamptz(6) default current_timestamp,
    updated_at timestamptz(6)
);
create unique index board_slug_key on board (slug);
create index board_slug_idx on board (slug);
create index board_user_id_idx on board (user_id);
create index board_team_id_idx on board (team_id);
create index board_created_at_idx on board (created_at);
