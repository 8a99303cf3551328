"""Journeys, retention, breakdown, comparisons: what they show is what the API said, and the address holds the rest."""

from calendar import monthrange
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import httpx
import pytest

from app.demo.ids import WEBSITE
from tests.dashboard.browser.board import cards_of

SITE = f"/websites/{WEBSITE}"
NUMBERS = "main tbody td[data-v]"


@pytest.fixture
async def api(dashi, token):
    """Asks the API about the demo website, beside the page."""
    async with httpx.AsyncClient(base_url=f"{dashi}/api/websites/{WEBSITE}/",
                                 headers={"Authorization": f"Bearer {token}"}) as client:
        async def ask(what, period, **more):
            asked = {"startAt": period[0], "endAt": period[1], "timezone": "Europe/Berlin", **more}
            answer = await client.get(what, params=asked)
            return answer.json()

        yield ask


def milliseconds(day: date) -> int:
    """When a day begins in Berlin, whose days are not all of 24 hours."""
    return int(datetime.combine(day, time(), ZoneInfo("Europe/Berlin")).timestamp() * 1000)


def period_of(text: str) -> tuple[int, int]:
    start, end = text.removeprefix("range:").split(":")
    return int(start), int(end)


async def test_own_dates_are_what_cards_chart_and_rows_are_compared_with(board, new_board, api):
    page = await board.open(f"{SITE}?date=7day")
    assert await board.values(".card-before") == []
    await page.select_option(".picker select", "own")
    await board.arrive("**compare=range:**")
    usual = period_of((await board.query())["compare"])
    assert (usual[1] + 1 - usual[0]) == 8 * 86_400_000  # as many days as the range has, just before it
    first = datetime.now(UTC).date() - timedelta(days=30)
    await page.fill(".own-dates input >> nth=0", first.isoformat())
    await page.fill(".own-dates input >> nth=1", (first + timedelta(days=2)).isoformat())
    await board.click(".own-dates button[type=submit]")
    own = period_of((await board.query())["compare"])
    assert own == (milliseconds(first), milliseconds(first + timedelta(days=3)) - 1)

    assert await board.values(".card-before") == cards_of(await api("stats", own))
    now, before = board.answer("metrics?path"), await api("metrics", own, type="path", limit=500)
    earlier = {row["x"]: row["y"] for row in before}
    # A half is rounded up, as people do it; Python would take the even one.
    expected = [f"{int(abs(row['y'] / earlier[row['x']] - 1) * 100 + 0.5)}%" if row["x"] in earlier else "new"
                for row in now]
    shown = await page.locator("section[aria-label=Pages] .change").all_inner_texts()
    assert [text.lstrip("▲▼ +−") for text in shown] == expected
    series = await api("pageviews", own, unit="day")
    await board.click("text=As table")
    assert (await board.values("figure td:nth-child(4)")) == [point["y"] for point in series["pageviews"]]

    fresh = await new_board()
    await fresh.open(page.url.removeprefix(board.origin))
    assert await fresh.values(".card-before") == await board.values(".card-before")
    assert await fresh.page.locator(".drop-box").count() == 0
    await page.go_back()
    await board.settle()
    assert period_of((await board.query())["compare"]) == usual


async def test_the_cards_compare_a_year_with_the_year_before(board):
    await board.open(f"{SITE}?date=7day&compare=yoy")
    assert board.answer("stats")["comparison"]["visitors"] == 0  # the demo is three months old
    assert (await board.values(".card-before"))[:3] == [0, 0, 0]


