"""Deleting an account and all that is its own."""

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access.queries import forget_logins
from app.db.tables import board, link, pixel, report, team_user, user, website
from app.errors import NotFound
from app.manage.users import queries
from app.sql.removal import delete_shares, delete_websites
from app.sql.teams import delete_teams


async def delete_user(conn: AsyncConnection, user_id: str) -> list[str]:
    """Deletes the user, the websites, links, pixels and boards that are the user's own, and the teams the user owns.

    Gives the ids of what collection must forget. Umami leaves links, pixels, boards and shares behind and fails where
    a website has revenue, segments or replays (spec 03, section 3); we delete them all.
    Errors: NotFound for a user that does not exist.
    """
    websites = list(await conn.scalars(queries.websites_of(user_id)))
    teams = list(await conn.scalars(queries.teams_owned_by(user_id)))
    gone = list(websites)
    for statement in [*delete_websites(websites), *delete_teams(teams)]:
        await conn.execute(statement)
    for table, key in ((link, link.c.link_id), (pixel, pixel.c.pixel_id), (board, board.c.board_id)):
        owned = list(await conn.scalars(select(key).where(table.c.user_id == user_id)))
        await conn.execute(delete_shares(owned))
        await conn.execute(delete(table).where(table.c.user_id == user_id))
        gone += owned
    await conn.execute(delete(team_user).where(team_user.c.user_id == user_id))
    await conn.execute(delete(report).where(report.c.user_id == user_id))
    for statement in forget_logins(user_id):
        await conn.execute(statement)
    await conn.execute(update(website).where(website.c.created_by == user_id).values(created_by=None))
    if not (await conn.execute(delete(user).where(user.c.user_id == user_id))).rowcount:
        raise NotFound
    return gone
