"""What the overview, links, pixels, boards and the list of websites show is what the API said and what SQL counts."""

import pytest

from app.demo import ids
from tests.dashboard.browser.board import cards_of
from tests.dashboard.browser.pages import SITE
from tests.dashboard.browser.truth import ALL, CHOICES, TALL, WHOLE_VALUES, ZONE, address, before, last_days

ROWS = 10
PANELS = {
    "Pages": ("path", "entry", "exit", "title"), "Sources": ("referrer", "channel"),
    "Places": ("country", "region", "city"), "Devices": ("browser", "os", "device", "screen", "language"),
    "Events": ("event",),
    "Campaigns": ("utmSource", "utmMedium", "utmCampaign", "utmContent", "utmTerm"),
}
OF_SESSIONS = {"country", "region", "city", "browser", "os", "device", "language", "screen", "distinctId"}


def name_of(row):
    return f"{row['x']} {row['country'] or ''}" if "country" in row else row["x"]


async def check_rows(board, truth, title, kind, *, limit=ROWS, about=None):
    """One list: what it shows is the answer, and the answer the highest of all counts."""
    rows = board.answers[f"/websites/{about or 'W'}/metrics?{kind}"][:limit]
    assert await board.values(f"section[aria-label^='{title}'] td[data-v]") == [row["y"] for row in rows], (title, kind)
    counts = truth.metrics(kind)
    assert [row["y"] for row in rows] == sorted(counts.values(), reverse=True)[:limit], (title, kind)
    assert {name_of(row): row["y"] for row in rows}.items() <= counts.items(), (title, kind)


async def check_totals(board, truth, period, website=ids.WEBSITE, choice=ALL, cards=5):
    """Cards and chart, and the cards of the period before."""
    truth.choose(website, *before(*period), choice)
    earlier = truth.stats()
    truth.choose(website, *period, choice)
    about = board.about(f"http://x/api/websites/{website}/")
    stats, series = board.answers[about + "stats"], board.answers[about + "pageviews"]
    counted = truth.stats()
    if "excludeBounce" in choice.query:
        counted["bounces"] = earlier["bounces"] = 0
    assert {**counted, "comparison": earlier} == stats
    assert await board.values("[data-card]") == cards_of(counted)[:cards]
    buckets = [(views["x"], views["y"], visitors["y"])
               for views, visitors in zip(series["pageviews"], series["sessions"], strict=True)]
    assert buckets == truth.series("day")
    assert counted["visitors"] > 0


async def test_cards_lists_and_hours_are_what_sql_counts_whatever_is_filtered_by(new_board, truth):
    board, period = await new_board(viewport=TALL), last_days(31)
    await board.open(address(SITE, period))
    for number, choice in enumerate(CHOICES.values()):
        # All tabs of all panels without a filter; with one, two of each.
        for turn in range(5) if choice is ALL else (0, 1 + number % 4):
            shown = {title: kinds[turn % len(kinds)] for title, kinds in PANELS.items()}
            tabs = {title.lower(): kind for title, kind in shown.items() if kind != PANELS[title][0]}
            await board.turn(address(SITE, period, **choice.query, **tabs))
            await check_totals(board, truth, period, choice=choice)
            for title, kind in shown.items():
                # Events have bounces of their own, which nobody leaves out (spec 04, section 4.7).
                if not (kind == "event" and "excludeBounce" in choice.query):
                    await check_rows(board, truth, title, kind)
        hours = truth.hours()
        week = board.answer("sessions/weekly")
        assert {(day, hour): y for day in range(7) for hour, y in enumerate(week[day]) if y} == hours
        assert sorted(y for y in await board.values(".hours td[data-v]") if y) == sorted(hours.values())


async def test_whole_lists_are_what_sql_counts(new_board, truth):
    board, period = await new_board(viewport=TALL), last_days(31)
    await board.open(address(SITE, period))
    several = CHOICES["several on one field"]
    for choice, kinds in ((ALL, WHOLE_VALUES), (several, ("path", "city", "referrer", "channel"))):
        truth.choose(ids.WEBSITE, *period, choice)
        for kind in kinds:
            await board.turn(address(SITE, period, view=kind, **choice.query))
            rows = board.answer(f"metrics/expanded?{kind}")
            answered = {name_of({**row, "x": row["name"]}): tuple(int(row[name]) for name in (
                "visitors", "visits", "pageviews", "bounces", "totaltime")) for row in rows}
            assert answered == truth.expanded(kind), kind
            assert len(rows) == len(answered), kind
            expected = []
            for visitors, visits, views, bounces, seconds in answered.values():
                rates = (min(bounces, visits) / visits, seconds / visits) if kind in OF_SESSIONS else ()
                expected += [visitors, visits, views, *rates]
            assert await board.values("dialog td[data-v]") == expected, kind


