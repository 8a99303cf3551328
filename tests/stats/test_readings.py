"""Statements against a plain reading of spec 04: random small histories, counted once by PostgreSQL, once by hand."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.lib.dates import epoch_ms, wire
from tests.stats.visits import Site, insert, recorded_site
from tests.web.server import Server, some_id

# Two hours around each change of the clock in New York, and around midnight there.
SPRING, AUTUMN = datetime(2024, 3, 10, 7, tzinfo=UTC), datetime(2024, 11, 3, 6, tzinfo=UTC)
ZONES = ["America/New_York", "UTC", "utc", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns"]
BROWSERS = ["chrome", "firefox", None, None]
# When each session began, around the periods asked about; the last has lost its row, as after a reset.
BEGUN = [SPRING - timedelta(minutes=30), AUTUMN, SPRING - timedelta(days=400)]


@dataclass(frozen=True)
class Event:
    """An event as the tables hold it; the id, session and visit are numbers."""

    id: int
    session: int
    visit: int
    at: datetime
    kind: int
    path: str
    hostname: str | None

    @property
    def is_page(self) -> bool:
        return self.kind not in (2, 5)

    @property
    def has_session(self) -> bool:
        return self.session < len(BEGUN)

    @property
    def browser(self) -> str | None:
        return BROWSERS[self.session]


@dataclass(frozen=True)
class Question:
    """A period, and filters written as `query`, which `passes` reads."""

    start: datetime
    end: datetime
    query: str
    passes: Callable[[Event], bool]
    without_bounces: bool

    def all(self, events: Iterable[Event]) -> list[Event]:
        """The events of the period."""
        return [event for event in events if self.start <= event.at <= self.end]

    def filtered(self, events: Iterable[Event]) -> list[Event]:
        """Those of them that pass the filters, bounces included."""
        return [event for event in self.all(events) if self.passes(event)]

    def pages(self, events: list[Event]) -> list[Event]:
        """The page views that are asked about."""
        views = defaultdict(int)
        for event in self.all(events):
            views[event.session, event.visit] += event.kind == 1
        return [event for event in self.filtered(events) if event.is_page
                and (not self.without_bounces or views[event.session, event.visit] > 1)]

    @property
    def dates(self) -> str:
        return f"startAt={epoch_ms(self.start)}&endAt={epoch_ms(self.end)}"


def events_near(moment: datetime) -> st.SearchStrategy[Event]:
    """An event some hours from a moment, often at the same time as another."""
    seconds = st.one_of(st.integers(-9, 9).map(lambda half: half * 1800), st.integers(-30_000, 30_000))
    times = st.tuples(seconds, st.sampled_from([0, 0, 1_000, 500_000, 999_000]))
    at = times.map(lambda pair: moment + timedelta(seconds=pair[0], microseconds=pair[1]))
    return st.builds(
        Event, id=st.integers(0, 16**12 - 1), session=st.integers(0, 3), visit=st.integers(0, 3), at=at,
        kind=st.sampled_from([1, 1, 1, 1, 2, 3, 4, 5]), path=st.sampled_from(["/", "/a", "/b"]),
        hostname=st.sampled_from(["a.example", "a.example", "b.example", None]),
    )


FILTERS: list[tuple[str, Callable[[Event], bool]]] = [
    ("", lambda event: True), ("path=/a", lambda event: event.path == "/a"),
    ("browser=neq.chrome", lambda event: event.browser not in ("chrome", None)),
    ("path=/&browser=firefox&match=any",
     lambda event: event.has_session and (event.path == "/" or event.browser == "firefox")),
    ("hostname=c.B&path=dnc.a", lambda event: event.hostname == "b.example" and "a" not in event.path),
    ("eventType1=1,3", lambda event: event.kind in (1, 3)),
]


def questions_near(moment: datetime) -> st.SearchStrategy[Question]:
    """A period around a moment, its ends often at the time of an event."""
    ends = st.tuples(st.integers(-20, 2), st.integers(-1, 20)).map(
        lambda pair: (moment + timedelta(minutes=30 * pair[0]), moment + timedelta(minutes=30 * pair[1])))
    return st.builds(
        lambda period, chosen, without: Question(*period, *chosen, without), ends, st.sampled_from(FILTERS),
        st.booleans())


HISTORIES = st.sampled_from([SPRING, AUTUMN]).flatmap(
    lambda moment: st.tuples(
        st.lists(events_near(moment), max_size=14, unique_by=lambda event: event.id), questions_near(moment)))

# Sessions are found in other ways in a period of months.
EARLIER = [timedelta(), timedelta(days=100)]

few = settings(max_examples=60, deadline=None, database=None, derandomize=True,
               suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def event_id(site: Site, event: Event) -> str:
    """The id of an event in the tables, where a website's ids are in the order of the numbers."""
    return f"{site.id[:24]}{event.id:012x}"


