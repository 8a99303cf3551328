"""Whole numbers for ids: Umami 1 counted websites and accounts, the present schema has UUIDs alone.

A number is made of its UUID, so that it is the same for ever, in all processes and after a backup is restored, and
nothing needs to be stored. 52 bits of a hash: JavaScript holds them exactly, and two of a million websites meet with a
chance of one in ten thousand. A mapping in a table of ours would give small numbers, at the price of a migration.
"""

import hashlib

from sqlalchemy import Column, Select, Text, cast, func, select

_DIGITS = 13  # of the hash, hexadecimal


def number_of(entity_id: str) -> int:
    """The number of a UUID."""
    return int(hashlib.md5(entity_id.encode(), usedforsecurity=False).hexdigest()[:_DIGITS], 16)


def by_number(key: "Column[str]", number: int) -> Select[str]:
    """The ids in a column that have this number."""
    return select(key).where(func.left(func.md5(cast(key, Text)), _DIGITS) == format(number, f"0{_DIGITS}x"))


def is_number(text: str) -> bool:
    """Whether a text is such a number, and no UUID."""
    return text.isascii() and text.isdecimal() and len(text) <= 16
