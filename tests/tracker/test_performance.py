"""Web vitals (spec 01b, 1.10): the arithmetic with made-up entries, and the whole with Chromium's own."""

import asyncio
import json

import pytest

from tests.tracker.site import HELD_TIMERS, PATIENCE_SECONDS, body

# Entries and clock in the hands of the test: `emit(type, entry, ...)` is what an observer would be told.
MADE_UP = HELD_TIMERS + """
window.observers = {};
window.options = [];
window.unknown = [];
window.PerformanceObserver = class {
    constructor(call) { this.call = call; }
    observe(options) {
        if (unknown.includes(options.type)) throw new TypeError('unknown');
        window.options.push(options);
        observers[options.type] = this.call;
    }
};
window.emit = (type, ...entries) => observers[type]({getEntries: () => entries});
window.timeline = {};
performance.getEntriesByType = type => timeline[type] || [];
window.clock = 1000.4;
performance.now = () => clock;
window.hide = () => {
    Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true});
    document.dispatchEvent(new Event('visibilitychange'));
};
window.show = () => {
    Object.defineProperty(document, 'visibilityState', {value: 'visible', configurable: true});
    document.dispatchEvent(new Event('visibilitychange'));
};
"""


async def messages(site, page):
    return [hit for hit in await site.all_hits(page) if hit.type == "performance"]


async def metrics(site, page):
    """What the performance messages hold beside the default payload, as text: the order counts."""
    own = set(site.base())
    payloads = [hit.payload for hit in await messages(site, page)]
    return [json.dumps({name: value for name, value in payload.items() if name not in own}) for payload in payloads]


@pytest.mark.parametrize("value, on", [("true", True), ("TRUE", False), ("", False), ("false", False)])
async def test_performance_is_measured_on_demand(site, value, on):
    page = await site.open(f'data-performance="{value}"', init=MADE_UP)
    await page.evaluate("hide()")
    assert bool(await messages(site, page)) is on


async def test_a_message_is_the_default_payload_with_the_metrics(site):
    page = await site.open("data-performance=true data-tag=A", init=MADE_UP)
    await page.evaluate("""
        emit('navigation', {responseStart: 20.2});
        emit('paint', {name: 'first-paint', startTime: 90}, {name: 'first-contentful-paint', startTime: 92});
        emit('largest-contentful-paint', {startTime: 91}, {startTime: 95.123456});
        clock = 1835.4;
        hide();
    """)
    view, message = await site.all_hits(page)
    values = {"ttfb": 20.2, "fcp": 92, "lcp": 95.123456, "duration": 1835}
    assert message.text == body("performance", {**site.base(), "tag": "A", **values})
    assert view.type == "event"


async def test_every_kind_of_entry_is_observed_from_the_beginning(site):
    page = await site.open("data-performance=true", init=MADE_UP)
    options = await page.evaluate("options")
    assert [option["type"] for option in options] == [
        "navigation", "paint", "largest-contentful-paint", "layout-shift", "event",
    ]
    assert all(option["buffered"] for option in options)
    assert options[-1]["durationThreshold"] == 40


async def test_kinds_that_the_browser_does_not_know_do_not_hinder_others(site):
    page = await site.open("data-performance=true", init=MADE_UP + "unknown = ['navigation', 'layout-shift'];")
    await page.evaluate("emit('event', {interactionId: 1, duration: 48}); hide()")
    assert await metrics(site, page) == ['{"inp": 48, "duration": 1000}']


async def test_metrics_come_in_the_order_of_their_first_appearance(site):
    page = await site.open("data-performance=true", init=MADE_UP)
    await page.evaluate("""
        emit('event', {interactionId: 1, duration: 48});
        emit('largest-contentful-paint', {startTime: 5});
        emit('event', {interactionId: 1, duration: 56});
        emit('layout-shift', {startTime: 1, value: 0.5});
        hide();
    """)
    assert await metrics(site, page) == ['{"inp": 56, "lcp": 5, "cls": 0.5, "duration": 1000}']


async def test_without_entries_there_is_only_the_duration(site):
    page = await site.open("data-performance=true", init=MADE_UP)
    await page.evaluate("emit('event', {interactionId: 0, duration: 48}); clock = 12.5; hide()")
    assert await metrics(site, page) == ['{"duration": 13}']


