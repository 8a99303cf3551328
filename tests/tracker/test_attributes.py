"""What the attributes of the script element do (spec 01b, 1.2 to 1.4)."""

import pytest

from app.dashboard.tracker import script_text
from app.settings import Settings
from tests.tracker.site import WEBSITE, body

SPY = """
window.calls = [];
const real = window.fetch;
window.fetch = (url, options) => { calls.push({url, ...options}); return real(url, options); };
"""


@pytest.mark.parametrize("attributes, src, endpoint", [
    ("", "/script.js", "ORIGIN/api/send"),
    ("", "/base/script.js", "ORIGIN/base/api/send"),
    ("", "/path/to/my-script", "ORIGIN/path/to/api/send"),
    ("", "/script.js?v=1", "ORIGIN/api/send"),
    ("", "/script.js?a=b/c", "ORIGIN/script.js?a=b/api/send"),  # cut at the last slash, query or not
    ("", "OTHER/script.js", "OTHER/api/send"),
    ('data-host-url=""', "/base/script.js", "ORIGIN/base/api/send"),
    ('data-host-url="OTHER"', "/script.js", "OTHER/api/send"),
    ('data-host-url="OTHER/"', "/script.js", "OTHER/api/send"),
    ('data-host-url="OTHER/pre"', "/script.js", "OTHER/pre/api/send"),
    ('data-host-url="OTHER/pre//"', "/script.js", "OTHER/pre//api/send"),
])
async def test_requests_go_to_the_host_or_to_the_folder_of_the_script(site, attributes, src, endpoint):
    other = site.other("stats")
    page = await site.open(attributes.replace("OTHER", other), src=src.replace("OTHER", other), init=SPY, views=0)
    assert await page.evaluate("calls[0].url") == endpoint.replace("OTHER", other).replace("ORIGIN", site.origin)
    hits = await site.all_hits(page)
    assert [hit.text for hit in hits] == [body("event", site.base())]
    # Another origin is asked first whether it takes such a request.
    assert len(site.preflights) == (1 if endpoint.startswith("OTHER") else 0)


async def test_a_host_and_an_endpoint_of_the_server_stand_in_the_script(site, local_server, built_script):
    host = site.other("in")
    text = script_text(built_script, Settings(_env_file=None, COLLECT_API_HOST=host + "/", COLLECT_API_ENDPOINT="/zz"))
    local_server.scripts["/own-script.js"] = text
    page = await site.open(src="/own-script.js")
    other = site.other("stats")
    await site.open(f'data-host-url="{other}"', path="/second", src="/own-script.js", views=2)
    assert [hit.url for hit in await site.all_hits(page)] == [f"{host}/zz", f"{other}/zz"]


async def test_the_request_is_a_json_post_that_outlives_the_page(site):
    page = await site.open(init=SPY)
    await page.evaluate("document.cookie = 'a=b'; umami.track()")
    call, _ = await page.evaluate("calls")
    assert {name: call[name] for name in ("method", "keepalive", "credentials", "headers")} == {
        "method": "POST", "keepalive": True, "credentials": "omit", "headers": {"Content-Type": "application/json"},
    }
    hits = await site.all_hits(page)
    assert all("cookie" not in hit.headers for hit in hits)
    assert hits[0].headers["content-type"] == "application/json"


@pytest.mark.parametrize("value, credentials", [("include", "include"), ("same-origin", "same-origin"), ("", "omit")])
async def test_cookies_are_sent_on_demand(site, value, credentials):
    head = "<script>document.cookie = 'a=b'</script>"
    page = await site.open(f'data-fetch-credentials="{value}"', head=head, init=SPY)
    assert await page.evaluate("calls[0].credentials") == credentials
    assert (await site.all_hits(page))[0].headers.get("cookie") == (None if credentials == "omit" else "a=b")


@pytest.mark.parametrize("attributes, more", [
    ("data-tag=A", {"tag": "A"}), ('data-tag=" A b "', {"tag": " A b "}), ('data-tag=""', {}),
])
async def test_a_tag_is_sent_with_everything(site, attributes, more):
    page = await site.open(attributes)
    await page.evaluate("umami.track('a')")
    await page.evaluate("umami.identify({})")
    assert [hit.text for hit in await site.all_hits(page)] == [
        body("event", {**site.base(), **more}), body("event", {**site.base(), **more, "name": "a"}),
        body("identify", {**site.base(), **more, "data": {}}),
    ]


@pytest.mark.parametrize("value, views", [("false", 0), ("FALSE", 1), ("", 1), ("0", 1), ("true", 1)])
async def test_auto_track_is_off_only_if_it_says_false(site, value, views):
    page = await site.open(f'data-auto-track="{value}" data-performance=true', views=views,
                           body="<button data-umami-event=b>b</button>")
    assert await page.evaluate("history.pushState.toString().includes('[native code]')") is (views == 0)
    await page.click("button")
    await page.evaluate("umami.track('x')")
    names = [hit.payload.get("name") for hit in await site.all_hits(page) if hit.type == "event"]
    assert names == ([None, "b", "x"] if views else ["x"])


