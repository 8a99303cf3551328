"""What events, sessions, reports, Live and replays show is what the API said and what SQL counts, filtered or not."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from app.demo import ids
from tests.dashboard.browser.board import Board
from tests.dashboard.browser.pages import SITE
from tests.dashboard.browser.truth import CHOICES, MINUTE_MS, TALL, ZONE, Choice, Truth, address, before, last_days

RETURNS = (*range(1, 8), 14, 21, 28)  # the days that the page of retention shows
HALF_HOUR_MS = 30 * MINUTE_MS
FUNNEL = ["/", "/pricing", "/checkout", "/thanks"]
FILTERED = [pytest.param(CHOICES[name], id=name) for name in ("all", "a country", "a segment", "a cohort")]


@pytest.fixture
def period():
    return last_days(31)


@pytest.fixture
async def board(new_board):
    return await new_board(viewport=TALL)


async def numbers(board, title):
    return await board.values(f"section[aria-label='{title}'] td[data-v]")


def rates_of(visits, bounces, seconds):
    return [min(bounces, visits) / visits, seconds / visits]


@dataclass
class Sight:
    """A tab that looks at one page after the other in the same time, with the same filter, and the truth about it."""

    board: Board
    truth: Truth
    period: tuple[int, int]
    choice: Choice

    async def look(self, page: str, **query: str) -> None:
        await self.board.turn(address(f"{SITE}/{page}", self.period, **self.choice.query, **query))

    def before(self, count):
        """A count of the period before."""
        self.truth.choose(ids.WEBSITE, *before(*self.period), self.choice)
        counted = count()
        self.truth.choose(ids.WEBSITE, *self.period, self.choice)
        return counted


async def events(sight, board, truth):
    await sight.look("events", compare="prev")
    names = ("visitors", "visits", "events", "uniqueEvents")
    earlier = sight.before(truth.event_stats)
    assert await board.values("[data-card]") == [truth.event_stats()[name] for name in names]
    assert await board.values(".card-before") == [earlier[name] for name in names]
    await sight.look("events")
    counts = truth.metrics("event")
    assert await numbers(board, "Events") == sorted(counts.values(), reverse=True)
    assert {row["x"]: row["y"] for row in board.answer("metrics?event")} == counts
    assert {(row["x"], row["t"]): row["y"] for row in board.answer("events/series")} == truth.event_series("day")
    await sight.look("events", tab="properties")
    answered = {(row["eventName"], row["propertyName"]): row["total"] for row in board.answer("event-data/properties")}
    assert answered == truth.event_properties()
    assert sorted(await board.values(".properties [data-v]")) == sorted(answered.values())
    await sight.look("events", tab="activity")
    assert board.answer("events")["count"] == truth.rows()


async def goals_and_funnels(sight, board, truth):
    await sight.look("goals")
    for number, (column, value) in enumerate((("url_path", "/thanks"), ("event_name", "signup"))):
        done, total = truth.reached(column, value)
        assert await board.values(f".goal >> nth={number} >> [data-v]") == [done / total, done]
    await sight.look("funnels", report=ids.FUNNEL)
    visitors = truth.funnel(FUNNEL, minutes=60)
    assert await board.values(".step-head .number:not(.share)") == visitors
    assert await board.values(".funnel .outcome [data-v]") == [visitors[-1] / visitors[0], visitors[-1]]


async def campaigns_and_attribution(sight, board, truth):
    await sight.look("utm")
    for title, kind in (("Source", "utmSource"), ("Medium", "utmMedium"), ("Campaign", "utmCampaign")):
        counts = truth.campaigns(kind)
        assert await numbers(board, title) == sorted(counts.values(), reverse=True)
        rows = board.answers["/reports/utm"][kind.replace("utm", "utm_").lower()]
        assert {row["utm"]: row["views"] for row in rows} == counts
    await sight.look("attribution", step="purchase")
    totals, sources = truth.attribution("purchase")
    assert await board.values("[data-card]") == list(totals)
    assert {row["name"]: row["value"] for row in board.answers["/reports/attribution"]["utm_source"]} == sources
    assert await numbers(board, "Source") == sorted(sources.values(), reverse=True)


async def breakdown_and_journeys(sight, board, truth):
    await sight.look("breakdown", fields="browser,country")
    members = ("visitors", "visits", "views", "bounces", "totaltime")
    rows = {(row["browser"], row["country"]): tuple(int(row[name]) for name in members)
            for row in board.answers["/reports/breakdown"]}
    assert rows == truth.breakdown()
    assert await board.values("tbody td[data-v]") == [number for row in rows.values() for number in (
        *row[:3], *rates_of(row[1], *row[3:]))]
    await sight.look("journeys", steps="3")
    ways = truth.journeys(3)
    assert sorted((row["count"] for row in board.answers["/reports/journey"]), reverse=True) == ways
    assert await board.values("[data-step='1']") == [sum(ways)]


async def performance(sight, board, truth):
    await sight.look("performance")
    speed = [truth.speed(metric) for metric in ("lcp", "inp", "cls", "fcp", "ttfb")]
    assert await board.values("[data-card]") == pytest.approx([values[1] for values in speed])
    assert await board.values(".vitals-tools .note") == [truth.rows((5,))]


def money(total, orders, customers, everybody):
    """The cards of revenue; without orders there is no average."""
    return [total, *([total / orders] if orders else []), total / everybody, orders, customers]


async def revenue(sight, board, truth):
    currency = truth.currency()
    await sight.look("revenue", currency=currency, compare="prev")
    earlier = sight.before(lambda: truth.revenue(currency))
    assert await board.values("[data-card]") == pytest.approx(money(*truth.revenue(currency)))
    assert await board.values(".card-before") == pytest.approx(money(*earlier))
    by_country = truth.revenue_by_country(currency)
    assert await numbers(board, "Places") == pytest.approx(sorted(by_country.values(), reverse=True))
    assert board.answer("revenue/sessions")["count"] == len(truth.sessions(currency))
    by_referrer, by_channel = truth.revenue_by_source(currency)
    for member, counted in (("referrer", by_referrer), ("channel", by_channel)):
        await sight.look("revenue", currency=currency, **({} if member == "referrer" else {"sources": member}))
        rows = {row["name"]: float(row["value"]) for row in board.answers["/reports/revenue"][member]}
        assert rows == pytest.approx(counted)
        assert await numbers(board, "Sources") == pytest.approx(sorted(counted.values(), reverse=True))


@pytest.mark.parametrize("choice", FILTERED)
async def test_events_and_reports_are_what_sql_counts(board, truth, period, choice):
    sight = Sight(board, truth, period, choice)
    truth.choose(ids.WEBSITE, *period, choice)
    await board.open(address(SITE, period, **choice.query))
    for check in (events, goals_and_funnels, campaigns_and_attribution, breakdown_and_journeys, performance, revenue):
        await check(sight, board, truth)


@pytest.mark.parametrize("choice", FILTERED)
async def test_sessions_and_one_session_are_what_sql_counts(board, truth, period, choice):
    await board.open(address(f"{SITE}/sessions", period, **choice.query))
    truth.choose(ids.WEBSITE, *period, choice)
    counted, answer = truth.sessions(), board.answer("sessions")
    assert answer["count"] == len(counted)
    rows = {(row["id"], row["hostname"]): (row["visits"], row["views"], row["events"]) for row in answer["data"]}
    assert rows.items() <= counted.items()
    assert len(rows) == len(answer["data"])
    # What only measures is no line of its own beside that of its session.
    often = Counter(session for session, _ in rows)
    shown = [numbers for (session, host), numbers in rows.items() if host or any(numbers[1:]) or often[session] == 1]
    assert await board.values(".sessions td[data-v]") == [number for numbers in shown for number in numbers]

    session = answer["data"][0]["id"]
    await board.turn(address(f"{SITE}/sessions", period, session=session))
    assert await board.values("dialog [data-card]") == list(truth.session(session))
    await board.turn(address(f"{SITE}/sessions", period, **choice.query, tab="properties", property="plan"))
    values = truth.session_values("plan")
    assert {row["value"]: row["total"] for row in board.answer("session-data/values")} == values
    assert await numbers(board, "plan") == sorted(values.values(), reverse=True)


@pytest.mark.parametrize("choice", FILTERED[:2])
async def test_retention_is_what_sql_counts(board, truth, choice):
    query = urlencode({"date": "0month", "offset": "-1", **choice.query})
    async with board.page.expect_request("**/reports/retention") as asked:
        await board.open(f"{SITE}/retention?{query}")
    sent = (await asked.value).post_data_json["parameters"]
    start, end = (round(datetime.fromisoformat(sent[name]).timestamp() * 1000) for name in ("startDate", "endDate"))
    assert datetime.fromtimestamp(start / 1000, ZoneInfo(ZONE)).day == 1
    truth.choose(ids.WEBSITE, start, end, choice)
    counted = truth.retention()
    cells = board.answers["/reports/retention"]
    assert {(cell["date"], cell["day"]): (cell["visitors"], cell["returnVisitors"]) for cell in cells} == counted
    sizes = {date: size for (date, _), (size, _) in counted.items()}
    assert await board.values("tbody td.number[data-v]") == [sizes[date] for date in sorted(sizes)]
    shown = Counter(await board.values("tbody td[class^=shade][data-v]"))
    assert Counter({share: often for share, often in shown.items() if share}) == Counter(
        back * 100 / size for (_, day), (size, back) in counted.items() if day in RETURNS)


async def test_both_sides_of_a_comparison_are_what_sql_counts(board, truth, period):
    await board.open(address(f"{SITE}/compare", period))
    for kind in ("path", "country", "event", "utmSource"):
        await board.turn(address(f"{SITE}/compare", period, **({} if kind == "path" else {"view": kind})))
        shown = await board.page.locator(".pairs tbody tr").evaluate_all(
            "all => all.map(row => [...row.querySelectorAll('[data-v]')].map(cell => +cell.dataset.v))")
        truth.choose(ids.WEBSITE, *before(*period))
        earlier = truth.metrics(kind)
        truth.choose(ids.WEBSITE, *period)
        now = truth.metrics(kind)
        expected = [[now.get(name, 0), earlier.get(name, 0)] for name in now.keys() | earlier.keys()]
        assert sorted(shown) == sorted(expected), kind


async def test_live_is_what_sql_counts_of_the_last_half_hour(board, truth):
    await board.open(f"{SITE}/realtime")
    answer = board.answers["/realtime/W"]
    start = answer["timestamp"] // MINUTE_MS * MINUTE_MS - HALF_HOUR_MS
    truth.choose(ids.WEBSITE, start, answer["timestamp"])
    by_minute = truth.series("minute")
    countries = {country for country in truth.metrics("country")}
    assert (await board.values("[data-card]"))[:2] == [
        sum(views for _, views, _ in by_minute), sum(visitors for *_, visitors in by_minute)]
    assert (await board.values("[data-card=events]")) == [truth.rows((2,))]
    assert countries <= answer["countries"].keys()


async def test_replays_are_what_sql_counts(board, truth):
    await board.open(f"{SITE}/replays?date=90day")
    counted = truth.replays()
    rows = board.answer("replays")["data"]
    assert {row["id"]: (row["eventCount"], row["duration"]) for row in rows} == counted
    assert await board.values(".recordings td[data-v]") == [number for row in rows for number in counted[row["id"]]]
