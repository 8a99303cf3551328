"""What the dashboard ought to show, counted by plain SQL: written from spec 04 and 05, sharing nothing with app/."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

from app.demo import ids

ZONE = "Europe/Berlin"
TALL = {"width": 1366, "height": 3500}  # a window in which every panel is reached
MINUTE_MS = 60_000
SOURCES = Path(__file__).with_name("sources.sql").read_bytes()


@dataclass(frozen=True)
class Choice:
    """Some of the visits: as the address says it, and as SQL does about a row of events with its session."""

    rows: LiteralString | sql.Composable
    query: dict[str, str] = field(default_factory=dict)


ALL = Choice("true")
CHOICES = {
    "all": ALL,
    "a country": Choice("country = 'DE'", {"country": "eq.DE"}),
    "several on one field": Choice(
        "browser in ('chrome', 'firefox') and url_path <> '/' and url_path not ilike '%%docs%%'",
        {"browser": "eq.chrome,firefox", "path": "neq./", "path1": "dnc.docs"}),
    "a pattern": Choice(
        "referrer_domain ~* 'goo|duck' and referrer_domain <> regexp_replace(hostname, '^www.', '')",
        {"referrer": "re.goo|duck"}),
    "any of two": Choice(
        "country = 'FR' or url_path ilike '%%docs%%'", {"country": "eq.FR", "path": "c.docs", "match": "any"}),
    "a segment": Choice("device in ('mobile', 'tablet')", {"segment": ids.SEGMENT}),
    "a cohort": Choice(
        """session_id in (
            select session_id from website_event
            where website_id = '0d0e0000-0000-4000-8000-000000000001' and event_name = 'signup'
              and created_at >= date_trunc('day', now()) - interval '30 days')""", {"cohort": ids.COHORT}),
    "no bounces": Choice(
        """visit_id in (
            select visit_id from website_event
            where website_id = %(website)s and event_type = 1 and created_at between %(start)s and %(end)s
            group by session_id, visit_id having count(*) > 1)""", {"excludeBounce": "true"}),
}

# The value of a row that each list counts.
VALUES: dict[str, LiteralString] = {
    "path": "url_path", "title": "page_title", "query": "url_query",
    "referrer": "case when referrer_domain <> regexp_replace(hostname, '^www.', '') then referrer_domain end",
    "country": "country", "region": "region", "city": "city", "browser": "browser", "os": "os", "device": "device",
    "language": "lower(left(language, 2))", "screen": "screen", "hostname": "hostname", "distinctId": "distinct_id",
    "tag": "tag", "utmSource": "utm_source", "utmMedium": "utm_medium", "utmCampaign": "utm_campaign",
    "utmContent": "utm_content", "utmTerm": "utm_term",
    "channel": """pg_temp.channel(
        referrer_domain, url_query, utm_medium, utm_source, hostname,
        case when utm_medium ~ '^p|ppc|retargeting|paid' then 'paid' else 'organic' end, '')""",
}
# Whole lists tell one name from another by more, and of domains by their groups.
WHOLE_VALUES: dict[str, LiteralString] = {
    **VALUES, "city": "city || ' ' || country", "region": "region || ' ' || country",
    "domain": "pg_temp.domain_group(" + VALUES["referrer"] + ")",
}
ENDS: dict[str, LiteralString] = {
    "entry": "order by visit_id, created_at", "exit": "order by visit_id, created_at desc",
}

Counts = dict[Any, Any]


def last_days(count: int) -> tuple[int, int]:
    """So many whole days up to yesterday, in the zone of the tests' browser; milliseconds, both inclusive."""
    today = datetime.now(ZoneInfo(ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)
    return tuple(int(each.timestamp() * 1000) - late for each, late in ((today - timedelta(days=count), 0), (today, 1)))


def address(path: str, period: tuple[int, int], /, **query: str) -> str:
    return f"{path}?{urlencode({'date': f'range:{period[0]}:{period[1]}', **query})}"


def before(start: int, end: int) -> tuple[int, int]:
    """The period that the server compares with: as many whole minutes earlier (spec 04, section 3)."""
    step = (end - start) // MINUTE_MS * MINUTE_MS
    return start - step, end - step


def instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


class Truth:
    """Counts over the rows that were chosen last: `chosen` are all of them, `seen` what counts as a view.

    `whole` are the rows of the same website and time, without any filter.
    """

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        connection.execute(SOURCES)

    def choose(self, website: str, start: int, end: int, choice: Choice = ALL) -> None:
        """Both instants are in milliseconds and inclusive."""
        self._one("drop table if exists chosen, whole cascade")
        about = {"website": website, "start": instant(start), "end": instant(end)}
        for table, rows in (("whole", ALL.rows), ("chosen", choice.rows)):
            self._connection.execute(sql.SQL("""
                create temporary table {} as
                select e.*, s.browser, s.os, s.device, s.screen, s.language, s.country, s.region, s.city, s.distinct_id
                from website_event e join session s using (session_id, website_id)
                where website_id = %(website)s and e.created_at between %(start)s and %(end)s""").format(
                    sql.Identifier(table)), about)
            self._connection.execute(sql.SQL("delete from {} where ({}) is not true").format(
                sql.Identifier(table), sql.SQL(rows) if isinstance(rows, str) else rows), about)
        self._one("create temporary view seen as select * from chosen where event_type not in (2, 5)")

    def _all(self, query: LiteralString, **parameters: Any) -> list[tuple[Any, ...]]:
        cursor = self._connection.execute(query, parameters or None)
        return cursor.fetchall() if cursor.description else []

    def _one(self, query: LiteralString, **parameters: Any) -> tuple[Any, ...]:
        return next(iter(self._all(query, **parameters)), ())

    def stats(self) -> dict[str, int]:
        """Spec 04, section 7.3."""
        names = ("pageviews", "visitors", "visits", "bounces", "totaltime")
        return dict(zip(names, map(int, self._one("""
            select coalesce(sum(views), 0), count(distinct session_id), count(distinct visit_id),
                   count(*) filter (where views = 1), coalesce(sum(seconds), 0)
            from (select session_id, visit_id, count(*) as views,
                         floor(extract(epoch from max(created_at) - min(created_at))) as seconds
                  from seen group by session_id, visit_id) as visits""")), strict=True))

    def series(self, unit: str, zone: str = ZONE) -> list[tuple[str, int, int]]:
        """Label, views and visitors of each bucket that has any (section 7.4)."""
        return self._all("""
            select to_char(date_trunc(%(unit)s, created_at at time zone %(zone)s), 'YYYY-MM-DD HH24:MI:SS') as label,
                   count(*), count(distinct session_id)
            from seen group by label order by label""", unit=unit, zone=zone)

    def hours(self, zone: str = ZONE) -> Counts:
        """Visitors by day of the week, Sunday first, and hour (section 7.7)."""
        return {(day, hour): count for day, hour, count in self._all("""
            select extract(dow from created_at at time zone %(zone)s)::int as day,
                   extract(hour from created_at at time zone %(zone)s)::int as hour, count(distinct session_id)
            from seen group by day, hour""", zone=zone)}

    def metrics(self, kind: str) -> Counts:
        """Visitors by value; of events their number (section 8.1)."""
        if kind == "event":
            return dict(self._all("select event_name, count(*) from chosen where event_type = 2 group by event_name"))
        if kind in ENDS:
            query = sql.SQL("""
                select edge.url_path, count(distinct seen.session_id) from seen join (
                    select distinct on (visit_id) visit_id, url_path from whole where event_type not in (2, 5) {}
                ) as edge using (visit_id) where edge.url_path <> '' group by edge.url_path""")
            return dict(self._connection.execute(query.format(sql.SQL(ENDS[kind]))).fetchall())
        query = sql.SQL("select {0}, count(distinct session_id) from seen where {0} <> '' group by {0}")
        if kind in ("region", "city"):
            query = sql.SQL("""select {0} || ' ' || coalesce(country, ''), count(distinct session_id)
                               from seen where {0} <> '' group by 1""")
        return dict(self._connection.execute(query.format(sql.SQL(VALUES[kind]))).fetchall())

    def expanded(self, kind: str) -> dict[str, tuple[int, ...]]:
        """Visitors, visits, views, bounces and seconds by value (section 8.3).

        Of a channel, what differs in anything that it is told by is counted by itself (section 9.3).
        """
        query = sql.SQL("""
            select name, count(distinct session_id), count(distinct visit_id), sum(views),
                   count(*) filter (where views = 1), sum(seconds)
            from (select {} as name, session_id, visit_id, count(*) as views,
                         floor(extract(epoch from max(created_at) - min(created_at))) as seconds
                  from seen group by 1, session_id, visit_id {}) as visits
            where name <> '' group by name""")
        finer = ", referrer_domain, url_query, utm_medium, utm_source, hostname" if kind == "channel" else ""
        rows = self._connection.execute(query.format(sql.SQL(WHOLE_VALUES[kind]), sql.SQL(finer))).fetchall()
        return {name: tuple(map(int, numbers)) for name, *numbers in rows}

    def event_stats(self) -> dict[str, int]:
        """Section 7.6."""
        names = ("events", "visitors", "visits", "uniqueEvents")
        return dict(zip(names, self._one("""
            select count(*), count(distinct session_id), count(distinct visit_id), count(distinct event_name)
            from chosen where event_type = 2"""), strict=True))

    def event_series(self, unit: str) -> Counts:
        return {(name, label): count for name, label, count in self._all("""
            select event_name, to_char(date_trunc(%(unit)s, created_at at time zone %(zone)s), 'YYYY-MM-DD HH24:MI:SS'),
                   count(*) from chosen where event_type = 2 group by 1, 2""", unit=unit, zone=ZONE)}

    def event_properties(self) -> Counts:
        """How often each property of each event was told (section 10.6)."""
        return {(name, key): count for name, key, count in self._all("""
            select event_name, data_key, count(*) from chosen join event_data on website_event_id = event_id
            group by event_name, data_key""")}

    def session_values(self, key: str) -> Counts:
        """How many sessions told each value of a property (section 11.5)."""
        return dict(self._all("""
            select string_value, count(distinct session_id) from session_data
            where data_key = %(key)s and session_id in (select session_id from chosen)
            group by string_value""", key=key))

    def rows(self, kinds: tuple[int, ...] = (1, 2, 3, 4, 5)) -> int:
        return self._one("select count(*) from chosen where event_type = any(%(kinds)s)", kinds=list(kinds))[0]

    def sessions(self, currency: str | None = None) -> dict[tuple[str, str | None], tuple[int, int, int]]:
        """Visits, views and events of each session on each host (section 11.1), in a currency of those who paid."""
        return {(str(session), host): (visits, views, events) for session, host, visits, views, events in self._all("""
            select session_id, hostname, count(distinct visit_id), count(*) filter (where event_type = 1),
                   count(*) filter (where event_type = 2)
            from chosen where %(currency)s::text is null or session_id in (
                select session_id from revenue join whole using (event_id, session_id)
                where upper(currency) = %(currency)s)
            group by session_id, hostname""", currency=currency)}

    def session(self, session: str) -> tuple[int, int, int, int]:
        """Visits, views, events and seconds of one session, ever (section 11.2)."""
        return self._one("""
            select count(*), sum(views), sum(events), sum(seconds)::int
            from (select count(*) filter (where event_type = 1)::int as views,
                         count(*) filter (where event_type = 2)::int as events,
                         floor(extract(epoch from max(created_at) - min(created_at))) as seconds
                  from website_event where session_id = %(session)s group by visit_id) as visits""", session=session)

    def reached(self, column: LiteralString, value: str) -> tuple[int, int]:
        """Visitors who reached a goal, and all (spec 05, section 4)."""
        query = sql.SQL("""
            select count(distinct session_id) filter (where {} = %(value)s and event_type = %(kind)s),
                   count(distinct session_id) from chosen""").format(sql.Identifier(column))
        kind = 1 if column == "url_path" else 2
        return self._connection.execute(query, {"value": value, "kind": kind}).fetchone() or (0, 0)

    def funnel(self, paths: list[str], minutes: int) -> list[int]:
        """Visitors at each step, each within some minutes of the one before (section 5)."""
        self._one("drop table if exists level")
        self._one("create temporary table level as select session_id, created_at from chosen where url_path = %(path)s",
                  path=paths[0])
        found = [self._one("select count(distinct session_id) from level")[0]]
        for path in paths[1:]:
            self._one("""
                create temporary table next_level as
                select distinct later.session_id, later.created_at from whole as later join level using (session_id)
                where later.url_path = %(path)s
                  and later.created_at between level.created_at and level.created_at + %(minutes)s * interval '1 minute'
                """, path=path, minutes=minutes)
            self._one("drop table level")
            self._one("alter table next_level rename to level")
            found.append(self._one("select count(distinct session_id) from level")[0])
        return found

    def retention(self) -> Counts:
        """Sessions that came back, by the day of their first visit and the days since (section 7)."""
        return {(date, day): (size, back) for date, day, size, back in self._all("""
            with firsts as (
                select session_id, min((created_at at time zone %(zone)s)::date) as date
                from chosen group by session_id),
            activity as (
                select distinct session_id, date, (created_at at time zone %(zone)s)::date - date as day
                from whole join firsts using (session_id))
            select date || ' 00:00:00', day, (select count(*) from firsts where firsts.date = activity.date), count(*)
            from activity where day <= 31 group by date, day""", zone=ZONE)}

    def currency(self) -> str:
        """The currency of most orders."""
        return self._one("""
            select upper(currency) from revenue join chosen using (event_id)
            group by upper(currency) order by count(*) desc, 1""")[0]

    def revenue(self, currency: str) -> tuple[float, int, int, int]:
        """Sum, orders, customers, and all visitors (section 11)."""
        return self._one("""
            select coalesce(sum(revenue), 0)::float, count(distinct event_id), count(distinct session_id),
                   (select count(distinct session_id) from whole)
            from revenue where upper(currency) = %(currency)s
             and event_id in (select event_id from chosen)""", currency=currency)

    def revenue_by_country(self, currency: str) -> Counts:
        return dict(self._all("""
            select country, sum(revenue)::float from revenue join chosen using (event_id)
            where upper(currency) = %(currency)s group by country""", currency=currency))

    def revenue_by_source(self, currency: str) -> tuple[Counts, Counts]:
        """By referrer and by channel of the first row of each session that paid, whatever is filtered by."""
        self._one("drop table if exists touch")
        self._one("""
            create temporary table touch as
            select amount, referrer_domain, pg_temp.channel(
                referrer_domain, url_query, utm_medium, utm_source, hostname,
                case when utm_medium ~* 'cp|ppc|retargeting|paid' then 'paid' else 'organic' end, 'Unknown') as channel
            from (select session_id, min(created_at) as created_at from whole group by session_id) as first
            join whole using (session_id, created_at)
            join (select session_id, sum(revenue)::float as amount from revenue
                  where upper(currency) = %(currency)s and event_id in (select event_id from chosen)
                  group by session_id) as paid using (session_id)""", currency=currency)
        return (dict(self._all("select referrer_domain, sum(amount) from touch group by referrer_domain")),
                dict(self._all("select channel, sum(amount) from touch group by channel")))

    def campaigns(self, kind: str) -> Counts:
        """Views by a parameter of campaigns (section 10)."""
        query = sql.SQL("select {0}, count(*) from chosen where event_type = 1 and {0} <> '' group by {0}")
        return dict(self._connection.execute(query.format(sql.SQL(VALUES[kind]))).fetchall())

    def attribution(self, event: str) -> tuple[tuple[int, int, int], Counts]:
        """Conversions, visitors and visits; and those who converted by the source of their first row (section 8)."""
        totals = self._one("""
            select count(*), count(distinct session_id), count(distinct visit_id)
            from chosen where event_type = 2 and event_name = %(event)s""", event=event)
        by_source = dict(self._all("""
            select utm_source, count(distinct session_id)
            from whole join (select session_id, min(created_at) as created_at from whole group by session_id) as first
              using (session_id, created_at)
            where utm_source <> ''
              and session_id in (select session_id from chosen where event_type = 2 and event_name = %(event)s)
            group by utm_source""", event=event))
        return totals, by_source

    def breakdown(self) -> dict[tuple[str | None, str | None], tuple[int, ...]]:
        """Visitors, visits, views, bounces and seconds by browser and country (section 9)."""
        rows = self._all("""
            select browser, country, count(distinct session_id), count(distinct visit_id), sum(views),
                   count(*) filter (where views = 1), sum(seconds)
            from (select browser, country, session_id, visit_id, count(*) as views,
                         floor(extract(epoch from max(created_at) - min(created_at))) as seconds
                  from chosen where event_type = 1 group by browser, country, session_id, visit_id) as visits
            group by browser, country""")
        return {(browser, country): tuple(map(int, numbers)) for browser, country, *numbers in rows}

    def journeys(self, steps: int) -> list[int]:
        """How many visits went each way by their first steps, the hundred most frequent (section 6)."""
        return [count for (count,) in self._all("""
            select count(*) from (
                select (array_agg(coalesce(nullif(event_name, ''), url_path) order by created_at))[:%(steps)s] as way
                from chosen group by visit_id) as visits
            group by way order by count(*) desc limit 100""", steps=steps)]

    def speed(self, metric: LiteralString) -> list[float]:
        """Half, three quarters and nearly all of the measurements are as quick (section 12)."""
        query = sql.SQL("""
            select percentile_cont(array[0.5, 0.75, 0.95]) within group (order by {}::float)
            from chosen where event_type = 5""").format(sql.Identifier(metric))
        return self._connection.execute(query).fetchall()[0][0]

    def replays(self) -> dict[str, tuple[int, int]]:
        """How many actions each recorded visit has, ever, and milliseconds without those between its chunks (14.2)."""
        return {str(visit): (count, length) for visit, count, length in self._all("""
            select visit_id, sum(event_count)::int, round(sum(extract(epoch from ended_at - started_at)) * 1000)::int
            from session_replay group by visit_id""")}
