"""The database of Umami 3.1.0, as its nineteen migrations leave it (spec 06, sections 2 and 3).

Meets: an empty schema. A database that Umami itself made is stamped with this revision and not touched.
Frozen: it is written out here and owes nothing to app.db.tables, which may move on.
"""

import uuid
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Columns stand in the order that Umami's migrations leave, so that `select *` and dumps agree with a Node Umami's.
TABLES = (
    """
    create table "user" (
        user_id uuid primary key,
        username varchar(255) not null,
        password varchar(60) not null,
        role varchar(50) not null,
        created_at timestamptz(6) default current_timestamp,
        updated_at timestamptz(6),
        deleted_at timestamptz(6),
        display_name varchar(255),
        logo_url varchar(2183)
    )
    """,
    """
    create table session (
        session_id uuid primary key,
        website_id uuid not null,
        browser varchar(20),
        os varchar(20),
        device varchar(20),
        screen varchar(11),
        language varchar(35),
        country char(2),
        region varchar(20),
        city varchar(50),
        created_at timestamptz(6) default current_timestamp,
        distinct_id varchar(50)
    )
    """,
    """
    create table website (
        website_id uuid primary key,
        name varchar(100) not null,
        domain varchar(500),
        reset_at timestamptz(6),
        user_id uuid,
        created_at timestamptz(6) default current_timestamp,
        updated_at timestamptz(6),
        deleted_at timestamptz(6),
        created_by uuid,
        team_id uuid,
        replay_enabled boolean not null default false,
        replay_config jsonb
    )
    """,
    """
    create table website_event (
        event_id uuid primary key,
        website_id uuid not null,
        session_id uuid not null,
        created_at timestamptz(6) default current_timestamp,
        url_path varchar(500) not null,
        url_query varchar(500),
        referrer_path varchar(500),
        referrer_query varchar(500),
        referrer_domain varchar(500),
        page_title varchar(500),
        event_type integer not null default 1,
        event_name varchar(50),
        visit_id uuid not null,
        tag varchar(50),
        fbclid varchar(255),
        gclid varchar(255),
        li_fat_id varchar(255),
        msclkid varchar(255),
        ttclid varchar(255),
        twclid varchar(255),
        utm_campaign varchar(255),
        utm_content varchar(255),
        utm_medium varchar(255),
        utm_source varchar(255),
        utm_term varchar(255),
        hostname varchar(100),
        cls numeric(10,4),
        fcp numeric(10,1),
        inp numeric(10,1),
        lcp numeric(10,1),
        ttfb numeric(10,1)
    )
    """,
    """
    create table event_data (
        event_data_id uuid primary key,
        website_id uuid not null,
        website_event_id uuid not null,
        data_key varchar(500) not null,
        string_value varchar(500),
        number_value numeric(19,4),
        date_value timestamptz(6),
        data_type integer not null,
        created_at timestamptz(6) default current_timestamp
    )
    """,
    """
    create table session_data (
        session_data_id uuid primary key,
        website_id uuid not null,
        session_id uuid not null,
        data_key varchar(500) not null,
        string_value varchar(500),
        number_value numeric(19,4),
        date_value timestamptz(6),
        data_type integer not null,
        created_at timestamptz(6) default current_timestamp,
        distinct_id varchar(50)
    )
    """,
    """
    create table team (
        team_id uuid primary key,
        name varchar(50) not null,
        access_code varchar(50),
        created_at timestamptz(6) default current_timestamp,
        updated_at timestamptz(6),
        deleted_at timestamptz(6),
        logo_url varchar(2183)
    )
    """,
    """
    create table team_user (
        team_user_id uuid primary key,
        team_id uuid not null,
        user_id uuid not null,
        role varchar(50) not null,
        created_at timestamptz(6) default current_timestamp,
        updated_at timestamptz(6)
    )
    """,
    """
    create table report (
        report_id uuid primary key,
        user_id uuid not null,
        website_id uuid not null,
        type varchar(50) not null,
        name varchar(200) not null,
        description varchar(500) not null,
        parameters jsonb not null,
        created_at timestamptz(6) default current_timestamp,
        updated_at timestamptz(6)
    )
    """,
    """
    create table segment (
        segment_id uuid primary key,
        website_id uuid not null,
        type varchar(50) not null,
        name varchar(200) not null,
        parameters jsonb not null,
        created_at timestamptz(6) default current_timestamp,
        updated_at timestamptz(6)
    )
    """,
    """
    create table revenue (
        revenue_id uuid primary key,
        website_id uuid not null,
        session_id uuid not null,
        event_id uuid not null,
        event_name varchar(50) not null,
        currency varchar(10) not null,
        revenue numeric(19,4),
        created_at timestamptz(6) default current_timestamp
    )
    """,
    """
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
    )
    """,
    """
    create table pixel (
        pixel_id uuid primary key,
        name varchar(100) not null,
        slug varchar(100) not null,
        user_id uuid,
        team_id uuid,
        created_at timestamptz(6) default current_timestamp,
        updated_at timestamptz(6),
        deleted_at timestamptz(6)
    )
    """,
    """
    create table board (
        board_id uuid primary key,
        type varchar(50) not null,
        name varchar(200) not null,
        description varchar(500) not null,
        parameters jsonb not null,
        user_id uuid,
        team_id uuid,
        created_at timestamptz(6) default current_timestamp,
        updated_at timestamptz(6)
    )
    """,
    """
    create table share (
        share_id uuid primary key,
        entity_id uuid not null,
        name varchar(200) not null,
        share_type integer not null,
        slug varchar(100) not null,
        parameters jsonb not null,
        created_at timestamptz(6) default current_timestamp,
        updated_at timestamptz(6)
    )
    """,
    """
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
    )
    """,
    """
    create table session_replay_saved (
        saved_replay_id uuid primary key,
        name varchar(100) not null,
        website_id uuid not null,
        visit_id uuid not null,
        created_at timestamptz(6) default current_timestamp,
        updated_at timestamptz(6),
        constraint session_replay_saved_website_id_visit_id_key unique (website_id, visit_id)
    )
    """,
)

