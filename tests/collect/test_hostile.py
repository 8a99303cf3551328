"""Anybody on the internet: the lines of the security table that concern collection, each with a test of its name."""

import json
import time

import pytest

from app.lib import js
from tests.collect.front import CHROME, ask, event, identify, visit

CHROMES = {"user-agent": CHROME}
LIMITS = {"/api/send": 262_144, "/api/batch": 4_194_304, "/api/record": 8_388_608}
UNDEFINED = {"error": {
    "message": "Bad request", "code": "bad-request", "status": 400,
    "errors": ["Invalid input: expected object, received undefined"],
}}


def raw(site, data, **payload):
    """A body whose `data` is the bytes given: what a JSON writer would not write."""
    fields = json.dumps({"website": site.id, "url": "/", **payload})[:-1].encode()
    return b'{"type":"event","payload":' + fields + b',"data":' + data + b"}}"


async def post(site, body):
    return await ask(site.server.app, "POST", "/api/send", CHROMES, [body])


@pytest.mark.parametrize(("path", "limit"), LIMITS.items())
@pytest.mark.parametrize("way", ["content-length", "chunked", "a lie"])
async def test_a_body_beyond_its_limit_is_413_and_read_no_further(server, path, limit, way):
    chunk = b" " * 65_536
    read = 0
    headers = {**CHROMES}
    if way == "content-length":
        headers["content-length"] = str(limit + 1)
    elif way == "a lie":
        headers["content-length"] = "5"
    sent = []

    async def receive():
        nonlocal read
        read += len(chunk)
        return {"type": "http.request", "body": chunk, "more_body": True}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"", "client": None,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await server.app(scope, receive, send)
    assert sent[0]["status"] == 413
    assert (b"connection", b"close") in sent[0]["headers"]
    assert json.loads(sent[1]["body"])["error"]["code"] == "too-large"
    assert read <= (0 if way == "content-length" else limit + 2 * len(chunk))


@pytest.mark.parametrize(("path", "limit"), LIMITS.items())
async def test_a_body_of_just_its_limit_is_read(server, path, limit):
    answer = await ask(server.app, "POST", path, CHROMES, [b" " * limit])
    assert answer.status == 400
    answer = await ask(server.app, "POST", path, CHROMES, [b" " * limit, b" "])
    assert answer.status == 413


@pytest.mark.parametrize("length", ["x", "", "-1", "1e9", "²", "9" * 5_000])
async def test_an_announced_length_that_is_none_does_no_harm(server, length):
    answer = await ask(server.app, "POST", "/api/send", {**CHROMES, "content-length": length}, [b"{}"])
    assert answer.status in (400, 413)


async def test_a_client_that_goes_away_amid_its_body_is_answered_nothing(server):
    sent, messages = [], []

    async def receive():
        return messages.pop(0)

    async def send(message):
        sent.append(message)

    for path in LIMITS:
        messages[:] = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
        scope = {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b"", "client": None}
        await server.app(scope, receive, send)
    assert sent == []


@pytest.mark.parametrize("body", [
    b"[" * 100_000, b'{"a":' * 40_000, b"[" * 100_000 + b"]" * 100_000, b'{"type":' * 1_000 + b"1" + b"}" * 1_000,
], ids=["open", "objects", "closed", "type"])
async def test_json_nested_100_000_deep_is_400(server, body):
    answer = await ask(server.app, "POST", "/api/send", CHROMES, [body])
    assert answer.status == 400
    assert answer.json()["error"]["code"] == "bad-request"


@pytest.mark.parametrize("depth", [10, 100, 254, 255, 500, 900, 1_000, 1_023, 1_024, 1_025, 5_000, 50_000])
@pytest.mark.parametrize("value", [b'"x"', b'"\\ud800"'], ids=["plain", "surrogate"])
async def test_at_any_depth_data_is_stored_or_refused(site, depth, value):
    for opened, closed in ((b"[", b"]"), (b'{"k":', b"}")):
        answer = await post(site, raw(site, b'{"d":' + opened * depth + value + closed * depth + b"}"))
        assert answer.status in (200, 400, 413)
        if depth <= 254:
            assert answer.status == 200
    stored = await site.rows("event_data")
    assert len(stored) == len(await site.rows("website_event"))
    assert all(len(row["string_value"]) <= 500 and len(row["data_key"]) <= 500 for row in stored)


@pytest.mark.parametrize(("number", "text", "stored"), [
    (b"9" * 10_000, "Infinity", None), (b"-" + b"9" * 10_000, "-Infinity", None), (b"1e999", "Infinity", None),
    (b"-1e999", "-Infinity", None), (b"-0", "0.0000", 0), (b"-0.0", "0.0000", 0), (b"1" + b"0" * 300, "1e+300", None),
    (b"0." + b"0" * 10_000 + b"1", "0.0000", 0), (b"1e-999", "0.0000", 0),
    (b"9223372036854775807", "9223372036854775808.0000", None),
    (b"18446744073709551617", "18446744073709551616.0000", None),
    (b"99999999999999999999", "100000000000000000000.0000", None),
])
async def test_an_integer_of_10_000_digits_1e999_and_minus_0_are_numbers(site, number, text, stored):
    assert (await post(site, raw(site, b'{"n":' + number + b"}"))).status == 200
    row = await site.row("event_data")
    assert (row["data_type"], row["string_value"], row["number_value"]) == (2, text, stored)


