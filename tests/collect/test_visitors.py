"""Who a visitor is, which visit it is, and the token that remembers both: spec 01, sections 2.4 and 2.5."""

import asyncio
import time
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID, uuid4

import jwt
import pytest

from app.collect import moments
from app.lib.ids import derived_id, sha512
from app.lib.tokens import seal, secret_of, sign
from tests.collect.front import CHROME, GOOGLEBOT, LONDON, SECRET, Site, event, identify, performance, visit

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
KEY = secret_of(SECRET)
VECTOR_SITE = "b1600000-0000-4000-8000-000000000001"
TOKEN = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ3ZWJzaXRlSWQiOiJiMTYwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMDEiLCJzZXNz"
    "aW9uSWQiOiJkZWM0OWFhMC01OTZkLTViNTAtODgyYi1iZTAxZTNlZjQzZDgiLCJ2aXNpdElkIjoiOWE1Y2Y5OGItYjdlZC01MTc4LTlkOWItMDVkYT"
    "A5MzJjNGY2IiwiaWF0IjoxNzkxMjExMDMyfQ.HNJvwHTPJKtkXVjq5qr2LNmJ49EABuGSa_-xODpTLds"
)
OCTOBER_5 = 1_791_211_032
VISIT = "9a5cf98b-b7ed-5178-9d9b-05da0932c4f6"  # any visit of a token's


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of collection: `at(1791211032.345)`."""

    def set_clock(seconds):
        monkeypatch.setattr("app.collect.pipeline.time", SimpleNamespace(time=lambda: seconds))

    return set_clock


@pytest.fixture(scope="module")
async def vector_site(server):
    """The website of the spec's vectors."""
    await server.insert("website", website_id=VECTOR_SITE, name="vectors")
    return Site(server, VECTOR_SITE)


def token_of(site, **claims):
    """A token as we sign it, `None` for a claim that is absent."""
    whole = {"websiteId": site.id, "sessionId": str(uuid4()), "visitId": VISIT, "iat": int(time.time()), **claims}
    return sign({name: value for name, value in whole.items() if value is not None}, KEY.encode())


def claims_of(answer):
    return jwt.decode(answer["cache"], KEY, algorithms=["HS256"], options={"verify_iat": False})


def visit_of(session_id, seconds):
    hour = moments.utc_string(seconds - seconds % 3600)
    return derived_id(f"{session_id}{sha512(hour)}{KEY}")


@pytest.mark.parametrize(("now", "distinct", "session_id", "visit_id"), [
    (OCTOBER_5 + 0.345, None, "dec49aa0-596d-5b50-882b-be01e3ef43d8", "9a5cf98b-b7ed-5178-9d9b-05da0932c4f6"),
    (1_793_491_199.999, None, "dec49aa0-596d-5b50-882b-be01e3ef43d8", "5ae36714-9498-50f9-acc1-6d6049a971e1"),
    (OCTOBER_5 + 0.345, "user-1@x.io", "90c313a0-2ff4-502e-a0d4-402436933a11", "2fea11a7-2e0b-52d3-b423-dd8d61001aa8"),
])
async def test_the_vectors_of_the_spec(vector_site, at, now, distinct, session_id, visit_id):
    ids = {"id": distinct} if distinct else {}
    expected = {"sessionId": session_id, "visitId": visit_id}
    (named,) = await vector_site.record(visit(timestamp=int(now), **ids), user_agent=FIREFOX)
    assert {name: named[name] for name in expected} == expected
    at(now)
    (answer,) = await vector_site.record(visit(**ids), user_agent=FIREFOX)
    assert {name: answer[name] for name in expected} == expected
    assert claims_of(answer) == {"websiteId": VECTOR_SITE, **expected, "iat": int(now)}
    if not distinct and int(now) == OCTOBER_5:
        assert answer["cache"] == TOKEN


