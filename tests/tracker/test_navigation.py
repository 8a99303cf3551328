"""Page views of pages that change their address by script (spec 01b, 1.7)."""

import pytest

from tests.tracker.site import HELD_TIMERS, body


async def views(site, page):
    """The path and referrer of each page view after the first, of this site's without its origin."""
    hits = (await site.all_hits(page))[1:]
    return [tuple(hit.payload[name].removeprefix(site.origin) for name in ("url", "referrer")) for hit in hits]


@pytest.mark.parametrize("name", ["pushState", "replaceState"])
async def test_a_history_call_sends_a_page_view_after_300_ms(site, name):
    page = await site.open(init=HELD_TIMERS)
    await page.evaluate(f"history.{name}({{}}, '', '/two'); document.title = 'Two'")
    assert len(await site.all_hits(page)) == 1
    assert await page.evaluate("timers.map(timer => timer.delay)") == [300]
    assert await page.evaluate("fire(300)") == 1
    expected = site.base("/two", title="Two", referrer=site.origin + "/p?x=1#top")
    assert (await site.all_hits(page))[1].text == body("event", expected)


async def test_the_page_view_really_comes_by_itself(site):
    page = await site.open()
    await page.evaluate("history.pushState({}, '', '/two')")
    await site.wait_for(2)
    assert await views(site, page) == [("/two", "/p?x=1#top")]


async def test_the_browsers_own_call_is_made_with_its_arguments(site):
    page = await site.open(init=HELD_TIMERS)
    state = await page.evaluate("""() => {
        const {pushState} = history;
        const answer = pushState({n: 1}, 'title', '/two');  // without its object
        return [answer === undefined, history.state, location.pathname];
    }""")
    assert state == [True, {"n": 1}, "/two"]


@pytest.mark.parametrize("steps, expected", [
    # What counts as another page.
    ("push('/two'); fire(300)", [("/two", "/p?x=1#top")]),
    ("push('two?a#b'); fire(300)", [("/two?a#b", "/p?x=1#top")]),
    ("push('#x'); fire(300)", [("/p?x=1#x", "/p?x=1#top")]),
    ("push('?y'); fire(300)", [("/p?y", "/p?x=1#top")]),
    ("push(new URL('/two', location)); fire(300)", [("/two", "/p?x=1#top")]),
    ("push(undefined); push(null); push(''); fire(300)", []),
    ("push(location.href); fire(300)", []),
    ("push('/two'); fire(300); push('/three'); fire(300)", [("/two", "/p?x=1#top"), ("/three", "/two")]),
    # Url and title are those of the moment: two calls give two equal views.
    ("push('/two'); push('/three'); fire(300)", [("/three", "/two"), ("/three", "/two")]),
    ("push('/two'); push('/p?x=1#top'); fire(300)", [("/p?x=1#top", "/two"), ("/p?x=1#top", "/two")]),
    # The same address again sends nothing, but makes the page its own referrer.
    ("push('/two'); fire(300); push('/two'); fire(300); umami.track('x')", [("/two", "/p?x=1#top"), ("/two", "/two")]),
    # Not observed: back, forward, fragments; the address stays what it was at the last call.
    ("location.hash = 'other'; fire(300); umami.track('x')", [("/p?x=1#top", "")]),
])
async def test_which_history_calls_are_page_views(site, steps, expected):
    page = await site.open(init=HELD_TIMERS)
    await page.evaluate(f"const push = address => history.pushState({{}}, '', address); {steps}")
    assert await views(site, page) == expected


async def test_going_back_is_not_a_page_view(site):
    page = await site.open(init=HELD_TIMERS)
    await page.evaluate("""async () => {
        history.pushState({}, '', '/two');
        fire(300);
        const back = new Promise(done => addEventListener('popstate', done));
        history.back();
        await back;
        fire(300);
        umami.track('x');
    }""")
    assert await page.evaluate("location.pathname") == "/p"
    assert await views(site, page) == [("/two", "/p?x=1#top"), ("/two", "/p?x=1#top")]


@pytest.mark.parametrize("attribute, address, expected", [
    ("data-exclude-search=true", "/p?y=2#top", []),
    ("data-exclude-search=true", "/two?y=2", [("/two", "/p#top")]),
    ("data-exclude-hash=true", "/p?x=1#other", []),
    ("data-exclude-hash=true", "/two#other", [("/two", "/p?x=1")]),
])
async def test_parts_that_are_left_out_do_not_make_another_page(site, attribute, address, expected):
    page = await site.open(attribute, init=HELD_TIMERS)
    await page.evaluate(f"history.pushState({{}}, '', '{address}'); fire(300)")
    assert await views(site, page) == expected


async def test_a_foreign_address_is_counted_although_the_browser_refuses_it(site):
    page = await site.open(init=HELD_TIMERS)
    error = await page.evaluate("""() => {
        try { history.pushState({}, '', 'https://other.example/x'); } catch (error) { return error.name; }
    }""")
    await page.evaluate("fire(300)")
    assert error == "SecurityError"
    assert await views(site, page) == [("https://other.example/x", "/p?x=1#top")]


async def test_an_unreadable_address_throws_before_anything_happens(site):
    page = await site.open(init=HELD_TIMERS)
    error, path = await page.evaluate("""() => {
        try { history.pushState({}, '', 'http://['); } catch (error) { return [error.name, location.pathname]; }
    }""")
    assert (error, path) == ("TypeError", "/p")
    assert await page.evaluate("fire(300)") == 0
    assert await views(site, page) == []
