"""What a body must be, and the tree of messages otherwise: spec 01, sections 2.1, 3 and 4."""

import pytest

from app.collect import schemas
from app.errors import BadRequest
from app.lib import js

SITE = "b1600000-0000-4000-8000-000000000001"
EXACTLY_ONE = "Exactly one of website, link, or pixel must be provided"
WRONG_TYPE = 'Invalid option: expected one of "event"|"identify"|"performance"'


def refusal(read, body):
    with pytest.raises(BadRequest) as raised:
        read(body)
    error = raised.value.body()["error"]
    assert list(error)[:4] == ["message", "code", "status", "errors"]
    assert error["message"], error["status"] == ("Bad request", 400)
    return {name: value for name, value in error.items() if name not in ("message", "code", "status")}


def wrong(**payload):
    """The messages of each failing field of an event's payload."""
    tree = refusal(schemas.read_send, {"type": "event", "payload": payload})
    assert tree.keys() == {"errors", "properties"}
    assert tree["errors"] == []
    assert tree["properties"].keys() == {"payload"}
    assert tree["properties"]["payload"]["errors"] == []
    fields = tree["properties"]["payload"]["properties"]
    assert all(field.keys() == {"errors"} for field in fields.values())
    return {name: field["errors"] for name, field in fields.items()}


def accepted(**payload):
    kind, read = schemas.read_send({"type": "event", "payload": {"website": SITE, **payload}})
    assert kind == "event"
    return read


@pytest.mark.parametrize(("body", "received"), [
    (js.UNDEFINED, "undefined"), ([], "array"), ("x", "string"), (None, "null"), (5, "number"), (True, "boolean"),
])
def test_a_body_must_be_an_object(body, received):
    assert refusal(schemas.read_send, body) == {"errors": [f"Invalid input: expected object, received {received}"]}


@pytest.mark.parametrize("kind", [js.UNDEFINED, None, "record", "Event", "", 1, ["event"], {"a": 1}])
def test_the_type_is_one_of_three(kind):
    body = {"payload": {"website": SITE}} | ({} if kind is js.UNDEFINED else {"type": kind})
    assert refusal(schemas.read_send, body) == {"errors": [], "properties": {"type": {"errors": [WRONG_TYPE]}}}


@pytest.mark.parametrize(("payload", "received"), [
    (js.UNDEFINED, "undefined"), (None, "null"), ([], "array"), ("x", "string"), (0, "number"),
])
def test_the_payload_must_be_an_object(payload, received):
    body = {"type": "event"} | ({} if payload is js.UNDEFINED else {"payload": payload})
    message = f"Invalid input: expected object, received {received}"
    assert refusal(schemas.read_send, body) == {"errors": [], "properties": {"payload": {"errors": [message]}}}


def test_an_empty_body_names_type_and_payload():
    assert refusal(schemas.read_send, {}) == {"errors": [], "properties": {
        "type": {"errors": [WRONG_TYPE]},
        "payload": {"errors": ["Invalid input: expected object, received undefined"]},
    }}


@pytest.mark.parametrize("kind", ["event", "identify", "performance"])
@pytest.mark.parametrize("source", ["website", "link", "pixel"])
def test_exactly_one_of_three_ids_is_enough(kind, source):
    assert schemas.read_send({"type": kind, "payload": {source: SITE}}) == (kind, {source: SITE})


@pytest.mark.parametrize(("payload", "messages"), [
    ({}, {"website": [EXACTLY_ONE]}),
    ({"website": SITE, "link": SITE}, {"website": [EXACTLY_ONE]}),
    ({"pixel": SITE, "link": SITE}, {"website": [EXACTLY_ONE]}),
    ({"website": SITE, "link": SITE, "pixel": SITE}, {"website": [EXACTLY_ONE]}),
    ({"website": "x"}, {"website": ["Invalid UUID"]}),
    ({"website": ""}, {"website": ["Invalid UUID", EXACTLY_ONE]}),
    ({"website": "x", "link": SITE}, {"website": ["Invalid UUID", EXACTLY_ONE]}),
    ({"website": SITE, "link": ""}, {"link": ["Invalid UUID"]}),
    ({"website": SITE, "link": "x"}, {"link": ["Invalid UUID"], "website": [EXACTLY_ONE]}),
    ({"link": ""}, {"link": ["Invalid UUID"], "website": [EXACTLY_ONE]}),
    ({"website": f"{{{SITE}}}"}, {"website": ["Invalid UUID"]}),
    ({"website": "b1600000-0000-0000-8000-000000000001"}, {"website": ["Invalid UUID"]}),
])
def test_the_rule_about_the_three_ids(payload, messages):
    assert wrong(**payload) == messages