async def test_a_session_row_keeps_its_milliseconds(site, at):
    at(OCTOBER_5 + 0.345)
    await site.record(visit())
    assert (await site.row("session"))["created_at"] == datetime(2026, 10, 5, 14, 37, 12, 345_000, UTC)


async def test_claims_stand_in_umamis_order_and_a_link_has_no_website(server, site):
    (answer,) = await site.record(visit())
    assert list(claims_of(answer)) == ["websiteId", "sessionId", "visitId", "iat"]
    for source in ("link", "pixel"):
        answer = (await server.send({"type": "event", "payload": {source: str(uuid4())}})).json()
        assert list(claims_of(answer)) == ["sessionId", "visitId", "iat"]


async def test_the_token_names_the_website_as_it_was_sent(server, site):
    answer = (await server.send({"type": "event", "payload": {"website": site.id.upper()}})).json()
    assert claims_of(answer)["websiteId"] == site.id.upper()


@pytest.mark.parametrize("kind", [visit, identify, performance])
async def test_every_type_is_answered_with_a_token(site, kind):
    (answer,) = await site.record(kind())
    assert claims_of(answer)["sessionId"] == answer["sessionId"]


async def test_a_token_spares_the_session_row_and_nothing_of_its_session_is_used(site):
    (answer,) = await site.record(visit(), x_umami_cache=token_of(site))
    assert (await site.row("website_event"))["session_id"] == UUID(answer["sessionId"])
    assert claims_of(answer)["sessionId"] == answer["sessionId"]
    assert await site.rows("session") == []


@pytest.mark.parametrize("session_id", [None, "", 0])
async def test_a_token_without_a_session_has_the_row_written(site, session_id):
    await site.record(visit(), x_umami_cache=token_of(site, sessionId=session_id))
    assert len(await site.rows("session")) == 1


async def test_the_visit_of_a_token_is_kept_for_half_an_hour_from_its_start(site, at):
    for age, kept in ((0, True), (1_800, True), (1_801, False)):
        at(OCTOBER_5)
        (answer,) = await site.record(visit(), x_umami_cache=token_of(site, iat=OCTOBER_5 - age))
        assert (answer["visitId"] == VISIT) is kept
        assert claims_of(answer)["iat"] == (OCTOBER_5 - age if kept else OCTOBER_5)
        if not kept:
            assert answer["visitId"] == visit_of(answer["sessionId"], OCTOBER_5)


async def test_a_visit_goes_on_over_the_hour_with_its_token_and_not_without(site, at):
    at(OCTOBER_5)
    (first,) = await site.record(visit())
    at(OCTOBER_5 + 1_700)  # past three o'clock
    (second,) = await site.record(visit(), x_umami_cache=first["cache"])
    assert (second["visitId"], claims_of(second)["iat"]) == (first["visitId"], OCTOBER_5)
    (third,) = await site.record(visit())
    assert third["visitId"] == visit_of(first["sessionId"], OCTOBER_5 + 1_700) != first["visitId"]
    at(OCTOBER_5 + 1_801)
    (fourth,) = await site.record(visit(), x_umami_cache=second["cache"])
    assert fourth["visitId"] == third["visitId"]


async def test_with_a_timestamp_a_visit_never_ends(site):
    (answer,) = await site.record(visit(timestamp=OCTOBER_5), x_umami_cache=token_of(site, iat=5))
    assert (answer["visitId"], claims_of(answer)["iat"]) == (VISIT, 5)
    (answer,) = await site.record(visit(timestamp=0), x_umami_cache=token_of(site, iat=5))
    assert answer["visitId"] != VISIT


async def test_a_token_without_a_visit_or_a_start(site, at):
    at(OCTOBER_5)
    (answer,) = await site.record(visit(), x_umami_cache=token_of(site, visitId=None))
    assert answer["visitId"] == visit_of(answer["sessionId"], OCTOBER_5)
    (answer,) = await site.record(visit(), x_umami_cache=token_of(site, iat=None))
    assert (answer["visitId"], claims_of(answer)["iat"]) == (VISIT, OCTOBER_5)


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
async def test_the_three_hmac_algorithms_are_accepted(site, algorithm):
    claims = {"sessionId": str(uuid4()), "visitId": VISIT, "iat": int(time.time())}
    (answer,) = await site.record(visit(), x_umami_cache=jwt.encode(claims, KEY, algorithm))
    assert answer["visitId"] == VISIT
    assert await site.rows("session") == []


