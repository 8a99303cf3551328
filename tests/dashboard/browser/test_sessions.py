"""Sessions: the list, what they told, and one of them in a sheet above any page or on a page of its own."""

from app.demo import WEBSITE

OVERVIEW = f"/websites/{WEBSITE}"
SESSIONS = f"{OVERVIEW}/sessions"
WEEK = f"{SESSIONS}?date=7day"
MEASUREMENT = 5


def shown(rows):
    """Which rows of the answer are lines: what only measures speed is none beside its session."""
    return [row for row in rows if row["hostname"] or row["views"] or row["events"]
            or sum(other["id"] == row["id"] for other in rows) == 1]


def check_session(session, cards):
    assert cards == [session["visits"], int(session["views"]), int(session["events"]), int(session["totaltime"])]


async def replayed(board):
    """A session that was recorded."""
    return board.answer("replays")["data"][0]["sessionId"]


async def test_the_list_shows_what_the_api_said_and_is_searched_paged_and_saved(board):
    page = await board.open(WEEK)
    rows = shown(board.answer("sessions")["data"])
    assert await board.values(".sessions td[data-v]") == [
        number for row in rows for number in (row["visits"], row["views"], row["events"])]
    assert await page.locator(".sessions tbody th").all_inner_texts() == [row["id"][:8] for row in rows]
    assert [line[0] for line in await board.table()][1:] == [row["id"] for row in board.answer("sessions")["data"]]

    await board.click("nav.pager >> text=Next")
    assert board.answer("sessions")["page"] == 2
    await page.fill("input[type=search]", "berl")
    await board.arrive("**search=berl**")
    await board.settle()
    assert await board.query() == {"date": "7day", "search": "berl"}
    assert {row["city"] for row in board.answer("sessions")["data"]} == {"Berlin"}
    assert await page.locator(".sessions tbody th").all_inner_texts() == [
        row["id"][:8] for row in shown(board.answer("sessions")["data"])]


async def test_a_word_of_a_row_filters_and_the_rest_of_the_row_opens_the_session(board):
    page = await board.open(WEEK)
    whole = board.answer("sessions")["count"]
    first = board.answer("sessions")["data"][0]
    pages = await page.locator(".pager span").inner_text()
    await board.click(".sessions tbody tr:first-child td:nth-child(3) a >> nth=0")
    assert await board.query() == {"date": "7day", "browser": f"eq.{first['browser']}"}
    assert {row["browser"] for row in board.answer("sessions")["data"]} == {first["browser"]}
    assert board.answer("sessions")["count"] < whole
    await board.click(".sessions tbody tr:first-child td.last", force=True)  # the row's link lies above it
    assert (await board.query())["session"] == board.answer("sessions")["data"][0]["id"]
    await page.wait_for_selector("dialog .path")
    await page.keyboard.press("Escape")
    await board.settle()
    assert await board.query() == {"date": "7day", "browser": f"eq.{first['browser']}"}
    await page.go_back()
    await page.wait_for_selector("dialog .path")
    await page.go_back()
    await page.go_back()
    await board.settle()
    assert await page.locator(".pager span").inner_text() == pages


