"""The list of websites."""

import asyncio
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import expect

from app.demo import WEBSITE


async def test_each_website_shows_the_numbers_that_the_api_gave(board):
    page = await board.open("/")
    assert urlsplit(page.url).path == "/websites"
    row = "tr:has-text('Demo shop')"
    stats, active = board.answer("stats"), board.answer("active")
    assert await board.values(f"{row} [data-v]") == [stats["visitors"], stats["pageviews"], active["visitors"]]
    assert await page.locator(f"{row} td").first.inner_text() == str(stats["visitors"])


async def test_another_range_is_asked_for_and_goes_along_to_the_website(board):
    page = await board.open("/websites")
    before = board.answer("stats")
    await page.select_option("main select", label="Last 30 days")
    await board.settle()
    after = board.answer("stats")
    assert after["visitors"] > before["visitors"]
    assert await board.values("tr:has-text('Demo shop') td:nth-child(2)") == [after["visitors"]]
    await board.click("text=Demo shop")
    assert urlsplit(page.url).path == f"/websites/{WEBSITE}"
    assert parse_qs(urlsplit(page.url).query) == {"date": ["30day"]}
    await page.go_back()
    await page.go_back()
    await board.settle()
    assert urlsplit(page.url).query == ""
    assert await board.values("tr:has-text('Demo shop') td:nth-child(2)") == [before["visitors"]]


async def test_a_search_is_in_the_address_and_says_if_it_finds_nothing(board):
    page = await board.open("/websites")
    await page.fill("input[type=search]", "no such site")
    await page.get_by_text("No website has such a name.").wait_for()
    assert await board.query() == {"search": "no such site"}
    await page.fill("input[type=search]", "demo")
    await page.get_by_text("shop.example.com").wait_for()


async def test_the_field_shows_the_search_of_the_address(board):
    page = await board.open("/websites")
    await board.turn("/websites?search=demo")
    field = page.locator("input[type=search]")
    assert await field.input_value() == "demo"
    await page.go_back()
    await expect(field).to_have_value("")


async def test_a_search_stays_on_the_page_that_it_was_typed_on(board):
    page = await board.open("/websites?search=demo")

    async def answer_late(route):
        await asyncio.sleep(0.6)  # longer than a search waits for the next letter
        await route.continue_()

    await page.route("**/page-*.js", answer_late)
    await page.locator("input[type=search]").press_sequentially("x")
    await board.turn("/links")
    await page.locator("h1", has_text="Links").wait_for()
    await board.settle()
    assert await board.query() == {}
    assert await page.locator("input[type=search]").input_value() == ""


async def test_a_new_website_shows_the_code_to_paste(board):
    page = await board.open("/websites")
    await page.click("text=Add website")
    await page.fill("form input >> nth=0", "Blog")
    await page.fill("form input >> nth=1", "https://blog.example/start")
    await page.click("form button[type=submit]")
    await page.wait_for_selector("pre code:has-text('data-website-id')")
    await board.settle()
    website = next(answer for about, answer in board.answers.items() if about == "/websites" and "domain" in answer)
    assert website["domain"] == "blog.example"
    assert await page.inner_text("pre code") == (
        f'<script defer src="{board.origin}/script.js" data-website-id="{website["id"]}"></script>')
    assert await page.get_by_text("Nothing has been counted yet.").count() > 0
