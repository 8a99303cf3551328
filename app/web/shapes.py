"""Rows as answers show them: columns in Umami's order and camelCase, the key first as `id` (spec 03, section 0)."""

from collections.abc import Mapping
from typing import Any

from pydantic.alias_generators import to_camel
from sqlalchemy import Label, Table, select

from app.db.tables import (
    board,
    link,
    pixel,
    report,
    segment,
    session_replay_saved,
    share,
    team,
    team_user,
    user,
    website,
)

Columns = tuple[Label[Any], ...]


def columns(table: Table, key: str, *names: str) -> Columns:
    """Labelled columns of `table`: `key` as `id`, the others in camelCase."""
    return (table.c[key].label("id"), *(table.c[name].label(to_camel(name)) for name in names))


WEBSITE = columns(website, "website_id", "name", "domain", "reset_at", "user_id", "team_id", "created_by",
                  "created_at", "updated_at", "deleted_at", "replay_enabled", "replay_config")
USER = columns(user, "user_id", "username", "role", "created_at")
TEAM = columns(team, "team_id", "name", "access_code", "logo_url", "created_at", "updated_at", "deleted_at")
TEAM_USER = columns(team_user, "team_user_id", "team_id", "user_id", "role", "created_at", "updated_at")
LINK = columns(link, "link_id", "name", "url", "slug", "user_id", "team_id", "created_at", "updated_at", "deleted_at")
PIXEL = columns(pixel, "pixel_id", "name", "slug", "user_id", "team_id", "created_at", "updated_at", "deleted_at")
BOARD = columns(board, "board_id", "type", "name", "description", "parameters", "user_id", "team_id", "created_at",
                "updated_at")
SHARE = columns(share, "share_id", "entity_id", "name", "share_type", "slug", "parameters", "created_at",
                "updated_at")
SEGMENT = columns(segment, "segment_id", "website_id", "type", "name", "parameters", "created_at", "updated_at")
REPORT = columns(report, "report_id", "user_id", "website_id", "type", "name", "description", "parameters",
                 "created_at", "updated_at")
SAVED_REPLAY = columns(session_replay_saved, "saved_replay_id", "name", "website_id", "visit_id", "created_at",
                       "updated_at")

# The slug of a website's newest share.
SHARE_ID = (
    select(share.c.slug).where(share.c.entity_id == website.c.website_id)
    .order_by(share.c.created_at.desc(), share.c.share_id.desc()).limit(1)
    .scalar_subquery().label("shareId")
)


def nested(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its labels `user.id`, `user.username` put together as `user: {...}`; null where all are null."""
    out: dict[str, Any] = {}
    for name, value in row.items():
        outer, dot, inner = name.partition(".")
        if not dot:
            out[name] = value
        else:
            out[outer] = {**(out.get(outer) or {}), inner: value}
    for name, value in out.items():
        if isinstance(value, dict) and f"{name}.id" in row and row[f"{name}.id"] is None:
            out[name] = None
    return out
