"""The tracker of Umami 1 under its old name: attributes, class names, calls and requests (spec 07, 2.1 and 2.2)."""

import json
from typing import Any

import pytest

from hatch_build import build
from tests.tracker.site import WEBSITE

SRC = "/umami-script.js"
NO_TRACKING = "Object.defineProperty(navigator, 'doNotTrack', {value: '1'});"


@pytest.fixture(autouse=True)
def old_script(local_server: Any) -> None:
    local_server.scripts[SRC] = (build() / "tracker" / "umami.js").read_text("utf-8")


def payload_of(site: Any, **changes: Any) -> dict[str, Any]:
    return {"website": WEBSITE, "hostname": site.host, "screen": "1440x900", "language": "en-US", "url": "/p?x=1",
            **changes}


async def opened(site: Any, attributes: str = "", **how: Any) -> Any:
    return await site.open(attributes, src=SRC, **how)


async def test_a_page_view_is_posted_to_collect_with_path_and_query(site: Any) -> None:
    page = await opened(site)
    (hit,) = await site.all_hits(page)
    assert hit.path == "/api/collect"
    assert json.loads(hit.text) == {"type": "pageview", "payload": payload_of(site, referrer="")}
    assert hit.headers["content-type"] == "application/json" and "x-umami-cache" not in hit.headers


async def test_the_answer_is_sent_back_as_it_came(site: Any) -> None:
    site.answers += [(200, "the.first.token"), (200, "{}"), (500, "no token"), (200, "{}")]
    page = await opened(site)
    await page.evaluate("(async () => { for (const name of ['a', 'b', 'c']) await umami(name); })()")
    hits = await site.all_hits(page)
    assert [hit.headers.get("x-umami-cache") for hit in hits] == [None, *["the.first.token"] * 3]


@pytest.mark.parametrize(("attributes", "init", "views"), [
    ("", "", 1),
    ('data-auto-track="false"', "", 0),
    ('data-domains="other.example"', "", 0),
    ('data-domains="other.example, HOST"', "", 1),
    ("data-do-not-track", NO_TRACKING, 0),
    ('data-do-not-track="false"', NO_TRACKING, 0),  # any value is one
    ("", NO_TRACKING, 1),
    ("data-cache", "", 1),
    ("", "localStorage.setItem('umami.disabled', 'x');", 0),
])
async def test_attributes_say_what_is_counted(site: Any, attributes: str, init: str, views: int) -> None:
    page = await opened(site, attributes.replace("HOST", site.host), init=init, views=0)
    assert len(await site.all_hits(page)) == views


async def test_without_a_website_nothing_is_counted(site: Any) -> None:
    page = await opened(site, website=None, views=0)
    assert await site.all_hits(page) == []


async def test_another_host_is_named_by_data_host_url(site: Any) -> None:
    other = site.other("stats")
    page = await opened(site, f'data-host-url="{other}/"')
    assert [hit.url for hit in await site.all_hits(page)] == [f"{other}/api/collect"]


@pytest.mark.parametrize(("call", "kind", "payload"), [
    ("umami('buy')", "event", {"event_name": "buy"}),
    ("umami.trackEvent('buy', {price: 1})", "event", {"event_name": "buy", "event_data": {"price": 1}}),
    ("umami.trackEvent('buy', 'custom')", "event", {"event_type": "custom", "event_value": "buy"}),
    ("umami.trackEvent('buy', undefined, '/shop')", "event", {"event_name": "buy", "url": "/shop"}),
    ("umami.trackView()", "pageview", {"referrer": ""}),
    ("umami.trackView('/virtual', '/from')", "pageview", {"url": "/virtual", "referrer": "/from"}),
    ("umami.trackView('/v', '', 'another')", "pageview", {"url": "/v", "referrer": "", "website": "another"}),
])
async def test_calls_send_what_they_say(site: Any, call: str, kind: str, payload: dict[str, Any]) -> None:
    page = await opened(site, 'data-auto-track="false"', views=0)
    await page.evaluate(call)
    (hit,) = await site.all_hits(page)
    assert json.loads(hit.text) == {"type": kind, "payload": payload_of(site, **payload)}


async def test_navigation_within_the_page_is_a_view_where_the_address_differs(site: Any) -> None:
    page = await opened(site)
    await page.evaluate("""(() => {
        history.pushState({}, '', '/p?x=1');
        history.pushState({}, '', '/second');
        history.replaceState({}, '', location.origin + '/third?y=1#part');
        history.pushState({}, '');
    })()""")
    hits = await site.all_hits(page)
    assert [(hit.payload["url"], hit.payload["referrer"]) for hit in hits] == [
        ("/p?x=1", ""), ("/second", "/p?x=1"), ("/third?y=1", "/second")]


async def test_class_names_are_events(site: Any) -> None:
    body = """<button id=b class="big umami--click--buy umami--mouseenter--near">B</button>
        <a id=a class="umami--click--leave" href="/elsewhere">A</a><i class="umami--click--">no event</i>"""
    page = await opened(site, body=body)
    await page.click("#b")
    await site.wait_for(3)
    await page.click("#a")
    await page.wait_for_url("**/elsewhere")
    assert [hit.payload["event_name"] for hit in site.hits[1:]] == ["near", "buy", "leave"]


async def test_class_names_are_nothing_where_the_page_does_not_want_them(site: Any) -> None:
    page = await opened(site, 'data-css-events="false"', body='<button id=b class="umami--click--buy">B</button>')
    await page.click("#b")
    assert len(await site.all_hits(page)) == 1
