-- Adds the table of revenue; what old events earned stays in their data, as with Umami.

create table revenue (
    revenue_id uuid primary key,
    website_id uuid not null,
    session_id uuid not null,
    event_id uuid not null,
    event_name varchar(50) not null,
    currency varchar(100) not null,
    revenue numeric(19, 4),
    created_at timestamptz(6) default current_timestamp
);
create unique index revenue_revenue_id_key on revenue (revenue_id);
create index revenue_website_id_idx on revenue (website_id);
create index revenue_session_id_idx on revenue (session_id);
create index revenue_website_id_created_at_idx on revenue (website_id, created_at);
create index revenue_website_id_session_id_created_at_idx on revenue (website_id, session_id, created_at);