def forged():
    """Tokens of which none may count, by name."""
    now = int(time.time())
    claims = {"websiteId": VECTOR_SITE, "sessionId": str(uuid4()), "visitId": VISIT, "iat": now}
    good = sign(claims, KEY.encode())
    head, body, signature = good.split(".")
    unsigned = jwt.encode(claims, "", "none")
    return {
        "garbage": "x", "dots": "..", "cut": good[:-2], "no signature": f"{head}.{body}.",
        "another body": f"{head}.{jwt.encode({**claims, 'iat': 1}, 'x' * 64, 'HS256').split('.')[1]}.{signature}",
        "alg none": unsigned, "alg none with a signature": unsigned + signature,
        "another key": jwt.encode(claims, secret_of("other"), "HS256"),
        "the raw bytes as key": jwt.encode(claims, bytes.fromhex(KEY), "HS256"),
        "ended": jwt.encode({**claims, "exp": now - 1}, KEY, "HS256"),
        "not begun": jwt.encode({**claims, "nbf": now + 100}, KEY, "HS256"),
        "not begun, our header": sign({**claims, "nbf": now + 100}, KEY.encode()),
        "ended, our header": sign({**claims, "exp": now - 1}, KEY.encode()),
        "a share token": sign({**claims, "shareId": str(uuid4()), "websiteId": VECTOR_SITE}, KEY.encode()),
        "a login token": sign({**claims, "userId": str(uuid4()), "role": "admin"}, KEY.encode()),
        "a sealed login token": seal({"userId": str(uuid4())}, KEY),
        "a login session": sign({**claims, "authKey": "a"}, KEY.encode()),
        "no object": jwt.api_jws.PyJWS().encode(b"[1]", KEY, "HS256"),
        "no object, our header": jwt.api_jws.PyJWS().encode(b'"x"', KEY, "HS256", {"alg": "HS256", "typ": "JWT"}),
        "letters of Latin-1": "é.ü.ß",
        "large": "A" * 60_000,
    }


@pytest.mark.parametrize("name", forged())
async def test_a_forged_x_umami_cache_token_is_treated_as_no_token(site, name):
    token = forged()[name].encode("latin-1")
    content = f'{{"type":"event","payload":{{"website":"{site.id}"}}}}'
    answer = await site.server.http.post("/api/send", content=content, headers={"x-umami-cache": token})
    assert answer.status_code == 200
    assert answer.json()["visitId"] != VISIT
    assert len(await site.rows("session")) == 1


@pytest.mark.parametrize("extra", [{"exp": 4_000_000_000}, {"nbf": 5}, {"extra": [1]}])
async def test_a_token_with_more_in_it_still_counts(site, extra):
    (answer,) = await site.record(visit(), x_umami_cache=token_of(site, **extra))
    assert answer["visitId"] == VISIT


@pytest.mark.parametrize("claims", [
    {"visitId": "no uuid"}, {"visitId": 5}, {"visitId": ["x"]}, {"iat": "soon"}, {"iat": -5}, {"iat": 10**12},
    {"iat": 1.5},
    {"sessionId": {"a": 1}}, {"websiteId": 5},
])
async def test_a_signed_token_with_odd_claims_harms_nobody(site, claims):
    (answer,) = await site.record(visit(), x_umami_cache=token_of(site, **claims))
    assert str(UUID(answer["visitId"])) == answer["visitId"]
    assert isinstance(claims_of(answer)["iat"], int)


