"""The map of the world, and the names of regions: they show what the API said, and what can be done with them."""

import gzip
from urllib.parse import parse_qs, urlsplit

import pytest

from app.dashboard.assets import static_folder
from app.demo import WEBSITE
from tests.dashboard.browser.rules import look

OVERVIEW = f"/websites/{WEBSITE}"
MAP = f"{OVERVIEW}?date=30day&places=map"
MAP_BYTES = 17_000
SHAPES = ".map svg a[data-code]"


async def open_map(board, address=MAP):
    page = await board.open(address)
    await board.reach("Places")
    await page.wait_for_selector(SHAPES, state="attached")
    await board.settle()
    return page


async def test_the_map_is_loaded_with_its_tab_only_weighs_little_and_has_every_country(board):
    loaded = []
    board.page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    page = await board.open(f"{OVERVIEW}?date=30day")
    await board.reach("Places")
    before = set(loaded)
    assert not [name for name in before if name.startswith("map-drawn")]
    await board.click("section[aria-label=Places] .tabs >> text=Map")
    assert await board.query() == {"date": "30day", "places": "map"}
    await page.wait_for_selector(SHAPES, state="attached")
    files = {name for name in loaded if name.endswith(".js")} - before
    sizes = [len(gzip.compress((static_folder() / "dashboard" / name).read_bytes(), 9)) for name in files]
    assert 10_000 < sum(sizes) <= MAP_BYTES
    codes = await page.locator(SHAPES).evaluate_all("all => all.map(each => each.dataset.code)")
    regions = (static_folder() / "names" / "regions.tsv").read_text().splitlines()
    assert {line[:2] for line in regions} - set(codes) == set()
    assert len(codes) == len(set(codes)) == 250  # 249 of ISO 3166-1, and Kosovo
    assert len(board.calls) == len(set(board.calls)) + 1  # countries once more, as all of them


async def test_each_country_and_its_tip_say_the_numbers_of_the_api(board):
    page = await open_map(board)
    rows = {row["x"]: row["y"] for row in board.answer("metrics?country")}
    shown = await page.locator(SHAPES).evaluate_all(
        "all => all.filter(each => each.dataset.v !== '0').map(each => [each.dataset.code, +each.dataset.v])")
    assert dict(shown) == rows
    total = board.answer("stats")["visitors"]
    await page.hover("[data-code=BR]")
    share = f"{rows['BR'] / total:.0%}"
    assert (await page.inner_text(".map .tip")).split("\n") == ["Brazil", f"Visitors {rows['BR']} · {share}"]
    await page.hover("[data-code=MN]")
    assert (await page.inner_text(".map .tip")).split("\n") == ["Mongolia", "Visitors 0 · 0%"]
    summary = f"Countries: {len(rows)}. Most visitors: United States, {max(rows.values())}."
    assert summary in await page.inner_text("figure.map figcaption")


async def test_a_country_filters_as_rows_do(board):
    page = await open_map(board)
    whole = await board.query()
    await board.click("[data-code=BR]")
    assert await board.query() == {**whole, "country": "eq.BR"}
    assert board.answer("stats")["visitors"] == sum(row["y"] for row in board.answer("metrics?country"))
    await board.click("[data-code=IN]", modifiers=["Shift"])
    assert await board.query() == {**whole, "country": "eq.BR,IN"}
    await board.click("[data-code=IN]", modifiers=["Shift"])
    await board.click("[data-code=BR]")
    assert await board.query() == whole
    await board.click("[data-code=US]", modifiers=["Alt"])
    assert await board.query() == {**whole, "country": "neq.US"}
    await page.go_back()
    await board.settle()
    assert await board.query() == whole
    await page.click("[data-code=BR]", button="right")
    await board.click("[role=menu] >> text=Exclude")
    assert await board.query() == {**whole, "country": "neq.BR"}
    async with board.context.expect_page() as opened:
        await page.click("[data-code=IN]", modifiers=["ControlOrMeta"])
    await (await opened.value).wait_for_url("**places=map&country=neq.BR&country1=eq.IN", wait_until="commit")


async def test_a_keyboard_stops_once_walks_countries_by_size_and_filters(board):
    page = await open_map(board)
    rows = board.answer("metrics?country")
    assert await page.locator(".map svg [tabindex='0']").count() == 1
    await page.focus("section[aria-label=Places] .tabs a >> nth=-1")
    await page.keyboard.press("Tab")
    here = "document.activeElement.dataset.code"
    assert await page.evaluate(here) == rows[0]["x"]
    walked = []
    for _ in rows[1:]:
        await page.keyboard.press("ArrowRight")
        walked.append(await page.evaluate(here))
    assert sorted(walked) == sorted(row["x"] for row in rows[1:])
    numbers = {row["x"]: row["y"] for row in rows}
    assert [numbers[code] for code in walked] == sorted((numbers[code] for code in walked), reverse=True)
    last = walked[-1]
    assert str(numbers[last]) in await page.inner_text(".map .tip")
    await page.keyboard.press("+")
    await page.keyboard.press("ArrowRight")  # stays at the end
    await page.keyboard.press("Enter")
    await board.settle()
    assert (await board.query())["country"] == f"eq.{last}"
    assert await page.evaluate(here) == last


