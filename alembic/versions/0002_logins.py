"""What Dashi keeps about logins, in tables of its own: which were ended, and how many failed of late.

Meets: 0001, the database of Umami 3.1.0. Umami's tables are not touched, and a Node Umami on the same database takes
no notice of ours. Frozen: it is written out here and owes nothing to app.db.own_tables, which may move on.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    """
    create table dashi_ended_token (
        token_hash bytea primary key,
        user_id uuid not null,
        ended_at timestamptz(6) not null default current_timestamp
    )
    """,
    "create index dashi_ended_token_user_id_idx on dashi_ended_token (user_id)",
    """
    create table dashi_login_cutoff (
        user_id uuid primary key,
        not_before timestamptz(6) not null,
        kept_token bytea
    )
    """,
    """
    create table dashi_login_failure (
        who bytea primary key,
        level double precision not null,
        counted_at timestamptz(6) not null
    )
    """,
    "create index dashi_login_failure_counted_at_idx on dashi_login_failure (counted_at)",
    """
    create table dashi_login_place (
        who bytea primary key,
        user_id uuid not null,
        seen_at timestamptz(6) not null
    )
    """,
    "create index dashi_login_place_user_id_idx on dashi_login_place (user_id)",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    for name in ("dashi_login_place", "dashi_login_failure", "dashi_login_cutoff", "dashi_ended_token"):
        op.drop_table(name)