# Columns of each index; its name is table, columns and `idx`. Some are redundant: Umami has them, so they are here.
INDEXES = {
    "session": (
        "created_at", "website_id", "website_id created_at", "website_id created_at browser",
        "website_id created_at os", "website_id created_at device", "website_id created_at screen",
        "website_id created_at language", "website_id created_at country", "website_id created_at region",
        "website_id created_at city",
    ),
    "website": ("user_id", "team_id", "created_at", "created_by"),
    "website_event": (
        "created_at", "session_id", "visit_id", "website_id", "website_id created_at",
        "website_id created_at url_path", "website_id created_at url_query", "website_id created_at referrer_domain",
        "website_id created_at page_title", "website_id created_at event_name", "website_id created_at tag",
        "website_id created_at hostname", "website_id session_id created_at", "website_id visit_id created_at",
    ),
    "event_data": (
        "created_at", "website_id", "website_event_id", "website_id created_at", "website_id created_at data_key",
    ),
    "session_data": (
        "created_at", "website_id", "session_id", "session_id created_at", "website_id created_at data_key",
    ),
    "team": ("access_code",),
    "team_user": ("team_id", "user_id"),
    "report": ("user_id", "website_id", "type", "name"),
    "segment": ("website_id",),
    "revenue": ("website_id", "session_id", "website_id created_at", "website_id session_id created_at"),
    "link": ("slug", "user_id", "team_id", "created_at"),
    "pixel": ("slug", "user_id", "team_id", "created_at"),
    "board": ("user_id", "team_id", "created_at"),
    "share": ("entity_id",),
    "session_replay": (
        "website_id", "session_id", "website_id session_id", "website_id visit_id", "website_id created_at",
        "session_id chunk_index",
    ),
    "session_replay_saved": ("website_id", "visit_id", "website_id created_at"),
}

# Unique indexes (not constraints), named table, column and `key`.
UNIQUE = (("user", "username"), ("team", "access_code"), ("link", "slug"), ("pixel", "slug"), ("share", "slug"))

PRISMA_TABLE = """
    create table if not exists _prisma_migrations (
        id varchar(36) not null primary key,
        checksum varchar(64) not null,
        finished_at timestamptz,
        migration_name varchar(255) not null,
        logs text,
        rolled_back_at timestamptz,
        started_at timestamptz not null default now(),
        applied_steps_count integer not null default 0
    )
"""