async def test_the_compare_page_sets_both_periods_side_by_side(board, api):
    asked = {}
    board.page.on("request", lambda request: asked.setdefault(
        urlsplit(request.url).path.rpartition("/")[2], []).append(parse_qs(urlsplit(request.url).query)))
    page = await board.open(f"{SITE}/compare?date=7day&view=country")
    await board.reach("Country")
    stats = board.answer("stats")
    assert await board.values("[data-card]") == cards_of(stats)
    assert await board.values(".card-before") == cards_of(stats["comparison"])
    assert await page.locator("path.before").count() == 1

    periods = sorted((int(query["startAt"][0]), int(query["endAt"][0])) for query in asked["metrics"])
    before, now = [{row["x"]: row["y"] for row in await api("metrics", period, type="country", limit=500)}
                   for period in periods]
    lines = (await board.table())[1:]
    assert {name: (int(one), int(other)) for name, one, other, _ in lines} == {
        name: (now.get(name, 0), before.get(name, 0)) for name in {*now, *before}}
    assert await board.values(".pairs tbody td[data-v]") == [float(cell) for line in lines for cell in line[1:3]]

    await board.click(".pairs thead >> text=Change")
    gains = [int(line[3]) for line in (await board.table())[1:]]
    assert gains == sorted(gains, reverse=True)
    await board.click(".pairs tbody a.filter-link >> nth=0")
    query = await board.query()
    assert query["view"] == "country" and query["country"].startswith("eq.") and query["sort"] == "gain"
    assert await page.locator(".pairs tbody tr").count() == 1
    await page.go_back()
    await board.settle()
    assert await page.locator(".pairs tbody tr").count() == len(lines)


async def test_a_breakdown_has_the_fields_of_the_address_sorts_filters_and_adds_up(board, new_board):
    page = await board.open(f"{SITE}/breakdown?date=30day&fields=country")
    rows = board.answers["/reports/breakdown"]
    expected = [[row["visitors"], row["visits"], int(row["views"]), min(row["bounces"], row["visits"]) / row["visits"],
                 int(row["totaltime"]) / row["visits"]] for row in rows]
    assert await board.values(NUMBERS) == [number for row in expected for number in row]
    assert (await board.values("tfoot td"))[:3] == [sum(row[index] for row in expected) for index in range(3)]

    await page.click("text=Field")
    await board.click(".drop-box >> text=Path")
    await page.keyboard.press("Escape")
    assert (await board.query())["fields"] == "country,path"
    rows = board.answers["/reports/breakdown"]
    assert all({"country", "path"} < set(row) for row in rows)
    # Who sees two paths is in two rows: visitors of rows do not add up, views do.
    assert await board.values("tfoot td") == [sum(int(row["views"]) for row in rows)]
    await board.click("thead >> text=Views")
    await board.click("thead >> text=Views")
    assert (await board.query()).items() >= {"sort": "views", "order": "asc"}.items()
    views = [int(row["views"]) for row in rows]
    assert (await board.values(NUMBERS))[2::5] == sorted(views)
    head, *lines = await board.table()
    assert head == ["Country", "Path", "Visitors", "Visits", "Views", "Bounce rate", "Visit duration"]
    assert [int(line[4]) for line in lines] == sorted(views)
    assert {(line[0], line[1]) for line in lines} == {(row["country"], row["path"]) for row in rows}

    fresh = await new_board()
    await fresh.open(page.url.removeprefix(board.origin))
    assert await fresh.values(NUMBERS) == await board.values(NUMBERS)
    await board.click("tbody a.filter-link:has-text('/pricing') >> nth=0")
    assert (await board.query())["path"] == "eq./pricing"
    assert {row["path"] for row in board.answers["/reports/breakdown"]} == {"/pricing"}
    assert await page.locator("tbody tr").count() == len([row for row in rows if row["path"] == "/pricing"])


def visits_at(journeys, step):
    """How many visits are where at a step; null is no place."""
    found = Counter()
    for journey in journeys:
        label = journey["items"][step] if step < len(journey["items"]) else None
        if label is not None:
            found[label] += journey["count"]
    return found


async def shown_at(board, step):
    nodes = board.page.locator(f".step >> nth={step}").locator("a.node")
    return dict(await nodes.evaluate_all("""all => all.map(each => [
        each.querySelector('.text').innerText, Number(each.querySelector('.number').dataset.v)])"""))


