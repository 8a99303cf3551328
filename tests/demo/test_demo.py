"""What `dashi dev` shows: each page of the dashboard has something believable to show."""

import asyncio
import random
import time
from urllib.parse import urlencode

import pytest

from app.demo import WEBSITE, fill, ids
from app.demo.people import People
from app.demo.sites import LEAVE, SHOP, SITES
from app.demo.visits import requests, walk
from app.settings import Settings
from tests.conftest import _database
from tests.web.server import serving

NOW = int(time.time())
PERIOD = {"startAt": (NOW - 91 * 86_400) * 1000, "endAt": NOW * 1000, "timezone": "UTC", "unit": "day"}
SITE = f"/api/websites/{WEBSITE}"


@pytest.fixture(scope="module")
async def demo(postgres, template):
    async with _database(postgres, template) as url:
        settings = Settings(_env_file=None, DATABASE_URL=url, APP_SECRET="conformance")
        await asyncio.to_thread(fill, settings, NOW)
        async with serving(url) as server:
            yield server


async def told(demo, path, **query):
    status, answer = await demo.get(f"{path}?{urlencode({**PERIOD, **query})}")
    assert status == 200, answer
    return answer


async def report(demo, kind, **parameters):
    dates = {"startDate": PERIOD["startAt"], "endDate": PERIOD["endAt"], "timezone": "UTC"}
    return await demo.made(f"/api/reports/{kind}", {
        "websiteId": WEBSITE, "type": kind, "filters": {}, "parameters": {**dates, **parameters}})


async def test_websites_differ_in_size_and_one_has_never_been_visited(demo):
    _, mine = await demo.get("/api/websites")
    assert [site["id"] for site in mine["data"]] == [ids.WEBSITE, ids.BLOG, ids.DOCS, ids.EMPTY_WEBSITE]
    visits = [(await told(demo, f"/api/websites/{site['id']}/stats"))["visits"] for site in mine["data"]]
    shop, blog, docs, empty = visits
    assert shop > 2_000 > blog > docs > 300
    assert empty == 0


@pytest.mark.parametrize("kind, least", [
    ("path", 11), ("entry", 10), ("exit", 10), ("title", 12), ("query", 20), ("referrer", 14), ("country", 25),
    ("region", 30), ("city", 30), ("browser", 6), ("os", 6), ("device", 4), ("language", 15), ("screen", 10),
    ("event", 7), ("hostname", 2), ("tag", 2), ("distinctId", 50), ("utmSource", 8), ("utmMedium", 5),
    ("utmCampaign", 5), ("utmContent", 5), ("utmTerm", 2),
])
async def test_every_list_has_values(demo, kind, least):
    rows = await told(demo, f"{SITE}/metrics", type=kind)
    assert len([row for row in rows if row["x"]]) >= least
    assert rows == sorted(rows, key=lambda row: -row["y"])


async def test_visitors_come_by_every_channel(demo):
    rows = await told(demo, f"{SITE}/metrics", type="channel")
    assert {row["x"] for row in rows} >= {
        "paidAds", "organicSearch", "organicSocial", "organicVideo", "organicShopping", "email", "affiliate", "sms",
        "referral", "paidSearch",
    }


async def test_some_are_here_now(demo):
    _, live = await demo.get(f"/api/realtime/{WEBSITE}?timezone=UTC")
    assert live["totals"]["visitors"] > 3


async def test_visitors_come_back_on_other_days(demo):
    cells = await report(demo, "retention")
    for day in (1, 7, 14, 21, 28):
        assert sum(cell["returnVisitors"] for cell in cells if cell["day"] == day) > 0
    first, week = (sum(cell["returnVisitors"] for cell in cells if cell["day"] == day) for day in (1, 21))
    assert first > week


async def test_the_checkout_loses_visitors_at_each_step(demo):
    _, saved = await demo.get(f"/api/reports?websiteId={WEBSITE}&type=funnel")
    steps = await report(demo, "funnel", **saved["data"][0]["parameters"])
    counts = [step["visitors"] for step in steps]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1] > 20


async def test_saved_goals_are_reached_by_some(demo):
    _, saved = await demo.get(f"/api/reports?websiteId={WEBSITE}&type=goal")
    assert len(saved["data"]) == 2
    for goal in saved["data"]:
        reached = await report(demo, "goal", **goal["parameters"])
        assert 0 < reached["num"] < reached["total"]


async def test_money_comes_in_several_currencies_and_from_advertisements(demo):
    assert await demo.sql("select distinct currency from revenue order by currency") == [
        ("EUR",), ("GBP",), ("JPY",), ("USD",)]
    for currency in ("EUR", "USD"):
        assert float((await report(demo, "revenue", currency=currency))["total"]["sum"]) > 100
    found = await report(demo, "attribution", model="first-click", type="path", step="/thanks")
    assert {row["name"] for row in found["paidAds"]} >= {"Google Ads", "Facebook / Meta", "Microsoft Ads"}