@pytest.mark.parametrize("days, unit, zone", [
    (2, "hour", "Asia/Kolkata"), (20, "hour", ZONE), (31, "day", "America/New_York"), (70, "month", ZONE),
])
async def test_the_chart_is_what_sql_counts_by_each_unit_and_in_each_zone(new_board, truth, days, unit, zone):
    board, period = await new_board(), last_days(days)
    await board.open(address(SITE, period, unit=unit, timezone=zone, compare="prev"))
    await board.click("text=As table")
    shown = await board.values("figure td[data-v]")
    truth.choose(ids.WEBSITE, *period)
    counted = truth.series(unit, zone)
    rows = [shown[at:at + 3] for at in range(0, len(shown), 3)]
    assert [(views, visitors) for views, visitors, _ in rows if views] == [tuple(counts) for _, *counts in counted]
    truth.choose(ids.WEBSITE, *before(*period))
    earlier = truth.series(unit, zone)
    assert await board.values(".card-before") == cards_of(truth.stats())
    # As many buckets as there are now, from the first one that the period before touches.
    past = [views for _, _, views in rows if views]
    assert past == [views for _, views, _ in earlier][:len(past)]
    assert len(past) >= len(earlier) - 1


@pytest.mark.parametrize("path, website", [
    (f"/links/{ids.LINKS[0]}", ids.LINKS[0]), (f"/pixels/{ids.PIXEL}", ids.PIXEL),
])
async def test_a_link_and_a_pixel_show_what_sql_counts(new_board, truth, path, website):
    board, period = await new_board(viewport=TALL), last_days(60)
    await board.open(address(path, period))
    await check_totals(board, truth, period, website, cards=3)
    for title, kind in (("Sources", "referrer"), ("Places", "country"), ("Devices", "browser")):
        if truth.metrics(kind):
            await check_rows(board, truth, title, kind, about=website)


async def test_a_board_shows_what_sql_counts_of_each_of_its_websites(new_board, truth):
    board, period = await new_board(viewport=TALL), last_days(31)
    page = await board.open(address(f"/boards/{ids.BOARD}", period))
    await board.rest()
    truth.choose(ids.WEBSITE, *period)
    assert await board.values("[data-card]") == cards_of(truth.stats())
    for title, kind, website, limit in (
        ("Pages of the shop", "path", ids.WEBSITE, 10), ("Sources of the shop", "referrer", ids.WEBSITE, 10),
        ("Pages of the docs", "path", ids.DOCS, 5),
    ):
        truth.choose(website, *period)
        about = "W" if website == ids.WEBSITE else website
        await check_rows(board, truth, title, kind, about=about, limit=limit)
    for title, website in (("Shop by day", ids.WEBSITE), ("Blog by day", ids.BLOG)):
        truth.choose(website, *period)
        panel = f"section[aria-label^='{title}']"
        await page.locator(panel).get_by_text("As table").click()
        shown = [value for value in await board.values(f"{panel} td[data-v]") if value]
        assert shown == [count for _, *counts in truth.series("day") for count in counts]
    truth.choose(ids.BLOG, *period)
    hours = [count for count in await board.values(".hours td[data-v]") if count]
    assert sorted(hours) == sorted(truth.hours().values())
    truth.choose(ids.WEBSITE, *period)
    by_country = truth.metrics("country")
    on_map = await page.locator(".map [data-code]").evaluate_all(
        "all => all.map(each => [each.dataset.code, +each.dataset.v])")
    assert {code: count for code, count in on_map if count} == by_country


@pytest.mark.parametrize("path, websites", [
    ("/websites", {"Demo shop": ids.WEBSITE}), ("/pixels", {"Newsletter opened": ids.PIXEL}),
    ("/links", dict(zip(("Spring offer", "Read the docs"), ids.LINKS, strict=True))),
])
async def test_each_row_of_a_list_shows_what_sql_counts(new_board, truth, path, websites):
    board, period = await new_board(), last_days(31)
    await board.open(address(path, period))
    for name, website in websites.items():
        truth.choose(website, *period)
        stats = truth.stats()
        shown = await board.values(f"tr:has-text('{name}') [data-v]")
        assert shown[:2] == [stats["visitors"], stats["pageviews"]] != [0, 0]
