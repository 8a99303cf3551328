"""Whatever the API can filter by filters on one click, in each panel of each page, and again ends it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from psycopg import sql

from app.demo import ids
from tests.dashboard.browser.board import cards_of
from tests.dashboard.browser.pages import MONTH, SITE
from tests.dashboard.browser.test_truth import PANELS
from tests.dashboard.browser.truth import TALL, Choice, address, last_days
from tests.dashboard.browser.walk import FIELDS, Walk

COLUMNS = {
    "path": "url_path", "title": "page_title", "query": "url_query", "referrer": "referrer_domain",
    "distinctId": "distinct_id", "event": "event_name", "utmSource": "utm_source", "utmMedium": "utm_medium",
    "utmCampaign": "utm_campaign", "utmContent": "utm_content", "utmTerm": "utm_term",
}
# Lists whose rows say how many visitors the filter lets through; a page that somebody came in by they have seen, too.
SAME_NUMBER = {kind for kinds in PANELS.values() for kind in kinds} - {"entry", "exit", "event"}
NOT_FILTERED = {"screen"}
LEADS_ON = {"channel"}  # to its referrers: the API has no such filter
FILTERS = "main a.filter-link[title^='Click: filter']:visible"
CHOSEN = "a.filter-link[aria-current=true]:visible"

# Besides the overview: what can be filtered by on each page, by a click on a word of it.
PAGES = {
    f"{SITE}/events{MONTH}": {"event"},
    f"{SITE}/events{MONTH}&tab=activity": {"event", "path", "os"},
    f"{SITE}/sessions{MONTH}": {"country", "city", "browser", "os", "device"},
    f"{SITE}/realtime": {"path", "country", "browser"},
    f"{SITE}/performance{MONTH}": {"path", "device"},
    f"{SITE}/performance{MONTH}&pages=title&devices=browser": {"title", "browser"},
    f"{SITE}/compare{MONTH}": {"path"},
    f"{SITE}/compare{MONTH}&view=city": {"city"},
    f"{SITE}/breakdown{MONTH}&fields=tag,utmMedium": {"tag", "utmMedium"},
    f"{SITE}/utm{MONTH}": {"utmSource", "utmMedium", "utmCampaign"},
    f"{SITE}/revenue{MONTH}": {"country"},
    f"{SITE}/replays{MONTH}": {"city", "device"},
    f"/links/{ids.LINKS[0]}{MONTH}": {"country", "browser"},
    f"/boards/{ids.BOARD}{MONTH}": {"path", "referrer"},
}


def filter_of(query):
    """The one filter of an address: its field, operator and value."""
    (name, text), = ((name, text) for name, text in query.items() if FIELDS.fullmatch(name))
    return (name, *text.split(".", 1))


def choice_of(field, operator, value):
    """What such a filter lets through, in SQL (spec 04, section 4)."""
    column = sql.Identifier(COLUMNS.get(field, field))
    rows = sql.SQL("{} = {}" if operator == "eq" else "{} ~* {}").format(column, sql.Literal(value))
    if field == "referrer":
        rows += sql.SQL(" and referrer_domain <> regexp_replace(hostname, '^www.', '')")
    return Choice(rows)


@pytest.mark.parametrize("title, kinds", [
    *PANELS.items(), ("view", ("query", "hostname", "distinctId", "tag", "domain")),
])
async def test_each_kind_of_row_of_the_overview_filters_by_itself_and_again_ends_it(board, truth, title, kinds):
    period = last_days(14)
    page = await board.open(address(SITE, period))
    place, name = ("dialog", title) if title == "view" else (f"section[aria-label={title}]", title.lower())
    for kind in sorted({*kinds} - LEADS_ON, key=kinds.index):
        where = {} if kind == kinds[0] and name != "view" else {name: kind}
        await board.turn(address(SITE, period, **where))
        await page.locator(place).scroll_into_view_if_needed()
        row = page.locator(f"{place} tbody tr").first
        number = float(await row.locator("[data-v]").first.get_attribute("data-v"))
        if kind in NOT_FILTERED:
            assert await row.locator("a").count() == 0
            continue
        await row.locator("a.filter-link").click()
        await board.rest()
        field, operator, value = filter_of(await board.query())
        assert field == {"entry": "path", "exit": "path", "domain": "referrer"}.get(kind, kind)
        truth.choose(ids.WEBSITE, *period, choice_of(field, operator, value))
        stats = truth.stats()
        assert await board.values("[data-card]") == cards_of(stats), kind
        assert stats["visitors"] == number or kind not in SAME_NUMBER, kind
        # A sheet closes by the click, and events leave no views to the lists.
        is_gone = name == "view" or kind == "event"
        await (page.go_back() if is_gone else page.locator(f"{place} {CHOSEN}").first.click())
        await board.rest()
        assert set(await board.query()) <= {"date", name}, kind


@pytest.mark.parametrize("path, fields", [
    pytest.param(path, fields, id=path.replace(SITE, "").replace(MONTH, "")) for path, fields in PAGES.items()
])
async def test_words_of_other_pages_filter_them_and_all_that_is_asked(new_board, path, fields):
    walk = Walk(await new_board(viewport={"width": 1366, "height": 2400}), 0)
    board, page = walk.board, walk.page
    await walk.begin(path)
    before = parse_qs(urlsplit(page.url).query)
    links = await page.locator(FILTERS).evaluate_all("all => all.map(each => each.getAttribute('href'))")
    first: dict[str, int] = {}
    for index, href in enumerate(links):
        for name in parse_qs(urlsplit(href).query).keys() - before.keys():
            first.setdefault(name, index)
    assert fields <= first.keys()
    for field in sorted(fields):
        # The other ways of clicking are the same code: they are tried once a page.
        for modifiers, sign in ((["Alt"], "neq."), ([], "eq."))[field != min(fields):]:
            await walk.wait()
            walk.steps.append(f"{field} {modifiers}")
            await page.locator(FILTERS).nth(first[field]).click(modifiers=modifiers)
            await board.rest()
            query = parse_qs(urlsplit(page.url).query)
            assert query[field][0].startswith(sign) and {name: query[name] for name in before} == before, field
            await walk.check()
            await walk.wait()
            walk.steps.append("undoes it")
            await (page.locator(f"main {CHOSEN}").first.click() if sign == "eq." else page.go_back())
            await board.rest()
            assert parse_qs(urlsplit(page.url).query) == before, field
            await walk.check()


async def test_a_channel_opens_its_referrers_and_one_that_nobody_referred_is_no_link(new_board):
    board = await new_board(viewport=TALL)
    page = await board.open(f"{SITE}{MONTH}&sources=channel")
    rows = page.locator("section[aria-label=Sources] tbody th")
    linked = await rows.locator("a").all_inner_texts()
    plain = await rows.locator(".is-plain").all_inner_texts()
    assert "Organic search" in linked and "Paid ads" in plain and "Referral" in plain
    assert len(linked) + len(plain) == len(board.answer("metrics?channel"))
    await board.click("section[aria-label=Sources] a:has-text('Organic search')")
    await board.rest()
    query = await board.query()
    assert query["view"] == "referrer" and query["referrer"].startswith("re.")
    referrers = [row["name"] for row in board.answer("metrics/expanded?referrer")]
    assert referrers and all(re.search(query["referrer"].removeprefix("re."), each) for each in referrers)
    await page.go_back()
    await board.rest()
    assert await board.query() == {"date": "30day", "sources": "channel"}