async def test_pages_are_measured(demo):
    found = await report(demo, "performance", metric="lcp")
    assert 0.02 < float(found["summary"]["cls"]["p50"]) < 0.1
    assert 500 < float(found["summary"]["lcp"]["p50"]) < float(found["summary"]["lcp"]["p95"])


async def test_events_and_sessions_tell_values_of_every_type(demo):
    kinds = await demo.sql("select distinct data_type from event_data where website_id = %s order by 1", WEBSITE)
    assert kinds == [(1,), (2,), (3,), (4,), (5,)]
    properties = await told(demo, f"{SITE}/session-data/properties")
    assert {row["propertyName"] for row in properties} == {"plan", "company", "seats", "beta", "customerSince"}


async def test_a_segment_and_a_cohort_are_a_part_of_all(demo):
    whole = await told(demo, f"{SITE}/stats")
    for name, saved in (("segment", ids.SEGMENT), ("cohort", ids.COHORT)):
        part = await told(demo, f"{SITE}/stats", **{name: saved})
        assert 0 < part["visitors"] < whole["visitors"] / 2


async def test_recordings_play_back_and_one_is_kept(demo):
    found = (await told(demo, f"{SITE}/replays"))["data"]
    assert [replay["chunkCount"] for replay in found] == [4, 3, 2]
    _, playback = await demo.get(f"{SITE}/replays/{found[0]['id']}")
    kinds = [event["type"] for event in playback["events"]]
    assert kinds[:3] == [4, 2, 1]  # the page's address and size, all of it, and that it has loaded
    assert {event["data"].get("source") for event in playback["events"] if event["type"] == 3} == {1, 2, 3, 5}
    assert [event["timestamp"] for event in playback["events"]] == sorted(
        event["timestamp"] for event in playback["events"])
    _, kept = await demo.get(f"{SITE}/replays/saved")
    assert [saved["visitId"] for saved in kept["data"]] == [found[0]["id"]]


async def test_what_a_recording_touches_is_on_its_page(demo):
    _, found = await demo.get(f"{SITE}/replays/saved")
    _, playback = await demo.get(f"{SITE}/replays/{found['data'][0]['visitId']}")

    def numbers(node):
        return [node["id"], *(number for child in node.get("childNodes", ()) for number in numbers(child))]

    snapshot = next(event for event in playback["events"] if event["type"] == 2)
    known = numbers(snapshot["data"]["node"])
    assert len(set(known)) == len(known)
    changes = [event["data"] for event in playback["events"] if event["type"] == 3]
    assert {part["id"] for change in changes for part in change.get("positions", [change])} <= set(known)


async def test_links_and_the_pixel_have_hits(demo):
    for thing in (*ids.LINKS, ids.PIXEL):
        assert (await told(demo, f"/api/websites/{thing}/stats"))["pageviews"] > 20


async def test_the_board_and_the_share_show_websites_that_exist(demo):
    _, board = await demo.get(f"/api/boards/{ids.BOARD}")
    shown = [column["component"]["type"] for row in board["parameters"]["rows"] for column in row["columns"]]
    assert set(shown) == {
        "TextBlock", "WebsiteMetricsBar", "WebsiteChart", "MetricsTable", "WorldMap", "WeeklyTraffic", "EventsChart"}
    _, share = await demo.get(f"/api/share/{ids.SHARE_SLUG}", as_="")
    assert share["websiteId"] == WEBSITE
    assert len(share["parameters"]) == 14


async def test_the_editor_sees_the_teams_website_and_no_other(demo):
    body = {"username": ids.EDITOR_NAME, "password": ids.EDITOR_PASSWORD}
    demo.tokens["editor"] = (await demo.made("/api/auth/login", body, as_=""))["token"]
    _, sites = await demo.get(f"/api/teams/{ids.TEAM}/websites", as_="editor")
    assert [site["id"] for site in sites["data"]] == [ids.TEAM_WEBSITE]
    assert (await demo.get(SITE, as_="editor"))[0] == 401
    assert (await told(demo, f"/api/websites/{ids.TEAM_WEBSITE}/stats"))["visits"] > 100


async def test_a_second_filling_adds_nothing(demo):
    count = "select (select count(*) from website_event), (select count(*) from website)"
    before = await demo.sql(count)
    await asyncio.to_thread(fill, Settings(_env_file=None, DATABASE_URL=demo.url, APP_SECRET="conformance"), NOW)
    assert await demo.sql(count) == before


def test_the_same_dice_make_the_same_visits():
    def sent():
        dice = random.Random(7)
        people = People(dice, 2)
        return [each for _ in range(50) for each in requests(dice, SHOP, people.one(0.3), NOW, walk(dice, SHOP))]

    assert sent() == sent()


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_every_link_of_a_website_leads_to_a_page_of_it(site):
    paths = {path for page in site.pages.values() for path in page.goes_on} - {LEAVE}
    assert paths | set(site.begins) == set(site.pages)
