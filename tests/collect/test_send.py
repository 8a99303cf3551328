"""POST /api/send: order of processing, the session's row and the event's: spec 01, sections 2.2, 2.3, 2.6 and 2.7."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from app.lib.ids import derived_id, sha512
from app.lib.tokens import secret_of
from tests.collect.front import CHROME, GOOGLEBOT, LONDON, SECRET, event, identify, performance, visit

NOT_FOUND = {"error": {"message": "Website not found.", "code": "bad-request", "status": 400}}
FORBIDDEN = {"error": {"message": "Forbidden", "code": "forbidden", "status": 403}}
BEEP = {"beep": "boop"}
AUGUST_2026 = 1_787_000_000
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 "
    "Mobile/15E148 Safari/604.1"
)


async def test_a_page_view_leaves_an_event_and_a_session(site):
    (answer,) = await site.record(visit(
        "/a%20b?utm_source=x#top", title="A%20title", referrer="https://www.r.com/from?y", language="en-GB",
        screen="1920x1080", tag="t", timestamp=AUGUST_2026,
    ))
    assert list(answer) == ["cache", "sessionId", "visitId"]
    row = await site.row("website_event")
    moment = datetime.fromtimestamp(AUGUST_2026, UTC)
    assert row.pop("event_id").version == 7
    assert row == {
        "website_id": UUID(site.id), "session_id": UUID(answer["sessionId"]), "visit_id": UUID(answer["visitId"]),
        "created_at": moment, "url_path": "/a b#top", "url_query": "utm_source=x", "utm_source": "x",
        "utm_medium": None, "utm_campaign": None, "utm_content": None, "utm_term": None, "gclid": None, "fbclid": None,
        "msclkid": None, "ttclid": None, "li_fat_id": None, "twclid": None, "referrer_path": "/from",
        "referrer_query": "y", "referrer_domain": "r.com", "page_title": "A title", "event_type": 1,
        "event_name": None, "tag": "t", "hostname": "example.com", "lcp": None, "inp": None, "cls": None, "fcp": None,
        "ttfb": None,
    }
    assert await site.row("session") == {
        "session_id": UUID(answer["sessionId"]), "website_id": UUID(site.id), "browser": "chrome", "os": "Windows 10",
        "device": "laptop", "screen": "1920x1080", "language": "en-GB", "country": "GB", "region": "GB-ENG",
        "city": "London", "distinct_id": None, "created_at": moment,
    }
    assert await site.rows("event_data") == await site.rows("revenue") == []


async def test_a_hit_with_nothing_but_its_website_is_a_view_of_nowhere(site):
    await site.record({"type": "event", "payload": {}})
    row = await site.row("website_event")
    assert (row["url_path"], row["url_query"], row["hostname"], row["event_type"]) == ("", "", "localhost", 1)
    absent = ("referrer_path", "referrer_query", "referrer_domain", "page_title", "tag")
    assert [row[name] for name in absent] == [None] * 5
    session = await site.row("session")
    assert (session["screen"], session["language"], session["device"]) == (None, None, "desktop")


@pytest.mark.parametrize(("source", "name", "kind"), [
    ("website", "", 1), ("website", "signup", 2), ("link", "", 3), ("link", "n", 3), ("pixel", "", 4),
    ("pixel", "n", 4),
])
async def test_the_type_of_an_event_and_its_name(server, source, name, kind):
    source_id = (await server.add_site()).id if source == "website" else str(uuid4())
    answer = await server.send({"type": "event", "payload": {source: source_id, "name": name, "data": {"a": 1}}})
    assert answer.status_code == 200  # links and pixels are not looked up
    (row,) = await server.rows("website_event", source_id)
    assert (row["event_type"], row["event_name"]) == (kind, name or None)
    assert len(await server.rows("event_data", source_id)) == 1
    (session,) = await server.rows("session", source_id)
    assert session["session_id"] == row["session_id"]


async def test_empty_texts_are_stored_where_they_mean_something(site):
    names = ("hostname", "referrer", "title", "tag", "name", "language", "screen", "id", "browser")
    await site.record(visit("", **dict.fromkeys(names, "")))
    row = await site.row("website_event")
    assert (row["url_path"], row["hostname"], row["page_title"], row["tag"]) == ("/", "localhost", "", "")
    assert (row["referrer_path"], row["event_name"]) == (None, None)
    session = await site.row("session")
    assert [session[name] for name in ("language", "screen", "distinct_id", "browser")] == [""] * 4


async def test_the_hostname_is_stored_as_sent(site):
    await site.record(visit("https://other.com/x", hostname="WWW.Example.com"))
    await site.record(visit("https://wwwxother.com/", hostname=""))
    assert [row["hostname"] for row in await site.rows("website_event")] == ["WWW.Example.com", "other.com"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "", "x"])
async def test_the_content_type_is_not_looked_at(site, content_type):
    await site.record(visit(), content_type=content_type)


async def test_any_authorization_is_ignored(site):
    await site.record(visit(), authorization="Bearer nonsense")


@pytest.mark.parametrize("body", [b"", b"{", b"undefined", b"NaN", b"\xff"])
async def test_a_body_that_is_no_json_is_undefined(server, body):
    answer = await server.send(body)
    assert answer.status_code == 400
    assert answer.json() == {"error": {
        "message": "Bad request", "code": "bad-request", "status": 400,
        "errors": ["Invalid input: expected object, received undefined"],
    }}


async def test_validation_comes_first_then_the_website_then_the_crawler_then_the_address(server, site):
    blocked = {"x_forwarded_for": "203.0.113.9"}
    crawler = {"user_agent": GOOGLEBOT, **blocked}
    unknown = {"type": "event", "payload": {"website": str(uuid4())}}
    assert (await server.send({"type": "event", "payload": {"website": "x"}}, **crawler)).status_code == 400
    answer = await server.send(unknown, **crawler)
    assert (answer.status_code, answer.json()) == (400, NOT_FOUND)
    answer = await site.send(visit(), **crawler)
    assert (answer.status_code, answer.json()) == (200, BEEP)
    answer = await site.send(visit(), **blocked)
    assert (answer.status_code, answer.json()) == (403, FORBIDDEN)
    assert await site.rows("session") == await site.rows("website_event") == []


async def test_a_deleted_website_is_not_found(server):
    site = await server.add_site(deleted_at=datetime.now(UTC))
    answer = await site.send(visit())
    assert (answer.status_code, answer.json()) == (400, NOT_FOUND)


@pytest.mark.parametrize("agent", ["curl/8.0", "foo", "Googlebot/2.1", GOOGLEBOT])
async def test_a_crawler_is_told_so_and_leaves_nothing(site, agent):
    assert (await site.send(visit(), user_agent=agent)).json() == BEEP
    assert (await site.send(visit(userAgent=agent))).json() == BEEP
    assert await site.rows("session") == []


@pytest.mark.parametrize("kind", [visit, identify, performance])
async def test_crawlers_are_told_apart_for_every_type(site, kind):
    assert (await site.send(kind(), user_agent="curl/8.0")).json() == BEEP


async def test_no_user_agent_is_no_crawler(site):
    await site.record(visit(), user_agent="")
    session = await site.row("session")
    assert (session["browser"], session["os"], session["device"]) == (None, None, "desktop")


async def test_crawlers_count_where_the_check_is_off(server_with):
    async with server_with(DISABLE_BOT_CHECK="0") as server:
        site = await server.add_site()
        await site.record(visit(), user_agent="curl/8.0")
        assert len(await site.rows("website_event")) == 1


@pytest.mark.parametrize(("address", "status"), [
    ("203.0.113.0", 403), ("203.0.113.255:80", 403), ("::ffff:203.0.113.9", 403), ("203.0.114.0", 200),
    ("198.51.100.7", 403), ("198.51.100.8", 200), ("not an address", 200), ("[2001:db8::1]:443", 200),
    ("2001:db8::1", 200),
])
async def test_addresses_of_ignore_ip_are_refused(site, address, status):
    assert (await site.send(visit(), x_forwarded_for=address)).status_code == status
    assert (await site.send(visit(ip="203.0.113.5"))).status_code == 403


def session_id(site, ip, agent=CHROME, month="Sat, 01 Aug 2026 00:00:00 GMT"):
    return derived_id(f"{site.id}{ip}{agent}{sha512(month)}{secret_of(SECRET)}")


@pytest.mark.parametrize(("headers", "ip"), [
    ({"x_forwarded_for": "203.0.114.7:8080"}, "203.0.114.7"),
    ({"x_forwarded_for": "[2001:DB8::1]:443"}, "[2001:DB8::1]"),
    ({"x_forwarded_for": "2001:DB8:0:0:0:0:0:1"}, "2001:db8::1"),
    ({"x_forwarded_for": "::ffff:203.0.114.9"}, "203.0.114.9"),
    ({"x_forwarded_for": "10.0.0.1, 203.0.114.5"}, "10.0.0.1"),
    ({"x_forwarded_for": ""}, "127.0.0.1"),
    ({"true_client_ip": "1.2.3.4, 5.6.7.8"}, "1.2.3.4, 5.6.7.8"),
    ({"true_client_ip": "", "cf_connecting_ip": "1.2.3.4"}, "1.2.3.4"),
    ({"cf_connecting_ip": "1.1.1.1", "true_client_ip": "2.2.2.2"}, "2.2.2.2"),
    ({"fastly_client_ip": "3.3.3.3", "cf_connecting_ip": "1.1.1.1"}, "1.1.1.1"),
    ({"x_nf_client_connection_ip": "4.4.4.4", "fastly_client_ip": "3.3.3.3"}, "3.3.3.3"),
    ({"do_connecting_ip": "5.5.5.5", "x_nf_client_connection_ip": "4.4.4.4"}, "4.4.4.4"),
    ({"x_real_ip": "6.6.6.6", "do_connecting_ip": "5.5.5.5"}, "5.5.5.5"),
    ({"x_appengine_user_ip": "7.7.7.7", "x_real_ip": "6.6.6.6"}, "6.6.6.6"),
    ({"x_appengine_user_ip": "7.7.7.7"}, "7.7.7.7"),
    ({"x_umami_client_ip": "8.8.8.8"}, LONDON),
    ({"x_forwarded_for": "", "forwarded": "for=203.0.114.60"}, "127.0.0.1"),
    ({"x_client_ip": "8.8.8.8", "x_cluster_client_ip": "8.8.8.8", "x_forwarded": "8.8.8.8"}, LONDON),
])
async def test_the_address_tells_visitors_apart_by_umamis_order_of_headers(site, headers, ip):
    (answer,) = await site.record(visit(timestamp=AUGUST_2026), **headers)
    assert answer["sessionId"] == session_id(site, ip)


async def test_the_payloads_address_and_agent_win_and_are_taken_as_they_are(site):
    (answer,) = await site.record(visit(timestamp=AUGUST_2026, ip="::FFFF:81.2.69.142 ", userAgent=IPHONE))
    assert answer["sessionId"] == session_id(site, "::FFFF:81.2.69.142 ", IPHONE)
    (answer,) = await site.record(visit(timestamp=AUGUST_2026, ip="", userAgent=""))
    assert answer["sessionId"] == session_id(site, LONDON)


async def test_the_header_of_the_operator_wins_whole(server_with):
    async with server_with(CLIENT_IP_HEADER="X-Own-IP") as server:
        site = await server.add_site()
        for value, ip in (("9.9.9.9", "9.9.9.9"), ("1.2.3.4, 5.6.7.8", "1.2.3.4, 5.6.7.8"), ("", LONDON)):
            (answer,) = await site.record(visit(timestamp=AUGUST_2026), x_own_ip=value, true_client_ip="")
            assert answer["sessionId"] == session_id(site, ip)


@pytest.mark.parametrize(("headers", "place"), [
    ({}, ("GB", "GB-ENG", "London")),
    ({"cf_ipcountry": "DE", "cf_region_code": "BE", "cf_ipcity": "Berlin"}, ("DE", "DE-BE", "Berlin")),
    ({"cf_ipcountry": "XX", "cf_region_code": "1"}, ("XX", "XX-1", None)),
    ({"cf_ipcountry": "DE", "cf_region_code": "US-CA"}, ("DE", "US-CA", None)),
    ({"cf_ipcountry": "", "cf_ipcity": "Berlin"}, ("GB", "GB-ENG", "London")),
    ({"x_vercel_ip_country": "FR", "x_vercel_ip_country_region": "IDF", "x_vercel_ip_city": "Saint-%C3%89tienne"},
     ("FR", "FR-IDF", "Saint-Étienne")),
    ({"x_vercel_ip_country": "FR", "x_vercel_ip_city": "100%"}, ("FR", None, "100%")),
    ({"cloudfront_viewer_country": "JP", "cloudfront_viewer_country_region": "13", "cloudfront_viewer_city": "Tokyo"},
     ("JP", "JP-13", "Tokyo")),
    ({"eo_ipcountry": "CN", "eo_region_code": "BJ", "eo_ipcity": "Beijing"}, ("CN", "CN-BJ", "Beijing")),
    ({"cf_ipcountry": "DE", "x_vercel_ip_country": "FR", "x_vercel_ip_city": "Paris"}, ("DE", None, None)),
    ({"x_umami_client_country": "US"}, ("GB", "GB-ENG", "London")),
    ({"x_forwarded_for": "10.0.0.1", "cf_ipcountry": "DE"}, (None, None, None)),
    ({"x_forwarded_for": "203.0.114.1"}, (None, None, None)),
    ({"x_forwarded_for": "not an address"}, (None, None, None)),
    ({"x_forwarded_for": "81.2.69.142:8080"}, ("GB", "GB-ENG", "London")),
    # Umami answers 500 to these.
    ({"cf_ipcountry": "DEU"}, (None, None, None)),
    ({"cf_ipcountry": "DE", "cf_ipcity": "x" * 60}, ("DE", None, "x" * 50)),
    ({"cf_ipcountry": "DE", "cf_region_code": "x" * 60}, ("DE", "DE-" + "x" * 17, None)),
])
async def test_a_visitor_has_the_place_that_proxy_or_database_tell(site, headers, place):
    await site.record(visit(), **headers)
    session = await site.row("session")
    assert (session["country"], session["region"], session["city"]) == place


async def test_header_bytes_are_utf8(site):
    content = f'{{"type":"event","payload":{{"website":"{site.id}"}}}}'
    headers = [(b"cf-ipcountry", b"DE"), (b"cf-ipcity", "Köln".encode())]
    assert (await site.server.http.post("/api/send", content=content, headers=headers)).status_code == 200
    assert (await site.row("session"))["city"] == "Köln"


async def test_a_payload_with_an_address_is_not_placed_by_headers(site):
    await site.record(visit(ip="81.2.69.142"), cf_ipcountry="DE")
    assert (await site.row("session"))["country"] == "GB"


async def test_headers_of_places_are_ignored_where_the_setting_says_so(server_with):
    async with server_with(SKIP_LOCATION_HEADERS="1") as server:
        site = await server.add_site()
        await site.record(visit(), cf_ipcountry="DE")
        assert (await site.row("session"))["country"] == "GB"


async def test_without_a_location_database_visitors_have_no_place_where_umami_crashes(server_with):
    async with server_with(GEOLITE_DB_PATH="/nowhere.mmdb") as server:
        site = await server.add_site()
        await site.record(visit())
        assert (await site.row("session"))["country"] is None


@pytest.mark.parametrize(("screen", "device"), [
    ("1920x1080", "laptop"), ("1921x1", "desktop"), ("1x1", "laptop"), ("", "desktop"), (None, "desktop"),
    ("abc", "desktop"),
])
async def test_a_desktop_with_a_small_screen_is_a_laptop(site, screen, device):
    await site.record(visit(**({} if screen is None else {"screen": screen})))
    assert (await site.row("session"))["device"] == device


async def test_the_agent_tells_browser_system_and_device(site):
    await site.record(visit(screen="390x844"), user_agent=IPHONE)
    session = await site.row("session")
    assert (session["browser"], session["os"], session["device"]) == ("ios", "iOS", "mobile")


async def test_the_payload_overrides_what_was_found_even_with_nothing(site):
    await site.record(visit(browser="", os="My OS", device="watch"))
    session = await site.row("session")
    assert (session["browser"], session["os"], session["device"]) == ("", "My OS", "watch")


async def test_a_session_is_written_once_and_never_changed(site):
    await site.record(visit("/1", id="u", screen="1x1", timestamp=AUGUST_2026))
    first = await site.row("session")
    site.server.known.sessions.clear()  # so that the database decides, not our memory
    await site.record(
        visit("/2", id="u", screen="2x2", language="de"), identify(id="u", data={"a": 1}), performance(id="u"),
        user_agent=IPHONE, x_forwarded_for="2.125.160.216",
    )
    assert await site.row("session") == first
    assert len(await site.rows("website_event")) == 3


async def test_a_timestamp_may_lie_far_away(site):
    moments = {-5: "1969-12-31 23:59:55+00", 4_102_444_800: "2100-01-01 00:00:00+00"}
    for seconds in (*moments, 8_640_000_000_000, -210_866_803_200):
        await site.record(visit(timestamp=seconds))
    query = "select created_at::text from website_event where website_id = %s order by ctid"
    rows = await (await site.server.connection.execute(query, [site.id])).fetchall()
    assert [row["created_at"] for row in rows][:2] == list(moments.values())
    assert len(rows) == 4


@pytest.mark.parametrize("nothing", [0, None, "", False, []])
async def test_a_timestamp_of_nothing_means_now(site, nothing):
    await site.record(visit(timestamp=nothing))
    row = await site.row("website_event")
    assert abs((datetime.now(UTC) - row["created_at"]).total_seconds()) < 10
    assert row["created_at"].microsecond % 1000 == 0


async def test_the_website_may_be_written_in_capitals_and_is_another_source_then(site):
    small, = await site.record(visit(id="u"))
    answer = await site.server.send({"type": "event", "payload": {"website": site.id.upper(), "id": "u"}})
    assert answer.status_code == 200
    assert answer.json()["sessionId"] != small["sessionId"]
    assert len(await site.rows("website_event")) == 2


async def test_data_and_revenue_are_stored_with_their_event(site):
    when = "2024-01-02T03:04:05.123+02:00"
    data = {"revenue": 19.99, "currency": "USD", "when": when, "n": {"a": [1, None]}, "x": None}
    (answer,) = await site.record(event("order", data=data, timestamp=AUGUST_2026))
    sent = await site.row("website_event")
    rows = await site.rows("event_data")
    moment = datetime.fromtimestamp(AUGUST_2026, UTC)
    assert {row["created_at"] for row in rows} == {moment}
    assert {row["website_event_id"] for row in rows} == {sent["event_id"]}
    columns = ("data_key", "data_type", "string_value", "number_value", "date_value")
    instant = datetime(2024, 1, 2, 1, 4, 5, 123_000, UTC)
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("currency", 1, "USD", None, None), ("n.a", 5, "[1,null]", None, None),
        ("revenue", 2, "19.9900", Decimal("19.9900"), None), ("when", 4, "2024-01-02T01:04:05.123Z", None, instant),
        ("x", 5, "null", None, None),
    ]
    revenue = await site.row("revenue")
    assert revenue.pop("revenue_id").version == 7
    assert revenue == {
        "website_id": UUID(site.id), "session_id": UUID(answer["sessionId"]), "event_id": sent["event_id"],
        "event_name": "order", "currency": "USD", "revenue": Decimal("19.9900"), "created_at": moment,
    }


@pytest.mark.parametrize(("number", "text", "stored"), [
    (2.00005, "2.0000", "2.0001"), (12345678901234.12345, "12345678901234.1230", "12345678901234.1200"),
    (-1e-7, "-0.0000", "0.0000"), (999_999_999_999_999, "999999999999999.0000", "999999999999999.0000"),
    (10**15, "1000000000000000.0000", None), (1e300, "1e+300", None), (5, "5.0000", "5.0000"),
])
async def test_numbers_are_rounded_by_the_column_too(site, number, text, stored):
    await site.record(visit(data={"n": number}))
    row = await site.row("event_data")
    assert (row["string_value"], row["number_value"]) == (text, stored and Decimal(stored))


async def test_no_data_and_empty_data_leave_no_rows(site):
    await site.record(visit(data={}), visit(data={"a": {}}))
    assert await site.rows("event_data") == []
    assert len(await site.rows("website_event")) == 2


@pytest.mark.parametrize(("payload", "columns"), [
    ({"id": "i" * 60}, {"session.distinct_id": "i" * 50}),
    ({"browser": "b" * 30, "os": "o" * 30, "device": "d" * 30},
     {"session.browser": "b" * 20, "session.os": "o" * 20, "session.device": "d" * 20}),
    ({"url": f"/?utm_source={'s' * 300}"}, {"website_event.utm_source": "s" * 255}),
    ({"title": "a\0b"}, {"website_event.page_title": "ab"}),
    ({"url": "/a\0b"}, {"website_event.url_path": "/ab"}),
    ({"hostname": "not a host"}, {"website_event.url_path": "/", "website_event.hostname": "not a host"}),
    ({"name": "a\0b", "tag": "\0", "language": "\0x", "screen": "1\0x1"},
     {"website_event.event_name": "ab", "website_event.tag": "", "session.language": "x", "session.screen": "1x1"}),
    ({"data": {"k": "2024-13-45T99:99:99"}},
     {"event_data.string_value": "2024-13-45T99:99:99", "event_data.data_type": 1}),
    ({"data": {"k" * 600: "v" * 600}}, {"event_data.data_key": "k" * 500, "event_data.string_value": "v" * 500}),
    ({"data": {"k\0": "v\0"}}, {"event_data.data_key": "k", "event_data.string_value": "v"}),
    ({"data": {"n": 1e300}}, {"event_data.string_value": "1e+300", "event_data.number_value": None}),
    ({"name": "", "data": {"revenue": 5, "currency": "EUR"}}, {"revenue.event_name": "", "revenue.currency": "EUR"}),
    ({"name": "n", "data": {"revenue": 5, "currency": "E" * 12}}, {"revenue.currency": "E" * 10}),
    ({"name": "n", "data": {"revenue": 5, "currency": 5}}, {"revenue.currency": "5"}),
])
async def test_where_umami_answers_500_what_can_be_stored_is(site, payload, columns):
    await site.record(visit(**payload))
    for place, value in columns.items():
        table, column = place.split(".")
        rows = await site.rows(table)
        assert rows[0][column] == value, place


@pytest.mark.parametrize("amount", [True, 1e30])
async def test_an_amount_that_is_none_leaves_the_event_without_revenue(site, amount):
    await site.record(event("n", data={"revenue": amount, "currency": "EUR"}))
    assert len(await site.rows("website_event")) == 1
    assert len(await site.rows("event_data")) == 2
    assert await site.rows("revenue") == []


@pytest.mark.parametrize("seconds", [8_640_000_000_001, -210_866_803_201, 99_999_999_999_999])
async def test_a_moment_that_no_row_can_hold_leaves_nothing(site, seconds):
    assert (await site.send(visit(timestamp=seconds))).status_code == 400
    assert await site.rows("session") == await site.rows("website_event") == []


async def test_one_trailing_slash_is_removed_where_the_setting_says_so(server_with):
    async with server_with(REMOVE_TRAILING_SLASH="1") as server:
        site = await server.add_site()
        await site.record(visit("/a/"), visit("/a/#/c/"), performance(url="/a/"))
        assert [row["url_path"] for row in await site.rows("website_event")] == ["/a", "/a#/c/", "/a/"]


async def test_a_performance_report_has_its_metrics_and_little_else(site):
    (answer,) = await site.record(performance(
        url="/a%20b/?q=1&utm_source=x#f", title="A%20title", referrer="https://r.com/", name="n", tag="t",
        data={"revenue": 5, "currency": "EUR"}, lcp=1.25, inp=0, cls=0.123456, fcp=60_000, duration=5,
        timestamp=AUGUST_2026,
    ))
    row = await site.row("website_event")
    del row["event_id"]
    kept = {name: value for name, value in row.items() if value is not None}
    assert kept == {
        "website_id": UUID(site.id), "session_id": UUID(answer["sessionId"]), "visit_id": UUID(answer["visitId"]),
        "created_at": datetime.fromtimestamp(AUGUST_2026, UTC), "event_type": 5, "url_path": "/a%20b/",
        "page_title": "A title", "lcp": Decimal("1.3"), "inp": Decimal("0.0"), "cls": Decimal("0.1235"),
        "fcp": Decimal("60000.0"),
    }
    assert await site.rows("event_data") == await site.rows("revenue") == []
    assert len(await site.rows("session")) == 1


async def test_a_performance_report_needs_no_metric_and_no_host(site):
    await site.record(performance(), performance(url="/undefined"), performance(hostname="no host", url="/x"))
    assert [row["url_path"] for row in await site.rows("website_event")] == ["/", "", "/x"]


async def test_a_tracker_whose_name_lies_in_a_folder_finds_its_endpoint_beside_it(server_with):
    async with server_with(TRACKER_SCRIPT_NAME="path/to/tracker") as server:
        site = await server.add_site()
        body = {"type": "event", "payload": {"website": site.id, "url": "/"}}
        assert (await server.send(body, "/path/to/api/send")).status_code == 200
        assert len(await site.rows("website_event")) == 1
