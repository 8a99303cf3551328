"""When a visit is recorded, and when and how it is sent (spec 01b, section 2)."""

import gzip
import json

import pytest

from app.dashboard.tracker import script_text
from app.settings import Settings
from hatch_build import build
from tests.tracker.recording import (
    FULL_SNAPSHOT,
    INCREMENTAL,
    META,
    MOUSE_MOVE,
    NOW_MS,
    Recording,
    element,
    open_recorded,
)
from tests.tracker.site import WEBSITE

ALWAYS = "data-sample-rate=1"


def test_the_recorder_is_hardly_larger_than_umamis(recorder):
    # Umami's own is 23,053 bytes, with an rrweb that loses text beside blocked elements.
    assert len(gzip.compress(recorder.encode(), 9)) <= 24_000


def test_the_recorder_needs_no_eval_and_no_module_and_leaves_the_console_alone(recorder):
    for word in ("eval(", "new Function", "import(", "export ", "??=", "||=", "&&=", "console."):
        assert word not in recorder


def test_the_tracker_does_not_load_the_recorder(script):
    assert "record" not in script


async def test_the_first_request_has_umamis_form(site):
    recording = await open_recorded(site)
    assert await recording.requests() == []
    await recording.run_for(10_000)
    request, = await recording.requests()
    text = request.pop("body")
    assert request == {
        "url": f"{site.origin}/api/record", "method": "POST", "keepalive": False, "credentials": "omit",
        "headers": {"Content-Type": "application/json", "x-umami-cache": "T1"},
    }
    body = json.loads(text)
    events = body["payload"]["events"]
    # A browser without windows tells where the pointer is as soon as there is a page.
    assert [event["type"] for event in events if event["data"].get("source") != MOUSE_MOVE] == [META, FULL_SNAPSHOT]
    assert events[0]["data"]["href"] == f"{site.origin}/p"
    seconds = NOW_MS // 1000 + 10
    assert body == {"type": "record", "payload": {"website": WEBSITE, "events": events, "timestamp": seconds}}
    assert list(body["payload"]) == ["website", "events", "timestamp"]


@pytest.mark.parametrize("attributes, lot, is_recorded", [
    ("data-sample-rate=0.5", 0.49, True),
    ("data-sample-rate=0.5", 0.5, True),
    ("data-sample-rate=0.5", 0.51, False),
    ("data-sample-rate=0", 0.01, False),
    ("data-sample-rate=1", 0.99, True),
    ("data-sample-rate=7", 0.99, True),
    ("data-sample-rate=-1", 0.01, False),
    ("data-sample-rate=all", 0.99, True),
    ("data-sample-rate='0.5 or so'", 0.51, False),
    ('data-sample-rate=""', 0.16, False),
    # The default is 0.15.
    (None, 0.15, True),
    (None, 0.16, False),
])
async def test_the_lot_decides_which_pages_are_recorded(site, attributes, lot, is_recorded):
    script = element().replace(ALWAYS, "") if attributes is None else None
    recording = await open_recorded(site, attributes or "", script=script, init=f"Math.random = () => {lot};")
    await recording.run_for(10_000)
    assert len(await recording.requests()) == is_recorded


@pytest.mark.parametrize("html", [
    element(website=None),
    element(website=""),
    element("type=module"),
    "<script>fetch('/recorder.js').then(a => a.text()).then(text => eval(text))</script>",
], ids=["no website", "an empty website", "a module", "run by eval"])
async def test_without_a_website_of_its_own_it_does_nothing(site, html):
    recording = await open_recorded(site, script=html)
    await recording.run_for(20_000)
    assert await recording.page.evaluate("[asked, requests.filter(request => request.method)]") == [0, []]