async def test_the_sheet_shows_a_sessions_numbers_its_path_and_what_its_events_told(board, new_board):
    await board.open(WEEK)
    row = max(board.answer("sessions")["data"], key=lambda each: each["events"])
    await board.open(f"{OVERVIEW}?date=7day&session={row['id']}")
    page = board.page
    await page.wait_for_selector("dialog .path")
    session = board.answer(f"sessions/{row['id']}")
    check_session(session, await board.values("dialog [data-card]"))
    steps = [step for step in board.answer(f"sessions/{row['id']}/activity") if step["eventType"] != MEASUREMENT]
    assert await page.locator("dialog [data-step]").count() == len(steps)
    assert await page.locator("dialog .visit").count() == len({step["visitId"] for step in steps})
    views = [step for step in steps if step["eventType"] == 1]
    assert sum((await board.values("dialog .visit b"))[0::2]) == len(views)

    await board.click("dialog .opener >> nth=0")
    opened = (await board.query())["opened"]
    told = board.answer(f"event-data/{opened}")
    assert sorted(await page.locator("dialog .event-properties dt").all_inner_texts()) == sorted(
        each["dataKey"] for each in told)
    fresh = await new_board()
    await fresh.open(page.url.removeprefix(board.origin))
    await fresh.page.wait_for_selector("dialog .event-properties dd")
    assert await fresh.page.inner_text("dialog .session-part") == await page.inner_text("dialog .session-part")
    await board.click("dialog .opener >> nth=0")
    assert "opened" not in await board.query()

    await board.click("dialog .facts a.filter-link:has-text('" + session["city"] + "')")
    assert await board.query() == {"date": "7day", "city": f"eq.{session['city']}"}


async def test_the_page_of_a_session_has_its_properties_its_replays_and_filters_the_list(board):
    await board.open(f"{SESSIONS}?date=90day&distinctId=re.customer")
    known = board.answer("sessions")["data"][0]["id"]
    page = await board.open(f"{SESSIONS}/{known}")
    session = board.answer(f"sessions/{known}")
    check_session(session, await board.values("[data-card]"))
    assert await page.inner_text(".session-who strong") == session["distinctId"]
    await board.click(".session .tabs >> text=Properties")
    assert await page.locator(".session-part dt").all_inner_texts() == sorted(
        (each["dataKey"] for each in board.answer(f"sessions/{known}/properties")), key=str.lower)
    assert await board.query() == {"about": "properties"}
    await board.click(".session .tabs >> text=Replays")
    replays = board.answer(f"sessions/{known}/replays")["data"]
    links = await page.locator(".replays a").evaluate_all("all => all.map(each => each.href)")
    assert [link.rpartition("replay=")[2] for link in links] == [each["id"] for each in replays]
    await board.click(".facts a.filter-link >> nth=0")
    assert page.url == f"{board.origin}{SESSIONS}?distinctId=eq.{session['distinctId']}"


async def test_properties_of_sessions_and_their_values_are_in_the_address(board, new_board):
    page = await board.open(f"{SESSIONS}?date=30day&tab=properties")
    assert await board.values(".properties [data-v]") == [
        each["total"] for each in board.answer("session-data/properties")]
    await board.click(".properties a:has-text('plan')")
    assert await board.query() == {"date": "30day", "tab": "properties", "property": "plan"}
    rows = board.answer("session-data/values")
    assert await board.values("section[aria-label=plan] td[data-v]") == [row["total"] for row in rows]
    total = next(each["total"] for each in board.answer("session-data/properties") if each["propertyName"] == "plan")
    share = await page.locator("section[aria-label=plan] td.share").first.inner_text()
    assert share == f"{rows[0]['total'] / total:.0%}"
    fresh = await new_board()
    await fresh.open(page.url.removeprefix(board.origin))
    assert await fresh.values("section[aria-label=plan] td[data-v]") == [row["total"] for row in rows]
    await page.go_back()
    await board.settle()
    assert "property" not in await board.query()


async def test_a_session_that_nobody_knows_is_no_error_and_one_that_cannot_be_asked_is_told(board):
    page = await board.open(f"{OVERVIEW}?session=0d0e0000-0000-4000-8000-00000000dead")
    assert "Nothing is known" in await page.inner_text("dialog")

    async def fail(route):
        await route.fulfill(status=500, body="")

    await board.instead("sessions/*", fail)
    await board.page.goto(f"{board.origin}{SESSIONS}/0d0e0000-0000-4000-8000-00000000beef")
    await page.wait_for_selector("main [role=alert]")
    await page.unroute("**/api/websites/*/sessions/*")
    await board.click("main >> text=Retry")
    assert "Nothing is known" in await page.inner_text("main")
    board.problems.clear()  # the browser's own words on the failed request
