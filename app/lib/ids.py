"""Ids: random ones for rows, and the ones that are derived from what a visitor is."""

import hashlib
import re
import uuid

import uuid_utils

_DNS = uuid.NAMESPACE_DNS.bytes
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}

# 8-4-4-4-12 hex digits with version 1-8 and variant 8-b, or the nil or (in lower case) the all-f UUID: what Umami's
# validation takes (spec 01, section 2.1; spec 04, section 0.2). PostgreSQL takes more forms; a body may not.
UUID = re.compile(
    r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}"
    r"|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff"
)


def new_id() -> str:
    """A v7 UUID. Rows of collection get these: they sort by time, so an index grows at its end."""
    return str(uuid_utils.uuid7())


def random_id(*, v7: bool = False) -> str:
    """The id of a thing that is kept (website, user, team): v4 as in Umami, or v7 where `USE_UUIDV7` is set."""
    return str(uuid_utils.uuid7()) if v7 else str(uuid_utils.uuid4())


def sha512(text: str) -> str:
    """H of spec 01, section 2.5: the hex SHA-512 of a text in UTF-8."""
    return hashlib.sha512(text.encode()).hexdigest()


def derived_id(text: str) -> str:
    """U of spec 01, section 2.5: the v5 UUID, in the DNS namespace, of the hex SHA-512 of `text`."""
    name = hashlib.sha512(text.encode()).hexdigest().encode()
    digits = hashlib.sha1(_DNS + name, usedforsecurity=False).hexdigest()
    # Written out by hand: uuid.uuid5 and str() together take four times as long, and a hit needs two of these.
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{_VARIANT[digits[16]]}{digits[17:20]}-{digits[20:32]}"
