"""GET /p/{slug} and /q/{slug}: spec 01, section 5."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from tests.collect.front import CHROME, GOOGLEBOT, LONDON, ask

GIF = bytes.fromhex(
    "474946383961" "01000100" "800000" "ffffff" "000000" "21f9040100000000" "2c" "00000000" "01000100" "00" "02"
    "02" "4401" "003b"
)
NOT_FOUND = {"error": {"message": "Not found", "code": "not-found", "status": 404}}


async def make(server, table, url=None, **columns):
    """A link or pixel: its slug and its id."""
    slug, row_id = "S" + uuid4().hex[:10], str(uuid4())
    await server.insert(
        table, **{f"{table}_id": row_id, "name": "n", "slug": slug, **({} if url is None else {"url": url}), **columns},
    )
    return columns.get("slug", slug), row_id


async def test_a_pixel_is_one_point_that_nobody_caches(server):
    slug, pixel_id = await make(server, "pixel")
    answer = await server.http.get(f"/p/{slug}")
    assert (answer.status_code, answer.content) == (200, GIF)
    assert len(GIF) == 43
    headers = ("content-type", "content-length", "cache-control", "pragma", "expires")
    assert [answer.headers[name] for name in headers] == [
        "image/gif", "43", "no-cache, no-store, must-revalidate", "no-cache", "0",
    ]
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answer.headers["x-dns-prefetch-control"] == "on"
    assert len(await server.rows("website_event", pixel_id)) == 1


@pytest.mark.parametrize(("url", "location"), [
    ("https://x.com", "https://x.com/"), ("https://x.com/a b?c=d#e", "https://x.com/a%20b?c=d#e"),
    ("https://bücher.de/ä", "https://xn--bcher-kva.de/%C3%A4"), ("myapp://open/1", "myapp://open/1"),
    ("mailto:a@b.c", "mailto:a@b.c"), ("http://x.com/\r\nset-cookie: a=b", "http://x.com/set-cookie:%20a=b"),
])
async def test_a_link_leads_to_its_address(server, url, location):
    slug, link_id = await make(server, "link", url)
    answer = await ask(server.app, "GET", f"/q/{slug}?ignored=1", {"user-agent": CHROME})
    assert (answer.status, answer.headers["location"], answer.body) == (307, location, b"")
    assert "cache-control" not in answer.headers
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert len(await server.rows("website_event", link_id)) == 1


@pytest.mark.parametrize("url", [
    "javascript:alert(1)", " JavaScript:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x", "file:///x",
    "blob:https://x.com/1", "about:blank", "filesystem:http://x/", "view-source:https://x.com", "/relative", "x.com",
    "", "http://[",
])
async def test_a_link_that_leads_nowhere_is_404_and_its_hit_recorded(server, url):
    slug, link_id = await make(server, "link", url)
    answer = await server.http.get(f"/q/{slug}")
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    assert "location" not in answer.headers
    assert len(await server.rows("website_event", link_id)) == 1


@pytest.mark.parametrize(("table", "start", "kind"), [("pixel", "p", 4), ("link", "q", 3)])
async def test_what_a_hit_stores(server, table, start, kind):
    slug, row_id = await make(server, table, "https://x.com" if table == "link" else None)
    headers = {"referer": "https://www.r.com/a?b#c"}
    await server.http.get(f"/{start}/{slug}?b=%20+c&d&utm_source=n%2Bl&gclid=g", headers=headers)
    (row,) = await server.rows("website_event", row_id)
    columns = {
        "website_id": UUID(row_id), "event_type": kind, "url_path": f"/{start}/{slug}",
        "url_query": "b=++c&d=&utm_source=n%2Bl&gclid=g", "utm_source": "n+l", "gclid": "g", "hostname": "localhost",
        "referrer_path": "/a", "referrer_query": "b", "referrer_domain": "r.com", "page_title": None,
        "event_name": None, "tag": None,
    }
    assert {name: row[name] for name in columns} == columns
    (session,) = await server.rows("session", row_id)
    columns = {
        "website_id": UUID(row_id), "browser": "chrome", "country": "GB", "screen": None, "language": None,
        "device": "desktop", "distinct_id": None,
    }
    assert {name: session[name] for name in columns} == columns


@pytest.mark.parametrize(("start", "table"), [("p", "pixel"), ("q", "link")])
async def test_head_records_too(server, start, table):
    slug, row_id = await make(server, table, "https://x.com" if table == "link" else None)
    get, head = await server.http.get(f"/{start}/{slug}"), await server.http.head(f"/{start}/{slug}")
    assert (head.status_code, head.content, head.headers) == (get.status_code, b"", get.headers)
    assert len(await server.rows("website_event", row_id)) == 2


@pytest.mark.parametrize(("start", "table"), [("p", "pixel"), ("q", "link")])
async def test_slugs_are_exact(server, start, table):
    slug, row_id = await make(server, table, "https://x.com" if table == "link" else None)
    for wrong in (slug.lower(), slug + ".gif", slug + "x", "%20" + slug, slug + "%00"):
        answer = await server.http.get(f"/{start}/{wrong}")
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    other = "q" if start == "p" else "p"
    assert (await server.http.get(f"/{other}/{slug}")).status_code == 404
    assert await server.rows("website_event", row_id) == []


@pytest.mark.parametrize(("slug", "sent", "path"), [
    ("ümläut", "%C3%BCml%C3%A4ut", "/p/ümläut"), ("a b", "a%20b", "/p/a b"), ("a?b#c", "a%3Fb%23c", "/p/a%3Fb%23c"),
    ("50%41", "50%2541", "/p/50%41"),
])
async def test_a_slug_may_need_escapes(server, slug, sent, path):
    _, pixel_id = await make(server, "pixel", slug=slug)
    assert (await ask(server.app, "GET", f"/p/{sent}", {"user-agent": CHROME})).status == 200
    (row,) = await server.rows("website_event", pixel_id)
    assert (row["url_path"], row["url_query"]) == (path, "")


@pytest.mark.parametrize(("start", "table"), [("p", "pixel"), ("q", "link")])
async def test_soft_deleted_ones_are_found_too(server, start, table):
    slug, row_id = await make(
        server, table, "https://x.com" if table == "link" else None, deleted_at=datetime.now(UTC)
    )
    assert (await server.http.get(f"/{start}/{slug}")).status_code in (200, 307)
    assert len(await server.rows("website_event", row_id)) == 1


@pytest.mark.parametrize("headers", [
    {"user-agent": GOOGLEBOT}, {"x-forwarded-for": "203.0.113.1"}, {"referer": "http://["},
])
async def test_a_hit_that_does_not_count_gets_its_image_and_redirect_all_the_same(server, headers):
    pixel, pixel_id = await make(server, "pixel")
    link, link_id = await make(server, "link", "https://x.com")
    assert (await server.http.get(f"/p/{pixel}", headers=headers)).content == GIF
    assert (await server.http.get(f"/q/{link}", headers=headers)).headers["location"] == "https://x.com/"
    assert await server.rows("website_event", pixel_id) == await server.rows("website_event", link_id) == []


async def test_an_empty_referrer_is_none(server):
    slug, pixel_id = await make(server, "pixel")
    await server.http.get(f"/p/{slug}", headers={"referer": ""})
    (row,) = await server.rows("website_event", pixel_id)
    assert row["referrer_domain"] is None


async def test_a_token_is_neither_used_nor_given(server, site):
    slug, pixel_id = await make(server, "pixel")
    (visitor,) = await site.record({"type": "event", "payload": {}})
    answer = await server.http.get(f"/p/{slug}", headers={"x-umami-cache": visitor["cache"]})
    assert "x-umami-cache" not in answer.headers
    (row,) = await server.rows("website_event", pixel_id)
    assert str(row["visit_id"]) != visitor["visitId"]
    assert len(await server.rows("session", pixel_id)) == 1


@pytest.mark.parametrize(("query", "stored"), [
    ("a=1&a=2", "a=1&a=2"), ("&&a&", "a="), ("=x", "=x"), ("a=b=c", "a=b%3Dc"), ("~*-._'()", "%7E*-._%27%28%29="),
    ("%E4%BD%A0=%FF", "%E4%BD%A0=%EF%BF%BD"), ("a=%2520", "a=%2520"), ("", ""), ("x" * 600, ("x" * 600 + "=")[:500]),
])
async def test_the_query_is_written_anew_as_a_form(server, query, stored):
    slug, pixel_id = await make(server, "pixel")
    await ask(server.app, "GET", f"/p/{slug}?{query}", {"user-agent": CHROME})
    (row,) = await server.rows("website_event", pixel_id)
    assert row["url_query"] == stored


async def test_a_query_of_very_many_fields_still_gets_its_image(server):
    slug, pixel_id = await make(server, "pixel")
    answer = await ask(server.app, "GET", f"/p/{slug}?" + "a&" * 30_000, {"user-agent": CHROME})
    assert (answer.status, answer.body) == (200, GIF)
    assert len(await server.rows("website_event", pixel_id)) == 1


@pytest.mark.parametrize(("bound", "hostname"), [
    ("127.0.0.1", "localhost"), ("::1", "localhost"), ("0.0.0.0", "0.0.0.0"), ("::", "[::]"),  # noqa: S104
    ("stats.local", "stats.local"),
])
async def test_the_hostname_is_the_one_the_server_is_bound_to(server_with, bound, hostname):
    async with server_with(HOSTNAME=bound) as server:
        slug, pixel_id = await make(server, "pixel")
        headers = {"host": "stats.example.com", "x-forwarded-host": "other.example.com", "x-forwarded-for": LONDON}
        await server.http.get(f"/p/{slug}", headers=headers)
        (row,) = await server.rows("website_event", pixel_id)
    assert row["hostname"] == hostname


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_other_methods_are_refused_and_record_nothing(server, method):
    slug, pixel_id = await make(server, "pixel")
    answer = await server.http.request(method, f"/p/{slug}")
    assert (answer.status_code, answer.content) == (405, b"")
    assert await server.rows("website_event", pixel_id) == []
