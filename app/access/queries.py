"""Statements that tell who somebody is and whose a thing is."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Delete, FromClause, Select, Table, and_, delete, exists, literal, null, select, union_all
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.sql import ColumnElement, CompoundSelect

from app.db.own_tables import ended_token, login_cutoff, login_place
from app.db.tables import board, link, pixel, report, share, team_user, user, website

_TABLES: dict[str, tuple[Table, ColumnElement[str]]] = {
    "website": (website, website.c.website_id),
    "link": (link, link.c.link_id),
    "pixel": (pixel, pixel.c.pixel_id),
    "board": (board, board.c.board_id),
}


def user_signed_in(user_id: str, token_hash: bytes, issued_at: datetime) -> Select[str, str, str, object]:
    """The user of a login that has not ended: id, username, role, created_at.

    No row for a user that is deleted, for a token that was ended, and for one that was issued before the user's last
    change of password and is not the one that asked for it. One statement: this is asked at every request.
    """
    ended = exists().where(ended_token.c.token_hash == token_hash)
    outdated = exists().where(
        login_cutoff.c.user_id == user_id, login_cutoff.c.not_before > issued_at,
        login_cutoff.c.kept_token.is_distinct_from(token_hash),
    )
    return (
        select(user.c.user_id, user.c.username, user.c.role, user.c.created_at)
        .where(user.c.user_id == user_id, user.c.deleted_at.is_(None), ~ended, ~outdated)
    )


def end_token(token_hash: bytes, user_id: str) -> Insert:
    """Ends a login; twice is as good as once."""
    return insert(ended_token).values(token_hash=token_hash, user_id=user_id).on_conflict_do_nothing()


def end_other_logins(user_id: str, at: datetime, kept_token: bytes | None) -> Insert:
    """Ends all logins of a user from before this second, but for the one of `kept_token`."""
    values = {"not_before": at.replace(microsecond=0), "kept_token": kept_token}
    statement = insert(login_cutoff).values(user_id=user_id, **values)
    return statement.on_conflict_do_update(index_elements=[login_cutoff.c.user_id], set_=values)


def forget_logins(user_id: str) -> list[Delete]:
    """Deletes what is kept about the logins of a user who is deleted."""
    return [delete(table).where(table.c.user_id == user_id) for table in (ended_token, login_cutoff, login_place)]


def share_by_id(share_id: str) -> Select[str, int, Any]:
    """What a share shows: entity_id, share_type and parameters."""
    return select(share.c.entity_id, share.c.share_type, share.c.parameters).where(share.c.share_id == share_id)


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
