"""When tracking starts, and what the page finds afterwards (spec 01b, 1.4 and 1.5)."""

import gzip

import pytest

from tests.tracker.site import WEBSITE, body

# Notes the state of the document at each request.
STATES = """
window.states = [];
const real = window.fetch;
window.fetch = (...args) => { if (args[1]) states.push(document.readyState); return real(...args); };
"""
SECOND = "00000000-0000-4000-8000-000000000002"


def test_the_script_is_smaller_than_umamis(script):
    # Umami's own is 2,224 bytes; every visitor of every site loads these.
    assert len(gzip.compress(script.encode(), 9)) <= 2000


def test_the_script_is_one_strict_function_without_eval(script):
    assert script.strip().startswith('(()=>{"use strict";') and script.strip().endswith("})();")
    for word in ("eval", "new Function", "import", "export", "??=", "||=", "&&="):
        assert word not in script


@pytest.mark.parametrize("how, state", [("", "interactive"), ("defer", "complete")])
async def test_the_first_view_is_sent_when_the_document_is_ready(site, how, state):
    # An image keeps the document from being complete at once.
    page = await site.open(how, init=STATES, body="<img src=/image>")
    assert await page.evaluate("states") == [state]
    assert len(await site.all_hits(page)) == 1


async def test_a_script_element_put_in_after_load_starts_at_once(site):
    site.pages["/p"] = f"<!DOCTYPE html><title>Shop</title><script>{STATES}</script>"
    page = await site.visit("/p")
    await page.evaluate(f"""() => {{
        const element = document.createElement('script');
        element.src = '/script.js';
        element.dataset.websiteId = '{WEBSITE}';
        document.head.append(element);
    }}""")
    await site.wait_for(1)
    assert await page.evaluate("states") == ["complete"]
    assert [hit.text for hit in await site.all_hits(page)] == [body("event", site.base("/p"))]


async def test_a_script_element_put_in_before_load_starts_once(site):
    site.pages["/p"] = f"""<!DOCTYPE html><title>Shop</title><body><script>
        const element = document.createElement('script');
        element.src = '/script.js';
        element.dataset.websiteId = '{WEBSITE}';
        document.head.append(element);
    </script><img src=/image>"""
    page = await site.visit("/p")
    await site.wait_for(1)
    assert [hit.text for hit in await site.all_hits(page)] == [body("event", site.base("/p"))]


async def test_the_first_view_has_the_url_of_the_start_and_the_title_of_the_moment(site):
    page = await site.open(body="<script>history.replaceState({}, '', '/changed'); document.title = 'Late'</script>")
    assert [hit.text for hit in await site.all_hits(page)] == [body("event", site.base(title="Late"))]


async def test_the_page_view_leaves_before_history_and_clicks_are_watched(site):
    init = """
        window.order = [];
        const {fetch, history} = window;
        window.fetch = (...args) => { order.push('fetch ' + history.pushState.toString().includes('[native code]'));
                                      return fetch(...args); };
        const listen = document.addEventListener;
        document.addEventListener = function (type, ...rest) {
            order.push(`${type} ${history.pushState.toString().includes('[native code]')}`);
            return listen.call(this, type, ...rest);
        };
    """
    page = await site.open("data-performance=true", init=init)
    assert (await page.evaluate("order"))[:4] == [
        "readystatechange true", "fetch true", "click false", "visibilitychange false",
    ]


async def test_only_the_global_of_the_functions_is_left_behind(site):
    page = await site.open("data-performance=true", init="window.before = Object.getOwnPropertyNames(window)")
    new = await page.evaluate("Object.getOwnPropertyNames(window).filter(name => !before.includes(name))")
    assert sorted(new) == ["before", "umami"]
    assert await page.evaluate("Object.keys(umami)") == ["track", "identify", "getSession"]


async def test_a_global_of_the_page_is_left_alone_and_views_are_tracked_all_the_same(site):
    page = await site.open(head="<script>umami = {mine: 1}</script>")
    assert await page.evaluate("JSON.stringify(umami)") == '{"mine":1}'
    assert [hit.text for hit in await site.all_hits(page)] == [body("event", site.base())]


async def test_two_trackers_count_both_and_the_first_has_the_global(site):
    page = await site.open(head=site.script(website=SECOND), views=2)
    await page.evaluate("umami.track('buy')")
    hits = await site.all_hits(page)
    assert [(hit.payload["website"], hit.payload.get("name")) for hit in hits] == [
        (SECOND, None), (WEBSITE, None), (SECOND, "buy"),
    ]


async def test_the_session_tells_website_and_token(site):
    site.answers = [(200, '{"cache":"T1"}')]
    page = await site.open("data-auto-track=false", views=0)
    assert await page.evaluate("[Object.keys(umami.getSession()), umami.getSession().cache === undefined]") == [
        ["cache", "website"], True,
    ]
    await page.evaluate("umami.track()")
    assert await page.evaluate("umami.getSession()") == {"cache": "T1", "website": WEBSITE}
