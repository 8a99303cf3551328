"""Statements that tell who somebody is and whose a thing is."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import FromClause, Select, Table, and_, literal, null, select, union_all
from sqlalchemy.sql import ColumnElement, CompoundSelect

from app.db.tables import board, link, pixel, report, share, team_user, user, website

_TABLES: dict[str, tuple[Table, ColumnElement[str]]] = {
    "website": (website, website.c.website_id),
    "link": (link, link.c.link_id),
    "pixel": (pixel, pixel.c.pixel_id),
    "board": (board, board.c.board_id),
}


def user_by_id(user_id: str) -> Select[str, str, str, object]:
    """A user that is not deleted: id, username, role, created_at."""
    return (
        select(user.c.user_id, user.c.username, user.c.role, user.c.created_at)
        .where(user.c.user_id == user_id, user.c.deleted_at.is_(None))
    )


def share_by_id(share_id: str) -> Select[str, int]:
    """What a share shows: entity_id and share_type."""
    return select(share.c.entity_id, share.c.share_type).where(share.c.share_id == share_id)


def owners(entity_id: str, user_id: str | None, kinds: Collection[str]) -> CompoundSelect[Any]:
    """Whose the things of this id are, among `kinds`: kind, user_id, team_id, and the role of `user_id` in the team."""
    parts = []
    for kind in kinds:
        table, key = _TABLES[kind]
        membership: FromClause = table
        role: ColumnElement[Any] = null()
        if user_id is not None:
            mine = and_(team_user.c.team_id == table.c.team_id, team_user.c.user_id == user_id)
            membership, role = table.outerjoin(team_user, mine), team_user.c.role
        parts.append(
            select(literal(kind).label("kind"), table.c.user_id, table.c.team_id, role.label("team_role"))
            .select_from(membership).where(key == entity_id)
        )
    return union_all(*parts)


def role_in_team(team_id: str, user_id: str) -> Select[str]:
    """The role of a user in a team; no row for one who is not in it."""
    return (
        select(team_user.c.role).where(team_user.c.team_id == team_id, team_user.c.user_id == user_id)
        .order_by(team_user.c.created_at).limit(1)
    )


def report_owner(report_id: str) -> Select[str, str]:
    """Who made a saved report and of which website: user_id, website_id."""
    return select(report.c.user_id, report.c.website_id).where(report.c.report_id == report_id)


def website_of(website_id: str) -> Select[str]:
    """The id of a website row, if there is one."""
    return select(website.c.website_id).where(website.c.website_id == website_id)
