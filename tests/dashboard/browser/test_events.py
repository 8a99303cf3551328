"""Events: their numbers, their names over time, one by one, and what they told."""

from app.demo import WEBSITE

EVENTS = f"/websites/{WEBSITE}/events"
WEEK = f"{EVENTS}?date=7day"
CARDS = ("visitors", "visits", "events", "uniqueEvents")
LIST = "section[aria-label=Events]"


async def check_numbers(board):
    stats = board.answer("events/stats")["data"]
    assert await board.values("[data-card]") == [stats[name] for name in CARDS]
    assert await board.values(f"{LIST} td[data-v]") == [row["y"] for row in board.answer("metrics?event")]


async def test_cards_chart_and_list_show_what_the_api_said(board):
    page = await board.open(WEEK)
    await check_numbers(board)
    stats, rows = board.answer("events/stats")["data"], board.answer("metrics?event")
    assert await page.locator(f"{LIST} td.share").first.inner_text() == f"{rows[0]['y'] / stats['events']:.0%}"
    series = board.answer("events/series")
    await board.click("text=As table")
    heads = await page.locator("figure thead th").all_inner_texts()
    table = await board.values("figure td[data-v]")
    columns = {name: table[at::len(heads) - 1] for at, name in enumerate(heads[1:])}
    assert sum(columns["Events"]) == stats["events"] == sum(point["y"] for point in series)
    for row in rows[:6]:
        assert sum(columns[row["x"]]) == row["y"]
        assert [value for value in columns[row["x"]] if value] == [
            point["y"] for point in series if point["x"] == row["x"]]
    assert len(columns["Events"]) == 8  # 7day is today and the seven days before


async def test_a_name_filters_all_and_back_undoes_it(board, new_board):
    page = await board.open(WEEK)
    whole = await board.values("[data-card]")
    row = board.answer("metrics?event")[1]
    await board.click(f"{LIST} a.filter-link >> nth=1")
    assert await board.query() == {"date": "7day", "event": f"eq.{row['x']}"}
    assert board.answer("events/stats")["data"]["events"] == row["y"]
    await check_numbers(board)
    fresh = await new_board()
    await fresh.open(page.url.removeprefix(board.origin))
    assert await fresh.values("[data-card]") == await board.values("[data-card]")
    await page.go_back()
    await board.settle()
    assert await board.query() == {"date": "7day"}
    assert await board.values("[data-card]") == whole


async def test_a_comparison_has_both_values_a_line_and_the_change_of_each_name(board):
    page = await board.open(f"{WEEK}&compare=prev")
    before = board.answer("events/stats")["data"]["comparison"]
    assert await board.values(".card-before") == [before[name] for name in CARDS]
    assert await page.locator("path.before").count() == 1
    earlier = {row["x"]: row["y"] for row in board.answer("metrics?event before")}
    row = board.answer("metrics?event")[0]
    change = await page.locator(f"{LIST} .change").first.inner_text()
    assert f"{abs(row['y'] / earlier[row['x']] - 1):.0%}" in change


async def test_arrow_keys_say_a_day_and_its_events_and_enter_leads_to_it(board):
    page = await board.open(WEEK)
    series = board.answer("events/series")
    first = min(point["t"] for point in series)
    total = sum(point["y"] for point in series if point["t"] == first)
    await page.focus(".chart svg[role=img]")
    await page.keyboard.press("Home")
    assert f"Events {total}" in await page.inner_text("figure output")
    await page.keyboard.press("Enter")
    await board.settle()
    assert board.answer("events/stats")["data"]["events"] == total
    await check_numbers(board)


async def test_the_log_is_switched_searched_paged_and_saved(board):
    page = await board.open(f"{WEEK}&tab=activity")
    assert await page.locator(".log tbody tr").count() == len(board.answer("events")["data"]) == 20
    await board.click("nav[aria-label=Type] >> text=Events")
    assert (await board.query())["kind"] == "events"
    rows = board.answer("events")["data"]
    assert {row["eventType"] for row in rows} == {2}
    assert await page.locator(".log .what .filter-link:first-of-type").all_inner_texts() == [
        row["eventName"] for row in rows]
    assert [line[2] for line in await board.table()][1:] == [row["eventName"] for row in rows]
    await page.click("nav.pager >> text=Next")
    await board.arrive("**page=2**")
    await board.settle()
    assert board.answer("events")["page"] == 2
    await page.fill("input[type=search]", "ignu")  # a part is enough
    await board.arrive("**search=ignu**")
    await board.settle()
    assert {row["eventName"] for row in board.answer("events")["data"]} == {"signup"}
    assert "page" not in await board.query()


async def test_a_line_of_the_log_filters_opens_its_properties_and_its_session(board):
    page = await board.open(f"{WEEK}&tab=activity&kind=events")
    row = next(each for each in board.answer("events")["data"] if each["hasData"])
    await board.click(".log .opener >> nth=0")
    assert (await board.query())["opened"] == row["id"]
    told = board.answer(f"event-data/{row['id']}")
    assert sorted(await page.locator(".event-properties dt").all_inner_texts()) == sorted(
        each["dataKey"] for each in told)
    await board.click(f".log tr:has(.event-properties) a[aria-label='Session {row['sessionId'][:8]}']")
    await page.wait_for_selector("dialog .path")
    assert (await board.query())["session"] == row["sessionId"]
    await board.click("dialog button[aria-label=Close]")
    await board.click(".log a.filter-link:has-text('/') >> nth=0")
    path = (await board.query())["path"].removeprefix("eq.")
    assert {each["urlPath"] for each in board.answer("events")["data"]} == {path}
    assert (await board.query())["kind"] == "events"


async def test_values_of_a_property_are_those_of_its_event_alone(board, new_board):
    page = await board.open(f"{EVENTS}?date=30day&tab=properties")
    properties = board.answer("event-data/properties")
    assert sorted(await board.values(".properties [data-v]")) == sorted(each["total"] for each in properties)
    for event in ("signup", "purchase"):  # both tell a plan
        await board.click(f"li:has(> h3:text-is('{event}')) a:has-text('plan')")
        assert await board.query() == {"date": "30day", "tab": "properties", "name": event, "property": "plan"} or (
            properties[0]["eventName"], properties[0]["propertyName"]) == (event, "plan")
        rows = board.answer("event-data/values")
        shown = f"section[aria-label='{event}: plan'] td[data-v]"
        assert await board.values(shown) == [row["total"] for row in rows]
        assert sum(row["total"] for row in rows) == next(
            each["total"] for each in properties if (each["eventName"], each["propertyName"]) == (event, "plan"))
    fresh = await new_board()
    await fresh.open(page.url.removeprefix(board.origin))
    assert await fresh.values(shown) == await board.values(shown)