@pytest.mark.parametrize("attributes, src, endpoint", [
    ("", "/base/recorder.js", "{origin}/base/api/record"),
    ("data-host-url=https://in.example", "/recorder.js", "https://in.example/api/record"),
    ("data-host-url=https://in.example/base/", "/recorder.js", "https://in.example/base/api/record"),
    ('data-host-url=""', "/recorder.js", "{origin}/api/record"),
    ("", "/own/recorder.js", "https://set.example/api/record"),
    ("data-host-url=https://in.example", "/own/recorder.js", "https://in.example/api/record"),
])
async def test_requests_go_where_the_trackers_go(site, local_server, recorder, attributes, src, endpoint):
    own = (build() / "recorder" / "recorder.js").read_text("utf-8")
    local_server.scripts |= {
        "/base/recorder.js": recorder,
        "/own/recorder.js": script_text(own, Settings(_env_file=None, COLLECT_API_HOST="https://set.example/")),
    }
    recording = await open_recorded(site, script=element(attributes, src=src))
    await recording.run_for(10_000)
    assert [request["url"] for request in await recording.requests()] == [endpoint.format(origin=site.origin)]


# The token of the tracker

async def test_it_starts_when_the_document_is_complete(site):
    init = "umami.getSession = () => { states.push(document.readyState); return {cache: 'T1'}; }; window.states = [];"
    recording = await open_recorded(site, init=init, body="<img src=/image>")
    assert await recording.page.evaluate("states") == ["complete"]
    await recording.run_for(10_000)
    assert len(await recording.requests()) == 1


@pytest.mark.parametrize("wait, is_recorded", [(0, True), (4_900, True), (4_999, True), (5_000, False)])
async def test_a_token_is_waited_for_five_seconds(site, wait, is_recorded):
    recording = await open_recorded(site, init="token = undefined;")
    await recording.run_for(wait)
    await recording.page.evaluate("token = 'late'")
    await recording.run_for(20_000)
    assert [request["headers"]["x-umami-cache"] for request in await recording.requests()] == ["late"] * is_recorded


async def test_the_tracker_is_asked_51_times(site):
    recording = await open_recorded(site, init="token = '';")
    assert await recording.page.evaluate("asked") == 1
    await recording.run_for(100)
    assert await recording.page.evaluate("asked") == 2
    await recording.run_for(60_000)
    assert await recording.page.evaluate("asked") == 51


@pytest.mark.parametrize("init", [
    "delete window.umami;", "umami = {mine: 1};", "umami = {getSession() {}};", "umami.getSession = () => ({});",
    "token = null;",
])
async def test_without_a_token_nothing_is_recorded(site, init):
    recording = await open_recorded(site, init=init)
    await recording.run_for(20_000)
    assert (await recording.requests(), await recording.errors()) == ([], [])


@pytest.mark.parametrize("attributes, init, answers", [
    ("", "localStorage.setItem('umami.disabled', '1')", []),
    ("data-do-not-track=true", "Object.defineProperty(navigator, 'doNotTrack', {value: '1'})", []),
    ("data-domains=elsewhere.example", "", []),
    ("", "", [(200, '{"disabled":true}')]),
    ("", "", [(200, '{"beep":"boop"}')]),
])
async def test_a_visitor_whom_the_tracker_does_not_count_is_not_recorded(site, attributes, init, answers):
    hurry = "const real = setTimeout; setTimeout = (call, ms, ...args) => real(call, ms / 1000, ...args);"
    watch = "window.asked = 0; const {getSession} = umami; umami.getSession = () => (asked++, getSession());"
    site.answers = list(answers)
    site.pages["/p"] = (
        f"<!DOCTYPE html><title>Shop</title><script>{hurry}{init}</script>{site.script(attributes)}"
        f"<script>{watch}</script>{element()}<body>"
    )
    page = await site.visit("/p")
    await page.wait_for_function("asked == 51")
    assert [hit.path for hit in await site.all_hits(page)] == ["/api/send"] * len(answers)


async def test_a_real_tracker_gives_its_token_to_the_recorder(site):
    site.answers = [(200, '{"cache":"real"}')]
    watch = "const {getSession} = umami; umami.getSession = () => { last = getSession(); return last; }; let last;"
    page = await site.open(body=f"<script>{watch}</script>{element()}")
    await page.wait_for_function("last?.cache")
    await Recording(page).hide()
    view, chunk = await site.all_hits(page)
    assert (view.type, chunk.path, chunk.type) == ("event", "/api/record", "record")
    assert (chunk.headers["x-umami-cache"], chunk.payload["website"]) == ("real", WEBSITE)
    assert [event["type"] for event in chunk.payload["events"]][:2] == [META, FULL_SNAPSHOT]


