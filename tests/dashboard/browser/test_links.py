"""Links and pixels: their lists, numbers, forms, and who may not change them."""

import httpx
import pytest

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:{}.0) Gecko/20100101 Firefox/{}.0"


@pytest.fixture(scope="module")
async def api(dashi, token):
    async with httpx.AsyncClient(base_url=f"{dashi}/api", headers={"Authorization": f"Bearer {token}"}) as client:
        yield client


async def made(api, kind, **members):
    answer = await api.post(f"/{kind}", json=members)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def visit(dashi, path, visitors):
    async with httpx.AsyncClient(base_url=dashi) as client:
        for number in range(visitors):
            headers = {"User-Agent": AGENT.format(number + 100, number + 100), "Referer": "https://mail.example/x"}
            assert (await client.get(path, headers=headers)).status_code < 400


@pytest.fixture(scope="module")
async def link(api, dashi):
    link = await made(api, "links", name="Newsletter", url="https://shop.example/spring", slug="newsletter")
    await visit(dashi, "/q/newsletter", 3)
    return link


async def test_each_link_shows_its_visitors_and_leads_to_its_page_with_the_range(board, link):
    page = await board.open("/links?date=7day")
    stats = board.answers[f"/websites/{link['id']}/stats"]
    assert stats["visitors"] == 3
    assert await board.values("tr:has-text('Newsletter') [data-v]") == [stats["visitors"], stats["pageviews"]]
    await board.click("text=Newsletter")
    await board.arrive(f"**/links/{link['id']}?date=7day")
    assert await page.title() == "Newsletter · Links · Last 7 days · Dashi"


async def test_one_link_shows_what_the_api_answers_and_filters_by_a_click(board, link):
    page = await board.open(f"/links/{link['id']}")
    stats = board.answers[f"/websites/{link['id']}/stats"]
    assert await board.values("[data-card]") == [stats["visitors"], stats["visits"], stats["pageviews"]] == [3, 3, 3]
    assert await page.inner_text(".leads-to code") == f"{board.origin}/q/newsletter"
    await board.reach("Sources")
    await board.click("section[aria-label=Sources] a.filter-link")
    assert await board.query() == {"referrer": "eq.mail.example"}
    assert await page.locator(".chip").count() == 1
    assert not [call for call in board.calls if "segments" in call]  # they belong to websites
    await page.go_back()
    await board.settle()
    assert await board.query() == {}


async def test_a_link_is_made_changed_and_deleted_and_a_refused_change_keeps_what_was_typed(board, link):
    page = await board.open("/links")
    await page.click("text=Add link")
    await page.get_by_label("Name", exact=True).fill("Poster")
    await page.get_by_label("Destination").fill("https://shop.example/poster")
    offered = await page.get_by_label("Short name").input_value()
    assert len(offered) == 9
    await board.click("form button[type=submit]")
    await page.wait_for_selector(f".leads-to code:text-is('{board.origin}/q/{offered}')")

    await board.click("main >> text=Edit")
    await page.get_by_label("Name", exact=True).fill("Big poster")
    await page.get_by_label("Short name").fill("newsletter")  # another link's
    await page.click("form button[type=submit]")
    await page.get_by_text("That slug is already taken.").wait_for()
    board.problems.clear()  # the browser's own word on a 400
    assert await page.get_by_label("Name", exact=True).input_value() == "Big poster"
    await page.get_by_role("button", name="Another").click()
    await board.click("form button[type=submit]")
    await page.wait_for_selector("h1:text-is('Big poster')")

    await board.click("main >> text=Edit")
    await page.click("button:text-is('Delete')")
    assert await page.locator(".form.danger button").is_disabled()
    await page.fill(".form.danger input", "DELETE")
    await board.click(".form.danger button")
    await board.arrive("**/links")
    assert await page.get_by_text("Newsletter", exact=True).count() == 1
    assert await page.get_by_text("Big poster").count() == 0


async def test_a_pixel_offers_the_code_to_paste(new_board, api, dashi):
    pixel = await made(api, "pixels", name="Mail", slug="mailopened")
    await visit(dashi, "/p/mailopened", 1)
    board = await new_board(permissions=["clipboard-read", "clipboard-write"])
    page = await board.open(f"/pixels/{pixel['id']}")
    assert await board.values("[data-card=visitors]") == [1]
    await page.click(".leads-to button")
    await page.get_by_role("button", name="Copied").wait_for()
    code = f'<img src="{board.origin}/p/mailopened" alt="" width="1" height="1">'
    assert await page.evaluate("navigator.clipboard.readText()") == await page.inner_text(".leads-to code") == code


async def test_who_may_only_view_sees_a_teams_links_and_nothing_to_change_them(new_board, api, dashi):
    await api.post("/users", json={"username": "guest", "password": "guest-password", "role": "user"})
    team = (await api.post("/teams", json={"name": "Sales"})).json()
    team_id = (team[0] if isinstance(team, list) else team)["id"]
    link = await made(api, "links", name="Of the team", url="https://shop.example/", slug="of-the-team", teamId=team_id)
    async with httpx.AsyncClient(base_url=f"{dashi}/api") as client:
        signed_in = (await client.post("/auth/login", json={"username": "guest", "password": "guest-password"})).json()
    user_id = signed_in["user"]["id"]
    joined = await api.post(f"/teams/{team_id}/users", json={"userId": user_id, "role": "team-view-only"})
    assert joined.status_code == 200, joined.text

    board = await new_board(storage={"auth": signed_in["token"]})
    page = await board.open("/links")
    assert await page.get_by_text("Add link").count() == 1  # their own they may make
    await board.open(f"/teams/{team_id}/links")
    assert await page.get_by_text("Of the team").count() == 1
    assert await page.get_by_text("Add link").count() == 0
    await board.open(f"/teams/{team_id}/links/{link['id']}")
    assert await page.get_by_role("heading", name="Of the team").count() == 1
    assert await page.get_by_text("Edit", exact=True).count() == 0
