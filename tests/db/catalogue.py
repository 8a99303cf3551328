"""The catalogue of Umami 3.1.0's database, copied from spec 06, section 2, and a way to read a real one."""

from dataclasses import dataclass
from typing import Any

import psycopg

from app.db import own_tables

# A column a line: name, type, `N` for NOT NULL, then the default (`now` for CURRENT_TIMESTAMP).
COLUMNS = {
    "user": """
        user_id uuid N
        username varchar(255) N
        password varchar(60) N
        role varchar(50) N
        created_at timestamptz(6) now
        updated_at timestamptz(6)
        deleted_at timestamptz(6)
        display_name varchar(255)
        logo_url varchar(2183)
    """,
    "session": """
        session_id uuid N
        website_id uuid N
        browser varchar(20)
        os varchar(20)
        device varchar(20)
        screen varchar(11)
        language varchar(35)
        country char(2)
        region varchar(20)
        city varchar(50)
        created_at timestamptz(6) now
        distinct_id varchar(50)
    """,
    "website": """
        website_id uuid N
        name varchar(100) N
        domain varchar(500)
        reset_at timestamptz(6)
        user_id uuid
        created_at timestamptz(6) now
        updated_at timestamptz(6)
        deleted_at timestamptz(6)
        created_by uuid
        team_id uuid
        replay_enabled boolean N false
        replay_config jsonb
    """,
    "website_event": """
        event_id uuid N
        website_id uuid N
        session_id uuid N
        created_at timestamptz(6) now
        url_path varchar(500) N
        url_query varchar(500)
        referrer_path varchar(500)
        referrer_query varchar(500)
        referrer_domain varchar(500)
        page_title varchar(500)
        event_type integer N 1
        event_name varchar(50)
        visit_id uuid N
        tag varchar(50)
        fbclid varchar(255)
        gclid varchar(255)
        li_fat_id varchar(255)
        msclkid varchar(255)
        ttclid varchar(255)
        twclid varchar(255)
        utm_campaign varchar(255)
        utm_content varchar(255)
        utm_medium varchar(255)
        utm_source varchar(255)
        utm_term varchar(255)
        hostname varchar(100)
        cls numeric(10,4)
        fcp numeric(10,1)
        inp numeric(10,1)
        lcp numeric(10,1)
        ttfb numeric(10,1)
    """,
    "event_data": """
        event_data_id uuid N
        website_id uuid N
        website_event_id uuid N
        data_key varchar(500) N
        string_value varchar(500)
        number_value numeric(19,4)
        date_value timestamptz(6)
        data_type integer N
        created_at timestamptz(6) now
    """,
    "session_data": """
        session_data_id uuid N
        website_id uuid N
        session_id uuid N
        data_key varchar(500) N
        string_value varchar(500)
        number_value numeric(19,4)
        date_value timestamptz(6)
        data_type integer N
        created_at timestamptz(6) now
        distinct_id varchar(50)
    """,
    "team": """
        team_id uuid N
        name varchar(50) N
        access_code varchar(50)
        created_at timestamptz(6) now
        updated_at timestamptz(6)
        deleted_at timestamptz(6)
        logo_url varchar(2183)
    """,
    "team_user": """
        team_user_id uuid N
        team_id uuid N
        user_id uuid N
        role varchar(50) N
        created_at timestamptz(6) now
        updated_at timestamptz(6)
    """,
    "report": """
        report_id uuid N
        user_id uuid N
        website_id uuid N
        type varchar(50) N
        name varchar(200) N
        description varchar(500) N
        parameters jsonb N
        created_at timestamptz(6) now
        updated_at timestamptz(6)
    """,
    "segment": """
        segment_id uuid N
        website_id uuid N
        type varchar(50) N
        name varchar(200) N
        parameters jsonb N
        created_at timestamptz(6) now
        updated_at timestamptz(6)
    """,
    "revenue": """
        revenue_id uuid N
        website_id uuid N
        session_id uuid N
        event_id uuid N
        event_name varchar(50) N
        currency varchar(10) N
        revenue numeric(19,4)
        created_at timestamptz(6) now
    """,
    "link": """
        link_id uuid N
        name varchar(100) N
        url varchar(500) N
        slug varchar(100) N
        user_id uuid
        team_id uuid
        created_at timestamptz(6) now
        updated_at timestamptz(6)
        deleted_at timestamptz(6)
    """,
    "pixel": """
        pixel_id uuid N
        name varchar(100) N
        slug varchar(100) N
        user_id uuid
        team_id uuid
        created_at timestamptz(6) now
        updated_at timestamptz(6)
        deleted_at timestamptz(6)
    """,
    "board": """
        board_id uuid N
        type varchar(50) N
        name varchar(200) N
        description varchar(500) N
        parameters jsonb N
        user_id uuid
        team_id uuid
        created_at timestamptz(6) now
        updated_at timestamptz(6)
    """,
    "share": """
        share_id uuid N
        entity_id uuid N
        name varchar(200) N
        share_type integer N
        slug varchar(100) N
        parameters jsonb N
        created_at timestamptz(6) now
        updated_at timestamptz(6)
    """,
    "session_replay": """
        replay_id uuid N
        website_id uuid N
        session_id uuid N
        visit_id uuid N
        chunk_index integer N
        events bytea N
        event_count integer N
        started_at timestamptz(6) N
        ended_at timestamptz(6) N
        created_at timestamptz(6) now
    """,
    "session_replay_saved": """
        saved_replay_id uuid N
        name varchar(100) N
        website_id uuid N
        visit_id uuid N
        created_at timestamptz(6) now
        updated_at timestamptz(6)
    """,
}

