"""What the functions of the tracker send (spec 01b, 1.6, 1.9 and the examples of 1.12)."""

import pytest

from tests.tracker.site import body

# The text of one call, and what its body holds beside the default payload.
TRACK_CALLS = [
    ("umami.track()", {}),
    ("umami.track(undefined, {a: 1})", {}),
    ("umami.track(5)", {}),
    ("umami.track(true)", {}),
    ("umami.track('buy')", {"name": "buy"}),
    ("umami.track('buy', {n: 1, o: {l: [1]}})", {"name": "buy", "data": {"n": 1, "o": {"l": [1]}}}),
    ("umami.track('buy', 'x')", {"name": "buy", "data": "x"}),
    ("umami.track('buy', null)", {"name": "buy", "data": None}),
    ("umami.track('')", {"name": ""}),
    ("umami.track('buy', {a: undefined, b: NaN, c: new Date(0), d: () => 1})",
     {"name": "buy", "data": {"b": None, "c": "1970-01-01T00:00:00.000Z"}}),
    ("umami.track('é\"\\u{1F600}', {k: 'x'.repeat(3000)})", {"name": 'é"😀', "data": {"k": "x" * 3000}}),
    ("umami.track(p => ({...p, url: '/z', name: 'n', data: {a: 1}}))", {"url": "/z", "name": "n", "data": {"a": 1}}),
]


@pytest.mark.parametrize("call, more", TRACK_CALLS)
async def test_track_sends_the_default_payload_and_what_it_is_given(site, call, more):
    page = await site.open()
    assert await page.evaluate(f"(async () => (await {call}) === undefined)()") is True
    view, hit = await site.all_hits(page)
    assert view.text == body("event", site.base())
    assert hit.text == body("event", {**site.base(), **more})


@pytest.mark.parametrize("call, payload", [
    ("umami.track({website: 'W', url: '/home', title: 't'})", {"website": "W", "url": "/home", "title": "t"}),
    ("umami.track({name: 'n'}, {ignored: 1})", {"name": "n"}),
    ("umami.track([1, 'b'])", {"0": 1, "1": "b"}),
    ("umami.track({})", {}),
    ("umami.track(null)", {}),
    ("umami.track(async p => p)", {}),
    ("umami.track(p => ({a: p.website === umami.getSession().website}))", {"a": True}),
])
async def test_track_adds_nothing_to_an_object_or_to_what_a_function_returns(site, call, payload):
    page = await site.open("data-tag=A")
    await page.evaluate(call)
    assert (await site.all_hits(page))[1].text == body("event", payload)


async def test_an_object_is_copied_when_the_call_is_made(site):
    page = await site.open("data-before-send=later", head="<script>later = async (type, p) => p</script>")
    await page.evaluate("const given = {name: 'a'}; const sent = umami.track(given); given.name = 'b'; sent")
    assert (await site.all_hits(page))[1].payload == {"name": "a"}


@pytest.mark.parametrize("value", ["null", "undefined", "false", "0", "''"])
async def test_nothing_is_sent_if_a_function_returns_nothing(site, value):
    page = await site.open()
    assert await page.evaluate(f"umami.track(p => {value}).then(answer => answer === undefined)") is True
    assert len(await site.all_hits(page)) == 1


async def test_a_function_is_called_at_once_with_all_members_and_its_exceptions_reach_the_caller(site):
    page = await site.open()
    keys, thrown = await page.evaluate("""() => {
        let keys, thrown;
        umami.track(payload => { keys = Object.keys(payload); });
        try { umami.track(() => { throw new Error('mine'); }); } catch (error) { thrown = error.message; }
        return [keys, thrown];
    }""")
    assert keys == ["website", "screen", "language", "title", "hostname", "url", "referrer", "tag", "id"]
    assert thrown == "mine"
    assert len(await site.all_hits(page)) == 1


@pytest.mark.parametrize("call, more", [
    ("umami.identify('u1')", {"id": "u1"}),
    ("umami.identify('u1', {a: 1})", {"id": "u1", "data": {"a": 1}}),
    ("umami.identify('u1', 'text')", {"id": "u1", "data": "text"}),
    ("umami.identify({a: 1})", {"data": {"a": 1}}),
    ("umami.identify({a: 1}, {b: 2})", {"data": {"a": 1}}),
    ("umami.identify(null)", {"data": None}),
    ("umami.identify()", {}),
    ("umami.identify(7, {a: 1})", {"data": {"a": 1}}),
    ("umami.identify('')", {}),
])
async def test_identify_sends_an_id_or_data_with_an_empty_token(site, call, more):
    page = await site.open()
    assert await page.evaluate(f"(async () => (await {call}) === undefined)()") is True
    hit = (await site.all_hits(page))[1]
    assert hit.text == body("identify", {**site.base(), **more})
    assert hit.headers["x-umami-cache"] == ""


