"""Recordings: the list, the player, what is kept, and what a stranger's recording must not do."""

import json

from app.demo import ids

REPLAYS = f"/websites/{ids.WEBSITE}/replays"
WEEK = f"{REPLAYS}?date=7day"
NAME = "Worth a look"


def element(number, name, attributes=None, inside=()):
    return {"type": 2, "id": number, "tagName": name, "attributes": attributes or {}, "childNodes": list(inside)}


def hostile_recording():
    """As a visitor could send it: every way to run something or to call another host."""
    evil = "https://evil.example/"
    style = f'@import "{evil}d.css"; body {{ background: url({evil}e.png) }}'
    parts = [
        element(4, "script", {"src": evil}), element(5, "img", {"src": evil + "b.png", "onerror": "parent.hacked = 1"}),
        element(6, "link", {"rel": "stylesheet", "href": evil + "c.css"}),
        element(7, "link", {"rel": "preconnect", "href": evil}),
        element(8, "style", {}, [{"type": 3, "id": 9, "textContent": style}]),
        element(10, "iframe", {"src": evil + "f"}),
        element(11, "meta", {"http-equiv": "refresh", "content": f"0;url={evil}g"}),
        element(12, "video", {"src": evil + "h.mp4", "autoplay": "", "poster": evil + "i.png"}),
        element(13, "h1", {"onclick": "parent.hacked = 1"}, [{"type": 3, "id": 14, "textContent": "Played"}]),
    ]
    page = {"type": 0, "id": 1, "childNodes": [element(2, "html", {}, [element(3, "body", {}, parts)])]}
    events = [
        {"type": 4, "timestamp": 1000, "data": {"href": evil, "width": 800, "height": 600}},
        {"type": 2, "timestamp": 1001, "data": {"node": page, "initialOffset": {"left": 0, "top": 0}}},
        {"type": 3, "timestamp": 3000, "data": {"source": 2, "type": 2, "id": 13, "x": 1, "y": 1}},
    ]
    return {"sessionId": None, "events": events, "startedAt": None, "endedAt": None, "eventCount": 3, "chunkCount": 1}


async def test_the_list_shows_what_the_api_said_is_filtered_searched_and_saved(board):
    page = await board.open(WEEK)
    rows = board.answer("replays")["data"]
    assert len(rows) == 3
    assert await board.values(".recordings td[data-v]") == [
        number for row in rows for number in (row["eventCount"], row["duration"])]
    assert [line[0] for line in await board.table()][1:] == [row["id"] for row in rows]

    await board.click(".recordings tbody tr:first-child td:nth-child(2) a")
    assert await board.query() == {"date": "7day", "session": rows[0]["sessionId"]}
    await page.go_back()
    await board.click(".recordings tbody tr:first-child td:nth-child(4) a >> nth=0")
    assert await board.query() == {"date": "7day", "browser": f"eq.{rows[0]['browser']}"}
    assert {row["browser"] for row in board.answer("replays")["data"]} == {rows[0]["browser"]}
    await page.fill("input[type=search]", "nowhere at all")
    await page.locator("text=Nothing matches this search.").wait_for()


async def test_a_recording_is_loaded_when_play_is_pressed_and_follows_the_keys(board):
    page = await board.open(WEEK)
    replay = board.answer("replays")["data"][0]
    loaded = []
    page.on("response", lambda response: loaded.append(response.url) if "/assets/" in response.url else None)
    await board.click(".recordings .who-link >> nth=0")
    assert await board.query() == {"date": "7day", "replay": replay["id"]}
    assert not loaded and board.calls[-1] == f"GET /websites/W/replays/saved/{replay['id']}"

    await page.click(".to-play button")
    await page.locator(".controls").wait_for()
    await board.settle()
    assert [url for url in loaded if "/player-" in url]
    events = board.answer(f"replays/{replay['id']}")["events"]
    total = events[-1]["timestamp"] - events[0]["timestamp"]
    slider = page.locator(".controls input[type=range]")
    assert await slider.get_attribute("max") == str(total)
    inside = page.frame_locator(".stage iframe")
    await inside.locator("h1").wait_for()
    await page.wait_for_function("() => document.querySelector('.controls input[type=range]').value > 0")

    await page.keyboard.press("Space")
    assert await page.inner_text(".controls .main") == "Play"
    await slider.focus()
    stood = int(await slider.input_value())
    await page.keyboard.press("ArrowRight")
    assert int(await slider.input_value()) - stood in range(4_800, 5_200)
    await page.keyboard.press("ArrowLeft")
    assert abs(int(await slider.input_value()) - stood) <= 200
    visited = page.locator(".visited button")
    assert await visited.locator("[dir]").all_inner_texts() == ["/", "/pricing", "/checkout", "/thanks"]
    title = await inside.locator("h1").inner_text()
    await visited.nth(1).click()
    await page.wait_for_function(
        "was => document.querySelector('.stage iframe').contentDocument.querySelector('h1').innerText !== was",
        arg=title)
    await page.select_option(".controls select", "8")
    await page.keyboard.press("Escape")
    await board.settle()
    assert await board.query() == {"date": "7day"}


async def test_a_recording_is_kept_under_a_name_and_no_longer(board):
    page = await board.open(f"{REPLAYS}?tab=saved")
    (known,) = board.answer("replays/saved")["data"]
    assert await page.locator(".kept tbody th").all_inner_texts() == [known["name"]]
    await board.open(WEEK)
    other = next(row for row in board.answer("replays")["data"] if row["id"] != known["visitId"])
    await board.open(f"{REPLAYS}?tab=saved&replay={other['id']}")
    await board.click("dialog .drop > button")
    await page.fill("dialog .drop-box input", NAME)
    await board.click("dialog .drop-box .main")
    await page.locator(f".kept >> text={NAME}").wait_for()
    assert [row["visitId"] for row in board.answer("replays/saved")["data"]] == [other["id"], known["visitId"]]
    await page.locator("dialog .drop > button:has-text('Saved')").wait_for()
    await board.click("dialog .drop > button")
    await board.click("dialog .drop-box >> text=Do not keep")
    await page.locator(f".kept >> text={NAME}").wait_for(state="detached")


async def test_a_strangers_recording_runs_nothing_and_calls_nobody(board):
    async def answer(route):
        await route.fulfill(body=json.dumps(hostile_recording()), content_type="application/json")

    await board.instead("replays/0*", answer)
    page = await board.open(f"{REPLAYS}?replay={ids.SAVED_REPLAY}")
    asked, refused = [], []
    page.on("request", lambda request: asked.append(request.url) if "evil" in request.url else None)
    page.on("requestfailed", lambda request: refused.append(request.url) if request.failure == "csp" else None)
    await page.click(".to-play button")
    inside = page.frame_locator(".stage iframe")
    await inside.locator("h1 >> text=Played").wait_for()
    await page.locator(".controls .main:has-text('Play')").wait_for()  # at its end
    # The browser tells of what it refuses before it would have called anybody.
    assert "https://evil.example/b.png" in refused and sorted(asked) == sorted(refused)
    assert await page.evaluate("window.hacked") is None
    frame = page.locator(".stage iframe")
    assert await frame.get_attribute("sandbox") == "allow-same-origin"
    assert await frame.evaluate("each => each.contentDocument.querySelector('link[rel]')") is None
    # The console tells of each refusal, of the film that has no source, and of the frame that shows an error instead.
    board.problems.clear()
