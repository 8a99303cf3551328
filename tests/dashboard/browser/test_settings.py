"""Settings of websites and users, teams, administration, and the test console."""

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from app.demo import ids

NUMBERS = itertools.count(1)
PASSWORD = "a long password"
PATIENCE_S = 30
SITE = f"/websites/{ids.WEBSITE}"
UMAMIS_SWITCHES = {
    "overview", "events", "sessions", "realtime", "performance", "compare", "breakdown", "goals", "funnels", "journeys",
    "retention", "utm", "revenue", "attribution",
}


@dataclass
class Someone:
    """A user, and the API as it answers them."""

    id: str
    name: str
    token: str
    api: httpx.AsyncClient

    async def get(self, path: str) -> Any:
        return (await self.api.get("/api" + path)).raise_for_status().json()

    async def post(self, path: str, **body: Any) -> Any:
        return (await self.api.post("/api" + path, json=body)).raise_for_status().json()


@pytest.fixture
async def admin(dashi: str, token: str) -> AsyncIterator[Someone]:
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=dashi, headers=headers, timeout=PATIENCE_S) as api:
        user = (await api.get("/api/me")).json()["user"]
        yield Someone(user["id"], user["username"], token, api)


@pytest.fixture
async def someone(dashi: str, admin: Someone) -> AsyncIterator[Someone]:
    """A user of this test alone."""
    name = f"someone{next(NUMBERS)}"
    user = await admin.post("/users", username=name, password=PASSWORD, role="user")
    login = await admin.post("/auth/login", username=name, password=PASSWORD)
    headers = {"Authorization": f"Bearer {login['token']}"}
    async with httpx.AsyncClient(base_url=dashi, headers=headers, timeout=PATIENCE_S) as api:
        yield Someone(user["id"], name, login["token"], api)


@pytest.fixture
async def site(admin: Someone) -> str:
    """A website of the admin, which a test may change."""
    return (await admin.post("/websites", name=f"Site {next(NUMBERS)}", domain="site.example"))["id"]


@pytest.fixture
def as_user(new_board: Callable[..., Awaitable[Any]]) -> Callable[[Someone], Awaitable[Any]]:
    async def open_as(user: Someone, **options: Any) -> Any:
        return await new_board(storage={"auth": user.token}, **options)

    return open_as


def box(title: str) -> str:
    return f"section[aria-label='{title}']"


async def test_a_website_is_renamed_and_its_recorder_set_and_both_codes_say_so(board, admin, site):
    page = await board.open(f"/websites/{site}/settings")
    code = page.locator(f"{box('Tracking code')} pre")
    assert await code.inner_text() == f'<script defer src="{board.origin}/script.js" data-website-id="{site}"></script>'
    assert await page.get_by_text("Waiting for the first visit").count() == 1
    await page.fill(f"{box('Website')} input >> nth=0", "Renamed")
    await board.click(f"{box('Website')} button[type=submit]")
    await page.wait_for_selector(".site-name:has-text('Renamed')")
    assert await page.locator(f"{box('Website')} [role=status]").inner_text() == "Saved"

    recorder = page.locator(box("Replays"))
    await recorder.get_by_label("Record visits").check()
    await recorder.get_by_label("Share of visits").fill("12.5")
    await recorder.get_by_label("Longest").fill("1.5")
    await recorder.get_by_label("Hide").select_option("strict")
    await recorder.get_by_label("Not recorded").fill('[data-x="1"]')
    assert 'data-block-selector="[data-x=&quot;1&quot;]"' in await recorder.locator("pre").inner_text()
    await recorder.locator("button[type=submit]").click()
    await recorder.get_by_text("Saved").wait_for()
    stored = await admin.get(f"/websites/{site}")
    assert (stored["name"], stored["domain"], stored["replayEnabled"]) == ("Renamed", "site.example", True)
    assert stored["replayConfig"] == {
        "sampleRate": 0.125, "maskLevel": "strict", "maxDuration": 90_000, "blockSelector": '[data-x="1"]'}

    await admin.post("/send", type="event", payload={"website": site, "hostname": "site.example", "url": "/"})
    page = await board.open(f"/websites/{site}/settings")
    assert await page.locator("[aria-label=Replays] input >> nth=1").input_value() == "12.5"
    assert await page.locator("[aria-label=Replays] input >> nth=2").input_value() == "1.5"


