"""Where the buckets of `rules` are kept: in PostgreSQL, or in Redis where there is one.

Both are shared by all workers and survive their restarts, and both take tries that come at once one after the other.
In Redis a flood of guesses writes nothing to the database. While it is away the buckets of PostgreSQL take over; what
was counted in the others leaks away meanwhile.
"""

from collections.abc import Collection, Mapping
from typing import Protocol

from app.db.engine import Database
from app.db.redis import Away, Redis
from app.manage.login import queries
from app.manage.login.rules import Limit

# Levels and times as in `rules.Limit`; by Redis's clock, the only one that all workers share. A bucket is kept until
# it is empty. KEYS: buckets. ARGV: for each of them its tries, its seconds, and 1 where its limit binds.
_FILL = """
local time = redis.call('time')
local now, wait, levels = time[1] + time[2] / 1000000, 0, {}
for i, key in ipairs(KEYS) do
  local tries, seconds = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1])
  local kept = redis.call('hmget', key, 'level', 'at')
  local elapsed = math.max(0, now - (tonumber(kept[2] or '') or now))
  levels[i] = math.max(0, (tonumber(kept[1] or '') or 0) - elapsed / seconds)
  if ARGV[3 * i] == '1' then wait = math.max(wait, (levels[i] + 1 - tries) * seconds) end
end
if wait > 0 then return tostring(wait) end
for i, key in ipairs(KEYS) do
  local level = levels[i] + 1
  redis.call('hset', key, 'level', string.format('%.6f', level), 'at', string.format('%.6f', now))
  redis.call('expire', key, math.ceil(level * tonumber(ARGV[3 * i - 1])))
end
return '0'
"""
_GIVE_BACK = """
for _, key in ipairs(KEYS) do
  local level = tonumber(redis.call('hget', key, 'level') or '') or 0
  if level > 1 then redis.call('hincrbyfloat', key, 'level', -1) else redis.call('del', key) end
end
"""


class Buckets(Protocol):
    """Buckets by whose they are."""

    async def fill(self, limits: Mapping[bytes, Limit], binding: Collection[bytes]) -> float:
        """Adds one try to each and gives 0; or, where one of `binding` is full, none, and the seconds to wait."""
        ...

    async def give_back(self, whose: Collection[bytes]) -> None:
        """Takes one try out of each."""
        ...


class InPostgres:
    """Buckets in rows, which are held while they are looked at and filled."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fill(self, limits: Mapping[bytes, Limit], binding: Collection[bytes]) -> float:
        async with self._database.transaction() as conn:
            # In one order, held to the end of the transaction: tries at once are counted one after the other.
            await conn.execute(queries.ensure_buckets(sorted(limits)))
            levels: dict[bytes, float] = {}
            for row in await conn.execute(queries.buckets(limits)):
                levels[row.who] = limits[row.who].left(row.level, row.elapsed)
            wait = max(limits[who].wait(levels[who]) for who in binding)
            if wait == 0:
                for who, level in levels.items():
                    await conn.execute(queries.fill_bucket(who, level + 1))
            return wait

    async def give_back(self, whose: Collection[bytes]) -> None:
        async with self._database.transaction() as conn:
            for who in sorted(whose):
                await conn.execute(queries.give_back(who))
            await conn.execute(queries.drop_empty_buckets())


class InRedis:
    """Buckets at `dashi:guess:<hash>`; while Redis is away, those of `otherwise`."""

    def __init__(self, redis: Redis, otherwise: Buckets) -> None:
        self._redis, self._otherwise = redis, otherwise

    async def fill(self, limits: Mapping[bytes, Limit], binding: Collection[bytes]) -> float:
        arguments = [
            text for who, limit in limits.items() for text in (limit.tries, limit.seconds, int(who in binding))]
        keys = [_key(who) for who in limits]
        try:
            return float(await self._redis.ask(lambda redis: redis.eval(_FILL, len(keys), *keys, *arguments)))
        except Away:
            return await self._otherwise.fill(limits, binding)

    async def give_back(self, whose: Collection[bytes]) -> None:
        keys = [_key(who) for who in whose]
        try:
            await self._redis.ask(lambda redis: redis.eval(_GIVE_BACK, len(keys), *keys))
        except Away:
            await self._otherwise.give_back(whose)


def _key(who: bytes) -> str:
    return "dashi:guess:" + who.hex()
