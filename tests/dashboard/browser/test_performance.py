"""Web vitals: the numbers are the API's, and each says in words how good it is."""

import json

import pytest

from app.demo import WEBSITE

PAGE = f"/websites/{WEBSITE}/performance"
MONTH = f"{PAGE}?date=30day"
METRICS = ("lcp", "inp", "cls", "fcp", "ttfb")


def report(board):
    return board.answers["/reports/performance"]


def worst_first(rows, percentile, count=10):
    """The numbers of a list, without those that were not measured."""
    values = sorted(rows, key=lambda row: -(-1 if row[percentile] is None else row[percentile]))[:count]
    return [row[percentile] for row in values if row[percentile] is not None]


async def check(board, percentile, metric="lcp"):
    answer = report(board)
    assert await board.values("[data-card]") == [answer["summary"][name][percentile] for name in METRICS]
    assert await board.values(".vitals-tools .note") == [answer["summary"]["count"]]
    for title, members in (("Pages", {"pages": "pages", "title": "pageTitles"}),
                           ("Devices", {"device": "devices", "browser": "browsers"})):
        chosen = (await board.query()).get(title.lower(), next(iter(members)))
        shown = await board.values(f"section[aria-label={title}] td[data-v]")
        assert shown == worst_first(answer[members[chosen]], percentile)
    counts = await board.page.locator("section[aria-label=Devices] .samples").evaluate_all(
        "all => all.map(each => Number(each.dataset.count))")
    assert sum(counts) == answer["summary"]["count"]


async def test_cards_chart_and_lists_show_what_the_api_said_and_how_good_it_is(board):
    page = await board.open(MONTH)
    await check(board, "p75")
    answer = report(board)
    for metric, (good, fair) in {"lcp": (2500, 4000), "inp": (200, 500), "cls": (0.1, 0.25), "fcp": (1800, 3000),
                                 "ttfb": (800, 1800)}.items():
        value = answer["summary"][metric]["p75"]
        word = "Good" if value <= good else "Needs improvement" if value <= fair else "Poor"
        assert word in await page.inner_text(f"a.card:has([data-card={metric}])")
    assert await page.locator("line.limit").count() == 2
    await board.click("text=As table")
    shown = await board.values("figure td[data-v]")
    assert shown == [point["p75"] for point in answer["chart"] if point["p75"] is not None]
    assert await page.locator("figure tbody tr").count() == 31


async def test_metric_percentile_and_tabs_are_in_the_address_and_back_undoes_a_step(board, new_board):
    page = await board.open(MONTH)
    asked = len(board.calls)
    await board.click(".vitals-tools >> text=p95")
    await check(board, "p95")
    assert len(board.calls) == asked  # all three have come already
    shown = await board.values("[data-v]")
    await board.click("a.card:has-text('CLS')")
    await board.click("section[aria-label=Devices] .tabs >> text=Browser")
    assert await board.query() == {"date": "30day", "percentile": "p95", "metric": "cls", "devices": "browser"}
    await check(board, "p95", "cls")
    assert "Poor > 0.25" in await page.inner_text(".legend")
    fresh = await new_board()
    await fresh.page.goto(page.url)
    await fresh.settle()
    assert await fresh.values("td[data-v]") == await board.values("td[data-v]")
    await page.go_back()
    await page.go_back()
    await board.settle()
    assert await board.query() == {"date": "30day", "percentile": "p95"}
    assert await board.values("[data-v]") == shown


async def test_a_row_filters_and_a_bar_leads_to_its_day(board):
    page = await board.open(MONTH)
    whole = report(board)["summary"]["count"]
    await board.click("section[aria-label=Devices] a.filter-link >> text=Mobile")
    assert await board.query() == {"date": "30day", "device": "eq.mobile"}
    assert 0 < report(board)["summary"]["count"] < whole
    await check(board, "p75")
    await page.focus(".chart svg[role=img]")
    await page.keyboard.press("End")
    await page.keyboard.press("Enter")
    await board.settle()
    start, end = map(int, (await board.query())["date"].removeprefix("range:").split(":"))
    assert end - start + 1 == 86_400_000


async def test_a_whole_list_has_all_percentiles_and_can_be_sorted_searched_and_saved(board):
    page = await board.open(MONTH)
    await board.click("section[aria-label=Pages] .panel-foot a")
    await board.click("dialog th >> text=p50")
    assert await board.query() == {"date": "30day", "view": "path", "sort": "p50"}
    rows = [row for row in report(board)["pages"] if row["p50"] is not None]
    shown = await board.values("dialog td[data-v]")
    assert shown[0:4 * len(rows):4] == worst_first(rows, "p50", 500)
    await page.fill("dialog input[type=search]", "docs")
    await board.arrive("**search=docs**")
    head, *lines = await board.table("dialog")
    assert head == ["Path", "lcp p50", "lcp p75", "lcp p95", "Count"]
    wanted = [row for row in report(board)["pages"] if "docs" in row["name"]]
    assert {line[0]: [float(each) for each in line[1:]] for line in lines} == {
        row["name"]: [row["p50"], row["p75"], row["p95"], row["count"]] for row in wanted}
    await board.click("dialog button[aria-label=Close]")
    assert await board.query() == {"date": "30day"}


@pytest.mark.parametrize("query, words", [
    ("?date=range:946684800000:946771199999", "Nothing was counted in this time."),
    ("?date=30day&path=eq./nowhere", "Nothing matches these filters."),
    # Visits there are, but nothing was measured.
    ("?date=30day", 'data-performance="true"'),
])
async def test_without_measurements_it_says_why(board, query, words):
    nothing = {name: [] for name in ("chart", "pages", "pageTitles", "devices", "browsers")}
    nothing["summary"] = {**{name: {"p50": 0, "p75": 0, "p95": 0} for name in METRICS}, "count": 0}
    if query == "?date=30day":
        await board.page.route("**/api/reports/performance", lambda route: route.fulfill(json=nothing))
    page = await board.open(PAGE + query)
    assert words in await page.inner_text(".state")
    assert await page.locator("a.card").count() == 0


async def test_an_error_is_told_once_and_what_was_not_measured_is_a_dash(board):
    answer = {name: [] for name in ("chart", "pageTitles", "devices", "browsers")}
    none = {"p50": None, "p75": None, "p95": None}
    answer["pages"] = [{"name": None, **none, "count": 2}]
    answer["summary"] = {**{name: {"p50": 0, "p75": 0, "p95": 0} for name in METRICS}, "count": 2}
    bodies = [{"status": 500, "body": ""}, {"status": 200, "body": json.dumps(answer)}]

    async def deal(route):
        await route.fulfill(**bodies.pop(0), content_type="application/json")

    await board.page.route("**/api/reports/performance", deal)
    page = await board.open(MONTH)
    assert await page.locator("[role=alert]").count() == 1
    await board.click("text=Retry")
    assert await page.locator("[data-card]").all_inner_texts() == ["–", "–", "0", "–", "–"]
    assert (await page.inner_text("section[aria-label=Pages] tbody")).split() == ["(none)", "–", "2"]
    assert await page.locator("section[aria-label=Pages] a.filter-link").count() == 0
    board.problems.clear()  # the browser's own words on failed requests
