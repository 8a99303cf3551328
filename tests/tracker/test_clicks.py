"""Clicks on marked elements (spec 01b, 1.8)."""

import asyncio

import pytest

from tests.tracker.site import body

# Notes whether the tracker prevented what the browser does at a click, and then prevents it itself.
STAY = """
window.prevented = [];
addEventListener('click', event => { prevented.push(event.defaultPrevented); event.preventDefault(); });
"""
MARKED_LINK = '<a id="e" href="/n" data-umami-event="Link">to</a>'


@pytest.mark.parametrize("html, name, data", [
    ('<div id="e" data-umami-event="Div">x</div>', "Div", {}),
    ('<button id="e" data-umami-event="Btn" data-umami-event-email="a@b" data-umami-event-Id="12">x</button>',
     "Btn", {"email": "a@b", "id": "12"}),
    ('<button data-umami-event="B"><span id="e" data-umami-event="Inner">x</span></button>', "B", {}),
    ('<button data-umami-event="B"><svg width="20" height="20"><rect id="e" width="20" height="20"/></svg></button>',
     "B", {}),
    # Names of data are found anywhere in the attribute's name, and end where they end.
    ('<p id="e" data-umami-event="N" xdata-umami-event-z="1" data-umami-event-a.b="2" data-umami-event-c_d-e="">x</p>',
     "N", {"z": "1", "a": "2", "c_d-e": ""}),
    ('<p id="e" data-umami-event=" N " data-umami-event-="1" data-umami-eventx="2">x</p>', " N ", {}),
    # "External" links are left to the browser.
    ('<a id="e" href="/n" target="_blank" data-umami-event="Link" data-umami-event-to="n">x</a>', "Link", {"to": "n"}),
])
async def test_a_click_on_a_marked_element_is_sent_and_left_to_the_page(site, html, name, data):
    page = await site.open(body=html, init=STAY)
    await page.click("#e")
    assert (await site.all_hits(page))[1].text == body("event", {**site.base(), "name": name, "data": data})
    assert await page.evaluate("prevented") == [False]


@pytest.mark.parametrize("html", [
    '<div data-umami-event="Outer"><span id="e">x</span></div>',
    '<div id="e" data-umami-event="">x</div>',
    '<div id="e" data-umami-event-a="1">x</div>',
    '<button id="e">x</button>',
    '<button id="e" data-umami-event="">x</button>',
    '<button><span id="e" data-umami-event="Inner">x</span></button>',
    '<div data-umami-event="Outer"><button id="e">x</button></div>',
    '<a id="e" href="/n">x</a>',
    '<a href="/n"><b id="e" data-umami-event="Inner">x</b></a>',
    '<a id="e" data-umami-event="No address">x</a>',
    '<svg width="50" height="50"><a id="e" href="/n" data-umami-event="Svg"><rect width="50" height="50"/></a></svg>',
])
async def test_other_clicks_are_neither_sent_nor_touched(site, html):
    page = await site.open(body=html, init=STAY)
    await page.click("#e")
    assert len(await site.all_hits(page)) == 1
    assert await page.evaluate("prevented") == [False]


@pytest.mark.parametrize("option", ["ctrlKey: true", "shiftKey: true", "metaKey: true", "button: 1"])
async def test_links_opened_elsewhere_are_left_to_the_browser(site, option):
    page = await site.open(body=MARKED_LINK, init=STAY)
    await page.evaluate(f"e.dispatchEvent(new MouseEvent('click', {{bubbles: true, cancelable: true, {option}}}))")
    assert [hit.payload.get("name") for hit in await site.all_hits(page)] == [None, "Link"]
    assert await page.evaluate("prevented") == [False]


async def test_a_click_raised_on_the_document_does_no_harm(site):
    page = await site.open(init="window.errors = []; addEventListener('error', event => errors.push(event.message))")
    await page.evaluate("document.dispatchEvent(new Event('click'))")
    assert await page.evaluate("errors") == []
    assert len(await site.all_hits(page)) == 1


async def test_a_click_is_sent_even_if_the_page_stops_it(site):
    page = await site.open(
        body='<button id="e" data-umami-event="B" onclick="event.stopImmediatePropagation()">x</button>',
    )
    await page.click("#e")
    assert [hit.payload.get("name") for hit in await site.all_hits(page)] == [None, "B"]


async def test_a_link_is_followed_once_the_answer_is_there(site):
    page = await site.open(body=MARKED_LINK + '<script>e.onclick = event => { seen = event.defaultPrevented }</script>')
    site.hold = asyncio.Event()
    await page.click("#e")
    assert (await site.wait_for(2))[1].text == body("event", {**site.base(), "name": "Link", "data": {}})
    # The page's own listeners run, and see that the browser will not follow the link; the page waits.
    assert await page.evaluate("[seen, location.pathname]") == [True, "/p"]
    async with page.expect_navigation():
        site.hold.set()
    assert page.url == site.origin + "/n"


@pytest.mark.parametrize("attributes", ['target="_self"', 'target="frame"', "download", 'target="_BLANK"'])
async def test_other_targets_open_in_the_same_window(site, attributes):
    page = await site.open(body=MARKED_LINK.replace("href", f"{attributes} href"))
    async with page.expect_navigation():
        await page.click("#e")
    assert page.url == site.origin + "/n"
    assert len(site.hits) == 2


@pytest.mark.parametrize("obstacle", [
    "window.fetch = () => Promise.reject(new TypeError('Failed to fetch'))",
    "localStorage.setItem('umami.disabled', '1')",
    "callback = () => null",
    "callback = () => { throw new Error('mine') }",
])
async def test_a_link_is_followed_also_if_nothing_could_be_sent(site, obstacle):
    page = await site.open("data-before-send=callback", body=MARKED_LINK)
    await page.evaluate(f"() => {{ {obstacle} }}")
    async with page.expect_navigation():
        await page.click("#e")
    assert page.url == site.origin + "/n"
    assert len(site.hits) == 1


async def test_a_link_for_the_top_window_leaves_the_frame(site):
    site.pages["/frame"] = f"""<!DOCTYPE html><title>Shop</title>{site.script()}
        <a id="e" href="/n" target="_top" data-umami-event="Link">to</a>"""
    site.pages["/top"] = '<!DOCTYPE html><iframe src="/frame"></iframe>'
    page = await site.visit("/top")
    await site.wait_for(1)
    async with page.expect_navigation():
        await page.frame_locator("iframe").locator("#e").click()
    assert page.url == site.origin + "/n"
    assert site.hits[1].payload["name"] == "Link"