async def test_a_token_is_ignored_for_links_and_pixels(server, site):
    source = str(uuid4())
    answer = await server.send({"type": "event", "payload": {"link": source}}, x_umami_cache=token_of(site))
    assert answer.json()["visitId"] != VISIT
    assert len(await server.rows("session", source)) == 1


async def test_a_token_of_another_website_does_not_invent_one(server, site):
    """Umami skips the look-up for any token with a websiteId: rows of websites that never existed."""
    stranger = Site(server, str(uuid4()))
    answer = await stranger.send(visit(), x_umami_cache=token_of(site))
    assert answer.status_code == 400
    assert await stranger.rows("website_event") == []


@pytest.mark.parametrize(("rotation", "same", "other"), [
    ("", OCTOBER_5 + 20 * 86_400, OCTOBER_5 + 30 * 86_400), ("year", OCTOBER_5 + 20 * 86_400, OCTOBER_5 + 30 * 86_400),
    ("week", OCTOBER_5 + 5 * 86_400, OCTOBER_5 + 6 * 86_400), ("day", OCTOBER_5 + 9 * 3_600, OCTOBER_5 + 10 * 3_600),
])
async def test_a_visitor_without_an_id_is_another_one_after_the_rotation(server_with, rotation, same, other):
    async with server_with(SALT_ROTATION=rotation) as server:
        site = await server.add_site()
        hits = await site.record(*(visit(timestamp=seconds) for seconds in (OCTOBER_5, same, other)))
        named = await site.record(*(visit(timestamp=seconds, id="u") for seconds in (OCTOBER_5, same, other)))
    assert hits[0]["sessionId"] == hits[1]["sessionId"] != hits[2]["sessionId"]
    assert len({answer["sessionId"] for answer in named}) == 1


async def test_an_id_is_shared_by_devices_and_bound_to_its_website(server, site):
    (first,) = await site.record(visit(id="u"))
    (second,) = await site.record(visit(id="u", timestamp=5), user_agent=FIREFOX, x_forwarded_for="1.2.3.4")
    assert first["sessionId"] == second["sessionId"] == derived_id(f"{site.id}u{KEY}")
    (elsewhere,) = await (await server.add_site()).record(visit(id="u"))
    assert elsewhere["sessionId"] != first["sessionId"]


async def test_an_empty_id_is_none_for_the_session_and_stored_all_the_same(site):
    anonymous, empty = await site.record(visit(timestamp=OCTOBER_5), visit(timestamp=OCTOBER_5, id=""))
    assert anonymous["sessionId"] == empty["sessionId"]


async def test_without_an_agent_the_hash_has_nothing_in_its_place(site):
    (answer,) = await site.record(visit(timestamp=OCTOBER_5), user_agent="")
    salt = sha512("Thu, 01 Oct 2026 00:00:00 GMT")
    assert answer["sessionId"] == derived_id(f"{site.id}{LONDON}{salt}{KEY}")


async def test_the_secret_is_the_databases_address_where_there_is_none(server_with):
    async with server_with(APP_SECRET="") as server:
        site = await server.add_site()
        (answer,) = await site.record(visit(id="u"))
        url = server.collector._settings.database_url
    assert answer["sessionId"] == derived_id(f"{site.id}u{secret_of(url)}")


async def test_visitors_with_a_letter_beyond_ascii_in_their_agent(site):
    content = f'{{"type":"event","payload":{{"website":"{site.id}","timestamp":{OCTOBER_5}}}}}'
    headers = {"user-agent": (CHROME + " é").encode("latin-1")}
    answer = (await site.server.http.post("/api/send", content=content, headers=headers)).json()
    salt = sha512("Thu, 01 Oct 2026 00:00:00 GMT")
    assert answer["sessionId"] == derived_id(f"{site.id}{LONDON}{CHROME} é{salt}{KEY}")