async def test_a_share_is_made_changed_copied_and_deleted(new_board, admin, site):
    board = await new_board(permissions=["clipboard-read", "clipboard-write"])
    page = await board.open(f"/websites/{site}/settings")
    await board.click("text=New share")
    assert await board.query() == {"share": "new"}
    await page.go_back()
    await page.wait_for_selector("dialog", state="detached")
    await board.click("text=New share")
    await page.get_by_label("Name").last.fill("For the boss")
    await page.get_by_label("Funnels").check()
    await page.locator("dialog button[type=submit]").click()
    await page.wait_for_selector("dialog", state="detached")
    await board.settle()
    made = (await admin.get(f"/websites/{site}/shares"))["data"][0]
    assert (made["name"], set(made["parameters"])) == ("For the boss", UMAMIS_SWITCHES)
    assert {name for name, is_on in made["parameters"].items() if is_on} == {"overview", "events", "funnels"}

    address = f"{board.origin}/share/{made['slug']}"
    assert await page.locator(f"{box('Shares')} a[target=_blank]").get_attribute("href") == address
    await page.click(f"{box('Shares')} button:has-text('Copy')")
    await page.wait_for_selector("button:has-text('Copied')")
    assert await page.evaluate("navigator.clipboard.readText()") == address

    fresh = await new_board()
    page = await fresh.open(f"/websites/{site}/settings?share={made['id']}")
    await page.get_by_label("End of the address").fill("demo-shop")  # that of the demo's share
    await page.locator("dialog button[type=submit]").click()
    await page.get_by_role("alert").wait_for()
    assert await page.get_by_role("alert").inner_text() == "That slug is already taken."
    fresh.problems.clear()  # the browser's own word on 400
    await page.get_by_label("End of the address").fill(f"boss-{site}")
    await page.get_by_label("Funnels").uncheck()
    await page.locator("dialog button[type=submit]").click()
    await page.get_by_text(f"/share/boss-{site}").wait_for()
    changed = await admin.get(f"/share/id/{made['id']}")
    assert changed["slug"] == f"boss-{site}" and changed["parameters"]["funnels"] is False

    await fresh.click(f"{box('Shares')} a:has-text('Edit')")
    await page.click("dialog .danger > button")
    await page.get_by_label("Type DELETE").fill("DELETE")
    await page.locator("form.danger button").click()
    await page.get_by_text("Nothing is shared yet.").wait_for()
    assert (await admin.get(f"/websites/{site}/shares"))["count"] == 0


async def test_a_website_is_given_to_a_team_and_taken_back_reset_and_deleted(board, admin, site):
    for url in ("/", "/a"):
        await admin.post("/send", type="event", payload={"website": site, "hostname": "site.example", "url": url})
    page = await board.open(f"/websites/{site}/settings")
    danger = page.locator(box("Danger zone"))
    await danger.get_by_role("button", name="Transfer").click()
    await danger.locator("select").select_option(label="Demo team")
    await danger.locator("form button").click()
    await board.arrive(f"**/teams/{ids.TEAM}/websites/{site}/settings")
    assert (await admin.get(f"/websites/{site}"))["teamId"] == ids.TEAM
    await board.settle()
    await danger.get_by_role("button", name="Transfer").click()
    await danger.locator("form button").click()
    await board.arrive(f"{board.origin}/websites/{site}/settings")
    assert (await admin.get(f"/websites/{site}"))["userId"] == admin.id

    for button, word in (("Reset", "RESET"), ("Delete", "DELETE")):
        await board.settle()
        await danger.get_by_role("button", name=button).click()
        assert await danger.locator("form button").is_disabled()
        await danger.get_by_label(f"Type {word}").fill(word)
        await danger.locator("form button").click()
        await danger.locator("form").wait_for(state="detached")
        if word == "RESET":
            assert (await admin.get(f"/websites/{site}"))["resetAt"]
    await board.arrive("**/websites")
    assert await admin.get(f"/websites/{site}") is None


