"""UTM parameters (spec 05, section 10; the numbers are those of data set A)."""

from tests.reports.sites import ask, site_a
from tests.web.server import Server

ALL = {
    "utm_source": [{"utm": "google", "views": 1}, {"utm": "twitter", "views": 1}],
    "utm_medium": [{"utm": "cpc", "views": 1}, {"utm": "social", "views": 1}],
    "utm_campaign": [{"utm": "spring", "views": 1}], "utm_term": [], "utm_content": [],
}


async def test_utm_parameters_count_page_views_and_no_other_events(server: Server) -> None:
    site = await site_a(server)
    answer = await ask(server, site, "utm", {"eventType": 2})
    assert answer == ALL
    assert list(answer) == list(ALL)
    assert await ask(server, site, "utm", {"browser": "firefox"}) == {
        **ALL, "utm_source": [{"utm": "twitter", "views": 1}], "utm_medium": [{"utm": "social", "views": 1}],
        "utm_campaign": []}


async def test_the_most_frequent_fifty_values_are_given(server: Server) -> None:
    site = await site_a(server)
    await server.sql(
        "insert into website_event (event_id, website_id, session_id, visit_id, created_at, url_path, event_type, "
        "utm_term) select gen_random_uuid(), %s, gen_random_uuid(), gen_random_uuid(), '2024-03-05Z', '/', 1, "
        "'t' || (case when n > 60 then 7 else n end) from generate_series(1, 65) n", site)
    terms = (await ask(server, site, "utm"))["utm_term"]
    assert len(terms) == 50
    assert terms[0] == {"utm": "t7", "views": 6}


async def test_a_website_without_visits_has_five_empty_lists(server: Server) -> None:
    assert await ask(server, await server.website(), "utm") == {name: [] for name in ALL}
