"""What a panel shows while it waits, if there is nothing, and when something fails. The others go on meanwhile."""

import asyncio
import json

from app.demo import WEBSITE

OVERVIEW = f"/websites/{WEBSITE}?date=7day"
PAGES = "section[aria-label=Pages]"


def refusal(status, message="No."):
    return {"status": status, "content_type": "application/json",
            "body": json.dumps({"error": {"message": message, "code": "x", "status": status}})}


async def paths_only(board, answer):
    """Lets the list of paths be answered otherwise."""
    async def deal(route):
        if "type=path" in route.request.url:
            await answer(route)
        else:
            await route.continue_()

    await board.instead("metrics?*", deal)


async def test_an_error_stays_in_its_panel_and_can_be_tried_again(board):
    page = board.page
    for answer, words in [
        ({"status": 500, "body": ""}, "The server had a fault. (500)"),
        (refusal(503), "It took too long. (503)"),
        (refusal(403), "You may not see it. (403)"),
        (refusal(400, "Invalid regular expression."), "Invalid regular expression. (400)"),
        ({"status": 200, "body": "<html>"}, "The server had a fault. (200)"),
        (None, "The server cannot be reached."),
    ]:
        async def fail(route, answer=answer):
            await (route.fulfill(**answer) if answer else route.abort())

        await paths_only(board, fail)
        await board.open(OVERVIEW)
        assert words in await page.inner_text(f"{PAGES} [role=alert]")
        assert await board.values("section[aria-label=Sources] td[data-v]") == [
            row["y"] for row in board.answer("metrics?referrer")]
        await page.unroute("**/api/websites/*/metrics?*")
        await board.click(f"{PAGES} >> text=Retry")
        assert await board.values(f"{PAGES} td[data-v]") == [row["y"] for row in board.answer("metrics?path")]
    board.problems.clear()  # the browser's own words on failed requests


async def test_old_numbers_stay_until_the_new_ones_come_and_nothing_jumps(board):
    page = await board.open(OVERVIEW)
    old = await board.values(f"{PAGES} td[data-v]")
    come = asyncio.Event()

    async def late(route):
        await come.wait()
        await route.continue_()

    await board.instead("*", late)
    await page.keyboard.press("t")
    await page.wait_for_selector(f"{PAGES}[aria-busy=true]")
    assert await board.values(f"{PAGES} td[data-v]") == old
    assert "Nothing" not in await page.inner_text("main")
    come.set()
    await board.settle()
    assert await board.values(f"{PAGES} td[data-v]") == [row["y"] for row in board.answer("metrics?path")]
    assert await page.evaluate("shift") <= 0.02


async def test_the_first_load_keeps_the_room_that_its_numbers_need(board):
    page = await board.open(OVERVIEW)
    assert await page.evaluate("shift") <= 0.02


async def test_a_long_wait_offers_a_shorter_range(board):
    await board.page.clock.install()
    come = asyncio.Event()

    async def late(route):
        await come.wait()
        await route.continue_()

    await paths_only(board, late)
    await board.page.goto(board.origin + f"/websites/{WEBSITE}?date=90day")
    await board.page.wait_for_selector(f"{PAGES}[aria-busy=true]")
    await board.page.clock.fast_forward(10_500)
    await board.page.click("text=Shorten the range")
    assert await board.query() == {"date": "24hour"}
    come.set()
    await board.settle()


async def test_filters_that_let_nothing_through_say_so_and_the_last_can_be_taken_away(board):
    page = await board.open(OVERVIEW + "&country=eq.DE&path=eq./nowhere")
    assert "Nothing matches these filters." in await page.inner_text(PAGES)
    await board.click(f"{PAGES} >> text=Remove the last filter")
    assert await board.query() == {"date": "7day", "country": "eq.DE"}
    assert len(await board.values(f"{PAGES} td[data-v]")) > 0


async def test_a_range_without_anything_leads_to_the_latest_data(board):
    page = await board.open(f"/websites/{WEBSITE}?date=range:946684800000:946771199999")
    assert "Nothing was counted in this time." in await page.inner_text(PAGES)
    await board.click(f"{PAGES} >> text=Show the latest data")
    assert len(await board.values(f"{PAGES} td[data-v]")) > 0


async def test_words_of_visitors_are_shown_as_text_and_lead_nowhere_dangerous(board):
    rows = [{"x": value, "y": 1} for value in
            ("<img src=x onerror=alert(1)>", "javascript:alert(1)", "/\"><script>alert(1)</script>", "//evil.example")]

    async def hostile(route):
        await route.fulfill(content_type="application/json", body=json.dumps(rows))

    await board.instead("metrics?*", hostile)
    page = await board.open(OVERVIEW)
    assert await page.locator(f"{PAGES} .text").all_inner_texts() == [row["x"] for row in rows]
    links = await page.locator("main a").evaluate_all("all => all.map(link => link.href)")
    assert {link.partition(":")[0] for link in links} == {"http", "https"}
