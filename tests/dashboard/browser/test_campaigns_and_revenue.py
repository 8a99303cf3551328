"""Campaigns, revenue and attribution: the numbers are the API's, and what can be chosen is in the address."""

import pytest

from app.demo import WEBSITE

SITE = f"/websites/{WEBSITE}"
UTM = {"Source": "utm_source", "Medium": "utm_medium", "Campaign": "utm_campaign", "Content": "utm_content",
       "Term": "utm_term"}


def panel(title):
    return f"section[aria-label='{title}']"


async def shown(board, title):
    return await board.values(f"{panel(title)} td[data-v]")


async def test_each_utm_parameter_has_its_views_and_a_row_filters_by_it(board):
    page = await board.open(f"{SITE}/utm?date=30day")
    answer = board.answers["/reports/utm"]
    for title, name in UTM.items():
        assert await shown(board, title) == [row["views"] for row in answer[name]]
    first = answer["utm_campaign"][0]
    share = first["views"] / board.answer("stats")["pageviews"]
    assert await page.inner_text(f"{panel('Campaign')} tbody tr:first-child .share") == f"{share:.0%}"
    await board.click(f"{panel('Campaign')} a.filter-link >> nth=0")
    assert await board.query() == {"date": "30day", "utmCampaign": f"eq.{first['utm']}"}
    assert board.answers["/reports/utm"]["utm_campaign"] == [first]
    await page.go_back()
    await board.settle()
    assert await shown(board, "Campaign") == [row["views"] for row in answer["utm_campaign"]]


async def test_revenue_is_what_the_api_says_in_the_currency_that_is_sent_most(board):
    # The period before is asked for, too: its points are the line.
    async with board.page.expect_response(lambda answer: '"compare"' in (answer.request.post_data or "")) as asked:
        page = await board.open(f"{SITE}/revenue?date=30day&compare=prev")
    answer = await (await asked.value).json()
    assert await page.input_value(".currency select") == board.answer("event-data/values")[0]["value"]
    total = answer["total"]
    assert await board.values("[data-card]") == [
        float(total["sum"]), total["average"], total["arpu"], total["count"], total["unique_count"]]
    before = total["comparison"]
    assert await board.values(".card-before") == [
        float(before["sum"]), before["average"], before["arpu"], before["count"], before["unique_count"]]
    assert await shown(board, "Places") == [float(row["value"]) for row in answer["country"]]
    assert sum(await shown(board, "Sources")) == pytest.approx(sum(float(row["value"]) for row in answer["referrer"]))
    _, *lines = await board.table(panel("Revenue"))
    assert [(time, name, float(sum_), int(count)) for time, name, sum_, count in lines] == [
        (row["t"], row["x"], float(row["y"]), row["count"]) for row in answer["chart"]]


async def test_a_currency_is_kept_in_the_address_and_the_browser_and_customers_open(board, new_board):
    page = await board.open(f"{SITE}/revenue?date=30day")
    await page.select_option(".currency select", "USD")
    await board.settle()
    await board.click(f"{panel('Places')} .tabs >> text=Region")
    assert await board.query() == {"date": "30day", "currency": "USD", "places": "region"}
    assert await page.evaluate("localStorage.getItem('umami.currency')") == '"USD"'
    assert "$" in await page.inner_text("[data-card='page.revenue']")
    fresh = await new_board()
    await fresh.page.goto(page.url)
    await fresh.settle()
    assert await fresh.values("[data-card]") == await board.values("[data-card]")
    await board.reach("Customers")
    customers = board.answer("revenue/sessions")
    assert customers["count"] >= board.answers["/reports/revenue"]["total"]["unique_count"] > 0
    await board.click(f"{panel('Customers')} .who-link >> nth=0")
    assert (await board.query())["session"] == customers["data"][0]["id"]
    assert await page.locator("dialog[open]").count() == 1


@pytest.mark.parametrize("currency, says", [("CHF", "No revenue in CHF"), ("points", "No revenue in POINTS")])
async def test_a_currency_that_brought_nothing_leads_to_those_that_did(board, currency, says):
    page = await board.open(f"{SITE}/revenue?date=30day&currency={currency}")
    assert says in await page.inner_text(".state")
    await board.click(".state a >> text=EUR")
    assert await board.query() == {"date": "30day", "currency": "EUR"}
    assert (await board.values("[data-card='page.revenue']"))[0] > 0


async def test_attribution_shows_all_lists_of_what_is_chosen_campaigns_too(board, new_board):
    page = await board.open(f"{SITE}/attribution?date=30day")
    usual = board.answer("metrics?event")[0]["x"]
    assert await page.input_value(".settings-row input") == usual
    await page.fill(".settings-row input", "purchase")
    await page.press(".settings-row input", "Enter")
    await board.settle()
    campaigns = board.answers["/reports/attribution"]["utm_campaign"]
    assert campaigns
    assert await shown(board, "Campaign") == [row["value"] for row in campaigns]
    await board.click("text=Last click")
    assert await board.query() == {"date": "30day", "step": "purchase", "model": "last-click"}
    answer = board.answers["/reports/attribution"]
    total = answer["total"]
    assert await board.values("[data-card]") == [total["pageviews"], total["visitors"], total["visits"]]
    lists = {"Referrer": "referrer", "Paid ads": "paidAds", **UTM}
    for title, name in lists.items():
        assert await shown(board, title) == [row["value"] for row in answer[name]]
    fresh = await new_board()
    await fresh.page.goto(page.url)
    await fresh.settle()
    assert await fresh.values("[data-v]") == await board.values("[data-v]")
    await page.go_back()
    await board.settle()
    assert await board.query() == {"date": "30day", "step": "purchase"}
    await page.select_option(".settings-row select", "path")
    await board.settle()
    assert await board.query() == {"date": "30day", "type": "path"}
    assert await page.input_value(".settings-row input") == board.answer("metrics?path")[0]["x"]
