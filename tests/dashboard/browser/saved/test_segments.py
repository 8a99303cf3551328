"""Segments and cohorts: how they are stored, what is said of them, and what they choose."""

import pytest

from app.demo import WEBSITE
from app.demo.ids import COHORT, FUNNEL, GOALS, SEGMENT
from tests.dashboard.browser.saved.own import MONTH, STEPS, Own, delete
from tests.dashboard.browser.test_accessibility import SIZES, violations

TARGETS = "main a:visible, main button:visible, main select:visible, dialog button:visible"


async def groups_of(own: Own, kind: str):
    answer = await own.api.get(f"/api/websites/{own.id}/segments", params={"type": kind})
    return answer.json()["data"]


async def test_a_segment_is_added_applied_changed_and_deleted(board, own):
    page = await board.open(f"/websites/{own.id}/segments")
    await board.click("text=Add segment")
    await page.fill("dialog label:has-text('Name') input", "Readers")
    await page.fill(".group-filter input", "/docs,/blog")
    await page.click("dialog button:has-text('Filter')")
    await page.select_option(".group-filter >> nth=1 >> select >> nth=0", "browser")
    await page.select_option(".group-filter >> nth=1 >> select >> nth=1", "dnc")
    await page.fill(".group-filter >> nth=1 >> input", "chrome")
    await page.select_option("dialog label:has-text('Match all') select", "any")
    await page.click("dialog button[type=submit]")
    await page.get_by_text("Path is /docs, /blog or Browser does not contain chrome").wait_for()
    made, = await groups_of(own, "segment")
    assert (made["name"], made["type"]) == ("Readers", "segment")
    assert made["parameters"] == {"match": "any", "filters": [
        {"name": "path", "operator": "eq", "value": "/docs,/blog"},
        {"name": "browser", "operator": "dnc", "value": "chrome"}]}

    odd = {**made["parameters"], "colour": "red", "filters": [
        {"name": "entry", "operator": "gt", "value": "1", "note": 1}, made["parameters"]["filters"][0]]}
    address = f"/api/websites/{own.id}/segments/{made['id']}"
    await own.api.post(address, json={"type": "segment", "name": "Readers", "parameters": odd})
    await board.open(f"/websites/{own.id}/segments?edit={made['id']}")
    await page.fill(".group-filter >> nth=1 >> input", "/docs")
    await page.click("dialog button[type=submit]")
    await page.get_by_text("Path is /docs", exact=False).wait_for()
    await page.locator("dialog").wait_for(state="detached")
    changed = (await own.api.get(address)).json()["parameters"]
    assert changed == {**odd, "filters": [odd["filters"][0], {"name": "path", "operator": "eq", "value": "/docs"}]}

    await board.click("text=Apply")
    assert page.url == f"{board.origin}/websites/{own.id}?segment={made['id']}"
    assert await page.inner_text(".chip") == "Segment Readers"
    await page.go_back()
    await board.click("main >> text=Edit")
    await delete(board, "Readers")
    assert await groups_of(own, "segment") == []
    board.problems.clear()  # the browser's own words: the API reads no such condition as the odd one


async def test_a_cohort_has_an_action_and_dates_as_umami_stores_them(board, own):
    page = await board.open(f"/websites/{own.id}/cohorts?add=1")
    await page.fill("dialog label:has-text('Name') input", "Buyers")
    await page.select_option("dialog fieldset >> nth=0 >> select", "event")
    await page.fill("dialog fieldset >> nth=0 >> input", "purchase")
    await page.select_option(".dates select", label="Other dates")
    await page.fill(".dates label:has-text('From') input", "2026-03-28")
    await page.fill(".dates label:has-text('To') input", "2026-03-29")
    await page.click("dialog button[type=submit]")
    await page.get_by_text("Who did: Event purchase").wait_for()
    made, = await groups_of(own, "cohort")
    # Berlin's clocks go forward on the 29th: two days are 47 hours.
    start, end = 1774652400000, 1774652400000 + 47 * 3_600_000 - 1
    assert made["parameters"] == {
        "filters": [], "action": {"type": "event", "value": "purchase"}, "dateRange": f"range:{start}:{end}"}
    assert "Mar 28" in await page.inner_text(".groups")
    await board.open(f"/websites/{own.id}/cohorts?edit={made['id']}")
    assert await page.input_value(".dates label:has-text('From') input") == "2026-03-28"
    await page.select_option(".dates select", label="Last 7 days")
    await page.click("dialog button[type=submit]")
    await page.get_by_text("Last 7 days").wait_for()
    assert (await groups_of(own, "cohort"))[0]["parameters"]["dateRange"] == "7day"


async def test_a_cohort_chooses_visitors_on_the_overview(board):
    page = await board.open(f"/websites/{WEBSITE}/cohorts?date=30day")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/stats?" in request.url else None)
    await board.click("text=Signed up lately")
    assert await board.query() == {"date": "30day", "cohort": COHORT}
    assert f"cohort={COHORT}" in asked[0]


async def test_known_values_are_suggested_once_somebody_is_in_the_field(board):
    page = await board.open(f"/websites/{WEBSITE}/segments?add=1")
    assert not [call for call in board.calls if "/values" in call]
    await page.focus(".group-filter input")
    await board.settle()
    assert "/pricing" in await page.locator("datalist option").evaluate_all("all => all.map(each => each.value)")
    await page.select_option(".group-filter select >> nth=0", "country")
    await page.focus(".group-filter input")
    await board.settle()
    offered = await page.locator("datalist option").evaluate_all("all => all.map(each => [each.value, each.label])")
    assert ["DE", "Germany"] in offered


@pytest.mark.parametrize("size, scheme", [("desk", "dark"), ("phone", "light")])
async def test_the_pages_of_saved_things_break_no_rule_and_fit(new_board, size, scheme):
    board = await new_board(viewport=SIZES[size], color_scheme=scheme)
    for path in (
        "reports", "goals", f"goals&edit={GOALS[0]}", "funnels", f"funnels&edit={FUNNEL}",
        f"funnels{STEPS}&has=plan:eq:pro", "segments", f"segments&edit={SEGMENT}", f"cohorts&edit={COHORT}",
    ):
        name, _, query = path.partition("&")
        page = await board.open(f"{MONTH.format(name)}&path=c.o&path1=c.c&{query}")
        assert await violations(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        small = await page.locator(TARGETS).evaluate_all(
            "all => all.filter(each => each.getBoundingClientRect().height < 40).map(each => each.outerHTML)")
        assert size == "desk" or small == [], path