@pytest.mark.parametrize(
    "number", [b"NaN", b"Infinity", b"-Infinity", b"01", b"1.", b".5", b"+1", b"0x1", b"1_0", "٣".encode()]
)
async def test_nan_and_what_else_is_no_json_is_400(site, number):
    answer = await post(site, raw(site, b'{"n":' + number + b"}"))
    assert (answer.status, answer.json()) == (400, UNDEFINED)


@pytest.mark.parametrize("field", ["timestamp", "lcp"])
@pytest.mark.parametrize("number", [b"9" * 10_000, b"1e999", b"-1e999"])
async def test_numbers_without_bound_are_refused_where_a_bound_is(site, field, number):
    body = b'{"type":"performance","payload":{"website":"%s","%s":%s}}' % (site.id.encode(), field.encode(), number)
    assert (await post(site, body)).status == 400


@pytest.mark.parametrize(("sent", "stored"), [
    (b'"\\ud800"', "\ufffd"), (b'"a\\udc00b"', "a\ufffdb"), (b'"\\ud83d\\ude00"', "😀"),
    (b'"\\ude00\\ud83d"', "\ufffd\ufffd"),
])
async def test_lone_surrogates_are_stored_as_fffd(site, sent, stored):
    body = b'{"type":"event","payload":{"website":"%s","url":"/","title":%s,"name":%s,"tag":%s,"data":{%s:%s}}}' % (
        site.id.encode(), sent, sent, sent, sent, sent
    )
    assert (await post(site, body)).status == 200
    row, data = await site.row("website_event"), await site.row("event_data")
    assert [row["page_title"], row["event_name"], row["tag"], data["data_key"], data["string_value"]] == [stored] * 5


@pytest.mark.parametrize(
    "sent", [b"\\ud800", b"\\u0000", b"\xff\xfe", b"\xed\xa0\x80", b"\\u202e\\u200f", b"\\u001b[31m"],
    ids=["surrogate", "NUL", "no UTF-8", "CESU-8", "bidi", "escape"],
)
@pytest.mark.parametrize("field", [
    "url", "title", "referrer", "hostname", "name", "tag", "language", "id", "browser", "os", "device", "ip",
    "userAgent",
])
async def test_odd_characters_in_any_field_do_no_harm(site, field, sent):
    for kind in ("event", "identify", "performance"):
        body = b'{"type":"%s","payload":{"website":"%s","url":"/","%s":"%sa%sb"}}' % (
            kind.encode(), site.id.encode(), field.encode(), b"Mozilla/5.0 (" if field == "userAgent" else b"/", sent
        )
        assert (await post(site, body)).status == 200
    assert len(await site.rows("website_event")) == 2


async def test_nul_is_removed_and_control_and_bidirectional_marks_are_kept(site):
    text = "a\u0001\u001b\u007f\u0085\u200f\u202e\u2066\ufeff\uffffb"
    sent = text[:1] + "\0" + text[1:] + "\0"
    await site.record(event(sent, title=sent, tag=sent, data={sent: sent}))
    row, data = await site.row("website_event"), await site.row("event_data")
    assert [row["page_title"], row["event_name"], row["tag"], data["data_key"], data["string_value"]] == [text] * 5
    await site.record(identify(data={sent: sent}))
    assert (await site.row("session_data"))["data_key"] == text


@pytest.mark.parametrize(
    "where", ["x-umami-cache", "user-agent", "x-forwarded-for", "cf-ipcity", "cf-ipcountry", "referer"]
)
@pytest.mark.parametrize(
    "value", [b"\x00", b"\xff\xfe", b"%00%ff", b"a\x1b[31mb", b"'; drop table website; --", b"A" * 60_000],
    ids=["NUL", "no UTF-8", "escapes", "control", "SQL", "long"],
)
async def test_odd_bytes_in_headers_do_no_harm(site, where, value):
    headers = {"user-agent": CHROME, "cf-ipcountry": "DE", where: value.decode("latin-1")}
    body = json.dumps({"type": "event", "payload": {"website": site.id}}).encode()
    answer = await ask(site.server.app, "POST", "/api/send", headers, [body])
    assert answer.status == 200


async def test_data_of_100_000_keys_is_cut_at_1_000_leaves_and_counted(server_with):
    async with server_with(SEND_LIMIT_BYTES=4_000_000) as server:
        site = await server.add_site()
        data = {f"k{number}": number for number in range(100_000)}
        await site.record(event("n", data=data), identify(data=data))
        assert len(await site.rows("event_data")) == len(await site.rows("session_data")) == 1_000
        assert {row["data_key"] for row in await site.rows("event_data")} == {f"k{number}" for number in range(1_000)}
        assert server.collector._pipeline.cut_leaves == 2 * 99_000


