"""The data of an event or a visitor, taken apart into rows: one for each leaf (spec 01, section 2.8)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from app.collect.moments import iso, read_date, timestamptz
from app.lib import js

STRING, NUMBER, BOOLEAN, DATE, ARRAY = 1, 2, 3, 4, 5

_LONGEST = 500  # characters of a key or a text, as the columns have it
_LARGEST = 10**15  # numeric(19,4) holds numbers below this
_CURRENCY = 10


class Leaf(NamedTuple):
    """One value of a hit's data, as event_data and session_data hold it."""

    key: str
    data_type: int
    string_value: str
    number_value: str | None
    date_value: str | None


def flatten(data: dict[str, Any], limit: int) -> tuple[list[Leaf], int]:
    """The leaves of `data` in JavaScript's order, at most `limit`, and how many more there were (or might be).

    Objects are descended into (`parent.child`), arrays are not. Walks without recursion: depth costs nothing.
    """
    leaves: list[Leaf] = []
    cut = 0
    todo: list[tuple[str, Any]] = [(key, data[key]) for key in js.keys_in_order(data)]
    todo.reverse()
    while todo:
        key, value = todo.pop()
        if isinstance(value, dict):
            # A key is cut to its column anyway: without this, keys of a deep value would grow with the square of it.
            prefix = f"{key[:_LONGEST]}." if key else ""
            todo += reversed([(prefix + name, value[name]) for name in js.keys_in_order(value)])
        elif len(leaves) < limit:
            leaves.append(_leaf(key, value))
        else:
            cut += 1
    return leaves, cut


def clean(text: str, longest: int = _LONGEST) -> str:
    """A text as a column of `longest` characters takes it: without NUL, which PostgreSQL cannot hold, and cut."""
    return (text.replace("\0", "") if "\0" in text else text)[:longest]


def _leaf(key: str, value: Any) -> Leaf:
    key = clean(key)
    if isinstance(value, str):
        moment = read_date(value) if 19 <= len(value) <= 29 else None
        if moment is None:
            return Leaf(key, STRING, clean(value), None, None)
        return Leaf(key, DATE, iso(moment), None, timestamptz(moment))
    if isinstance(value, bool):
        return Leaf(key, BOOLEAN, "true" if value else "false", None, None)
    if isinstance(value, (int, float)):
        return Leaf(key, NUMBER, fixed(value), decimal_text(value), None)
    return Leaf(key, ARRAY, clean(js.json_text(value, _LONGEST)), None, None)


def fixed(value: int | float) -> str:
    """`toFixed(4)`: four decimals of the exact binary value, halves away from zero."""
    number = js.to_float(value)
    if not abs(number) < 1e21:
        return js.number_text(number)
    # Decimal, because the binary value can lie exactly between two (0.00005 cannot, 0.03125 can): C rounds it to even.
    text = str(Decimal(number).quantize(Decimal("0.0001"), ROUND_HALF_UP))
    return text.removeprefix("-") if number == 0 else text


def decimal_text(value: int | float) -> str | None:
    """The number as a numeric(19,4) takes it, with sixteen significant digits; None beyond its range.

    PostgreSQL rounds to the four decimals itself, half away from zero.
    """
    number = js.to_float(value)
    text = f"{number:.15e}"
    return text if abs(float(text)) < _LARGEST - 0.00005 else None


def revenue(data: dict[str, Any]) -> tuple[str, str] | None:
    """Amount and currency of an event that carries revenue, else None (spec 01, section 2.9).

    Umami crashes on `true`, on arrays, on numbers beyond the column and on currencies that are no text or too long;
    here a currency is cut or written out, and an amount that cannot be stored leaves no row.
    """
    amount, currency = data.get("revenue"), data.get("currency")
    if isinstance(amount, (dict, bool)) or amount is None or isinstance(currency, (dict, list)) or not currency:
        return None
    number = js.to_number(amount)
    if not number > 0:
        return None
    text = decimal_text(number)
    if text is None:
        return None
    word = currency if isinstance(currency, str) else "true" if currency is True else js.number_text(currency)
    return text, clean(word, _CURRENCY)
