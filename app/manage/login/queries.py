"""Statements about the account that signs in, and about tries in vain."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import Delete, Select, Update, case, delete, func, select, update
from sqlalchemy.dialects.postgresql import Insert, insert

from app.db.own_tables import login_failure, login_place
from app.db.tables import team, team_user, user
from app.manage.login.rules import EMPTY_SECONDS, PLACE_DAYS

# The clock of the database: the only one that all workers share.
_NOW = func.clock_timestamp()
_DROPPED_AT_ONCE = 1_000


def account_named(username: str) -> Select[Any]:
    """The account of exactly this name that is not deleted, with the hash of its password."""
    return (
        select(user.c.user_id, user.c.username, user.c.role, user.c.created_at, user.c.password)
        .where(user.c.username == username, user.c.deleted_at.is_(None))
    )


def teams_of(user_id: str) -> Select[Any]:
    """The user's teams that are not deleted, as login shows them: id, name, logoUrl."""
    return (
        select(team.c.team_id.label("id"), team.c.name, team.c.logo_url.label("logoUrl"))
        .join(team_user, team_user.c.team_id == team.c.team_id)
        .where(team_user.c.user_id == user_id, team.c.deleted_at.is_(None))
        .order_by(team.c.created_at, team.c.team_id)
    )


def ensure_buckets(whose: Iterable[bytes]) -> Insert:
    """Empty buckets where there are none yet."""
    return insert(login_failure).values(
        [{"who": who, "level": 0.0, "counted_at": _NOW} for who in whose]).on_conflict_do_nothing()


def buckets(whose: Iterable[bytes]) -> Select[Any]:
    """How full these buckets were, and the seconds since: who, level, elapsed. Held until the transaction ends."""
    elapsed = func.extract("epoch", _NOW - login_failure.c.counted_at).cast(login_failure.c.level.type)
    return (
        select(login_failure.c.who, login_failure.c.level, elapsed.label("elapsed"))
        .where(login_failure.c.who.in_(list(whose))).order_by(login_failure.c.who).with_for_update()
    )


def fill_bucket(who: bytes, level: float) -> Update:
    """Sets how full a bucket is now."""
    return update(login_failure).where(login_failure.c.who == who).values(level=level, counted_at=_NOW)


def give_back(who: bytes) -> Update:
    """Takes one try out of a bucket."""
    level = case((login_failure.c.level > 1, login_failure.c.level - 1), else_=0.0)
    return update(login_failure).where(login_failure.c.who == who).values(level=level)


def drop_empty_buckets() -> Delete:
    """Deletes buckets that are empty by now, as far as nobody holds them."""
    empty = (
        select(login_failure.c.who).where(login_failure.c.counted_at < _NOW - timedelta(seconds=EMPTY_SECONDS))
        .limit(_DROPPED_AT_ONCE).with_for_update(skip_locked=True)
    )
    return delete(login_failure).where(login_failure.c.who.in_(empty))


def is_place(who: bytes) -> Select[bytes]:
    """Whether a user has signed in from an address of late."""
    recent = login_place.c.seen_at > _NOW - timedelta(days=PLACE_DAYS)
    return select(login_place.c.who).where(login_place.c.who == who, recent)


def remember_place(who: bytes, user_id: str) -> Insert:
    """Remembers that a user signs in from an address."""
    values = {"seen_at": _NOW, "user_id": user_id}
    statement = insert(login_place).values(who=who, **values)
    return statement.on_conflict_do_update(index_elements=[login_place.c.who], set_=values)


def drop_old_places(user_id: str) -> Delete:
    """Forgets from where a user signed in long ago."""
    return delete(login_place).where(
        login_place.c.user_id == user_id, login_place.c.seen_at < _NOW - timedelta(days=PLACE_DAYS))