async def test_the_map_is_enlarged_and_dragged_without_filtering(board):
    page = await open_map(board)
    view = "document.querySelector('.map svg[role]').getAttribute('viewBox').split(' ').map(Number)"
    whole = await page.evaluate(view)
    assert await page.is_disabled("[aria-label='Zoom out']")
    await page.click("[aria-label='Zoom in']")
    await page.click("[aria-label='Zoom in']")
    near = await page.evaluate(view)
    assert near[2:] == [whole[2] / 4, whole[3] / 4]
    box = await page.locator(".map svg[role]").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.mouse.move(*middle)
    await page.mouse.down()
    await page.mouse.move(middle[0] - 50, middle[1] + 20, steps=4)
    await page.mouse.up()
    moved = await page.evaluate(view)
    step = near[2] / box["width"]
    assert [moved[0] - near[0], moved[1] - near[1]] == pytest.approx([50 * step, -20 * step], abs=step)
    assert await board.query() == {"date": "30day", "places": "map"}
    await page.keyboard.down("Control")
    await page.mouse.wheel(0, 2_000)
    await page.keyboard.up("Control")
    await page.wait_for_function(f"{view}[2] === {whole[2]}")


async def test_a_finger_is_shown_what_it_has_hit_and_may_filter_by_it(new_board):
    board = await new_board(viewport={"width": 360, "height": 740}, has_touch=True)
    page = await open_map(board)
    await page.tap("[data-code=BR]")
    assert "Brazil" in await page.inner_text(".map .tip")
    assert await board.query() == {"date": "30day", "places": "map"}
    await page.tap(".map .tip a")
    await board.settle()
    assert (await board.query())["country"] == "eq.BR"


@pytest.mark.parametrize("scheme, country", [("light", "US"), ("dark", "GB")])
async def test_the_map_breaks_no_rule_of_accessibility(new_board, scheme, country):
    board = await new_board(color_scheme=scheme)
    page = await open_map(board, f"{MAP}&country=eq.{country}")
    await page.focus(".map svg [tabindex='0']")
    broken, kept = await look(page, ".map")
    assert kept > 5  # it has looked
    assert broken == []


async def test_a_map_that_cannot_be_loaded_says_so_and_can_be_tried_again(board):
    await board.page.route("**/map-drawn-*.js", lambda route: route.abort())
    page = await board.open(MAP)
    await board.reach("Places")
    await page.wait_for_selector("section[aria-label=Places] [role=alert]")
    board.problems.clear()  # the browser's own word on the file
    assert await page.locator("section[aria-label=Places] [role=alert] button").count() == 1


async def test_regions_have_names_and_each_is_asked_for_once(board):
    asked = []
    board.page.on("request", lambda request: asked.extend(parse_qs(urlsplit(request.url).query).get("codes", [])))
    page = await board.open(f"{OVERVIEW}?date=30day&places=region&region=eq.US-CA")
    await board.reach("Places")
    assert await page.locator("section[aria-label=Places] .text").all_inner_texts() == ["California, United States"]
    assert await page.locator(".chip").inner_text() == "Region is California, United States"
    await board.click("section[aria-label=Places] a.filter-link")
    texts = await page.locator("section[aria-label=Places] .text").all_inner_texts()
    assert set(texts) >= {"California, United States", "Berlin, Germany", "England, United Kingdom"}
    assert board.calls.count("GET /dashi/regions") == 2  # the second time for those that were not known
    await page.keyboard.press("/")
    await page.select_option(".filter-box select >> nth=0", "region")
    await board.settle()
    await board.click(".values >> text=Berlin, Germany")
    assert (await board.query())["region"] == "eq.DE-BE"
    codes = [code for list_ in asked for code in list_.split(",")]
    assert len(codes) == len(set(codes)) > 5


async def test_without_the_route_as_on_an_umami_regions_are_codes_and_it_is_not_asked_again(board):
    await board.page.route("**/api/dashi/regions*", lambda route: route.fulfill(status=404, body="{}"))
    page = await board.open(f"{OVERVIEW}?date=30day&places=region")
    await board.reach("Places")
    assert "CA, United States" in await page.locator("section[aria-label=Places] .text").all_inner_texts()
    await board.click("section[aria-label=Places] .tabs >> text=City")
    await board.click("section[aria-label=Places] .tabs >> text=Region")
    assert board.calls.count("GET /dashi/regions") == 1
    assert [problem for problem in board.problems if "404" not in problem] == []
    board.problems.clear()
