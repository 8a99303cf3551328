"""The question of a statistic as one value: which events of which website."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import ColumnElement, FromClause, Label, Select, Subquery, and_, case, func, select, true, tuple_

from app.db.tables import session, website_event
from app.sql.filters import JOINS_SESSION, Filter, any_of, is_external_referrer
from app.sql.kept import Kept
from app.sql.measures import PAGE_VIEW, VISIT

# Rows without a session row disappear in this join; a token from before a reset can make such rows.
SAME_SESSION = and_(
    website_event.c.session_id == session.c.session_id, website_event.c.website_id == session.c.website_id)

# A period beyond that holds most sessions of most sites, so that the whole table is read as quickly as by time.
_LONG = timedelta(days=92)
# A few days hold few sessions: each is looked up by its key, whether there is an index by time or not.
_SHORT = timedelta(days=7)


@dataclass(frozen=True)
class EventScope:
    """Which events a statistic counts: whose, when, and matching what. A variation is another scope, never a flag
    deeper down."""

    website_id: str
    start: datetime  # inclusive; never before the website's last reset
    end: datetime  # inclusive
    required: tuple[Filter, ...] = ()  # all of these
    alternatives: tuple[Filter, ...] = ()  # and, where there are any, one of these
    external_referrers: bool = False  # and no visits that came from the site itself
    cohort: "EventScope | None" = None  # and of its visitors: a cohort is a scope too, with dates of its own
    exclude_bounces: bool = False  # and of visits with two page views or more
    kept: Kept | None = None  # cells that may answer instead (`rollups/choose`): the same numbers, sooner

    def over(self, start: datetime, end: datetime) -> Self:
        """The same question of another period."""
        return replace(self, start=start, end=end)

    def keeping_bounces(self) -> Self:
        """The same question of all visits, for statistics that never leave bounces out."""
        return replace(self, exclude_bounces=False)

    def unfiltered(self) -> Self:
        """The same question of all events of the period."""
        return replace(self, required=(), alternatives=(), external_referrers=False, cohort=None, exclude_bounces=False)

    @property
    def needs_session(self) -> bool:
        return any(one.name in JOINS_SESSION for one in (*self.required, *self.alternatives))

    def select(self, *columns: Any, with_session: bool = False) -> Select[Any]:
        """`columns` of the events in scope, joined to their sessions where a filter or the caller needs it."""
        query = select(*columns).select_from(website_event).where(*self.conditions())
        return query.join(session, SAME_SESSION) if with_session or self.needs_session else query

    def visits(self, *keys: ColumnElement[Any], where: ColumnElement[bool]) -> Subquery:
        """The events of each visit of a session as one row, with its measures; one for each value of `keys`."""
        rows = self.select(*keys, *VISIT).where(where)
        return rows.group_by(*keys, website_event.c.session_id, website_event.c.visit_id).subquery("visit")

    def has_session(self, rows: FromClause) -> ColumnElement[bool]:
        """The session of what was grouped by session: to join late costs a probe a session, not one an event."""
        return and_(session.c.session_id == rows.c.session_id, session.c.website_id == self.website_id)

    def with_sessions(self, rows: Subquery, *values: Label[Any]) -> Subquery:
        """`rows` (which have a session_id) and `values` of the session of each; rows without a session are left out.

        Nearly all sessions of a period began in it: an index by time finds these at once, or one pass over the table,
        and only those that began earlier are looked up one by one. To join the whole table takes twice as long for a
        month of a big site.
        """
        if self.end - self.start > _LONG:
            return select(rows, *values).join(session, self.has_session(rows)).subquery()
        own = select(session.c.session_id, *values).where(session.c.website_id == self.website_id)
        if self.end - self.start <= _SHORT:
            one = own.where(session.c.session_id == rows.c.session_id).limit(1).correlate(rows).lateral("one")
            return select(rows, *(one.c[value.name] for value in values)).join(one, true()).subquery()
        began = own.where(self.in_period(session.c.created_at)).subquery("began")
        before = began.c.session_id.is_(None)
        # The limit keeps PostgreSQL from joining the whole table after all.
        earlier = own.where(before, session.c.session_id == rows.c.session_id).limit(1)
        earlier_one = earlier.correlate(rows, began).lateral("earlier")
        found = func.coalesce(began.c.session_id, earlier_one.c.session_id)
        names = [value.name for value in values]
        return (
            select(rows, *(case((before, earlier_one.c[name]), else_=began.c[name]).label(name) for name in names))
            .outerjoin(began, began.c.session_id == rows.c.session_id)
            .outerjoin(earlier_one, true()).where(found.is_not(None)).subquery()
        )

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """What an event must fulfil; website and period first."""
        yield website_event.c.website_id == self.website_id
        yield self.in_period()
        yield from self.matching()

    def matching(self) -> Iterator[ColumnElement[bool]]:
        """What filters, cohort and the like want of an event, wherever and whenever it happened."""
        yield from (one.predicate() for one in self.required)
        if self.alternatives:
            yield any_of(self.alternatives)
        if self.external_referrers:
            yield is_external_referrer()
        if self.cohort:
            members = self.cohort.select(website_event.c.session_id, with_session=True)
            yield website_event.c.session_id.in_(members.correlate(None))
        if self.exclude_bounces:
            yield tuple_(website_event.c.session_id, website_event.c.visit_id).in_(self._visits_with_two_views())

    def in_period(self, moment: ColumnElement[Any] = website_event.c.created_at) -> ColumnElement[bool]:
        """A moment lies in the period, its ends included."""
        return moment.between(self.start, self.end)

    def _visits_with_two_views(self) -> Select[Any]:
        # By all its page views, whatever the filters are: a visit is not a bounce because they show one view of it.
        visit = (website_event.c.session_id, website_event.c.visit_id)
        return (
            select(*visit)
            .where(website_event.c.website_id == self.website_id, self.in_period(),
                   website_event.c.event_type == PAGE_VIEW)
            .group_by(*visit).having(func.count() > 1).correlate(None)
        )