# An index a line: name, columns, then its kind: PK, UNIQUE (an index only) or CONSTRAINT (a unique one of the table).
INDEXES = """
    user_pkey user_id PK
    user_username_key username UNIQUE
    session_pkey session_id PK
    session_created_at_idx created_at
    session_website_id_idx website_id
    session_website_id_created_at_idx website_id,created_at
    session_website_id_created_at_browser_idx website_id,created_at,browser
    session_website_id_created_at_os_idx website_id,created_at,os
    session_website_id_created_at_device_idx website_id,created_at,device
    session_website_id_created_at_screen_idx website_id,created_at,screen
    session_website_id_created_at_language_idx website_id,created_at,language
    session_website_id_created_at_country_idx website_id,created_at,country
    session_website_id_created_at_region_idx website_id,created_at,region
    session_website_id_created_at_city_idx website_id,created_at,city
    website_pkey website_id PK
    website_user_id_idx user_id
    website_team_id_idx team_id
    website_created_at_idx created_at
    website_created_by_idx created_by
    website_event_pkey event_id PK
    website_event_created_at_idx created_at
    website_event_session_id_idx session_id
    website_event_visit_id_idx visit_id
    website_event_website_id_idx website_id
    website_event_website_id_created_at_idx website_id,created_at
    website_event_website_id_created_at_url_path_idx website_id,created_at,url_path
    website_event_website_id_created_at_url_query_idx website_id,created_at,url_query
    website_event_website_id_created_at_referrer_domain_idx website_id,created_at,referrer_domain
    website_event_website_id_created_at_page_title_idx website_id,created_at,page_title
    website_event_website_id_created_at_event_name_idx website_id,created_at,event_name
    website_event_website_id_created_at_tag_idx website_id,created_at,tag
    website_event_website_id_created_at_hostname_idx website_id,created_at,hostname
    website_event_website_id_session_id_created_at_idx website_id,session_id,created_at
    website_event_website_id_visit_id_created_at_idx website_id,visit_id,created_at
    event_data_pkey event_data_id PK
    event_data_created_at_idx created_at
    event_data_website_id_idx website_id
    event_data_website_event_id_idx website_event_id
    event_data_website_id_created_at_idx website_id,created_at
    event_data_website_id_created_at_data_key_idx website_id,created_at,data_key
    session_data_pkey session_data_id PK
    session_data_created_at_idx created_at
    session_data_website_id_idx website_id
    session_data_session_id_idx session_id
    session_data_session_id_created_at_idx session_id,created_at
    session_data_website_id_created_at_data_key_idx website_id,created_at,data_key
    team_pkey team_id PK
    team_access_code_key access_code UNIQUE
    team_access_code_idx access_code
    team_user_pkey team_user_id PK
    team_user_team_id_idx team_id
    team_user_user_id_idx user_id
    report_pkey report_id PK
    report_user_id_idx user_id
    report_website_id_idx website_id
    report_type_idx type
    report_name_idx name
    segment_pkey segment_id PK
    segment_website_id_idx website_id
    revenue_pkey revenue_id PK
    revenue_website_id_idx website_id
    revenue_session_id_idx session_id
    revenue_website_id_created_at_idx website_id,created_at
    revenue_website_id_session_id_created_at_idx website_id,session_id,created_at
    link_pkey link_id PK
    link_slug_key slug UNIQUE
    link_slug_idx slug
    link_user_id_idx user_id
    link_team_id_idx team_id
    link_created_at_idx created_at
    pixel_pkey pixel_id PK
    pixel_slug_key slug UNIQUE
    pixel_slug_idx slug
    pixel_user_id_idx user_id
    pixel_team_id_idx team_id
    pixel_created_at_idx created_at
    board_pkey board_id PK
    board_user_id_idx user_id
    board_team_id_idx team_id
    board_created_at_idx created_at
    share_pkey share_id PK
    share_slug_key slug UNIQUE
    share_entity_id_idx entity_id
    session_replay_pkey replay_id PK
    session_replay_website_id_idx website_id
    session_replay_session_id_idx session_id
    session_replay_website_id_session_id_idx website_id,session_id
    session_replay_website_id_visit_id_idx website_id,visit_id
    session_replay_website_id_created_at_idx website_id,created_at
    session_replay_session_id_chunk_index_idx session_id,chunk_index
    session_replay_saved_pkey saved_replay_id PK
    session_replay_saved_website_id_visit_id_key website_id,visit_id CONSTRAINT
    session_replay_saved_website_id_idx website_id
    session_replay_saved_visit_id_idx visit_id
    session_replay_saved_website_id_created_at_idx website_id,created_at
"""

