"""Reports that are saved: the hub, goals and funnels. What they show is what the API said, and how they are stored."""

from typing import Any

from playwright.async_api import Response

from app.demo import WEBSITE
from app.demo.ids import FUNNEL, GOALS
from tests.dashboard.browser.board import Board
from tests.dashboard.browser.saved.own import MONTH, STEPS, delete


class Heard:
    """What is asked of a report, and its answers."""

    def __init__(self, board: Board, kind: str) -> None:
        self._responses: list[Response] = []
        board.page.on("response", lambda response: self._responses.append(response)
                      if response.url.endswith(f"/api/reports/{kind}") else None)

    async def all(self) -> list[tuple[Any, Any]]:
        return [(each.request.post_data_json, await each.json()) for each in self._responses]

    async def last(self) -> tuple[Any, Any]:
        return (await self.all())[-1]


async def test_the_hub_shows_the_value_of_each_saved_report_and_leads_to_it(board):
    heard, funnels = Heard(board, "goal"), Heard(board, "funnel")
    page = await board.open(MONTH.format("reports"))
    shown = await board.values("section[aria-label=Goals] td[data-v]")
    goals = await heard.all()
    assert sorted(shown) == sorted(value for _, goal in goals for value in (goal["num"], goal["num"] / goal["total"]))
    _, steps = await funnels.last()
    assert await board.values("section[aria-label=Funnels] td[data-v]") == [
        steps[-1]["visitors"], steps[-1]["visitors"] / steps[0]["visitors"]]
    assert len(goals) == len(GOALS)
    kinds = await page.locator(".kinds strong").all_inner_texts()
    assert kinds[:2] == ["Goals", "Funnels"]
    assert kinds[-2:] == ["Segments", "Cohorts"]
    await board.click("text=Has bought")
    assert await board.query() == {"date": "30day", "report": GOALS[0]}
    assert await page.locator("main section").count() == 1


async def test_a_goal_counts_the_first_filter_on_a_field_and_says_which_do_not_count(board):
    heard = Heard(board, "goal")
    page = await board.open(
        f"{MONTH.format('goals')}&report={GOALS[1]}&country1=eq.DE&country=neq.US&excludeBounce=true")
    (request, answer), = await heard.all()
    assert request["filters"] == {"country": "eq.DE"}
    assert (request["parameters"]["type"], request["parameters"]["value"]) == ("event", "signup")
    assert await board.values(".goal .card-value") == [answer["num"] / answer["total"]]
    assert await page.inner_text(".goal [data-of]") == f"Visitors: {answer['num']} of {answer['total']}"
    assert await page.locator(".chip.is-ignored > span").all_inner_texts() == [
        "Country is not United States", "Without bounces"]
    assert await page.get_by_text("struck through").count() == 1
    await board.open(f"/websites/{WEBSITE}?country1=eq.DE&country=neq.US")
    assert await page.locator(".chip.is-ignored, .filter-bar .note").count() == 0  # other pages count all


async def test_all_goals_are_in_one_file(board):
    heard = Heard(board, "goal")
    await board.open(MONTH.format("goals"))
    rows = await board.table()
    assert rows[0] == ["Name", "Type", "Value", "Visitors", "All visitors"]
    answers = await heard.all()
    numbers = {request["parameters"]["value"]: [str(goal["num"]), str(goal["total"])] for request, goal in answers}
    assert sorted(rows[1:]) == [["Has bought", "Path", "/thanks", *numbers["/thanks"]],
                                ["Signs up", "Event", "signup", *numbers["signup"]]]
    assert len(answers) == len(GOALS)  # those on the screen are not asked again


async def test_a_goal_is_added_changed_and_deleted_as_umami_stores_it(board, own):
    page = await board.open(f"/websites/{own.id}/goals")
    await board.click("text=Add goal")
    assert await board.query() == {"add": "1"}
    await page.go_back()
    await page.locator("dialog").wait_for(state="detached")
    await page.go_forward()
    await page.fill("dialog label:has-text('Name') input", "Bought")
    await page.select_option("dialog select", "event")
    await page.fill("dialog input[list]", "purchase")
    await page.click("dialog button[type=submit]")
    await page.wait_for_selector("section[aria-label=Bought]")
    assert await board.query() == {}
    stored, = await own.stored("goal")
    assert (stored["name"], stored["parameters"]) == ("Bought", {"type": "event", "value": "purchase"})

    other = await own.store("goal", "Other", {"type": "path", "value": "/a", "colour": "red"})
    await board.open(f"/websites/{own.id}/goals?edit={other}")
    await page.fill("dialog input[list]", "/b*")
    await page.click("dialog button[type=submit]")
    await page.get_by_text("/b*").wait_for()
    changed = next(each for each in await own.stored("goal") if each["id"] == other)
    assert changed["parameters"] == {"type": "path", "value": "/b*", "colour": "red"}
    assert changed["description"] == "kept"

    await board.click("section[aria-label=Other] >> text=Edit")
    await delete(board, "Other")
    assert [each["name"] for each in await own.stored("goal")] == ["Bought"]


async def test_what_is_not_filled_in_says_so_and_can_be_edited(board, own):
    await own.store("goal", "Half a goal", {"type": "path", "value": ""})
    await own.store("funnel", "Half a funnel", {"window": 60, "steps": [{"type": "path", "value": "/"}]})
    for page_of, name, text in (("goals", "Half a goal", "Choose an event or a path."),
                                ("funnels", "Half a funnel", "Fill in at least two steps.")):
        page = await board.open(f"/websites/{own.id}/{page_of}")
        assert await page.inner_text(f"section[aria-label='{name}'] .state") == text
        assert await page.locator(".skeleton").count() == 0
        await board.click(f"section[aria-label='{name}'] >> text=Edit")
        assert "edit" in await board.query()
    await board.open(f"/websites/{own.id}/reports")
    assert await page.locator("main td.number:not(.share)").all_inner_texts() == ["–", "–"]
    assert not [call for call in board.calls if call.startswith("POST /reports")]


