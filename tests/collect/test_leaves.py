"""Data taken apart, numbers and revenue: spec 01, sections 2.8 and 2.9."""

import math

import pytest

from app.collect import leaves
from app.collect.leaves import ARRAY, BOOLEAN, DATE, NUMBER, STRING, Leaf


def keys(data, limit=1_000):
    return [leaf.key for leaf in leaves.flatten(data, limit)[0]]


def only(value):
    (leaf,), cut = leaves.flatten({"k": value}, 1_000)
    assert cut == 0
    assert leaf.key == "k"
    return leaf


@pytest.mark.parametrize(("data", "found"), [
    ({}, []),
    ({"a": {"b": {"c": 1}}, "d": 2}, ["a.b.c", "d"]),
    ({"a": {}, "b": {"c": {}}}, []),
    ({"b": 1, "2": 1, "1": {"z": 1, "0": 1}}, ["1.0", "1.z", "2", "b"]),
    ({"a.b": 1, "a": {"b": 2}}, ["a.b", "a.b"]),
    ({"": 1}, [""]), ({"": {"k": 1}}, ["k"]), ({"p": {"": 1}}, ["p."]), ({"p": {"": {"k": 1}}}, ["p..k"]),
    ({"a": [{"b": 1}], "c": None}, ["a", "c"]),
    ({"__proto__": {"x": 1}, "constructor": 2, "toString": 3}, ["__proto__.x", "constructor", "toString"]),
])
def test_objects_are_descended_into_in_javascripts_order(data, found):
    assert keys(data) == found


@pytest.mark.parametrize(("value", "leaf"), [
    ("text", Leaf("k", STRING, "text", None, None)),
    ("", Leaf("k", STRING, "", None, None)),
    (True, Leaf("k", BOOLEAN, "true", None, None)),
    (False, Leaf("k", BOOLEAN, "false", None, None)),
    (None, Leaf("k", ARRAY, "null", None, None)),
    ([], Leaf("k", ARRAY, "[]", None, None)),
    ([1, "a", None, {"b": [True]}], Leaf("k", ARRAY, '[1,"a",null,{"b":[true]}]', None, None)),
    ("2024-01-02T03:04:05.123+02:00", Leaf("k", DATE, "2024-01-02T01:04:05.123Z", None, "2024-01-02 01:04:05.123+00")),
    ("2024-01-02T03:04:05Z", Leaf("k", STRING, "2024-01-02T03:04:05Z", None, None)),
    ("2024-13-45T99:99:99", Leaf("k", STRING, "2024-13-45T99:99:99", None, None)),  # Umami: 500
])
def test_each_type_of_value_has_its_columns(value, leaf):
    assert only(value) == leaf


@pytest.mark.parametrize(("number", "text"), [
    (5, "5.0000"), (1.23456, "1.2346"), (-1e-7, "-0.0000"), (2.00005, "2.0000"), (-0.0, "0.0000"), (0, "0.0000"),
    (12345678901234.12345, "12345678901234.1230"), (0.03125, "0.0313"), (-0.03125, "-0.0313"), (5e-324, "0.0000"),
    (1e20, "100000000000000000000.0000"), (1e21, "1e+21"), (1e300, "1e+300"), (-1e21, "-1e+21"),
    (math.inf, "Infinity"), (-math.inf, "-Infinity"), (10**400, "Infinity"),
    (999_999_999_999_999, "999999999999999.0000"), (2**53 + 1, "9007199254740992.0000"),
])
def test_a_number_as_text_is_its_exact_binary_value_to_four_decimals(number, text):
    assert leaves.fixed(number) == text
    assert only(number)[1:3] == (NUMBER, text)


@pytest.mark.parametrize(("number", "decimal"), [
    (5, 5), (2.00005, 2.00005), (12345678901234.12345, 12345678901234.12), (-1.5, -1.5),
    (999_999_999_999_999, 999_999_999_999_999),
])
def test_a_number_as_number_keeps_sixteen_digits(number, decimal):
    assert float(leaves.decimal_text(number)) == decimal


@pytest.mark.parametrize("number", [10**15, -(10**15), 1e300, math.inf, -math.inf, 10**400, 999_999_999_999_999.97])
def test_a_number_beyond_its_column_is_text_only(number):
    assert leaves.decimal_text(number) is None
    assert only(number).number_value is None


def test_keys_and_texts_are_cut_to_their_columns_and_lose_nul():
    (leaf,), _ = leaves.flatten({"k\0" * 400: "\0" + "😀" * 600}, 10)
    assert leaf == Leaf("k" * 400, STRING, "😀" * 500, None, None)
    assert len(only(["x" * 10_000]).string_value) == 500
    assert only("x" * 500).string_value == "x" * 500


def test_more_leaves_than_the_limit_are_cut_and_counted():
    data = {"a": {str(number): number for number in range(150)}, "b": 1}
    found, cut = leaves.flatten(data, 100)
    assert [leaf.key for leaf in found] == [f"a.{number}" for number in range(100)]
    assert cut == 51


def test_neither_depth_nor_breadth_costs_more_than_its_bytes():
    data = 1
    for _ in range(50_000):
        data = {"k" * 20: data}
    found, _ = leaves.flatten(data, 1_000)
    assert [len(leaf.key) for leaf in found] == [500]
    wide = {"p" * 100_000: {str(number): number for number in range(100_000)}}
    found, cut = leaves.flatten(wide, 1_000)
    assert (len(found), cut) == (1_000, 99_000)


@pytest.mark.parametrize(("data", "row"), [
    ({"revenue": 19.99, "currency": "USD"}, (19.99, "USD")),
    ({"revenue": "5.5", "currency": "eur"}, (5.5, "eur")),
    ({"revenue": " 7 ", "currency": "EUR"}, (7, "EUR")),
    ({"revenue": 0.00001, "currency": "EUR"}, (0.00001, "EUR")),
    ({"revenue": "abc", "currency": "EUR"}, None),
    ({"revenue": 0, "currency": "EUR"}, None),
    ({"revenue": -1, "currency": "EUR"}, None),
    ({"revenue": 5}, None), ({"revenue": 5, "currency": ""}, None), ({"revenue": 5, "currency": None}, None),
    ({"revenue": 5, "currency": 0}, None), ({"revenue": 5, "currency": False}, None),
    ({"currency": "EUR"}, None), ({"Revenue": 5, "Currency": "EUR"}, None),
    ({"revenue": None, "currency": "EUR"}, None), ({"revenue": {"a": 1}, "currency": "EUR"}, None),
    ({"sub": {"revenue": 5, "currency": "EUR"}}, None),
    # Here Umami answers 500 after it has stored the event.
    ({"revenue": [7], "currency": "EUR"}, (7, "EUR")),
    ({"revenue": True, "currency": "EUR"}, None),
    ({"revenue": 5, "currency": 5}, (5, "5")), ({"revenue": 5, "currency": True}, (5, "true")),
    ({"revenue": 5, "currency": "EUROEUROEURO"}, (5, "EUROEUROEU")), ({"revenue": 5, "currency": "E\0UR"}, (5, "EUR")),
    ({"revenue": 5, "currency": ["EUR"]}, None), ({"revenue": 5, "currency": {}}, None),
    ({"revenue": 1e15, "currency": "EUR"}, None), ({"revenue": "1e999", "currency": "EUR"}, None),
])
def test_an_event_earns_where_revenue_and_currency_say_so(data, row):
    found = leaves.revenue(data)
    assert (found and (float(found[0]), found[1])) == row
