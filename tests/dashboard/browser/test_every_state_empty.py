"""What every page says where there is nothing: which of the kinds of nothing it is, and the way on."""

import secrets

import httpx
import pytest

from tests.dashboard.browser.faults import CARELESS, Api, alerts
from tests.dashboard.browser.pages import EMPTY, OF_A_WEBSITE, SITE

LONG_AGO = "range:946684800000:946771199999"  # a day of the year 2000
WORDS = {
    "ever": "Nothing has been counted yet.", "range": "Nothing was counted in this time.",
    "filters": "Nothing matches these filters.",
}
WAYS = {"range": "Show the latest data", "filters": "Remove the last filter"}

# Views that have no visits to show: what somebody has saved or set.
NO_VISITS = ("segments", "cohorts", "settings", "reports")


async def change(board, address):
    """Goes there without a load."""
    await board.page.evaluate("""address => {
        history.pushState(null, '', address);
        dispatchEvent(new PopStateEvent('popstate'));
    }""", address)
    await board.settle()


async def kinds(board):
    """Which kinds of nothing are said, and that each says it in its words with its way on."""
    page = board.page
    text = await page.inner_text("main")
    assert [word for word in CARELESS if word in text] == []
    assert await alerts(board) == []
    found = set()
    for place in await page.locator("[data-empty]:visible").all():
        kind = await place.get_attribute("data-empty")
        found.add(kind)
        if kind in WORDS:
            assert WORDS[kind] in await place.inner_text()
        if kind in WAYS:
            assert await place.locator(f"a.button:text-is('{WAYS[kind]}')").count() == 1
    return found


def with_date(rest, date):
    path, _, query = rest.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith(("date=", "country="))]
    return "?".join([path, "&".join([f"date={date}", *kept])])


@pytest.mark.parametrize("name, rest", OF_A_WEBSITE.items(), ids=OF_A_WEBSITE)
async def test_a_website_says_whether_it_has_nothing_at_all_nothing_then_or_nothing_of_that_kind(board, name, rest):
    page = await board.open(EMPTY + with_date(rest, "30day"))
    found = await kinds(board)
    if name in (*NO_VISITS, "goals"):  # without visits nobody has saved a goal
        assert found == set()
    else:
        assert found == {"ever"}
        # On the overview the code stands above; all others lead there.
        assert await page.locator("main pre, [data-empty=ever] a.button:text-is('Tracking code')").count() > 0

    await change(board, SITE + with_date(rest, "30day") + "&path=eq./nowhere")
    found = await kinds(board)
    assert found == (set() if name in NO_VISITS else {"filters"})
    if name in (*NO_VISITS, "live"):
        return
    await change(board, SITE + with_date(rest, LONG_AGO))
    assert await kinds(board) == {"range"}
    await page.locator("[data-empty=range] a").last.click()
    await board.settle()
    assert "range" not in await kinds(board)


LISTS = {
    "/websites": ("There are no websites yet.", "Add website"),
    "/links": ("There is nothing here yet.", "Add link"),
    "/pixels": ("There is nothing here yet.", "Add pixel"),
    "/boards": ("There is nothing here yet.", "Add board"),
    "/dashboard": ("There is nothing here yet.", "Arrange"),
    "/settings/teams": ("You are in no team yet.", "Join"),
}


SEARCHED = ("Nothing matches this search.", "No website has such a name.")


async def test_somebody_new_is_told_on_every_list_that_it_is_empty_and_how_to_begin(new_board, dashi, token):
    name, password = f"new {secrets.token_hex(4)}", "a long password"
    async with httpx.AsyncClient(base_url=dashi, headers={"Authorization": f"Bearer {token}"}) as client:
        await client.post("/api/users", json={"username": name, "password": password, "role": "user"})
        answer = await client.post("/api/auth/login", json={"username": name, "password": password})
    board = await new_board(signed_in=False, storage={"auth": answer.json()["token"]})
    page = await board.open("/websites")
    for path, (words, way) in LISTS.items():
        await change(board, path)
        assert words in await page.inner_text("main"), path
        assert await page.locator(f"main >> text={way}").count() > 0, path
        if path not in ("/dashboard", "/settings/teams"):
            await board.open(path + "?search=nowhere")
            assert await page.inner_text("main .state") in SEARCHED, path
    await change(board, "/admin/users")
    assert await page.locator("main .state").count() == 1


@pytest.mark.parametrize("path", ["/admin/users", "/admin/websites", "/admin/teams"])
async def test_a_search_for_nobody_says_so(board, path):
    page = await board.open(path + "?search=nowhere")
    assert await page.inner_text("main .state") == "Nothing matches this search."
    await page.fill("main input[type=search]", "")
    await board.arrive("**" + path)
    await board.settle()
    assert await page.locator("main table a").count() > 0


async def test_nothing_is_called_empty_because_nobody_knows_since_when_there_is_data(board):
    """The kind of nothing is asked for, too: if that fails it is told and tried again."""
    api = await Api(board).take_over()
    api.waits().set()
    api.loses("/websites/W/daterange")
    page = await board.open(SITE + "/sessions?date=" + LONG_AGO)
    assert await page.locator("[data-empty]").count() == 0
    assert await alerts(board) != []
    api.works()
    await page.click("[role=alert] button")
    await board.settle()
    assert await kinds(board) == {"range"}

    api.waits().set()
    api.loses("/websites/W/daterange")
    await page.goto(board.origin + SITE + "/sessions?date=all")
    await board.settle()
    await page.locator("[role=alert]").wait_for()
    api.works()
    await page.click("[role=alert] button")
    await page.locator("main table.sessions").wait_for()
    board.problems.clear()  # the browser's own words on failed requests