async def test_the_token_of_the_moment_goes_with_each_request(site):
    recording = await open_recorded(site)
    await recording.run_for(10_000)
    await recording.page.evaluate("token = 'T2'")
    await recording.change()
    await recording.run_for(10_000)
    assert [request["headers"]["x-umami-cache"] for request in await recording.requests()] == ["T1", "T2"]


async def test_events_without_a_token_at_their_time_are_thrown_away(site):
    recording = await open_recorded(site)
    await recording.page.evaluate("token = undefined")
    await recording.run_for(10_000)
    await recording.page.evaluate("token = 'T2'")
    await recording.change()
    await recording.run_for(10_000)
    assert [[event["type"] for event in chunk] for chunk in await recording.chunks()] == [[INCREMENTAL]]


# When it sends

async def test_a_hundred_events_are_sent_at_once(site):
    recording = await open_recorded(site)
    await recording.change(97)
    assert await recording.sizes() == []
    await recording.change(1)
    assert await recording.sizes() == [100]
    await recording.change(101)
    assert await recording.sizes() == [100, 100]
    await recording.run_for(10_000)
    assert await recording.sizes() == [100, 100, 1]


async def test_events_are_sent_ten_seconds_after_the_last(site):
    recording = await open_recorded(site)
    for _ in range(3):
        await recording.run_for(9_999)
        await recording.change()
    assert await recording.sizes() == []
    await recording.run_for(9_999)
    assert await recording.sizes() == []
    await recording.run_for(1)
    assert await recording.sizes() == [5]
    await recording.run_for(60_000)
    assert await recording.sizes() == [5]


async def test_a_page_that_is_hidden_sends_what_it_has_and_survives_its_end(site):
    recording = await open_recorded(site)
    await recording.hide()
    await recording.hide()
    assert [request["keepalive"] for request in await recording.requests()] == [True]
    # Nothing is lost and nothing sent twice when it comes back.
    await recording.change()
    await recording.run_for(10_000)
    assert await recording.sizes() == [2, 1]
    assert [request["keepalive"] for request in await recording.requests()] == [True, False]


@pytest.mark.parametrize("state", ["visible", "prerender"])
async def test_a_page_that_is_shown_again_sends_nothing(site, state):
    recording = await open_recorded(site)
    await recording.page.evaluate("""state => {
        Object.defineProperty(document, 'visibilityState', {value: state});
        document.dispatchEvent(new Event('visibilitychange'));
    }""", state)
    assert await recording.requests() == []


async def test_leaving_the_page_sends_what_it_has(site):
    await open_recorded(site, server="")
    await site.visit("/elsewhere")
    await site.wait_for(1)
    hit, = site.hits
    assert [event["type"] for event in hit.payload["events"]] == [META, FULL_SNAPSHOT]


@pytest.mark.parametrize("text, times, is_sent_at_once", [
    ("x", 50_000, False), ("x", 60_000, True), ("\u65e5", 17_000, False), ("\u65e5", 20_000, True),
])
async def test_what_is_too_large_to_outlive_the_page_is_sent_at_once(site, text, times, is_sent_at_once):
    # Umami sends it with the rest, or loses it when the page goes away within ten seconds.
    recording = await open_recorded(site, body=f"<script>document.body.append('{text}'.repeat({times}))</script>")
    assert await recording.sizes() == [2] * is_sent_at_once
    await recording.change()
    await recording.hide()
    assert [request["keepalive"] for request in await recording.requests()] == [False] * is_sent_at_once + [True]


@pytest.mark.parametrize("text, times", [("x", 59_850), ("\u65e5", 19_950)])
async def test_a_last_request_just_above_the_limit_goes_without_keepalive(site, text, times):
    # With it the browser would refuse to send.
    recording = await open_recorded(site)
    await recording.run_for(10_000)
    await recording.page.evaluate(f"document.documentElement.dataset.long = '{text}'.repeat({times})")
    await recording.hide()
    request = (await recording.requests())[-1]
    assert 60_000 <= len(request["body"].encode()) < 60_200
    assert request["keepalive"] is False


