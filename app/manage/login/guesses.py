"""Slowing down who guesses passwords, across workers and restarts, by the buckets of `rules`.

Two requests of a login, half a second apart or at once, may be served by different processes; so a try is counted
before its password is looked at, and given back if the password was right.
Addresses and names are kept as keyed hashes only.
"""

import hmac
import math
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import TooManyRequests
from app.manage.login import queries
from app.manage.login.buckets import Buckets
from app.manage.login.rules import BY_ADDRESS, BY_USER

_NETWORK_BITS = 64  # of an IPv6 address: who has one has all of its network


class Guesses:
    """The tries of one name from one address."""

    def __init__(self, secret: str, username: str, address: str, buckets: Buckets) -> None:
        place = _network(address)
        self._address = _hash(secret, "address", place)
        self._user = _hash(secret, "user", username)
        self._place = _hash(secret, "place", username, place)
        self._buckets = buckets

    async def know_place(self, conn: AsyncConnection) -> bool:
        """Whether the user has signed in from this address before."""
        return await conn.scalar(queries.is_place(self._place)) is not None

    async def count(self, *, known_place: bool) -> None:
        """Counts one more try. Errors: TooManyRequests, and then nothing is counted."""
        limits = {self._address: BY_ADDRESS, self._user: BY_USER}
        wait = await self._buckets.fill(limits, [self._address] if known_place else list(limits))
        if wait > 0:
            raise TooManyRequests("Too many failed logins.", retry_after=math.ceil(wait))

    async def give_back(self) -> None:
        """Takes the try back, as the password was right."""
        await self._buckets.give_back([self._address, self._user])

    async def remember_place(self, conn: AsyncConnection, user_id: str) -> None:
        """Remembers that the user signs in from here."""
        await conn.execute(queries.remember_place(self._place, user_id))
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
