"""What JavaScript does with text, numbers and JSON, where Umami's answers or rows show it.

Strings here are Python's: a lone surrogate of the sender has become U+FFFD by the time `parse_json` returns.
"""

import json
import math
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import orjson

_INT64 = 2**63

UNDEFINED = object()  # what a body that is no JSON counts as (spec 01, section 1)

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?(?:Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")
_OTHER_BASE = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_BLANKS = " \t\n\r\v\f\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff".replace(
    "\u2000-\u200a", "".join(map(chr, range(0x2000, 0x200B)))
)


def utf16_length(text: str) -> int:
    """The length in UTF-16 code units: JavaScript's `length`, in which an emoji counts two."""
    return len(text) if text.isascii() else len(text) + len(_ASTRAL.findall(text))


def cut(text: str, units: int) -> str:
    """The first `units` UTF-16 code units; half a pair at the cut becomes U+FFFD (spec 01, section 2.7)."""
    if len(text) * 2 <= units or text.isascii():
        return text[:units]
    raw = text[:units].encode("utf-16-le")[: units * 2]
    return raw.decode("utf-16-le", "replace")


def to_number(value: object) -> float:
    """`Number(value)` of a JSON value: NaN for what is no number, infinity for what is too large."""
    if isinstance(value, bool):
        return float(value)
    if value is None:
        return 0.0
    if isinstance(value, (int, float)):
        return to_float(value)
    if isinstance(value, str):
        return _number_of_text(value)
    if isinstance(value, list):  # Number([]) is 0 and Number([x]) is the number of x's text, at any depth
        for _ in range(100):
            if not isinstance(value, list) or len(value) != 1:
                break
            value = value[0]
        if isinstance(value, list):
            return math.nan if value else 0.0
        return math.nan if isinstance(value, bool) else to_number(value)
    return math.nan


def _number_of_text(text: str) -> float:
    text = text.strip(_BLANKS)
    if not text:
        return 0.0
    if _NUMBER.fullmatch(text):
        return float(text)
    return to_float(int(text, 0)) if _OTHER_BASE.fullmatch(text) else math.nan


def to_float(number: int | float) -> float:
    """The double that JavaScript would hold: integers beyond its range are infinite."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def number_text(number: int | float) -> str:
    """`String(number)`: the shortest digits that give the same double, in the layout of ECMAScript."""
    value = to_float(number)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    negative, places, exponent = Decimal(repr(value)).as_tuple()
    digits = "".join(map(str, places)).rstrip("0")
    point = len(places) + int(exponent)  # where the decimal point stands, counted from the first digit
    if len(digits) <= point <= 21:
        text = digits.ljust(point, "0")
    elif 0 < point <= 21:
        text = f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:
        text = f"0.{'0' * -point}{digits}"
    else:
        text = f"{digits[0]}{'.' if digits[1:] else ''}{digits[1:]}e{point - 1:+d}"
    return f"-{text}" if negative else text


def keys_in_order(record: dict[str, Any]) -> Iterator[str]:
    """The keys of an object as JavaScript walks them: array indexes first, ascending, then the rest as sent."""
    indexes = [key for key in record if _is_index(key)]
    if not indexes:
        yield from record
        return
    indexes.sort(key=int)
    yield from indexes
    yield from (key for key in record if not _is_index(key))


def _is_index(key: str) -> bool:
    return key.isascii() and key.isdigit() and (key == "0" or key[0] != "0") and len(key) <= 10 and int(key) < 2**32 - 1


def json_text(value: Any, limit: int) -> str:
    """`JSON.stringify(value)`, but no more than about `limit` characters of it: what follows is cut anyway.

    Walks without recursion and stops at the limit, so that neither depth nor size of the value costs more.
    """
    out: list[str] = []
    length = 0
    todo: list[Any] = [value]
    while todo and length <= limit:
        item = todo.pop()
        text: str
        if isinstance(item, _Text):
            text = item
        elif isinstance(item, str):
            text = json.dumps(item[: limit + 1], ensure_ascii=False)
        elif item is None or item is True or item is False:
            text = {None: "null", True: "true", False: "false"}[item]
        elif isinstance(item, (int, float)):
            text = number_text(item) if math.isfinite(to_float(item)) else "null"
        elif isinstance(item, list):
            text = "["
            todo.append(_Text("]"))
            for index in range(min(len(item), limit) - 1, -1, -1):
                todo.append(item[index])
                if index:
                    todo.append(_Text(","))
        else:
            text = "{"
            todo.append(_Text("}"))
            names = list(keys_in_order(item))[:limit]
            for index in range(len(names) - 1, -1, -1):
                todo += [item[names[index]], _Text(":"), names[index]]
                if index:
                    todo.append(_Text(","))
        out.append(text)
        length += len(text)
    return "".join(out)


class _Text(str):
    """Punctuation on `json_text`'s list of things to do, told apart from strings of the value."""


def parse_json(body: bytes) -> Any:
    """The value of a JSON body as JavaScript reads it, or UNDEFINED where it would fail.

    orjson reads nearly everything, but refuses what JavaScript takes: lone surrogates, a byte order mark, bytes that
    are not UTF-8, numbers too large for a double. These few go through the standard library.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        value = json.loads(
            body.decode("utf-8-sig", "replace"), parse_int=_parse_int, parse_constant=_refuse, strict=True
        )
        return _without_surrogates(value) if b"\\u" in body else value
    except (ValueError, RecursionError):
        return UNDEFINED


def _parse_int(digits: str) -> int | float:
    # Python refuses to read very long integers; a double is all that JavaScript keeps of them.
    return int(digits) if len(digits) < 20 else float(digits)


def _refuse(constant: str) -> Any:
    raise ValueError(constant)  # NaN and Infinity are no JSON


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(name): _without_surrogates(item) for name, item in value.items()}
    return value


def numbers_of_javascript(value: Any) -> Any:
    """JSON in which each number is one that JavaScript has: of what is too large for that it makes null, as there.

    PostgreSQL keeps 1e300 as an integer of 301 digits, which orjson cannot write; other clients could not read it.
    """
    if isinstance(value, dict):
        return {name: numbers_of_javascript(member) for name, member in value.items()}
    if isinstance(value, list):
        return [numbers_of_javascript(member) for member in value]
    if isinstance(value, int) and not -_INT64 <= value < 2 * _INT64:
        try:
            return float(value)
        except OverflowError:
            return None
    return None if isinstance(value, float) and math.isinf(value) else value