@pytest.mark.parametrize(("payload", "messages"), [
    ({"hostname": "h" * 101}, {"hostname": ["Too big: expected string to have <=100 characters"]}),
    ({"lcp": 60_001}, {"lcp": ["Too big: expected number to be <=60000"]}),
    ({"url": "http://["}, {"url": ["Invalid URL."]}),
    ({"timestamp": 2**60}, {"timestamp": [f"Too big: expected int to be <={2**53 - 1}"]}),
])
def test_the_rule_is_looked_at_beside_limits_ranges_and_addresses(payload, messages):
    assert wrong(**payload) == {**messages, "website": [EXACTLY_ONE]}


@pytest.mark.parametrize("payload", [
    {"title": 5}, {"title": None}, {"data": []}, {"lcp": "1"}, {"timestamp": "abc"}, {"timestamp": 1.5}, {"link": None},
    {"website": None}, {"website": 5},
])
def test_the_rule_is_not_looked_at_where_a_type_is_wrong(payload):
    assert EXACTLY_ONE not in str(wrong(**payload))


def test_the_rule_is_looked_at_where_the_type_of_the_hit_is_wrong():
    tree = refusal(schemas.read_send, {"type": "bogus", "payload": {}})
    assert tree["properties"]["payload"]["properties"] == {"website": {"errors": [EXACTLY_ONE]}}


@pytest.mark.parametrize("name", [
    "website", "link", "pixel", "hostname", "language", "referrer", "screen", "title", "url", "name", "tag", "ip",
    "userAgent", "id", "browser", "os", "device",
])
@pytest.mark.parametrize(("value", "received"), [
    (None, "null"), (5, "number"), (True, "boolean"), ([], "array"), ({}, "object"),
])
def test_a_text_takes_no_other_type_and_no_null(name, value, received):
    messages = wrong(**({"website": SITE} | {name: value}))
    assert messages == {name: [f"Invalid input: expected string, received {received}"]}