async def test_what_the_observers_have_not_told_yet_is_asked_for(site):
    page = await site.open("data-performance=true", init=MADE_UP)
    await page.evaluate("""
        timeline = {
            'navigation': [{responseStart: 7}],
            'paint': [{name: 'first-paint', startTime: 8}, {name: 'first-contentful-paint', startTime: 9}],
            'largest-contentful-paint': [{startTime: 10}, {startTime: 11}],
        };
        hide();
    """)
    assert await metrics(site, page) == ['{"ttfb": 7, "fcp": 9, "lcp": 11, "duration": 1000}']


async def test_times_of_a_prerendered_page_count_from_its_activation(site):
    start = "timeline = {navigation: [{responseStart: 30, activationStart: 50}]};"
    page = await site.open("data-performance=true", init=MADE_UP + start)
    await page.evaluate("""
        emit('navigation', {responseStart: 30});
        emit('paint', {name: 'first-contentful-paint', startTime: 92.5});
        emit('largest-contentful-paint', {startTime: 150});
        hide();
    """)
    assert await metrics(site, page) == ['{"ttfb": 0, "fcp": 42.5, "lcp": 100, "duration": 1000}']


@pytest.mark.parametrize("shifts, cls", [
    ([(0, 0.5)], 0.5),
    ([(0, 0.25), (999, 0.25)], 0.5),
    ([(0, 0.25), (1000, 0.25)], 0.25),  # a second after the last one, a new window begins
    ([(0, 0.25), (900, 0.25), (2000, 0.125), (2100, 0.125), (2200, 0.125)], 0.5),
    ([(0, 0.25), (2000, 0.25), (2900, 0.25)], 0.5),
    # Five seconds after its first one too.
    ([(n * 900, 0.125) for n in range(6)], 0.75),
    ([(n * 900, 0.125) for n in range(7)], 0.75),
    ([*((n * 900, 0.125) for n in range(6)), (4999, 1)], 1.75),
    ([*((n * 900, 0.125) for n in range(6)), (5000, 1)], 1),
])
async def test_layout_shifts_add_up_in_windows_and_the_worst_counts(site, shifts, cls):
    page = await site.open("data-performance=true", init=MADE_UP)
    entries = [{"startTime": 100 + start, "value": value} for start, value in shifts]
    await page.evaluate(f"""
        emit('layout-shift', {{startTime: 100, value: 9, hadRecentInput: true}});
        emit('layout-shift', ...{json.dumps(entries)});
        hide();
    """)
    assert await metrics(site, page) == [json.dumps({"cls": cls, "duration": 1000})]


@pytest.mark.parametrize("durations, inp", [
    ("[48]", 48),
    ("[48, 104, 56]", 104),
    ("Array.from({length: 49}, (_, n) => 40 + n)", 88),
    ("Array.from({length: 50}, (_, n) => 40 + n)", 88),  # the second longest
    ("Array.from({length: 99}, (_, n) => 140 - n)", 139),
    ("Array.from({length: 100}, (_, n) => 140 - n)", 138),  # the third
])
async def test_the_longest_interactions_count_but_for_one_in_fifty(site, durations, inp):
    page = await site.open("data-performance=true", init=MADE_UP)
    await page.evaluate(f"""
        {durations}.forEach((duration, n) => {{
            // Several events belong to one interaction: its longest counts, in whatever order they come.
            emit('event', {{interactionId: n + 1, duration: duration - 8}}, {{interactionId: n + 1, duration}});
            emit('event', {{interactionId: n + 1, duration: 40}});
        }});
        hide();
    """)
    assert await metrics(site, page) == [json.dumps({"inp": inp, "duration": 1000})]


@pytest.mark.parametrize("end", ["hide()", "dispatchEvent(new Event('pagehide'))", "fire(10000)"])
async def test_a_message_is_sent_once_at_the_earliest_end(site, end):
    page = await site.open("data-performance=true", init=MADE_UP)
    await page.evaluate("show()")
    assert await messages(site, page) == []
    await page.evaluate(end)
    assert len(await messages(site, page)) == 1
    await page.evaluate("show(); emit('layout-shift', {startTime: 1, value: 1}); hide(); fire(10000)")
    await page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert len(await messages(site, page)) == 1


