"""Ids: random ones for rows, and the ones that are derived from what a visitor is."""

import hashlib
import re
import uuid

import uuid_utils

_DNS = uuid.NAMESPACE_DNS.bytes

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
    raw = hashlib.sha1(_DNS + hashlib.sha512(text.encode()).hexdigest().encode(), usedforsecurity=False).digest()
    # Written out by hand: uuid.uuid5 and str() together take three times as long, and a hit needs two of these.
    number = int.from_bytes(raw[:16], "big") & ~(0xF000 << 64) & ~(0xC000 << 48) | (5 << 76) | (0x8000 << 48)
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
