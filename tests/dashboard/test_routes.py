"""Tracker delivery, small files and configuration. What web/surface.py adds around them has tests there."""

import gzip
import json

import pytest

from app.dashboard.assets import static_folder

SCRIPT_HEADERS = {
    "access-control-allow-origin": "*",
    "cache-control": "public, max-age=86400, must-revalidate",
    "content-type": "application/javascript; charset=UTF-8",
    "vary": "Accept-Encoding",
}


async def text_of(client, path="/script.js"):
    answer = await client.get(path)
    assert answer.status_code == 200
    return answer.text


async def test_the_script_is_served_with_the_headers_of_umami(serve):
    answer = await serve().get("/script.js")
    assert answer.status_code == 200
    assert {name: answer.headers[name] for name in SCRIPT_HEADERS} == SCRIPT_HEADERS
    assert answer.headers["etag"] and answer.headers["last-modified"]


async def test_the_script_posts_to_api_send_beside_itself_by_default(serve):
    text = await text_of(serve())
    assert '"/api/send"' in text
    assert "COLLECT_API" not in text
    built = (static_folder() / "tracker" / "script.js").read_text()
    assert text == built.replace("COLLECT_API_HOST", '""').replace("COLLECT_API_ENDPOINT", '"/api/send"')


async def test_endpoint_and_host_come_from_the_settings(serve):
    text = await text_of(serve(COLLECT_API_ENDPOINT="/api/zz", COLLECT_API_HOST="https://in.example/"))
    assert '"/api/zz"' in text and '"https://in.example/"' in text
    assert "/api/send" not in text


@pytest.mark.parametrize("value", [
    '/a"+alert(1)+"', "/a\\", "/</script><script>", "/\u2028\n", "/COLLECT_API_HOST/$1\\1",
])
async def test_a_setting_cannot_leave_its_string_literal(serve, value):
    text = await text_of(serve(COLLECT_API_ENDPOINT=value))
    literal = json.dumps(value).replace("<", "\\u003c")
    assert literal in text
    assert json.loads(literal) == value
    assert "</script" not in text and text.isascii()


async def test_every_alias_answers_with_the_same_script(serve):
    client = serve(TRACKER_SCRIPT_NAME=" one , /two.js,path/to/tracker,,//three")
    script = await text_of(client)
    for path in ("/one", "/two.js", "/path/to/tracker", "/three"):
        answer = await client.get(path)
        assert answer.text == script
        assert {name: answer.headers[name] for name in SCRIPT_HEADERS} == SCRIPT_HEADERS
    # No `.js` is added, and letter case matters.
    for path in ("/one.js", "/two", "/One"):
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("accepted, encoding", [
    ("gzip", "gzip"), ("br, gzip;q=0.5", "gzip"), ("GZIP", "gzip"), ("*", "gzip"), ("gzip;q=1.0, *;q=0", "gzip"),
    ("", None), ("identity", None), ("gzip;q=0", None), ("gzip; q=0.0, br", None), ("*;q=0", None),
])
async def test_the_script_is_compressed_for_those_who_take_it(serve, accepted, encoding):
    client = serve()
    plain = await client.get("/script.js", headers={"Accept-Encoding": "identity"})
    async with client.stream("GET", "/script.js", headers={"Accept-Encoding": accepted}) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == encoding
    assert int(answer.headers["content-length"]) == len(raw)
    assert answer.headers["vary"] == "Accept-Encoding"
    assert (gzip.decompress(raw) if encoding else raw) == plain.content