# What Umami's own history says after 3.1.0; with it a Node Umami starts on this database and finds nothing to do.
PRISMA_MIGRATIONS = (
    ("01_init", "65f0f9ee4a3b432e7fa917795033254887497a849d95acf7d9cb4ff24b45f98f"),
    ("02_report_schema_session_data", "4cc3c14482cb8700574cbdbdb478a93ccd1cabb0aeed37dfffb77a80278ce575"),
    ("03_metric_performance_index", "baf86a7adc077bc46ea646d86aabc5f613aeb311e63894366979a18f6a9ca48c"),
    ("04_team_redesign", "eb0e4ae2ef5204bc67ddb248358a402cd3bd88567d710f808f16c5124e5fd9cb"),
    ("05_add_visit_id", "12e5b277e41da871b0768118937cef221c4d4f9c3206b719fffba86324df7a11"),
    ("06_session_data", "fcd8585d077229bb2a16ae4705a79a5bc31cf6cbca089de99f4b1c19cb0a0a17"),
    ("07_add_tag", "c38c9605d759b3b00f94076c929b6081d7dbd01a25d2955909fc8d1a6e3276b4"),
    ("08_add_utm_clid", "ad640f709cd22434c088d577a2cf124c275fe3dc53ca249a542ae05af66b07b6"),
    ("09_update_hostname_region", "e94d9993b17ac5c330ae3f872fd5869fb8095a3f3a7d31d2aaade73dc45fbe9c"),
    ("10_add_distinct_id", "6ece5066ccec715ca8a07b65eafde7f96d110c0638b2d2187398fd1a79770ff6"),
    ("11_add_segment", "e7421573e8b15f8a5c3e0928f1564ab43b3855d7c6634a36d87ece68196900e5"),
    ("12_update_report_parameter", "f74b307b6e62c8457f32c4bae0beb99e26eb384467755912714abdfeae9e09af"),
    ("13_add_revenue", "53180616f450ac033a60143ff9b7c3656205947809c7979a51991922e7f326ad"),
    ("14_add_link_and_pixel", "2017fc23cad1365fa62fe1c18b70c631eb6a119a902f88672ffad63f90d80f3d"),
    ("15_add_share", "11e97bd1bd36611c473ca7f518a8c8c1e66fba5b2798e72db224f7e20477eb74"),
    ("16_boards", "5cef1484333ad14bcbbc3e1b2262601d3274a072d9656fb422530d112f98b447"),
    ("17_remove_duplicate_key", "19ef24e157ab33d7a34b13d06c5ffc2eca95ae4f668c1ccbbe219e48a09d13b1"),
    ("18_add_performance", "4ab4d1d954adfd3e65a327797b8fa2a528aa4377cbe03e2bd79b1d1c33c3b6ae"),
    ("19_add_session_replay", "d0b6047a369c8aa04813fb06ac012c731777a9f3d602d491119f47e57aa2ec09"),
)

# The same admin in every Umami since 2.0: user `admin`, password `umami`.
ADMIN = {
    "user_id": "41e2b680-648e-4b09-bcd7-3e2b10c06264",
    "username": "admin",
    "role": "admin",
    "password": "$2b$10$BUli0c.muyCW1ErNJc3jL.vFRFtFJWrT8/GcR4A.sUdCznaXiqFXa",
}


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
    for table, column in UNIQUE:
        op.create_index("_".join((table, column, "key")), table, [column], unique=True)
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.create_index("_".join((table, *columns.split(), "idx")), table, columns.split())
    _add_pgcrypto()
    op.get_bind().execute(
        sa.text(
            'insert into "user" (user_id, username, role, password)'
            " values (:user_id, :username, :role, :password)"
        ),
        ADMIN,
    )
    _write_prisma_history()


def downgrade() -> None:
    raise NotImplementedError("This would drop every table. Drop the schema yourself if that is what you want.")


def _add_pgcrypto() -> None:
    """Umami has the extension; nothing uses it after its migrations. So where it cannot be had, it is left out."""
    connection = op.get_bind()
    if not connection.scalar(sa.text("select exists (select from pg_available_extensions where name = 'pgcrypto')")):
        return
    try:
        with connection.begin_nested():
            connection.execute(sa.text("create extension if not exists pgcrypto"))
    except sa.exc.ProgrammingError:  # the database's user may not
        pass


def _write_prisma_history() -> None:
    op.execute(PRISMA_TABLE)
    began = datetime.now(UTC) - timedelta(seconds=len(PRISMA_MIGRATIONS))
    op.get_bind().execute(
        sa.text(
            "insert into _prisma_migrations"
            " (id, checksum, migration_name, started_at, finished_at, applied_steps_count)"
            " values (:id, :checksum, :name, :started_at, :finished_at, 1)"
        ),
        [
            {
                "id": str(uuid.uuid4()), "checksum": checksum, "name": name,
                "started_at": began + timedelta(seconds=place),
                "finished_at": began + timedelta(seconds=place, milliseconds=500),
            }
            for place, (name, checksum) in enumerate(PRISMA_MIGRATIONS)
        ],
    )
