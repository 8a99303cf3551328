"""Making shares, and telling what one shows."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import NotFound
from app.lib.codes import random_code
from app.lib.dates import now
from app.manage.shares import queries
from app.manage.shares.rules import BOARD, entity_members, ids_of_board
from app.web.errors import refuse_taken

SLUG_TAKEN = "That slug is already taken."


async def share_entity(
    conn: AsyncConnection, share_type: int, entity_id: str, *, share_id: str, name: str,
    parameters: dict[str, Any], slug: str | None = None,
) -> Any:
    """A new share. Errors: NotFound where there is no such website, link, pixel or board; BadRequest for the slug."""
    found = queries.entity(share_type, entity_id)
    if found is None or await conn.scalar(found) is None:
        raise NotFound
    at = now()
    with refuse_taken(SLUG_TAKEN):
        return (await conn.execute(queries.create(
            share_id=share_id, entity_id=entity_id, name=name, share_type=share_type, slug=slug or random_code(),
            parameters=parameters, created_at=at, updated_at=at,
        ))).one()


async def what_it_shows(conn: AsyncConnection, slug: str) -> dict[str, Any]:
    """The members of a share's token. Errors: NotFound for a share, or an entity, that does not exist.

    Of the things a board names only those count that its owner, or a member of its team, may see. Umami takes all, so
    that anybody could read any website by naming it on a board and sharing that.
    """
    share = (await conn.execute(queries.by_slug(slug))).first()
    found = queries.entity(share.shareType, share.entityId) if share else None
    if share is None or found is None or await conn.scalar(found) is None:
        raise NotFound
    shown = {"shareId": share.id, "shareType": share.shareType, "parameters": share.parameters,
             **entity_members(share.shareType, share.entityId)}
    if share.shareType == BOARD:
        shown |= await _things_on_board(conn, share.entityId)
    return shown


async def _things_on_board(conn: AsyncConnection, board_id: str) -> dict[str, list[str]]:
    board = (await conn.execute(queries.board_by_id(board_id))).one()
    parameters = board.parameters if isinstance(board.parameters, dict) else {}
    people = queries.people_of(board.user_id, board.team_id)
    if await conn.scalar(queries.an_admin_of(people)):
        return ids_of_board(parameters)
    named = [entity_id for ids in ids_of_board(parameters, _is_uuid).values() for entity_id in ids]
    seen = set(await conn.scalars(queries.seen_by(people, named)))
    return ids_of_board(parameters, seen.__contains__)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