# What a new database has of the indexes of the four large tables (issue 10); of the others it has all.
LARGE = ("website_event_", "session_", "event_data_", "revenue_")
SMALL = ("session_data_", "session_replay_")
LEAN = (
    "website_event_pkey", "website_event_website_id_created_at_idx", "website_event_session_id_idx", "session_pkey",
    "event_data_pkey", "event_data_website_event_id_idx", "event_data_website_id_created_at_idx", "revenue_pkey",
    "revenue_website_id_created_at_idx",
)
CUSTOM_EVENTS = (
    "CREATE INDEX dashi_website_event_custom_idx ON {}.website_event"
    " USING btree (website_id, created_at, event_name) WHERE (event_type = 2)")

# Prisma's table (section 3).
PRISMA_COLUMNS = """
    id varchar(36) N
    checksum varchar(64) N
    finished_at timestamptz
    migration_name varchar(255) N
    logs text
    rolled_back_at timestamptz
    started_at timestamptz N now()
    applied_steps_count integer N 0
"""

OUR_TABLES = {"_prisma_migrations", "dashi_alembic_version", *own_tables.metadata.tables}

_SHORT = (
    ("character varying", "varchar"), ("character(", "char("), ("timestamp(6) with time zone", "timestamptz(6)"),
    ("timestamp with time zone", "timestamptz"), (", ", ","), ("CURRENT_TIMESTAMP", "now"),
)


@dataclass(frozen=True)
class Catalogue:
    """Columns in physical order of each table, and each index in one line, as above."""

    columns: dict[str, list[str]]
    indexes: list[str]


def lines(text: str) -> list[str]:
    """The lines of a block above."""
    return [line.strip() for line in text.strip().splitlines()]


def shortened(text: str) -> str:
    """A type or default of PostgreSQL's in the words above."""
    for long, short in _SHORT:
        text = text.replace(long, short)
    return text


def expected() -> Catalogue:
    """The catalogue of the spec."""
    return Catalogue({table: lines(block) for table, block in COLUMNS.items()}, sorted(lines(INDEXES)))


def lean() -> Catalogue:
    """The catalogue of a new database, without the one index that has a condition."""
    full = expected()
    return Catalogue(full.columns, [
        line for line in full.indexes
        if line.split()[0] in LEAN or line.startswith(SMALL) or not line.startswith(LARGE)])


def read(connection: psycopg.Connection[Any], schema: str = "public") -> Catalogue:
    """The catalogue of a database's schema, without Prisma's and our own table."""
    columns: dict[str, list[str]] = {}
    for table, name, kind, required, default in connection.execute(_READ_COLUMNS, [schema]):
        if table not in OUR_TABLES:
            words = (name, shortened(kind), "N" if required else "", shortened(default or ""))
            columns.setdefault(table, []).append(" ".join(word for word in words if word))
    indexes = [
        " ".join(word for word in (name, names, kind) if word)
        for table, name, names, kind in connection.execute(_READ_INDEXES, [schema])
        if table not in OUR_TABLES
    ]
    return Catalogue(columns, sorted(indexes))


def prisma_columns(connection: psycopg.Connection[Any], schema: str = "public") -> list[str]:
    """The columns of `_prisma_migrations`."""
    found = connection.execute(_READ_COLUMNS, [schema]).fetchall()
    return [
        " ".join(word for word in (name, shortened(kind), "N" if required else "", default or "") if word)
        for table, name, kind, required, default in found if table == "_prisma_migrations"
    ]


_READ_COLUMNS = """
    select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = %s::regnamespace and c.relkind = 'r'
    order by c.relname, a.attnum
"""

_READ_INDEXES = """
    select t.relname, i.relname, string_agg(a.attname, ',' order by k.place),
        case when x.indisprimary then 'PK' when con.contype = 'u' then 'CONSTRAINT' when x.indisunique then 'UNIQUE'
            else '' end
    from pg_index x
    join pg_class i on i.oid = x.indexrelid
    join pg_class t on t.oid = x.indrelid
    cross join lateral unnest(x.indkey::int2[]) with ordinality k(attnum, place)
    join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
    left join pg_constraint con on con.conindid = i.oid
    where t.relnamespace = %s::regnamespace and x.indisvalid and x.indpred is null
    group by t.relname, i.relname, x.indisprimary, x.indisunique, con.contype
"""