@pytest.mark.parametrize(("name", "limit"), [
    ("hostname", 100), ("language", 35), ("screen", 11), ("name", 50), ("tag", 50),
])
def test_limits_count_utf16_units(name, limit):
    message = f"Too big: expected string to have <={limit} characters"
    accepted(**{name: "x" * limit})
    accepted(**{name: "é" * limit})
    accepted(**{name: "😀" * (limit // 2)})
    assert wrong(website=SITE, **{name: "x" * (limit + 1)}) == {name: [message]}
    assert wrong(website=SITE, **{name: "😀" * (limit // 2 + 1)}) == {name: [message]}


@pytest.mark.parametrize("name", ["title", "url", "id", "browser", "os", "device", "ip", "userAgent", "referrer"])
def test_other_texts_have_no_limit(name):
    accepted(**{name: "x" * 100_000})


@pytest.mark.parametrize("name", ["url", "referrer"])
def test_an_address_must_be_one_or_a_path(name):
    for text in ("", "/", "x y", "https://example.com/", "javascript:alert(1)", "//other", "?", "\\"):
        accepted(**{name: text})
    for text in ("http://", "http://[x", "//["):
        assert wrong(website=SITE, **{name: text}) == {name: ["Invalid URL."]}


@pytest.mark.parametrize(("data", "received"), [
    ("x", "string"), ([], "array"), (None, "null"), (1, "number"), (False, "boolean"),
])
def test_data_is_an_object(data, received):
    assert wrong(website=SITE, data=data) == {"data": [f"Invalid input: expected record, received {received}"]}
    accepted(data={})


@pytest.mark.parametrize(("name", "limit"), [
    ("lcp", 60_000), ("inp", 60_000), ("fcp", 60_000), ("ttfb", 60_000), ("cls", 100),
])
def test_a_metric_is_a_number_in_its_range(name, limit):
    for value in (0, -0.0, 0.5, limit, float(limit)):
        accepted(**{name: value})
    assert wrong(website=SITE, **{name: limit + 0.001}) == {name: [f"Too big: expected number to be <={limit}"]}
    assert wrong(website=SITE, **{name: -0.001}) == {name: ["Too small: expected number to be >=0"]}
    others = {"string": "5", "null": None, "boolean": True, "array": [], "number": float("inf")}
    for received, value in others.items():
        message = f"Invalid input: expected number, received {received}"
        assert wrong(website=SITE, **{name: value}) == {name: [message]}


@pytest.mark.parametrize(("sent", "seconds"), [
    (1700000000, 1700000000), ("1700000000", 1700000000), (" 17 ", 17), ("0x10", 16), ("1e3", 1000), (1.0, 1), (-5, -5),
    (None, 0), ("", 0), (False, 0), ([], 0), (True, 1), ([["7"]], 7), (-0.0, 0), ("-0", 0),
    (8_640_000_000_000, 8_640_000_000_000), (-210_866_803_200, -210_866_803_200),
])
def test_a_timestamp_is_coerced_as_number_does(sent, seconds):
    assert accepted(timestamp=sent)["timestamp"] == seconds


@pytest.mark.parametrize(("sent", "message"), [
    ("abc", "Invalid input: expected number, received NaN"), ({}, "Invalid input: expected number, received NaN"),
    ([1, 2], "Invalid input: expected number, received NaN"), ("1 2", "Invalid input: expected number, received NaN"),
    (1.5, "Invalid input: expected int, received number"), ("0.1", "Invalid input: expected int, received number"),
    (2**53, "Too big: expected int to be <=9007199254740991"),
    (1e300, "Too big: expected int to be <=9007199254740991"),
    (-(2**53), "Too small: expected int to be >=-9007199254740991"),
    (float("inf"), "Invalid input: expected number, received number"),
    (10**400, "Invalid input: expected number, received number"),
])
def test_a_timestamp_that_is_no_whole_number_of_seconds_is_refused(sent, message):
    assert wrong(website=SITE, timestamp=sent) == {"timestamp": [message]}


@pytest.mark.parametrize("sent", [8_640_000_000_001, 2**53 - 1, -210_866_803_201, -(2**53 - 1)])
def test_a_second_that_no_row_can_hold_is_refused_where_umami_crashes(sent):
    assert wrong(website=SITE, timestamp=sent).keys() == {"timestamp"}


def test_all_failing_fields_are_named_at_once():
    assert wrong(website="x", name="n" * 51, title=5, cls=101, data="d").keys() == {
        "website", "name", "title", "cls", "data",
    }


def test_members_that_the_schema_does_not_name_are_ignored():
    body = {"type": "event", "payload": {"website": SITE, "role": None, "constructor": 5}, "extra": []}
    assert schemas.read_send(body)[1]["website"] == SITE


@pytest.mark.parametrize(("body", "received"), [
    ({}, "object"), (js.UNDEFINED, "undefined"), ("x", "string"), (None, "null"),
])
def test_a_batch_is_an_array(body, received):
    assert refusal(schemas.read_batch, body) == {"errors": [f"Invalid input: expected array, received {received}"]}


def test_an_element_that_is_no_object_refuses_the_batch_at_its_place():
    assert refusal(schemas.read_batch, [{}, 5, {}, [], {}]) == {"errors": [], "items": [
        None, {"errors": ["Invalid input: expected record, received number"]},
        None, {"errors": ["Invalid input: expected record, received array"]},
    ]}
    assert schemas.read_batch([]) == []
    assert schemas.read_batch([{}, {"x": 1}]) == [{}, {"x": 1}]


def record_of(**payload):
    return {"type": "record", "payload": {"website": SITE, "events": [], **payload}}


def test_a_recording_keeps_what_its_schema_names_only():
    read = schemas.read_record(record_of(timestamp="5", ip="1.2.3.4", userAgent=5))
    assert read == {"website": SITE, "events": [], "timestamp": 5}


@pytest.mark.parametrize(("body", "properties"), [
    ({"type": "event", "payload": {"website": SITE, "events": []}}, {"type": ['Invalid input: expected "record"']}),
    (record_of(events=[{}] * 201), {"payload.events": ["Too big: expected array to have <=200 items"]}),
    ({"type": "record", "payload": {"website": SITE}},
     {"payload.events": ["Invalid input: expected array, received undefined"]}),
    (record_of(events={}), {"payload.events": ["Invalid input: expected array, received object"]}),
    (record_of(website="x"), {"payload.website": ["Invalid UUID"]}),
    ({"type": "record", "payload": {"events": []}},
     {"payload.website": ["Invalid input: expected string, received undefined"]}),
    (record_of(timestamp=1.5), {"payload.timestamp": ["Invalid input: expected int, received number"]}),
    ({"type": "record"}, {"payload": ["Invalid input: expected object, received undefined"]}),
])
def test_a_recording_that_is_none_is_told_why(body, properties):
    found = refusal(schemas.read_record, body)["properties"]
    flat = {}
    for name, tree in found.items():
        if "properties" in tree:
            flat |= {f"{name}.{inner}": field["errors"] for inner, field in tree["properties"].items()}
        else:
            flat[name] = tree["errors"]
    assert flat == properties