async def test_who_may_only_look_sees_why_and_who_may_not_look_is_told_and_stays_signed_in(as_user, admin, someone):
    team = (await admin.post("/teams", name="Lookers"))[0]
    await admin.post(f"/teams/{team['id']}/users", userId=someone.id, role="team-view-only")
    site = await admin.post("/websites", name="Looked at", domain="looked.example", teamId=team["id"])
    board = await as_user(someone)
    page = await board.open(f"/teams/{team['id']}/websites/{site['id']}/settings")
    assert await page.get_by_text("You may look at this, but not change it.").count() == 1
    assert await page.locator("main input:enabled, main form, main .danger").count() == 0
    assert await page.locator(f"{box('Tracking code')} pre").count() == 1

    page = await board.open(f"/settings/teams/{team['id']}")
    assert await page.get_by_role("button", name="Delete").is_disabled()
    assert await page.locator("code, main form").count() == 0  # neither the access code nor anything to change

    for path, said in (("/admin/users", "Only administrators may see this."),
                       (f"/settings/teams/{ids.TEAM}", "You may not see it.")):
        board.calls.clear()
        page = await board.open(path)
        assert await page.get_by_text(said).count() == 1
        assert not [call for call in board.calls if "admin" in call or ids.TEAM in call]

    page = await board.open(f"{SITE}/settings")
    assert await page.get_by_text("You may not see it.").count() == 1
    assert urlsplit(page.url).path == f"{SITE}/settings"
    assert {problem.split(":")[0] for problem in board.problems} == {"Failed to load resource"}  # its word on 401
    board.problems.clear()


async def test_preferences_are_kept_under_umamis_names_and_hold_at_once(board):
    page = await board.open("/settings/preferences")
    for label, value in (("Range to begin with", "30day"), ("Time zone", "Asia/Tokyo"), ("Theme", "dark"),
                         ("Currency", "EUR")):
        await page.get_by_label(label).select_option(value)
    await page.get_by_role("checkbox", name="Keys").uncheck()
    kept = await page.evaluate(
        "Object.fromEntries(Object.entries(localStorage).map(([name, text]) => [name, text]))")
    assert {name: kept.get(f"umami.{name}") for name in ("date-range", "timezone", "theme", "currency", "keys")} == {
        "date-range": '"30day"', "timezone": '"Asia/Tokyo"', "theme": '"dark"', "currency": '"EUR"', "keys": "false"}
    await page.keyboard.press("?")
    assert await page.locator("dialog").count() == 0
    await board.click("header .brand")
    await board.click("text=Demo shop")
    assert await page.locator(".ranges > button").inner_text() == "Last 30 days"
    assert await page.locator(".range-line abbr").get_attribute("title") == "Asia/Tokyo"
    page = await board.open("/settings/preferences")
    assert await page.get_by_label("Time zone").input_value() == "Asia/Tokyo"
    await page.get_by_role("checkbox", name="Keys").check()
    await page.get_by_label("Time zone").select_option("")
    assert await page.evaluate("[localStorage['umami.keys'], localStorage['umami.timezone']]") == [None, None]


async def test_a_password_is_changed_by_who_knows_the_old_one(as_user, someone):
    board = await as_user(someone)
    page = await board.open("/settings/profile")
    assert await page.locator(f"{box('Profile')} dd").all_inner_texts() == [someone.name, "User"]
    fields = page.locator("form input")
    for current, wanted, again, said in (
        (PASSWORD, "another password", "another pasword", "The new passwords differ."),
        ("not mine", "another password", "another password", "The current password is wrong."),
        (PASSWORD, "another password", "another password", "Saved"),
    ):
        for index, text in enumerate((current, wanted, again)):
            await fields.nth(index).fill(text)
        await page.click("form button")
        await page.locator("form [role]", has_text=said).wait_for()
    await someone.post("/auth/login", username=someone.name, password="another password")
    assert (await someone.get("/me"))["user"]["username"] == someone.name  # this login goes on
    board.problems.clear()  # the browser's own word on 400


