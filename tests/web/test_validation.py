"""What comes in, and how it is refused (spec 02, section 7; spec 04, sections 0.2 and 0.3)."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, ValidationError

from app.web.scope import DateRange
from app.web.validation import (
    BodyInt,
    JsonObject,
    Maybe,
    QueryInt,
    QueryNumber,
    QueryPositive,
    Schema,
    Text,
    TimeZone,
    Uuid,
    error_tree,
    one_of,
    text_of,
)


class Part(Schema):
    value: Text


class Form(Schema):
    text: Maybe[Annotated[Text, text_of(most=5, least=2)]] = None
    null_too: Text | None = None
    id: Maybe[Uuid] = None
    role: Maybe[Literal["admin", "user"]] = None
    flag: Maybe[bool] = None
    share: Maybe[Annotated[float, Field(ge=0, le=1)]] = None
    count: Maybe[BodyInt] = None
    record: Maybe[JsonObject] = None
    part: Maybe[Part] = None
    parts: Maybe[list[Part]] = None
    kind: Maybe[Annotated[str, one_of("First message", "Second message", options=("a", "b"))]] = None


class Needed(Schema):
    name: Text
    role: Literal["admin", "user"]
    record: JsonObject
    part: Part
    count: QueryInt


class Asked(Schema):
    number: QueryNumber | None = None
    whole: QueryInt | None = None
    page: QueryPositive = 1
    timezone: TimeZone | None = None


def tree(schema: type[Schema], sent: Any) -> dict[str, Any] | None:
    """What is wrong with `sent`, as FastAPI would hand it over; None where nothing is."""
    try:
        schema.model_validate(sent)
    except ValidationError as failed:
        return error_tree([{**error, "loc": ("body", *error["loc"])} for error in failed.errors()])
    return None


@pytest.mark.parametrize("sent, message", [
    ({"text": 5}, "Invalid input: expected string, received number"),
    ({"text": None}, "Invalid input: expected string, received null"),
    ({"text": []}, "Invalid input: expected string, received array"),
    ({"text": "abcdef"}, "Too big: expected string to have <=5 characters"),
    ({"text": "a"}, "Too small: expected string to have >=2 characters"),
    ({"text": "a\0b"}, "Invalid input: NUL character"),
    ({"id": "not-a-uuid"}, "Invalid UUID"),
    ({"id": "2265b1f5-0000-991b-ad8f-aa00cd613e30"}, "Invalid UUID"),
    ({"role": "emperor"}, 'Invalid option: expected one of "admin"|"user"'),
    ({"role": None}, 'Invalid option: expected one of "admin"|"user"'),
    ({"flag": "true"}, "Invalid input: expected boolean, received string"),
    ({"flag": 1}, "Invalid input: expected boolean, received number"),
    ({"share": "0.5"}, "Invalid input: expected number, received string"),
    ({"share": True}, "Invalid input: expected number, received boolean"),
    ({"share": -0.5}, "Too small: expected number to be >=0"),
    ({"share": 2}, "Too big: expected number to be <=1"),
    ({"count": 1.5}, "Invalid input: expected int, received number"),
    ({"count": "1"}, "Invalid input: expected number, received string"),
    ({"record": []}, "Invalid input: expected record, received array"),
    ({"record": {"a": ["\0"]}}, "Invalid input: NUL character"),
    ({"part": "x"}, "Invalid input: expected object, received string"),
    ({"parts": {}}, "Invalid input: expected array, received object"),
])
def test_a_wrong_member_is_refused_in_zods_words(sent: dict[str, Any], message: str) -> None:
    [name] = sent
    assert tree(Form, sent) == {"errors": [], "properties": {name: {"errors": [message]}}}


@pytest.mark.parametrize("sent", [
    {}, {"text": "abc"}, {"nullToo": None}, {"nullToo": ""}, {"id": "00000000-0000-0000-0000-000000000000"},
    {"share": 1}, {"share": 0.5}, {"count": 3.0}, {"record": {"any": [None]}}, {"part": {"value": "", "more": 1}},
    {"parts": []}, {"kind": "b"}, {"unknown": {"member": 1}},
])
def test_a_right_member_passes(sent: dict[str, Any]) -> None:
    assert tree(Form, sent) is None


def test_missing_members_fail_in_the_order_of_the_schema_and_the_words_of_their_types() -> None:
    refused = tree(Needed, {})
    assert refused == {"errors": [], "properties": {
        "name": {"errors": ["Invalid input: expected string, received undefined"]},
        "role": {"errors": ['Invalid option: expected one of "admin"|"user"']},
        "record": {"errors": ["Invalid input: expected record, received undefined"]},
        "part": {"errors": ["Invalid input: expected object, received undefined"]},
        "count": {"errors": ["Invalid input: expected number, received NaN"]},
    }}
    assert list(refused["properties"]) == ["name", "role", "record", "part", "count"]


def test_a_member_of_a_list_fails_at_its_index_with_null_before_it() -> None:
    value = {"value": {"errors": ["Invalid input: expected string, received undefined"]}}
    parts = {"errors": [], "items": [None, {"errors": [], "properties": value}]}
    assert tree(Form, {"parts": [{"value": ""}, {}]}) == {"errors": [], "properties": {"parts": parts}}


def test_a_union_says_the_messages_of_all_its_branches() -> None:
    assert tree(Form, {"kind": "z"}) == {
        "errors": [], "properties": {"kind": {"errors": ["First message", "Second message"]}}}


@pytest.mark.parametrize("body, received", [([], "array"), ("x", "string"), (5, "number"), (True, "boolean")])
def test_a_body_that_is_no_object_is_refused_as_a_whole(body: Any, received: str) -> None:
    assert tree(Form, body) == {"errors": [f"Invalid input: expected object, received {received}"]}


@pytest.mark.parametrize("text, number", [
    ("", 0), (" ", 0), ("5", 5), (" 5\n", 5), ("+5", 5), ("-5", -5), ("1.5", 1.5), (".5", 0.5), ("5.", 5),
    ("1e3", 1000), ("0x10", 16), ("0b11", 3), ("0o17", 15),
])
def test_numbers_of_a_query_are_read_as_javascript_reads_them(text: str, number: float) -> None:
    assert Asked.model_validate({"number": text}).number == number


@pytest.mark.parametrize("name, text, message", [
    *(("number", text, "Invalid input: expected number, received NaN")
      for text in ("abc", "1_0", "-0x10", "5n", "NaN", "inf", "٣", "1 2")),
    ("number", "Infinity", "Invalid input: expected number, received number"),
    ("number", "1e400", "Invalid input: expected number, received number"),
    ("whole", "1.5", "Invalid input: expected int, received number"),
    ("whole", "9007199254740993", "Too big: expected int to be <=9007199254740991"),
    ("page", "", "Too small: expected number to be >0"),
    ("page", "-1", "Too small: expected number to be >0"),
    ("timezone", "", "Invalid timezone"),
    ("timezone", "Mars/Base", "Invalid timezone"),
    ("timezone", "+05:30", "Invalid timezone"),
    ("timezone", "localtime", "Invalid timezone"),
])
def test_a_wrong_parameter_is_refused_in_zods_words(name: str, text: str, message: str) -> None:
    assert tree(Asked, {name: text}) == {"errors": [], "properties": {name: {"errors": [message]}}}


@pytest.mark.parametrize("text, zone", [
    ("utc", "utc"), ("UTC", "UTC"), ("america/new_york", "America/New_York"), ("Asia/Calcutta", "Asia/Kolkata"),
])
def test_time_zones_are_known_in_any_case(text: str, zone: str) -> None:
    assert Asked.model_validate({"timezone": text}).timezone == zone


_NO_DATES = "Either startAt+endAt or startDate+endDate must be provided"


@pytest.mark.parametrize("sent, whole, properties", [
    ({}, [_NO_DATES], {}),
    ({"startAt": "1"}, [_NO_DATES], {}),
    ({"unit": "week"}, [_NO_DATES], {"unit": "Invalid unit"}),
    ({"startAt": "x", "endAt": "1"}, [], {"startAt": "Invalid input: expected number, received NaN"}),
    ({"startAt": "x"}, [], {"startAt": "Invalid input: expected number, received NaN"}),
    ({"compare": "never"}, [], {"compare": 'Invalid option: expected one of "prev"|"yoy"'}),
    ({"startDate": "never", "endDate": "2024-01-01"}, [],
     {"startDate": "Invalid input: expected date, received Date"}),
])
def test_the_dates_are_asked_for_unless_a_parameter_has_the_wrong_type(
    sent: dict[str, str], whole: list[str], properties: dict[str, str],
) -> None:
    expected: dict[str, Any] = {"errors": whole}
    if properties:
        expected["properties"] = {name: {"errors": [message]} for name, message in properties.items()}
    assert tree(DateRange, sent) == expected
