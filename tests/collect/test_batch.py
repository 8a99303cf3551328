"""POST /api/batch: spec 01, section 3."""

import asyncio
from uuid import uuid4

import jwt
import pytest

from app.lib.tokens import secret_of, sign
from tests.collect.front import GOOGLEBOT, SECRET, event, identify, performance, visit

KEY = secret_of(SECRET)


def of(site, *bodies):
    return [{**body, "payload": {"website": site.id, **body["payload"]}} for body in bodies]


async def batch(site, bodies, **headers):
    answer = await site.server.send(bodies, "/api/batch", **headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_empty_batch_has_no_cache(site):
    assert await batch(site, []) == {"size": 0, "processed": 0, "errors": 0, "details": [], "cache": None}


async def test_elements_are_collected_in_order_each_by_itself(site):
    summary = await batch(site, of(
        site, visit("/1"), event("n", data={"a": 1}), identify(data={"b": 2}), performance(lcp=5), visit("/5"),
    ))
    assert list(summary) == ["size", "processed", "errors", "details", "cache"]
    assert summary["cache"]
    assert {name: summary[name] for name in ("size", "processed", "errors", "details")} == {
        "size": 5, "processed": 5, "errors": 0, "details": [],
    }
    rows = await site.rows("website_event")
    assert [(row["url_path"], row["event_type"]) for row in rows] == [("/1", 1), ("/", 2), ("/", 5), ("/5", 1)]
    assert [len(await site.rows(table)) for table in ("session", "event_data", "session_data")] == [1, 1, 1]


async def test_what_fails_is_told_with_its_place_and_harms_no_other(site):
    unknown = {"type": "event", "payload": {"website": str(uuid4())}}
    good = of(site, visit("/1"), visit("/2"))
    summary = await batch(site, [{}, good[0], unknown, {"type": "event", "payload": {"website": "x"}}, good[1]])
    assert (summary["size"], summary["processed"], summary["errors"]) == (5, 2, 3)
    assert [detail["index"] for detail in summary["details"]] == [0, 2, 3]
    assert [detail["response"]["error"]["message"] for detail in summary["details"]] == [
        "Bad request", "Website not found.", "Bad request",
    ]
    assert summary["details"][2]["response"]["error"]["properties"]["payload"]["properties"] == {
        "website": {"errors": ["Invalid UUID"]},
    }
    assert [row["url_path"] for row in await site.rows("website_event")] == ["/1", "/2"]


async def test_the_cache_is_the_first_successful_elements(site):
    bodies = of(site, visit(id="a"), visit(id="b"))
    summary = await batch(site, [{}, *bodies])
    claims = jwt.decode(summary["cache"], KEY, algorithms=["HS256"])
    ids = {row["distinct_id"]: str(row["session_id"]) for row in await site.rows("session")}
    assert claims["sessionId"] == ids["a"]


async def test_without_a_success_the_cache_is_null(site):
    summary = await batch(site, [{}])
    assert (summary["errors"], summary["cache"]) == (1, None)
    summary = await batch(site, of(site, visit()), x_forwarded_for="203.0.113.1")
    assert (summary["errors"], summary["cache"]) == (1, None)
    assert summary["details"][0]["response"]["error"]["code"] == "forbidden"


async def test_crawlers_count_as_processed_and_leave_no_cache(site):
    assert await batch(site, of(site, visit(), visit()), user_agent=GOOGLEBOT) == {
        "size": 2, "processed": 2, "errors": 0, "details": [],
    }
    mixed = of(site, visit(userAgent=GOOGLEBOT), visit("/x"))
    assert (await batch(site, mixed))["cache"]
    assert await batch(site, [{}, *of(site, visit(userAgent=GOOGLEBOT))]) == {
        "size": 2, "processed": 1, "errors": 1, "details": [{"index": 0, "response": {"error": {
            "message": "Bad request", "code": "bad-request", "status": 400, "errors": [], "properties": {
                "type": {"errors": ['Invalid option: expected one of "event"|"identify"|"performance"']},
                "payload": {"errors": ["Invalid input: expected object, received undefined"]},
            },
        }}}],
    }


async def test_the_requests_token_holds_for_each_element_and_none_is_handed_on(site):
    token = sign({"sessionId": str(uuid4()), "visitId": str(uuid4())}, KEY.encode())
    await batch(site, of(site, visit("/1"), visit("/2")), x_umami_cache=token)
    assert await site.rows("session") == []
    assert len({row["visit_id"] for row in await site.rows("website_event")}) == 1
    other = await site.server.add_site()
    await batch(other, of(other, visit(timestamp=5), visit(timestamp=5 + 3_600)))
    assert len({row["visit_id"] for row in await other.rows("website_event")}) == 2


async def test_a_session_that_comes_first_in_a_batch_is_written_once(site):
    summary = await batch(site, of(site, *(visit(f"/{number}") for number in range(250))))
    assert summary["processed"] == 250
    assert [row["url_path"] for row in await site.rows("website_event")] == [f"/{number}" for number in range(250)]
    assert len(await site.rows("session")) == 1


async def test_the_last_identification_of_a_batch_counts(site):
    await batch(site, of(site, *(identify(data={"n": number}) for number in range(150))))
    assert (await site.row("session_data"))["string_value"] == "149.0000"


@pytest.mark.parametrize(("body", "error"), [
    ({"x": 1}, {"errors": ["Invalid input: expected array, received object"]}),
    (b"", {"errors": ["Invalid input: expected array, received undefined"]}),
    ([{}, 5], {"errors": [], "items": [None, {"errors": ["Invalid input: expected record, received number"]}]}),
])
async def test_what_is_no_array_of_objects_is_refused_whole(server, body, error):
    answer = await server.send(body, "/api/batch")
    assert answer.status_code == 400
    assert answer.json() == {"error": {"message": "Bad request", "code": "bad-request", "status": 400, **error}}


async def test_an_element_that_is_none_keeps_the_good_ones_out(site):
    answer = await site.server.send([*of(site, visit()), 5], "/api/batch")
    assert answer.status_code == 400
    assert await site.rows("website_event") == []


async def test_more_elements_than_a_body_of_valid_ones_holds_are_refused(server):
    """They took half a minute and were answered with 400 MB."""
    answer = await server.send(b"[" + b"{}," * 1_390_000 + b"{}]", "/api/batch")
    assert answer.status_code == 413
    answer = await server.send(b"[" + b"{}," * 2_000 + b"{}]", "/api/batch")
    assert answer.json()["errors"] == 2_001


async def test_a_large_batch_lets_others_have_their_turn(server, site):
    large = asyncio.create_task(server.send([{}] * 20_000, "/api/batch"))
    while not large.done():
        await site.record(visit())
    assert len(await site.rows("website_event")) > 3
