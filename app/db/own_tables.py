"""The tables that are ours: what Umami has no place for. Their names begin with `dashi_`.

They stand beside Umami's seventeen in the same schema; a Node Umami takes no notice of them. Made by the migrations
after the baseline (`alembic/versions/0002_logins.py`).
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BYTEA, TIMESTAMP

metadata = sa.MetaData()

_id = sa.Uuid(as_uuid=False)
_time = TIMESTAMP(timezone=True, precision=6)

# Login tokens never expire (spec 02, section 1), so one that was ended is remembered, by its SHA-256, for good.
ended_token = sa.Table(
    "dashi_ended_token", metadata,
    sa.Column("token_hash", BYTEA, primary_key=True),
    sa.Column("user_id", _id, nullable=False),
    sa.Column("ended_at", _time, nullable=False, server_default=sa.text("CURRENT_TIMESTAMP")),
)

# Logins of a user from before a change of password count no more, but for the one that changed it.
login_cutoff = sa.Table(
    "dashi_login_cutoff", metadata,
    sa.Column("user_id", _id, primary_key=True),
    sa.Column("not_before", _time, nullable=False),
    sa.Column("kept_token", BYTEA),
)

# How many logins failed of late, by whom: a keyed hash of an address or a user name, never these themselves.
login_failure = sa.Table(
    "dashi_login_failure", metadata,
    sa.Column("who", BYTEA, primary_key=True),
    sa.Column("level", sa.Double, nullable=False),
    sa.Column("counted_at", _time, nullable=False),
)

# From where a user has signed in before: a keyed hash of both.
login_place = sa.Table(
    "dashi_login_place", metadata,
    sa.Column("who", BYTEA, primary_key=True),
    sa.Column("user_id", _id, nullable=False),
    sa.Column("seen_at", _time, nullable=False),
)