async def test_what_was_typed_survives_a_failed_save(board, own):
    page = await board.open(f"/websites/{own.id}/goals?add=1")
    await page.fill("dialog label:has-text('Name') input", "Mine")
    await page.fill("dialog input[list]", "/a")
    await page.route("**/api/reports", lambda route: route.fulfill(
        status=400, json={"error": {"message": "Too much", "code": "bad-request", "status": 400}}))
    await page.click("dialog button[type=submit]")
    assert await page.inner_text("[role=alert]") == "Too much"
    assert await page.input_value("dialog input[list]") == "/a"
    board.problems.clear()  # the browser's own line about the refusal


async def test_a_funnel_is_tried_from_the_address_and_each_change_is_a_step_back(board, new_board):
    heard = Heard(board, "funnel")
    page = await board.open(MONTH.format("funnels") + STEPS)
    _, steps = await heard.last()
    assert await board.values(".step-head .number:not(.share)") == [step["visitors"] for step in steps]
    assert await board.values(".lost") == [step["dropped"] for step in steps[1:]]
    assert await page.inner_text(".lost >> nth=0") == f"{steps[1]['dropped']:,} lost ({steps[1]['dropoff']:.0%})"
    await board.click("text=As table")
    shown = await board.values("figure td[data-v]")
    assert shown == [number for step in steps for number in (
        step["visitors"], step["remaining"], step["dropped"], step["dropoff"]) if number is not None]

    await page.focus("[data-step='0'] [aria-label='Move down']")
    await page.keyboard.press("Enter")
    await board.settle()
    assert [step["value"] for step in (await heard.last())[0]["parameters"]["steps"]] == ["/pricing", "/", "signup"]
    assert await page.evaluate("document.activeElement.closest('[data-step]').dataset.step") == "1"
    await page.keyboard.press("Enter")  # and on: the focus has gone along
    await board.settle()
    assert [step["value"] for step in (await heard.last())[0]["parameters"]["steps"]] == ["/pricing", "signup", "/"]
    await page.fill("input[type=number]", "5")
    await page.keyboard.press("Tab")
    await board.settle()
    asked, steps = await heard.last()
    assert asked["parameters"]["window"] == 5

    other = await new_board()
    await other.open(page.url.removeprefix(board.origin))
    assert await other.values(".step-head .number:not(.share)") == [step["visitors"] for step in steps]
    for _ in range(3):
        await page.go_back()
    await board.settle()
    assert await page.locator("[data-step] input").first.input_value() == "/"
    assert await page.input_value("input[type=number]") == "60"


async def test_a_step_leads_to_its_visitors(board):
    page = await board.open(f"{MONTH.format('funnels')}&report={FUNNEL}")
    await board.click(".funnel-steps a:has-text('/pricing')")
    assert page.url.removeprefix(board.origin).startswith(f"/websites/{WEBSITE}?")
    assert await board.query() == {"date": "30day", "path": "eq./pricing"}


async def test_a_funnel_is_saved_changed_and_deleted_as_umami_stores_it(board, own):
    page = await board.open(f"/websites/{own.id}/funnels")
    await board.click("text=Add funnel")
    assert await page.get_by_text("Fill in at least two steps.").count() == 1
    assert await page.get_by_role("button", name="Save").is_disabled()
    for step, value in enumerate(("/", "/docs*")):
        await page.fill(f"[data-step='{step}'] input", value)
        await page.keyboard.press("Tab")
    await page.fill(".save-funnel input", "Readers")
    await board.settle()
    await page.click(".save-funnel button[type=submit]")
    await page.wait_for_selector("section[aria-label=Readers]")
    stored, = await own.stored("funnel")
    assert stored["parameters"] == {"window": 60, "steps": [
        {"type": "path", "value": "/"}, {"type": "path", "value": "/docs*"}]}
    assert await board.query() == {}

    await board.click("section[aria-label=Readers] >> text=Edit")
    await page.click("text=Add step")
    await page.select_option("[data-step='2'] select", "event")
    await page.fill("[data-step='2'] input", "signup")
    await page.keyboard.press("Tab")
    await page.click("text=Add condition")
    for field, text in ((1, "plan"), (3, "pro")):
        await page.fill(f".condition label:nth-child({field}) input", text)
        await page.keyboard.press("Tab")
    await page.click("[data-step='0'] [aria-label='Remove step']")
    await page.get_by_text("plan is pro").wait_for()
    await page.click(".save-funnel button[type=submit]")
    # Back in the list. The words of its steps stand only beside the settings: nothing has been counted yet.
    await page.locator("section[aria-label=Readers] >> text=Edit").wait_for()
    stored, = await own.stored("funnel")
    assert stored["parameters"] == {"window": 60, "steps": [
        {"type": "path", "value": "/docs*"},
        {"type": "event", "value": "signup", "filters": [{"property": "plan", "operator": "eq", "value": "pro"}]}]}

    await board.click("section[aria-label=Readers] >> text=Edit")
    await delete(board, "Readers")
    assert await own.stored("funnel") == []
    assert await page.get_by_text("Nothing is saved yet.").count() == 1
