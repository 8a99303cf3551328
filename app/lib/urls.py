"""Addresses of pages: the WHATWG parser (ada-url, a tenth of a Python one's time) and Umami's ways of decoding.

Source of the behaviour: spec 01, section 2.7.
"""

import re
from typing import NamedTuple
from urllib.parse import unquote_plus

import ada_url

_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_RESERVED = frozenset(b";/?:@&=+$,#")


class Url(NamedTuple):
    """The parts that collection stores: `path` and `fragment` still percent-encoded, `query` without its mark."""

    path: str
    query: str
    fragment: str
    hostname: str


def parse(text: str, base: str) -> Url | None:
    """The parts of `text` read against `base` by the WHATWG algorithm; None where that fails."""
    try:
        url = ada_url.URL(text, base=base)
    except (ValueError, UnicodeEncodeError):
        return None
    return Url(url.pathname, url.search[1:], url.hash, url.hostname)


def absolute(text: str) -> str | None:
    """The normalised form of an absolute address, or None for anything else."""
    try:
        return str(ada_url.URL(text).href)
    except (ValueError, UnicodeEncodeError):
        return None


def can_parse(text: str) -> bool:
    """Whether a page's address or referrer is acceptable: an address, or a path of one."""
    try:
        return bool(ada_url.URL.can_parse(text, "https://localhost"))
    except (ValueError, UnicodeEncodeError):
        return False


def decode_component(text: str) -> str:
    """`decodeURIComponent`, or the text unchanged where any of its escapes is malformed."""
    return _decode(text, frozenset())


def decode_uri(text: str) -> str:
    """`decodeURI`: reserved characters stay escaped; unchanged where any escape is malformed."""
    return _decode(text, _RESERVED)


def _decode(text: str, kept: frozenset[int]) -> str:
    if "%" not in text or _BROKEN_ESCAPE.search(text):
        return text

    def plain(match: re.Match[str]) -> str:
        escapes = match[0]
        raw = bytes.fromhex(escapes.replace("%", ""))
        if kept.isdisjoint(raw):
            return raw.decode()
        out, run = [], bytearray()
        for index, byte in enumerate(raw):
            if byte in kept:
                out += [run.decode(), escapes[index * 3 : index * 3 + 3]]
                run = bytearray()
            else:
                run.append(byte)
        return "".join(out) + run.decode()

    try:
        return _ESCAPES.sub(plain, text)
    except UnicodeDecodeError:
        return text


def first_values(query: str, names: dict[str, str]) -> dict[str, str]:
    """The first value of each query parameter in `names`, form-decoded, under the name that `names` gives it."""
    found: dict[str, str] = {}
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if "%" in name or "+" in name:
            name = unquote_plus(name, errors="replace")
        column = names.get(name)
        if column and column not in found:
            found[column] = unquote_plus(value, errors="replace") if "%" in value or "+" in value else value
    return found
