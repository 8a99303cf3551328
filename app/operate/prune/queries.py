"""Statements that find and delete what is old.

A row at a website's `(website_id, created_at)` is found by an index; but sessions need not have one (`app.db.indexes`),
so that these are read by their keys, and those of all websites at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, Table, delete, func, literal, select, text, true, tuple_

from app.db.tables import (
    event_data,
    revenue,
    session,
    session_data,
    session_replay,
    session_replay_saved,
    website_event,
)

_newer_chunk = session_replay.alias("newer_chunk")


@dataclass(frozen=True)
class Step:
    """A table, and which of its old rows go: those for which `unless` finds nothing."""

    table: Table
    unless: tuple[ColumnElement[bool], ...] = ()
    alone: bool = False  # nobody may write to the table meanwhile
    by_key: bool = False  # there may be no index by time

    @property
    def key(self) -> ColumnElement[Any]:
        """Its primary key."""
        return next(iter(self.table.primary_key))


def steps(before: datetime) -> tuple[Step, ...]:
    """What is deleted, in this order; each step leaves a database that makes sense, should it be the last.

    A recording goes as a whole, once its last chunk is old: without its first one it cannot be played. A visitor goes
    when nothing is left of them, and what is known of a visitor goes with them: it is old, but holds while they come.
    """
    return (
        Step(session_replay, (select(literal(1)).where(
            _newer_chunk.c.website_id == session_replay.c.website_id,
            _newer_chunk.c.visit_id == session_replay.c.visit_id, _newer_chunk.c.created_at >= before,
        ).exists(),)),
        Step(session_replay_saved, (select(literal(1)).where(
            session_replay.c.website_id == session_replay_saved.c.website_id,
            session_replay.c.visit_id == session_replay_saved.c.visit_id,
        ).exists(),)),
        Step(revenue),
        Step(event_data),
        Step(website_event),
        # A hit that comes just now would find the session there, and its event would be without one a moment later.
        Step(session, tuple(
            select(literal(1)).where(table.c.session_id == session.c.session_id, *newer).exists()
            for table, newer in (
                (website_event, ()), (revenue, ()), (session_replay, ()),
                (session_data, (session_data.c.created_at >= before,)),
            )
        ), alone=True, by_key=True),
        Step(session_data, (select(literal(1)).where(session.c.session_id == session_data.c.session_id).exists(),)),
    )


def website_ids(table: Table) -> Select[str]:
    """The ids in `table`, of websites, links and pixels, also of such as are deleted: a hop through the index for each.

    `select distinct` would read every row.
    """
    column = table.c.website_id
    first = select(column).order_by(column).limit(1)
    found = select(first.scalar_subquery().label("id")).cte("found", recursive=True)
    following = first.where(column > found.c.id).scalar_subquery()
    found = found.union_all(select(following).where(found.c.id.is_not(None)))
    return select(found.c.id).where(found.c.id.is_not(None))


def old_rows(step: Step, website_id: str, before: datetime) -> Select[int]:
    """How many rows of the website are that old; more than will be deleted where a step has exceptions."""
    return select(func.count()).select_from(step.table).where(*_old(step, [website_id], before))


def old_rows_by_website(step: Step, website_id: str | None, before: datetime) -> Select[str, int]:
    """The same of all websites, or one, that have any: in one pass over the table."""
    column = step.table.c.website_id
    rows = select(column, func.count()).where(step.table.c.created_at < before).group_by(column)
    return rows.where(column == website_id) if website_id else rows


def next_rows(
    step: Step, website_ids: Sequence[str], before: datetime, after: tuple[datetime, str] | None, limit: int,
) -> Any:
    """The next old rows, oldest first or by key: created_at and key."""
    at, key = step.table.c.created_at, step.key
    order = (key,) if step.by_key else (at, key)
    if after is None:
        further: ColumnElement[bool] = true()
    else:
        further = key > after[1] if step.by_key else tuple_(at, key) > after
    return select(at, key).where(*_old(step, website_ids, before), further).order_by(*order).limit(limit)


def delete_rows(step: Step, keys: Sequence[str]) -> Delete:
    """Deletes those of these rows that nothing keeps."""
    return delete(step.table).where(step.key.in_(keys), *(~found for found in step.unless))


# Nobody writes sessions until the transaction ends. Given up soon, as hits would wait behind this wait.
LOCK_SESSIONS = (text("set local lock_timeout = '200ms'"), text("lock table session in share row exclusive mode"))


def _old(step: Step, website_ids: Sequence[str], before: datetime) -> tuple[ColumnElement[bool], ...]:
    website = step.table.c.website_id
    # `=` where there is one: a list of one is not always seen to be in the order of the index.
    own = website == website_ids[0] if len(website_ids) == 1 else website.in_(website_ids)
    return own, step.table.c.created_at < before
