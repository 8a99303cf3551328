"""Boards and the personal dashboard: what they show, how they are arranged, and what is stored of it."""

import asyncio

import httpx
import pytest

from app.demo import WEBSITE
from app.demo.ids import BLOG, BOARD
from tests.dashboard.browser.board import cards_of


@pytest.fixture(scope="module")
async def api(dashi, token):
    async with httpx.AsyncClient(base_url=f"{dashi}/api", headers={"Authorization": f"Bearer {token}"}) as client:
        yield client


def part(kind, website=WEBSITE, **more):
    return {"type": kind, "entityType": "website", "entityId": website, "websiteId": website, "props": {}, **more}


def text(words):
    return {"type": "TextBlock", "props": {"text": words}}


def signed_in_as(caller):
    return {"Authorization": f"Bearer {caller['token']}"}


async def made(api, *rows, name="Board", headers=None):
    stored = [
        {"id": f"r{number}", "columns": [{"id": f"c{number}{at}", "component": each} for at, each in enumerate(row)]}
        for number, row in enumerate(rows)
    ]
    board = {"type": "mixed", "name": name, "parameters": {"rows": stored}}
    answer = await api.post("/boards", json=board, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


async def stored(api, board_id):
    return (await api.get(f"/boards/{board_id}")).json()["parameters"]


def titles(parameters):
    return [[column["component"].get("title") for column in row["columns"]] for row in parameters["rows"]]


async def guest(api, dashi, name):
    await api.post("/users", json={"username": name, "password": f"{name}-password", "role": "user"})
    async with httpx.AsyncClient(base_url=f"{dashi}/api") as client:
        answer = await client.post("/auth/login", json={"username": name, "password": f"{name}-password"})
        return answer.json()


async def test_every_part_shows_what_the_api_answers_about_its_own_website(board, new_board):
    page = await board.open(f"/boards/{BOARD}?date=7day")
    shop = board.answers["/websites/W/stats"]
    assert await board.values("section[aria-label='Shop, Demo shop'] [data-card]") == pytest.approx(cards_of(shop))
    for title, what in (("Pages of the shop", "metrics?path"), ("Sources of the shop", "metrics?referrer")):
        await board.reach(f"{title}, Demo shop")
        rows = board.answer(what)
        assert await board.values(f"section[aria-label^='{title}'] [data-v]") == [row["y"] for row in rows[:10]]
    await board.reach("When notes are read, " + (await page.inner_text("h2:has-text('When notes') small")).strip())
    week = board.answers[f"/websites/{BLOG}/sessions/weekly"]
    assert sum(await board.values(".hours [data-v]")) == sum(map(sum, week))

    # A click filters the whole board, by the address: another browser shows the same.
    await board.click("section[aria-label^='Pages of the shop'] a.filter-link >> nth=1")
    assert "path" in await board.query()
    filtered = await board.values("section[aria-label^='Shop,'] [data-card=visitors]")
    assert filtered[0] < shop["visitors"]
    other = await new_board()
    await other.open(page.url.removeprefix(board.origin))
    assert await other.values("section[aria-label^='Shop,'] [data-card=visitors]") == filtered
    await page.go_back()
    await board.settle()
    assert await board.values("section[aria-label^='Shop,'] [data-card=visitors]") == [shop["visitors"]]


async def test_a_board_is_made_filled_and_stored_in_umamis_shape_and_a_failed_save_keeps_the_draft(board, api):
    page = await board.open("/boards")
    await board.click("text=Add board")
    await page.get_by_label("Name", exact=True).fill("Mine")
    await board.click("main form button[type=submit]")
    await board.arrive("**/boards/*/design")
    board_id = page.url.split("/")[-2]
    await board.click("text=Add row")
    dialog = page.locator("dialog")
    await dialog.get_by_label("Type").select_option("MetricsTable")
    await dialog.locator("label:text-is('Website') select").select_option(WEBSITE)
    await dialog.locator("label:text-is('Table') select").select_option("browser")
    await dialog.locator("label:text-is('Rows') select").select_option("5")
    await dialog.get_by_role("textbox", name="Title").fill("What they read with")
    await dialog.get_by_role("button", name="Apply").click()
    await page.wait_for_selector("h2:has-text('What they read with')")
    await board.settle()

    async def fail(route):
        await (route.abort() if route.request.method == "POST" else route.continue_())

    await page.route(f"**/api/boards/{board_id}", fail)
    await page.click("main >> text=Save")
    await page.get_by_role("alert").wait_for()
    board.problems.clear()  # the browser's own word on what was cut off
    assert (await stored(api, board_id)).get("rows") is None
    await page.unroute(f"**/api/boards/{board_id}")
    await board.click("main >> text=Save")
    await board.arrive(f"**/boards/{board_id}")
    await page.wait_for_selector("section[aria-label='What they read with, Demo shop'] td[data-v]")
    row, = (await stored(api, board_id))["rows"]
    column, = row["columns"]
    assert column["component"] == part(
        "MetricsTable", title="What they read with", props={"type": "browser", "limit": 5})


async def test_what_is_arranged_while_a_save_is_under_way_is_kept(board, api):
    board_id = await made(api, [text("hello") | {"title": "a"}])
    page = await board.open(f"/boards/{board_id}/design")
    may_save = asyncio.Event()

    async def save_later(route):
        if route.request.method == "POST":
            await may_save.wait()
        await route.continue_()

    await page.route(f"**/api/boards/{board_id}", save_later)
    await page.click("text=Add row")
    await page.keyboard.press("Escape")
    await page.click("main >> text=Save")
    await page.click("text=Add row")
    await page.keyboard.press("Escape")
    may_save.set()
    await page.locator(".saved").wait_for()
    await board.settle()
    assert page.url.endswith("/design") or "/design?" in page.url
    assert await page.locator(".design-row").count() == 3
    assert len((await stored(api, board_id))["rows"]) == 2
    await board.click("main >> text=Save")
    await board.arrive(f"**/boards/{board_id}")
    assert len((await stored(api, board_id))["rows"]) == 3


async def test_parts_and_rows_are_moved_by_hand_by_buttons_and_by_keys(board, api):
    board_id = await made(
        api, [part("WebsiteMetricsBar", title="a"), text("hello") | {"title": "b"}], [text("there") | {"title": "c"}])
    page = await board.open(f"/boards/{board_id}/design")

    async def centre(selector):
        box = await page.locator(selector).bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    async def drag(source, x, y):
        await page.mouse.move(*await centre(source))
        await page.mouse.down()
        await page.mouse.move(x, y, steps=4)
        await page.mouse.up()

    target = await page.locator(".board-part:has(h3:text-is('a'))").bounding_box()
    await drag(".board-part:has(h3:text-is('c')) .grip", target["x"] + 5, target["y"] + 40)
    shown = "all => all.map(each => each.textContent)"
    assert await page.locator(".board-part h3").evaluate_all(shown) == ["c", "a", "b"]
    await page.get_by_role("button", name="Move right: a").click()
    await page.get_by_role("button", name="Move down: c").click()
    await drag("section[aria-label='Row 2'] header .grip >> nth=0", 600, 100)
    assert await page.locator(".board-part h3").evaluate_all(shown) == ["c", "b", "a"]

    border = page.get_by_role("separator", name="Width")
    await border.focus()
    await page.keyboard.press("ArrowRight")
    assert await border.get_attribute("aria-valuenow") == "55"
    whole = await page.locator(".board-row >> nth=1").bounding_box()
    x, y = await centre("[role=separator][aria-label=Width]")
    await drag("[role=separator][aria-label=Width]", x - whole["width"] / 4, y)
    assert await border.get_attribute("aria-valuenow") == "30"
    await page.get_by_role("separator", name="Height").focus()
    await page.keyboard.press("ArrowDown")
    await board.click("main >> text=Save")
    await board.arrive(f"**/boards/{board_id}")

    parameters = await stored(api, board_id)
    assert titles(parameters) == [["c"], ["b", "a"]]
    one, other = (column["size"] for column in parameters["rows"][1]["columns"])
    assert one == pytest.approx(30, abs=1) and one + other == pytest.approx(100)
    assert sum(row["size"] for row in parameters["rows"]) == pytest.approx(100)


async def test_texts_of_a_board_are_never_html_and_unknown_parts_stay_as_they_are(board, api):
    unknown = {"type": "FromTheFuture", "props": {"x": [1]}, "entityType": "website", "entityId": WEBSITE}
    words = "# Plan\n<img src=x onerror=alert(1)> **bold** [bad](javascript:alert(1)) [good](https://good.example/)"
    board_id = await made(api, [text(words)], [unknown])
    page = await board.open(f"/boards/{board_id}")
    written = page.locator(".written")
    assert await written.locator("h2").inner_text() == "Plan"
    assert await written.locator("strong").inner_text() == "bold"
    assert await written.locator("img").count() == 0
    assert "<img src=x onerror=alert(1)>" in await written.inner_text()
    links = await written.locator("a").evaluate_all("all => all.map(each => [each.textContent, each.href, each.rel])")
    assert links == [["good", "https://good.example/", "noopener noreferrer"]]
    assert await page.get_by_text("Dashi does not know this kind of part.").count() == 1
    before = await stored(api, board_id)
    await board.click("text=Arrange")
    await board.click("main >> text=Save")
    await board.arrive(f"**/boards/{board_id}")
    assert await stored(api, board_id) == before


async def test_a_part_that_one_may_not_see_says_so_and_signs_nobody_out(new_board, api, dashi):
    signed_in = await guest(api, dashi, "boarder")
    board_id = await made(api, [part("WebsiteMetricsBar")], [text("mine")], headers=signed_in_as(signed_in))
    board = await new_board(storage={"auth": signed_in["token"]})
    page = await board.open(f"/boards/{board_id}")
    await page.get_by_role("button", name="Retry").wait_for()
    assert await page.get_by_text("mine").count() == 1
    assert page.url.endswith(f"/boards/{board_id}")
    assert all("401" in problem for problem in board.problems)
    board.problems.clear()


async def test_the_dashboard_is_the_users_own_and_the_server_makes_it_at_the_first_save(new_board, api, dashi):
    signed_in = await guest(api, dashi, "dashing")
    board = await new_board(storage={"auth": signed_in["token"]})
    page = await board.open("/dashboard")
    assert await page.get_by_text("There is nothing here yet.").count() == 1
    await board.click("main .state >> text=Arrange")
    await board.click("text=Add row")
    await page.locator("dialog").get_by_label("Type").select_option("TextBlock")
    await page.locator("dialog textarea").fill("Good morning")
    await page.locator("dialog").get_by_role("button", name="Apply").click()
    await board.click("main >> text=Save")
    await page.wait_for_url("**/dashboard", wait_until="commit")
    await page.locator(".written:has-text('Good morning')").wait_for()
    kept = (await api.get("/dashboard", headers=signed_in_as(signed_in))).json()
    assert (kept["type"], kept["id"]) == ("dashboard", signed_in["user"]["id"])
    assert kept["parameters"]["rows"][0]["columns"][0]["component"] == text("Good morning")


async def test_a_board_is_renamed_shared_and_deleted(board, api):
    board_id = await made(api, [text("x")], name="Old name")
    page = await board.open(f"/boards/{board_id}")
    await board.click("main >> text=Edit")
    await page.get_by_label("Name", exact=True).fill("New name")
    await board.click(".narrow form button[type=submit]")
    await page.wait_for_selector("h1:text-is('New name')")
    await board.click("main >> text=Edit")
    await board.click("main a:has-text('share') >> nth=0")
    await page.locator("dialog").get_by_label("Name").fill("Everybody")
    await board.click("dialog button[type=submit]")
    shares = (await api.get(f"/boards/{board_id}/shares")).json()["data"]
    assert [(share["name"], share["shareType"]) for share in shares] == [("Everybody", 4)]
    await page.click(".narrow >> text=Delete")
    await page.fill(".form.danger input", "DELETE")
    await board.click(".form.danger button")
    await board.arrive("**/boards")
    assert (await api.get(f"/boards/{board_id}")).json() is None
