"""The overview: what it shows is what the API said, and what can be done with it."""

import zipfile
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from app.demo import WEBSITE, ids
from tests.dashboard.browser.board import cards_of

OVERVIEW = f"/websites/{WEBSITE}"
MONTH = f"{OVERVIEW}?date=30day"
PANELS = {
    "Pages": "path", "Sources": "referrer", "Places": "country", "Devices": "browser", "Events": "event",
    "Campaigns": "utmSource",
}


async def check_numbers(board):
    """Every number of cards and lists on the screen is the API's."""
    stats = board.answer("stats")
    assert await board.values("[data-card]") == cards_of(stats)
    for title, first in PANELS.items():
        panel = board.page.locator(f"section[aria-label='{title}']")
        if not await panel.locator("tbody tr").count():
            continue
        chosen = (await board.query()).get(title.lower(), first)
        rows = board.answer(f"metrics?{chosen}")
        assert await board.values(f"section[aria-label='{title}'] td[data-v]") == [row["y"] for row in rows]


async def test_cards_chart_lists_and_hours_show_what_the_api_said(board):
    page = await board.open(MONTH)
    for title in (*PANELS, "Hours"):
        await board.reach(title)
    await check_numbers(board)
    week = board.answer("sessions/weekly")
    assert sorted(await board.values(".hours td[data-v]")) == sorted(count for day in week for count in day)
    assert await page.locator("section[aria-label=Places] .text").first.inner_text() in {"United States", "Germany"}

    await board.click("text=As table")
    series = board.answer("pageviews")
    shown = await board.values("figure td[data-v]")
    assert [value for value in shown[0::2] if value] == [point["y"] for point in series["pageviews"]]
    assert [value for value in shown[1::2] if value] == [point["y"] for point in series["sessions"]]
    assert len(shown) == 2 * 31  # 30day is today and the thirty days before, empty ones included


async def test_a_share_is_of_all_visitors_not_of_the_rows(board):
    page = await board.open(MONTH)
    visitors = board.answer("stats")["visitors"]
    first = board.answer("metrics?path")[0]["y"]
    assert await page.locator("section[aria-label=Pages] td.share").first.inner_text() == f"{first / visitors:.0%}"


async def test_a_row_filters_a_second_click_ends_it_and_back_undoes_a_step(board):
    page = await board.open(MONTH)
    whole = board.answer("stats")
    await board.click("section[aria-label=Pages] a.filter-link:has-text('/pricing')")
    assert await board.query() == {"date": "30day", "path": "eq./pricing"}
    assert board.answer("stats")["visitors"] < whole["visitors"]
    await check_numbers(board)
    assert await page.locator(".chip").inner_text() == "Path is /pricing"
    await board.click("section[aria-label=Pages] a.filter-link:has-text('/pricing')")
    assert await board.query() == {"date": "30day"}
    await page.go_back()
    await board.settle()
    assert await board.query() == {"date": "30day", "path": "eq./pricing"}
    await page.go_back()
    await board.settle()
    assert await board.values("[data-card]") == cards_of(whole)


@pytest.mark.parametrize("key, query", [
    ("Shift", {"path": "eq./,/pricing"}), ("Alt", {"path": "eq./", "path1": "neq./pricing"}),
])
async def test_shift_adds_a_row_and_alt_leaves_it_out(board, key, query):
    await board.open(MONTH)
    await board.click("section[aria-label=Pages] a.filter-link >> nth=0")
    # After a filter by path the list has that path alone; the entry pages have the others.
    await board.click("section[aria-label=Pages] .tabs >> text=Entry")
    await board.click("section[aria-label=Pages] a.filter-link:has-text('/pricing')", modifiers=[key])
    assert await board.query() == {"date": "30day", "pages": "entry", **query}
    await check_numbers(board)


async def test_the_menu_of_a_row_offers_the_same_by_keyboard(board):
    page = await board.open(MONTH)
    await page.focus("section[aria-label=Pages] a.filter-link >> nth=1")
    await page.keyboard.press("Shift+F10")
    await page.wait_for_selector("[role=menu]")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await board.settle()
    assert (await board.query())["path"].startswith("neq.")


async def test_keys_change_the_question(board):
    await board.page.clock.install()
    page = await board.open(OVERVIEW)
    for key, query in [
        ("ArrowRight", {}), ("w", {"date": "7day"}), ("d", {"date": "0day"}), ("e", {"date": "0day", "offset": "-1"}),
        ("ArrowLeft", {"date": "0day", "offset": "-2"}), ("ArrowRight", {"date": "0day", "offset": "-1"}),
        ("x", {"date": "0day", "offset": "-1", "compare": "prev"}), ("x", {"date": "0day", "offset": "-1"}),
        ("a", {"date": "all"}),
    ]:
        await page.clock.fast_forward(61_000)  # no answer of before is good enough
        await page.keyboard.press(key)
        await board.settle()
        assert await board.query() == query, key
        await check_numbers(board)


