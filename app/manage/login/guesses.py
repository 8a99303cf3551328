"""Slowing down who guesses passwords, across workers and restarts: the buckets of `rules` in PostgreSQL.

Two requests of a login, half a second apart or at once, may be served by different processes; so a try is counted
before its password is looked at, in one transaction, and given back if the password was right.
Addresses and names stand in the table as keyed hashes only.
"""

import hmac
import math
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import TooManyRequests
from app.manage.login import queries
from app.manage.login.rules import BY_ADDRESS, BY_USER

_NETWORK_BITS = 64  # of an IPv6 address: who has one has all of its network


class Guesses:
    """The tries of one name from one address."""

    def __init__(self, secret: str, username: str, address: str) -> None:
        place = _network(address)
        self._address = _hash(secret, "address", place)
        self._user = _hash(secret, "user", username)
        self._place = _hash(secret, "place", username, place)

    async def count(self, conn: AsyncConnection) -> None:
        """Counts one more try. Errors: TooManyRequests, and then nothing is counted.

        The rows are taken in one order and held till the end of the transaction, so that tries at once are counted one
        after the other.
        """
        limits = dict(sorted({self._address: BY_ADDRESS, self._user: BY_USER}.items()))
        await conn.execute(queries.ensure_buckets(limits))
        levels: dict[bytes, float] = {}
        for row in await conn.execute(queries.buckets(limits)):
            levels[row.who] = limits[row.who].left(row.level, row.elapsed)
        known = await conn.scalar(queries.is_place(self._place)) is not None
        binding = (who for who in limits if not (known and who == self._user))
        wait = max(limits[who].wait(levels[who]) for who in binding)
        if wait > 0:
            raise TooManyRequests("Too many failed logins.", retry_after=math.ceil(wait))
        for who, level in levels.items():
            await conn.execute(queries.fill_bucket(who, level + 1))

    async def forgive(self, conn: AsyncConnection, user_id: str) -> None:
        """Gives the try back, as the password was right, and remembers that the user signs in from here."""
        for who in sorted((self._address, self._user)):
            await conn.execute(queries.give_back(who))
        await conn.execute(queries.remember_place(self._place, user_id))
        await conn.execute(queries.drop_empty_buckets())
        await conn.execute(queries.drop_old_places(user_id))


def _hash(secret: str, *words: str) -> bytes:
    return hmac.digest(secret.encode(), "\0".join(("dashi login", *words)).encode("utf-8", "replace"), "sha256")[:16]


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, _NETWORK_BITS), strict=False))
    return str(parsed)