async def test_an_id_stays_until_another_string_is_given(site):
    page = await site.open("data-tag=A")
    base = site.base(tag="A")
    known = {**base, "id": "u1"}
    for call, expected in [
        ("umami.identify('u1')", body("identify", known)),
        ("umami.track('buy')", body("event", {**known, "name": "buy"})),
        ("umami.identify({a: 1})", body("identify", {**known, "data": {"a": 1}})),
        ("umami.identify()", body("identify", known)),
        ("umami.identify(7)", body("identify", known)),
        ("umami.track()", body("event", known)),
        ("umami.identify('u2')", body("identify", {**base, "id": "u2"})),
        ("umami.identify('')", body("identify", base)),
        ("umami.track()", body("event", base)),
    ]:
        await page.evaluate(call)
        assert (await site.all_hits(page))[-1].text == expected, call


async def test_the_title_is_read_at_each_call_and_may_be_empty(site):
    page = await site.open()
    await page.evaluate("document.title = 'New'; umami.track('a'); document.title = ''; umami.track('b')")
    assert [hit.payload["title"] for hit in await site.all_hits(page)] == ["Shop", "New", ""]


async def test_a_browser_without_language_sends_none(site):
    page = await site.open(init="Object.defineProperty(navigator, 'language', {value: undefined})")
    base = site.base()
    del base["language"]
    assert (await site.all_hits(page))[0].text == body("event", base)


@pytest.mark.parametrize("attributes, url", [
    ("", "/p?x=1#top"),
    ('data-exclude-search="true"', "/p#top"),
    ('data-exclude-hash="true"', "/p?x=1"),
    ('data-exclude-search="true" data-exclude-hash="true"', "/p"),
    ('data-exclude-search="TRUE" data-exclude-hash="1"', "/p?x=1#top"),
])
async def test_query_and_fragment_are_left_out_of_the_url_on_demand(site, attributes, url):
    page = await site.open(attributes)
    assert [hit.text for hit in await site.all_hits(page)] == [body("event", site.base(url))]


@pytest.mark.parametrize("referrer, attributes, sent", [
    ("", "", ""),
    ("ORIGIN/before", "", ""),
    ("ORIGIN.evil/", "", ""),  # compared as text, as Umami does
    ("https://s.example/a?b=c#d", "", "https://s.example/a?b=c#d"),
    ("https://s.example", "", "https://s.example/"),
    ("https://s.example/a?b=c#d", "data-exclude-search=true", "https://s.example/a#d"),
    ("https://s.example/a?b=c#d", "data-exclude-hash=true data-exclude-search=true", "https://s.example/a"),
    ("android-app://com.example/x", "", "android-app://com.example/x"),
    ("here", "", "ORIGIN/here"),
    ("http://[", "data-exclude-search=true", "http://["),
])
async def test_the_referrer_is_that_of_other_sites(site, referrer, attributes, sent):
    value = referrer.replace("ORIGIN", site.origin)
    init = f"Object.defineProperty(document, 'referrer', {{value: '{value}'}})"
    page = await site.open(attributes, path="/p", init=init)
    expected = site.base("/p", referrer=sent.replace("ORIGIN", site.origin))
    assert [hit.text for hit in await site.all_hits(page)] == [body("event", expected)]


BEFORE_SEND = """<script>
seen = [];
callback = (type, payload) => { seen.push([type, payload]); return answer; };
answer = {own: 1};
</script>"""


async def test_before_send_decides_what_is_sent(site):
    page = await site.open("data-before-send=callback", head=BEFORE_SEND)
    await page.evaluate("umami.track('a')")
    await page.evaluate("umami.identify('u')")
    await page.evaluate("answer = Promise.resolve({later: 1}); umami.track({b: 2})")
    for nothing in ("null", "undefined", "''", "Promise.resolve(false)"):
        await page.evaluate(f"answer = {nothing}; umami.track('c')")
    assert [hit.text for hit in await site.all_hits(page)] == [
        body("event", {"own": 1}), body("event", {"own": 1}), body("identify", {"own": 1}), body("event", {"later": 1}),
    ]
    seen = await page.evaluate("seen")
    # Members that are undefined arrive here as None: the callback sees them, JSON does not.
    base = site.base(tag=None, id=None)
    assert seen[:4] == [
        ["event", base], ["event", {**base, "name": "a", "data": None}],
        ["identify", {**base, "id": "u", "data": None}], ["event", {"b": 2}],
    ]


@pytest.mark.parametrize("answer", ["{ throw new Error('mine'); }", "Promise.reject(new Error('mine'))"])
async def test_a_failing_before_send_rejects_the_call_and_nothing_is_sent(site, answer):
    page = await site.open("data-before-send=callback", views=0, head=f"<script>callback = () => {answer}</script>")
    assert await page.evaluate("umami.track('a').catch(error => error.message)") == "mine"
    assert await site.all_hits(page) == []


async def test_before_send_is_looked_up_at_each_call_as_a_direct_member_of_window(site):
    head = "<script>a = {b: () => null}; window['null'] = () => null</script>"
    page = await site.open("data-before-send=a.b", head=head)
    await page.evaluate("window['a.b'] = (type, payload) => ({found: 1}); umami.track('x')")
    assert [hit.payload for hit in await site.all_hits(page)] == [site.base(), {"found": 1}]


async def test_without_before_send_a_function_called_null_is_asked(site):
    page = await site.open(head="<script>window['null'] = () => ({odd: 1})</script>")
    assert [hit.payload for hit in await site.all_hits(page)] == [{"odd": 1}]