async def test_a_history_call_ends_a_part_and_begins_the_next(site):
    page = await site.open("data-performance=true", init=MADE_UP)
    await page.evaluate("""
        timeline = {navigation: [{responseStart: 7, activationStart: 0}]};
        emit('layout-shift', {startTime: 1200, value: 0.5});
        emit('event', {interactionId: 1, duration: 800});
        clock = 2000;
        history.pushState({}, '', '/two');
        document.title = 'Two';
        emit('layout-shift', {startTime: 2100, value: 0.25});
        emit('event', {interactionId: 2, duration: 48});
        clock = 2500.6;
        hide();
    """)
    first, second = await messages(site, page)
    assert first.text == body("performance", {**site.base(), "cls": 0.5, "inp": 800, "ttfb": 7, "duration": 2000})
    two = site.base("/two", title="Two", referrer=site.origin + "/p?x=1#top")
    # The timeline tells of the load, not of this part.
    assert second.text == body("performance", {**two, "cls": 0.25, "inp": 48, "duration": 501})


async def test_each_part_has_a_timer_of_its_own(site):
    page = await site.open("data-performance=true", init=MADE_UP)
    await page.evaluate("history.pushState({}, '', '/two')")
    assert await page.evaluate("timers.filter(timer => timer.delay === 10000).length") == 1
    await page.evaluate("fire(10000); history.replaceState({}, '', '/two'); history.pushState({}, '', undefined)")
    assert await page.evaluate("fire(10000)") == 1
    urls = [hit.payload["url"].removeprefix(site.origin) for hit in await messages(site, page)]
    assert urls == ["/p?x=1#top", "/two", "/two"]


async def test_a_part_that_was_sent_already_is_not_sent_again_by_a_history_call(site):
    page = await site.open("data-performance=true", init=MADE_UP)
    await page.evaluate("hide(); history.pushState({}, '', '/two'); hide()")
    urls = [hit.payload["url"].removeprefix(site.origin) for hit in await messages(site, page)]
    assert urls == ["/p?x=1#top", "/two"]


async def test_before_send_sees_performance_messages(site):
    head = "<script>callback = (type, {duration}) => type === 'performance' ? {duration} : {type}</script>"
    page = await site.open("data-performance=true data-before-send=callback", init=MADE_UP, head=head)
    await page.evaluate("hide()")
    assert [hit.text for hit in await messages(site, page)] == [body("performance", {"duration": 1000})]


async def test_chromium_really_measures(site):
    # Chromium keeps events of 104 ms and more for observers that come later, such as ours below.
    busy = "const end = performance.now() + 120; while (performance.now() < end);"
    page = await site.open("data-performance=true", body=f'<h1>Shop</h1><button onclick="{busy}">Buy</button>')
    seen = """type => new Promise(done => {
        new PerformanceObserver(() => done()).observe({type, buffered: true});
    })"""
    async with asyncio.timeout(PATIENCE_SECONDS):
        for kind in ("navigation", "paint", "largest-contentful-paint"):
            await page.evaluate(seen, kind)
        await page.evaluate("document.body.insertAdjacentHTML('afterbegin', '<hr style=\"height: 300px\">')")
        await page.evaluate(seen, "layout-shift")
        await page.click("button")
        await page.evaluate(seen, "event")
    await page.evaluate("history.pushState({}, '', '/two')")
    message, = await messages(site, page)
    base = site.base()
    assert list(message.payload)[:len(base)] == list(base)
    values = {name: value for name, value in message.payload.items() if name not in base}
    assert set(values) == {"ttfb", "fcp", "lcp", "cls", "inp", "duration"}
    assert 0 <= values["ttfb"] <= values["fcp"] <= values["lcp"] <= values["duration"] + 1
    assert 0 < values["cls"] < 1
    assert values["inp"] >= 104


async def test_leaving_the_page_sends_what_was_measured(site):
    page = await site.open("data-performance=true", body="<h1>Shop</h1>")
    await page.goto(site.origin + "/elsewhere")
    hit = (await site.wait_for(2))[1]
    assert (hit.type, hit.payload["url"]) == ("performance", site.origin + "/p?x=1#top")
    assert hit.payload["ttfb"] >= 0