async def test_journeys_show_the_visits_of_each_step_and_trace_one(board, new_board):
    page = await board.open(f"{SITE}/journeys?date=30day&steps=4")
    journeys = board.answers["/reports/journey"]
    assert max(len(journey["items"]) for journey in journeys) > 2
    for step in range(2):
        assert (await shown_at(board, step)).items() <= visits_at(journeys, step).items()
    assert await board.values("[data-step='1']") == [sum(journey["count"] for journey in journeys)]

    await page.click(".step >> nth=1 >> a.node >> nth=1")
    label = list(await shown_at(board, 1))[1]
    through = [journey for journey in journeys if journey["items"][1] == label]
    assert (await board.query())["trace"] == f"2:{label}"
    lit = visits_at(through, 0)
    shown = await shown_at(board, 0)
    assert {label: count for label, count in shown.items() if count} == lit
    ways = await board.values(".ways td[data-v]")
    assert sum(ways) == sum(journey["count"] for journey in through)
    lines = (await board.table())[1:]
    assert sum(int(line[-1]) for line in lines) == sum(ways) and {line[1] for line in lines} == {label}
    fresh = await new_board()
    await fresh.open(page.url.removeprefix(board.origin))
    assert await shown_at(fresh, 0) == shown

    await page.keyboard.press("Escape")
    assert "trace" not in await board.query()
    await page.go_back()
    assert (await board.query())["trace"] == f"2:{label}"
    await page.click("a.node[aria-current]")
    assert "trace" not in await board.query()


async def test_journeys_are_walked_by_keys_and_asked_anew_by_their_settings(board):
    page = await board.open(f"{SITE}/journeys?date=30day&country=eq.DE")
    await page.focus(".step >> nth=0 >> a.node >> nth=0")
    for key in ("ArrowDown", "ArrowRight"):
        await page.keyboard.press(key)
    label = await page.evaluate("document.activeElement.querySelector('.text').innerText")
    await page.keyboard.press("Enter")
    await board.settle()
    assert (await board.query()) == {"date": "30day", "country": "eq.DE", "trace": f"2:{label}"}
    await page.keyboard.press("Escape")  # ends the trace; the filter stays
    assert (await board.query()) == {"date": "30day", "country": "eq.DE"}

    await page.select_option("main select >> nth=0", "3")
    await board.arrive("**steps=3**")
    await board.click("main .tabs >> text=Views")
    await page.fill("main input >> nth=0", "/pricing")
    await page.keyboard.press("Enter")
    await board.arrive("**start=/pricing**")
    await board.settle()
    assert (await board.query()).items() >= {"steps": "3", "kind": "views", "start": "/pricing"}.items()
    journeys = board.answers["/reports/journey"]
    assert {journey["items"][0] for journey in journeys} == {"/pricing"}
    assert not any("signup" in journey["items"] for journey in journeys)
    assert await shown_at(board, 0) == visits_at(journeys, 0)


async def test_retention_has_a_row_a_day_and_a_share_in_every_cell_that_could_be_counted(board):
    zones = []
    board.page.on("request", lambda request: zones.append(request.post_data_json["parameters"]["timezone"])
                  if request.url.endswith("/retention") and request.method == "POST" else None)
    page = await board.open(f"{SITE}/retention?date=0month&offset=-1")
    cells = board.answers["/reports/retention"]
    expected = []
    for begin in sorted({cell["date"] for cell in cells}):
        of_date = {cell["day"]: cell for cell in cells if cell["date"] == begin}
        first = datetime.fromisoformat(begin)
        days_left = monthrange(first.year, first.month)[1] - first.day
        expected += [of_date[0]["visitors"], *(of_date.get(day, {"percentage": 0})["percentage"]
                                               for day in (1, 2, 3, 4, 5, 6, 7, 14, 21, 28) if day <= days_left)]
    assert zones == ["Europe/Berlin"]
    assert await board.values(NUMBERS) == pytest.approx(expected)
    assert await page.locator("tbody td").count() == 11 * len({cell["date"] for cell in cells})
    assert (await board.values("tfoot td"))[0] == sum(cell["visitors"] for cell in cells if cell["day"] == 0)
    lines = (await board.table())[1:]
    assert [float(cell) for line in lines for cell in line[1:] if cell] == pytest.approx(expected)

    await page.select_option("main select", index=0)
    await board.arrive("**date=0month")
    await board.settle()
    month = datetime.now(UTC).strftime("%Y-%m")
    assert {cell["date"][:7] for cell in board.answers["/reports/retention"]} == {month}
    await page.go_back()
    await board.settle()
    assert await board.values(NUMBERS) == pytest.approx(expected)