async def test_identify_sets_replaces_and_keeps_what_is_not_sent(site):
    await site.record(identify(data={"plan": "pro", "n": 1, "gone": {"a": True}}, timestamp=OCTOBER_5))
    first = await site.rows("session_data")
    await site.record(identify(data={"plan": "max", "n": None}, timestamp=OCTOBER_5 + 60))
    rows = await site.rows("session_data")
    columns = ("data_key", "data_type", "string_value", "number_value")
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("gone.a", 3, "true", None), ("n", 5, "null", None), ("plan", 1, "max", None),
    ]
    assert rows[0] == first[0]
    assert rows[1]["created_at"] == rows[2]["created_at"] == datetime.fromtimestamp(OCTOBER_5 + 60, UTC)
    assert await site.rows("website_event") == []
    assert len(await site.rows("session")) == 1


async def test_identify_without_data_makes_a_session_with_its_id(site):
    (answer,) = await site.record(identify(id="u", hostname="no host", url="/x"))
    session = await site.row("session")
    assert (session["session_id"], session["distinct_id"]) == (UUID(answer["sessionId"]), "u")
    await site.record(identify(id="u", data={}))
    assert await site.rows("session_data") == await site.rows("website_event") == []


async def test_the_id_of_a_visitors_data_stays_where_none_is_sent(site):
    await site.record(identify(id="u", data={"a": 1, "b": 1}))
    (row, _) = await site.rows("session_data")
    assert row["distinct_id"] == "u"
    # The same session again without its id, as only a direct row can show it.
    await site.server.connection.execute(
        "update session_data set session_id = %s where website_id = %s",
        [(await site.record(identify()))[0]["sessionId"], site.id],
    )
    await site.record(identify(data={"a": 2}))
    changed, untouched = await site.rows("session_data")
    assert (changed["string_value"], changed["distinct_id"]) == ("2.0000", "u")
    assert (untouched["string_value"], untouched["distinct_id"]) == ("1.0000", "u")


async def test_a_session_row_keeps_the_id_it_was_made_with(site):
    await site.record(visit(), identify(data={"a": 1}))
    assert (await site.row("session"))["distinct_id"] is None
    await site.record(identify(id="u"))
    assert [row["distinct_id"] for row in await site.rows("session")] == [None, "u"]


async def test_of_two_values_for_one_key_the_last_counts(site):
    await site.record(identify(data={"a.b": 1, "a": {"b": 2}}))
    assert (await site.row("session_data"))["string_value"] == "2.0000"


async def test_two_identifications_of_one_visitor_in_one_group_are_one_after_the_other(site):
    bodies = [identify(data={"a": number, f"k{number}": number}) for number in range(20)]
    answers = await asyncio.gather(*(site.send(body) for body in bodies))
    assert {answer.status_code for answer in answers} == {200}
    rows = await site.rows("session_data")
    assert len(rows) == 21
    assert rows[0]["string_value"] == "19.0000"


async def test_data_of_a_links_visitor_is_stored_where_umami_crashes(server):
    source = str(uuid4())
    answer = await server.send({"type": "identify", "payload": {"link": source, "data": {"a": 1}}})
    assert answer.status_code == 200
    assert [row["data_key"] for row in await server.rows("session_data", source)] == ["a"]


async def test_duplicates_that_umami_left_are_all_replaced(site):
    (answer,) = await site.record(identify())
    for number in range(2):
        await site.server.insert(
            "session_data", session_data_id=str(uuid4()), website_id=site.id, session_id=answer["sessionId"],
            data_key="a", string_value=str(number), data_type=1,
        )
    await site.record(identify(data={"a": "new"}))
    assert [row["string_value"] for row in await site.rows("session_data")] == ["new", "new"]


async def test_a_crawler_identifies_nobody(site):
    assert (await site.send(identify(data={"a": 1}), user_agent=GOOGLEBOT)).json() == {"beep": "boop"}
    assert await site.rows("session_data") == await site.rows("session") == []


async def test_an_identify_leaves_no_revenue(site):
    await site.record(identify(data={"revenue": 5, "currency": "EUR"}), event("n", data={"a": 1}))
    assert await site.rows("revenue") == []
    assert len(await site.rows("session_data")) == 2
