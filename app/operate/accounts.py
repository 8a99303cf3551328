"""A new password for a user, from the command line: for who has lost it, and for the first one after installation."""

import getpass
import secrets
import sys

from sqlalchemy.ext.asyncio import AsyncConnection

from app.access.queries import end_other_logins
from app.lib.dates import now
from app.manage.users import queries

_SHORTEST, _LONGEST = 8, 255  # characters, as the API takes them (app/manage/users/schemas.py)


def ask_password() -> str:
    """A password from the terminal, asked for twice without showing it, or the first line of standard input.

    Errors: ValueError for one that is too short or too long, or that was not typed the same twice.
    """
    if sys.stdin.isatty():
        password = getpass.getpass("New password: ")
        if getpass.getpass("Once more: ") != password:
            raise ValueError("The two passwords are not the same; nothing was changed.")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise ValueError(f"A password has {_SHORTEST} to {_LONGEST} characters; nothing was changed.")
    return password


def made_password() -> str:
    """A password that nobody guesses: 120 random bits."""
    return secrets.token_urlsafe(15)


async def reset_password(conn: AsyncConnection, username: str, hashed: str) -> None:
    """Gives the user the password of this hash and ends all their logins, as a change of it does.

    Errors: ValueError where there is no user of this name.
    """
    user_id = await conn.scalar(queries.id_of_name(username, also_deleted=False))
    if user_id is None:
        raise ValueError(f"There is no user {username!r}.")
    at = now()
    await conn.execute(end_other_logins(user_id, at, None))
    await conn.execute(queries.change(user_id, password=hashed, updated_at=at))