async def test_thirty_seconds_on_a_new_snapshot_follows_the_next_event(site):
    recording = await open_recorded(site)
    await recording.run_for(30_000)
    await recording.change()
    await recording.run_for(1)
    await recording.change(2)
    await recording.run_for(10_000)
    types = [event["type"] for chunk in await recording.chunks() for event in chunk]
    assert types == [META, FULL_SNAPSHOT, INCREMENTAL, INCREMENTAL, META, FULL_SNAPSHOT, INCREMENTAL]


# When it stops

@pytest.mark.parametrize("attributes, longest", [
    ("data-max-duration=1000", 1_000), ("data-max-duration=1000.9", 1_000), ("", 300_000),
    ("data-max-duration=long", 300_000), ('data-max-duration=""', 300_000),
])
async def test_an_event_beyond_the_longest_time_ends_the_recording(site, attributes, longest):
    recording = await open_recorded(site, attributes)
    await recording.run_for(longest)
    await recording.change()
    before = sum(await recording.sizes())
    await recording.run_for(1)
    assert sum(await recording.sizes()) == before
    await recording.change(3)
    sizes = await recording.sizes()
    # The first snapshot and the one change in time; after thirty seconds that brings a new snapshot.
    assert sum(sizes) == 3 + 2 * (longest > 30_000)
    await recording.run_for(60_000)
    await recording.change(200)
    await recording.hide()
    assert await recording.sizes() == sizes


async def test_the_longest_time_alone_ends_nothing(site):
    recording = await open_recorded(site, "data-max-duration=1000")
    await recording.run_for(9_999)
    assert await recording.requests() == []
    await recording.run_for(1)
    assert await recording.sizes() == [2]


@pytest.mark.parametrize("answer, goes_on", [
    ([200, '{"ok":true}'], True),
    ([500, '{"error":{"message":"Internal Server Error","status":500}}'], True),
    ([503, '{"error":{"message":"The database does not answer.","status":503}}'], True),
    ([502, "<h1>Bad gateway</h1>"], True),
    ([403, "<h1>A firewall on a bad day</h1>"], True),
    (None, True),
    ([200, '{"ok":false,"reason":"replay_disabled"}'], False),
    ([200, '{"ok":false,"reason":"replay_limit"}'], False),
    ([200, '{"beep":"boop"}'], False),
    ([400, '{"error":{"message":"Website not found.","status":400}}'], False),
    ([403, '{"error":{"message":"Forbidden","status":403}}'], False),
    ([413, '{"error":{"message":"Too large.","status":413}}'], False),
])
async def test_a_server_that_wants_no_recording_is_left_in_peace(site, answer, goes_on):
    # Umami's recorder does not read the answer and sends on.
    recording = await open_recorded(site)
    await recording.page.evaluate("given => { answer = given }", answer)
    await recording.change()
    await recording.run_for(10_000)
    await recording.change(2)
    await recording.run_for(40_000)
    await recording.change()
    await recording.hide()
    assert await recording.sizes() == ([3, 2, 3] if goes_on else [3])
    assert await recording.errors() == []


async def test_what_happened_until_a_refusal_came_is_not_sent_either(site):
    recording = await open_recorded(site)
    await recording.page.evaluate("""async () => {
        const real = fetch;
        fetch = async (...args) => { await new Promise(resolve => { release = resolve }); return real(...args); };
        pass(10000);
        document.documentElement.dataset.change = 'meanwhile';
        await null;
        answer = [200, '{"ok":false,"reason":"replay_limit"}'];
        fetch = real;
        release();
    }""")
    await recording.run_for(20_000)
    await recording.hide()
    assert await recording.sizes() == [2]


async def test_a_page_that_breaks_what_rrweb_needs_hears_nothing_of_it(site):
    recording = await open_recorded(site)
    await recording.page.evaluate("void (Blob = () => { throw new Error('not today') })")
    await recording.change(2)
    assert await recording.errors() == []