async def stored(server: Server, events: list[Event]) -> Site:
    """A website with these events."""
    site = await recorded_site(server)
    ids = {number: some_id() for number in range(4)}
    sessions = {number: some_id() for number in range(4)}
    site.ids.update({f"S{number}": sessions[number] for number in sessions})
    await insert(server, "session", *(
        {"session_id": sessions[number], "website_id": site.id, "browser": BROWSERS[number],
         "created_at": begun.isoformat()} for number, begun in enumerate(BEGUN)))
    if events:
        await insert(server, "website_event", *({
            "event_id": event_id(site, event), "website_id": site.id, "session_id": sessions[event.session],
            "visit_id": ids[event.visit], "created_at": event.at.isoformat(), "event_type": event.kind,
            "url_path": event.path, "hostname": event.hostname} for event in events))
    return site


def by(key: Callable[[Event], Any], events: Iterable[Event]) -> dict[Any, list[Event]]:
    groups: dict[Any, list[Event]] = defaultdict(list)
    for event in events:
        groups[key(event)].append(event)
    return groups


def measures(groups: Iterable[list[Event]]) -> tuple[int, int, int, int, int]:
    """Pageviews, visitors, visits, bounces and seconds of groups that each are one visit of a session."""
    groups = list(groups)
    events = [event for group in groups for event in group]
    seconds = (max(event.at for event in group) - min(event.at for event in group) for group in groups)
    return (len(events), len({event.session for event in events}), len({event.visit for event in events}),
            sum(len(group) == 1 for group in groups), sum(span // timedelta(seconds=1) for span in seconds))


def label(at: datetime, unit: str, zone: str) -> str:
    """The label of a bucket: the clock of a zone, cut."""
    local = at.astimezone(UTC if zone == "utc" else ZoneInfo(zone)).replace(second=0, microsecond=0)
    fields = {"minute": {}, "hour": {"minute": 0}, "day": {"hour": 0, "minute": 0},
              "month": {"day": 1, "hour": 0, "minute": 0}}[unit]
    return local.replace(**fields).strftime("%Y-%m-%dT%H:%M:%SZ" if zone == "utc" else "%Y-%m-%d %H:%M:%S")


def own_unit(question: Question, asked: str) -> str:
    """The unit asked for; minutes only in a short period."""
    is_short = question.end - question.start < timedelta(minutes=61)
    return "minute" if is_short and asked == "minute" else "hour" if asked == "minute" else asked


@few
@given(HISTORIES)
async def test_totals_are_those_of_the_visits(shared: Server, history: tuple[list[Event], Question]) -> None:
    events, question = history
    site = await stored(shared, events)
    query = f"{question.query}&excludeBounce={'1' if question.without_bounces else ''}"
    answer = await site.ask("stats", query, question.dates)
    names = ("pageviews", "visitors", "visits", "bounces", "totaltime")
    pages = question.pages(events)
    expected = list(measures(by(lambda event: (event.session, event.visit), pages).values()))
    if question.without_bounces:
        expected[3] = 0
    assert [answer[name] for name in names] == expected


@few
@given(HISTORIES, st.sampled_from(["minute", "hour", "day", "month"]), st.sampled_from(ZONES))
async def test_buckets_are_those_of_the_clock(
    shared: Server, history: tuple[list[Event], Question], asked: str, zone: str,
) -> None:
    events, question = history
    site = await stored(shared, events)
    query = f"{question.query}&excludeBounce={'1' if question.without_bounces else ''}&unit={asked}&timezone={zone}"
    unit = own_unit(question, asked)
    buckets = by(lambda event: label(event.at, unit, zone), question.pages(events))
    answer = await site.ask("pageviews", query, question.dates)
    assert answer["pageviews"] == [{"x": one, "y": len(buckets[one])} for one in sorted(buckets)]
    assert answer["sessions"] == [
        {"x": one, "y": len({event.session for event in buckets[one]})} for one in sorted(buckets)]
    week = [[0] * 24 for _ in range(7)]
    zoned = UTC if zone == "utc" else ZoneInfo(zone)
    hours = by(lambda event: (event.at.astimezone(zoned).isoweekday() % 7, event.at.astimezone(zoned).hour),
               question.pages(events))
    for (day, hour), found in hours.items():
        week[day][hour] = len({event.session for event in found})
    assert await site.ask("sessions/weekly", query, question.dates) == week


def ranked(counts: dict[Any, int]) -> list[dict[str, Any]]:
    return [{"x": value, "y": counts[value]} for value in sorted(counts, key=lambda value: (-counts[value], value))]


def visitors_of(groups: dict[Any, list[Event]]) -> dict[Any, int]:
    return {value: len({event.session for event in group}) for value, group in groups.items()}


@few
@given(HISTORIES, st.sampled_from(EARLIER))
async def test_lists_are_those_of_the_pages(
    shared: Server, history: tuple[list[Event], Question], earlier: timedelta,
) -> None:
    events, question = history
    question = replace(question, start=question.start - earlier)
    site = await stored(shared, events)
    query = f"{question.query}&excludeBounce={'1' if question.without_bounces else ''}"
    pages = question.pages(events)

    async def listed(kind: str) -> Any:
        return await site.ask("metrics", f"type={kind}&{query}", question.dates)

    async def measured(kind: str) -> Any:
        rows = await site.ask("metrics/expanded", f"type={kind}&{query}", question.dates)
        return {row["name"]: (int(row["pageviews"]), row["visitors"], row["visits"], row["bounces"],
                              int(row["totaltime"])) for row in rows}

    assert await listed("path") == ranked(visitors_of(by(lambda event: event.path, pages)))
    known = [event for event in pages if event.browser]
    assert await listed("browser") == ranked(visitors_of(by(lambda event: event.browser, known)))
    visits = by(lambda event: event.visit, (event for event in question.all(events) if event.is_page))
    for kind, end in (("entry", min), ("exit", max)):
        page = {visit: end(views, key=lambda event: (event.at, event.id)).path for visit, views in visits.items()}
        assert await listed(kind) == ranked(visitors_of(by(lambda event, page=page: page[event.visit], pages)))
    expected = {path: measures(by(lambda event: (event.session, event.visit), views).values())
                for path, views in by(lambda event: event.path, pages).items()}
    assert await measured("path") == expected
    expected = {browser: measures(by(lambda event: (event.session, event.visit), views).values())
                for browser, views in by(lambda event: event.browser, known).items()}
    assert await measured("browser") == expected


@few
@given(HISTORIES, st.sampled_from(EARLIER))
async def test_sessions_are_those_of_all_their_events(
    shared: Server, history: tuple[list[Event], Question], earlier: timedelta,
) -> None:
    events, question = history
    question = replace(question, start=question.start - earlier)
    site = await stored(shared, events)
    found = [event for event in question.filtered(events) if event.has_session]
    page = await site.ask("sessions", question.query, question.dates)
    items = by(lambda event: (event.session, event.hostname), found)
    assert page["count"] == len(items)
    sessions = {site.ids[f"S{number}"]: number for number in range(3)}
    for item in page["data"]:
        group = items[sessions[item["id"]], item["hostname"]]
        assert (item["visits"], item["views"], item["events"]) == (
            len({event.visit for event in group}), sum(event.kind == 1 for event in group),
            sum(event.kind == 2 for event in group))
        assert (item["firstAt"], item["lastAt"]) == (
            wire(min(event.at for event in group)), wire(max(event.at for event in group)))
    totals = await site.ask("sessions/stats", question.query, question.dates)
    assert [totals[name]["value"] for name in ("pageviews", "visitors", "visits", "events")] == [
        len(found), len({event.session for event in found}), len({event.visit for event in found}),
        sum(event.kind == 2 for event in found)]
    listed = await site.ask("events", question.query, question.dates)
    assert [item["id"] for item in listed["data"]] == [
        event_id(site, event) for event in sorted(found, key=lambda event: (event.at, event.id), reverse=True)]


@pytest.mark.parametrize("moment, labels", [
    (SPRING, ["2024-03-10 00:00:00", "2024-03-10 01:00:00", "2024-03-10 03:00:00"]),
    (AUTUMN, ["2024-11-03 00:00:00", "2024-11-03 01:00:00", "2024-11-03 02:00:00"]),
])
async def test_an_hour_that_is_left_out_has_no_bucket_and_one_that_comes_twice_has_one(
    shared: Server, moment: datetime, labels: list[str],
) -> None:
    hours = range(-2, 1) if moment == SPRING else range(-2, 2)
    events = [Event(hour + 9, 0, 0, moment + timedelta(hours=hour), 1, "/", None) for hour in hours]
    site = await stored(shared, events)
    dates = f"startAt={epoch_ms(moment - timedelta(hours=5))}&endAt={epoch_ms(moment + timedelta(hours=5))}"
    answer = await site.ask("pageviews", "unit=hour&timezone=America/New_York", dates)
    assert [point["x"] for point in answer["pageviews"]] == labels
    assert sum(point["y"] for point in answer["pageviews"]) == len(events)
