"""The seventeen tables of Umami 3.1.0, as SQLAlchemy Core knows them (spec 06, section 2).

The schema is inherited: names, types and nullability are Umami's, and a Node Umami works on the same tables.
Indexes are left to the migration, which creates them by Umami's names. Nothing here creates a table.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BYTEA, JSONB, TIMESTAMP

metadata = sa.MetaData()

_id = sa.Uuid(as_uuid=False)  # UUIDs are text throughout: they come as text and go as text
_time = TIMESTAMP(timezone=True, precision=6)
_now = sa.text("CURRENT_TIMESTAMP")


def _created() -> "sa.Column[object]":
    return sa.Column("created_at", _time, server_default=_now)


def _updated() -> "sa.Column[object]":
    return sa.Column("updated_at", _time)


def _deleted() -> "sa.Column[object]":
    return sa.Column("deleted_at", _time)


user = sa.Table(
    "user", metadata,
    sa.Column("user_id", _id, primary_key=True),
    sa.Column("username", sa.String(255), nullable=False),
    sa.Column("password", sa.String(60), nullable=False),
    sa.Column("role", sa.String(50), nullable=False),
    _created(), _updated(), _deleted(),
    sa.Column("display_name", sa.String(255)),
    sa.Column("logo_url", sa.String(2183)),
)

session = sa.Table(
    "session", metadata,
    sa.Column("session_id", _id, primary_key=True),
    sa.Column("website_id", _id, nullable=False),
    sa.Column("browser", sa.String(20)),
    sa.Column("os", sa.String(20)),
    sa.Column("device", sa.String(20)),
    sa.Column("screen", sa.String(11)),
    sa.Column("language", sa.String(35)),
    sa.Column("country", sa.CHAR(2)),
    sa.Column("region", sa.String(20)),
    sa.Column("city", sa.String(50)),
    _created(),
    sa.Column("distinct_id", sa.String(50)),
)

website = sa.Table(
    "website", metadata,
    sa.Column("website_id", _id, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("domain", sa.String(500)),
    sa.Column("reset_at", _time),
    sa.Column("user_id", _id),
    _created(), _updated(), _deleted(),
    sa.Column("created_by", _id),
    sa.Column("team_id", _id),
    sa.Column("replay_enabled", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("replay_config", JSONB),
)

website_event = sa.Table(
    "website_event", metadata,
    sa.Column("event_id", _id, primary_key=True),
    sa.Column("website_id", _id, nullable=False),
    sa.Column("session_id", _id, nullable=False),
    _created(),
    sa.Column("url_path", sa.String(500), nullable=False),
    sa.Column("url_query", sa.String(500)),
    sa.Column("referrer_path", sa.String(500)),
    sa.Column("referrer_query", sa.String(500)),
    sa.Column("referrer_domain", sa.String(500)),
    sa.Column("page_title", sa.String(500)),
    sa.Column("event_type", sa.Integer, nullable=False, server_default="1"),
    sa.Column("event_name", sa.String(50)),
    sa.Column("visit_id", _id, nullable=False),
    sa.Column("tag", sa.String(50)),
    sa.Column("fbclid", sa.String(255)),
    sa.Column("gclid", sa.String(255)),
    sa.Column("li_fat_id", sa.String(255)),
    sa.Column("msclkid", sa.String(255)),
    sa.Column("ttclid", sa.String(255)),
    sa.Column("twclid", sa.String(255)),
    sa.Column("utm_campaign", sa.String(255)),
    sa.Column("utm_content", sa.String(255)),
    sa.Column("utm_medium", sa.String(255)),
    sa.Column("utm_source", sa.String(255)),
    sa.Column("utm_term", sa.String(255)),
    sa.Column("hostname", sa.String(100)),
    sa.Column("cls", sa.Numeric(10, 4)),
    sa.Column("fcp", sa.Numeric(10, 1)),
    sa.Column("inp", sa.Numeric(10, 1)),
    sa.Column("lcp", sa.Numeric(10, 1)),
    sa.Column("ttfb", sa.Numeric(10, 1)),
)

event_data = sa.Table(
    "event_data", metadata,
    sa.Column("event_data_id", _id, primary_key=True),
    sa.Column("website_id", _id, nullable=False),
    sa.Column("website_event_id", _id, nullable=False),
    sa.Column("data_key", sa.String(500), nullable=False),
    sa.Column("string_value", sa.String(500)),
    sa.Column("number_value", sa.Numeric(19, 4)),
    sa.Column("date_value", _time),
    sa.Column("data_type", sa.Integer, nullable=False),
    _created(),
)

session_data = sa.Table(
    "session_data", metadata,
    sa.Column("session_data_id", _id, primary_key=True),
    sa.Column("website_id", _id, nullable=False),
    sa.Column("session_id", _id, nullable=False),
    sa.Column("data_key", sa.String(500), nullable=False),
    sa.Column("string_value", sa.String(500)),
    sa.Column("number_value", sa.Numeric(19, 4)),
    sa.Column("date_value", _time),
    sa.Column("data_type", sa.Integer, nullable=False),
    _created(),
    sa.Column("distinct_id", sa.String(50)),
)

team = sa.Table(
    "team", metadata,
    sa.Column("team_id", _id, primary_key=True),
    sa.Column("name", sa.String(50), nullable=False),
    sa.Column("access_code", sa.String(50)),
    _created(), _updated(), _deleted(),
    sa.Column("logo_url", sa.String(2183)),
)

team_user = sa.Table(
    "team_user", metadata,
    sa.Column("team_user_id", _id, primary_key=True),
    sa.Column("team_id", _id, nullable=False),
    sa.Column("user_id", _id, nullable=False),
    sa.Column("role", sa.String(50), nullable=False),
    _created(), _updated(),
)

report = sa.Table(
    "report", metadata,
    sa.Column("report_id", _id, primary_key=True),
    sa.Column("user_id", _id, nullable=False),
    sa.Column("website_id", _id, nullable=False),
    sa.Column("type", sa.String(50), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("description", sa.String(500), nullable=False),
    sa.Column("parameters", JSONB, nullable=False),
    _created(), _updated(),
)

segment = sa.Table(
    "segment", metadata,
    sa.Column("segment_id", _id, primary_key=True),
    sa.Column("website_id", _id, nullable=False),
    sa.Column("type", sa.String(50), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("parameters", JSONB, nullable=False),
    _created(), _updated(),
)

revenue = sa.Table(
    "revenue", metadata,
    sa.Column("revenue_id", _id, primary_key=True),
    sa.Column("website_id", _id, nullable=False),
    sa.Column("session_id", _id, nullable=False),
    sa.Column("event_id", _id, nullable=False),
    sa.Column("event_name", sa.String(50), nullable=False),
    sa.Column("currency", sa.String(10), nullable=False),
    sa.Column("revenue", sa.Numeric(19, 4)),
    _created(),
)

link = sa.Table(
    "link", metadata,
    sa.Column("link_id", _id, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("url", sa.String(500), nullable=False),
    sa.Column("slug", sa.String(100), nullable=False),
    sa.Column("user_id", _id),
    sa.Column("team_id", _id),
    _created(), _updated(), _deleted(),
)

pixel = sa.Table(
    "pixel", metadata,
    sa.Column("pixel_id", _id, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("slug", sa.String(100), nullable=False),
    sa.Column("user_id", _id),
    sa.Column("team_id", _id),
    _created(), _updated(), _deleted(),
)

board = sa.Table(
    "board", metadata,
    sa.Column("board_id", _id, primary_key=True),
    sa.Column("type", sa.String(50), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("description", sa.String(500), nullable=False),
    sa.Column("parameters", JSONB, nullable=False),
    sa.Column("user_id", _id),
    sa.Column("team_id", _id),
    _created(), _updated(),
)

share = sa.Table(
    "share", metadata,
    sa.Column("share_id", _id, primary_key=True),
    sa.Column("entity_id", _id, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("share_type", sa.Integer, nullable=False),
    sa.Column("slug", sa.String(100), nullable=False),
    sa.Column("parameters", JSONB, nullable=False),
    _created(), _updated(),
)

session_replay = sa.Table(
    "session_replay", metadata,
    sa.Column("replay_id", _id, primary_key=True),
    sa.Column("website_id", _id, nullable=False),
    sa.Column("session_id", _id, nullable=False),
    sa.Column("visit_id", _id, nullable=False),
    sa.Column("chunk_index", sa.Integer, nullable=False),
    sa.Column("events", BYTEA, nullable=False),
    sa.Column("event_count", sa.Integer, nullable=False),
    sa.Column("started_at", _time, nullable=False),
    sa.Column("ended_at", _time, nullable=False),
    _created(),
)

session_replay_saved = sa.Table(
    "session_replay_saved", metadata,
    sa.Column("saved_replay_id", _id, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("website_id", _id, nullable=False),
    sa.Column("visit_id", _id, nullable=False),
    _created(), _updated(),
)
