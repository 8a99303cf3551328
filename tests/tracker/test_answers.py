"""What the tracker makes of the server's answers (spec 01b, 1.11)."""

import asyncio

import pytest


def tokens(hits):
    return [hit.headers.get("x-umami-cache") for hit in hits]


@pytest.mark.parametrize("status, answer, token", [
    (200, '{"cache":"T2","sessionId":"s"}', "T2"),
    (200, '{"cache":""}', ""),
    (200, '{"cache":null}', "null"),
    (200, '{"beep":"boop"}', None),
    (400, '{"error":{"message":"no","code":"bad-request","status":400}}', None),
    (500, '{"cache":"T5"}', "T5"),
    (200, '"text"', None),
    (200, "[]", None),
    # Ignored: the token stays.
    (200, "null", "T1"),
    (200, "false", "T1"),
    (200, "0", "T1"),
    (200, '""', "T1"),
    (200, "", "T1"),
    (200, "<html>", "T1"),
    (502, "Bad gateway", "T1"),
])
async def test_the_token_of_an_answer_goes_with_the_next_request(site, status, answer, token):
    site.answers = [(200, '{"cache":"T1"}'), (status, answer)]
    page = await site.open("data-auto-track=false", views=0)
    for _ in range(3):
        await page.evaluate("umami.track()")
    assert tokens(await site.all_hits(page)) == [None, "T1", token]


async def test_a_network_error_is_silent_and_keeps_the_token(site):
    site.answers = [(200, '{"cache":"T1"}')]
    page = await site.open("data-auto-track=false", views=0)
    assert await page.evaluate("""async () => {
        await umami.track('a');
        const {fetch} = window;
        window.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
        const answer = await umami.track('b');
        window.fetch = fetch;
        await umami.track('c');
        return answer === undefined;
    }""")
    hits = await site.all_hits(page)
    assert [hit.payload["name"] for hit in hits] == ["a", "c"]
    assert tokens(hits) == [None, "T1"]


async def test_calls_made_before_the_first_answer_carry_no_token(site):
    site.hold = asyncio.Event()
    site.answers = [(200, '{"cache":"T1"}')] * 3
    page = await site.open()
    await page.evaluate("void umami.track('a'), void umami.track('b')")
    await site.wait_for(3)
    site.hold.set()
    await page.wait_for_function("umami.getSession().cache")
    await page.evaluate("umami.track('c')")
    hits = await site.all_hits(page)
    assert sorted(hit.payload.get("name", "") for hit in hits[:3]) == ["", "a", "b"]
    assert tokens(hits) == [None, None, None, "T1"]


async def test_identify_begins_without_token_and_goes_on_with_the_new_one(site):
    site.answers = [(200, '{"cache":"T1"}'), (200, '{"cache":"T2"}')]
    page = await site.open("data-auto-track=false", views=0)
    for call in ("track()", "identify('u')", "track()"):
        await page.evaluate(f"umami.{call}")
    assert tokens(await site.all_hits(page)) == [None, "", "T2"]


@pytest.mark.parametrize("value, hits", [("true", 1), ('"yes"', 1), ("1", 1), ("false", 3), ("0", 3), ("null", 3)])
async def test_a_server_can_switch_the_page_off(site, value, hits):
    site.answers = [(200, f'{{"disabled":{value}}}')]
    page = await site.open("data-auto-track=false", views=0)
    for call in ("track('a')", "track('b')", "identify('u')"):
        await page.evaluate(f"umami.{call}")
    assert len(await site.all_hits(page)) == hits


async def test_a_page_switched_off_sends_again_after_a_reload(site):
    site.answers = [(200, '{"disabled":true,"cache":"T1"}')]
    page = await site.open("data-auto-track=false", views=0)
    await page.evaluate("umami.track('a')")
    await page.evaluate("umami.track('b')")
    await page.reload()
    await page.evaluate("umami.track('c')")
    hits = await site.all_hits(page)
    assert [hit.payload["name"] for hit in hits] == ["a", "c"]
    assert tokens(hits) == [None, None]