async def test_a_team_is_made_joined_led_left_and_deleted(new_board, as_user, admin, someone):
    owner, board = await as_user(someone), await new_board()
    page = await owner.open("/settings/teams")
    assert await page.get_by_text("You are in no team yet.").count() == 1
    await page.get_by_role("button", name="New team").click()
    await page.get_by_label("Name").fill("Crew")
    await page.locator(".drop-box form button").click()
    await owner.arrive("**/settings/teams/*-*")
    await owner.settle()
    team = urlsplit(page.url).path.split("/")[-1]
    old = await page.locator("main code").inner_text()
    await page.get_by_role("button", name="New code").click()
    await page.locator("form.danger button").click()
    await page.locator("form.danger").wait_for(state="detached")
    await owner.settle()
    code = await page.locator("main code").inner_text()
    assert code != old and code == (await someone.get(f"/teams/{team}"))["accessCode"]

    other = await board.open("/settings/teams")
    for given, end in ((old, "alert"), (code, "joined")):
        if not await other.locator(".drop-box").count():
            await other.get_by_role("button", name="Join a team").click()
        await other.get_by_label("Access code").fill(given)
        await other.locator(".drop-box form button").click()
        if end == "alert":
            await other.get_by_text("Team not found.").wait_for()
    await other.locator(".things a", has_text="Crew").wait_for()
    assert await board.values(".things li:has-text('Crew') [data-v]") == [2, 0]
    board.problems.clear()  # the browser's own word on 404

    page = await owner.open(f"/settings/teams/{team}")
    row = page.locator(f"{box('Members')} li", has_text=admin.name)
    await row.get_by_role("button", name="Role").click()
    await row.locator("select").select_option(label="Manager")
    await row.locator("form button").click()
    await row.locator("small", has_text="Manager").wait_for()
    await row.get_by_role("button", name="Remove").click()
    await row.locator("form button").click()
    await row.wait_for(state="detached")
    assert [member["userId"] for member in (await someone.get(f"/teams/{team}"))["members"]] == [someone.id]
    await page.get_by_role("button", name="Delete").click()
    await page.get_by_label("Type DELETE").fill("DELETE")
    await page.locator("form.danger button").click()
    await page.get_by_text("You are in no team yet.").wait_for()
    assert urlsplit(page.url).path == "/settings/teams"

    second = (await someone.post("/teams", name="Second"))[0]["id"]
    await admin.post(f"/teams/{second}/users", userId=admin.id, role="team-member")
    other = await board.open(f"/settings/teams/{second}")
    await other.get_by_role("button", name="Leave").click()
    await other.locator("form.danger button").click()
    await board.arrive("**/settings/teams")
    assert [member["userId"] for member in (await someone.get(f"/teams/{second}"))["members"]] == [someone.id]


async def test_an_admin_makes_finds_changes_and_deletes_users_and_sees_all(board, admin):
    name = f"person{next(NUMBERS)}"
    page = await board.open("/admin/users")
    listed = board.answers["/admin/users"]["data"]
    assert await board.values("tbody [data-v]") == [user["_count"]["websites"] for user in listed]
    await page.get_by_role("button", name="New user").click()
    for label, text in (("Username", name), ("Password", PASSWORD)):
        await page.get_by_label(label).fill(text)
    await page.get_by_label("Role").select_option("view-only")
    await page.locator(".drop-box form button").click()
    await board.arrive("**/admin/users/*")
    await board.settle()
    user = urlsplit(page.url).path.split("/")[-1]
    await page.get_by_label("Role").select_option("user")
    await page.get_by_label("New password").fill("their new password")
    await board.click("main form button")
    await page.get_by_text("Saved").wait_for()
    login = await admin.post("/auth/login", username=name, password="their new password")
    assert login["user"]["role"] == "user"

    page = await board.open(f"/admin/users?search={name}")
    assert await page.locator("tbody th").all_inner_texts() == [name]
    await board.click("tbody a")
    await page.get_by_role("button", name="Delete").click()
    await page.get_by_label("Type DELETE").fill("DELETE")
    await page.locator("form.danger button").click()
    await board.arrive("**/admin/users")
    assert (await admin.get(f"/users/{user}")) is None
    page = await board.open(f"/admin/users/{admin.id}")
    assert await page.get_by_role("button", name="Delete").is_disabled()

    await board.click("nav.sections >> text=Teams")
    teams = board.answers["/admin/teams"]["data"]
    assert await board.values("tbody tr >> nth=0 >> [data-v]") == list(teams[0]["_count"].values())[::-1]
    await board.click("nav.sections >> text=Websites")
    assert await page.locator("tbody a[href*='/admin/websites/']").all_inner_texts() == [
        each["name"] for each in board.answers["/admin/websites"]["data"]]
    await board.click("tbody >> text=Demo shop")
    assert await page.locator(f"{box('Website')} input").first.input_value() == "Demo shop"


async def test_the_console_sends_an_event_as_a_visitor_would(new_board, admin, site):
    board = await new_board(user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0")
    page = await board.open(f"/websites/{site}/settings")
    await board.click("text=Test console")
    await page.get_by_label("Type").select_option("event")
    await page.get_by_label("Name").fill("tried")
    await page.get_by_label("JSON").fill("{")
    await page.click("main form button")
    await page.get_by_role("alert").wait_for()
    await page.get_by_label("JSON").fill('{"revenue": 5, "currency": "EUR"}')
    await page.click("main form button")
    await page.locator("pre[role=status]", has_text='200 {"cache":').wait_for()
    events = await admin.get(f"/websites/{site}/events?startAt=0&endAt=4000000000000")
    assert [(event["eventName"], event["urlPath"]) for event in events["data"]] == [("tried", "/")]