async def test_a_client_that_has_the_script_gets_304(serve):
    client = serve()
    first = await client.get("/script.js")
    tag, date = first.headers["etag"], first.headers["last-modified"]
    before, other = "Mon, 01 Jan 2001 00:00:00 GMT", 'W/"other"'
    for conditions, status in [
        ({"If-None-Match": tag}, 304),
        ({"If-None-Match": tag.removeprefix("W/")}, 304),
        ({"If-None-Match": f"{other}, {tag}"}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": other}, 200),
        ({"If-None-Match": other, "If-Modified-Since": date}, 200),
        ({"If-None-Match": tag, "If-Modified-Since": before}, 304),
        ({"If-Modified-Since": date}, 304),
        ({"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}, 304),
        ({"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00"}, 304),
        ({"If-Modified-Since": before}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-Modified-Since": ""}, 200),
    ]:
        answer = await client.get("/script.js", headers=conditions)
        assert answer.status_code == status, conditions
        assert answer.headers["etag"] == tag
        assert answer.headers["cache-control"] == SCRIPT_HEADERS["cache-control"]
        assert answer.content == (b"" if status == 304 else first.content)


async def test_other_settings_make_another_etag_and_a_new_date(serve):
    first = await serve().get("/script.js")
    second = await serve(COLLECT_API_ENDPOINT="/api/zz").get("/script.js")
    assert first.headers["etag"] != second.headers["etag"]
    again = await serve().get("/script.js", headers={"If-Modified-Since": first.headers["last-modified"]})
    assert again.status_code == 200


async def test_the_recorder_is_a_plain_file_of_one_name(serve):
    client = serve(TRACKER_SCRIPT_NAME="one.js", COLLECT_API_ENDPOINT="/api/zz")
    answer = await client.get("/recorder.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/javascript; charset=UTF-8"
    assert answer.headers["cache-control"] == "public, max-age=0"
    assert "access-control-allow-origin" not in answer.headers
    assert "/api/record" in answer.text and "/api/zz" not in answer.text
    built = (static_folder() / "recorder" / "recorder.js").read_text()
    assert answer.text == built.replace("COLLECT_API_HOST", '""')
    known = {"If-None-Match": answer.headers["etag"], "If-Modified-Since": answer.headers["last-modified"]}
    assert (await client.get("/recorder.js", headers=known)).status_code == 304


async def test_the_recorder_posts_to_the_host_of_the_settings(serve):
    before = (await serve().get("/recorder.js")).headers["last-modified"]
    client = serve(COLLECT_API_HOST="https://in.example/</script>")
    assert '"https://in.example/\\u003c/script>"' in await text_of(client, "/recorder.js")
    again = await client.get("/recorder.js", headers={"If-Modified-Since": before})
    assert again.status_code == 200


async def test_robots_are_told_umamis_words(serve):
    answer = await serve().get("/robots.txt")
    assert answer.content == b"User-agent: *\nAllow: /q/\nDisallow: /\n"
    assert answer.headers["content-type"] == "text/plain; charset=UTF-8"
    assert answer.headers["cache-control"] == "public, max-age=0"


async def test_the_server_has_an_icon_of_its_own(serve):
    answer = await serve().get("/favicon.ico")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text.startswith("<svg ")


@pytest.mark.parametrize("path", ["/telemetry.js", "/api/scripts/telemetry"])
async def test_telemetry_is_empty(serve, path):
    answer = await serve().get(path)
    assert (answer.status_code, answer.text) == (200, "/* telemetry disabled */")
    assert answer.headers["content-type"] == "text/javascript"


@pytest.mark.parametrize("variables, text", [
    (
        {},
        '{"cloudMode":false,"privateMode":false,"telemetryDisabled":true,"updatesDisabled":true,"currentVersion":true}',
    ),
    (
        {"FAVICON_URL": "https://i/{{domain}}", "LINKS_URL": "https://l", "PIXELS_URL": "https://p",
         "PRIVATE_MODE": "0", "TRACKER_SCRIPT_NAME": "x.js, y.js", "DISABLE_TELEMETRY": "",
         "CLOUD_MODE": "1"},
        '{"cloudMode":false,"faviconUrl":"https://i/{{domain}}","linksUrl":"https://l","pixelsUrl":"https://p",'
        '"privateMode":true,"telemetryDisabled":true,"trackerScriptName":"x.js, y.js","updatesDisabled":true,'
        '"currentVersion":true}',
    ),
    (
        {"FAVICON_URL": "", "LINKS_URL": "", "PIXELS_URL": "", "TRACKER_SCRIPT_NAME": ""},
        '{"cloudMode":false,"faviconUrl":"","linksUrl":"","pixelsUrl":"","privateMode":false,"telemetryDisabled":true,'
        '"trackerScriptName":"","updatesDisabled":true,"currentVersion":true}',
    ),
])
async def test_the_configuration_has_umamis_keys_in_umamis_order(serve, variables, text):
    assert await text_of(serve(**variables), "/api/config") == text
