"""Deleting an account and all that is its own."""

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access.queries import forget_logins
from app.db.tables import board, link, pixel, report, team_user, user, website
from app.errors import NotFound
from app.manage.users import queries
from app.sql.removal import delete_shares, delete_websites
from app.sql.teams import delete_teams


async def delete_user(conn: AsyncConnection, user_id: str) -> list[tuple[str, ...]]:
    """Deletes the user, the websites, links, pixels and boards that are the user's own, and the teams the user owns.

    Gives what collection must forget, as `web/known` takes it: ids, and of links and pixels their entries.
    Umami leaves links, pixels, boards and shares behind and fails where a website has revenue, segments or replays
    (spec 03, section 3); we delete them all.
    Errors: NotFound for a user that does not exist.
    """
    websites = list(await conn.scalars(queries.websites_of(user_id)))
    teams = list(await conn.scalars(queries.teams_owned_by(user_id)))
    gone: list[tuple[str, ...]] = [(website_id,) for website_id in websites]
    for statement in [*delete_websites(websites), *delete_teams(teams)]:
        await conn.execute(statement)
    for table, key in ((link, link.c.link_id), (pixel, pixel.c.pixel_id), (board, board.c.board_id)):
        entry = table.c.get("slug", key)  # boards have no slug
        owned = (await conn.execute(delete(table).where(table.c.user_id == user_id).returning(key, entry))).all()
        await conn.execute(delete_shares([thing_id for thing_id, _ in owned]))
        gone += [(thing_id, f"{table.name}:{entry_id}") for thing_id, entry_id in owned]
    await conn.execute(delete(team_user).where(team_user.c.user_id == user_id))
    await conn.execute(delete(report).where(report.c.user_id == user_id))
    for statement in forget_logins(user_id):
        await conn.execute(statement)
    await conn.execute(update(website).where(website.c.created_by == user_id).values(created_by=None))
    if not (await conn.execute(delete(user).where(user.c.user_id == user_id))).rowcount:
        raise NotFound
    return gone