async def test_each_step_asks_up_to_now(board):
    ends = []
    board.page.on("request", lambda request: ends.append(parse_qs(urlsplit(request.url).query)["endAt"][0])
                  if "/stats?" in request.url else None)
    await board.page.clock.set_fixed_time("2100-06-01T12:00:30Z")
    await board.open(f"{OVERVIEW}?date=7day")
    await board.page.clock.set_fixed_time("2100-06-01T12:10:30Z")
    await board.page.keyboard.press("x")
    await board.settle()
    times = [datetime.fromtimestamp(int(end) // 1000, UTC) for end in ends]
    assert [f"{time:%H:%M:%S}" for time in times] == ["12:00:59", "12:10:59"]


async def test_a_segment_whose_name_cannot_be_had_can_be_asked_for_again(board):
    async def fail(route):
        await route.fulfill(status=500, body="{}")

    await board.page.route("**/segments?*", fail)
    page = await board.open(f"{OVERVIEW}?segment={ids.SEGMENT}")
    await page.unroute("**/segments?*")
    board.problems.clear()  # the browser's own words on failed requests
    await board.click(".chip [role=alert] button")
    assert await page.locator(".chip strong").inner_text() == "On the move"


async def test_a_comparison_shows_both_values_and_a_line(board):
    page = await board.open(f"{OVERVIEW}?date=7day&compare=prev")
    stats = board.answer("stats")
    assert await board.values(".card-before") == cards_of(stats["comparison"])
    assert await page.locator("path.before").count() == 1
    compared = board.answer("pageviews")["compare"]["pageviews"]
    await board.click("text=As table")
    line = [value for value in (await board.values("figure td[data-v]"))[2::3] if value]
    assert line == [point["y"] for point in compared][:len(line)]


async def test_a_running_day_is_compared_with_the_same_hours_of_the_day_before(board):
    await board.page.clock.set_fixed_time("2100-06-01T12:00:30+02:00")
    asked = []
    board.page.on("request", lambda request: asked.append(request.url) if "/stats?" in request.url else None)
    await board.open(f"{OVERVIEW}?date=0day")
    day = 86_400_000
    queries = [parse_qs(urlsplit(url).query) for url in asked]
    periods = sorted((int(query["startAt"][0]), int(query["endAt"][0])) for query in queries)
    (start_before, end_before), (start, end) = periods
    assert (end - start + 1, start - start_before, end - end_before) == (12 * 3_600_000 + 60_000, day, day)
    assert "same hours" in await board.page.inner_text(".range-line")


async def test_a_bar_of_the_chart_leads_to_its_day_and_arrow_keys_say_its_numbers(board):
    page = await board.open(f"{OVERVIEW}?date=7day")
    names = board.answer("pageviews")["pageviews"]
    await page.focus(".chart svg[role=img]")
    await page.keyboard.press("Home")
    await page.keyboard.press("ArrowRight")
    assert f"Views {names[1]['y']}" in await page.inner_text("figure output")
    await page.keyboard.press("Enter")
    await board.settle()
    start, end = map(int, (await board.query())["date"].removeprefix("range:").split(":"))
    assert end - start + 1 == 86_400_000
    assert board.answer("stats")["pageviews"] == names[1]["y"]
    await check_numbers(board)


async def test_the_whole_list_shows_all_its_numbers_and_can_be_sorted_searched_and_saved(board):
    page = await board.open(f"{MONTH}&view=path")
    rows = board.answer("metrics/expanded?path")
    shown = await board.values("dialog td[data-v]")
    assert shown == [number for row in rows for number in (row["visitors"], row["visits"], int(row["pageviews"]))]
    await board.click("dialog th >> text=Views")
    views = (await board.values("dialog td[data-v]"))[2::3]
    assert views == sorted((int(row["pageviews"]) for row in rows), reverse=True)
    head, *lines = await board.table("dialog")
    assert head == ["Path", "Visitors", "Visits", "Views"]
    assert sorted(lines) == sorted(
        [row["name"], *map(str, (row["visitors"], row["visits"], row["pageviews"]))] for row in rows)
    await page.fill("dialog input[type=search]", "docs")
    await board.arrive("**search=docs**")
    await board.settle()
    assert {row["name"] for row in board.answer("metrics/expanded?path")} == {"/docs", "/docs/install"}
    await board.click("dialog button[aria-label=Close]")
    assert await board.query() == {"date": "30day"}


async def test_a_filter_is_made_from_known_values_and_kept_as_a_segment(board):
    page = await board.open(MONTH)
    await page.keyboard.press("/")
    await page.select_option(".filter-box select >> nth=0", "country")
    await board.settle()
    await board.click(".values >> text=Germany")
    assert await board.query() == {"date": "30day", "country": "eq.DE"}
    filtered = board.answer("stats")
    await page.click("text=Save as segment")
    await page.fill(".save-box input", "Germans")
    await page.click(".save-box button[type=submit]")
    await board.arrive("**segment=**")
    await board.settle()
    assert board.answer("stats") == filtered
    assert await page.locator(".chip").inner_text() == "Segment Germans"
    await page.click("[data-clear]")
    await board.settle()
    assert await board.query() == {"date": "30day"}


async def test_a_large_change_is_told_in_words_with_its_cause_as_a_filter(board):
    async def sources(route):
        # The demo's sources come and go alike: here one of them has grown by all that the site has.
        await route.fulfill(json=[{"x": "news.example", "y": 100 if "limit=10&" in route.request.url + "&" else 10}])

    async def totals(route):
        five = {"pageviews": 300, "visits": 200, "bounces": 50, "totaltime": 900}
        await route.fulfill(json={**five, "visitors": 200, "comparison": {**five, "visitors": 100}})

    await board.instead("metrics?*type=referrer*", sources)
    await board.instead("stats?*", totals)
    page = await board.open(f"{MONTH}&compare=prev")
    await board.reach("Sources")
    assert await page.text_content(".morning") == "Up 100% on the period before, most of it from news.example."
    await board.click(".morning a")
    assert (await board.query())["referrer"] == "eq.news.example"


async def test_all_lists_are_saved_as_one_file(board):
    page = await board.open(MONTH)
    async with page.expect_download() as download:
        await page.click("text=All lists (ZIP)")
    with zipfile.ZipFile(await (await download.value).path()) as archive:
        assert len(archive.namelist()) == 7
        assert archive.testzip() is None