async def test_keys_of_1_mb_are_cut_to_their_column(server_with):
    async with server_with(SEND_LIMIT_BYTES=4_000_000) as server:
        site = await server.add_site()
        await site.record(event("n", data={"k" * 1_000_000: {"j" * 1_000_000: "v" * 1_000_000}}))
        row = await site.row("event_data")
        assert (row["data_key"], row["string_value"]) == ("k" * 500, "v" * 500)


async def test_keys_that_are_proto_are_plain_text(site):
    await post(site, raw(site, b'{"__proto__":1,"constructor":{"prototype":{"x":2}},"hasOwnProperty":3}'))
    keys = {row["data_key"] for row in await site.rows("event_data")}
    assert keys == {"__proto__", "constructor.prototype.x", "hasOwnProperty"}
    answer = await post(site, b'{"__proto__":{"type":"event"},"payload":{"website":"%s"}}' % site.id.encode())
    assert answer.status == 400


@pytest.mark.parametrize("body", [
    b"[]", b"[[]]", b"{}", b"[{}]", b'[{"type":"event"}]', b'{"type":"event","payload":[]}', b'"\\u0000"', b"0",
    b"null", b'{"type":{"a":1},"payload":{}}', b'{"type":["event"],"payload":{}}',
    b'{"type":"event","payload":{"website":{}}}',
    b'{"type":"record","payload":{"events":[],"website":[]}}', b'{"type":"record","payload":{"events":"x"}}',
    b"\xef\xbb\xbf{}", b"\xff\xfe{\x00}\x00", b"{}{}", b"{} x", b'{"a":"\n"}', b"'x'", b"\x00",
])
@pytest.mark.parametrize("path", LIMITS)
async def test_bodies_of_any_shape_are_answered(server, path, body):
    answer = await ask(server.app, "POST", path, CHROMES, [body])
    assert answer.status in (200, 400)
    assert json.loads(answer.body)


@pytest.mark.parametrize(("name", "value"), [
    ("url", "/?" + "&" * 200_000), ("url", "/?" + "utm_source=%FF&" * 15_000), ("url", "/" + "%" * 200_000),
    ("url", "/" + "%C3" * 60_000), ("url", "/" + "../" * 60_000), ("url", "/" * 200_000),
    ("url", "https://" + "a." * 90_000), ("url", "https://xn--" + "a" * 200_000), ("url", "https://" + "ü" * 60_000),
    ("referrer", "https://r/" + "%FF" * 60_000), ("userAgent", "Mozilla/5.0 (" + "a;" * 90_000),
    ("userAgent", "Android " * 25_000), ("userAgent", " " * 200_000),
    ("userAgent", "; " * 90_000 + " Build"), ("userAgent", "1" * 200_000), ("ip", "1." * 90_000),
    ("ip", ":" * 200_000),
    ("screen", "1x1"), ("timestamp", "9" * 200_000), ("timestamp", "0x" + "f" * 200_000), ("timestamp", " " * 200_000),
    ("id", "x" * 200_000), ("title", "%" * 200_000), ("title", "😀" * 40_000), ("data", {"k": "[" * 200_000}),
    ("data", {"revenue": "9" * 200_000, "currency": "EUR"}), ("data", {"a": [[]] * 60_000}),
    ("data", {"a": [0] * 80_000}),
], ids=range(28))
async def test_no_text_costs_more_than_its_bytes(site, name, value):
    body = json.dumps(visit(**{name: value, "website": site.id}), ensure_ascii=False).encode()
    assert len(body) < LIMITS["/api/send"]
    # The processor's time, not the clock's: other processes of the test run must not count.
    started = time.process_time()
    answer = await post(site, body)
    assert answer.status in (200, 400)
    assert time.process_time() - started < 1


async def test_a_pages_view_leaves_no_word_of_its_visitor_in_the_log(site, caplog):
    secret = "s3cr3t-w0rd"
    await site.record(visit(f"/?q={secret}", title=secret, ip=secret, id=secret, data={secret: secret}))
    await site.send(visit(f"http://[{secret}"), x_umami_cache=secret)
    body = {"type": "event", "payload": {"website": site.id, "url": secret, "timestamp": 10**15, "name": secret * 10}}
    await site.server.send([body, {secret: secret}], "/api/batch")
    assert secret not in caplog.text


async def test_a_fault_of_ours_is_answered_without_details(site, monkeypatch, caplog):
    def fails(*_):
        raise RuntimeError("inner words")

    monkeypatch.setattr(site.server.collector._pipeline, "_visitor", fails)
    answer = await site.send(visit())
    assert (answer.status_code, answer.json()) == (
        500, {"error": {"message": "Server error", "code": "server-error", "status": 500}},
    )
    assert "a hit could not be answered" in caplog.text


def test_a_lone_surrogate_below_deep_nesting_is_no_crash_of_the_parser():
    for depth in range(100, 1_100, 50):
        js.parse_json(b"[" * depth + b'"\\ud800"' + b"]" * depth)