NOTHING_SENT = [
    ("no website id", "", {"website": None}),
    ("an empty website id", "", {"website": ""}),
    ("disabled by the visitor", "", {"init": "localStorage.setItem('umami.disabled', '1')"}),
    ("disabled by the visitor with 0", "", {"init": "localStorage.setItem('umami.disabled', '0')"}),
    ("another domain", 'data-domains="a.example, b.example"', {}),
    ("other letter case", 'data-domains="HOST"', {"upper": True}),
    ("a domain with its port", 'data-domains="HOST:PORT"', {}),
    ("a wildcard", 'data-domains="*.example"', {}),
    ("only commas", 'data-domains=" , "', {}),
    *(
        (f"{owner}.{name} is {value}", "data-do-not-track=true",
         {"init": f"Object.defineProperty({owner}, '{name}', {{value: {value}, configurable: true}})"})
        for owner, name in [("window", "doNotTrack"), ("navigator", "doNotTrack"), ("navigator", "msDoNotTrack")]
        for value in ("1", "'1'", "'yes'")
    ),
]


@pytest.mark.parametrize("why, attributes, options", NOTHING_SENT)
async def test_nothing_is_sent_but_the_functions_exist(site, why, attributes, options):
    options = dict(options)
    host = site.host.upper() if options.pop("upper", False) else site.host
    attributes = attributes.replace("HOST", host).replace("PORT", str(site.port))
    page = await site.open(attributes + " data-performance=true", views=0, **options)
    assert await page.evaluate("history.pushState.toString().includes('[native code]')")
    calls = "Promise.all([umami.track(), umami.track('a'), umami.identify('u'), umami.track({website: 'W'})])"
    assert await page.evaluate(f"{calls}.then(answers => answers.every(answer => answer === undefined))")
    assert await site.all_hits(page) == []


@pytest.mark.parametrize("attributes, init", [
    ("", "localStorage.setItem('umami.disabled', '')"),
    ("", "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"),
    ("", "Object.defineProperty(window, 'localStorage', {value: null})"),
    ('data-domains=""', ""),
    ('data-domains="a.example , HOST,b.example"', ""),
    ("", "window.doNotTrack = '1'"),
    ('data-do-not-track="TRUE"', "window.doNotTrack = '1'"),
    *(("data-do-not-track=true", f"window.doNotTrack = {value}") for value in ("true", "'0'", "'unspecified'", "'on'")),
    # The first that says anything decides.
    ("data-do-not-track=true", "window.doNotTrack = '0'; Object.defineProperty(navigator, 'doNotTrack', {value: '1'})"),
    # Read once, at load.
    ("data-do-not-track=true", "addEventListener('readystatechange', () => { window.doNotTrack = '1'; }, true)"),
])
async def test_what_is_no_obstacle(site, attributes, init):
    page = await site.open(attributes.replace("HOST", site.host), init=init)
    assert [hit.text for hit in await site.all_hits(page)] == [body("event", site.base())]


async def test_an_obstacle_removed_later_enables_only_the_functions(site):
    obstacle = "localStorage.setItem('umami.disabled', '1')"
    page = await site.open(views=0, init=obstacle, body="<button data-umami-event=b>b</button>")
    await page.evaluate("umami.track('before'); localStorage.removeItem('umami.disabled'); umami.track('after')")
    await page.evaluate("history.pushState({}, '', '/two')")
    await page.click("button")
    assert [hit.payload.get("name") for hit in await site.all_hits(page)] == ["after"]


async def test_an_obstacle_that_comes_later_stops_everything(site):
    page = await site.open()
    await page.evaluate("localStorage.setItem('umami.disabled', '1'); umami.track('after')")
    assert len(await site.all_hits(page)) == 1


@pytest.mark.parametrize("element", [
    f'<script type="module" src="/script.js" data-website-id="{WEBSITE}"></script>',
    "<script>fetch('/script.js').then(r => r.text()).then(text => { eval(text); done = 1; })</script>",
    "<script>fetch('/script.js').then(r => r.text()).then(text => { new Function(text)(); done = 1; })</script>",
])
async def test_without_a_script_element_of_its_own_it_does_nothing_at_all(site, element):
    site.pages["/p"] = f"<!DOCTYPE html><title>Shop</title>{element}"
    page = await site.visit("/p")
    if "done" in element:
        await page.wait_for_function("window.done")
    assert await page.evaluate("typeof umami") == "undefined"
    assert await site.all_hits(page) == []
