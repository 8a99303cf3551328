import math

import pytest

from app.lib import js


@pytest.mark.parametrize(("number", "text"), [
    (1.0, "1"), (0.1, "0.1"), (1e21, "1e+21"), (1e20, "100000000000000000000"), (1e-7, "1e-7"), (1e-6, "0.000001"),
    (1.5e-6, "0.0000015"), (-1.5e-9, "-1.5e-9"), (123456789012345680000, "123456789012345680000"), (5e-324, "5e-324"),
    (1.7976931348623157e308, "1.7976931348623157e+308"), (-0.0, "0"), (100, "100"), (123.456, "123.456"),
    (2**53, "9007199254740992"), (10**400, "Infinity"), (-(10**400), "-Infinity"), (math.nan, "NaN"),
])
def test_a_number_is_written_as_javascript_writes_it(number, text):
    assert js.number_text(number) == text


@pytest.mark.parametrize(("value", "number"), [
    ("1700000000", 1700000000), (None, 0), ("", 0), ("  ", 0), (False, 0), ([], 0), (True, 1), (1.5, 1.5),
    (" 0x1F ", 31), ("0b11", 3), ("0o17", 15), ("1e3", 1000), (".5", 0.5), ("5.", 5), ("+5", 5), ("-5", -5),
    ("Infinity", math.inf), ("1e400", math.inf), ([[["7"]]], 7), ([None], 0),
])
def test_a_value_is_coerced_as_number_does(value, number):
    assert js.to_number(value) == number


@pytest.mark.parametrize("value", ["abc", "1_0", "5n", "-0x10", "0x", "inf", "NaN", "٣", [1, 2], {}, [True], "1 2"])
def test_what_is_no_number_is_nan(value):
    assert math.isnan(js.to_number(value))


def test_lengths_and_cuts_count_utf16_units():
    assert js.utf16_length("aé😀") == 4
    assert js.cut("a" + "😀" * 260, 500) == "a" + "😀" * 249 + "\ufffd"
    assert js.cut("abc", 2) == "ab"
    assert js.cut("😀😀", 4) == "😀😀"


@pytest.mark.parametrize(("value", "text"), [
    ([1, 1.0, {"b": 1, "2": [None, True, 'é\n"x'], "1": {}}], '[1,1,{"1":{},"2":[null,true,"é\\n\\"x"],"b":1}]'),
    ([], "[]"), ([math.inf], "[null]"), ([1e21, -0.0], "[1e+21,0]"), ([[]], "[[]]"), (None, "null"),
])
def test_a_value_is_written_as_json_stringify_writes_it(value, text):
    assert js.json_text(value, 1000) == text


def test_writing_json_stops_at_the_limit():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    assert js.json_text(deep, 500).startswith("[" * 500)
    assert len(js.json_text([["x" * 1000] * 1000] * 1000, 500)) < 2000


@pytest.mark.parametrize(("body", "value"), [
    (b'{"a":1}', {"a": 1}), (b"\xef\xbb\xbf{}", {}), (b'"\\ud800"', "\ufffd"), (b'"\xff"', "\ufffd"),
    (b'{"\\udc00":["\\ud83d\\ude00"]}', {"\ufffd": ["😀"]}), (b"1e999", math.inf), (b"9" * 5000, math.inf),
    (b'{"a":1,"a":2}', {"a": 2}),
])
def test_a_body_is_read_as_javascript_reads_it(body, value):
    assert js.parse_json(body) == value


@pytest.mark.parametrize(
    "body", [b"", b"{bad", b"NaN", b"[Infinity]", b"[" * 100_000, b'{"a":' * 100_000, b"undefined"], ids=len
)
def test_a_body_that_is_no_json_is_undefined(body):
    assert js.parse_json(body) is js.UNDEFINED


def test_array_indexes_come_first_among_keys():
    assert list(js.keys_in_order({"b": 1, "10": 1, "2": 1, "01": 1, "4294967295": 1})) == [
        "2", "10", "b", "01", "4294967295"]
